import json
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.errors import InputError
from service.questions.expect import Expect
from service.questions.question import EARLIEST, Question, Recency, parse_question

AS_OF = datetime(2025, 10, 8, 15, 30, tzinfo=UTC)  # a Wednesday
PUBLISHERS = ("The Harbour Post", "Guardian", "The Northern Star", "Post", "Time")


def parse(text: str) -> Question:
    return parse_question(text, as_of=AS_OF, publishers=PUBLISHERS)


def day(moment: datetime | None) -> str | None:
    return f"{moment:%Y-%m-%d}" if moment else None


@pytest.mark.parametrize(
    ("text", "recency"),
    [
        ("Who resigned this week?", Recency.PRESENT),
        ("What is the latest on the strike?", Recency.PRESENT),
        ("Who is the mayor of Lyon?", Recency.PRESENT),
        ("Will the bridge reopen?", Recency.PRESENT),
        ("Which bank has become the largest?", Recency.PRESENT),
        ("How many ferries have sunk since 2023?", Recency.PRESENT),
        ("Who won the regatta in 2013?", Recency.PAST),
        ("What happened in Lyon last year?", Recency.PAST),
        ("When did the line first open?", Recency.PAST),
        ("Has the club ever won the cup?", Recency.PAST),
        ("What was the tower originally called?", Recency.PAST),
        ("What was the company now known as Amsel called from 1929 to 1964?", Recency.PAST),
        ("What is the company now known as Amsel called since 1964?", Recency.PRESENT),
        ("Which company cut 5% of its workforce?", Recency.ANY),
        ("What is a heat dome?", Recency.ANY),
        ("The launch was called off on Monday. Where is the launchpad?", Recency.PRESENT),
        ("The first images were released. How much did the telescope cost?", Recency.ANY),
    ],
)
def test_the_wording_tells_whether_the_latest_state_is_wanted(text: str, recency: Recency) -> None:
    assert parse(text).recency is recency


@pytest.mark.parametrize(
    ("text", "after", "before"),
    [
        ("articles from July about ferries", "2025-07-01", "2025-08-01"),
        ("news since Monday", "2025-10-06", None),
        ("Which articles before March 2024 mention bees?", None, "2024-03-01"),
        ("What was reported last week about the port?", "2025-09-29", "2025-10-06"),
        ("Which stories were published in 2023?", "2023-01-01", "2024-01-01"),
        ("stories about the flood from July", "2025-07-01", "2025-08-01"),
        ("What did the Harbour Post report last week about ferries?", "2025-09-29", "2025-10-06"),
        ("What did last week's Guardian say about ferries?", "2025-09-29", "2025-10-06"),
        ("Which stories from the Guardian since 2023 mention bees?", "2023-01-01", None),
        ("What did newspapers write in March 2022?", "2022-03-01", "2022-04-01"),
        ("What did the press say in July about the ferry?", "2025-07-01", "2025-08-01"),
        ("Latest reports since Monday on the strike", "2025-10-06", None),
        ("According to reports from July, who led the bank?", "2025-07-01", "2025-08-01"),
    ],
)
def test_a_time_of_reporting_is_a_publication_window(
    text: str, after: str | None, before: str | None
) -> None:
    question = parse(text)
    assert (day(question.after), day(question.before)) == (after, before)
    assert question.mentioned == ()


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("Who won in 2013?", "2013-01-01", "2014-01-01"),
        ("What happened last week in Lyon?", "2025-09-29", "2025-10-06"),
        ("Which book was published in 2023?", "2023-01-01", "2024-01-01"),
        ("How many cases were reported last year?", "2024-01-01", "2025-01-01"),
        ("news about the man who died in 2013", "2013-01-01", "2014-01-01"),
        ("Which news anchor died in 2013?", "2013-01-01", "2014-01-01"),
        ("What did the Harbour Post say about the flood in July?", "2025-07-01", "2025-08-01"),
        ("How many ferries have sunk since 2023?", "2023-01-01", "2025-10-08"),
        ("Which ferries sank before 1950?", f"{EARLIEST:%Y-%m-%d}", "1950-01-01"),
        ("What happened in March 2022?", "2022-03-01", "2022-04-01"),
        ("What was planned for July?", "2025-07-01", "2025-08-01"),
        ("What was scheduled for the first week of June?", "2025-06-01", "2025-06-08"),
        ("What is planned for November?", "2025-11-01", "2025-12-01"),
        ("Which report did the council release over the weekend?", "2025-10-04", "2025-10-06"),
        ("What was due to open in September?", "2025-09-01", "2025-10-01"),
    ],
)
def test_a_time_of_an_event_is_only_mentioned(text: str, start: str, end: str) -> None:
    question = parse(text)
    (span,) = question.mentioned
    assert (day(span.start), day(span.end)) == (start, end)
    assert question.after is None
    assert question.before is None


