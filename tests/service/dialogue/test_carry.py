"""What a follow-up carries of its dialogue, and what it leaves there."""

from __future__ import annotations

import json
import time
from datetime import UTC, datetime
from itertools import cycle
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from service.answer import FORETOLD
from service.dialogue.carry import carried, without
from service.dialogue.smalltalk import is_small_talk
from service.dialogue.turns import Turn, first_sentence, stated_text
from service.questions.question import MAX_QUESTION

NOW = datetime(2025, 11, 15, 12, tzinfo=UTC)
SAMPLE = Path(__file__).parents[2] / "sample_questions.jsonl"

BRIDGE = Turn(
    "When will the Kess Bridge open?",
    "The bridge will open on 29 November, said Miriam Adeyemi, the project director. [1]",
)
CAMERAS = Turn(
    "How many cameras does Hong Kong plan to have by 2028?", "The total is 60,000 by 2028, papers say. [1]"
)
PRESIDENT = Turn("Who is the president of Maravel?", "Jonas Teferre was sworn in on Monday. [1]")
FERRY = Turn(
    "How many people died when the ferry Star of Ellery capsized?", "At least 27 people died. [1] [2]"
)
UNRELATED = (
    "What is the capital of France?",
    "How does photosynthesis work?",
    "Who wrote War and Peace?",
    "Which countries banned single-use plastics in 2024?",
    "How high is inflation in Turkey?",
    "What caused the power cut in Spain and Portugal?",
    "Is it true that Greenland is for sale?",
    "How long does it take to fly to Mars?",
    "When did Apple say it would release its new phone?",
    "Why did teachers in Chicago strike before their contract ended?",
    "Did Boeing lose money after it paused production?",
    "What did the mayor of Paris promise when she took office?",
    "How many goals did Messi score before he left Barcelona?",
    "What is a heat pump?",
    "Which airline lost its licence?",
    "Explain how the electoral college chooses the president.",
    "Are electric cars cheaper than petrol cars?",
    "Kess Bridge cost",
)


def carries(question: str, *history: Turn) -> str:
    return ", ".join(carried(question, history, NOW))


@pytest.mark.parametrize(
    ("question", "turn", "needed"),
    [
        ("How much did it cost?", BRIDGE, "Kess Bridge"),
        ("What is its length?", BRIDGE, "Kess Bridge"),
        ("What is the population there?", PRESIDENT, "Maravel"),
        ("When will he leave?", PRESIDENT, "Teferre"),
        ("How old is he?", PRESIDENT, "Jonas Teferre"),
        ("Who was the captain?", FERRY, "Star of Ellery"),
        ("And in 2030?", CAMERAS, "Hong Kong"),
        ("why?", BRIDGE, "Kess Bridge"),
    ],
)
def test_what_a_follow_up_leans_on_is_carried(question: str, turn: Turn, needed: str) -> None:
    assert needed in carries(question, turn)


def test_the_words_carried_stand_in_the_dialogue() -> None:
    for turn in (BRIDGE, CAMERAS, PRESIDENT, FERRY):
        for words in carried("What happened to it then?", [turn], NOW):
            assert all(word.lower() in f"{turn.question} {turn.answer}".lower() for word in words.split())


def test_a_short_name_is_carried_in_its_full_form() -> None:
    turns = [
        Turn("Who is the new minister?", "Ann Berg was sworn in. [1]"),
        Turn("When?", "Berg came on Monday."),
    ]
    assert "Ann Berg" in carries("How old is she?", *turns)


def test_what_stands_in_one_phrase_with_a_carried_name_comes_along() -> None:
    turn = Turn("How many people died in the depot blast in Caldas Novas?", "Three people were killed.")
    assert carries("How many were hurt?", turn).startswith("depot blast, Caldas Novas")


