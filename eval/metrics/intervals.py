"""Figures with their 95 % intervals by the percentile bootstrap, and percentiles of times.

The same seed gives the same interval. None is no verdict: it is left out, not counted as zero.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeVar

import numpy as np
import numpy.typing as npt

T = TypeVar("T")

SEED = 20251003
_SAMPLES = 2_000
_BOUNDS = (2.5, 97.5)
# Numbers drawn at once: bounds memory for sets of many thousands.
_DRAWN = 2_000_000


@dataclass(frozen=True, slots=True)
class Estimate:
    """A figure over `count` cases and its 95 % interval."""

    value: float
    low: float
    high: float
    count: int


@dataclass(frozen=True, slots=True)
class Percentiles:
    """Seconds that half, and 95 of 100, of the cases took at most."""

    p50: float
    p95: float


def mean_of(values: Sequence[float | bool | None], seed: int = SEED) -> Estimate | None:
    """Return the mean of the values with its interval; None if there is no value."""
    known = np.array([float(value) for value in values if value is not None])
    if not len(known):
        return None
    draw = np.random.default_rng(seed)
    means: list[npt.NDArray[np.float64]] = []
    for size in _batches(len(known)):
        means.append(known[draw.integers(0, len(known), (size, len(known)))].mean(axis=1))
    low, high = np.percentile(np.concatenate(means), _BOUNDS)
    return Estimate(float(known.mean()), float(low), float(high), len(known))


def paired_difference(
    before: Sequence[float | bool | None], after: Sequence[float | bool | None], seed: int = SEED
) -> Estimate | None:
    """Return the mean of `after` minus `before`, case by case, where both have a value."""
    pairs = zip(before, after, strict=True)
    return mean_of([float(b) - float(a) for a, b in pairs if a is not None and b is not None], seed)


def estimate(
    measure: Callable[[Sequence[T]], float | None], cases: Sequence[T], seed: int = SEED, samples: int = 1_000
) -> Estimate | None:
    """Return any measure over the cases (an F1, an area) with its interval; None if it has no value.

    Samples in which the measure has no value are left out.
    """
    value = measure(cases)
    if value is None:
        return None
    draw = np.random.default_rng(seed)
    found = [measure([cases[i] for i in draw.integers(0, len(cases), len(cases))]) for _ in range(samples)]
    low, high = np.percentile([each for each in found if each is not None] or [value], _BOUNDS)
    return Estimate(value, float(low), float(high), len(cases))


def percentiles(seconds: Sequence[float]) -> Percentiles | None:
    """Return p50 and p95 of times; None without any."""
    return Percentiles(percentile(seconds, 50), percentile(seconds, 95)) if seconds else None


def percentile(values: Sequence[float], percent: int) -> float:
    """Return the value below which `percent` per cent of the values lie, linear between neighbours.

    Raises IndexError without values.
    """
    return float(np.percentile(values, percent))


def _batches(count: int) -> list[int]:
    size = max(1, min(_SAMPLES, _DRAWN // count))
    whole, rest = divmod(_SAMPLES, size)
    return [size] * whole + ([rest] if rest else [])
