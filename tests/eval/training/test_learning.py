"""The fitting of the small models, on data whose weights are known."""

from __future__ import annotations

import math

import numpy as np
import pytest

from eval.training.learning import (
    Bools,
    Floats,
    area_under_curve,
    fit_logistic,
    fit_ranking,
    refusal_f1,
)


def flags(*values: int) -> Bools:
    return np.array(values, bool)


def ones(count: int) -> Floats:
    return np.ones(count)


# Ranking


def planted_lists(weights: Floats, count: int, *, chance_hits: bool = False) -> list[tuple[Floats, Bools]]:
    """Lists of ten rows whose right row is the one that the weights put first."""
    draw = np.random.default_rng(3)
    lists = []
    for _ in range(count):
        rows = draw.normal(size=(10, len(weights)))
        right = np.arange(10) == np.argmax(rows @ weights)
        if chance_hits:
            right |= draw.random(10) < 0.1
        lists.append((rows, right))
    return lists


def first_right(lists: list[tuple[Floats, Bools]], weights: Floats) -> float:
    return float(np.mean([right[np.argmax(rows @ weights)] for rows, right in lists]))


@pytest.mark.parametrize("chance_hits", [False, True])
def test_ranking_finds_the_planted_weights(chance_hits: bool) -> None:
    planted = np.array([2.0, -1.0, 0.0, 0.5])
    lists = planted_lists(planted, 200, chance_hits=chance_hits)
    found = fit_ranking(lists, ones(200), ridge=1e-3)
    cosine = found @ planted / np.linalg.norm(found) / np.linalg.norm(planted)
    assert cosine > 0.97
    assert first_right(lists, found) > 0.9


def test_ranking_does_not_depend_on_the_scale_of_a_feature() -> None:
    lists = planted_lists(np.array([1.0, -1.0]), 100)
    found = fit_ranking(lists, ones(100), ridge=1e-3)
    scaled = fit_ranking([(rows * [100, 1], right) for rows, right in lists], ones(100), ridge=1e-3)
    assert scaled * [100, 1] == pytest.approx(found, rel=1e-6)


def test_lists_count_as_their_weights_say() -> None:
    rows = np.array([[1.0], [0.0]])
    up, down = (rows, flags(1, 0)), (rows, flags(0, 1))
    assert fit_ranking([up, down], np.array([3.0, 1.0]), ridge=1e-3)[0] > 0
    assert fit_ranking([up, down], np.array([1.0, 3.0]), ridge=1e-3)[0] < 0
    assert fit_ranking([up, down], np.array([1.0, 1.0]), ridge=1e-3)[0] == pytest.approx(0, abs=1e-6)


def test_ranking_is_exact_where_the_shares_are_known() -> None:
    # Two rows have 1, one has 0. In three of four lists those with 1 are right, in one that with 0: the mass
    # on 1 becomes 2e^w / (2e^w + 1) = 3/4, so w = log(3/2).
    rows = np.array([[1.0], [1.0], [0.0]])
    lists = [(rows, flags(1, 1, 0))] * 3 + [(rows, flags(0, 0, 1))]
    assert fit_ranking(lists, ones(4), ridge=0.0) == pytest.approx([math.log(3 / 2)], rel=1e-3)


def test_one_right_row_in_front_is_enough() -> None:
    # Each list has a right row that the first feature tells, and one that looks like a wrong row.
    rows = np.array([[1.0, 0.0], [0.0, 1.0], [0.0, 0.0], [0.0, 1.0]])
    lists = [(rows, flags(1, 1, 0, 0))] * 10
    weights = fit_ranking(lists, ones(10), ridge=1e-3)
    assert np.argmax(rows @ weights) == 0


def test_a_feature_that_never_changes_gets_no_weight() -> None:
    lists = [(np.c_[rows, ones(10)], right) for rows, right in planted_lists(np.array([1.0]), 50)]
    weights = fit_ranking(lists, ones(50), ridge=1e-3)
    assert weights[0] > 0
    assert weights[1] == pytest.approx(0, abs=1e-9)


def test_ridge_keeps_weights_small() -> None:
    lists = planted_lists(np.array([1.0, -1.0]), 50)
    loose, tight = (fit_ranking(lists, ones(50), ridge=ridge) for ridge in (1e-3, 1.0))
    assert np.linalg.norm(tight) < np.linalg.norm(loose) / 2


