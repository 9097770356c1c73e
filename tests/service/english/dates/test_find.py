from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.english.dates.find import FoundSpan, Relation, find_spans

WEDNESDAY = datetime(2025, 10, 8, 15, 30, tzinfo=UTC)


def days(found: FoundSpan) -> tuple[str, str]:
    """First day and last day of the span."""
    return f"{found.span.start:%Y-%m-%d}", f"{found.span.end - timedelta(days=1):%Y-%m-%d}"


def only(text: str, anchor: datetime = WEDNESDAY) -> FoundSpan:
    (found,) = find_spans(text, anchor)
    return found


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("It opened on 3 October 2025.", "2025-10-03", "2025-10-03"),
        ("It opened on October 3, 2025.", "2025-10-03", "2025-10-03"),
        ("It opened on Friday, Oct. 3, 2025, at noon.", "2025-10-03", "2025-10-03"),
        ("It opened on Friday , Oct. 3 , 2025 , at noon .", "2025-10-03", "2025-10-03"),
        ("February 4 , 2005 – September 8 , 2005", "2005-02-04", "2005-09-08"),
        ("It opened on the 3rd of October 2025.", "2025-10-03", "2025-10-03"),
        ("Opened 2025-10-03T10:00", "2025-10-03", "2025-10-03"),
        ("in March 2024", "2024-03-01", "2024-03-31"),
        ("in Sept. 2024", "2024-09-01", "2024-09-30"),
        ("in 2014", "2014-01-01", "2014-12-31"),
        ("in 1848", "1848-01-01", "1848-12-31"),
        ("in the 1990s", "1990-01-01", "1999-12-31"),
        ("in the '80s", "1980-01-01", "1989-12-31"),
        ("in the 19th century", "1800-01-01", "1899-12-31"),
        ("in the first quarter of 2023", "2023-01-01", "2023-03-31"),
        ("in Q3 2024", "2024-07-01", "2024-09-30"),
        ("in the first half of 2023", "2023-01-01", "2023-06-30"),
        ("in summer 2022", "2022-06-01", "2022-08-31"),
        ("in the winter of 2023", "2023-12-01", "2024-02-29"),
        ("early 2023", "2023-01-01", "2023-04-30"),
        ("at the end of June 2023", "2023-06-21", "2023-06-30"),
        ("in the first nine months of 2023", "2023-01-01", "2023-09-30"),
        ("in the last two weeks of June 2023", "2023-06-17", "2023-06-30"),
        ("in the second week of June 2023", "2023-06-08", "2023-06-14"),
        ("on the first weekend of June 2023", "2023-06-03", "2023-06-04"),
        ("on the last weekend in June 2023", "2023-06-24", "2023-06-25"),
        ("on the second Sunday in May 2023", "2023-05-14", "2023-05-14"),
        ("on the last Thursday of November 2023", "2023-11-30", "2023-11-30"),
        ("in the first half 2023", "2023-01-01", "2023-06-30"),
        ("in H2 2023", "2023-07-01", "2023-12-31"),
        ("on 25/12/2023", "2023-12-25", "2023-12-25"),
        ("on 12/25/2023", "2023-12-25", "2023-12-25"),
        ("on 3.10.2023", "2023-10-03", "2023-10-03"),
        ("on Christmas Eve 2023", "2023-12-24", "2023-12-24"),
        ("at Easter 2024", "2024-03-31", "2024-03-31"),
        ("on Good Friday 2019", "2019-04-19", "2019-04-19"),
        ("on Thanksgiving 2023", "2023-11-23", "2023-11-23"),
        ("year-end 2023", "2023-09-01", "2023-12-31"),
        ("in the late '80s", "1986-09-01", "1989-12-31"),
        ("in the Seventies", "1970-01-01", "1979-12-31"),
    ],
)
def test_a_full_date_does_not_depend_on_the_anchor(text: str, first: str, last: str) -> None:
    assert days(only(text)) == (first, last)
    assert days(only(text, datetime(1971, 1, 1, tzinfo=UTC))) == (first, last)


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("today", "2025-10-08", "2025-10-08"),
        ("yesterday", "2025-10-07", "2025-10-07"),
        ("the day before yesterday", "2025-10-06", "2025-10-06"),
        ("last night", "2025-10-07", "2025-10-07"),
        ("tomorrow", "2025-10-09", "2025-10-09"),
        ("this week", "2025-10-06", "2025-10-12"),
        ("last week", "2025-09-29", "2025-10-05"),
        ("this weekend", "2025-10-11", "2025-10-12"),
        ("last month", "2025-09-01", "2025-09-30"),
        ("last year", "2024-01-01", "2024-12-31"),
        ("over the last year", "2024-10-08", "2025-10-08"),
        ("the past five years", "2020-10-08", "2025-10-08"),
        ("in the last two weeks", "2025-09-24", "2025-10-08"),
        ("earlier this month", "2025-10-01", "2025-10-08"),
        ("later this year", "2025-10-08", "2025-12-31"),
        ("two years ago", "2023-01-01", "2023-12-31"),
        ("three days ago", "2025-10-05", "2025-10-05"),
        ("a year ago today", "2024-10-08", "2024-10-08"),
        ("a fortnight ago", "2025-09-22", "2025-09-28"),
        ("twenty-five years ago", "2000-01-01", "2000-12-31"),
        ("two hundred years ago", "1825-01-01", "1825-12-31"),
        ("over the past thirteen days", "2025-09-25", "2025-10-08"),
        ("over the past hundred years", "1925-10-08", "2025-10-08"),
        ("in three months' time", "2026-01-01", "2026-01-31"),
        ("over the weekend", "2025-10-04", "2025-10-05"),
        ("in the last quarter", "2025-07-01", "2025-09-30"),
        ("in the last financial year", "2024-01-01", "2024-12-31"),
        ("in the coming weeks", "2025-10-08", "2025-11-12"),
        ("in the first three months of the year", "2025-01-01", "2025-03-31"),
        ("Sales fell by a tenth in the second quarter.", "2025-04-01", "2025-06-30"),
        ("by year-end", "2025-09-01", "2025-12-31"),
        ("in May '08", "2008-05-01", "2008-05-31"),
        ("in the summer of '68", "1968-06-01", "1968-08-31"),
        ("on Boxing Day", "2024-12-26", "2024-12-26"),
        ("the Good Friday earthquake", "2025-04-18", "2025-04-18"),
        ("on Tuesday night", "2025-10-07", "2025-10-07"),
        ("yesterday morning", "2025-10-07", "2025-10-07"),
        ("a couple of weeks ago", "2025-09-22", "2025-09-28"),
        ("in July", "2025-07-01", "2025-07-31"),
        ("in October", "2025-10-01", "2025-10-31"),
        ("in November", "2024-11-01", "2024-11-30"),
        ("July last year", "2024-07-01", "2024-07-31"),
        ("next July", "2026-07-01", "2026-07-31"),
        ("last summer", "2025-06-01", "2025-08-31"),
        ("Oct. 3", "2025-10-03", "2025-10-03"),
        ("Oct. 9", "2024-10-09", "2024-10-09"),
        ("on Friday", "2025-10-03", "2025-10-03"),
        ("on Wednesday", "2025-10-08", "2025-10-08"),
        ("last Wednesday", "2025-10-01", "2025-10-01"),
        ("next Tuesday", "2025-10-14", "2025-10-14"),
        ("Monday last week", "2025-09-29", "2025-09-29"),
    ],
)
def test_a_relative_expression_is_read_from_the_anchor(text: str, first: str, last: str) -> None:
    assert days(only(text)) == (first, last)


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("It opened in 2008 and closed the same year.", "2008-01-01", "2008-12-31"),
        ("It opened on 3 May 2008 and closed two days later.", "2008-05-05", "2008-05-05"),
        ("It opened in March 2008. The following month it closed.", "2008-04-01", "2008-04-30"),
        ("Profits rose in 2008 from a year earlier.", "2007-01-01", "2007-12-31"),
        ("Profits rose in 2008 from the previous year.", "2007-01-01", "2007-12-31"),
        ("It opened in 2008 and closed in May of the following year.", "2009-05-01", "2009-05-31"),
        ("It opened in 2008 and closes in the next week.", "2025-10-08", "2025-10-15"),
    ],
)
def test_a_reference_is_read_from_the_date_before_it(text: str, first: str, last: str) -> None:
    assert days(find_spans(text, WEDNESDAY)[-1]) == (first, last)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("She left on 24 May 2019, and it took until 24 July to find another.", "2019-07-24"),
        ("In late 2019 the bridge closed, on 2 November.", "2019-11-02"),
        ("The ban, imposed on 24 May 2019, was lifted on Monday, March 3.", "2025-03-03"),  # by the report
        ("She left on 24 May 2019. It took until 24 July.", "2025-07-24"),  # another sentence
        ("The law of 24 May 2019 will be changed on 3 November.", "2025-11-03"),
        ("The firm, founded in 1987, closed on 3 March.", "2025-03-03"),
        ("He was elected on 6 November 2018 and left in June.", "2025-06-01"),  # a month may be of any year
    ],
)
def test_a_day_without_a_year_is_of_the_year_that_its_sentence_names_before(text: str, day: str) -> None:
    assert days(find_spans(text, WEDNESDAY)[-1])[0] == day


