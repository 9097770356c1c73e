from __future__ import annotations

from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.text.difference import DiffRun, Fate, difference

TEXTS = st.text(alphabet="ab c.\n", max_size=60)


def test_a_changed_figure_is_all_that_is_marked() -> None:
    (paragraph,) = difference(
        "The ferry carried 46 people on Friday.", "The ferry carried 47 people on Friday."
    )
    assert [(words.fate, words.text) for words in paragraph] == [
        (Fate.KEPT, "The ferry carried "),
        (Fate.REMOVED, "46 "),
        (Fate.ADDED, "47 "),
        (Fate.KEPT, "people on Friday."),
    ]


def test_a_new_paragraph_stands_by_itself() -> None:
    found = difference("One.\n\nTwo.", "One.\n\nNew.\n\nTwo.")
    assert [[words.fate for words in paragraph] for paragraph in found] == [
        [Fate.KEPT],
        [Fate.ADDED],
        [Fate.KEPT],
    ]


def test_a_correction_on_top_does_not_shift_what_follows() -> None:
    rest = "The police said so."
    old = f"At least 31 people died when a ferry sank.\n\n{rest}"
    new = f"Correction: it said 31.\n\nAt least 27 people died when a ferry sank.\n\n{rest}"
    added, changed, kept = difference(old, new)
    assert [words.fate for words in added] == [Fate.ADDED]
    texts = [words.text.strip() for words in changed]
    assert texts == ["At least", "31", "27", "people died when a ferry sank."]
    assert [words.text for words in kept] == [rest]


LINES = ["\n\n".join(f"update {number} {end}" for number in range(3_000)) for end in ("one", "two")]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("a b " * 20_000, "b c " * 20_000),
        (
            "\n\n".join(f"update {n} one" for n in range(3_000)),
            "\n\n".join(f"update {n} two" for n in range(3_000)),
        ),
        (" ".join(f"a{n}" for n in range(9_000)), " ".join(f"b{n}" for n in range(9_000))),
        ("\n".join(["same"] * 5_000), "\n".join(["same"] * 4_000)),
        ("x" * 2_000_000, "y" * 2_000_000),
        ("a\nb\n" * 20_000, "b\nc\n" * 20_000),
    ],
    ids=["alternating", "ticker", "unlike", "equal lines", "one word", "alternating lines"],
)
def test_no_text_takes_long(old: str, new: str) -> None:
    start = process_time()
    difference(old, new)
    assert process_time() - start < 2


def test_of_too_many_paragraphs_the_equal_ends_are_kept() -> None:
    many = ["\n".join(f"{letter}{number}" for number in range(11_000)) for letter in "ab"]
    old, new = (f"At first.\n{middle}\nAt last." for middle in many)
    first, *_, last = difference(old, new)
    assert (first, last) == ((DiffRun(Fate.KEPT, "At first."),), (DiffRun(Fate.KEPT, "At last."),))


@given(TEXTS, TEXTS)
def test_all_words_of_both_texts_are_there(old: str, new: str) -> None:
    words = [each for paragraph in difference(old, new) for each in paragraph]
    before = "".join(each.text for each in words if each.fate is not Fate.ADDED)
    after = "".join(each.text for each in words if each.fate is not Fate.REMOVED)
    assert "".join(before.split()) == "".join(old.split())
    assert "".join(after.split()) == "".join(new.split())
