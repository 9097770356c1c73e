"""Means, differences and their intervals; percentiles of times."""

from __future__ import annotations

import pytest

from eval.metrics.intervals import Estimate, Percentiles, estimate, mean_of, paired_difference, percentiles
from eval.metrics.refusals import Decision, detection


def test_a_mean_has_an_interval_around_it() -> None:
    # 100 cases, half of them 1: standard error 0.05, so about 0.5 ± 1.96 · 0.05
    found = mean_of([True] * 50 + [False] * 50)
    assert found
    assert (found.value, found.count) == (0.5, 100)
    assert (found.low, found.high) == (pytest.approx(0.402, abs=0.015), pytest.approx(0.598, abs=0.015))


def test_no_verdict_is_not_zero() -> None:
    found = mean_of([1.0, None, 1.0])
    assert found == Estimate(1.0, 1.0, 1.0, 2)  # not 2/3
    assert mean_of([None]) is None
    assert mean_of([]) is None


def test_the_same_seed_gives_the_same_interval() -> None:
    values = [index**0.5 for index in range(40)]
    assert mean_of(values, seed=1) == mean_of(values, seed=1)
    assert mean_of(values, seed=1) != mean_of(values, seed=2)


def test_many_values_are_drawn_in_batches() -> None:
    # 2,000 samples of 3,000 values are more than are drawn at once; error sqrt(0.25/3000) = 0.0091
    found = mean_of([True, False] * 1_500)
    assert found
    assert found.high - found.low == pytest.approx(2 * 1.96 * 0.0091, rel=0.1)


def test_a_difference_is_taken_case_by_case() -> None:
    # 0, +1, +1, and one without a verdict before: mean 2/3
    found = paired_difference([1, 0, 0, None], [1, 1, 1, 1])
    assert found
    assert (found.value, found.count) == (pytest.approx(2 / 3), 3)


def test_pairing_sees_what_the_spread_between_cases_hides() -> None:
    before = [index / 10 for index in range(10)]
    found = paired_difference(before, [value + 0.1 for value in before])
    assert found
    assert (found.low, found.high) == (pytest.approx(0.1), pytest.approx(0.1))


def test_pairs_must_be_of_the_same_cases() -> None:
    with pytest.raises(ValueError, match="shorter"):
        paired_difference([1, 2], [1])


def test_any_measure_has_an_interval() -> None:
    cases = [Decision(True, True)] * 30 + [Decision(True, False)] * 10 + [Decision(False, True)] * 10
    # F1 = 2 · 30 / (40 + 40)
    found = estimate(lambda drawn: detection(drawn).f1, cases)
    assert found
    assert found.value == 0.75
    assert found.low < 0.75 < found.high
    assert found == estimate(lambda drawn: detection(drawn).f1, cases)
    assert estimate(lambda drawn: None, cases) is None


def test_percentiles_are_linear_between_neighbours() -> None:
    # of 1 … 5 the middle is 3, and 95 of 100 is at 1 + 0.95 · 4 = 4.8
    assert percentiles([5, 1, 4, 2, 3]) == Percentiles(3, pytest.approx(4.8))
    assert percentiles([0.2]) == Percentiles(0.2, 0.2)
    assert percentiles([]) is None


def test_percentiles_of_equal_times_are_equal() -> None:
    # A weighted sum of two equal times may round to less than the time itself, as of twice 3 µs.
    for time in (number * 1e-6 for number in range(1, 1_000)):
        assert percentiles([time, time]) == Percentiles(time, time)