BEGINS = datetime(2025, 5, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    "text",
    [
        "Articles about the team from 1811 to 1827",
        "What does the coverage of the harbour strike from 1985 say?",
        "Which stories about the ferry before 1950 are there?",
    ],
)
def test_a_time_before_the_archive_that_may_be_that_of_the_topic_bounds_nothing(text: str) -> None:
    question = parse_question(text, as_of=AS_OF, publishers=PUBLISHERS, begins=BEGINS)
    assert (question.after, question.before) == (None, None)
    assert len(question.mentioned) == 1
    assert parse(text).before is not None


@pytest.mark.parametrize(
    "text",
    [
        "What did the Guardian report in 2013?",
        "Which articles were published in 2013?",
        "articles about the flood published in 2013",
        "articles about the flood from July",  # the archive begins in May
        "Which stories from 2013 mention bees?",
    ],
)
def test_a_time_of_reporting_before_the_archive_is_still_a_window(text: str) -> None:
    question = parse_question(text, as_of=AS_OF, publishers=PUBLISHERS, begins=BEGINS)
    assert question.before is not None
    assert question.mentioned == ()


@pytest.mark.parametrize(
    ("text", "after", "before"),
    [
        (
            "What did the Guardian report in 2013, and what did the Harbour Post report in 2015?",
            "2013-01-01",
            "2016-01-01",
        ),
        ("Of the stories since March 2024, which are stories before May 2025?", "2024-03-01", "2025-05-01"),
    ],
)
def test_two_times_of_reporting_are_both_searched(text: str, after: str, before: str) -> None:
    question = parse(text)
    assert (day(question.after), day(question.before)) == (after, before)


def test_a_question_is_taken_apart() -> None:
    question = parse('Who called the 2013 Harbour Bridge "unsafe", according to the Guardian?')
    assert question.publishers == ("Guardian",)
    assert question.names == ("Harbour Bridge", "Guardian")
    assert question.quoted == ("unsafe",)
    assert question.terms == ("called", "2013", "harbour", "bridge", "unsafe", "guardian")
    assert question.expects is Expect.PERSON


@pytest.mark.parametrize(
    "text",
    [
        "What position does Ines Kell hold today?",
        "Who is the mayor of Lyon today?",
        "where do the refugees live today",
    ],
)
def test_today_of_a_state_is_no_day(text: str) -> None:
    assert parse(text).mentioned == ()


@pytest.mark.parametrize(
    "text",
    [
        "Who won today?",
        "What is happening in Lyon today?",
        "What has the mayor said today?",
        "What is new today?",
    ],
)
def test_today_of_an_event_is_a_day(text: str) -> None:
    assert [day(span.start) for span in parse(text).mentioned] == ["2025-10-08"]


@pytest.mark.parametrize("text", ["", "  \n", "?!…", "a" * 2_001])
def test_an_unusable_question_is_refused(text: str) -> None:
    with pytest.raises(InputError):
        parse(text)


def test_enums_serialise_as_words() -> None:
    question = parse("Who resigned this week?")
    assert json.dumps([question.expects, question.recency]) == '["person", "present"]'


WORDS = st.sampled_from((
    "who", "what", "which", "when", "did", "the", "Guardian's", "report", "last", "week", "in", "2013",
    "articles", "since", "Monday", "news", "about", "'x'", '"y"', "According", "to", "is", "A.", "?",
    ".", "how", "much", "many", "name", "of", "company's", "before", "May", "Harbour", "Post",
))  # fmt: skip


