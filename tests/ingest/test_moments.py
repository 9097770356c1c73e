from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.errors import InputError
from ingest.moments import parse_moment

days = st.dates(date(1801, 1, 1), date(2199, 12, 30))


@given(days)
def test_a_day_runs_from_its_first_second_to_its_last(day: date) -> None:
    start = parse_moment(day.isoformat(), end_of_day=False)
    end = parse_moment(day.isoformat(), end_of_day=True)
    assert start == datetime(day.year, day.month, day.day, tzinfo=UTC)
    assert end - start == timedelta(days=1, seconds=-1)


@given(days, st.times(), st.integers(-14 * 60, 14 * 60), st.booleans())
def test_a_time_is_that_moment_in_utc(day: date, time: object, offset: int, end: bool) -> None:
    written = datetime.combine(day, time, timezone(timedelta(minutes=offset)))  # type: ignore[arg-type]
    found = parse_moment(written.isoformat(), end_of_day=end)
    assert found == written
    assert found.utcoffset() == timedelta(0)


def test_a_time_without_an_offset_is_utc() -> None:
    expected = datetime(2025, 9, 30, 14, tzinfo=UTC)
    assert parse_moment("2025-09-30T14:00", end_of_day=True) == expected
    assert parse_moment(" 2025-09-30 14:00Z ", end_of_day=True) == expected


@pytest.mark.parametrize("text", ["", "yesterday", "2025-02-30", "30.09.2025", "2025-09-30T25:00", "x" * 99])
def test_what_is_no_date_is_refused_with_an_example(text: str) -> None:
    with pytest.raises(InputError, match="is not a date such as 2025-09-30"):
        parse_moment(text, end_of_day=False)


@pytest.mark.parametrize("text", ["0001-01-01", "9999-12-31", "1799-12-31T23:59:59Z"])
def test_years_without_news_are_refused(text: str) -> None:
    with pytest.raises(InputError, match="between the years 1800 and 2200"):
        parse_moment(text, end_of_day=False)


def test_a_moment_outside_of_the_calendar_in_utc_is_refused() -> None:
    with pytest.raises(InputError):
        parse_moment("0001-01-01T00:00:00+14:00", end_of_day=False)
