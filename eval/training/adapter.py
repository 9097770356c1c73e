"""Trains adapters (ingest/embeddings/adapter.py): the upper layers of an encoder learn, the rest stays.

What the lower layers make of a text is computed once. In the upper ones a product of two thin matrices is
learned beside each matrix, with biases, norms and a head. It needs torch.
"""

from __future__ import annotations

import math
import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import Protocol, TypeVar

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor, nn
from torch.nn import functional

from eval.progress import Progress
from eval.training.network import attended, step_batches
from ingest.embeddings.encoder import Encoder, Layer, Linear, Norm
from ingest.embeddings.session import EncoderSession
from service.evidence.rescoring.trunk import LOWEST

_RANK = 16
_DECAY = 0.01
_PLAIN_RATE = 1 / 3  # of the rate: for biases and norms
_WARM, _COOL = 0.05, 0.5  # shares of the steps in which the rate rises, and falls
_AT_ONCE = 3_000  # texts whose rows are computed between two reports of progress
_MATRICES = ("query", "key", "value", "attended", "wide", "narrow")
_NORMS = ("attended_norm", "narrow_norm")

Rows = npt.NDArray[np.float16]
_Text = TypeVar("_Text")
_Found = TypeVar("_Found")


class HasRows(Protocol):
    """An example: `rows`, shape (tokens, width), are what the lower layers make of its text."""

    @property
    def rows(self) -> Rows: ...


_Example = TypeVar("_Example", bound=HasRows)


class AdapterNetwork(nn.Module):
    """What the layers below LOWEST give, (batch, tokens, width), becomes (batch, tokens, outputs)."""

    def __init__(self, encoder: Encoder, outputs: int) -> None:
        super().__init__()
        self.layers = nn.ModuleList(
            _AdaptedLayer(layer, encoder.heads, encoder.epsilon) for layer in encoder.layers[LOWEST:]
        )
        self.head = nn.Linear(encoder.words.shape[1], outputs)

    def forward(self, rows: Tensor, mask: Tensor) -> Tensor:
        unseen = ~mask[:, None, None, :]
        for layer in self.layers:
            rows = layer(rows, unseen)
        return torch.as_tensor(self.head(rows))

    def arrays(self) -> dict[str, npt.NDArray[np.float16]]:
        """Return what was learned, by the names that `adapted_layers` reads, and the head."""
        found = {"head.weight": self.head.weight, "head.bias": self.head.bias}
        for number, layer in enumerate(self.layers, start=LOWEST):
            for name, values in layer.parts.named_parameters():
                found[f"layer.{number}.{name}"] = values
        return {name: values.detach().numpy().astype(np.float16) for name, values in found.items()}


class _AdaptedMatrix(nn.Module):
    """A matrix of the encoder, which stays, and the product of two thin ones, which is learned."""

    kept: Tensor

    def __init__(self, linear: Linear) -> None:
        super().__init__()
        weight = torch.from_numpy(linear.weight * linear.scale)
        self.register_buffer("kept", weight.T.contiguous())
        self.bias = nn.Parameter(torch.from_numpy(linear.bias.copy()))
        self.down = nn.Parameter(torch.randn(len(weight), _RANK) / math.sqrt(len(weight)))
        self.up = nn.Parameter(torch.zeros(_RANK, weight.shape[1]))

    def forward(self, rows: Tensor) -> Tensor:
        return functional.linear(rows, self.kept, self.bias) + (rows @ self.down) @ self.up


class _LearnedNorm(nn.Module):
    def __init__(self, norm: Norm, epsilon: float) -> None:
        super().__init__()
        self.weight = nn.Parameter(torch.from_numpy(norm.weight.copy()))
        self.bias = nn.Parameter(torch.from_numpy(norm.bias.copy()))
        self._epsilon = epsilon

    def forward(self, rows: Tensor) -> Tensor:
        return functional.layer_norm(rows, rows.shape[-1:], self.weight, self.bias, self._epsilon)


