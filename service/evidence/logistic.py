"""The three small models kept with the code: does a sentence answer, and is there an answer at all.

All are logistic over named features, in logistic.json; `dateline eval fit` fits them on public questions.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]

MODELS_FILE = Path(__file__).with_name("logistic.json")


@dataclass(frozen=True, slots=True)
class LogisticModel:
    """sigmoid(bias + weights · features). From `threshold` on, the answer is yes."""

    weights: tuple[float, ...]
    bias: float
    threshold: float

    def probability(self, features: Floats) -> Floats:
        """Return probabilities, shape (n,), for features of shape (n, number of weights)."""
        logits = features @ np.array(self.weights) + self.bias
        return np.asarray(1 / (1 + np.exp(-np.clip(logits, -30, 30))))


@lru_cache(maxsize=8)
def load_logistic(name: str, features: tuple[str, ...]) -> LogisticModel:
    """Return a model of logistic.json with its weights in the order of `features`."""
    return model_of_record(json.loads(MODELS_FILE.read_text(encoding="utf-8"))[name], features)


def model_of_record(record: Mapping[str, object], features: Sequence[str]) -> LogisticModel:
    """Return the model that a record of logistic.json describes."""
    weights, bias, threshold = record["weights"], record["bias"], record["threshold"]
    assert isinstance(weights, dict)
    assert isinstance(bias, float)
    assert isinstance(threshold, float)
    if set(weights) != set(features):
        raise ValueError(f"logistic.json is of other features: {sorted(set(weights) ^ set(features))}")
    return LogisticModel(tuple(weights[name] for name in features), bias, threshold)


def model_record(model: LogisticModel, features: Sequence[str]) -> dict[str, object]:
    """Return what logistic.json keeps of a model."""
    weights = {name: round(weight, 4) for name, weight in zip(features, model.weights, strict=True)}
    return {"weights": weights, "bias": round(model.bias, 4), "threshold": round(model.threshold, 4)}
