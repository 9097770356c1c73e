"""Trains the adapter of service/dialogue/reading.py on dialogues, and keeps it in 16 bits.

The answer reader stays as it is. What its lower layers make of a dialogue is computed once; in the upper ones
a product of two thin matrices is learned beside each matrix, with biases, norms and a head. It needs torch.
"""

from __future__ import annotations

import math
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import torch
from tokenizers import Tokenizer
from torch import Tensor, nn
from torch.nn import functional

from eval.datasets.squad import read_paragraph_questions
from eval.progress import Progress, silent
from eval.training.dialogues import (
    NEW_TOPIC,
    NOW,
    WEIGHTS,
    Dialogue,
    all_dialogues,
    is_kept_apart,
    news_dialogues,
    read_dialogues,
)
from eval.training.network import attended, batches
from ingest.embeddings.encoder import Layer, Linear, Norm, encoder_of
from ingest.embeddings.session import EncoderSession
from service.dialogue.carry import MAX_TURNS, carried
from service.dialogue.reading import ADAPTED, ADAPTER_FILE, DialogueEncoder, DialogueReader
from service.english.lemmas import content_stems
from service.evidence.reader import READER_FILE, read_arrays

_SEED = 20221
_QUESTIONS = "squad1-train"  # become new topics
_RANK = 16
_PASSES = 2
_RATE, _DECAY = 1e-3, 0.01
_PLAIN_RATE = 1 / 3  # of the rate: for biases and norms
_WARM, _COOL = 0.05, 0.5  # shares of the steps in which the rate rises, and falls
_AT_ONCE = 3_000  # dialogues whose rows are computed between two reports of progress
_FIRST_BIAS = -1.5  # few words are needed
_MATRICES = ("query", "key", "value", "attended", "wide", "narrow")
_NORMS = ("attended_norm", "narrow_norm")


@dataclass(frozen=True, slots=True)
class AdapterReport:
    """Dialogues trained on and kept apart, and of the latter: needed words carried, carried words needed.

    `new_topics`: of the changes of topic among them, the share that carries nothing.
    """

    dialogues: int
    apart: int
    words_carried: float
    words_right: float
    new_topics: float


@dataclass(frozen=True, slots=True)
class _Example:
    """What the lower layers make of a dialogue, shape (tokens, width); which of `tokens` are needed."""

    rows: npt.NDArray[np.float16]
    tokens: list[int]
    right: list[bool]
    weight: float


def train_dialogue_reader(
    dialogues: Path, questions: Path, on_progress: Progress = silent, out: Path = ADAPTER_FILE
) -> AdapterReport:
    """Train on the dialogues, some of the questions as new topics after them; write the adapter to `out`."""
    torch.manual_seed(_SEED)
    draw = random.Random(_SEED)
    written = [each for each in read_dialogues(dialogues) if each.set in WEIGHTS] + news_dialogues()
    asked = list(read_paragraph_questions(questions, (_QUESTIONS,)))
    every = all_dialogues(written, asked, draw)
    taken = [each for each in every if not is_kept_apart(each)]
    arrays = read_arrays(READER_FILE)
    examples = list(_examples(taken, arrays, on_progress))
    encoder = encoder_of(arrays)
    network = AdapterNetwork(encoder.layers[ADAPTED:], encoder.heads, encoder.epsilon)
    _train(network, examples, draw, on_progress)
    np.savez_compressed(out, **network.arrays())  # type: ignore[arg-type]
    return _report(DialogueReader(out), len(examples), [each for each in every if is_kept_apart(each)])


def _report(reader: DialogueReader, trained: int, apart: Sequence[Dialogue]) -> AdapterReport:
    hits = needed = found = 0
    free: list[bool] = []
    for each in apart:
        asked, alone = content_stems(each.question), content_stems(each.rewrite)
        said = frozenset[str]().union(*(content_stems(f"{t.question} {t.answer}") for t in each.history))
        words = content_stems(" ".join(carried(each.question, each.history, NOW, reader))) - asked
        wanted = (alone & said) - asked
        hits, needed, found = hits + len(words & wanted), needed + len(wanted), found + len(words)
        if each.set == NEW_TOPIC:
            free.append(not words)
    return AdapterReport(
        trained, len(apart), hits / max(1, needed), hits / max(1, found), float(np.mean(free))
    )


