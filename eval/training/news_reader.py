"""Trains the answer reader on, with news; what it learns is kept as an adapter.

The reader learned from Wikipedia. News is told otherwise, and asked about otherwise: by what happened this
week, by what somebody said, by what did not happen. So that it keeps what it knew, windows of Wikipedia are
read again. It needs torch.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from tokenizers import Tokenizer
from torch import Tensor

from eval.datasets.squad import read_paragraph_questions
from eval.progress import Progress, silent
from eval.training.adapter import AdapterNetwork, Rows, learn, lower_rows, padded_rows
from eval.training.examples import Example, ExampleMaker, kept_apart
from eval.training.mean import mean_adapter, read_other_adapter
from eval.training.network import step_batches
from eval.training.news import NEWS_FILE, news_examples, read_news
from eval.training.reader import SETS, EncodedExample, allowed_logits, encode_example, span_figures, span_loss
from ingest.embeddings.encoder import encoder_of
from service.evidence.rescoring.reader import ADAPTER_FILE, WindowEncoder
from service.evidence.rescoring.trunk import READER_FILE, read_arrays

_SEED = 20221
_RATE, _PASSES = 5e-4, 2
_MEASURED = 300  # questions over paragraphs kept apart


@dataclass(frozen=True, slots=True)
class NewsReport:
    """Windows trained on and kept apart, and figures of the latter, before and after.

    Each: the area under the curve of answered against not, and the share of answers that are met.
    """

    windows: int
    apart: int
    news_before: tuple[float, float]
    news: tuple[float, float]
    wikipedia_before: tuple[float, float]
    wikipedia: tuple[float, float]


@dataclass(frozen=True, slots=True)
class _Read:
    rows: Rows
    encoded: EncodedExample


def train_news_reader(
    questions: Path,
    again: int,
    on_progress: Progress = silent,
    news: Path = NEWS_FILE,
    out: Path = ADAPTER_FILE,
    mean_with: Path | None = None,
) -> NewsReport:
    """Train on the news, and again on windows of so many questions over paragraphs.

    The adapter is written to `out`, or its mean with another one. The figures are of what was trained.
    Raises InputError, before it trains, where that file is no adapter.
    """
    torch.manual_seed(_SEED)
    draw = random.Random(_SEED)
    every = [q for q in read_paragraph_questions(questions, SETS) if q.spans or not q.answers]
    maker = ExampleMaker(every, _SEED)
    known = [q for q in every if not kept_apart(q.set, q.title)]
    unseen = [q for q in every if kept_apart(q.set, q.title)]
    groups = read_news(news)
    arrays = read_arrays(READER_FILE)
    encoder = encoder_of(arrays)
    network = AdapterNetwork(encoder, outputs=2)
    with torch.no_grad():
        network.head.weight.copy_(torch.from_numpy(arrays["head.weight"]))
        network.head.bias.copy_(torch.from_numpy(arrays["head.bias"]))
    # Read before the training, which would be lost on a wrong file.
    other = read_other_adapter(mean_with, network.arrays()) if mean_with else None
    words = WindowEncoder(Tokenizer.from_str(arrays["tokenizer"].tobytes().decode()))

    def read(examples: Iterable[Example]) -> list[_Read]:
        encoded = [item for example in examples if (item := encode_example(words, example))]
        return list(lower_rows(encoder, encoded, _read, on_progress))

    taken = read(
        example for group in groups if not group.is_kept_apart for example in news_examples(group, draw)
    )
    taken += read(
        example
        for question in draw.sample(known, min(again, len(known)))
        for example in maker.examples(question)
    )
    apart = read(example for group in groups if group.is_kept_apart for example in news_examples(group, draw))
    old = read(
        example
        for question in draw.sample(unseen, min(_MEASURED, len(unseen)))
        for example in maker.examples(question)
    )
    before = _figures(network, apart, draw), _figures(network, old, draw)
    learn(network, taken, _loss, _RATE, _PASSES, draw, on_progress)
    learned = network.arrays()
    if other:
        learned = mean_adapter(learned, other)
    np.savez_compressed(out, **learned)  # type: ignore[arg-type]
    return NewsReport(
        windows=len(taken),
        apart=len(apart),
        news_before=before[0],
        news=_figures(network, apart, draw),
        wikipedia_before=before[1],
        wikipedia=_figures(network, old, draw),
    )


def _read(encoded: EncodedExample, rows: Callable[[list[int]], Rows]) -> _Read:
    return _Read(rows(encoded.ids), encoded)


def _logits(network: AdapterNetwork, batch: Sequence[_Read]) -> Tensor:
    return allowed_logits(network(*padded_rows(batch)), [each.encoded for each in batch])


def _loss(network: AdapterNetwork, batch: Sequence[_Read]) -> Tensor:
    return span_loss(_logits(network, batch), [each.encoded for each in batch])


def _figures(network: AdapterNetwork, examples: Sequence[_Read], draw: random.Random) -> tuple[float, float]:
    network.eval()

    def read() -> Iterator[tuple[Tensor, list[EncodedExample]]]:
        for batch in step_batches(examples, lambda each: len(each.rows), draw):
            yield _logits(network, batch), [each.encoded for each in batch]

    with torch.no_grad():
        return span_figures(read())
