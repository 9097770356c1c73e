"""Trains the answer reader on questions over paragraphs, and keeps it in int8."""

from __future__ import annotations

import random
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from tokenizers import Tokenizer
from torch import Tensor
from torch.nn import functional

from eval.datasets.squad import ParagraphQuestion, read_paragraph_questions
from eval.progress import Progress, silent
from eval.training.base import load_base
from eval.training.examples import Example, ExampleMaker, kept_apart
from eval.training.learning import area_under_curve
from eval.training.network import SpanNetwork, padded, step_batches
from ingest.embeddings.encoder import encoder_arrays
from service.evidence.rescoring.reader import WindowEncoder
from service.evidence.rescoring.trunk import READER_FILE

_SEED = 20221
_FROZEN = 4  # layers that stay as they are
_RATE = 1.5e-4
_WARM, _COOL = 0.03, 0.25  # shares of the steps in which the rate rises, and falls
_DECAY = 0.01
# The sets trained on; of the large one as many questions as the caller asks for.
_LARGE = "squad1-train"
SETS = (_LARGE, "squad2-dev", "squadshifts-new-wiki", "qed-nq")


@dataclass(frozen=True, slots=True)
class TrainReport:
    """Figures on articles kept apart: area under the curve of answered against not, and answers found."""

    examples: int
    answer_auc: float
    overlapping: float


@dataclass(frozen=True, slots=True)
class EncodedExample:
    """Tokens, which of them may begin or end an answer, and those that do; 0 and 0 where none does."""

    ids: list[int]
    allowed: list[bool]
    start: int
    end: int


def train_reader(
    questions: Path, large: int, on_progress: Progress = silent, out: Path = READER_FILE
) -> TrainReport:
    """Train on the questions and write the reader to `out`; of the large set `large` questions are drawn."""
    torch.manual_seed(_SEED)
    draw = random.Random(_SEED)
    every = [q for q in read_paragraph_questions(questions, SETS) if q.spans or not q.answers]
    base = load_base()
    maker, encoder = ExampleMaker(every, _SEED), WindowEncoder(base.tokenizer)

    def encoded(some: Iterable[ParagraphQuestion]) -> list[EncodedExample]:
        examples = (example for question in some for example in maker.examples(question))
        return [item for example in examples if (item := encode_example(encoder, example))]

    examples = encoded(_trained_on(every, large, draw))
    unseen = encoded(question for question in every if kept_apart(question.set, question.title))
    network = SpanNetwork(base, _FROZEN)
    _train(network, step_batches(examples, _length, draw), on_progress)
    keep_reader(network, base.tokenizer, out)
    auc, overlapping = _measured(network, unseen, draw)
    return TrainReport(len(examples), auc, overlapping)


def _trained_on(
    every: Sequence[ParagraphQuestion], large: int, draw: random.Random
) -> list[ParagraphQuestion]:
    own = [question for question in every if not kept_apart(question.set, question.title)]
    most = [question for question in own if question.set == _LARGE]
    taken = [question for question in own if question.set != _LARGE]
    taken += draw.sample(most, min(large, len(most)))
    draw.shuffle(taken)
    return taken


def _train(network: SpanNetwork, planned: Sequence[Sequence[EncodedExample]], on_progress: Progress) -> None:
    learned = [parameter for parameter in network.parameters() if parameter.requires_grad]
    optimizer = torch.optim.AdamW(learned, lr=_RATE, weight_decay=_DECAY, betas=(0.9, 0.98))
    steps = len(planned)
    warm, cool = max(1, int(steps * _WARM)), max(1, int(steps * _COOL))
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimizer, lambda step: min(1.0, step / warm, (steps - step) / cool)
    )
    network.train()
    recent = 0.0
    for number, batch in enumerate(planned, start=1):
        loss = _loss(network, batch)
        optimizer.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(network.parameters(), 1.0)
        optimizer.step()
        schedule.step()
        recent = 0.98 * recent + 0.02 * float(loss.detach())
        on_progress(f"train (loss {recent:.2f})", number / steps)


def encode_example(encoder: WindowEncoder, example: Example) -> EncodedExample | None:
    """Return the example in tokens; None if its answer was cut off."""
    [window] = encoder.encode(example.question, [(example.title, example.text)])
    start = end = 0
    if example.answer:
        inside = np.flatnonzero((window.starts < example.answer[1]) & (window.ends > example.answer[0]))
        if not len(inside):
            return None
        start, end = int(inside[0]) + window.first, int(inside[-1]) + window.first
    allowed = [False] * len(window.ids)
    allowed[0] = True
    allowed[window.first : window.first + len(window.starts)] = [True] * len(window.starts)
    return EncodedExample(window.ids, allowed, start, end)


def _length(row: EncodedExample) -> int:
    return len(row.ids)


def _logits(network: SpanNetwork, batch: Sequence[EncodedExample]) -> Tensor:
    mask = padded([[1] * len(row.ids) for row in batch])
    return allowed_logits(network(padded([row.ids for row in batch]), mask), batch)


def _loss(network: SpanNetwork, batch: Sequence[EncodedExample]) -> Tensor:
    return span_loss(_logits(network, batch), batch)


def allowed_logits(logits: Tensor, batch: Sequence[EncodedExample]) -> Tensor:
    """Return the logits, shape (batch, tokens, 2), with those of other tokens as low as can be."""
    allowed = padded([row.allowed for row in batch]).bool()
    return torch.as_tensor(logits).float().masked_fill(~allowed[:, :, None], -1e4)


def span_loss(logits: Tensor, batch: Sequence[EncodedExample]) -> Tensor:
    """Return the mean loss of starts and ends."""
    gold = torch.tensor([[row.start, row.end] for row in batch])
    return functional.cross_entropy(logits, gold)  # classes are the tokens, on the second axis


def _measured(
    network: SpanNetwork, examples: Sequence[EncodedExample], draw: random.Random
) -> tuple[float, float]:
    network.eval()
    with torch.no_grad():
        return span_figures(
            (_logits(network, batch), batch) for batch in step_batches(examples, _length, draw)
        )


def span_figures(read: Iterable[tuple[Tensor, Sequence[EncodedExample]]]) -> tuple[float, float]:
    """Return the area under the curve of answered against not, and the share of answers that are met."""
    scores, answered, met = [], [], []
    for logits, batch in read:
        start, end = logits.unbind(-1)
        pairs = start[:, 1:, None] + end[:, None, 1:]
        length = pairs.shape[1]
        pairs = pairs.masked_fill(~torch.ones(length, length).triu().tril(29).bool(), -1e9).flatten(1)
        best = pairs.argmax(1)
        scores += (pairs.max(1).values - start[:, 0] - end[:, 0]).tolist()
        for row, place in zip(batch, best.tolist(), strict=True):
            answered.append(row.start > 0)
            if row.start:
                met.append(place // length + 1 <= row.end and place % length + 1 >= row.start)
    return area_under_curve(np.array(scores), np.array(answered)), float(np.mean(met))


def keep_reader(network: SpanNetwork, tokenizer: Tokenizer, out: Path) -> None:
    """Write the network and its tokenizer as service/evidence/rescoring/trunk.py reads them."""
    kept: dict[str, Any] = encoder_arrays(network.encoder())
    tokenizer.no_truncation()
    kept["tokenizer"] = np.frombuffer(tokenizer.to_str().encode(), np.uint8)
    kept["head.weight"] = network.head.weight.detach().numpy()
    kept["head.bias"] = network.head.bias.detach().numpy()
    np.savez(out, **kept)
