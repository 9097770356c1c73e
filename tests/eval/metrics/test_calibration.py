"""How far what answers say of themselves is from what they are."""

from __future__ import annotations

import pytest

from eval.metrics.calibration import calibration_error, reliability


def test_groups_are_of_like_size_and_the_least_sure_comes_first() -> None:
    answers = [(number / 100, number % 4 == 0) for number in range(100)]
    points = reliability(list(reversed(answers)))
    assert [point.count for point in points] == [10] * 10
    assert [point.sure for point in points] == pytest.approx([0.045 + number / 10 for number in range(10)])
    assert [round(point.count * point.right) for point in points] == [3, 2, 3, 2, 3, 2, 3, 2, 3, 2]


def test_of_few_answers_there_is_one_group() -> None:
    assert [(point.sure, point.right) for point in reliability([(0.2, False), (0.8, True)])] == [(0.5, 0.5)]
    assert reliability([]) == []


@pytest.mark.parametrize(
    ("right", "error"), [((True, False), 0.1), ((True, True), 0.4), ((False, False), 0.6)]
)
def test_the_error_is_how_far_the_share_is_off(right: tuple[bool, bool], error: float) -> None:
    assert calibration_error([(0.6, each) for each in right]) == pytest.approx(error)
    assert calibration_error([]) is None


def test_answers_that_are_equally_sure_are_one_group() -> None:
    answers = [(0.5, number % 2 == 0) for number in range(100)]
    assert [point.count for point in reliability(answers)] == [100]
    assert calibration_error(answers) == 0