def test_a_reference_to_nothing_or_to_what_is_longer_is_left_alone() -> None:
    assert find_spans("It closed the same day, a year earlier.", WEDNESDAY) == []
    assert days(only("It opened in 2008 and closed two days later."))[0] == "2008-01-01"
    assert days(only("It opened in 2008, a year before the war."))[0] == "2008-01-01"


def test_a_question_means_the_last_where_an_article_may_mean_the_next() -> None:
    text = "Who won the November election, which was scheduled for May?"
    assert [days(found)[0] for found in find_spans(text, WEDNESDAY)] == ["2025-11-01", "2025-05-01"]
    asked = find_spans(text, WEDNESDAY, asked=True)
    assert [days(found)[0] for found in asked] == ["2024-11-01", "2025-05-01"]


def test_the_words_of_a_date_have_no_stop_but_that_of_a_short_month() -> None:
    texts = ["It opened in October.", "It opened in Oct. 2008.", "It opened last Friday night."]
    found = [(text, only(text)) for text in texts]
    assert [text[each.start : each.end] for text, each in found] == [
        "October",
        "Oct. 2008",
        "last Friday night",
    ]


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("between 2015 and 2018", "2015-01-01", "2018-12-31"),
        ("from May to July", "2025-05-01", "2025-07-31"),
        ("from October to January", "2024-10-01", "2025-01-31"),
        ("from November 2022 to March", "2022-11-01", "2023-03-31"),
        ("from Apr 2011 to 2013", "2011-04-01", "2013-12-31"),
        ("October 3-5, 2024", "2024-10-03", "2024-10-05"),
        ("between 3 and 5 October", "2025-10-03", "2025-10-05"),
        ("Monday to Friday", "2025-09-29", "2025-10-03"),
        ("1914-18", "1914-01-01", "1918-12-31"),
        ("the 2010-11 season", "2010-01-01", "2011-12-31"),
        ("2023-05", "2023-05-01", "2023-05-31"),
    ],
)
def test_a_range_is_one_span(text: str, first: str, last: str) -> None:
    assert days(only(text)) == (first, last)


