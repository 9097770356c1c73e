"""Figures, dates and names of a sentence against the sentences nearest to it."""

from __future__ import annotations

import pytest

from service.drafts.details import Source, details_of
from service.drafts.draft import Detail, DetailKind, Standing
from tests.ingest.support import on

SOURCES = [
    Source(
        1,
        "star",
        "The ferry Star of Ellery capsized on Tuesday with 212 passengers aboard, 31 of whom died.",
        "Ferry capsizes off Port Ellery",
        "",
        "Harbour Post",
        on("2025-07-09"),
    ),
    Source(
        2,
        "owner",
        "The owner, Anna Quill, paid £1.2 million for it in May 2019, 8% more than in 2018.",
        "Who owns the ferry",
        "Lloyd Amery sold it.",
        "Port Ellery Gazette",
        on("2025-07-12"),
    ),
]


def detail(text: str, words: str) -> Detail:
    [found] = [each for each in details_of(text, on("2025-07-12"), SOURCES) if each.text == words]
    return found


@pytest.mark.parametrize(
    ("text", "words", "marker"),
    [
        ("The ferry had 212 passengers.", "212", 1),
        ("Thirty-one passengers died.", "Thirty-one", 1),
        ("She paid £1,200,000 for it.", "£1,200,000", 2),
        ("The price rose by 8 percent.", "8 percent", 2),
        ("It capsized on 8 July 2025.", "8 July 2025", 1),
        ("It capsized on Tuesday.", "Tuesday", 1),
        ("She bought it in 2019.", "2019", 2),
        ("Quill owns it, and Anna Quill says so.", "Anna Quill", 2),
        ("The Star of Ellery went down.", "Star of Ellery", 1),
        ("It was sold by Lloyd Amery.", "Lloyd Amery", 2),  # the sentence before does
        ("All of Port Ellery is in mourning.", "Port Ellery", 1),  # a headline names it
    ],
)
def test_what_a_near_sentence_has_agrees(text: str, words: str, marker: int) -> None:
    found = detail(text, words)
    assert found.standing is Standing.AGREES
    assert marker in found.markers
    assert not found.instead


@pytest.mark.parametrize(
    ("text", "words", "there"),
    [
        ("The ferry had 221 passengers.", "221", "212"),
        ("She paid £1.3 million for it.", "£1.3 million", "£1.2 million"),
        ("The price rose by 9%.", "9%", "8%"),
        ("It capsized on 9 July 2025, bought in May 2018.", "May 2018", "May 2019"),
        ("It capsized on Wednesday.", "Wednesday", "Tuesday (2025-07-08)"),
        ("Its owner is Anna Quil.", "Anna Quil", "Anna Quill"),
        ("Its owner is Emma Quill.", "Emma Quill", "Anna Quill"),
    ],
)
def test_another_in_its_place_differs(text: str, words: str, there: str) -> None:
    found = detail(text, words)
    assert found.standing is Standing.DIFFERS
    assert there in [each.text for each in found.instead]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("It had 40 lifeboats.", "40"),
        ("It cost $5 million to raise.", "$5 million"),
        ("It sank with 212 passengers, and 14 goats.", "14"),
        ("Boris Tamm wrote a song of it.", "Boris Tamm"),
    ],
)
def test_what_no_near_sentence_has_stands_nowhere(text: str, words: str) -> None:
    assert detail(text, words) == Detail(_kind(words), words, Standing.NOWHERE)


def _kind(words: str) -> DetailKind:
    return DetailKind.FIGURE if any(char.isdigit() for char in words) else DetailKind.NAME


def test_a_weekday_long_after_is_another_one() -> None:
    [found] = details_of("It rained on Wednesday.", on("2025-11-12"), SOURCES)
    assert (found.kind, found.standing) == (DetailKind.DATE, Standing.NOWHERE)


def test_figures_of_others_say_nothing_where_somebody_is_named() -> None:
    assert detail("Anna Quill counted 212 passengers.", "212").standing is Standing.NOWHERE


def test_without_near_sentences_all_stands_nowhere() -> None:
    found = details_of("Anna Quill paid £3 in 2019.", on("2025-07-12"), [])
    assert {each.standing for each in found} == {Standing.NOWHERE}
    assert len(found) == 3
