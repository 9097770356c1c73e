"""Reads a dialogue together with a question and says which of its words the question needs.

The model is the answer reader (service/evidence/reader.py) with its upper layers adapted: `reading.npz` holds
for each of their matrices a product of two thin ones that is added to it (LoRA, Hu et al. 2021, arXiv
2106.09685), their biases and norms, and a head that gives a token its log-odds to be needed.
`dateline eval train-carrying` trains it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from tokenizers import Tokenizer

from ingest.embeddings.encoder import Encoder, Layer, Linear, Norm, encoder_of
from ingest.embeddings.session import EncoderSession
from ingest.errors import BackendError
from ingest.text.clean import whole_characters
from service.dialogue.turns import Turn, answer_text
from service.english.lemmas import tokens
from service.evidence.reader import READER_FILE, read_arrays

ADAPTER_FILE = Path(__file__).with_name("reading.npz")
ADAPTED = 6  # the lowest layer that is adapted
_MAX_TOKENS = 288  # what is longer is cut at its end: the latest turn comes first
# Characters of a question, of the last answer and of an answer before.
_QUESTION, _LAST, _EARLIER = 300, 900, 300

Arrays = Mapping[str, npt.NDArray[Any]]


@dataclass(frozen=True, slots=True)
class EncodedDialogue:
    """The tokens of a question and its dialogue; of each content word of the dialogue its first and stem."""

    ids: list[int]
    words: tuple[tuple[int, str], ...]


class DialogueEncoder:
    """Makes tokens of a question and its dialogue, the latest turn first."""

    def __init__(self, tokenizer: Tokenizer) -> None:
        self._tokenizer = tokenizer
        self._tokenizer.enable_truncation(_MAX_TOKENS, strategy="longest_first")

    def encode(self, question: str, history: Sequence[Turn]) -> EncodedDialogue:
        """Return the tokens of both; `history` is not empty."""
        text = whole_characters(" ".join(_said(history)))
        encoding = self._tokenizer.encode(whole_characters(_cut(question, _QUESTION)), text)
        ends = [
            (index, end)
            for index, ((_, end), of) in enumerate(zip(encoding.offsets, encoding.sequence_ids, strict=True))
            if of == 1
        ]
        words, at = [], 0
        for token in tokens(text):
            while at < len(ends) and ends[at][1] <= token.start:
                at += 1
            if at == len(ends):
                break
            if token.content:
                words.append((ends[at][0], token.stem))
        return EncodedDialogue(encoding.ids, tuple(words))


def _said(history: Sequence[Turn]) -> list[str]:
    said = []
    for ago, turn in enumerate(reversed(history)):
        said.append(f"Q: {_cut(turn.question, _QUESTION)}")
        if answer := _cut(answer_text(turn.answer), _EARLIER if ago else _LAST):
            said.append(f"A: {answer}")
    return said


def _cut(text: str, most: int) -> str:
    return text if len(text) <= most else text[:most].rpartition(" ")[0]


class DialogueReader:
    """The answer reader, adapted. Loading raises BackendError if a file is missing or damaged."""

    def __init__(self, adapter: Path = ADAPTER_FILE, reader: Path = READER_FILE) -> None:
        try:
            arrays, adapted = read_arrays(reader), read_arrays(adapter)
            self._encoder = DialogueEncoder(Tokenizer.from_str(arrays["tokenizer"].tobytes().decode()))
            self._weight, self._bias = _floats(adapted["head.weight"]), float(adapted["head.bias"])
            self._session = EncoderSession(with_adapter(encoder_of(arrays), adapted), threads=1)
        except Exception as exc:  # whatever numpy, the tokenizer and the runtime raise for these files
            raise BackendError(
                f"{adapter.name} or {reader.name} is missing or damaged; "
                "reinstall Dateline (pip install --force-reinstall --no-deps dateline-news)"
            ) from exc

    def needed(self, question: str, history: Sequence[Turn]) -> dict[str, float]:
        """Return the log-odds of the dialogue's stems to be needed; `history` is not empty."""
        dialogue = self._encoder.encode(question, history)
        hidden = self._session.outputs(dialogue.ids, [0] * len(dialogue.ids))
        odds = hidden @ self._weight + self._bias
        found: dict[str, float] = {}
        for token, stem in dialogue.words:
            found[stem] = max(found.get(stem, -np.inf), float(odds[token]))
        return found


def with_adapter(encoder: Encoder, adapter: Arrays) -> Encoder:
    """Return the encoder with what the adapter adds to its layers from ADAPTED on."""
    layers = [
        layer if number < ADAPTED else _adapted(layer, f"layer.{number}", adapter)
        for number, layer in enumerate(encoder.layers)
    ]
    return replace(encoder, layers=layers)


def _adapted(layer: Layer, name: str, adapter: Arrays) -> Layer:
    def part(of: str) -> Linear | Norm:
        old, each = getattr(layer, of), f"{name}.{of}"
        if isinstance(old, Norm):
            return Norm(_floats(adapter[f"{each}.weight"]), _floats(adapter[f"{each}.bias"]))
        thin = _floats(adapter[f"{each}.down"]) @ _floats(adapter[f"{each}.up"])
        return Linear.of(old.weight * old.scale + thin, _floats(adapter[f"{each}.bias"]))

    return Layer(**{each.name: part(each.name) for each in fields(layer)})  # type: ignore[arg-type]


def _floats(values: npt.NDArray[Any]) -> npt.NDArray[np.float32]:
    return np.asarray(values, np.float32)


@lru_cache(maxsize=1)
def dialogue_reader() -> DialogueReader:
    """Return the dialogue reader, loaded once in a process. Raises BackendError."""
    return DialogueReader()
