"""The reader as a torch network: MiniLM with fixed weights, a low-rank change of each, and a span head.

Only training needs torch. The arithmetic is that of the embedder's ONNX file, whose weights it reads.
"""

from __future__ import annotations

import math

import numpy as np
import onnx
import torch
from torch import Tensor, nn
from torch.nn import functional

LAYERS, HEADS, WIDTH = 6, 12, 384
# The matrices of a layer, in the order in which the file has them, by the names of their biases.
MATRICES = (
    "attention.self.query",
    "attention.self.key",
    "attention.self.value",
    "attention.output.dense",
    "intermediate.dense",
    "output.dense",
)


def base_matrices(model: onnx.ModelProto) -> list[str]:
    """Return the names of the weight matrices of the layers, in their order, MATRICES of each layer."""
    quantised = {item.name.removesuffix("_q") for item in model.graph.initializer if item.name.endswith("_q")}
    used = [node.input[1] for node in model.graph.node if node.op_type == "MatMul"]
    return [name for name in used if name in quantised]


class Changed(nn.Module):
    """A linear map of fixed weights plus a change of low rank, `down` then `up`."""

    def __init__(self, weight: Tensor, bias: Tensor, rank: int) -> None:
        super().__init__()
        self.register_buffer("weight", weight, persistent=False)  # shape (in, out)
        self.register_buffer("bias", bias, persistent=False)
        self.down = nn.Parameter(torch.randn(weight.shape[0], rank) / math.sqrt(weight.shape[0]))
        self.up = nn.Parameter(torch.zeros(rank, weight.shape[1]))

    def forward(self, rows: Tensor) -> Tensor:
        return rows @ self.weight + (rows @ self.down) @ self.up + self.bias


class SpanNetwork(nn.Module):
    """Token ids, types and mask of shape (batch, tokens) give start and end logits, (batch, tokens, 2)."""

    def __init__(self, base: bytes, rank: int) -> None:
        super().__init__()
        model = onnx.load_from_string(base)
        arrays = {item.name: onnx.numpy_helper.to_array(item) for item in model.graph.initializer}

        def dequantised(name: str) -> Tensor:
            return torch.from_numpy(arrays[f"{name}_q"].astype(np.float32) * arrays[f"{name}_scale"])

        def kept(name: str) -> Tensor:
            return torch.from_numpy(arrays[f"inner.{name}"].copy())

        for name in ("word", "position"):
            table = dequantised(f"inner.embeddings.{name}_embeddings.weight")
            self.register_buffer(name, table, persistent=False)
        self.register_buffer("segment", kept("embeddings.token_type_embeddings.weight"), persistent=False)
        names = base_matrices(model)
        self.maps = nn.ModuleList(
            Changed(
                dequantised(names[layer * len(MATRICES) + index]),
                kept(f"encoder.layer.{layer}.{bias}.bias"),
                rank,
            )
            for layer in range(LAYERS)
            for index, bias in enumerate(MATRICES)
        )
        norms = ["embeddings"]
        norms += [
            f"encoder.layer.{n}.{part}" for n in range(LAYERS) for part in ("attention.output", "output")
        ]
        for index, name in enumerate(norms):
            for part in ("weight", "bias"):
                self.register_buffer(f"{part}_{index}", kept(f"{name}.LayerNorm.{part}"), persistent=False)
        self.head = nn.Linear(WIDTH, 2)
        self.names = names

    def hidden(self, ids: Tensor, types: Tensor, mask: Tensor) -> Tensor:
        """Return the last layer's outputs, (batch, tokens, WIDTH)."""
        rows = self.word[ids] + self.position[: ids.shape[1]] + self.segment[types]
        rows = self._norm(rows, 0)
        unseen = mask[:, None, None, :] == 0
        for layer in range(LAYERS):
            query, key, value, attention, wide, narrow = self._layer(layer)
            parts = (self._split(linear(rows)) for linear in (query, key, value))
            mixed = _attended(unseen, *parts).transpose(1, 2).reshape(rows.shape)
            rows = self._norm(rows + attention(mixed), 1 + 2 * layer)
            rows = self._norm(rows + narrow(functional.gelu(wide(rows))), 2 + 2 * layer)
        return rows

    def forward(self, ids: Tensor, types: Tensor, mask: Tensor) -> Tensor:
        logits = self.head(self.hidden(ids, types, mask))
        return logits.masked_fill(mask[:, :, None] == 0, -1e4)

    def _layer(self, number: int) -> nn.ModuleList:
        return self.maps[number * len(MATRICES) : (number + 1) * len(MATRICES)]

    def _norm(self, rows: Tensor, index: int) -> Tensor:
        weight, bias = getattr(self, f"weight_{index}"), getattr(self, f"bias_{index}")
        return functional.layer_norm(rows, (WIDTH,), weight, bias, 1e-12)

    def _split(self, rows: Tensor) -> Tensor:
        return rows.reshape(*rows.shape[:2], HEADS, WIDTH // HEADS).transpose(1, 2)


def _attended(unseen: Tensor, query: Tensor, key: Tensor, value: Tensor) -> Tensor:
    """Return the attention; written out, since torch's own has a backward pass four times slower on a CPU."""
    scores = query @ key.transpose(-1, -2) / math.sqrt(query.shape[-1])
    return scores.masked_fill(unseen, -1e4).softmax(-1) @ value
