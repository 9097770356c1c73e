"""One claim is held against its source by the check that decides whether a writer's statement stands."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import UTC, datetime
from time import perf_counter

from eval.cases import Claim
from eval.runs.results import CLAIM_RIGHT, FAILED_BY, CheckKind, ClaimResult, Figures
from ingest.text.sentences import split_sentences
from service.checks.verify import Failure, Flaw, SourceSentence, verify_statement
from service.writers.form import flaw_of_wording

# Where a set gives no day. SummEdits' news is of the first weeks of 2023: "last year" is 2022.
_AS_OF = datetime(2023, 3, 1, tzinfo=UTC)


_KINDS = {
    Flaw.NUMBER: CheckKind.FIGURES,
    Flaw.DATE: CheckKind.DATES,
    Flaw.NAME: CheckKind.NAMES,
    Flaw.QUOTED: CheckKind.QUOTED,
}  # and all others are of meaning


def check_claim(claim: Claim) -> ClaimResult:
    """Check a claim against all sentences of its source."""
    start = perf_counter()
    failures = failures_of_claim(claim)
    seconds = perf_counter() - start
    flaws = tuple(f"{failure.flaw}: {failure.message}" for failure in failures)
    return ClaimResult(claim, _figures(claim, failures), flaws, {"check": seconds})


def source_sentences(source: str | tuple[str, ...], said_at: datetime) -> list[SourceSentence]:
    """Return the sentences of a source; each item of a list is one."""
    texts = _sentences(source) if isinstance(source, str) else source
    return [SourceSentence(text, said_at, None) for text in texts]


def failures_of(
    text: str, cited: Sequence[SourceSentence], as_of: datetime, without: Collection[Flaw] = ()
) -> list[Failure]:
    """Return why a statement would not stand as `checked` on the sentences it cites; nothing if it would."""
    wording = flaw_of_wording(text, [each.text for each in cited])
    if wording and Flaw.MEANING not in without:
        return [Failure(Flaw.MEANING, wording)]
    return list(verify_statement(text, cited, as_of, without))


def failures_of_claim(claim: Claim, without: Collection[Flaw] = ()) -> list[Failure]:
    """Return why a claim would not stand on its source: of several sentences each has to."""
    said_at = claim.said_at or _AS_OF
    cited = source_sentences(claim.source, said_at)
    return [each for text in _sentences(claim.text) for each in failures_of(text, cited, said_at, without)]


def _sentences(text: str) -> list[str]:
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
