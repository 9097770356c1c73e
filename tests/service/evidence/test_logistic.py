"""The arithmetic of the small models, and that the ones kept with the code fit the code."""

from __future__ import annotations

import math

import numpy as np
import pytest

from service.evidence import refuse, scoring
from service.evidence.logistic import LogisticModel, model_of_record, model_record
from service.evidence.refuse import answer_model
from service.evidence.rescoring import rescore
from service.evidence.rescoring.rescore import read_sentence_model
from service.evidence.scoring import sentence_model

RECORD: dict[str, object] = {"weights": {"near": 2.0, "new": -0.5}, "bias": -1.0, "threshold": 0.4}


def test_probability_is_the_sigmoid_of_the_weighted_sum() -> None:
    model = LogisticModel((2.0, -0.5), -1.0, 0.5)
    # 2·1 - 0.5·2 - 1 = 0: 1/2;  2·1 - 0.5·0 - 1 = 1: 1/(1 + 1/e)
    chance = model.probability(np.array([[1.0, 2.0], [1.0, 0.0]]))
    assert chance == pytest.approx([0.5, 1 / (1 + math.exp(-1))])


def test_probability_stays_within_0_and_1_for_any_features() -> None:
    chance = LogisticModel((1.0,), 0.0, 0.5).probability(np.array([[-1e9], [1e9]]))
    assert 0 < chance[0] < 1e-9
    assert 1 - 1e-9 < chance[1] < 1


def test_probability_of_no_rows_is_empty() -> None:
    assert LogisticModel((1.0, 1.0), 0.0, 0.5).probability(np.zeros((0, 2))).shape == (0,)


def test_a_record_is_read_in_the_order_of_the_features() -> None:
    assert model_of_record(RECORD, ("near", "new")) == LogisticModel((2.0, -0.5), -1.0, 0.4)
    assert model_of_record(RECORD, ("new", "near")) == LogisticModel((-0.5, 2.0), -1.0, 0.4)


def test_a_record_of_other_features_is_refused_with_their_names() -> None:
    with pytest.raises(ValueError, match=r"\['far', 'new'\]"):
        model_of_record(RECORD, ("near", "far"))


def test_a_model_comes_back_from_its_record() -> None:
    model = LogisticModel((2.0, -0.5), -1.0, 0.4)
    assert model_of_record(model_record(model, ("near", "new")), ("near", "new")) == model


@pytest.mark.parametrize(
    ("model", "features"),
    [
        (sentence_model(), scoring.FEATURES),
        (read_sentence_model(), rescore.FEATURES),
        (answer_model(), refuse.FEATURES),
    ],
)
def test_the_kept_models_have_a_weight_for_each_feature(
    model: LogisticModel, features: tuple[str, ...]
) -> None:
    assert len(model.weights) == len(features) == len(set(features))
    assert np.isfinite([*model.weights, model.bias]).all()
    assert 0 < model.threshold < 1