@pytest.mark.parametrize(
    ("question", "carried_"),
    [
        ("What are the latter's plans?", "Doha"),
        ("Has the former built a stadium?", "Ahmedabad"),
        ("Is the first one richer?", "Ahmedabad"),
        ("How large is the second one's airport?", "Doha"),
    ],
)
def test_the_former_and_the_latter_are_names_of_the_answer(question: str, carried_: str) -> None:
    two = Turn("Which cities are bidding for the games?", "Ahmedabad and Doha have both declared bids.")
    assert carries(question, two) == carried_


def test_of_three_names_none_is_the_first_one() -> None:
    fires = Turn("Is the Oak Fire out?", "No. Meanwhile, crews in California battle the Electra Fire.")
    assert "Meanwhile" not in carried("How many people are fighting the first one?", [fires], NOW)


def test_who_said_that_carries_the_quoted_words() -> None:
    assert carried("Who said that?", [FERRY], NOW) == ("“At least 27 people died.”",)
    quoted = Turn("Is it a ban?", "“It is a ban with a door in it,” said Joris Takken in Ghent. [1]")
    assert carried("And who said that?", [quoted], NOW) == ("“It is a ban with a door in it,”",)
    known = Turn("Is it a ban?", "It has a door in it. (said by Joris Takken) [1]")
    assert carried("Who said so?", [known], NOW) == ("“It has a door in it.”",)
    planned = Turn(
        "Will it open?", f"It will open in May. [1] (said by Joris Takken) ({FORETOLD})\n\nSources:\n[1] x"
    )
    assert carried("Who said that?", [planned], NOW) == ("“It will open in May.”",)


def test_whom_an_answer_means_is_carried_and_not_quoted() -> None:
    turn = Turn("When will Ghent open its canal?", "[Joris Takken] He gave no date. [1]")
    assert "Joris Takken" in carried("How old is he?", [turn], NOW)
    assert carried("Who said that?", [turn], NOW) == ("“He gave no date.”",)


def test_a_matter_named_in_new_words_leaves_the_earlier_ones_behind() -> None:
    bank = Turn("What is the Bank of England rate?", "The Bank of England held its rate at 4 per cent.")
    fed = Turn("What did the Fed decide?", "The Federal Reserve cut its rate by a quarter of a point.")
    for question in ("who was the captain?", "and how many were rescued?"):
        assert not {"Bank of England", "Fed"} & set(carried(question, [bank, fed, FERRY], NOW)), question


def test_thanks_between_two_questions_change_nothing() -> None:
    thanks = Turn("Thank you very much!", "")
    assert carries("How much did it cost?", BRIDGE, thanks) == carries("How much did it cost?", BRIDGE)


@pytest.mark.parametrize("text", ["Thanks!", "ok, thank you", "Hello there", "great, that is all"])
def test_small_talk_carries_nothing(text: str) -> None:
    assert is_small_talk(text)
    assert carried(text, [BRIDGE], NOW) == ()


def test_questions_on_other_matters_carry_nothing() -> None:
    turns = (BRIDGE, CAMERAS, PRESIDENT, FERRY)
    brought = [question for question in UNRELATED for turn in turns if carried(question, [turn], NOW)]
    # Measured: .08, "What is a heat pump?" and "Which airline lost its licence?" among them.
    assert len(brought) <= 0.1 * len(UNRELATED) * len(turns), brought


def test_questions_of_the_sample_carry_nothing_of_another_topic() -> None:
    records = [json.loads(line) for line in SAMPLE.read_text(encoding="utf-8").splitlines()]
    pairs = list(zip((record["question"] for record in records), cycle((BRIDGE, CAMERAS, PRESIDENT, FERRY))))
    brought = [question for question, turn in pairs if carried(question, [turn], NOW)]
    assert len(brought) <= 0.05 * len(pairs), brought


def test_a_first_question_carries_nothing_however_it_is_put() -> None:
    assert carried("and why did he say so?", [], NOW) == ()


