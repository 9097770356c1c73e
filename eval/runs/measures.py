"""The measures of a run: what each is called, which way is better, and how it comes from the cases."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from operator import attrgetter
from typing import Any, Generic, TypeVar

from eval.cases import TimexKind
from eval.metrics.calibration import ReliabilityPoint, calibration_error, reliability
from eval.metrics.carrying import Carrying, share_carried
from eval.metrics.intervals import Estimate, estimate, mean_of, paired_difference
from eval.metrics.refusals import Decision, Detection, RiskCurve, balanced_accuracy, detection, risk_coverage
from eval.metrics.timexes import WANTED, TimexMatch, TimexMatches, f1, matches, share
from eval.runs.questions import PASSAGE_DEPTHS, STATEMENT_DEPTHS
from eval.runs.results import (
    COMPLETE,
    FAILED_BY,
    MICROSECONDS,
    RIGHT,
    CheckKind,
    ClaimResult,
    FollowUpResult,
    QuestionResult,
    Result,
    TimexResult,
)

T = TypeVar("T")


class Better(StrEnum):
    """Which way a measure is better; words and refusals for their own sake are neither."""

    MORE = "more"
    LESS = "less"
    NEITHER = "neither"


@dataclass(frozen=True, slots=True)
class PooledMeasure(Generic[T]):
    """A measure of all cases together, such as an F1: what it reads of a case, if anything, and its value."""

    read: Callable[[Result], T | None]
    value: Callable[[Sequence[T]], float | None]

    def items(self, results: Sequence[Result]) -> list[T]:
        """Return what is read of the results that have it."""
        return [item for item in map(self.read, results) if item is not None]

    def grown(self, pairs: Sequence[tuple[T | None, T | None]]) -> float | None:
        """Return by how much the value grew from the first items to the second."""
        old = self.value([item for item, _ in pairs if item is not None])
        new = self.value([item for _, item in pairs if item is not None])
        return None if old is None or new is None else new - old


@dataclass(frozen=True, slots=True)
class RunMeasure:
    """A measure over cases. Without `together` it is the mean of their figures of its name.

    `by_tag`: it is given for each tag as well.
    """

    name: str
    title: str
    better: Better = Better.MORE
    together: PooledMeasure[Any] | None = None
    by_tag: bool = False

    def value(self, results: Sequence[Result], seed: int) -> Estimate | None:
        """Return the measure with its interval, None without a verdict."""
        if self.together:
            return estimate(self.together.value, self.together.items(results), seed)
        return mean_of(self._figures(results), seed)

    def difference(self, before: Sequence[Result], after: Sequence[Result], seed: int) -> Estimate | None:
        """Return by how much the measure grew, over the same cases in the same order."""
        if self.together:
            read = self.together.read
            pairs = [(read(old), read(new)) for old, new in zip(before, after, strict=True)]
            known = [pair for pair in pairs if pair != (None, None)]
            return estimate(self.together.grown, known, seed)
        return paired_difference(self._figures(before), self._figures(after), seed)

    def _figures(self, results: Sequence[Result]) -> list[float | None]:
        return [result.figures.get(self.name) for result in results]


def risk_curve(results: Sequence[Result]) -> RiskCurve:
    """Return the risk of the questions that were answered, the surest first."""
    return risk_coverage(_RISK.items(results))


def reliability_curve(results: Sequence[Result]) -> list[ReliabilityPoint]:
    """Return how sure first statements are, beside the share of answers that are right."""
    return reliability(_RISK.items(results))


def _refusal(result: Result) -> Decision | None:
    if not isinstance(result, QuestionResult):
        return None
    return Decision(result.answer.refusal is not None, result.case.unanswerable is not None)


def _of_refusals(share: Callable[[Detection], float | None]) -> PooledMeasure[Decision]:
    """Return a measure of refusals; a set without unanswerable questions gives no verdict."""
    return PooledMeasure(
        _refusal,
        lambda found: share(detection(found)) if any(outcome.wanted for outcome in found) else None,
    )


def _answered(result: Result) -> tuple[float, bool] | None:
    """Return how sure an answer is and whether it is right."""
    if not isinstance(result, QuestionResult) or not result.answer.statements or result.right is None:
        return None
    return result.answer.statements[0].score, bool(result.right)


def _claim(result: Result) -> Decision | None:
    return Decision(not result.flaws, result.case.true) if isinstance(result, ClaimResult) else None


def _carrying(result: Result) -> Carrying | None:
    """Return what a follow-up carries, if it needs anything."""
    return result.carrying if isinstance(result, FollowUpResult) and result.carrying.needed else None


def _matches(result: Result) -> TimexMatches | None:
    if not isinstance(result, TimexResult):
        return None
    return matches(result.case.text, result.case.timexes, result.found)


def _over(
    part: Callable[[TimexMatches], Sequence[TimexMatch]], which: Callable[[TimexMatch], bool]
) -> PooledMeasure[TimexMatches]:
    """Return a share of matches of all sentences."""
    return PooledMeasure(
        _matches, lambda some: share([match for each in some for match in part(each)], which)
    )


def _f1(which: Callable[[TimexMatch], bool]) -> PooledMeasure[TimexMatches]:
    return PooledMeasure(_matches, lambda some: f1(some, which))


def _met_of_wanted(each: TimexMatches) -> Sequence[TimexMatch]:
    return [match for match in each.wanted if match.met]


def _of_kind(kind: TimexKind) -> Callable[[TimexMatches], Sequence[TimexMatch]]:
    part = attrgetter("wanted" if kind in WANTED else "others")
    return lambda each: [match for match in part(each) if match.kind is kind]


_RISK = PooledMeasure(_answered, lambda found: risk_coverage(found).area)
_CALIBRATION = PooledMeasure(_answered, calibration_error)
_CLAIMS = PooledMeasure(_claim, balanced_accuracy)
_CARRIED = PooledMeasure(_carrying, share_carried)


def _passages() -> list[RunMeasure]:
    evidence = [
        RunMeasure(f"evidence_in_{k}_passages", f"evidence at passage rank {k} or better (recall)")
        for k in PASSAGE_DEPTHS
    ]
    gold = [
        RunMeasure(f"gold_in_{k}_passages", f"all facts said at passage rank {k} or better")
        for k in PASSAGE_DEPTHS
    ]
    ranks = [
        RunMeasure("reciprocal_rank", "mean reciprocal rank of the evidence"),
        RunMeasure("ndcg_10", "nDCG@10 of the evidence"),
    ]
    return [*evidence, *gold, *ranks]


def _statements() -> list[RunMeasure]:
    return [
        RunMeasure(f"gold_in_{k}_statements", f"all facts said by statement {k}") for k in STATEMENT_DEPTHS
    ]


def _failed() -> list[RunMeasure]:
    return [
        RunMeasure(FAILED_BY[kind], f"claims: true ones that fail the check of {kind}", Better.LESS)
        for kind in CheckKind
    ]


def _timexes() -> list[RunMeasure]:
    met, exact, right = attrgetter("met"), attrgetter("exact"), attrgetter("right")
    wanted, found = attrgetter("wanted"), attrgetter("found")
    whole = [
        ("timex_found", "times: expressions found (recall)", _over(wanted, met)),
        ("timex_true", "times: what is found is one (precision)", _over(found, met)),
        ("timex_f1", "times: F1 of those found", _f1(met)),
        ("timex_exact_f1", "times: F1 of those found with the same extent", _f1(exact)),
        ("timex_value", "times: values right among those found", _over(_met_of_wanted, right)),
        ("timex_value_found", "times: found with the right value (recall)", _over(wanted, right)),
        ("timex_value_true", "times: what is found has the right value (precision)", _over(found, right)),
        ("timex_value_f1", "times: F1 of those found with the right value", _f1(right)),
    ]
    kinds = [
        (f"timex_{kind}_{name}", f"times, {kind}: {title}", _over(_of_kind(kind), which))
        for kind in (TimexKind.DATE, TimexKind.TIME)
        for name, title, which in (
            ("found", "found", met),
            ("value_found", "found with the right value", right),
        )
    ]
    measures = [
        RunMeasure(name, title, together=together, by_tag=True) for name, title, together in whole + kinds
    ]
    apart = [
        RunMeasure(
            f"timex_{kind}_met",
            f"times, {kind}: something found in it",
            Better.NEITHER,
            _over(_of_kind(kind), met),
        )
        for kind in (TimexKind.DURATION, TimexKind.SET)
    ]
    return [*measures, *apart, RunMeasure(MICROSECONDS, "times: microseconds a sentence", Better.NEITHER)]


MEASURES: tuple[RunMeasure, ...] = (
    RunMeasure(RIGHT, "right: answered or refused as it should be", by_tag=True),
    RunMeasure("answer_right", "answerable questions with all facts said in the statements", by_tag=True),
    *_statements(),
    RunMeasure("token_f1", "token F1 of the best statement for each fact"),
    RunMeasure("nothing_wrong", "answers that say nothing known to be wrong"),
    RunMeasure("right_and_nothing_wrong", "all facts said and nothing wrong"),
    RunMeasure("choice", "multiple choice: the choice that the citations support best"),
    RunMeasure("choice_or_none", 'the same with "none of the above" in place of one choice'),
    RunMeasure(
        "refusal_precision", "refusals: precision", together=_of_refusals(lambda found: found.precision)
    ),
    RunMeasure("refusal_recall", "refusals: recall", together=_of_refusals(lambda found: found.recall)),
    RunMeasure("refusal_f1", "refusals: F1", together=_of_refusals(lambda found: found.f1)),
    RunMeasure("reason_right", "right refusals with the right reason"),
    RunMeasure("refused", "questions that were refused", Better.NEITHER),
    RunMeasure("risk", "area under the risk-coverage curve", Better.LESS, _RISK),
    RunMeasure(
        "calibration_error", "how far answers are off in how sure they are", Better.LESS, _CALIBRATION
    ),
    *_passages(),
    RunMeasure("verbatim", "citations that the archive holds character by character"),
    RunMeasure("cited_precision", "citations that overlap the evidence"),
    RunMeasure("cited_recall", "facts whose evidence is cited"),
    RunMeasure("supported", "statements whose numbers, dates, names and quoted words are in what they cite"),
    RunMeasure("facts_covered", "summaries: required facts that are said", by_tag=True),
    RunMeasure(COMPLETE, "summaries that say all required facts"),
    RunMeasure("insights_covered", "summaries: insights that a bullet says"),
    RunMeasure("insight_citations", "summaries: citation F1 of the insights that are said"),
    RunMeasure("insights_joint", "summaries: citation F1 over all insights"),
    RunMeasure("summary_cited_precision", "summaries: citations that overlap the evidence"),
    RunMeasure("summary_supported", "summaries: statements with everything in what they cite"),
    RunMeasure("within_words", "summaries within the length asked for"),
    RunMeasure("words", "summaries: words", Better.NEITHER),
    RunMeasure("true_pass", "claims: true ones that pass the check", by_tag=True),
    RunMeasure("false_pass", "claims: false ones that pass the check", Better.LESS, by_tag=True),
    RunMeasure("balanced_accuracy", "claims: balanced accuracy of the check", together=_CLAIMS, by_tag=True),
    *_failed(),
    RunMeasure("words_carried", "follow-ups: needed words that are carried", together=_CARRIED, by_tag=True),
    RunMeasure("all_carried", "follow-ups that need words and carry all of them", by_tag=True),
    RunMeasure("nothing_false", "follow-ups that carry no word which is not meant", by_tag=True),
    RunMeasure("speaker_decided", "quotations with a speaker for which one is found", by_tag=True),
    RunMeasure("speaker_right", "speakers found that are the right ones", by_tag=True),
    RunMeasure("disagreement_right", "disagreements shown that are real", by_tag=True),
    RunMeasure("disagreement_found", "real disagreements that are shown", by_tag=True),
    RunMeasure("update_right", "updates shown that are some", by_tag=True),
    RunMeasure("update_found", "updates told as such, and not as disagreements", by_tag=True),
    RunMeasure("correction_right", "articles held to be corrected that are (precision)", by_tag=True),
    RunMeasure("correction_found", "corrected articles that are found (recall)", by_tag=True),
    RunMeasure("retraction_right", "articles held to be withdrawn that are (precision)", by_tag=True),
    RunMeasure("retraction_found", "withdrawn articles that are found (recall)", by_tag=True),
    RunMeasure("notice_invented", "plain articles in which a notice is found", Better.LESS, by_tag=True),
    RunMeasure("speaker_invented", "quotations of nobody for which a speaker is found", Better.LESS),
    *_timexes(),
)
BY_NAME = {measure.name: measure for measure in MEASURES}
