"""The reader as a torch network: MiniLM with fixed weights, a low-rank change of each, and a span head.

Only training needs torch.
"""

from __future__ import annotations

import math

import torch
from torch import Tensor, nn
from torch.nn import functional

from ingest.embeddings.encoder import Encoder

# The matrices of a layer, in the order in which they are used.
MATRICES = ("query", "key", "value", "attended", "wide", "narrow")


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

    def __init__(self, base: Encoder, rank: int) -> None:
        super().__init__()
        words = torch.from_numpy(base.words * base.word_scale[:, None])
        self.register_buffer("word", words, persistent=False)
        self.register_buffer("position", torch.from_numpy(base.positions), persistent=False)
        self.register_buffer("segment", torch.from_numpy(base.segments), persistent=False)
        self.heads, self.layers = base.heads, len(base.layers)
        linears = [getattr(layer, name) for layer in base.layers for name in MATRICES]
        self.names = [f"{number}.{name}" for number in range(self.layers) for name in MATRICES]
        self.maps = nn.ModuleList(
            Changed(torch.from_numpy(linear.floats()), torch.from_numpy(linear.bias.copy()), rank)
            for linear in linears
        )
        norms = [base.norm]
        norms += [norm for layer in base.layers for norm in (layer.attended_norm, layer.narrow_norm)]
        for index, norm in enumerate(norms):
            for part in ("weight", "bias"):
                value = torch.from_numpy(getattr(norm, part).copy())
                self.register_buffer(f"{part}_{index}", value, persistent=False)
        self.head = nn.Linear(words.shape[1], 2)

    def hidden(self, ids: Tensor, types: Tensor, mask: Tensor) -> Tensor:
        """Return the last layer's outputs, (batch, tokens, width)."""
        rows = self.word[ids] + self.position[: ids.shape[1]] + self.segment[types]
        rows = self._norm(rows, 0)
        unseen = mask[:, None, None, :] == 0
        for layer in range(self.layers):
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
        return functional.layer_norm(rows, rows.shape[-1:], weight, bias, 1e-12)

    def _split(self, rows: Tensor) -> Tensor:
        return rows.reshape(*rows.shape[:2], self.heads, -1).transpose(1, 2)


def _attended(unseen: Tensor, query: Tensor, key: Tensor, value: Tensor) -> Tensor:
    """Return the attention; written out, since torch's own has a backward pass four times slower on a CPU."""
    scores = query @ key.transpose(-1, -2) / math.sqrt(query.shape[-1])
    return scores.masked_fill(unseen, -1e4).softmax(-1) @ value
