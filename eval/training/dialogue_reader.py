"""Trains the adapter of service/dialogue/reading.py on dialogues, and keeps it in 16 bits; it needs torch."""

from __future__ import annotations

import math
import random
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
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
from eval.training.adapter import AdapterNetwork, Rows, learn, lower_rows, padded_rows
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
from ingest.embeddings.encoder import Encoder, encoder_of
from service.dialogue.carry import MAX_TURNS, carried
from service.dialogue.reading import ADAPTER_FILE, DialogueEncoder, DialogueReader
from service.english.lemmas import content_stems
from service.evidence.rescoring.trunk import READER_FILE, read_arrays, shared_trunk

_SEED = 20221
_QUESTIONS = "squad1-train"  # become new topics
_PASSES, _RATE = 2, 1e-3
_FIRST_BIAS = -1.5  # few words are needed


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
    encoder = encoder_of(arrays)
    examples = list(_examples(taken, encoder, arrays, on_progress))
    network = AdapterNetwork(encoder, outputs=1)
    nn.init.normal_(network.head.weight, std=0.02)
    nn.init.constant_(network.head.bias, _FIRST_BIAS)
    learn(network, examples, _loss, _RATE, _PASSES, draw, on_progress)
    np.savez_compressed(out, **network.arrays())  # type: ignore[arg-type]
    return _report(
        DialogueReader(shared_trunk(), out), len(examples), [each for each in every if is_kept_apart(each)]
    )


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
    dialogues: Sequence[Dialogue],
    encoder: Encoder,
    arrays: Mapping[str, npt.NDArray[Any]],
    on_progress: Progress,
) -> Iterator[_Example]:
    words = DialogueEncoder(Tokenizer.from_str(arrays["tokenizer"].tobytes().decode()))

    def example(dialogue: Dialogue, rows: Callable[[list[int]], Rows]) -> _Example | None:
        encoded = words.encode(dialogue.question, dialogue.history[-MAX_TURNS:])
        asked, alone = content_stems(dialogue.question), content_stems(dialogue.rewrite)
        lacking = [(token, stem in alone) for token, stem in encoded.words if stem not in asked]
        if not lacking:
            return None
        weight = WEIGHTS[dialogue.set] / math.sqrt(len(lacking))
        tokens, right = zip(*lacking, strict=True)
        return _Example(rows(encoded.ids), list(tokens), list(right), weight)

    return lower_rows(encoder, dialogues, example, on_progress)


def _loss(network: AdapterNetwork, batch: Sequence[_Example]) -> Tensor:
    rows, mask = padded_rows(batch)
    right, weights = torch.zeros(mask.shape), torch.zeros(mask.shape)
    for number, each in enumerate(batch):
        right[number, each.tokens] = torch.tensor(each.right, dtype=torch.float32)
        weights[number, each.tokens] = each.weight
    odds = network(rows, mask)[..., 0].float()
    losses = functional.binary_cross_entropy_with_logits(odds, right, reduction="none")
    return (losses * weights).sum() / weights.sum()
