from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from eval.training.mean import mean_adapter, read_other_adapter
from ingest.errors import InputError


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


def saved(adapter: dict[str, np.ndarray], folder: Path) -> Path:
    file = folder / "other.npz"
    np.savez_compressed(file, **adapter)  # type: ignore[arg-type]
    return file


def test_another_rank_has_a_mean(tmp_path: Path) -> None:
    other = adapter(2)
    other["layer.6.query.down"] = np.ones((8, 3), np.float16)
    other["layer.6.query.up"] = np.ones((3, 8), np.float16)
    read = read_other_adapter(saved(other, tmp_path), adapter(1))
    assert mean_adapter(adapter(1), read)["layer.6.query.up"].shape == (5, 8)


def test_an_adapter_that_lacks_a_part_is_refused(tmp_path: Path) -> None:
    other = adapter(2)
    del other["layer.6.query.bias"]
    with pytest.raises(InputError, match=r"other\.npz is no adapter of this encoder"):
        read_other_adapter(saved(other, tmp_path), adapter(1))


def test_an_adapter_of_another_width_is_refused(tmp_path: Path) -> None:
    wide = {**adapter(2), "layer.6.query.bias": np.ones(12, np.float16)}
    with pytest.raises(InputError):
        read_other_adapter(saved(wide, tmp_path), adapter(1))


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 cut off", b"no archive at all"])
def test_a_file_that_is_no_adapter_is_refused(content: bytes, tmp_path: Path) -> None:
    file = tmp_path / "other.npz"
    file.write_bytes(content)
    with pytest.raises(InputError):
        read_other_adapter(file, adapter(1))
