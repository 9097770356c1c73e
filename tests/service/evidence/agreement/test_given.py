"""What a sentence gives for an answer, and when two values differ."""

from __future__ import annotations

from datetime import timedelta

import pytest

from service.evidence.agreement.given import Given, differ, given
from tests.handmade import AS_OF
from tests.service.evidence.agreement.values import says


def one(text: str, answer: str, days: int = 0) -> Given:
    found = given(says(text, answer, published_at=AS_OF - timedelta(days=days)))
    assert found
    return found


@pytest.mark.parametrize(
    ("text", "answer", "words"),
    [
        ("The tower is 212 metres tall.", "212 metres tall", "212 metres"),
        ("The car did 140 km/h there.", "140 km/h", "140 km/h"),
        ("It has risen to 21.", "21.", "21"),
        ("He was held on Monday night.", "Monday night", "Monday night"),
        ("The cup went to Ada Voss of Orle.", "Ada Voss", "Ada Voss"),
        ("The slick covers 75 kilometres of coast.", "75 kilometres of coast", "75 kilometres"),
    ],
)
def test_the_answer_is_a_figure_a_date_or_a_name(text: str, answer: str, words: str) -> None:
    assert one(text, answer).words == words


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("It costs between $2 million and $3 million.", "$2 million and $3 million"),
        ("It costs $2 to $3 million.", "$3 million"),
        ("Mourners waited up to 24 hours.", "24 hours"),
        ("The mayor opened it.", "The mayor"),
        ("It opened after 4 May.", "4 May"),
        (
            "It will be a bridge with 12 arches for trams and for ferries.",
            "a bridge with 12 arches for trams",
        ),
    ],
)
def test_a_range_a_limit_or_a_description_is_no_value(text: str, answer: str) -> None:
    assert given(says(text, answer)) is None


def test_a_line_without_its_full_stop_gives_nothing() -> None:
    assert given(says("- Low Tide (Ada Voss album)", "Ada Voss")) is None


def test_a_sentence_that_hardly_answers_gives_nothing() -> None:
    assert given(says("It cost £4.", "£4", log_odds=0.2)) is None
    assert given(says("It cost £4.", None)) is None


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (("It is 40 km long.", "40 km"), ("It is 31 miles long.", "31 miles")),
        (("Some 18,000 came.", "18,000"), ("In all 45,000 came.", "45,000")),
        (("A boy aged 19 was hurt.", "19"), ("A 17-year-old boy was hurt.", "17-year-old")),
        (("It opened on Monday.", "Monday"), ("It opened on Tuesday.", "Tuesday")),
        (("Ada Voss built it.", "Ada Voss"), ("Carl Dunn built it.", "Carl Dunn")),
        (("It closed in 2017.", "2017"), ("It closed in 2019.", "2019")),
    ],
)
def test_values_differ(first: tuple[str, str], second: tuple[str, str]) -> None:
    assert differ(one(*first), one(*second))
    assert differ(one(*second), one(*first))


@pytest.mark.parametrize(
    ("first", "second"),
    [
        # the same in other words or units, or rounded
        (("Two dozen came.", "Two dozen"), ("24 came.", "24")),
        (("It is 42 km long.", "42 km"), ("It is 26 miles long.", "26 miles")),
        (("It lost $1.97 billion.", "$1.97 billion"), ("It lost $2 billion.", "$2 billion")),
        (("More than 50 flew.", "50"), ("53 flew.", "53")),
        (("It lasts 72 hours.", "72 hours"), ("It lasts three days.", "three days")),
        (("A boy aged 17 was hurt.", "17"), ("A 17-year-old boy was hurt.", "17-year-old")),
        (("It opened today.", "today"), ("It opened on Wednesday.", "Wednesday")),
        (("Ms Voss built it.", "Ms Voss"), ("Ada Voss built it.", "Ada Voss")),
        # another kind, currency or rate
        (("It cost £4.", "£4"), ("It cost $5.", "$5")),
        (("It was 5.9 there.", "5.9"), ("It was 12% there.", "12%")),
        (("It is £120 a week.", "£120"), ("It is £520 a month.", "£520")),
        (("It opened on 4 May.", "4 May"), ("Ada Voss opened it.", "Ada Voss")),
        # a day and a year; one ahead and one past
        (("It closed on 12 June.", "12 June"), ("It closed in 2019.", "2019")),
        (("It will open on 20 October.", "20 October"), ("It opened on 4 May.", "4 May")),
    ],
)
def test_values_agree_or_cannot_be_compared(first: tuple[str, str], second: tuple[str, str]) -> None:
    assert not differ(one(*first), one(*second))
    assert not differ(one(*second), one(*first))


def test_relative_days_are_read_from_each_articles_day() -> None:
    assert not differ(one("It begins tomorrow.", "tomorrow", days=2), one("It began on Tuesday.", "Tuesday"))
    assert differ(one("It began today.", "today", days=2), one("It began today.", "today"))
