"""What a text says: the same words, numbers and dates as values, nothing inside a longer number."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eval.cases import DateFact, Fact, NumberFact, TextFact
from eval.metrics.facts import DatedStatement, dated, fact_ranks, says, wordings
from tests.cited import AS_OF, citation, statement


def is_said(text: str, fact: Fact) -> bool:
    return says(DatedStatement(text, AS_OF), fact, AS_OF)


@pytest.mark.parametrize(
    ("text", "fact"),
    [
        ("There are sixty thousand cameras.", NumberFact(60_000)),
        ("There are 60,000 cameras.", TextFact(("sixty thousand",))),
        ("It has 60,000 surveillance cameras.", NumberFact(60_000, "camera")),
        ("They paid $1.2bn.", NumberFact(1.2e9, "USD")),
        ("They paid 1.2 billion dollars.", TextFact(("$1.2bn",))),
        ("It rose five per cent.", TextFact(("5%",))),
        ("It rose five per cent.", NumberFact(5, "%")),
        ("The six-week strike ended.", NumberFact(6, "weeks")),
        ("It cost $20.", TextFact(("20",))),
        ("It opened on Oct 3.", DateFact("2025-10-03")),
        ("It opened on Friday.", DateFact("2025-10-03")),  # the Friday before 8 October 2025
        ("It opened on 3 October 2025.", TextFact(("Oct 3",))),
        ("It opened on 3 October 2025.", DateFact("2025-10")),
        ("It opened on 3 October 2025.", DateFact("2025")),
        ("It was founded in 1998.", TextFact(("1998",))),
        ("On 14 September 2019 it rained.", TextFact(("14 September",))),
        ("Ada Voss’s boat sank.", TextFact(("ada voss",))),
        ("The U.S. refused.", TextFact(("US",))),
        ("It was a 3–2 win.", TextFact(("3-2",))),
        ("The boat hit an old wreck.", TextFact(("the old wreck",))),
        ("Bulldogs won.", TextFact(("Bulldog",))),
        ("Nobody came.", TextFact(("none", "nobody"))),
    ],
)
def test_a_fact_is_said_in_other_words_for_the_same_value(text: str, fact: Fact) -> None:
    assert is_said(text, fact)


@pytest.mark.parametrize(
    ("text", "fact"),
    [
        ("It has 120 men.", TextFact(("20",))),
        ("It has 20,000 men.", TextFact(("20",))),
        ("It has 20 million men.", TextFact(("20",))),
        ("It has 2.20 points.", NumberFact(20)),
        ("COVID-19 spread.", TextFact(("19",))),
        ("It was the 19th time.", NumberFact(19)),
        ("They paid 1.2 billion euros.", NumberFact(1.2e9, "USD")),
        ("They have 60,000 people.", NumberFact(60_000, "cameras")),
        ("It rose five points.", NumberFact(5, "%")),
        ("It opened in October.", DateFact("2025-10-03")),
        ("It opened on 3 October 2024.", DateFact("2025-10-03")),
        ("On 14 September it rained.", TextFact(("4 September",))),
        ("A vossian boat sank.", TextFact(("Voss",))),
        ("The news came.", TextFact(("new",))),
        ("", TextFact(("Voss",))),
    ],
)
def test_another_number_date_or_word_is_not_the_fact(text: str, fact: Fact) -> None:
    assert not is_said(text, fact)


@given(st.integers(0, 10**6), st.integers(0, 10**6))
def test_a_number_is_said_by_itself_alone(gold: int, other: int) -> None:
    assert is_said(f"The total was {other:,} boats.", NumberFact(gold)) == (gold == other)


@given(st.dates(datetime(1950, 1, 1).date(), datetime(2024, 12, 31).date()))
def test_a_day_is_said_in_words_as_in_figures(day: datetime) -> None:
    assert is_said(f"It sank on {day.day} {day:%B} {day.year}.", DateFact(day.isoformat()))


def test_ranks_are_those_of_the_first_text_that_says_each_fact() -> None:
    texts = [
        DatedStatement(text, AS_OF) for text in ("No one came.", "Voss won.", "Voss won 54% of the votes.")
    ]
    facts = [TextFact(("Voss",)), NumberFact(54, "%"), DateFact("2025")]
    assert fact_ranks(facts, texts, AS_OF) == [2, 3, None]


def test_a_statement_is_dated_by_what_it_cites() -> None:
    then = datetime(2020, 5, 6, tzinfo=UTC)
    old = statement("It sank on Monday.", citation("It sank on Monday.", published_at=then))
    assert dated(old, AS_OF) == DatedStatement("It sank on Monday.", then)
    assert says(dated(old, AS_OF), DateFact("2020-05-04"), AS_OF)
    undated = statement("It sank.", citation("It sank.", published_at=None))
    assert dated(undated, AS_OF).at == AS_OF


@pytest.mark.parametrize(
    ("fact", "expected"),
    [
        (TextFact(("Voss", "Ada Voss")), ("Voss", "Ada Voss")),
        (NumberFact(60_000, "cameras"), ("60,000 cameras",)),
        (NumberFact(2.5), ("2.5",)),
        (DateFact("2025-10"), ("2025-10",)),
    ],
)
def test_every_fact_has_a_wording(fact: Fact, expected: tuple[str, ...]) -> None:
    assert wordings(fact) == expected
