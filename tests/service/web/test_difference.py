from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from service.web.difference import Fate, difference

TEXTS = st.text(alphabet="ab c.\n", max_size=60)


def test_a_changed_figure_is_all_that_is_marked() -> None:
    (paragraph,) = difference("The ferry carried 46 people.", "The ferry carried 47 people.")
    assert [(words.fate, words.text) for words in paragraph] == [
        (Fate.KEPT, "The ferry carried "),
        (Fate.REMOVED, "46"),
        (Fate.ADDED, "47"),
        (Fate.KEPT, " people."),
    ]


def test_a_new_paragraph_stands_by_itself() -> None:
    found = difference("One.\n\nTwo.", "One.\n\nNew.\n\nTwo.")
    assert [[words.fate for words in paragraph] for paragraph in found] == [
        [Fate.KEPT],
        [Fate.ADDED],
        [Fate.KEPT],
    ]


def test_long_paragraphs_are_not_compared_word_by_word() -> None:
    old, new = "a " * 5_000, "b " * 5_000
    assert [words.fate for words in difference(old, new)[0]] == [Fate.REMOVED, Fate.ADDED]


@given(TEXTS, TEXTS)
def test_all_words_of_both_texts_are_there(old: str, new: str) -> None:
    words = [each for paragraph in difference(old, new) for each in paragraph]
    before = "".join(each.text for each in words if each.fate is not Fate.ADDED)
    after = "".join(each.text for each in words if each.fate is not Fate.REMOVED)
    assert "".join(before.split()) == "".join(old.split())
    assert "".join(after.split()) == "".join(new.split())
