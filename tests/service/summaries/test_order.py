from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta

import pytest

from service.summaries.order import (
    DatedText,
    by_importance,
    event_date,
    event_of,
    latest_first,
    opening_first,
    written_date,
)
from service.summaries.worth import sentence
from tests.handmade import AS_OF, ranked
from tests.service.summaries.sentences import held, texts

FRIDAY = datetime(2025, 8, 22, 9, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "start", "end", "words"),
    [
        ("The ferry sank on Tuesday.", "2025-08-19", "2025-08-19", "Tuesday"),
        ("The fleet was sold in May.", "2025-05-01", "2025-05-31", "May"),
        ("A satellite that will measure the sea rose on Thursday.", "2025-08-21", "2025-08-21", "Thursday"),
        # What was foreseen is told by the day on which it was.
        ("The opening is put back to Saturday 6 December.", "2025-08-22", "2025-08-22", None),
        ("The consultation closes on 11 September.", "2025-08-22", "2025-08-22", None),
        (
            "It opens on 6 December 2025, the mayor said on 19 August.",
            "2025-08-19",
            "2025-08-19",
            "19 August",
        ),
        ("The bridge, begun in 2023, opens on 6 December 2025.", "2025-08-22", "2025-08-22", None),
        ("In 2024 the council voted for it on 3 March.", "2025-03-03", "2025-03-03", "3 March"),
        ("The mill has stood there since 1790.", "2025-08-22", "2025-08-22", None),
        ("The mill is for sale.", "2025-08-22", "2025-08-22", None),
        ("It brought in 3 million last year.", "2024-01-01", "2024-12-31", "last year"),
        # The day of saying so is not that of what is told.
        ("It brought in 3 million last year, it said on Tuesday.", "2024-01-01", "2024-12-31", "last year"),
        ("It will sell the mill, it said on Tuesday.", "2025-08-19", "2025-08-19", "Tuesday"),
        ("It announced the sale, agreed last year, on Tuesday.", "2025-08-19", "2025-08-19", "Tuesday"),
        # What only describes a person or a thing has a day of its own.
        ("The case went to Ann Holm, who was made a judge in 2020.", "2025-08-22", "2025-08-22", None),
        ("The mill, which closed in 1990, burned down on Tuesday.", "2025-08-19", "2025-08-19", "Tuesday"),
        # What is compared with a time did not happen then.
        ("More people came than last year.", "2025-08-22", "2025-08-22", None),
        ("It brought in 3 million, down from 4 million in 2024.", "2025-08-22", "2025-08-22", None),
        ("More than 30 people came last year.", "2024-01-01", "2024-12-31", "last year"),
        # A page that is rewritten keeps its first date.
        ("The ferry sank on Saturday.", "2025-08-23", "2025-08-23", "Saturday"),
        ("The ferry sank last Saturday.", "2025-08-16", "2025-08-16", "last Saturday"),
        ("The ferry will sail on Saturday.", "2025-08-22", "2025-08-22", None),
    ],
)
def test_the_days_of_what_a_sentence_tells(text: str, start: str, end: str, words: str | None) -> None:
    found = event_date(text, FRIDAY)
    assert (found.start, found.end) == (date.fromisoformat(start), date.fromisoformat(end))
    assert found.words == words


def heads(sentences: Sequence[str], index: int) -> tuple[date, str | None]:
    stored = ranked(sentences, published_at=FRIDAY).stored
    event = event_of(sentence(stored, index), FRIDAY)
    return event.start, event.words


@pytest.mark.parametrize("first", ["11 August", "Monday 11 August:", "On August 11, 2025", "– 11 August –"])
def test_a_heading_dates_what_follows(first: str) -> None:
    diary = [first, "The crews walked out.", "No ferry left the harbour."]
    assert heads(diary, 1)[0] == date(2025, 8, 11)
    assert heads(diary, 2)[0] == date(2025, 8, 11)


def test_days_that_begin_their_sentences_date_what_follows() -> None:
    diary = [
        "On 11 August the crews walked out.",
        "No ferry left the harbour.",
        "13 August: Talks began in Ormskay.",
        "They ended without a deal.",
        "A ferry left on 15 August.",
    ]
    assert [heads(diary, index)[0].day for index in range(5)] == [11, 11, 13, 13, 15]
    assert heads(diary, 3)[1] == "13 August"


def test_one_day_in_a_report_dates_only_its_sentence() -> None:
    report = ["On 11 August the crews walked out.", "The strike is the first since the war."]
    assert heads(report, 1) == (FRIDAY.date(), None)
    within = ["A ferry left on 11 August.", "Another left on 13 August.", "The union is content."]
    assert heads(within, 2) == (FRIDAY.date(), None)


def test_sentences_of_an_article_stand_together_as_they_follow_there() -> None:
    one, other = held("One.", story="a"), held("Other.", story="b")
    again = held("Again.", story="a")
    assert texts(by_importance([one, other, again])) == ["One.", "Again.", "Other."]


def test_the_latest_article_comes_first_unless_it_has_little_to_say() -> None:
    def days(number: int) -> datetime:
        return AS_OF - timedelta(days=number)

    old = held("Old.", 0.9, story="a", published_at=days(9))
    new = held("New.", 0.8, story="b", published_at=days(1))
    aside = held("Aside.", 0.2, story="c", published_at=days(0))
    assert texts(latest_first([old, aside, new])) == ["New.", "Old.", "Aside."]


@pytest.mark.parametrize(
    ("text", "source", "day", "words"),
    [
        # As of Monday the 25th, "Friday" is the 22nd, as the source says in other words.
        (
            "The bridge opened on Friday.",
            "The bridge, 61, opened on 22 August 2025.",
            22,
            "Friday",
        ),
        # The words of the source, said on Friday the 15th, mean that day.
        ("The minister resigned on Friday.", "The minister, 61, resigned on Friday.", 15, "Friday"),
        ("The bridge is open.", "The bridge will open on 22 August 2025.", 15, None),
    ],
)
def test_a_models_date_is_read_as_its_check_reads_it(
    text: str, source: str, day: int, words: str | None
) -> None:
    said = DatedText(source, FRIDAY if day == 22 else FRIDAY - timedelta(days=7))
    event = written_date(text, [said], FRIDAY + timedelta(days=3))
    assert (event.start, event.end, event.words) == (date(2025, 8, day), date(2025, 8, day), words)


@pytest.mark.parametrize(
    "first",
    [
        "In itself, this is no new idea.",
        "I never saw the Ormskay ferry so full.",
        "The Ormskay ferry was also late in May.",
        "Talks go on in the town hall.",
    ],
)
def test_a_summary_opens_with_what_names_its_topic_and_stands_alone(first: str) -> None:
    lead = "The Ormskay ferry sank off Halvey with nine people on board."
    ordered = opening_first([held(first, 0.6), held("Nine were hurt."), held(lead)], ["Ormskay", "ferry"])
    assert texts(ordered) == [lead, first, "Nine were hurt."]