def test_two_dates_without_between_stay_two() -> None:
    assert [days(found)[0] for found in find_spans("in 2015 and 2018", WEDNESDAY)] == [
        "2015-01-01",
        "2018-01-01",
    ]


@pytest.mark.parametrize(
    ("text", "relation", "after", "before"),
    [
        ("since 2023", Relation.SINCE, "2023-01-01", None),
        ("from 2023 onwards", Relation.SINCE, "2023-01-01", None),
        ("after March 2024", Relation.AFTER, "2024-04-01", None),
        ("before March 2024", Relation.BEFORE, None, "2024-03-01"),
        ("until March 2024", Relation.UNTIL, None, "2024-04-01"),
        ("by 2028", Relation.UNTIL, None, "2029-01-01"),
        ("by the end of the year", Relation.UNTIL, None, "2026-01-01"),
        ("in 2023", Relation.IN, "2023-01-01", "2024-01-01"),
        ("since the 2008 crisis", Relation.IN, "2008-01-01", "2009-01-01"),
        ("after Tuesday's vote", Relation.IN, "2025-10-07", "2025-10-08"),
    ],
)
def test_a_relation_opens_one_end(
    text: str, relation: Relation, after: str | None, before: str | None
) -> None:
    found = only(text)
    assert found.relation is relation
    assert (found.after and f"{found.after:%Y-%m-%d}") == after
    assert (found.before and f"{found.before:%Y-%m-%d}") == before


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("Will the bridge open in December?", "2025-12-01"),
        ("The court will rule on Friday.", "2025-10-10"),
        ("It rained. On Friday, the town council will rule.", "2025-10-10"),
        ("Friday's vote is expected to be close.", "2025-10-10"),
        ("On Friday, the court said it will rule.", "2025-10-03"),
        ("On Friday, police held a man who will appear in court.", "2025-10-03"),
        ("On Friday, Will Harmon spoke.", "2025-10-03"),
        ("The court will rule. It met on Friday.", "2025-10-03"),
        ("The mayor will resign, her office said on Friday.", "2025-10-03"),
        ("The mayor will resign, she told reporters late on Friday.", "2025-10-03"),
        ("The court will look into the fire that killed nine on Friday.", "2025-10-03"),
        ("The vote is on Friday.", "2025-10-10"),
        ("The tunnel opens in November.", "2025-11-01"),
        ("The mayor hopes to open it in November.", "2025-11-01"),
        ("The bridge would open in November, he said.", "2025-11-01"),
        ("The bridge could open on Friday.", "2025-10-10"),
        ("The plan to open it was dropped on Friday.", "2025-10-03"),
        ("He said the bridge would open in September.", "2025-09-01"),  # which is nearer than the next
        ("The trial was scheduled for November.", "2025-11-01"),
        ("It has until a November 1 deadline.", "2025-11-01"),
        ("It follows a February poll.", "2025-02-01"),
    ],
)
def test_a_sentence_about_the_future_looks_ahead(text: str, first: str) -> None:
    assert days(only(text))[0] == first