class _AdaptedLayer(nn.Module):
    def __init__(self, layer: Layer, heads: int, epsilon: float) -> None:
        super().__init__()
        self._heads = heads
        parts = {name: _AdaptedMatrix(getattr(layer, name)) for name in _MATRICES}
        parts |= {name: _LearnedNorm(getattr(layer, name), epsilon) for name in _NORMS}
        self.parts = nn.ModuleDict(parts)

    def forward(self, rows: Tensor, unseen: Tensor) -> Tensor:
        parts = self.parts
        split = (
            parts[name](rows).reshape(*rows.shape[:2], self._heads, -1).transpose(1, 2)
            for name in ("query", "key", "value")
        )
        mixed = attended(unseen, *split).transpose(1, 2).reshape(rows.shape)
        rows = parts["attended_norm"](rows + parts["attended"](mixed))
        narrow = parts["narrow"](functional.gelu(parts["wide"](rows)))
        return torch.as_tensor(parts["narrow_norm"](rows + narrow))


def lower_rows(
    encoder: Encoder,
    texts: Sequence[_Text],
    example: Callable[[_Text, Callable[[list[int]], Rows]], _Found | None],
    on_progress: Progress,
) -> Iterator[_Found]:
    """Yield the examples made of texts.

    `example` gets a text and a function that gives, for tokens, what the layers below LOWEST make of them.
    """
    session = EncoderSession(replace(encoder, layers=encoder.layers[:LOWEST]))

    def rows(ids: list[int]) -> Rows:
        return session.outputs(ids, [0] * len(ids)).astype(np.float16)

    for start in range(0, len(texts), _AT_ONCE):
        found = session.each(lambda text: example(text, rows), texts[start : start + _AT_ONCE])
        yield from (each for each in found if each is not None)
        on_progress("read the texts", min(1.0, (start + _AT_ONCE) / len(texts)))


def learn(
    network: AdapterNetwork,
    examples: Sequence[_Example],
    loss_of: Callable[[AdapterNetwork, Sequence[_Example]], Tensor],
    rate: float,
    passes: int,
    draw: random.Random,
    on_progress: Progress,
) -> None:
    """Train the network on the examples, so many times each."""
    matrices = [each for each in network.parameters() if each.dim() > 1]
    plain = [each for each in network.parameters() if each.dim() == 1]
    optimizer = torch.optim.AdamW(
        [
            {"params": matrices, "weight_decay": _DECAY},
            {"params": plain, "weight_decay": 0.0, "lr": rate * _PLAIN_RATE},
        ],
        lr=rate,
        betas=(0.9, 0.98),
    )
    planned = [batch for _ in range(passes) for batch in step_batches(examples, _length, draw)]
    steps = len(planned)
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimizer, lambda step: min(1.0, (step + 1) / (_WARM * steps), (steps - step) / (_COOL * steps))
    )
    network.train()
    losses: list[float] = []
    # Half the time where the CPU multiplies in 16 bits, twenty times as long where it does not.
    narrow = torch.ops.mkldnn._is_mkldnn_bf16_supported()
    for number, batch in enumerate(planned, start=1):
        with torch.autocast("cpu", dtype=torch.bfloat16, enabled=narrow):
            loss = loss_of(network, batch)
        optimizer.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(network.parameters(), 1.0)
        optimizer.step()
        schedule.step()
        losses.append(float(loss.detach()))
        on_progress(f"train (loss {np.mean(losses[-100:]):.3f})", number / steps)


def padded_rows(batch: Sequence[HasRows]) -> tuple[Tensor, Tensor]:
    """Return the rows of a batch as one tensor, (batch, tokens, width), and which tokens there are."""
    longest, width = max(len(each.rows) for each in batch), batch[0].rows.shape[1]
    rows = torch.zeros(len(batch), longest, width)
    mask = torch.zeros(len(batch), longest, dtype=torch.bool)
    for number, each in enumerate(batch):
        rows[number, : len(each.rows)] = torch.from_numpy(each.rows.astype(np.float32))
        mask[number, : len(each.rows)] = True
    return rows, mask


def _length(example: HasRows) -> int:
    return len(example.rows)
