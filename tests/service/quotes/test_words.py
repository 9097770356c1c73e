"""A text as words that can be compared."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.quotes.words import Wanted, Words, bare


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("It’s the mayor’s", "IT'S THE MAYOR'S"),
        ("town-hall — or not", "town hall - or  not"),
        ("soft\u00adhyphen", "softhyphen"),
        ("“Why?” he asked", "'Why' he asked..."),
        ("Straße", "STRASSE"),
    ],
)
def test_words_are_the_same_whatever_stands_between(one: str, other: str) -> None:
    assert Words.of(one).folded == Words.of(other).folded


@pytest.mark.parametrize(("one", "other"), [("can't", "cannot"), ("café", "cafes"), ("12.5", "125")])
def test_other_words_are_not_the_same(one: str, other: str) -> None:
    assert Words.of(one).folded != Words.of(other).folded


@given(st.text())
def test_spans_are_places_of_the_text(text: str) -> None:
    words = Words.of(text)
    assert all(text[start:end].strip() for start, end in words.spans)
    assert all(end <= start for (_, end), (start, _) in zip(words.spans, words.spans[1:], strict=False))


@pytest.mark.parametrize(
    ("quotation", "words"),
    [
        ("“We go.”", "We go."),
        (" ' … we go [...]\" ", "we go"),
        ("... and so . . .", "and so"),
        ("«Non»", "Non"),
        ("we … go", "we … go"),
        ("“…”", ""),
    ],
)
def test_marks_and_elisions_around_a_quotation_are_not_of_it(quotation: str, words: str) -> None:
    assert bare(quotation) == words


@given(st.text(alphabet=' .…"“”[]()ab\n'))
def test_what_is_bare_stays_so(text: str) -> None:
    assert bare(bare(text)) == bare(text)


@pytest.mark.parametrize("elision", ["…", " ... ", " [...] ", " (…) ", ". . . .", "… …"])
def test_an_elision_is_found_behind_its_word(elision: str) -> None:
    assert Wanted(f"one two{elision}three four").gaps == {1}


def test_a_full_stop_or_two_is_no_elision() -> None:
    assert not Wanted("He left. She stayed.. They went").gaps


def test_parts_end_at_elisions_and_are_not_long() -> None:
    assert Wanted("a b c … d e").parts(2) == ["a b", "c", "d e"]