@given(
    text=st.one_of(st.text(), st.lists(WORDS, max_size=15).map(" ".join)),
    as_of=st.datetimes(timezones=st.sampled_from([UTC, timezone(timedelta(hours=14))])),
)
def test_any_text_is_parsed_or_refused(text: str, as_of: datetime) -> None:
    try:
        question = parse_question(text, as_of=as_of, publishers=PUBLISHERS)
    except InputError:
        return
    assert all(span.start < span.end for span in question.mentioned)
    assert not (question.after and question.before) or question.after < question.before


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("What was decided in August?", "2024-08-01"),
        ("What was decided on 3 August?", "2024-08-03"),
        ("What was decided in August 2025?", "2025-08-01"),
        ("What was decided last month?", "2025-09-01"),
        ("What was decided in May?", "2024-05-01"),
        ("What was decided in March?", "2025-03-01"),  # the archive goes on until April
        ("What was decided in the summer?", "2024-06-01"),
        ("What was decided in spring?", "2025-03-01"),
        ("What was decided at Christmas?", "2024-12-25"),
        ("What was decided on Labor Day?", "2024-09-02"),
        ("What was decided on Friday?", "2025-04-11"),
        ("What was decided at the weekend?", "2025-04-12"),
        ("How much did profits rise in the third quarter?", "2024-07-01"),
        ("What was decided in the second week of May?", "2024-05-08"),
        ("What was decided between May and July?", "2024-05-01"),
        ("What was decided from December to June?", "2024-12-01"),
        ("What was decided this summer?", "2025-06-01"),
        ("What was decided on Monday of last week?", "2025-09-29"),
        ("What was decided this week?", "2025-10-06"),
        ("What was decided last year?", "2024-01-01"),
    ],
)
def test_a_time_of_the_year_or_week_that_the_archive_cannot_have_is_the_one_before(
    text: str, first: str
) -> None:
    ends = datetime(2025, 4, 15, tzinfo=UTC)
    (span,) = parse_question(text, as_of=AS_OF, ends=ends).mentioned
    assert day(span.start) == first


def test_what_is_told_from_such_a_time_moves_with_it() -> None:
    ends = datetime(2025, 4, 15, tzinfo=UTC)
    asked = parse_question("Who sang on May Day and the following day?", as_of=AS_OF, ends=ends)
    assert [day(span.start) for span in asked.mentioned] == ["2024-05-01", "2024-05-02"]


def test_an_archive_that_is_kept_up_is_asked_about_the_last_friday() -> None:
    ends = datetime(2025, 10, 2, 23, tzinfo=UTC)  # a Thursday
    (span,) = parse_question("Who won on Friday?", as_of=AS_OF, ends=ends).mentioned
    assert day(span.start) == "2025-10-03"


@pytest.mark.parametrize(
    ("text", "historic"),
    [
        ("Who won the regatta?", False),
        ("Who won the regatta last week?", False),
        ("How many ferries have sunk since 2013?", False),
        ("Who won the regatta in August?", False),  # the archive's is years ago, which they may not know
        ("Who won the regatta in 2013?", True),
        ("Which articles before March 2024 mention bees?", True),
        ("When did the line first open?", True),
    ],
)
def test_a_question_is_historic_if_its_own_words_say_so(text: str, historic: bool) -> None:
    assert parse_question(text, as_of=AS_OF, ends=datetime(2022, 4, 15, tzinfo=UTC)).historic is historic


# Without its times


@pytest.mark.parametrize(
    ("text", "timeless"),
    [
        ("Who lived there from 1964 to 1965?", "Who lived there?"),
        ("Who resigned, in early 2009, from the board?", "Who resigned, from the board?"),
        ("which position did he take in Mar 1979", "Which position did he take?"),
        ("Who won last week?", "Who won?"),
        ("Who won?", "Who won?"),
        ("2009?", "2009?"),
    ],
)
def test_a_question_without_the_times_it_names(text: str, timeless: str) -> None:
    assert parse_question(text, as_of=AS_OF).timeless == timeless


def test_a_time_in_quoted_words_is_not_asked_for() -> None:
    asked = parse_question(
        "Who said “as early as the end of this year”?", as_of=datetime(2025, 10, 1, tzinfo=UTC)
    )
    assert (asked.mentioned, asked.after, asked.before) == ((), None, None)
    assert asked.quoted == ("as early as the end of this year",)


@pytest.mark.parametrize(
    ("typed", "printed"),
    [
        ("who leads it", "Who leads it?"),
        ("did iPhone sales fall in May", "Did iPhone sales fall in May?"),
        ("iPhone sales in May", "iPhone sales in May"),
        ("the ferry strike", "the ferry strike"),
        ('Who said "no"', 'Who said "no"'),
        ("Tell me who leads it.", "Tell me who leads it."),
    ],
)
def test_a_question_is_read_with_a_capital_and_a_mark(typed: str, printed: str) -> None:
    assert parse_question(typed, as_of=AS_OF).text == printed