@pytest.mark.parametrize(
    "text",
    [
        "Who may win, and who will march?",
        "Theresa May met April Jones.",
        "a second goal at the G20, seen from a 737",
        "Super Bowl 50",
        "It cost $2014 or 2,014 euros.",
        "2014 people on Flight 2014",
        "2014.5 or 20145 or 99999",
        "the Sunday Times on Black Monday",
        "9999-12-31 and 2023-02-30",
        "the pier of Mar-a-Lago",
        "several hundred years ago",
        "half a million years ago",
        "in the three months ending soon",
        "USA TODAY",
        "next door, last orders, this way",
        "She is in her late 30s, in heat of the mid-90s.",
        "She scored twice in the second quarter, in the last two minutes of the match.",
        "on 3/4/2025",
        "most weekends, a weekend paper",
        "the last week of the campaign, its last minutes",
    ],
)
def test_what_only_looks_like_a_date_is_left_alone(text: str) -> None:
    assert find_spans(text, WEDNESDAY) == []


def test_a_year_in_a_name_is_a_time_hint() -> None:
    assert days(only("Who is the World Cup 2022 winner?")) == ("2022-01-01", "2022-12-31")


def test_may_is_a_month_where_it_can_only_be_one() -> None:
    assert [days(found)[0] for found in find_spans("He may leave in May.", WEDNESDAY)] == ["2026-05-01"]


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("The opening was put back by twelve weeks, to Saturday 6 December.", "2025-12-06"),
        ("The vote was postponed again until 9 November.", "2025-11-09"),
        ("The next decision is due on 6 November.", "2025-11-06"),
        ("He may play on Saturday.", "2025-10-11"),
        ("He may have played on Saturday.", "2025-10-04"),
        ("It closed due to rain on Saturday.", "2025-10-04"),
        ("It sank on Friday, 31 October.", "2025-10-31"),  # last year's was a Thursday
        ("It sank on Thursday, 31 October.", "2024-10-31"),
        ("It sank on Monday, 31 October.", "2024-10-31"),  # neither year's
    ],
)
def test_a_date_without_a_year_is_ahead_where_its_words_say_so(text: str, day: str) -> None:
    assert days(find_spans(text, WEDNESDAY)[-1])[0] == day


@pytest.mark.parametrize(
    ("text", "anchor", "first", "last"),
    [
        ("yesterday", datetime(2025, 1, 1, tzinfo=UTC), "2024-12-31", "2024-12-31"),
        ("last week", datetime(2025, 1, 1, tzinfo=UTC), "2024-12-23", "2024-12-29"),
        ("this week", datetime(2024, 12, 31, tzinfo=UTC), "2024-12-30", "2025-01-05"),
        ("last month", datetime(2025, 1, 31, tzinfo=UTC), "2024-12-01", "2024-12-31"),
        ("in December", datetime(2025, 1, 1, tzinfo=UTC), "2024-12-01", "2024-12-31"),
        ("this week", datetime(2025, 10, 6, tzinfo=UTC), "2025-10-06", "2025-10-12"),  # a Monday
        ("this week", datetime(2025, 10, 12, 23, 59, tzinfo=UTC), "2025-10-06", "2025-10-12"),  # a Sunday
        ("last week", datetime(2025, 10, 6, tzinfo=UTC), "2025-09-29", "2025-10-05"),
        ("next Monday", datetime(2025, 10, 6, tzinfo=UTC), "2025-10-13", "2025-10-13"),
        ("on Sunday", datetime(2025, 10, 12, tzinfo=UTC), "2025-10-12", "2025-10-12"),
        ("the past year", datetime(2024, 2, 29, tzinfo=UTC), "2023-02-28", "2024-02-29"),
        ("Feb. 29", datetime(2027, 5, 1, tzinfo=UTC), "2024-02-29", "2024-02-29"),
        ("February 29, 2024", WEDNESDAY, "2024-02-29", "2024-02-29"),
        ("this winter", datetime(2025, 1, 15, tzinfo=UTC), "2024-12-01", "2025-02-28"),
        ("today", datetime(2025, 1, 1, 1, tzinfo=timezone(timedelta(hours=3))), "2025-01-01", "2025-01-01"),
        ("today", datetime(2025, 1, 1, 1), "2025-01-01", "2025-01-01"),
    ],
)
def test_edges_of_years_months_and_weeks(text: str, anchor: datetime, first: str, last: str) -> None:
    assert days(only(text, anchor)) == (first, last)