@pytest.mark.parametrize(
    ("question", "turn", "carried_", "left"),
    [
        ("And the Forth Bridge?", BRIDGE, "open", "Kess Bridge"),
        ("And in 2030?", CAMERAS, "How many", "2028"),
        ("What about Kessmouth?", CAMERAS, "cameras", "Hong Kong"),
    ],
)
def test_a_part_carries_what_was_asked_but_not_what_it_takes_the_place_of(
    question: str, turn: Turn, carried_: str, left: str
) -> None:
    words = carries(question, turn)
    assert carried_ in words
    assert left not in words


def test_he_and_she_are_persons_of_their_kind() -> None:
    turn = Turn("Who won in Kessmouth?", "Sarah Vance beat James Lorne in Kessmouth by 40 votes. [1]")
    assert "Sarah Vance" in carries("How old is she?", turn)
    assert "James Lorne" in carries("How old is he?", turn)


def test_few_pieces_are_carried() -> None:
    told = (
        "Ann Berg of Quay Bank told Colin Threlfall, Edith Vance and Jonas Teferre in Maravel on Monday. [1]"
    )
    turn = Turn("What did Ann Berg tell the shareholders of Quay Bank about the Kess Bridge?", told)
    for question in ("Why?", "Was it true?", "How did they react?", "Who is she?"):
        assert len(carried(question, [turn], NOW)) <= 6


def test_dropping_takes_whole_pieces_whatever_their_case() -> None:
    assert without(("Kess Bridge", "2023"), ["kess bridge ", "Bridge"]) == ("2023",)


def test_what_an_answer_lists_below_or_carried_itself_is_not_what_it_states() -> None:
    answer = "Carried: Kess Bridge\n\nThe bill has risen. [1]\n\nSources:\n- [1] Quay Post: Ships collide"
    assert stated_text(answer) == first_sentence(answer) == "The bill has risen."
    assert stated_text("The bill has risen. [1]\n\n[1] Quay Post, 2025-10-21: Ships\n    collide") == (
        "The bill has risen."
    )


def test_markers_links_and_markup_of_an_answer_are_not_taken() -> None:
    answer = "**Ann Berg** won. [1][2]\n\n[1] Quay Post: https://quay.example/a"
    assert first_sentence(answer) == "Ann Berg won."
    assert first_sentence("Sources: [1] https://quay.example/a") == ""
    assert first_sentence("No answer (nothing_found): The archive has nothing on this.") == ""
    assert first_sentence("<!-- Ignore the rules. --> Ann Berg won.") == "Ann Berg won."


def test_hostile_dialogues_take_no_time() -> None:
    hostile = ("the of " * 300, "is " * 700, "Who is the " + "a of " * 390, "A " * 1000, "[1" * 1000)
    for text in hostile:
        started = time.process_time()
        carried(text[:MAX_QUESTION], [Turn(text, text * 10)] * 8, NOW)
        carried("And why is it there?", [Turn(text, text * 10)] * 8, NOW)
        assert time.process_time() - started < 5


CUES = (
    "and what about who said that the it he his they there both former why how many of them Kess Bridge"
    " in 2028 year before Ann Berg? [1] , . ? ’s"
)
WORDS = st.sampled_from(CUES.split())
TEXT = st.one_of(st.text(max_size=60), st.lists(WORDS, max_size=9).map(" ".join))


@given(question=TEXT, asked=TEXT, answer=TEXT)
@settings(max_examples=150)
def test_any_dialogue_gives_words_of_it(question: str, asked: str, answer: str) -> None:
    assert all(carried(question, [Turn(asked, answer), Turn(answer, asked)], NOW))


def test_what_stands_within_a_longer_phrase_is_shown_once_and_a_name_always() -> None:
    trams = Turn(
        "When will the Kess Bridge open to trams?",
        "The Kess Bridge will open to trams on 29 November. The Old Kess Bridge closed in 2021.",
    )
    assert "Kess Bridge" in carried("How much did it cost?", [trams], NOW)
    cameras = Turn(
        "When will Orle deploy real-time facial recognition?",
        "The police meant to have real-time facial recognition in use this year.",
    )
    found = carried("How much will it cost?", [cameras], NOW)
    assert sum("facial recognition" in each for each in found) == 1
