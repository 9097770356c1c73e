"""Whether what is said to be surer is right more often: how sure answers are, beside how many are right."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

# Groups of answers, and answers of one, at least: of fewer a share says little.
_MOST_GROUPS, _LEAST_ANSWERS = 10, 10


@dataclass(frozen=True, slots=True)
class ReliabilityPoint:
    """A group of answers that are about equally sure: how sure on average, and the share that is right."""

    sure: float
    right: float
    count: int


def reliability(answers: Sequence[tuple[float, bool]]) -> list[ReliabilityPoint]:
    """Return groups of (how sure, whether right), the least sure first, each about as large."""
    if not answers:
        return []
    known = sorted(answers, key=lambda answer: answer[0])
    groups = max(1, min(_MOST_GROUPS, len(known) // _LEAST_ANSWERS))
    borders = sorted({_behind_ties(known, round(len(known) * n / groups)) for n in range(groups + 1)})
    return [
        ReliabilityPoint(
            sum(sure for sure, _ in known[start:end]) / (end - start),
            sum(right for _, right in known[start:end]) / (end - start),
            end - start,
        )
        for start, end in pairwise(borders)
    ]


def _behind_ties(known: Sequence[tuple[float, bool]], border: int) -> int:
    """Return a border that divides no answers that are equally sure."""
    while 0 < border < len(known) and known[border][0] == known[border - 1][0]:
        border += 1
    return border


def calibration_error(answers: Sequence[tuple[float, bool]]) -> float | None:
    """Return by how much the share that is right is off on average from how sure answers are (ECE)."""
    points = reliability(answers)
    off = sum(point.count * abs(point.sure - point.right) for point in points)
    return off / len(answers) if answers else None
