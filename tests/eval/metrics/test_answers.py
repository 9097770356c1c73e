"""How deep the gold facts stand, and SQuAD's word measures with their arithmetic."""

from __future__ import annotations

import pytest

from eval.metrics.answers import depth_of_all, squad_words, token_f1


def test_all_facts_are_said_by_the_statement_that_adds_the_last() -> None:
    assert depth_of_all([2, 1, 4]) == 4
    assert depth_of_all([2, None]) is None
    assert depth_of_all([]) is None


def test_words_are_normalised_as_squad_does() -> None:
    assert squad_words("The wreck's 2,000-year-old  Bell!") == ["wrecks", "2000yearold", "bell"]


@pytest.mark.parametrize(
    ("text", "golds", "f1"),
    [
        # found {it, hit, unknown, wreck}, gold {unknown, wreck}: P 2/4, R 2/2, F1 = 2 · 2 / (4 + 2)
        ("It hit the unknown wreck.", ["an unknown wreck"], 4 / 6),
        # the better of 0 and 2 · 1 / (1 + 2)
        ("wreck", ["whale", "unknown wreck"], 2 / 3),
        # words count as often as they occur: {no, no} against {no}: 2 · 1 / (2 + 1)
        ("no no", ["no"], 2 / 3),
        ("whale", ["wreck"], 0.0),
        ("", ["wreck"], 0.0),
        ("the", ["a"], 1.0),  # nothing is left of either
        ("whale", [], None),
    ],
)
def test_token_f1(text: str, golds: list[str], f1: float | None) -> None:
    assert token_f1(text, golds) == (f1 if f1 is None else pytest.approx(f1))
