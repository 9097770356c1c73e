"""One claim is held against its source by the check that decides whether a writer's statement stands."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from functools import lru_cache
from time import perf_counter

from eval.cases import Claim
from eval.runs.results import CLAIM_RIGHT, FAILED_BY, CheckKind, ClaimResult, Figures
from ingest.article import Passage
from ingest.embeddings.embedder import Embedder, PassageText
from ingest.text.passages import cut_passages
from ingest.text.sentences import split_sentences
from service.checks.verify import Checker, Failure, Flaw, SourceSentence
from service.writers.form import flaw_of_wording

# Where a set gives no day. SummEdits' news is of the first weeks of 2023: "last year" is 2022.
_AS_OF = datetime(2023, 3, 1, tzinfo=UTC)
_KEPT_SOURCES = 64


_KINDS = {
    Flaw.NUMBER: CheckKind.FIGURES,
    Flaw.DATE: CheckKind.DATES,
    Flaw.NAME: CheckKind.NAMES,
    Flaw.QUOTED: CheckKind.QUOTED,
}  # and all others are of meaning


class ClaimReader:
    """Checks claims; the sentences of a source that several claims are about are embedded once."""

    def __init__(self, embedder: Embedder, tokens: int) -> None:
        self._embedder = embedder
        self._tokens = tokens
        self.checker = Checker(embedder)
        self.sentences_of = lru_cache(_KEPT_SOURCES)(self._embedded)

    def result(self, claim: Claim) -> ClaimResult:
        """Check a claim against all sentences of its source.

        A writer's statement is one sentence: a claim of several passes if each of them does.
        """
        said_at = claim.said_at or _AS_OF
        sentences = self.sentences_of(claim.source, said_at)
        start = perf_counter()
        failures = [
            failure
            for text in _statements(claim.text)
            for failure in failures_of(text, sentences, said_at, self.checker)
        ]
        seconds = perf_counter() - start
        flaws = tuple(f"{failure.flaw}: {failure.message}" for failure in failures)
        return ClaimResult(claim, _figures(claim, failures), flaws, {"check": seconds})

    def _embedded(self, source: str | tuple[str, ...], said_at: datetime) -> Sequence[SourceSentence]:
        passages = _passages(source, self._tokens)
        return [
            SourceSentence(passage.text[start:end], vector, said_at, None)
            for passage, vectors in zip(passages, self._embedder.embed_passages(passages), strict=True)
            for (start, end), vector in zip(passage.sentences, vectors.sentences, strict=True)
        ]


def failures_of(
    text: str, cited: Sequence[SourceSentence], as_of: datetime, checker: Checker
) -> list[Failure]:
    """Return why a statement would not stand as `checked` on the sentences it cites; nothing if it would."""
    wording = flaw_of_wording(text, [each.text for each in cited])
    return [Failure(Flaw.MEANING, wording)] if wording else list(checker.check(text, cited, as_of))


def _statements(text: str) -> list[str]:
    return [text[each.start : each.end] for each in split_sentences(text)] or [text]


def _figures(claim: Claim, failures: Sequence[Failure]) -> Figures:
    held = not failures
    figures = {CLAIM_RIGHT: float(held is claim.true)}
    if not claim.true:
        return figures | {"false_pass": float(held)}
    kinds = {_KINDS.get(failure.flaw, CheckKind.MEANING) for failure in failures}
    return (
        figures | {"true_pass": float(held)} | {FAILED_BY[kind]: float(kind in kinds) for kind in CheckKind}
    )


def _passages(source: str | tuple[str, ...], tokens: int) -> list[PassageText]:
    """Return a text as its passages; sentences of a list may be of several places and stand alone."""
    if not isinstance(source, str):
        return [PassageText("", sentence, ((0, len(sentence)),)) for sentence in source]
    return [_passage(source, passage) for passage in cut_passages("claim", 1, source, tokens=tokens)]


def _passage(source: str, passage: Passage) -> PassageText:
    spans = tuple((each.start - passage.start, each.end - passage.start) for each in passage.sentences)
    return PassageText("", source[passage.start : passage.end], spans)
