"""What a sentence tells as a fact, foretells or makes a condition; [the answer] is marked."""

from __future__ import annotations

import pytest

from service.english.lemmas import content_stems
from service.english.stance.telling import Telling, asks_what_happened, foretells, telling


def told(question: str, marked: str, *, circumstance: bool = True) -> Telling:
    start, end = marked.index("["), marked.index("]") - 1
    text = marked.replace("[", "").replace("]", "")
    return telling(text, start, end, content_stems(question), circumstance=circumstance)


@pytest.mark.parametrize(
    "marked",
    [
        "The lido expects to reopen in [the spring of 2026], its manager said on Tuesday.",
        "It said on Monday that the lido would reopen on [4 May].",
        "The lido is set to open again in [May].",
        "The reopening is planned for [4 May].",
        "The lido, closed since March, was due to open on [4 May].",
        "Swimmers may return by [June].",
        "The new pool will, if the money lasts, open in [June].",
    ],
)
def test_the_time_of_what_is_to_come_is_foretold(marked: str) -> None:
    assert told("When did the lido reopen?", marked) is Telling.FORETOLD


@pytest.mark.parametrize(
    "marked",
    [
        "The lido reopened on [4 May] and will close in October.",
        "The lido will be run by Ann Lee, who took over in [May].",
        "The lido will reopen soon, its manager said on [Tuesday].",
        "She would later reopen it, in [1997].",
        "The opening, due to rain, was moved to [4 May].",
        "His will was read on [4 May].",
        "Nobody could see it until [4 May].",
        "The swimmers are more likely to come in [May].",
    ],
)
def test_beside_what_is_foretold_a_sentence_tells_facts(marked: str) -> None:
    assert told("When did the lido reopen?", marked) is Telling.FACT


@pytest.mark.parametrize(
    ("question", "marked", "expected"),
    [
        ("Who replaced Ola Finn?", "If confirmed, [Ilse Brandt] would replace Finn.", Telling.FORETOLD),
        (
            "Who replaced Ola Finn?",
            "[Ilse Brandt], who was named in May, will replace Finn.",
            Telling.FORETOLD,
        ),
        ("Who was named in May?", "[Ilse Brandt], who was named in May, will replace Finn.", Telling.FACT),
        ("Who is the president?", "President [Ilse Brandt] will visit Orle on Friday.", Telling.FACT),
        (
            "Who won in Orle?",
            "If [Brandt] wins on 19 June, she will be the first woman there.",
            Telling.CONDITION,
        ),
        ("Who won in Orle?", "Reporters asked if [Brandt] won in Orle.", Telling.FACT),
        ("Who gained years?", "If [a man] changed his diet, he could gain years.", Telling.FACT),
    ],
)
def test_a_name_is_foretold_where_what_is_asked_is(question: str, marked: str, expected: Telling) -> None:
    assert told(question, marked, circumstance=False) is expected


def test_how_many_there_are_is_no_part_of_what_is_foretold() -> None:
    assert told("How many mirrors?", "Engineers will align its [18] mirrors.") is Telling.FACT
    assert told("How many flights?", "The airline will drop [18] flights.") is Telling.FORETOLD


def test_what_is_asked_is_foretold_unless_it_is_told_as_well() -> None:
    asked = content_stems("Has the lido reopened?")
    assert foretells("The lido will reopen in May.", asked)
    assert not foretells("The lido reopened in May and will close in June.", asked)
    assert not foretells("It will close.", asked)
    assert foretells("It will close.")


@pytest.mark.parametrize(
    ("question", "happened"),
    [
        ("Who won in May?", True),
        ("Where was the Queen buried?", True),
        ("Has the lido reopened?", True),
        ("How much did the repairs cost?", True),
        ("When is the lido open?", False),
        ("Will the lido that was closed reopen?", False),
        ("When was the lido expected to reopen?", False),
        ("What did she plan to do?", False),
        ("Who leads the council?", False),
    ],
)
def test_the_tense_of_a_question_says_whether_it_asks_what_has_happened(
    question: str, happened: bool
) -> None:
    assert asks_what_happened(question) is happened
