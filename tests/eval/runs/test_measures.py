"""Measures over the results of cases, and how they differ between two runs."""

from __future__ import annotations

import pytest

from eval.cases import Claim
from eval.metrics.carrying import Carrying
from eval.runs.measures import BY_NAME, MEASURES, Better, risk_curve
from eval.runs.results import ClaimResult, Result
from tests.eval.asked import asked, followed

SEED = 1
# Two unanswerable questions, one refused; one answerable one refused.
QUESTIONS: list[Result] = [
    asked("a", right=True, sure=0.9),
    asked("b", right=False, sure=0.6),
    asked("c", right=False, refused=True),
    asked("d", right=True, refused=True, answerable=False),
    asked("e", right=False, sure=0.3, answerable=False),
]


def value(name: str, results: list[Result]) -> float | None:
    found = BY_NAME[name].value(results, SEED)
    return found.value if found else None


def test_a_mean_leaves_out_what_has_no_verdict() -> None:
    results: list[Result] = [asked("a", right=True), asked("b", right=None), asked("c", right=False)]
    found = BY_NAME["right"].value(results, SEED)
    assert found is not None
    assert (found.value, found.count) == (0.5, 2)
    assert value("choice", results) is None


def test_refusals_are_a_classifier() -> None:
    # refused: c (wrongly) and d; to be refused: d and e
    assert value("refusal_precision", QUESTIONS) == 0.5
    assert value("refusal_recall", QUESTIONS) == 0.5
    assert value("refusal_f1", QUESTIONS) == 0.5


def test_without_unanswerable_questions_refusals_have_no_verdict() -> None:
    assert value("refusal_f1", QUESTIONS[:3]) is None


def test_risk_is_of_the_answers_that_were_given() -> None:
    # surest first: right, wrong, wrong: risks 0, 1/2, 2/3; their mean is 7/18
    assert [point.risk for point in risk_curve(QUESTIONS).points] == pytest.approx([0, 1 / 2, 2 / 3])
    assert value("risk", QUESTIONS) == pytest.approx(7 / 18)


def test_a_difference_is_paired() -> None:
    before: list[Result] = [asked("a", right=False), asked("b", right=True), asked("c", right=None)]
    after: list[Result] = [asked("a", right=True), asked("b", right=True), asked("c", right=True)]
    grown = BY_NAME["right"].difference(before, after, SEED)
    assert grown is not None
    # c had no verdict before: (1 + 0) / 2
    assert (grown.value, grown.count) == (0.5, 2)


def test_a_measure_of_all_cases_together_differs_as_a_whole() -> None:
    after = [*QUESTIONS[:2], asked("c", right=True), *QUESTIONS[3:]]
    grown = BY_NAME["refusal_precision"].difference(QUESTIONS, after, SEED)
    assert grown is not None
    # c is answered now: of the refused, d alone, all are right: from 1/2 to 1
    assert grown.value == 0.5


def claimed(id_: str, *, true: bool, held: bool) -> Result:
    figure = {("true_pass" if true else "false_pass"): float(held)}
    return ClaimResult(Claim(id_, "A bell rang.", "It rang.", true), figure, () if held else ("number: 7",))


def test_what_passes_is_told_apart_for_true_and_false_claims() -> None:
    results = [
        claimed("a", true=True, held=True),
        claimed("b", true=True, held=False),
        claimed("c", true=False, held=False),
        claimed("d", true=False, held=False),
        claimed("e", true=False, held=False),
        claimed("f", true=False, held=True),
    ]
    assert value("true_pass", results) == 0.5
    assert value("false_pass", results) == 0.25
    # half of the true and three of four false ones are judged rightly
    assert value("balanced_accuracy", results) == (0.5 + 0.75) / 2
    assert BY_NAME["false_pass"].better is Better.LESS


def test_words_that_are_carried_are_counted_over_all_follow_ups() -> None:
    results: list[Result] = [
        followed("a", Carrying(("a", "b", "c"), ("a",), ())),
        followed("b", Carrying(("d",), ("d",), ())),
        followed("c", Carrying((), (), ("e",))),
    ]
    found = BY_NAME["words_carried"].value(results, SEED)
    assert found is not None
    # 2 of 4 words; the third needs none
    assert (found.value, found.count) == (0.5, 2)


def test_measures_have_names_of_their_own() -> None:
    assert len(BY_NAME) == len(MEASURES)
    assert BY_NAME["risk"].better is Better.LESS
