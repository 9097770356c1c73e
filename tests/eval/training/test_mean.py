from __future__ import annotations

import numpy as np
import pytest

from eval.training.mean import mean_adapter


def adapter(seed: int) -> dict[str, np.ndarray]:
    draw = np.random.default_rng(seed)
    shapes = {"layer.6.query.down": (8, 2), "layer.6.query.up": (2, 8), "layer.6.query.bias": (8,)}
    return {name: draw.normal(size=shape).astype(np.float16) for name, shape in shapes.items()}


def test_the_mean_adds_half_of_what_each_adds() -> None:
    one, other = adapter(1), adapter(2)
    mean = mean_adapter(one, other)
    products = [
        each["layer.6.query.down"].astype(float) @ each["layer.6.query.up"].astype(float)
        for each in (one, other, mean)
    ]
    np.testing.assert_allclose(products[2], (products[0] + products[1]) / 2, atol=0.02)
    biases = [each["layer.6.query.bias"].astype(float) for each in (one, other, mean)]
    np.testing.assert_allclose(biases[2], (biases[0] + biases[1]) / 2, atol=0.002)


def test_an_adapter_that_lacks_a_part_has_no_mean() -> None:
    other = adapter(2)
    del other["layer.6.query.bias"]
    with pytest.raises(KeyError):
        mean_adapter(adapter(1), other)
