"""Fitting the small models, in numpy: linear weights, so that a person can question them."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]

_STEPS = 400
_RATE = 0.05


def fit_ranking(lists: Sequence[tuple[Floats, Bools]], weights: Floats, *, ridge: float) -> Floats:
    """Return linear weights that rank at least one right row of each list first.

    Each list is (features of shape (n, f), which rows are right); the loss is -log of the softmax mass on the
    right rows, so a list with one clear answer and chance hits is not pulled towards the hits. `weights` says
    how much each list counts. `ridge` acts on standardised features. Lists without a right row are an error.
    """
    stacked = np.concatenate([rows for rows, _ in lists])
    right = np.concatenate([flags for _, flags in lists]).astype(np.float64)
    sizes = [len(rows) for rows, _ in lists]
    first = np.cumsum([0, *sizes[:-1]])
    owner = np.repeat(np.arange(len(lists)), sizes)
    scale = _scale(stacked)
    rows = (stacked - stacked.mean(axis=0)) / scale
    shares = weights / weights.sum()
    found = np.zeros(rows.shape[1])
    descent = _Adam(len(found))
    for _ in range(_STEPS):
        scores = rows @ found
        mass = np.exp(scores - np.maximum.reduceat(scores, first)[owner])
        all_rows = mass / np.add.reduceat(mass, first)[owner]
        right_rows = mass * right
        right_rows /= np.maximum(np.add.reduceat(right_rows, first), 1e-30)[owner]
        gradient = rows.T @ ((all_rows - right_rows) * shares[owner]) + ridge * found
        found -= descent.step(gradient)
    return np.asarray(found / scale)


def fit_logistic(rows: Floats, right: Bools, weights: Floats, *, ridge: float) -> tuple[Floats, float]:
    """Return (weights, bias) of a logistic regression by Newton's method; `ridge` spares the bias."""
    scale, centre = _scale(rows), rows.mean(axis=0)
    design = np.c_[(rows - centre) / scale, np.ones(len(rows))]
    penalty = np.eye(design.shape[1]) * ridge * weights.sum()
    penalty[-1, -1] = 1e-9
    found = np.zeros(design.shape[1])
    for _ in range(100):
        chance = 1 / (1 + np.exp(-np.clip(design @ found, -30, 30)))
        gradient = design.T @ (weights * (chance - right)) + penalty @ found
        curvature = (design * (weights * chance * (1 - chance))[:, None]).T @ design + penalty
        step = np.linalg.solve(curvature, gradient)
        found -= step
        if np.abs(step).max() < 1e-8:
            break
    linear = found[:-1] / scale
    return linear, float(found[-1] - linear @ centre)


def refusal_f1(chance: Floats, answerable: Bools, threshold: float) -> float:
    """Return F1 of refusing what has no answer, when everything below the threshold is refused."""
    refused = chance < threshold
    hits = int((refused & ~answerable).sum())
    return 2 * hits / max(1, int(refused.sum()) + int((~answerable).sum()))


def area_under_curve(scores: Floats, positive: Bools) -> float:
    """Return the chance that a positive scores above a negative; ties count half."""
    gaps = scores[positive][:, None] - scores[~positive][None, :]
    return float((gaps > 0).mean() + (gaps == 0).mean() / 2)


def _scale(rows: Floats) -> Floats:
    spread = rows.std(axis=0)
    return np.where(spread > 1e-6, spread, 1.0)


class _Adam:
    """Kingma and Ba 2015, with their constants."""

    def __init__(self, size: int) -> None:
        self._mean, self._square, self._steps = np.zeros(size), np.zeros(size), 0

    def step(self, gradient: Floats) -> Floats:
        self._steps += 1
        self._mean = 0.9 * self._mean + 0.1 * gradient
        self._square = 0.999 * self._square + 0.001 * gradient**2
        mean = self._mean / (1 - 0.9**self._steps)
        square = self._square / (1 - 0.999**self._steps)
        return np.asarray(_RATE * mean / (np.sqrt(square) + 1e-8))
