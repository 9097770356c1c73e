"""Reads a question and a few sentences together and says which of their words, if any, answer it.

The reader is the embedder read differently: `reader.npz` holds a change of low rank for each of its weight
matrices and a head that gives every token a score as the first and as the last of the answer (`eval.training`
trains them). A window that does not answer has its highest score at [CLS].
"""

from __future__ import annotations

import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from zipfile import BadZipFile

import numpy as np
import numpy.typing as npt

from ingest.embeddings.encoder import Encoder, Layer, Linear
from ingest.embeddings.minilm import load_encoder, load_tokenizer
from ingest.embeddings.session import EncoderSession
from ingest.errors import BackendError

Floats = npt.NDArray[np.float64]

READER_FILE = Path(__file__).with_name("reader.npz")
# A question and three sentences; what is longer is cut at its end, and so is a question that leaves no room.
_MAX_TOKENS = 288
_MAX_QUESTION = 128
_HEAD = {"head.weight", "head.bias"}
# Tokens of an answer, at most.
_LONGEST = 30
# Log-odds of a sentence without tokens, one that was cut off.
_LEAST = -30.0


@dataclass(frozen=True, slots=True)
class EncodedWindow:
    """The tokens of question, title and text; those of the text begin at `first`.

    `starts` and `ends` are their offsets in the text.
    """

    ids: list[int]
    types: list[int]
    first: int
    starts: npt.NDArray[np.int64]
    ends: npt.NDArray[np.int64]


class WindowEncoder:
    """Makes tokens of a question and windows, which are (title, text)."""

    def __init__(self) -> None:
        self._tokenizer = load_tokenizer()
        self._tokenizer.enable_truncation(_MAX_TOKENS, strategy="only_second")

    def encode(self, question: str, windows: Sequence[tuple[str, str]]) -> list[EncodedWindow]:
        """Return the windows encoded, in their order."""
        question = self._cut(question)
        pairs = [(question, f"{title}\n{text}") for title, text in windows]
        found = []
        for encoding, (title, _) in zip(self._tokenizer.encode_batch(pairs), windows, strict=True):
            shift = len(title) + 1
            places = [
                (index, start - shift, end - shift)
                for index, ((start, end), of) in enumerate(
                    zip(encoding.offsets, encoding.sequence_ids, strict=True)
                )
                if of == 1 and start >= shift
            ]
            rows = np.array(places, np.int64).reshape(-1, 3)
            first = int(rows[0, 0]) if len(rows) else len(encoding.ids)
            found.append(EncodedWindow(encoding.ids, encoding.type_ids, first, rows[:, 1], rows[:, 2]))
        return found

    def _cut(self, question: str) -> str:
        # Only what comes second is cut by the tokenizer; a first that is too long is an error.
        encoding = self._tokenizer.encode("", question)
        ends = [end for (_, end), of in zip(encoding.offsets, encoding.sequence_ids, strict=True) if of == 1]
        return question[: ends[_MAX_QUESTION - 1]] if len(ends) > _MAX_QUESTION else question


@dataclass(frozen=True, slots=True)
class Window:
    """A few sentences that follow each other; `sentences` are their (start, end) in `text`."""

    title: str
    text: str
    sentences: tuple[tuple[int, int], ...]


class Reader:
    """The answer reader.

    Loading raises BackendError if `file` is damaged, or the embedder's package is not there or another.
    """

    def __init__(self, threads: int = 0, file: Path = READER_FILE) -> None:
        self._encoder = WindowEncoder()
        changes = _load_changes(file)
        self._weight, self._bias = changes["head.weight"], changes["head.bias"]
        self._session = EncoderSession(changed_encoder(load_encoder(), changes), threads)

    def read(self, question: str, windows: Sequence[Window]) -> list[Floats]:
        """Return for each window its sentences' log-odds to hold the answer's start, shape (sentences,).

        They are against the window having no answer.
        """
        encoded = self._encoder.encode(question, [(window.title, window.text) for window in windows])
        pairs = list(zip(windows, encoded, strict=True))
        return self._session.each(lambda pair: sentence_log_odds(*pair, self._logits(pair[1])), pairs)

    def _logits(self, window: EncodedWindow) -> Floats:
        """Return start and end logits, shape (tokens, 2)."""
        hidden = self._session.outputs(window.ids, window.types)
        return np.asarray(hidden @ self._weight.T + self._bias, np.float64)


@lru_cache(maxsize=1)
def shared_reader(threads: int) -> Reader:
    """Return the answer reader, loaded once in a process. Raises BackendError."""
    return Reader(threads)


def _load_changes(file: Path) -> dict[str, npt.NDArray[np.float32]]:
    try:
        with file.open("rb") as opened, np.load(opened) as kept:
            changes = {name: kept[name].astype(np.float32) for name in kept.files}
        if not changes.keys() >= _HEAD:
            raise ValueError("a file of another kind")
        return changes
    except (OSError, EOFError, ValueError, BadZipFile, zlib.error) as exc:
        raise BackendError(
            f"the reader's file {file.name} is missing or damaged; "
            "reinstall Dateline (pip install --force-reinstall --no-deps dateline-news)"
        ) from exc


def sentence_log_odds(window: Window, encoded: EncodedWindow, logits: Floats) -> Floats:
    """Return, for each sentence, the log of the summed odds of the spans that start in it."""
    none = logits[0].sum()
    start, end = logits[encoded.first : encoded.first + len(encoded.starts)].T
    # For each token the spans that start there: ends from itself to _LONGEST tokens on.
    shifted = np.full((_LONGEST, len(end)), -np.inf)
    for ahead in range(min(_LONGEST, len(end))):
        shifted[ahead, : len(end) - ahead] = end[ahead:]
    spans = start + np.logaddexp.reduce(shifted, axis=0) - none
    found = [
        np.logaddexp.reduce(spans[(encoded.starts >= first) & (encoded.starts < last)], initial=_LEAST)
        for first, last in window.sentences
    ]
    return np.array(found)


def changed_encoder(encoder: Encoder, changes: Mapping[str, npt.NDArray[np.float32]]) -> Encoder:
    """Return the encoder with `down @ up` added to each of its layers' matrices that has them.

    The changes are named by the number of the layer and the matrix, as "3.query.down".
    """

    def changed(number: int, name: str, linear: Linear) -> Linear:
        down, up = changes.get(f"{number}.{name}.down"), changes.get(f"{number}.{name}.up")
        return linear if down is None or up is None else Linear.of(linear.floats() + down @ up, linear.bias)

    def layer(number: int, old: Layer) -> Layer:
        return replace(
            old,
            query=changed(number, "query", old.query),
            key=changed(number, "key", old.key),
            value=changed(number, "value", old.value),
            attended=changed(number, "attended", old.attended),
            wide=changed(number, "wide", old.wide),
            narrow=changed(number, "narrow", old.narrow),
        )

    return replace(encoder, layers=[layer(number, old) for number, old in enumerate(encoder.layers)])
