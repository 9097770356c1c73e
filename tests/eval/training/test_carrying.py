"""Fitting what a follow-up carries: on a few dialogues, in seconds, into a file of its own."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import numpy as np
import pytest

from eval.training.carrying import CarryReport, fit_carry
from ingest.errors import InputError
from service.dialogue.carry import CARRY_FILE, read_carry_model

PEOPLE = ("Ann Berg", "Colin Threlfall", "Miriam Adeyemi", "Jonas Teferre", "Edith Vance", "Helena Marsh")
PLACES = ("Kessmouth", "Northgate", "Maravel", "Elmfield", "Tarn Point", "Cross Green")
ASKED = (
    "How old is she?",
    "When was he born?",
    "Where did she study?",
    "Why did he leave?",
    "Who is her wife?",
)


def _dialogues() -> list[dict[str, object]]:
    return [
        {
            "history": [f"Who is the mayor of {place}?", f"The mayor of {place} is {person}."],
            "question": asked,
            "rewrite": asked.replace(" she", f" {person}")
            .replace(" he", f" {person}")
            .replace(" her", f" {person}"),
            "set": "canard",
        }
        for person in PEOPLE
        for place in PLACES
        for asked in ASKED
    ]


def _written(path: Path, records: list[dict[str, object]]) -> Path:
    with gzip.open(path, "wt", encoding="utf-8") as lines:
        lines.writelines(json.dumps(record) + "\n" for record in records)
    return path


@pytest.fixture(scope="module")
def fitted(tmp_path_factory: pytest.TempPathFactory) -> tuple[CarryReport, Path]:
    folder = tmp_path_factory.mktemp("carry")
    questions = [
        {
            "set": "squad1-train",
            "title": "Tides",
            "question": f"How high is the tide at {place} on a day without wind?",
            "paragraph": "It is high.",
            "answers": [],
        }
        for place in PLACES
    ]
    dialogues = _written(folder / "rewrite.jsonl.gz", _dialogues())
    asked = _written(folder / "questions.jsonl.gz", questions)
    return fit_carry(dialogues, asked, out=folder / "carry.json"), folder / "carry.json"


def test_persons_are_learned_for_she_and_nothing_for_new_topics(fitted: tuple[CarryReport, Path]) -> None:
    report, _ = fitted
    assert report.apart > 0
    assert report.terms_carried > 0.8
    assert report.terms_right > 0.8
    assert report.new_topics > 0.9


def test_the_file_has_the_layout_of_the_one_in_use(fitted: tuple[CarryReport, Path]) -> None:
    ours, used = read_carry_model(fitted[1]), read_carry_model(CARRY_FILE)
    assert ours.hidden.shape == used.hidden.shape
    assert ours.direct.shape == used.direct.shape
    assert not np.allclose(ours.hidden, used.hidden)


def test_a_file_fitted_with_other_features_is_refused(
    fitted: tuple[CarryReport, Path], tmp_path: Path
) -> None:
    kept = json.loads(fitted[1].read_text(encoding="utf-8"))
    kept["features"].reverse()
    other = tmp_path / "carry.json"
    other.write_text(json.dumps(kept), encoding="utf-8")
    with pytest.raises(ValueError, match="dateline eval fit-carry"):
        read_carry_model(other)


def test_a_line_that_is_no_dialogue_is_named(tmp_path: Path) -> None:
    file = _written(tmp_path / "rewrite.jsonl.gz", [{"history": ["a", "b"]}])
    with pytest.raises(InputError, match=r"rewrite.jsonl.gz:1"):
        fit_carry(file, file)
