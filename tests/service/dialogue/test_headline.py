"""Titles and tags are made of the conversation's own words."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from service.dialogue.headline import tags_of, title_of
from service.dialogue.turns import Turn

NOW = datetime(2025, 11, 15, tzinfo=UTC)
TOLD = (
    "Kessmouth's new bridge will open on Saturday 29 November. [1]\n\nSources:\n\n"
    "- [1] Northgate Chronicle, 21 October 2025: Lorries wait for bridge — https://quay.example/1"
)


@pytest.mark.parametrize(
    ("question", "title"),
    [
        ("When will the Kess Bridge open?", "Kess Bridge Open"),
        ("Who is the president of Maravel?", "President of Maravel"),
        ("Hi, why was the minister of health sacked?", "Minister of Health Sacked"),
        ("What is the Bank of England's interest rate?", "Bank of England's Interest Rate"),
        ("Summarise what happened with the Kess Bridge in July", "Kess Bridge in July"),
        ("What pay rise did Kessmouth tram drivers accept?", "Pay Rise Kessmouth Tram Drivers"),
    ],
)
def test_a_title_is_made_of_what_a_question_is_about(question: str, title: str) -> None:
    assert title_of([Turn(question, TOLD)], NOW, least=3, most=5) == title


def test_who_nobody_names_is_no_tag() -> None:
    told = "Whoever breaks the rule pays 75 crowns."
    turns = [Turn("When will Orle ban cars?", "In March."), Turn("And what is the fine?", told)]
    assert tags_of(turns, NOW) == ["Orle", "fine"]


def test_a_title_keeps_to_its_length() -> None:
    turn = Turn("How many surveillance cameras does Hong Kong plan to have by 2028?", TOLD)
    for words in (2, 3, 5):
        assert 0 < len(title_of([turn], NOW, most=words).split()) <= words
    for characters in (1, 10, 20, 40):
        assert 0 < len(title_of([turn], NOW, characters=characters)) <= characters


def test_small_talk_names_no_conversation() -> None:
    assert (
        title_of([Turn("hi", "Hello."), Turn("Who leads Brightwater Energy?", "")], NOW)
        == "Leads Brightwater Energy"
    )
    assert title_of([Turn("hi", "")], NOW) == "Archive Questions"


def test_a_question_that_says_nothing_alone_takes_words_of_its_answer() -> None:
    assert "Bridge" in title_of([Turn("And how much did it cost?", TOLD)], NOW)
    assert title_of([Turn("Which bridge?", TOLD)], NOW, least=3) != "Bridge"


def test_tags_are_names_then_topics() -> None:
    turns = [
        Turn("When will the Kess Bridge open?", TOLD),
        Turn("why was the minister of health sacked?", ""),
    ]
    assert tags_of(turns, NOW) == ["Kess Bridge", "Kessmouth", "minister of health"]
    assert tags_of(turns, NOW, most=1) == ["Kess Bridge"]
    assert tags_of([Turn("hi", "Hello.")], NOW) == ["General"]
