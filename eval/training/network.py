"""The reader as a torch network: the base model and a span head.

Only training needs torch.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from random import Random
from typing import TypeVar

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor, nn
from torch.nn import functional

from eval.training.base import Base
from ingest.embeddings.encoder import Encoder, Layer, Linear, Norm

# The matrices of a layer, by the names that the base model's file gives them.
_LINEARS = ("q", "k", "v", "ao", "fi", "fo")
_NORMS = ("aln", "oln")
# Tokens in one step of training, padding included, and rows that are put in order of length at a time.
_STEP_TOKENS, _SORTED = 3_000, 4_000

_Row = TypeVar("_Row")


class SpanNetwork(nn.Module):
    """Token ids and mask of shape (batch, tokens) give start and end logits, (batch, tokens, 2).

    The tables of words and positions and the lowest `frozen` layers stay as they are.
    """

    def __init__(self, base: Base, frozen: int) -> None:
        super().__init__()
        self.heads, self.epsilon = base.heads, base.epsilon
        tensors = {name: torch.from_numpy(values) for name, values in base.tensors.items()}
        self.register_buffer("words", tensors["emb.word"], persistent=False)
        positions = tensors["emb.pos"] + tensors["emb.type"][0]
        self.register_buffer("positions", positions, persistent=False)
        self.norm = self._held({"w": tensors["emb.ln.w"], "b": tensors["emb.ln.b"]}, learned=False)
        self.layers = nn.ModuleList(
            self._held(
                {
                    f"{name}_{part}": tensors[f"l{number}.{name}.{part}"]
                    for name in (*_LINEARS, *_NORMS)
                    for part in ("w", "b")
                },
                learned=number >= frozen,
            )
            for number in range(base.layers)
        )
        self.head = nn.Linear(self.words.shape[1], 2)

    def _held(self, values: dict[str, Tensor], *, learned: bool) -> nn.ParameterDict:
        return nn.ParameterDict({name: nn.Parameter(value, learned) for name, value in values.items()})

    def forward(self, ids: Tensor, mask: Tensor) -> Tensor:
        logits = self.head(self._hidden(ids, mask))
        return logits.masked_fill(mask[:, :, None] == 0, -1e4)

    def _hidden(self, ids: Tensor, mask: Tensor) -> Tensor:
        rows = self.words[ids] + self.positions[: ids.shape[1]]
        rows = self._normed(rows, self.norm["w"], self.norm["b"])
        unseen = (mask == 0)[:, None, None, :]
        for layer in self.layers:
            parts = (self._split(self._linear(rows, layer, name)) for name in ("q", "k", "v"))
            mixed = attended(unseen, *parts).transpose(1, 2).reshape(rows.shape)
            rows = self._normed(rows + self._linear(mixed, layer, "ao"), layer["aln_w"], layer["aln_b"])
            wide = functional.gelu(self._linear(rows, layer, "fi"))
            rows = self._normed(rows + self._linear(wide, layer, "fo"), layer["oln_w"], layer["oln_b"])
        return rows

    def _linear(self, rows: Tensor, layer: nn.ParameterDict, name: str) -> Tensor:
        return functional.linear(rows, layer[f"{name}_w"], layer[f"{name}_b"])

    def _normed(self, rows: Tensor, weight: Tensor, bias: Tensor) -> Tensor:
        return functional.layer_norm(rows, rows.shape[-1:], weight, bias, self.epsilon)

    def _split(self, rows: Tensor) -> Tensor:
        return rows.reshape(*rows.shape[:2], self.heads, -1).transpose(1, 2)

    def encoder(self) -> Encoder:
        """Return the network in int8, without its head."""
        words = _array(self.words)
        scale = np.maximum(np.abs(words).max(axis=1), 1e-12) / 127
        return Encoder(
            words=np.rint(words / scale[:, None]).astype(np.int8),
            word_scale=scale.astype(np.float32),
            positions=_array(self.positions),
            segments=np.zeros((1, words.shape[1]), np.float32),
            norm=Norm(_array(self.norm["w"]), _array(self.norm["b"])),
            layers=[_kept(layer) for layer in self.layers],
            heads=self.heads,
            epsilon=self.epsilon,
        )


def _kept(layer: nn.ParameterDict) -> Layer:
    query, key, value, attended, wide, narrow = (
        Linear.of(_array(layer[f"{name}_w"]).T, _array(layer[f"{name}_b"])) for name in _LINEARS
    )
    attended_norm, narrow_norm = (Norm(_array(layer[f"{n}_w"]), _array(layer[f"{n}_b"])) for n in _NORMS)
    return Layer(query, key, value, attended, attended_norm, wide, narrow, narrow_norm)


def _array(values: Tensor) -> npt.NDArray[np.float32]:
    return np.asarray(values.detach().numpy(), np.float32)


def attended(unseen: Tensor, query: Tensor, key: Tensor, value: Tensor) -> Tensor:
    """Return the attention; written out, since torch's own has a backward pass four times slower on a CPU."""
    scores = query @ key.transpose(-1, -2) / math.sqrt(query.shape[-1])
    return scores.masked_fill(unseen, -1e4).softmax(-1) @ value


def padded(rows: Sequence[Sequence[int | bool]]) -> Tensor:
    """Return rows of different lengths as one tensor, with zeros behind the shorter ones."""
    longest = max(map(len, rows))
    return torch.tensor([[*row, *[0] * (longest - len(row))] for row in rows])


def step_batches(rows: Sequence[_Row], length: Callable[[_Row], int], draw: Random) -> list[list[_Row]]:
    """Return batches of rows of like length, none longer than a step with its padding, in a random order."""
    found: list[list[_Row]] = []
    shuffled = list(rows)
    draw.shuffle(shuffled)
    for start in range(0, len(shuffled), _SORTED):
        batch: list[_Row] = []
        for row in sorted(shuffled[start : start + _SORTED], key=length):
            if batch and length(row) * (len(batch) + 1) > _STEP_TOKENS:
                found.append(batch)
                batch = []
            batch.append(row)
        found.append(batch)
    draw.shuffle(found)
    return found