@pytest.mark.parametrize("anchor", [datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC)])
def test_what_no_calendar_holds_is_not_reported(anchor: datetime) -> None:
    text = "last year, next year, 9999 centuries ago, the past 9999 decades"
    text += ", yesterday, tomorrow, on Friday in July"
    assert find_spans(text, anchor) == []


ZONES = [UTC, timezone(timedelta(hours=14)), timezone(timedelta(hours=-12))]
WORDS = st.sampled_from((
    "in", "since", "from", "between", "and", "to", "the", "last", "next", "this", "past", "may", "May",
    "march", "July", "Oct.", "3", "31", "29", "February", "2024", "1999", "9999", "99999", "Q3",
    "first", "quarter", "of", "summer", "week", "weeks", "years", "century", "ago", "0", "two", "days",
    "Friday", "monday", "today", "end", "early", "1990s", "2010-11", "2023-02-31", "until", "by",
    "before", "-", "\u2013", ",", ".", "?", "will", "\u017funday", "\u0131n", "wee\u212a",
    "half", "H2", "profits", "weekend", "Christmas", "Eve", "the same", "later", "earlier", "previous",
    "could", "scheduled for", "nineties", "'08", "30.2.2024", "fortnight", "time", "year-end", "a",
))  # fmt: skip


@given(
    text=st.one_of(st.text(), st.lists(WORDS, max_size=12).map(" ".join)),
    anchor=st.datetimes(timezones=st.sampled_from(ZONES)),
)
def test_any_text_gives_ordered_spans_inside_it(text: str, anchor: datetime) -> None:
    last = 0
    for found in find_spans(text, anchor):
        assert last <= found.start < found.end <= len(text)
        assert found.span.start < found.span.end
        assert found.span.start.tzinfo is UTC
        last = found.end


@pytest.mark.parametrize(
    ("text", "start"),
    [
        ("The report is due in the middle of September.", "2025-09-11"),
        ("The report, due in late September, is long.", "2025-09-21"),
        ("Results are due in October.", "2025-10-01"),
        ("The bridge is to open in October.", "2025-10-01"),
        ("A verdict is not expected before November.", "2025-11-01"),
        ("A rise, planned for early November, is off.", "2025-11-01"),
        ("The strike is likely in December.", "2025-12-01"),
        ("It was due in September.", "2024-09-01"),
        ("The vote had been planned for October.", "2024-10-01"),
        ("It is thought to have closed in October.", "2024-10-01"),
        ("The due diligence ended in October.", "2024-10-01"),
    ],
)
def test_what_is_due_lies_ahead_and_what_was_due_does_not(text: str, start: str) -> None:
    [found] = find_spans(text, datetime(2025, 8, 20, tzinfo=UTC))
    assert found.span.start.date().isoformat() == start


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("The bus was hit on July 3 and 9 people were hurt.", "July 3"),
        ("It was shut on July 3 and 4 in Orle.", "July 3 and 4"),
        ("From July 3 to 9 the road was shut.", "July 3 to 9"),
    ],
)
def test_a_figure_behind_a_day_is_a_day_only_where_it_counts_nothing(text: str, words: str) -> None:
    [found] = find_spans(text, datetime(2025, 7, 10, tzinfo=UTC))
    assert text[found.start : found.end] == words


@pytest.mark.parametrize("blank", [" ", "\n", "\u3000 "])
def test_blanks_behind_the_last_sentence_are_no_error(blank: str) -> None:
    assert find_spans(f"In May he could{blank}", datetime(2025, 7, 10, tzinfo=UTC))


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("Why was the inspection planned for March put off?", "2022-03-01"),
        ("What happened to the launch planned for June?", "2022-06-01"),
        ("Is the vote planned for March still on?", "2023-03-01"),
        ("Was it said that the bridge will open in May?", "2023-05-01"),
    ],
)
def test_what_was_planned_is_asked_of_the_last_such_time(text: str, day: str) -> None:
    [found] = find_spans(text, datetime(2022, 10, 20, tzinfo=UTC), asked=True)
    assert found.span.start.date().isoformat() == day
