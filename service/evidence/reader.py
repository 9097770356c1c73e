"""Reads a question and a few sentences together and says which of their words, if any, answer it.

The reader is the embedder read differently: `reader.npz` holds a change of low rank for each of its weight
matrices and a head that gives every token a score as the first and as the last of the answer (`eval.training`
trains them). A window that does not answer has its highest score at [CLS].
"""

from __future__ import annotations

import os
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from zipfile import BadZipFile

import numpy as np
import numpy.typing as npt
import onnx

from ingest.embeddings.minilm import batches, load_model, load_tokenizer, open_session
from ingest.errors import BackendError

Floats = npt.NDArray[np.float64]

READER_FILE = Path(__file__).with_name("reader.npz")
# A question and three sentences; what is longer is cut at its end, and so is a question that leaves no room.
_MAX_TOKENS = 288
_MAX_QUESTION = 128
# Padded tokens in one run of the model, as for the embedder.
_BATCH_TOKENS = 1_024
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
        self._weight, self._bias = changes.pop("head.weight"), changes.pop("head.bias")
        self._session = open_session(changed_model(load_model(), changes), threads or os.cpu_count() or 1)

    def read(self, question: str, windows: Sequence[Window]) -> list[Floats]:
        """Return for each window its sentences' log-odds to hold the answer's start, shape (sentences,).

        They are against the window having no answer.
        """
        encoded = self._encoder.encode(question, [(window.title, window.text) for window in windows])
        found: list[Floats | None] = [None] * len(windows)
        for batch in batches([len(window.ids) for window in encoded], _BATCH_TOKENS):
            logits = self._logits([encoded[index] for index in batch])
            for index, rows in zip(batch, logits, strict=True):
                found[index] = sentence_log_odds(windows[index], encoded[index], rows)
        return [scores for scores in found if scores is not None]

    def _logits(self, batch: Sequence[EncodedWindow]) -> Floats:
        """Return start and end logits, shape (batch, tokens, 2)."""
        longest = max(len(window.ids) for window in batch)
        ids = np.zeros((len(batch), longest), np.int64)
        types, mask = np.zeros_like(ids), np.zeros_like(ids)
        for row, window in enumerate(batch):
            size = len(window.ids)
            ids[row, :size], types[row, :size], mask[row, :size] = window.ids, window.types, 1
        feed = {"input_ids": ids, "attention_mask": mask, "token_type_ids": types}
        hidden = self._session.run(None, feed)[0]
        return np.asarray(hidden @ self._weight.T + self._bias, np.float64)


def _load_changes(file: Path) -> dict[str, npt.NDArray[np.float32]]:
    try:
        with file.open("rb") as opened, np.load(opened) as kept:
            return {name: kept[name].astype(np.float32) for name in kept.files}
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


def changed_model(model: bytes, changes: Mapping[str, npt.NDArray[np.float32]]) -> bytes:
    """Return the embedder's model with `down @ up` added to each of its matrices that has them.

    The sums are left to the runtime, which makes them once, when it loads the model.
    """
    proto = onnx.load_from_string(model)
    names = {name.removesuffix(".down") for name in changes if name.endswith(".down")}
    nodes: list[onnx.NodeProto] = []
    for node in proto.graph.node:
        nodes.append(node)
        if node.output[0] in names:
            nodes += _added(node)
    del proto.graph.node[:]
    proto.graph.node.extend(nodes)
    proto.graph.initializer.extend(onnx.numpy_helper.from_array(value, key) for key, value in changes.items())
    return bytes(proto.SerializeToString())


def _added(node: onnx.NodeProto) -> list[onnx.NodeProto]:
    """Rename what a node gives, and return the nodes that give its name to the sum with the change."""
    name = node.output[0]
    node.output[0] = f"{name}.base"
    change = onnx.helper.make_node("MatMul", [f"{name}.down", f"{name}.up"], [f"{name}.change"])
    return [change, onnx.helper.make_node("Add", [f"{name}.base", f"{name}.change"], [name])]