def _examples(
    dialogues: Sequence[Dialogue], arrays: dict[str, npt.NDArray[Any]], on_progress: Progress
) -> Iterator[_Example]:
    encoder = encoder_of(arrays)
    lower = EncoderSession(replace(encoder, layers=encoder.layers[:ADAPTED]))
    words = DialogueEncoder(Tokenizer.from_str(arrays["tokenizer"].tobytes().decode()))

    def example(dialogue: Dialogue) -> _Example | None:
        encoded = words.encode(dialogue.question, dialogue.history[-MAX_TURNS:])
        asked, alone = content_stems(dialogue.question), content_stems(dialogue.rewrite)
        lacking = [(token, stem in alone) for token, stem in encoded.words if stem not in asked]
        if not lacking:
            return None
        rows = lower.outputs(encoded.ids, [0] * len(encoded.ids)).astype(np.float16)
        weight = WEIGHTS[dialogue.set] / math.sqrt(len(lacking))
        tokens, right = zip(*lacking, strict=True)
        return _Example(rows, list(tokens), list(right), weight)

    for start in range(0, len(dialogues), _AT_ONCE):
        found = lower.each(example, dialogues[start : start + _AT_ONCE])
        yield from (each for each in found if each)
        on_progress("read the dialogues", min(1.0, (start + _AT_ONCE) / len(dialogues)))


class _AdaptedMatrix(nn.Module):
    """A matrix of the reader, which stays, and the product of two thin ones, which is learned."""

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


class AdapterNetwork(nn.Module):
    """What the lower layers give, (batch, tokens, width), becomes log-odds to be needed, (batch, tokens)."""

    def __init__(self, layers: Sequence[Layer], heads: int, epsilon: float) -> None:
        super().__init__()
        self.layers = nn.ModuleList(_AdaptedLayer(layer, heads, epsilon) for layer in layers)
        self.head = nn.Linear(len(layers[0].query.weight), 1)
        nn.init.normal_(self.head.weight, std=0.02)
        nn.init.constant_(self.head.bias, _FIRST_BIAS)

    def forward(self, rows: Tensor, mask: Tensor) -> Tensor:
        unseen = ~mask[:, None, None, :]
        for layer in self.layers:
            rows = layer(rows, unseen)
        return torch.as_tensor(self.head(rows)[..., 0])

    def arrays(self) -> dict[str, npt.NDArray[np.float16]]:
        """Return what was learned, by the names that service/dialogue/reading.py reads."""
        found = {"head.weight": self.head.weight[0], "head.bias": self.head.bias[0]}
        for number, layer in enumerate(self.layers, start=ADAPTED):
            for name, values in layer.parts.named_parameters():
                found[f"layer.{number}.{name}"] = values
        return {name: values.detach().numpy().astype(np.float16) for name, values in found.items()}


def _train(
    network: AdapterNetwork, examples: Sequence[_Example], draw: random.Random, on_progress: Progress
) -> None:
    matrices = [each for each in network.parameters() if each.dim() > 1]
    plain = [each for each in network.parameters() if each.dim() == 1]
    optimizer = torch.optim.AdamW(
        [
            {"params": matrices, "weight_decay": _DECAY},
            {"params": plain, "weight_decay": 0.0, "lr": _RATE * _PLAIN_RATE},
        ],
        lr=_RATE,
        betas=(0.9, 0.98),
    )
    planned = [batch for _ in range(_PASSES) for batch in batches(examples, _length, draw)]
    steps = len(planned)
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimizer, lambda step: min(1.0, (step + 1) / (_WARM * steps), (steps - step) / (_COOL * steps))
    )
    network.train()
    losses: list[float] = []
    for number, batch in enumerate(planned, start=1):
        loss = _loss(network, batch)
        optimizer.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(network.parameters(), 1.0)
        optimizer.step()
        schedule.step()
        losses.append(float(loss.detach()))
        on_progress(f"train (loss {np.mean(losses[-100:]):.3f})", number / steps)


def _length(example: _Example) -> int:
    return len(example.rows)


def _loss(network: AdapterNetwork, batch: Sequence[_Example]) -> Tensor:
    longest, width = max(len(each.rows) for each in batch), batch[0].rows.shape[1]
    rows = torch.zeros(len(batch), longest, width)
    mask = torch.zeros(len(batch), longest, dtype=torch.bool)
    right, weights = torch.zeros(len(batch), longest), torch.zeros(len(batch), longest)
    for number, each in enumerate(batch):
        rows[number, : len(each.rows)] = torch.from_numpy(each.rows.astype(np.float32))
        mask[number, : len(each.rows)] = True
        right[number, each.tokens] = torch.tensor(each.right, dtype=torch.float32)
        weights[number, each.tokens] = each.weight
    losses = functional.binary_cross_entropy_with_logits(network(rows, mask), right, reduction="none")
    return (losses * weights).sum() / weights.sum()
