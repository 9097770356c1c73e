"""Reads a dialogue together with a question and says which of its words the question needs.

The model is the trunk of the answer reader (service/evidence/rescoring/trunk.py) with upper layers of
its own: `reading.npz` holds what adapts them, and a head that gives a token its log-odds to be needed.
`dateline eval train-carrying` trains it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from tokenizers import Tokenizer

from ingest.text.clean import whole_characters
from service.dialogue.pieces import answer_looked_at, looked_at
from service.dialogue.turns import Turn
from service.english.lemmas import tokens
from service.evidence.rescoring.trunk import Trunk, loaded_once, named_if_damaged, read_arrays, shared_trunk

ADAPTER_FILE = Path(__file__).with_name("reading.npz")
_MAX_TOKENS = 288  # what is longer is cut at its end: the latest turn comes first


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
        encoding = self._tokenizer.encode(whole_characters(looked_at(question)), text)
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
        said.append(f"Q: {looked_at(turn.question)}")
        if answer := answer_looked_at(turn, last=not ago):
            said.append(f"A: {answer}")
    return said


class DialogueReader:
    """The reader of dialogues. Loading raises BackendError if its adapter is missing or damaged."""

    def __init__(self, trunk: Trunk, adapter: Path = ADAPTER_FILE) -> None:
        with named_if_damaged(adapter):
            adapted = read_arrays(adapter)
            self._weight = adapted["head.weight"].astype(np.float32).ravel()
            self._bias = adapted["head.bias"].item()
            self._session = trunk.adapted(adapted, threads=1)
        self._encoder = DialogueEncoder(trunk.tokenizer())

    def needed(self, question: str, history: Sequence[Turn]) -> dict[str, float]:
        """Return the log-odds of the dialogue's stems to be needed; `history` is not empty."""
        dialogue = self._encoder.encode(question, history)
        hidden = self._session.outputs(dialogue.ids, [0] * len(dialogue.ids))
        odds = hidden @ self._weight + self._bias
        found: dict[str, float] = {}
        for token, stem in dialogue.words:
            found[stem] = max(found.get(stem, -np.inf), float(odds[token]))
        return found


@loaded_once
def dialogue_reader() -> DialogueReader:
    """Return the dialogue reader, loaded once in a process. Raises BackendError."""
    return DialogueReader(shared_trunk())
