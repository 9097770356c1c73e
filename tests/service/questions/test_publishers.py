from datetime import UTC, datetime

import pytest

from service.english.dates.find import find_spans
from service.questions.publishers import dates_reporting, find_named_publishers

AS_OF = datetime(2025, 10, 8, 15, 30, tzinfo=UTC)
PUBLISHERS = ("The Harbour Post", "Guardian", "The Northern Star", "Post", "Time")


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
    assert tuple(source.name for source in find_named_publishers(text, PUBLISHERS)) == publishers


def test_a_source_stands_where_its_name_does() -> None:
    text = "What did the Harbour Post's report say?"
    (source,) = find_named_publishers(text, PUBLISHERS)
    assert text[source.start : source.end] == "Harbour Post"


@pytest.mark.parametrize(
    ("text", "reporting"),
    [
        ("news since Monday", True),
        ("articles about the flood published in 2023", True),
        ("What was in the headlines last week?", True),
        ("What did the Guardian report in 2013?", True),
        ("What did last week's Guardian say?", True),
        ("What did News Corp buy in 2013?", False),
        ("Who won in 2013?", False),
    ],
)
def test_a_date_of_reporting_follows_news_or_a_source(text: str, reporting: bool) -> None:
    (date,) = find_spans(text, AS_OF)
    assert dates_reporting(text, date, find_named_publishers(text, PUBLISHERS)) is reporting


def test_in_time_is_not_in_time_magazine() -> None:
    assert find_named_publishers("In time, who won the race?", ["Time"]) == []
    assert find_named_publishers("In Time, who won the race?", ["Time"])
