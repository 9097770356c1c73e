"""A case in a report: what came of it, and what is to be known to judge that."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain

from eval.cases import Fact
from eval.metrics.facts import wordings
from eval.page.outcome import Outcome, outcome, which_are_said
from eval.runs.lost import Lost
from eval.runs.results import (
    AttributionResult,
    ClaimResult,
    ComparisonResult,
    FollowUpResult,
    NoticeResult,
    QuestionResult,
    Quoted,
    Result,
    TimexResult,
)
from service.answer import Answer
from service.summaries.summary import Summary

_WITHOUT_FACTS = (ClaimResult, FollowUpResult, AttributionResult, ComparisonResult, NoticeResult, TimexResult)


@dataclass(frozen=True, slots=True)
class ShownFact:
    """The ways to word a fact; `said` is None where it cannot be told."""

    wordings: tuple[str, ...]
    said: bool | None


@dataclass(frozen=True, slots=True)
class ShownCase:
    """A result with what is found out for the page; by its `classes` it is shown or not.

    `facts` are what a right answer says, `wrong` what a wrong one does.
    """

    result: Result
    classes: str
    outcome: Outcome
    facts: tuple[ShownFact, ...] = ()
    wrong: tuple[ShownFact, ...] = ()
    evidence: tuple[Quoted, ...] = ()
    lost: Lost | None = None


def shown_case(result: Result, classes: str) -> ShownCase:
    """Return a case as the page shows it."""
    came = outcome(result)
    if isinstance(result, _WITHOUT_FACTS):
        return ShownCase(result, classes, came)
    evidence = tuple(chain(*result.evidence))
    if isinstance(result, QuestionResult):
        case, answer = result.case, result.answer
        told = "answer_right" in result.figures and bool(answer.statements)
        facts, wrong = _facts(case.gold, answer, told=told), _facts(case.wrong, answer)
        return ShownCase(result, classes, came, facts, wrong, evidence, result.lost)
    # Only short facts can be held against statements; the insights of a long summary cannot.
    facts = _facts(result.case.facts, result.summary, told="facts_covered" in result.figures)
    return ShownCase(result, classes, came, facts, evidence=evidence)


def _facts(facts: Sequence[Fact], text: Answer | Summary, *, told: bool = True) -> tuple[ShownFact, ...]:
    said = which_are_said(facts, text) if told else [None] * len(facts)
    return tuple(ShownFact(wordings(fact), each) for fact, each in zip(facts, said, strict=True))
