from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from service.summaries.order import DatedText, by_importance, event_date, latest_first, written_date
from tests.handmade import AS_OF
from tests.service.summaries.sentences import held, texts

FRIDAY = datetime(2025, 8, 22, 9, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "start", "end", "words"),
    [
        ("The ferry sank on Tuesday.", "2025-08-19", "2025-08-19", "Tuesday"),
        ("The fleet was sold in May.", "2025-05-01", "2025-05-31", "May"),
        ("A satellite that will measure the sea rose on Thursday.", "2025-08-21", "2025-08-21", "Thursday"),
        (
            "The opening is put back to Saturday 6 December.",
            "2025-12-06",
            "2025-12-06",
            "Saturday 6 December",
        ),
        ("The consultation closes on 11 September.", "2025-09-11", "2025-09-11", "11 September"),
        ("In 2024 the council voted for it on 3 March.", "2025-03-03", "2025-03-03", "3 March"),
        ("The mill has stood there since 1790.", "2025-08-22", "2025-08-22", None),
        ("The mill is for sale.", "2025-08-22", "2025-08-22", None),
    ],
)
def test_the_days_of_what_a_sentence_tells(text: str, start: str, end: str, words: str | None) -> None:
    found = event_date(text, FRIDAY)
    assert (found.start, found.end) == (date.fromisoformat(start), date.fromisoformat(end))
    assert found.words == words


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
        ("The bridge opened on Friday.", "The bridge will open on 22 August 2025.", 22, "Friday"),
        # The words of the source, said on Friday the 15th, mean that day.
        ("The minister resigned on Friday.", "The minister, 61, resigned on Friday.", 15, "Friday"),
        ("The bridge is open.", "The bridge will open on 22 August 2025.", 15, None),
    ],
)
def test_a_models_date_is_read_as_its_check_reads_it(
    text: str, source: str, day: int, words: str | None
) -> None:
    said = DatedText(source, FRIDAY - timedelta(days=7))
    event = written_date(text, [said], FRIDAY + timedelta(days=3))
    assert (event.start, event.end, event.words) == (date(2025, 8, day), date(2025, 8, day), words)
