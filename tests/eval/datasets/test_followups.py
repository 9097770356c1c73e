"""Follow-ups of dialogues: the forms of a history, what is needed, and what is wrong with a line."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from eval.cases import FollowUp
from eval.datasets.followups import read_followups
from ingest.errors import InputError
from service.dialogue.turns import Turn
from tests.eval.datasets.written import example, lines

TEXTS = ["Who runs the ferry?", "The harbour board.", "Since when?", "Since 1901."]
TURNS = (Turn("Who runs the ferry?", "The harbour board."), Turn("Since when?", "Since 1901."))
LINE: dict[str, Any] = {
    "history": TEXTS,
    "question": "why?",
    "rewrite": "Why does the harbour board run the ferry?",
    "kind": "ellipsis",
    "set": "ferries",
}


@pytest.mark.parametrize("name", ["some.jsonl", "some.jsonl.gz"])
def test_texts_in_turn_are_what_was_said_and_what_came_back(tmp_path: Path, name: str) -> None:
    [found] = read_followups(lines(tmp_path / name, LINE)).follow_ups
    assert found == FollowUp(
        f"{name}:1", TURNS, "why?", "Why does the harbour board run the ferry?", None, ("ferries", "ellipsis")
    )


@pytest.mark.parametrize(
    ("history", "turns"),
    [
        (
            [
                {"user": "Who runs the ferry?", "assistant": "The harbour board."},
                {"user": "Since when?", "assistant": "Since 1901."},
            ],
            TURNS,
        ),
        ([{"user": "Who?"}, {"user": "When?", "assistant": None}], (Turn("Who?", ""), Turn("When?", ""))),
        # what the user asks after an odd number cannot follow an answer
        (["Who?", "When?", "Why?"], (Turn("Who?", ""), Turn("When?", ""), Turn("Why?", ""))),
        ([], ()),
    ],
)
def test_the_forms_of_a_history(tmp_path: Path, history: object, turns: tuple[Turn, ...]) -> None:
    [found] = read_followups(lines(tmp_path / "some.jsonl", LINE | {"history": history})).follow_ups
    assert found.history == turns


def test_what_is_needed_may_be_named(tmp_path: Path) -> None:
    named, nothing = LINE | {"needed": ["harbour board"]}, LINE | {"carry_nothing": True}
    one, other = read_followups(lines(tmp_path / "some.jsonl", named, nothing)).follow_ups
    assert (one.needed, one.rewrite) == (("harbour board",), LINE["rewrite"])
    assert (other.needed, other.rewrite) == ((), "why?")


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"history": "Who?"}, "history: give a list of texts in turn, or of objects"),
        ({"history": ["Who?", {"user": "When?"}]}, "history: give a list of texts in turn, or of objects"),
        ({"history": [{"user": "Who?"}, {"assistant": "She."}]}, r"history\[1\]\.user: Field required"),
        ({"question": ""}, r"question: .*got ''"),
        ({"rewrite": None}, "rewrite: Field required, unless carry_nothing is true"),
        ({"carry_nothing": True, "needed": ["ferry"]}, "needed has words though carry_nothing is true"),
    ],
)
def test_what_is_wrong_is_named(tmp_path: Path, wrong: dict[str, Any], message: str) -> None:
    path = lines(tmp_path / "some.jsonl", LINE, LINE | wrong)
    with pytest.raises(InputError, match=rf"some\.jsonl:2: {message}"):
        read_followups(path)


def test_the_follow_ups_of_the_documentation_are_read(tmp_path: Path) -> None:
    (tmp_path / "some.jsonl").write_text(example("Follow-ups of your own"), encoding="utf-8")
    found = read_followups(tmp_path / "some.jsonl").follow_ups
    assert [case.needed for case in found] == [None, ("Kess Bridge", "cracks"), ()]
    assert [len(case.history) for case in found] == [1, 2, 1]
