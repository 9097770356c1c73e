"""When a text holds a gold answer."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eval.training.matching import holds, normalised


@pytest.mark.parametrize(
    ("text", "gold"),
    [
        ("It opens on 14 September, she said.", "14 September"),
        ("IT OPENS ON 14 SEPTEMBER", "14 september"),
        ("It opens on 14\n  September.", "14 September"),
        ("the mayor’s “green plan” failed", 'the mayor\'s "green plan"'),
        ("she called it a mess", "“a mess”"),  # the gold's own quotation marks do not count
        ("she called it 'a mess'", "“a mess”"),
        ("a 3–2 win", "3-2"),
        ("They paid £23.5 million", "£23.5 million."),
        ("Straße nach Köln", "Köln"),
    ],
)
def test_wording_counts_and_typography_does_not(text: str, gold: str) -> None:
    assert holds(text, [gold])


@pytest.mark.parametrize(
    ("text", "golds"),
    [
        ("It opens on 15 September.", ["14 September"]),
        ("It opens.", []),
        ("It opens.", [""]),
        ("", ["It opens"]),
    ],
)
def test_other_words_and_no_gold_are_not_held(text: str, golds: list[str]) -> None:
    assert not holds(text, golds)


def test_one_of_several_golds_is_enough() -> None:
    assert holds("Nearly 4,000 cameras", ["4000", "nearly 4,000"])


def test_normalised_has_plain_quotes_and_single_blanks() -> None:
    assert normalised("  “It’s —\tover” ") == '"it\'s - over"'


@given(st.text(), st.text(), st.text(alphabet="abc 12", min_size=1).filter(str.strip))
def test_a_text_holds_what_was_put_into_it(before: str, after: str, gold: str) -> None:
    assert holds(f"{before} {gold} {after}", [gold])
