"""What came of a case in a few words: right, or why it counts as wrong."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum

from eval.cases import Agreement, Fact
from eval.metrics.facts import dated, fact_ranks
from eval.metrics.timexes import matches
from eval.runs.results import (
    AttributionResult,
    ClaimResult,
    ComparisonResult,
    FollowUpResult,
    NoticeResult,
    QuestionResult,
    Result,
    SummaryResult,
    TimexResult,
)
from ingest.article import Kind
from service.answer import Answer
from service.summaries.summary import Summary


class Outcome(StrEnum):
    """What came of a case, in a reader's words."""

    MISSING = "facts missing"
    NOT_CITED = "evidence not cited"
    WRONGLY_REFUSED = "refused, though it is stated"
    NOT_REFUSED = "answered, though it is not stated"
    HELD = "false, and held to be true"
    NOT_HELD = "true, and held to be false"
    CARRIED_TOO_MUCH = "carried what is not meant"
    NOT_CARRIED = "words not carried"
    OTHER_SPEAKER = "another speaker"
    NO_SPEAKER = "no speaker found"
    SPEAKER_INVENTED = "a speaker, though there is none"
    FALSELY_DISPUTED = "a disagreement that is none, or of other values"
    NOT_DISPUTED = "a disagreement, not shown"
    NOT_UPDATED = "an update, not told as one"
    FALSELY_UPDATED = "an update that is none"
    NO_NOTICE = "a notice, not found"
    OTHER_NOTICE = "a notice of another kind"
    NOTICE_INVENTED = "a notice that is none"
    TIME_MISSED = "a time, not found"
    OTHER_TIME = "a time, read as another"
    TIME_INVENTED = "a time that is none"
    OPEN = "no verdict"
    REFUSED = "rightly refused"
    RIGHT = "right"


def outcome(result: Result) -> Outcome:
    """Return what came of a case."""
    if result.right is None:
        return Outcome.OPEN
    refused = isinstance(result, QuestionResult) and result.answer.refusal is not None
    if result.right == 1:
        return Outcome.REFUSED if refused else Outcome.RIGHT
    if isinstance(result, ClaimResult):
        return Outcome.NOT_HELD if result.case.true else Outcome.HELD
    if isinstance(result, FollowUpResult):
        return Outcome.CARRIED_TOO_MUCH if result.carrying.false else Outcome.NOT_CARRIED
    if isinstance(result, AttributionResult):
        return _misattributed(result)
    if isinstance(result, ComparisonResult):
        return _miscompared(result)
    if isinstance(result, NoticeResult):
        return _misrecognised(result)
    if isinstance(result, TimexResult):
        return _misread(result)
    if isinstance(result, SummaryResult):
        return Outcome.MISSING
    if refused:
        return Outcome.WRONGLY_REFUSED
    if result.case.unanswerable:
        return Outcome.NOT_REFUSED
    return Outcome.MISSING if "answer_right" in result.figures else Outcome.NOT_CITED


def _misattributed(result: AttributionResult) -> Outcome:
    if result.speaker is None:
        return Outcome.NO_SPEAKER
    return Outcome.OTHER_SPEAKER if result.case.speakers else Outcome.SPEAKER_INVENTED


def _miscompared(result: ComparisonResult) -> Outcome:
    if result.disputed:
        return Outcome.FALSELY_DISPUTED
    if result.case.agreement is Agreement.DISAGREEMENT:
        return Outcome.NOT_DISPUTED
    return Outcome.NOT_UPDATED if result.case.agreement is Agreement.UPDATE else Outcome.FALSELY_UPDATED


def _misrecognised(result: NoticeResult) -> Outcome:
    if result.found is Kind.ARTICLE:
        return Outcome.NO_NOTICE
    return Outcome.NOTICE_INVENTED if result.case.expected is Kind.ARTICLE else Outcome.OTHER_NOTICE


def _misread(result: TimexResult) -> Outcome:
    found = matches(result.case.text, result.case.timexes, result.found)
    if any(each.met and not each.right for each in (*found.wanted, *found.found)):
        return Outcome.OTHER_TIME
    return Outcome.TIME_INVENTED if all(each.met for each in found.wanted) else Outcome.TIME_MISSED


def which_are_said(facts: Sequence[Fact], answer: Answer | Summary) -> list[bool]:
    """Return for each fact whether a statement says it."""
    said = [dated(statement, answer.as_of) for statement in answer.statements]
    return [rank is not None for rank in fact_ranks(facts, said, answer.as_of)]
