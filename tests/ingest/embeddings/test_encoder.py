"""The encoder in int8 gives what the same weights give in floats, but for the rounding."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import onnxruntime
import pytest

from ingest.embeddings import encoder
from ingest.embeddings.embedder import Vectors
from ingest.embeddings.encoder import (
    Linear,
    encoder_arrays,
    encoder_model,
    encoder_of,
    sums_in_32_bits,
)
from ingest.embeddings.minilm import load_encoder, load_tokenizer, packaged_model
from ingest.embeddings.session import EncoderSession

TEXTS = (
    "The swing bridge is closed to lorries after an inspection found rust in two of its girders.",
    "Ferries sail at nine.",
    "Wheat prices fell on Friday, traders said, after rain in the south. " * 12,
)

Outputs = Callable[[str], Vectors]


@pytest.fixture(scope="module")
def packaged() -> Outputs:
    """The outputs of the package's model as it comes, which computes in floats."""
    session = onnxruntime.InferenceSession(packaged_model())

    def outputs(text: str) -> Vectors:
        ids = np.array([load_tokenizer().encode(text).ids])
        feed = {"input_ids": ids, "attention_mask": np.ones_like(ids), "token_type_ids": np.zeros_like(ids)}
        hidden: Vectors = session.run(None, feed)[0][0]
        return hidden

    return outputs


def int8_outputs() -> Outputs:
    session = EncoderSession(load_encoder(), threads=1)

    def outputs(text: str) -> Vectors:
        encoding = load_tokenizer().encode(text)
        return session.outputs(encoding.ids, encoding.type_ids)

    return outputs


def cosine(one: Vectors, other: Vectors) -> float:
    first, second = one.mean(axis=0), other.mean(axis=0)
    return float(first @ second / np.linalg.norm(first) / np.linalg.norm(second))


@pytest.mark.parametrize("sums", [sums_in_32_bits(), False], ids=["on this CPU", "on any"])
def test_outputs_are_those_of_the_packaged_model(
    packaged: Outputs, monkeypatch: pytest.MonkeyPatch, sums: bool
) -> None:
    monkeypatch.setattr(encoder, "sums_in_32_bits", lambda: sums)
    rounded = int8_outputs()
    for text in TEXTS:
        assert cosine(packaged(text), rounded(text)) > 0.99
    other = cosine(packaged(TEXTS[0]), rounded(TEXTS[1]))
    assert other < 0.5


def floats(linear: Linear) -> np.ndarray:
    return np.asarray(linear.weight * linear.scale)


def test_what_is_kept_of_an_encoder_gives_it_back() -> None:
    encoder = replace(load_encoder(), epsilon=1e-6)
    again = encoder_of(encoder_arrays(encoder))
    model, same, other = (encoder_model(each) for each in (encoder, again, load_encoder()))
    assert model.onnx == same.onnx
    assert model.onnx != other.onnx
    assert model.tensors.keys() == same.tensors.keys()
    assert all(np.array_equal(model.tensors[name], same.tensors[name]) for name in model.tensors)


def test_the_large_tensors_of_a_model_are_outside_of_it() -> None:
    model = encoder_model(load_encoder())
    assert len(model.onnx) < 200_000 < sum(tensor.nbytes for tensor in model.tensors.values())


def test_a_matrix_keeps_its_values_but_for_the_rounding() -> None:
    weight = np.random.default_rng(1).normal(size=(16, 5)).astype(np.float32)
    weight[:, 3] = 0
    linear = Linear.of(weight, np.zeros(5, np.float32))
    assert np.abs(floats(linear) - weight).max() <= linear.scale.max() / 2 + 1e-7


@pytest.mark.parametrize(
    ("machine", "flags", "fits"),
    [
        ("arm64", None, True),
        ("x86_64", "flags : avx2 avx512f avx512_vnni", True),
        ("AMD64", "flags : avx2 avx_vnni", True),
        ("x86_64", "flags : avx2 fma", False),
        ("x86_64", None, False),
    ],
)
def test_a_cpu_that_does_not_say_so_gets_weights_without_a_sign(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, machine: str, flags: str | None, fits: bool
) -> None:
    file = tmp_path / "cpuinfo"
    if flags is not None:
        file.write_text(flags)
    monkeypatch.setattr(encoder.platform, "machine", lambda: machine)
    monkeypatch.setattr(encoder, "_CPU_FLAGS", file)
    assert sums_in_32_bits() is fits
