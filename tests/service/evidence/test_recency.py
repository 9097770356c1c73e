import math
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.evidence.recency import freshness, newest_if_old, time_prior
from service.questions.question import Question, parse_question

AS_OF = datetime(2025, 10, 8, 12, tzinfo=UTC)
PRESENT = "Who is the mayor of Lyon?"
ANY = "Which company cut 5% of its workforce?"
PAST = "When did the line first open?"
IN_JULY_2023 = "Who won the regatta in July 2023?"


def parse(text: str) -> Question:
    return parse_question(text, as_of=AS_OF)


@pytest.mark.parametrize(
    ("days", "expected"),
    [
        (0, 1.0),
        (14, math.exp(-1)),
        (28, math.exp(-2)),
        (-3, 1.0),  # published after the question's moment
    ],
)
def test_freshness_falls_to_a_third_in_two_weeks(days: int, expected: float) -> None:
    assert freshness(parse(ANY), AS_OF - timedelta(days=days)) == pytest.approx(expected)


@pytest.mark.parametrize(("text", "newest"), [(PRESENT, 0.6), (ANY, 0.3), (PAST, 0.0)])
def test_the_newest_counts_most_for_a_question_about_the_present(text: str, newest: float) -> None:
    assert time_prior(parse(text), AS_OF) == pytest.approx(newest)
    assert time_prior(parse(text), AS_OF - timedelta(days=365)) == pytest.approx(0.0, abs=1e-9)


@pytest.mark.parametrize(
    ("published_at", "expected"),
    [
        (datetime(2023, 6, 30, 23, 59, tzinfo=UTC), 0.0),
        (datetime(2023, 7, 1, tzinfo=UTC), 0.3),
        (datetime(2023, 7, 31, tzinfo=UTC), 0.3),
        (datetime(2023, 8, 7, 23, 59, tzinfo=UTC), 0.3),  # reports follow within a week
        (datetime(2023, 8, 8, tzinfo=UTC), 0.0),
        (AS_OF, 0.0),
    ],
)
def test_a_named_time_draws_reports_from_it_and_from_the_week_after(
    published_at: datetime, expected: float
) -> None:
    assert time_prior(parse(IN_JULY_2023), published_at) == pytest.approx(expected)


def test_two_named_times_do_not_count_twice() -> None:
    question = parse("Who won in July 2023, and who won in 2023?")
    assert len(question.mentioned) == 2
    assert time_prior(question, datetime(2023, 7, 9, tzinfo=UTC)) == pytest.approx(0.3)


def test_a_named_time_that_goes_on_is_the_present() -> None:
    # 0.6 for the newest, nothing for the named week: its latest report is wanted
    assert time_prior(parse("Who resigned this week?"), AS_OF) == pytest.approx(0.6)


def test_a_publication_window_is_no_named_time() -> None:
    question = parse("Which articles before March 2024 mention bees?")
    assert question.mentioned == ()
    assert time_prior(question, datetime(2024, 2, 1, tzinfo=UTC)) < 0.01


@given(
    text=st.sampled_from([PRESENT, ANY, PAST, IN_JULY_2023, "Who resigned this week?"]),
    published_at=st.datetimes(timezones=st.just(UTC)),
)
def test_the_prior_never_outweighs_the_best_score(text: str, published_at: datetime) -> None:
    assert 0.0 <= time_prior(parse(text), published_at) <= 0.6


def test_what_is_fresh_is_judged_from_the_newest_that_is_searched() -> None:
    asked = parse("Who leads the bank?")
    newest = AS_OF - timedelta(days=365)
    assert freshness(asked, newest) < 1e-9
    assert freshness(replace(asked, newest=newest), newest) == 1


def test_the_newest_that_is_cited_is_worth_a_word_if_it_is_more_than_a_year_old() -> None:
    recent, old, older = (AS_OF - timedelta(days=days) for days in (360, 370, 4_000))
    for text in (PRESENT, ANY, "Who resigned this week?"):
        assert newest_if_old(parse(text), None, [older, old]) == old
        assert newest_if_old(parse(text), None, [older, recent]) is None
    assert newest_if_old(parse(PAST), None, [older]) is None
    assert newest_if_old(parse(IN_JULY_2023), None, [older]) is None


def test_of_old_evidence_nothing_is_said_where_it_was_asked_for_or_its_age_is_not_known() -> None:
    old = AS_OF - timedelta(days=400)
    assert newest_if_old(parse(ANY), AS_OF - timedelta(days=300), [old]) is None
    assert newest_if_old(parse(ANY), AS_OF - timedelta(days=1), [old]) == old
    assert newest_if_old(parse(ANY), None, [old, None]) is None
    assert newest_if_old(parse(ANY), None, []) is None
