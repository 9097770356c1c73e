import json
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.errors import InputError
from service.question import EARLIEST, Expect, Question, Recency, parse_question

AS_OF = datetime(2025, 10, 8, 15, 30, tzinfo=UTC)  # a Wednesday
PUBLISHERS = ("The Harbour Post", "Guardian", "The Northern Star", "Post", "Time")


def parse(text: str) -> Question:
    return parse_question(text, as_of=AS_OF, publishers=PUBLISHERS)


def day(moment: datetime | None) -> str | None:
    return moment and f"{moment:%Y-%m-%d}"


@pytest.mark.parametrize(
    ("text", "expects"),
    [
        ("When does the new tram line open?", Expect.DATE),
        ("In what year was the lighthouse built?", Expect.DATE),
        ("The ferry crews will strike from when?", Expect.DATE),
        ("Do you know when the bridge reopens?", Expect.DATE),
        ("How long did the hearing last?", Expect.DURATION),
        ("How many months will the repairs take?", Expect.DURATION),
        ("How many passengers were on board?", Expect.NUMBER),
        ("How old is the champion?", Expect.NUMBER),
        ("What is the death toll?", Expect.NUMBER),
        ("How much have rents increased in Leeds?", Expect.NUMBER),
        ("How much did the painting sell for?", Expect.MONEY),
        ("The nurses were offered a starting salary of how much?", Expect.MONEY),
        ("What is the price of a day ticket?", Expect.MONEY),
        ("What percentage of voters stayed at home?", Expect.PERCENT),
        ("Who won the regatta?", Expect.PERSON),
        ("Which former senator runs the museum?", Expect.PERSON),
        ("What is the name of the Danish swimmer who drowned?", Expect.PERSON),
        ("Following the vote last week, which fellow author did J. K. Marsh defend?", Expect.PERSON),
        ("Where will the summit be held?", Expect.PLACE),
        ("The storm reached which island on Monday?", Expect.PLACE),
        ("As fires spread in Spain, where was the worst damage reported?", Expect.PLACE),
        ("Which company cut 5% of its workforce?", Expect.ORGANISATION),
        ("She left which football club?", Expect.ORGANISATION),
        ("Why did the mayor resign?", Expect.REASON),
        ("What caused the blackout?", Expect.REASON),
        ("Has the airline said why the flight was cancelled?", Expect.REASON),
        ("What did the minister say about the strike?", Expect.QUOTE),
        ("Did the council approve the plan?", Expect.YES_NO),
        ("True or false: the bridge has reopened.", Expect.YES_NO),
        ("What is a heat dome?", Expect.DEFINITION),
        ("What does GDP stand for?", Expect.DEFINITION),
        ("Who is Anna Berg?", Expect.DEFINITION),
        ("Who is the mayor of Lyon?", Expect.PERSON),
        ("How do the new rules work?", Expect.OTHER),
        ("Which film opened the festival?", Expect.OTHER),
        ("Summarise the strike.", Expect.OTHER),
        ("The singer, who was born in Cork, appeared in which film?", Expect.OTHER),
    ],
)
def test_the_wording_tells_the_kind_of_answer(text: str, expects: Expect) -> None:
    assert parse(text).expects is expects


@pytest.mark.parametrize(
    ("text", "tense"),
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
        ("Which company cut 5% of its workforce?", Recency.ANY),
        ("What is a heat dome?", Recency.ANY),
    ],
)
def test_the_wording_tells_whether_the_latest_state_is_wanted(text: str, tense: Recency) -> None:
    assert parse(text).tense is tense


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
    ],
)
def test_a_time_of_reporting_is_a_publication_window(text: str, after: str | None, before: str | None) -> None:
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
    ],
)
def test_a_time_of_an_event_is_only_mentioned(text: str, start: str, end: str) -> None:
    question = parse(text)
    (span,) = question.mentioned
    assert (day(span.start), day(span.end)) == (start, end)
    assert question.after is None
    assert question.before is None


@pytest.mark.parametrize(
    ("text", "publishers"),
    [
        ("According to the Harbour Post, who won?", ("The Harbour Post",)),
        ("What did harbour post report about bees?", ("The Harbour Post",)),
        ("What was written about bees in the Guardian?", ("Guardian",)),
        ("In the Guardian, who was quoted?", ("Guardian",)),
        ("Do the Guardian's articles and Northern Star stories agree?", ("Guardian", "The Northern Star")),
        ("Who bought the Harbour Post?", ()),
        ("Who resigned from the Guardian?", ()),
        ("Who said the Guardian was biased?", ()),
        ("What did it say at that time?", ()),
        ("What did the Guardians report?", ()),
    ],
)
def test_a_publisher_is_a_filter_only_as_the_source(text: str, publishers: tuple[str, ...]) -> None:
    assert parse(text).publishers == publishers


def test_names_are_capitalised_runs_without_function_words() -> None:
    question = parse("Did Gov. Ann O'Hara of the Bank of England meet J. K. Marsh's team at Super Bowl 50 in May?")
    assert question.names == ("Gov. Ann O'Hara of the Bank of England", "J. K. Marsh", "Super Bowl 50")


def test_a_name_ends_with_its_sentence() -> None:
    assert parse("The probe returned to Earth. What did NASA find?").names == ("Earth", "NASA")


def test_quoted_words_are_kept_apart() -> None:
    question = parse("Who called it “a mess” and \"unsafe\", and whose is the 'green plan' of O'Hara?")
    assert question.quoted == ("a mess", "unsafe", "green plan")


def test_terms_are_content_words_and_dates_that_an_article_can_hold() -> None:
    question = parse("What did the Mayor's office say last week about the 2013 Ferries in July?")
    assert question.terms == ("mayor", "office", "2013", "ferries", "july")


@pytest.mark.parametrize("text", ["", "  \n", "?!…", "a" * 2_001])
def test_an_unusable_question_is_refused(text: str) -> None:
    with pytest.raises(InputError):
        parse(text)


def test_enums_serialise_as_words() -> None:
    question = parse("Who resigned this week?")
    assert json.dumps([question.expects, question.tense]) == '["person", "present"]'


WORDS = st.sampled_from(
    "who what which when did the Guardian's report last week in 2013 articles since Monday news about 'x' \"y\" According"
    " to is A. ? . how much many name of company's before May Harbour Post".split()
)


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
