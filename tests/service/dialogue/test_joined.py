"""How a question is searched and read with what it carries."""

from __future__ import annotations

import pytest

from service.dialogue.joined import with_carried


@pytest.mark.parametrize(
    ("question", "words", "read"),
    [
        ("Who built it?", (), "Who built it?"),
        ("Who built it?", ("Kess Bridge", "2023"), "Kess Bridge, 2023: Who built it?"),
        ("and in 2030?", ("How many", "cameras"), "How many cameras and in 2030?"),
        ("And in Britain?", ("What", "facial recognition"), "What facial recognition And in Britain?"),
        ("Why?", ("Whatley Quarry",), "Whatley Quarry: Why?"),
    ],
)
def test_carried_words_stand_before_the_question(question: str, words: tuple[str, ...], read: str) -> None:
    assert with_carried(question, words) == read
