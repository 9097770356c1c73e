"""Sources that disagree or do not: the layouts, and what is wrong with a line."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from eval.cases import Agreement
from eval.datasets.disagreements import read_disagreements
from ingest.errors import InputError
from tests.eval.datasets.written import example, lines

ECHO = {"text": "Nine people died.", "date": "2025-03-01", "publisher": "Kessmouth Echo", "title": "Fire"}
POST = {"text": ["It burned.", "Ten people died."], "date": "2025-03-02", "publisher": "Harbour Post"}
LINE: dict[str, Any] = {"question": "How many people died?", "sources": [ECHO, POST], "label": "update"}


def test_a_line_has_a_question_and_sources(tmp_path: Path) -> None:
    line = LINE | {"values": ["Nine", "Ten"], "kind": "toll", "set": "fires"}
    [found] = read_disagreements(lines(tmp_path / "some.jsonl.gz", line)).comparisons
    assert (found.question, found.agreement) == ("How many people died?", Agreement.UPDATE)
    assert (found.values, found.tags) == (("Nine", "Ten"), ("fires", "toll"))
    first, second = found.sources
    assert (first.title, first.publisher) == ("Fire", "Kessmouth Echo")
    assert first.published_at == datetime(2025, 3, 1, tzinfo=UTC)
    assert second.text == "It burned. Ten people died."


@pytest.mark.parametrize(("disagree", "agreement"), [(True, Agreement.DISAGREEMENT), (False, None)])
def test_two_sources_may_stand_apart(tmp_path: Path, disagree: bool, agreement: Agreement | None) -> None:
    line = {"question": "How many?", "a": ECHO, "b": POST, "disagree": disagree}
    [found] = read_disagreements(lines(tmp_path / "some.jsonl", line)).comparisons
    assert len(found.sources) == 2
    assert found.agreement is agreement


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"sources": [ECHO]}, "sources"),
        ({"sources": None}, "a list of two or more, or a and b"),
        ({"label": None}, "give disagreement, update or none"),
        ({"label": "dispute"}, "label"),
        ({"sources": [ECHO, POST | {"date": "Monday"}]}, "date"),
    ],
)
def test_a_wrong_line_is_named(tmp_path: Path, change: dict[str, Any], said: str) -> None:
    with pytest.raises(InputError, match=r"some\.jsonl:1: .*") as raised:
        read_disagreements(lines(tmp_path / "some.jsonl", LINE | change))
    assert said in str(raised.value)


def test_the_documented_lines_are_read(tmp_path: Path) -> None:
    file = tmp_path / "disagreements.jsonl"
    file.write_text(example("Disagreements of your own"), encoding="utf-8")
    found = read_disagreements(file).comparisons
    assert [each.agreement for each in found] == [Agreement.DISAGREEMENT, None]
