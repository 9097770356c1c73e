"""Quotations with their speakers: the layouts, what is left out of a quotation, what is wrong with a line."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from eval.datasets.quotes import read_quotes
from ingest.errors import InputError
from tests.eval.datasets.written import example, lines

TEXT = (
    "The bridge is shut. “We had no choice,” said Marta Oyelaran, an engineer. “It\n was cracked.”"
    " She added that the ferry would help. Of the drivers' ferry she said that it is ‘not cheap’."
)
LINE: dict[str, Any] = {
    "context": TEXT,
    "content": "We had no choice",
    "cue": "said",
    "source": "Marta Oyelaran",
    "pronoun": False,
    "set": "bridges",
}


def read(path: Path, **changes: object) -> str:
    [found] = read_quotes(lines(path / "some.jsonl", LINE | changes)).attributions
    return found.text[found.start : found.end]


def test_a_quotation_has_its_place_and_its_speakers(tmp_path: Path) -> None:
    article = {
        "article": TEXT,
        "quote": "We had no choice",
        "speaker": None,
        "also_fine": [],
        "kind": "board",
    }
    named = LINE | {"also_fine": ["the engineer", None, "Marta Oyelaran"], "pronoun": True}
    first, second = read_quotes(lines(tmp_path / "some.jsonl.gz", named, article)).attributions
    assert (first.speakers, first.pronoun, first.tags) == (
        ("Marta Oyelaran", "the engineer"),
        True,
        ("bridges", "direct speech"),
    )
    assert (second.speakers, second.pronoun, second.tags) == ((), False, ("board", "direct speech"))
    assert first.text[first.start : first.end] == second.text[second.start : second.end] == "We had no choice"


@pytest.mark.parametrize(
    ("content", "found"),
    [
        ("“It was cracked.”", "“It\n was cracked.”"),
        ("“We had no choice,” “It was cracked.”", "“We had no choice,”"),
        ("The bridge was cracked", "The bridge"),
    ],
)
def test_of_a_quotation_with_something_left_out_its_beginning_is_taken(
    tmp_path: Path, content: str, found: str
) -> None:
    assert read(tmp_path, content=content) == found


@pytest.mark.parametrize(
    ("content", "tag"),
    [
        ("We had no choice", "direct speech"),
        ("“It was cracked.”", "direct speech"),
        ("It was cracked.", "direct speech"),
        ("the ferry would help", "indirect speech"),
        ("the drivers' ferry", "indirect speech"),
        ("not cheap", "direct speech"),
        ("said Marta Oyelaran, an engineer", "indirect speech"),
    ],
)
def test_direct_speech_is_what_has_quotation_marks(tmp_path: Path, content: str, tag: str) -> None:
    [found] = read_quotes(lines(tmp_path / "some.jsonl", LINE | {"content": content})).attributions
    assert found.tags == ("bridges", tag)


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"content": "Nobody was hurt"}, "content: 'Nobody was hurt' is not in the context"),
        ({"context": None}, "context: .*got None"),
        ({"source": ""}, "source: .*got ''"),
    ],
)
def test_what_is_wrong_is_named(tmp_path: Path, wrong: dict[str, Any], message: str) -> None:
    path = lines(tmp_path / "some.jsonl", LINE, LINE | wrong)
    with pytest.raises(InputError, match=rf"some\.jsonl:2: {message}"):
        read_quotes(path)


def test_the_quotations_of_the_documentation_are_read(tmp_path: Path) -> None:
    (tmp_path / "some.jsonl").write_text(example("Quotations of your own"), encoding="utf-8")
    found = read_quotes(tmp_path / "some.jsonl").attributions
    assert [len(case.speakers) for case in found] == [2, 0]
