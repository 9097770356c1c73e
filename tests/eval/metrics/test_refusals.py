"""Refusals, balanced accuracy and the risk-coverage curve, with their arithmetic."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eval.metrics.refusals import (
    Decision,
    Detection,
    RiskPoint,
    balanced_accuracy,
    detection,
    risk_coverage,
)


def outcomes(*pairs: tuple[bool | None, bool]) -> list[Decision]:
    return [Decision(found, wanted) for found, wanted in pairs]


def test_refusal_is_the_positive_class() -> None:
    # refused 3, of these 2 rightly; unanswerable 4: P 2/3, R 2/4, F1 2 · 2 / (3 + 4)
    cases = outcomes((True, True), (True, True), (True, False), (False, True), (False, True), (False, False))
    assert detection(cases) == Detection(pytest.approx(2 / 3), 0.5, pytest.approx(4 / 7))


def test_no_verdict_is_left_out() -> None:
    # without it P 1/1, R 1/1; counted as an answer R would be 1/2
    assert detection(outcomes((True, True), (None, True))) == Detection(1, 1, 1)


def test_nothing_refused_has_no_precision() -> None:
    assert detection(outcomes((False, True))) == Detection(None, 0, 0)
    assert detection(outcomes((False, False))) == Detection(None, None, None)
    assert detection([]) == Detection(None, None, None)


def test_balanced_accuracy_is_the_mean_over_both_classes() -> None:
    # true 1 of 2 found, false 3 of 4: (0.5 + 0.75) / 2; plain accuracy would be 4/6
    cases = outcomes(
        (True, True), (False, True), (False, False), (False, False), (False, False), (True, False)
    )
    assert balanced_accuracy(cases) == pytest.approx(0.625)


def test_balanced_accuracy_needs_both_classes() -> None:
    assert balanced_accuracy(outcomes((True, True), (None, False))) is None


def test_risk_is_the_share_of_wrong_answers_among_the_surest() -> None:
    # by sureness: right, wrong, right; risks 0/1, 1/2, 1/3; area (0 + 0.5 + 0.3333) / 3
    curve = risk_coverage([(0.5, False), (0.9, True), (0.2, True), (0.7, None)])
    assert curve.points == (
        RiskPoint(pytest.approx(1 / 3), 0, 0.9),
        RiskPoint(pytest.approx(2 / 3), 0.5, 0.5),
        RiskPoint(1, pytest.approx(1 / 3), 0.2),
    )
    assert curve.area == pytest.approx((0 + 1 / 2 + 1 / 3) / 3)


def test_equally_sure_answers_are_one_point() -> None:
    # one of two wrong, in whichever order: risks 0.5/1, 1/2; area 0.5
    curve = risk_coverage([(0.5, True), (0.5, False)])
    assert curve.points == (RiskPoint(1, 0.5, 0.5),)
    assert curve.area == 0.5


def test_no_answers_have_no_area() -> None:
    assert risk_coverage([(0.5, None)]).area is None
    assert risk_coverage([]).points == ()


@given(st.lists(st.tuples(st.sampled_from([0.1, 0.5, 0.9]), st.booleans()), min_size=1, max_size=20))
def test_the_order_of_the_answers_does_not_matter(answers: list[tuple[float, bool]]) -> None:
    mixed = random.Random(1).sample(answers, len(answers))
    assert risk_coverage(mixed).area == pytest.approx(risk_coverage(answers).area)
