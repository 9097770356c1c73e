"""The dialogue reader on dialogues written here, and what becomes of damaged files."""

from __future__ import annotations

import hashlib
from pathlib import Path

import numpy as np
import pytest

from ingest.errors import BackendError
from service.dialogue.reading import ADAPTER_FILE, DialogueReader, dialogue_reader
from service.dialogue.turns import Turn
from service.evidence.rescoring.trunk import shared_trunk

HISTORY = (
    Turn("Who designed the Kess Bridge?", "Ines Marlow designed the Kess Bridge for the port of Orle."),
    Turn("What did the Kess Bridge cost?", "The bridge cost £41 million, twice what had been planned."),
)


def test_what_is_meant_is_likelier_needed_than_what_stands_beside_it() -> None:
    odds = dialogue_reader().needed("When was it opened?", HISTORY)
    assert min(odds["kess"], odds["bridg"]) > max(odds["plan"], odds["port"])


def test_a_question_of_its_own_needs_next_to_nothing() -> None:
    leaning = dialogue_reader().needed("When was it opened?", HISTORY)
    alone = dialogue_reader().needed("Who won the Sarrow marathon in 2023?", HISTORY)
    assert max(alone.values()) < max(leaning.values())


@pytest.mark.parametrize("answer", ["", "[1]", "x" * 5_000, "\x00 🜁 \u202e"])
def test_any_answer_can_be_read(answer: str) -> None:
    odds = dialogue_reader().needed("And then?", [Turn("What happened at the Kess Bridge?", answer)] * 9)
    assert np.isfinite(list(odds.values())).all()


def test_a_question_of_many_tokens_can_be_read() -> None:
    assert dialogue_reader().needed("é1x?" * 75, HISTORY)


def test_the_adapter_is_small() -> None:
    assert ADAPTER_FILE.stat().st_size < 2_000_000


def test_a_damaged_file_is_named_with_what_to_do(tmp_path: Path) -> None:
    file = tmp_path / "reading.npz"
    file.write_bytes(ADAPTER_FILE.read_bytes()[:1_000])
    with pytest.raises(BackendError, match=r"reading.npz .* reinstall"):
        DialogueReader(shared_trunk(), file)


def test_the_card_names_the_kept_file() -> None:
    card = (Path(__file__).parents[3] / "docs/reader.md").read_text(encoding="utf-8")
    assert hashlib.sha256(ADAPTER_FILE.read_bytes()).hexdigest() in card
