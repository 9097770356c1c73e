"""When there is no answer, and which reason is given; evidence is made by hand."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from service.answer import Coverage, Reason
from service.evidence.refuse import FEATURES, answer_features, asks_beyond, confidence_in, is_enough, refuse
from service.evidence.scoring import Evidence
from service.questions.question import Question
from tests.handmade import AS_OF, BETWEEN, EAST, NORTH, evidence, question

MAY, OCTOBER = datetime(2025, 5, 1, tzinfo=UTC), AS_OF
COVERAGE = Coverage(72, MAY, OCTOBER)
OPENING = question("When will the Kess Bridge open?")


def read(text: str, similarity: float, reading: float, timeless: float | None = None) -> Evidence:
    """Return a sentence that was read; the question names no time unless `timeless` is given."""
    read_as = reading if timeless is None else timeless
    return replace(evidence(text, 0.5, similarity=similarity), log_odds=reading, timeless_log_odds=read_as)


def feature(name: str, *items: Evidence, asked: Question = OPENING) -> float:
    return float(answer_features(asked, items)[FEATURES.index(name)])


# Features of the evidence as a whole


def test_similarity_is_the_best_sentences_and_reading_the_greatest_of_any() -> None:
    values = ((0.2, 1.5), (0.9, -2.0), (0.5, 3.5))
    found = [read(f"{value}", value, reading) for value, reading in values]
    unread = evidence("Not read.", 0.1, similarity=0.95)
    assert feature("similarity", *found, unread) == pytest.approx(0.2)
    assert feature("reading", *found, unread) == 3.5


@pytest.mark.parametrize(
    ("text", "counts"),
    [
        ("Ada Voss was mayor in May 1964.", True),
        ("Ada Voss was mayor from 1963 to 1966.", True),
        ("Ada Voss was mayor in 1966.", False),
        ("Ada Voss was mayor.", False),
    ],
)
def test_without_its_times_a_question_is_answered_by_what_tells_of_them(text: str, counts: bool) -> None:
    asked = question("Who was the mayor of Orle in 1964?")
    assert feature("reading", read(text, 0.8, -4.0, timeless=2.0), asked=asked) == (2.0 if counts else -4.0)
    assert feature("reading", read(text, 0.8, 3.0, timeless=2.0), asked=asked) == 3.0


def test_an_article_of_the_time_need_not_name_it() -> None:
    asked = question("Who was the mayor of Orle in 2025?")
    assert feature("reading", read("Ada Voss was mayor.", 0.8, -4.0, timeless=2.0), asked=asked) == 2.0


def test_the_best_sentence_is_to_be_of_the_times_asked_for() -> None:
    asked = question("Who was the mayor of Orle in 1964 and in 1966?")
    other = read("Ada Voss was mayor in 1964 and in 1966.", 0.8, 2.0)
    assert feature("timed", read("Ada Voss was mayor from 1963 to 1967.", 0.8, 2.0), other, asked=asked) == 1
    assert feature("timed", read("Ada Voss was mayor in 1966.", 0.8, 2.0), other, asked=asked) == 0.5
    assert feature("timed", read("Ada Voss was mayor.", 0.8, 2.0), other, asked=asked) == 0
    assert feature("timed", read("Ada Voss was mayor.", 0.8, 2.0), other) == 1


# Enough or not


def test_no_evidence_is_no_answer() -> None:
    assert confidence_in(OPENING, []) == 0
    assert not is_enough(confidence_in(OPENING, []))


def test_clear_evidence_is_enough_and_hopeless_evidence_is_not() -> None:
    clear = [read("It opens on 4 May.", 0.9, 8.0), read("So it does.", 0.7, -3.0)]
    hopeless = [read("Rain fell.", 0.2, -9.0), read("Wind rose.", 0.1, -8.0)]
    assert is_enough(confidence_in(OPENING, clear))
    assert not is_enough(confidence_in(OPENING, hopeless))
    assert 0 <= confidence_in(OPENING, hopeless) < confidence_in(OPENING, clear) <= 1


# Reasons


def test_an_empty_archive_has_nothing() -> None:
    refusal = refuse(OPENING, [], Coverage(0, None, None), empty=True)
    assert (refusal.reason, refusal.message, refusal.nearest) == (
        Reason.NOTHING_FOUND,
        "The archive is empty.",
        (),
    )


def test_an_answer_outside_the_filters_is_outside_dates() -> None:
    refusal = refuse(OPENING, [evidence("Rain fell.", 0.1)], COVERAGE, elsewhere=True)
    assert (refusal.reason, refusal.message) == (
        Reason.OUTSIDE_DATES,
        "The archive answers this only outside the filters.",
    )


def test_a_question_in_another_language_is_told_so() -> None:
    asked, found = question("Wann wird die Brücke geöffnet?"), [evidence("Rain fell.", 0.1)]
    refusal = refuse(asked, found, COVERAGE)
    assert refusal.reason is Reason.LANGUAGE
    assert "English" in refusal.message
    assert [citation.quote for citation in refusal.nearest] == ["Rain fell."]
    assert refuse(asked, found, COVERAGE, elsewhere=True).reason is Reason.OUTSIDE_DATES


@pytest.mark.parametrize(
    ("asked", "reason"),
    [
        ("Who won the regatta in March 2019?", Reason.OUTSIDE_DATES),
        ("Who won the regatta on 9 October 2025?", Reason.OUTSIDE_DATES),
        ("Who won the regatta in April 2025?", Reason.OUTSIDE_DATES),
        ("Who won the regatta in May 2025?", Reason.NOTHING_FOUND),
        ("Who won the regatta on 8 October 2025?", Reason.NOTHING_FOUND),
        ("Who won the regatta in 2025?", Reason.NOTHING_FOUND),
        ("Who won the regatta in 2019 and in June 2025?", Reason.NOTHING_FOUND),
        ("Who won the regatta?", Reason.NOTHING_FOUND),
    ],
)
def test_a_time_before_or_after_the_archive_is_outside_dates(asked: str, reason: Reason) -> None:
    # The archive has 1 May to 8 October 2025; one time of several within it is enough.
    refusal = refuse(question(asked), [evidence("Rain fell.", 0.1)], COVERAGE)
    assert refusal.reason is reason
    if reason is Reason.OUTSIDE_DATES:
        assert refusal.message == "The archive covers 2025-05-01 to 2025-10-08."


def test_filters_that_let_no_article_through_are_outside_dates() -> None:
    refusal = refuse(OPENING, [], Coverage(0, None, None))
    assert (refusal.reason, refusal.nearest) == (Reason.OUTSIDE_DATES, ())
    assert refusal.message == "The archive has no article within these dates and publishers."


def test_articles_about_the_matter_without_the_answer_are_not_stated() -> None:
    found = [evidence("Rain fell.", 0.4, NORTH), evidence("The Kess Bridge is long.", 0.2, context=0.9)]
    assert refuse(OPENING, found, COVERAGE).reason is Reason.NOT_STATED


def test_what_has_the_names_asked_about_is_about_the_matter() -> None:
    assert OPENING.names
    found = [evidence("The Kess Bridge is long.", 0.2, context=0.2, names=1.0)]
    assert refuse(OPENING, found, COVERAGE).reason is Reason.NOT_STATED
    nameless = question("When will it open?")
    assert refuse(nameless, found, COVERAGE).reason is Reason.NOTHING_FOUND


def test_nothing_about_the_matter_is_nothing_found() -> None:
    for found in ([], [evidence("Rain fell.", 0.4, context=0.2)]):
        assert refuse(OPENING, found, COVERAGE).reason is Reason.NOTHING_FOUND


def test_the_nearest_passages_are_at_most_three_and_none_repeats_another() -> None:
    found = [
        evidence("Rain fell.", 0.9, EAST),
        evidence("It rained.", 0.8, EAST),  # says the same
        evidence("Wind rose.", 0.7, NORTH),
        evidence("Hail came.", 0.6, (-1.0, 0.0)),
        evidence("Snow lay.", 0.5, (0.0, -1.0)),
        evidence("Ice held.", 0.4, BETWEEN),
    ]
    nearest = refuse(OPENING, found, COVERAGE).nearest
    assert [(each.marker, each.quote) for each in nearest] == [
        (1, "Rain fell."),
        (2, "Wind rose."),
        (3, "Hail came."),
    ]


# Times that the archive has not reached


@pytest.mark.parametrize(
    ("text", "passed"),
    [
        ("What was decided on 30 November 2025?", True),
        ("What was decided on 30 September 2025?", False),
        ("What was decided on 30 September and on 30 November 2025?", False),
        ("What was decided?", False),
    ],
)
def test_what_has_passed_since_the_archive_ends_is_beyond_it(text: str, passed: bool) -> None:
    coverage = Coverage(3, AS_OF - timedelta(days=90), AS_OF)
    assert asks_beyond(question(text, as_of=AS_OF + timedelta(days=90)), coverage) is passed


@pytest.mark.parametrize("when", ["today", "this week", "this month", "this year", "in the past month"])
def test_what_goes_on_is_beyond_an_archive_that_is_no_longer_kept_up(when: str) -> None:
    asked = question(f"What was decided {when}?", as_of=datetime(2026, 1, 2, 12, tzinfo=UTC))
    ended, kept_up = datetime(2025, 12, 20, tzinfo=UTC), datetime(2025, 12, 30, tzinfo=UTC)
    assert asks_beyond(asked, Coverage(3, MAY, ended)) is (when != "in the past month")
    assert not asks_beyond(asked, Coverage(3, MAY, kept_up))
    assert asks_beyond(asked, Coverage(3, MAY, MAY))


def test_what_is_still_to_come_is_not_beyond_the_archive() -> None:
    assert not asks_beyond(question("What will be decided on 30 November 2025?"), Coverage(3, AS_OF, AS_OF))
    assert not asks_beyond(question("What was decided on 30 November 2025?"), Coverage(0, None, None))
