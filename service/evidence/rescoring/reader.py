"""Reads a question and a few sentences together and says which of their words, if any, answer it.

The reader is the trunk (trunk.py) with upper layers that learned to read news, `news.npz`, and a head that
gives every token a score as the first and as the last of the answer. A window that does not answer has its
highest score at its first token. `dateline eval train-reader` and `train-news` train both.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
from tokenizers import Tokenizer

from service.evidence.rescoring.trunk import Trunk, loaded_once, named_if_damaged, read_arrays, shared_trunk

Floats = npt.NDArray[np.float64]

ADAPTER_FILE = Path(__file__).with_name("news.npz")
# A question and three sentences; what is longer is cut at its end, and so is a question that leaves no room.
_MAX_TOKENS = 288
_MAX_QUESTION = 128
# Tokens of an answer, at most.
_LONGEST = 30
# Log-odds of a sentence without tokens, one that was cut off.
_LEAST = -30.0
_HEAD = ("weight", "bias")


@dataclass(frozen=True, slots=True)
class EncodedWindow:
    """The tokens of question, title and text; those of the text begin at `first`.

    `starts` and `ends` are their offsets in the text.
    """

    ids: list[int]
    first: int
    starts: npt.NDArray[np.int64]
    ends: npt.NDArray[np.int64]


class WindowEncoder:
    """Makes tokens of a question and windows, which are (title, text)."""

    def __init__(self, tokenizer: Tokenizer) -> None:
        self._tokenizer = tokenizer
        self._tokenizer.enable_truncation(_MAX_TOKENS, strategy="only_second")

    def encode(self, question: str, windows: Sequence[tuple[str, str]]) -> list[EncodedWindow]:
        """Return the windows encoded, in their order."""
        question = self._cut(question)
        found = []
        for title, text in windows:
            encoding = self._tokenizer.encode(question, f"{title}\n{text}")
            shift = len(title) + 1
            places = [
                (index, _word_start(text, start - shift), end - shift)
                for index, ((start, end), of) in enumerate(
                    zip(encoding.offsets, encoding.sequence_ids, strict=True)
                )
                if of == 1 and end > shift
            ]
            rows = np.array(places, np.int64).reshape(-1, 3)
            first = int(rows[0, 0]) if len(rows) else len(encoding.ids)
            found.append(EncodedWindow(encoding.ids, first, rows[:, 1], rows[:, 2]))
        return found

    def _cut(self, question: str) -> str:
        # Only what comes second is cut by the tokenizer; a first that is too long is an error.
        encoding = self._tokenizer.encode("", question)
        ends = [end for (_, end), of in zip(encoding.offsets, encoding.sequence_ids, strict=True) if of == 1]
        return question[: ends[_MAX_QUESTION - 1]] if len(ends) > _MAX_QUESTION else question


def _word_start(text: str, start: int) -> int:
    """Return where a token's word begins: the blank before it is the token's, too."""
    start = max(start, 0)
    while start < len(text) and text[start].isspace():
        start += 1
    return start


@dataclass(frozen=True, slots=True)
class Window:
    """A few sentences that follow each other; `sentences` are their (start, end) in `text`."""

    title: str
    text: str
    sentences: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class ReadWindow:
    """Of each sentence of a window: its log-odds to hold the answer's start, against the window having none.

    `answers` are the likeliest answers that start in it, as (start, end) in the window's text; None: cut off.
    """

    log_odds: Floats
    answers: tuple[tuple[int, int] | None, ...]


class Reader:
    """The answer reader. Loading raises BackendError if its adapter is missing or damaged."""

    def __init__(self, trunk: Trunk, threads: int = 0, adapter: Path = ADAPTER_FILE) -> None:
        with named_if_damaged(adapter):
            adapted = read_arrays(adapter)
            self._weight, self._bias = (adapted[f"head.{part}"].astype(np.float32) for part in _HEAD)
            self._session = trunk.adapted(adapted, threads)
        self.windows = WindowEncoder(trunk.tokenizer())

    def read(self, question: str, windows: Sequence[Window]) -> list[ReadWindow]:
        """Return what is read of each window, in their order."""
        encoded = self.windows.encode(question, [(window.title, window.text) for window in windows])
        pairs = list(zip(windows, encoded, strict=True))
        return self._session.each(lambda pair: decode_spans(*pair, self._logits(pair[1])), pairs)

    def _logits(self, window: EncodedWindow) -> Floats:
        """Return start and end logits, shape (tokens, 2)."""
        hidden = self._session.outputs(window.ids, [0] * len(window.ids))
        return np.asarray(hidden @ self._weight.T + self._bias, np.float64)


@loaded_once
def shared_reader(threads: int) -> Reader:
    """Return the answer reader, loaded once in a process. Raises BackendError."""
    return Reader(shared_trunk(), threads)


def decode_spans(window: Window, encoded: EncodedWindow, logits: Floats) -> ReadWindow:
    """Return, for each sentence, the log of the summed odds of the spans that start in it, and the best."""
    none = logits[0].sum()
    start, end = logits[encoded.first : encoded.first + len(encoded.starts)].T
    # For each token the spans that start there: ends from itself to _LONGEST tokens on.
    shifted = np.full((_LONGEST, len(end)), -np.inf)
    for ahead in range(min(_LONGEST, len(end))):
        shifted[ahead, : len(end) - ahead] = end[ahead:]
    spans = start + np.logaddexp.reduce(shifted, axis=0) - none
    best = start + shifted.max(axis=0)
    odds: list[float] = []
    answers: list[tuple[int, int] | None] = []
    for first, last in window.sentences:
        inside = np.flatnonzero((encoded.starts >= first) & (encoded.starts < last))
        odds.append(np.logaddexp.reduce(spans[inside], initial=_LEAST))
        answers.append(None)
        if len(inside):
            begins = int(inside[np.argmax(best[inside])])
            ends = begins + int(np.argmax(shifted[:, begins]))
            answers[-1] = int(encoded.starts[begins]), min(int(encoded.ends[ends]), last)
    return ReadWindow(np.array(odds), tuple(answers))
