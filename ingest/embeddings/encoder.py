"""A transformer encoder of BERT's kind as ONNX whose matrices are multiplied in int8.

The operators are the runtime's own (domain com.microsoft): its int8 product quantises what comes in as it
runs, and takes a fifth to a third of the time of the same product in floats.
"""

from __future__ import annotations

import platform
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import onnx
from onnx import TensorProto, helper, numpy_helper

Floats = npt.NDArray[np.float32]
Bytes = npt.NDArray[np.int8]

_OWN = "com.microsoft"
_OPSETS = (helper.make_opsetid("", 17), helper.make_opsetid(_OWN, 1))
_IR_VERSION = 10
_TEXTS = ("texts", "tokens")
# Numbers of a tensor that stays outside the model; the runtime wants to see small ones, like shapes.
_LARGE = 1_000
_ZERO = 128  # of weights without a sign
_CPU_FLAGS = Path("/proc/cpuinfo")
_INTEL = ("x86_64", "amd64", "i386", "i686")


@dataclass(frozen=True, slots=True)
class Linear:
    """A matrix of shape (in, out) as int8 with a scale for each column, and what is added to its product."""

    weight: Bytes
    scale: Floats
    bias: Floats

    @classmethod
    def of(cls, weight: Floats, bias: Floats) -> Linear:
        """Quantise a matrix of floats."""
        scale = np.maximum(np.abs(weight).max(axis=0), 1e-12) / 127
        return cls(np.rint(weight / scale).astype(np.int8), scale.astype(np.float32), bias)


@dataclass(frozen=True, slots=True)
class Norm:
    """A layer normalisation."""

    weight: Floats
    bias: Floats


@dataclass(frozen=True, slots=True)
class Layer:
    """A layer: attention and a wide step, each added to what comes in and normalised."""

    query: Linear
    key: Linear
    value: Linear
    attended: Linear
    attended_norm: Norm
    wide: Linear
    narrow: Linear
    narrow_norm: Norm


@dataclass(frozen=True, slots=True)
class Encoder:
    """`words` are int8 with a scale for each row; `positions` and `segments` are added to their rows."""

    words: Bytes
    word_scale: Floats
    positions: Floats
    segments: Floats
    norm: Norm
    layers: Sequence[Layer]
    heads: int
    epsilon: float = 1e-12

    @property
    def width(self) -> int:
        return int(self.words.shape[1])


def encoder_arrays(encoder: Encoder) -> dict[str, npt.NDArray[Any]]:
    """Return the encoder's arrays by name, to be kept; `encoder_of` makes an encoder of them."""
    kept: dict[str, npt.NDArray[Any]] = {
        "words": encoder.words,
        "word_scale": encoder.word_scale,
        "positions": encoder.positions,
        "segments": encoder.segments,
        "heads": np.array(encoder.heads),
        "epsilon": np.array(encoder.epsilon),
    }
    parts: list[tuple[str, Linear | Norm]] = [("norm", encoder.norm)]
    for number, layer in enumerate(encoder.layers):
        parts += [(f"layer.{number}.{each.name}", getattr(layer, each.name)) for each in fields(layer)]
    for name, part in parts:
        kept |= {f"{name}.{each.name}": getattr(part, each.name) for each in fields(part)}
    return kept


def encoder_of(arrays: Mapping[str, npt.NDArray[Any]]) -> Encoder:
    """Return the encoder whose arrays are given. Raises KeyError where one is missing."""

    def linear(name: str) -> Linear:
        return Linear(*(arrays[f"{name}.{part}"] for part in ("weight", "scale", "bias")))

    def norm(name: str) -> Norm:
        return Norm(arrays[f"{name}.weight"], arrays[f"{name}.bias"])

    def layer(name: str) -> Layer:
        return Layer(
            query=linear(f"{name}.query"),
            key=linear(f"{name}.key"),
            value=linear(f"{name}.value"),
            attended=linear(f"{name}.attended"),
            attended_norm=norm(f"{name}.attended_norm"),
            wide=linear(f"{name}.wide"),
            narrow=linear(f"{name}.narrow"),
            narrow_norm=norm(f"{name}.narrow_norm"),
        )

    layers = sum(name.endswith(".query.weight") for name in arrays)
    return Encoder(
        words=arrays["words"],
        word_scale=arrays["word_scale"],
        positions=arrays["positions"],
        segments=arrays["segments"],
        norm=norm("norm"),
        layers=[layer(f"layer.{number}") for number in range(layers)],
        heads=int(arrays["heads"]),
        epsilon=float(arrays["epsilon"]),
    )


@dataclass(frozen=True, slots=True)
class Model:
    """An ONNX model. The runtime reads `tensors`, its large ones by name, from where they are in memory."""

    onnx: bytes
    tensors: Mapping[str, npt.NDArray[np.generic]]


def encoder_model(encoder: Encoder) -> Model:
    """Return the model: `input_ids` and `token_type_ids` of shape (texts, tokens) give `last_hidden_state`.

    There is no mask: the texts of a run must be equally long.
    """
    graph = _Graph()
    ids, types = "input_ids", "token_type_ids"
    words = graph.add("Gather", graph.keep(encoder.words), ids)
    scales = graph.add("Gather", graph.keep(encoder.word_scale.reshape(-1, 1)), ids)
    rows = graph.add("Mul", graph.add("Cast", words, to=TensorProto.FLOAT), scales)
    rows = graph.add("Add", rows, graph.add("Gather", graph.keep(encoder.segments), types))
    rows = graph.add("Add", rows, graph.positions(encoder.positions, ids))
    rows = graph.add("LayerNormalization", rows, *graph.norm(encoder.norm), axis=-1, epsilon=encoder.epsilon)
    rows = _through(graph, encoder, rows)
    inputs = [helper.make_tensor_value_info(name, TensorProto.INT64, _TEXTS) for name in (ids, types)]
    return graph.model(inputs, rows, encoder.width)


