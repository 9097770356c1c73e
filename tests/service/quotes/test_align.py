"""Where a quotation stands in a text, and what differs."""

from __future__ import annotations

import random
from time import process_time

import pytest

from service.quotes.align import Alignment, Change, align
from service.quotes.words import Wanted, Words

TEXT = """The council met. "We will not leave anybody behind," Mayor Ada Quill said, "whatever
it costs." She added: “It’s our duty to rebuild the town-hall — brick by brick — before winter.”

The Marlow lido opens on 4 May, the council said. Repairs have cost £310,000, it was told.
A pump failed twice."""


def aligned(quotation: str, text: str = TEXT) -> Alignment:
    found = align(Wanted(quotation), Words.of(text))
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("quotation", "stored"),
    [
        ("we will NOT leave anybody behind", "We will not leave anybody behind"),
        ("It's our duty to rebuild the town hall", "It’s our duty to rebuild the town-hall"),
        ("the town-hall - brick by brick - before winter", "the town-hall — brick by brick — before winter"),
        ("whatever it costs. She added: It’s our duty", 'whatever\nit costs." She added: “It’s our duty'),
        ("opens on 4 May.", "opens on 4 May"),
    ],
)
def test_the_same_words_in_other_dress(quotation: str, stored: str) -> None:
    found = aligned(quotation)
    assert (found.same_words, found.similarity) == (True, 1.0)
    assert TEXT[found.start : found.end] == stored
    assert found.changes


@pytest.mark.parametrize(
    ("quotation", "stored", "changes"),
    [
        ("We will leave anybody behind", "We will not leave anybody behind", [("", "not")]),
        ("We will not leave nobody behind", "We will not leave anybody behind", [("nobody", "anybody")]),
        ("We will not leave anybody behnd", "We will not leave anybody behind", [("behnd", "behind")]),
        ("will not leave any body behind", "will not leave anybody behind", [("any body", "anybody")]),
        ("We will never ever leave anybody", "We will not leave anybody", [("never ever", "not")]),
        ("lido opens on 5 May", "lido opens on 4 May", [("5", "4")]),
        ("Repairs have cost £410,000", "Repairs have cost £310,000", [("410", "310")]),
        ("A pump broke twice", "A pump failed twice", [("broke", "failed")]),
        ("The big Marlow lido opens", "The Marlow lido opens", [("big", "")]),
    ],
)
def test_words_that_differ(quotation: str, stored: str, changes: list[tuple[str, str]]) -> None:
    found = aligned(quotation)
    assert not found.same_words
    assert TEXT[found.start : found.end] == stored
    assert [(change.quoted, change.stored) for change in found.changes] == changes


DENIALS = """The council met. "We will not leave anybody behind," said Ada Quill, who is not a member,
"whatever it costs." The plan was never meant for schools. The bridge is safe for lorries and buses. He didn't
sign it on Monday. The mayor was able to explain the delay. The order was legal under the act. There is no
money left."""


@pytest.mark.parametrize(
    ("quotation", "negates"),
    [
        ("We will leave anybody behind", True),
        ("We will … leave anybody behind", True),
        ("We will never leave anybody behind", False),
        ("We will not leave anybody behind, whatever it costs", False),
        ("the plan was meant for schools", True),
        ("The bridge is not safe for lorries and buses", True),
        ("The bridges are safe for lorries and busses", False),
        ("He did sign it on Monday", True),
        ("He did not sign it on Monday", False),
        ("He didnt sign it on Monday", False),
        ("The mayor was unable to explain the delay", True),
        ("The order was illegal under the act", True),
        ("There is some money left", True),
    ],
)
def test_a_negation_lost_or_added_is_told_from_other_changes(quotation: str, negates: bool) -> None:
    assert any(change.negates for change in aligned(quotation, DENIALS).changes) is negates


def test_an_elision_leaves_out_any_number_of_words() -> None:
    found = aligned("It’s our duty … before winter")
    assert found.similarity == 1.0
    assert found.changes == (Change("", "to rebuild the town-hall — brick by brick", elided=True),)


def test_who_says_it_may_stand_between_its_parts() -> None:
    found = aligned("We will not leave anybody behind, whatever it costs")
    assert found.similarity == 1.0
    assert found.changes == (Change("", "Mayor Ada Quill said"),)


def test_an_end_that_was_invented_takes_no_words_of_the_text() -> None:
    found = aligned("The Marlow lido opens on 4 May and all who like to swim are glad of that")
    assert TEXT[found.start : found.end] == "The Marlow lido opens on 4 May"
    assert found.similarity < 0.6


def test_another_speakers_words_do_not_stand_for_those_at_the_end() -> None:
    found = aligned("We will not leave anybody behind tomorrow")
    assert TEXT[found.start : found.end] == "We will not leave anybody behind"


def test_a_changed_figure_costs_more_than_a_misspelt_word() -> None:
    assert aligned("Repairs have cost £319,000").similarity < aligned("Repares have cost £310,000").similarity


def test_texts_without_a_word_in_common_do_not_align() -> None:
    assert align(Wanted("Nothing of these stands here"), Words.of("Wholly other words.")) is None
    assert align(Wanted("one"), Words.of("")) is None


def test_the_place_is_found_wherever_it_is_and_whatever_is_misspelt() -> None:
    draw = random.Random(3)
    vocabulary = ["".join(draw.choices("abcdefghiklmnoprstu", k=draw.randint(4, 9))) for _ in range(400)]
    words = draw.choices(vocabulary, k=900)
    text = " ".join(words)
    for _ in range(60):
        first, count = draw.randrange(850), draw.randint(8, 40)
        stored = words[first : first + count]
        changed = list(stored)
        for index in draw.sample(range(1, len(stored) - 1), len(stored) // 6):
            changed[index] = changed[index][1:] + changed[index][0]
        found = aligned(" ".join(changed), text)
        assert text[found.start : found.end] == " ".join(stored)
        assert found.similarity >= 0.8


def test_long_words_are_not_compared_letter_by_letter() -> None:
    start = process_time()
    align(Wanted(f"z {'a' * 1_900} y"), Words.of(f"z {'a' * 50_000} y"))
    assert process_time() - start < 2
