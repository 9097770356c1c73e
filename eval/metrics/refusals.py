"""Refusals as a classifier, the price of answering more, balanced accuracy; no verdict (None) is left out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby


@dataclass(frozen=True, slots=True)
class Detection:
    """How well a class is found; a share without anything to count is None."""

    precision: float | None
    recall: float | None
    f1: float | None


@dataclass(frozen=True, slots=True)
class Decision:
    """What was decided (refused; held to be true) and what would have been right; None: no verdict."""

    found: bool | None
    wanted: bool


def detection(outcomes: Iterable[Decision]) -> Detection:
    """Return precision, recall and F1 of what was found."""
    decided = [item for item in outcomes if item.found is not None]
    right = sum(item.found is True and item.wanted for item in decided)
    found, wanted = sum(item.found is True for item in decided), sum(item.wanted for item in decided)
    return Detection(
        precision=right / found if found else None,
        recall=right / wanted if wanted else None,
        f1=2 * right / (found + wanted) if found + wanted else None,
    )


def balanced_accuracy(outcomes: Iterable[Decision]) -> float | None:
    """Return the mean of the shares that are right among the true and the false; None if one is missing."""
    decided = [item for item in outcomes if item.found is not None]
    shares = []
    for wanted in (True, False):
        found = [item.found is wanted for item in decided if item.wanted is wanted]
        if not found:
            return None
        shares.append(sum(found) / len(found))
    return sum(shares) / 2


@dataclass(frozen=True, slots=True)
class RiskPoint:
    """Answering the surest share of the questions, `coverage`, gets the share `risk` of these wrong."""

    coverage: float
    risk: float
    threshold: float


@dataclass(frozen=True, slots=True)
class RiskCurve:
    """The points of a risk-coverage curve by growing coverage; `area` is the mean risk, 0 at best."""

    points: tuple[RiskPoint, ...]
    area: float | None


def risk_coverage(answers: Sequence[tuple[float, bool | None]]) -> RiskCurve:
    """Return the curve of (how sure, whether right); equally sure answers count as the mean of all orders."""
    known = sorted(((sure, right) for sure, right in answers if right is not None), reverse=True)
    points: list[RiskPoint] = []
    wrong = area = 0.0
    count = 0
    for sure, group in groupby(known, key=lambda item: item[0]):
        errors = [not right for _, right in group]
        share = sum(errors) / len(errors)
        for _ in errors:
            wrong, count = wrong + share, count + 1
            area += wrong / count
        points.append(RiskPoint(count / len(known), wrong / count, sure))
    return RiskCurve(tuple(points), area / count if count else None)
