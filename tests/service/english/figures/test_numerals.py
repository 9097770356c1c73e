"""Numbers in words."""

from __future__ import annotations

import re

import pytest

from service.english.figures.numerals import NUMBER_IN_WORDS, ORDINALS, number_of


@pytest.mark.parametrize(
    ("words", "number"),
    [
        ("two hundred and fifty thousand", 250_000),
        ("Twenty-one", 21),
        ("half a million", 500_000),
        ("three million two hundred", 3_000_200),
        ("a dozen", 12),
        ("305", 305),
    ],
)
def test_number_words_are_added_up(words: str, number: float) -> None:
    assert number_of(words) == number
    assert re.fullmatch(rf"\d+|{NUMBER_IN_WORDS}", words, re.I)


def test_ordinals_go_to_ninety_ninth() -> None:
    assert [ORDINALS[word] for word in ("third", "twentieth", "forty-first")] == [3, 20, 41]
    assert sorted(ORDINALS.values()) == list(range(1, 100))