# Logistic regression


def test_logistic_is_exact_where_the_shares_are_known() -> None:
    # One of four is right at 0, three of four at 1: the log odds are log(1/3) and log(3),
    # so the bias is -log 3 and the weight log 3 - log(1/3) = 2 log 3.
    rows = np.array([[0.0]] * 4 + [[1.0]] * 4)
    weights, bias = fit_logistic(rows, flags(1, 0, 0, 0, 1, 1, 1, 0), ones(8), ridge=0.0)
    assert weights == pytest.approx([2 * math.log(3)])
    assert bias == pytest.approx(-math.log(3))


def test_logistic_finds_the_planted_weights() -> None:
    draw = np.random.default_rng(5)
    rows = draw.normal(size=(20_000, 3)) * [1.0, 10.0, 0.1] + [0.0, 5.0, 2.0]
    planted, bias = np.array([2.0, -0.1, 5.0]), -9.5
    right = draw.random(20_000) < 1 / (1 + np.exp(-(rows @ planted + bias)))
    found, found_bias = fit_logistic(rows, right, ones(20_000), ridge=1e-6)
    assert found == pytest.approx(planted, rel=0.15)
    assert found_bias == pytest.approx(bias, rel=0.1)


def test_a_row_of_weight_two_is_two_rows() -> None:
    rows, right = np.array([[0.0], [0.0], [1.0], [1.0]]), flags(1, 0, 1, 0)
    once = fit_logistic(np.r_[rows, rows[:1]], np.r_[right, right[:1]], ones(5), ridge=0.0)
    twice = fit_logistic(rows, right, np.array([2.0, 1.0, 1.0, 1.0]), ridge=0.0)
    # Two of three right at 0: bias log 2. One of two at 1: weight -log 2.
    for weights, bias in (once, twice):
        assert weights == pytest.approx([-math.log(2)])
        assert bias == pytest.approx(math.log(2))


def test_ridge_spares_the_bias() -> None:
    # Three of four are right whatever the feature says: with the weight pressed to 0, the bias is log 3.
    rows, right = np.array([[0.0], [1.0], [0.0], [1.0]]), flags(1, 1, 1, 0)
    weights, bias = fit_logistic(rows, right, ones(4), ridge=1e6)
    assert weights == pytest.approx([0], abs=1e-5)
    assert bias == pytest.approx(math.log(3), abs=1e-4)


def test_rows_that_a_line_separates_keep_finite_weights() -> None:
    weights, bias = fit_logistic(np.array([[0.0], [1.0]]), flags(0, 1), ones(2), ridge=1e-3)
    assert 0 < weights[0] < 100
    # halfway between both
    assert bias == pytest.approx(-weights[0] / 2)


# Refusing

CHANCE = np.array([0.1, 0.3, 0.6, 0.9])


@pytest.mark.parametrize(
    ("answerable", "threshold", "f1"),
    [
        (flags(0, 0, 1, 1), 0.5, 1.0),
        (flags(0, 1, 0, 1), 0.5, 0.5),  # 2 refused, 2 to refuse, 1 hit: 2·1 / (2 + 2)
        (flags(0, 0, 0, 1), 0.2, 0.5),  # 1 refused, 3 to refuse, 1 hit: 2·1 / (1 + 3)
        (flags(0, 0, 1, 1), 0.3, 2 / 3),  # 0.3 itself is answered: 2·1 / (1 + 2)
        (flags(0, 0, 1, 1), 0.0, 0.0),  # nothing refused
        (flags(1, 1, 1, 1), 0.0, 0.0),  # nothing refused, nothing to refuse
        (flags(1, 1, 1, 1), 1.0, 0.0),  # all refused, nothing to refuse
    ],
)
def test_refusal_f1(answerable: Bools, threshold: float, f1: float) -> None:
    assert refusal_f1(CHANCE, answerable, threshold) == pytest.approx(f1)


def test_area_under_the_curve() -> None:
    # Pairs (positive, negative): 0.9 beats both, 0.5 beats 0.2 and ties with 0.5: (1 + 1 + 1 + 1/2) / 4.
    scores, positive = np.array([0.9, 0.5, 0.5, 0.2]), flags(1, 1, 0, 0)
    assert area_under_curve(scores, positive) == pytest.approx(3.5 / 4)
    assert area_under_curve(-scores, positive) == pytest.approx(0.5 / 4)