def layers_model(encoder: Encoder) -> Model:
    """Return the model of the layers alone: `rows`, as `last_hidden_state` of those below, give the same."""
    graph = _Graph()
    rows = helper.make_tensor_value_info("rows", TensorProto.FLOAT, [*_TEXTS, encoder.width])
    return graph.model([rows], _through(graph, encoder, "rows"), encoder.width)


def _through(graph: _Graph, encoder: Encoder, rows: str) -> str:
    """Return what the layers make of rows."""
    for layer in encoder.layers:
        mixed = graph.product(rows, _joined(layer.query, layer.key, layer.value))
        query, key, value = graph.split(mixed, encoder.width)
        attended = graph.add("MultiHeadAttention", query, key, value, domain=_OWN, num_heads=encoder.heads)
        attended = graph.product(attended, layer.attended)
        rows = graph.added(rows, attended, layer.attended_norm, encoder.epsilon)
        wide = graph.add("Gelu", graph.product(rows, layer.wide), domain=_OWN)
        rows = graph.added(rows, graph.product(wide, layer.narrow), layer.narrow_norm, encoder.epsilon)
    return rows


def _joined(*linears: Linear) -> Linear:
    """Return the matrices side by side: one product instead of several."""
    weights, scales, biases = zip(*((part.weight, part.scale, part.bias) for part in linears), strict=True)
    return Linear(np.concatenate(weights, axis=1), np.concatenate(scales), np.concatenate(biases))


def sums_in_32_bits() -> bool:
    """Return whether the CPU adds products of int8 up in 32 bits; if nobody says so, it does not."""
    if platform.machine().lower() not in _INTEL:
        return True
    try:
        flags = _CPU_FLAGS.read_text(encoding="utf-8", errors="replace").split()
    except OSError:
        return False
    return not {"avx512_vnni", "avx_vnni"}.isdisjoint(flags)


class _Graph:
    """Nodes and constants, each under a name of its own."""

    def __init__(self) -> None:
        self._nodes: list[onnx.NodeProto] = []
        self._kept: list[onnx.TensorProto] = []
        self._large: dict[str, npt.NDArray[np.generic]] = {}
        self._signed = sums_in_32_bits()

    def keep(self, value: npt.NDArray[np.generic]) -> str:
        name, value = f"kept_{len(self._kept)}", np.ascontiguousarray(value)
        if value.size < _LARGE:
            self._kept.append(numpy_helper.from_array(value, name))
            return name
        # Written into the model, the matrices would be copied three times until they run.
        outside = TensorProto(name=name, data_location=TensorProto.EXTERNAL, dims=value.shape)
        outside.data_type = helper.np_dtype_to_tensor_dtype(value.dtype)
        outside.external_data.add(key="location", value="memory")
        self._kept.append(outside)
        self._large[name] = value
        return name

    def add(self, kind: str, *inputs: str, domain: str = "", **attributes: Any) -> str:
        return self.add_all(kind, *inputs, outputs=1, domain=domain, **attributes)[0]

    def add_all(
        self, kind: str, *inputs: str, outputs: int, domain: str = "", **attributes: Any
    ) -> list[str]:
        names = [f"{kind}_{len(self._nodes)}_{number}" for number in range(outputs)]
        self._nodes.append(helper.make_node(kind, inputs, names, domain=domain, **attributes))
        return names

    def product(self, rows: str, linear: Linear) -> str:
        """Return the product, the same on every CPU.

        Weights without a sign take longer; with one, the sum of two products does not fit on some CPUs.
        """
        scale, bias = self.keep(linear.scale), self.keep(linear.bias)
        if self._signed:
            weight, zero = self.keep(linear.weight), ""
        else:
            weight = self.keep((linear.weight.astype(np.int16) + _ZERO).astype(np.uint8))
            zero = self.keep(np.full(linear.scale.shape, _ZERO, np.uint8))
        return self.add("DynamicQuantizeMatMul", rows, weight, scale, zero, bias, domain=_OWN)

    def split(self, rows: str, width: int) -> list[str]:
        sizes = self.keep(np.array([width] * 3, np.int64))
        return self.add_all("Split", rows, sizes, outputs=3, axis=-1)

    def norm(self, norm: Norm) -> tuple[str, str]:
        return self.keep(norm.weight), self.keep(norm.bias)

    def added(self, rows: str, more: str, norm: Norm, epsilon: float) -> str:
        parts = self.norm(norm)
        return self.add("SkipLayerNormalization", rows, more, *parts, domain=_OWN, epsilon=epsilon)

    def positions(self, table: Floats, ids: str) -> str:
        """Return as many rows of the table as a text has tokens."""
        zero, one, two = (self.keep(np.array([number], np.int64)) for number in (0, 1, 2))
        tokens = self.add("Slice", self.add("Shape", ids), one, two)
        return self.add("Slice", self.keep(table), zero, tokens, zero)

    def model(self, inputs: Sequence[onnx.ValueInfoProto], rows: str, width: int) -> Model:
        output = helper.make_tensor_value_info("last_hidden_state", TensorProto.FLOAT, [*_TEXTS, width])
        self._nodes.append(helper.make_node("Identity", [rows], ["last_hidden_state"]))
        graph = helper.make_graph(self._nodes, "encoder", inputs, [output], self._kept)
        model = helper.make_model(graph, opset_imports=_OPSETS, ir_version=_IR_VERSION)
        return Model(bytes(model.SerializeToString()), self._large)
