"""One claim is held against its source by the checker, as a statement is against what it cites."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from functools import lru_cache
from time import perf_counter

from eval.cases import Claim
from eval.runs.results import CLAIM_RIGHT, ClaimResult
from ingest.article import Passage
from ingest.embeddings.embedder import Embedder, PassageText
from ingest.text.passages import cut_passages
from service.checks.verify import Checker, SourceSentence

# The texts have no dates. SummEdits' news is of the first weeks of 2023: "last year" is 2022.
_AS_OF = datetime(2023, 3, 1, tzinfo=UTC)
_KEPT_SOURCES = 64


class ClaimReader:
    """Checks claims; the sentences of a source that several claims are about are embedded once."""

    def __init__(self, embedder: Embedder, tokens: int) -> None:
        self._embedder = embedder
        self._tokens = tokens
        self._checker = Checker(embedder)
        self._sentences = lru_cache(_KEPT_SOURCES)(self._embedded)

    def result(self, claim: Claim) -> ClaimResult:
        """Check a claim against all sentences of its source."""
        sentences = self._sentences(claim.source)
        start = perf_counter()
        failures = self._checker.check(claim.text, sentences, _AS_OF)
        held = not failures
        figures = {"held": float(held), CLAIM_RIGHT: float(held is claim.true)}
        flaws = tuple(f"{failure.flaw}: {failure.message}" for failure in failures)
        return ClaimResult(claim, figures, flaws, {"check": perf_counter() - start})

    def _embedded(self, source: str) -> Sequence[SourceSentence]:
        passages = cut_passages("claim", 1, source, tokens=self._tokens)
        found = self._embedder.embed_passages([_text(passage, source) for passage in passages])
        return [
            SourceSentence(source[sentence.start : sentence.end], vector, _AS_OF, None)
            for passage, vectors in zip(passages, found, strict=True)
            for sentence, vector in zip(passage.sentences, vectors.sentences, strict=True)
        ]


def _text(passage: Passage, source: str) -> PassageText:
    spans = tuple((each.start - passage.start, each.end - passage.start) for each in passage.sentences)
    return PassageText("", source[passage.start : passage.end], spans)
