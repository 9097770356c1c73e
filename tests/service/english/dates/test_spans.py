from datetime import UTC, datetime

import pytest

from service.english.dates.spans import Span, calendar_unit, midnight, moved, shares, whole_days, whole_months

WEDNESDAY = datetime(2025, 10, 8, 0, 30, tzinfo=UTC)


def day(year: int, month: int, day: int) -> datetime:
    return datetime(year, month, day, tzinfo=UTC)


def test_midnight_begins_the_day() -> None:
    assert midnight(WEDNESDAY) == day(2025, 10, 8)


def test_whole_days_may_cross_a_month() -> None:
    assert whole_days(day(2024, 2, 28), 2) == Span(day(2024, 2, 28), day(2024, 3, 1))


def test_a_month_outside_the_year_counts_on() -> None:
    assert whole_months(2025, 12, 3) == Span(day(2025, 12, 1), day(2026, 3, 1))
    assert whole_months(2025, 0) == Span(day(2024, 12, 1), day(2025, 1, 1))


@pytest.mark.parametrize(
    ("unit", "shift", "start", "end"),
    [
        ("hour", -1, day(2025, 10, 7), day(2025, 10, 8)),
        ("day", 1, day(2025, 10, 9), day(2025, 10, 10)),
        ("week", 0, day(2025, 10, 6), day(2025, 10, 13)),
        ("weekend", -1, day(2025, 10, 4), day(2025, 10, 6)),
        ("month", 3, day(2026, 1, 1), day(2026, 2, 1)),
        ("quarter", -1, day(2025, 7, 1), day(2025, 10, 1)),
        ("decade", 0, day(2020, 1, 1), day(2030, 1, 1)),
        ("centur", -1, day(1900, 1, 1), day(2000, 1, 1)),
    ],
)
def test_a_calendar_unit_is_whole(unit: str, shift: int, start: datetime, end: datetime) -> None:
    assert calendar_unit(unit, WEDNESDAY, shift) == Span(start, end)


@pytest.mark.parametrize(
    ("moment", "unit", "count", "expected"),
    [
        (day(2025, 1, 31), "month", 1, day(2025, 2, 28)),
        (day(2024, 2, 29), "year", -1, day(2023, 2, 28)),
        (day(2025, 10, 8), "week", -2, day(2025, 9, 24)),
        (day(2025, 10, 8), "quarter", 1, day(2026, 1, 8)),
    ],
)
def test_a_moment_moves_to_a_day_that_exists(
    moment: datetime, unit: str, count: int, expected: datetime
) -> None:
    assert moved(moment, unit, count) == expected


def test_a_move_out_of_the_calendar_is_an_error() -> None:
    with pytest.raises(ValueError, match="10025"):
        moved(WEDNESDAY, "year", 8_000)


def test_shares_are_whole_months_of_a_year_and_whole_days_of_a_month() -> None:
    assert shares(whole_months(2023, 1, 12), 3) == (day(2023, 5, 1), day(2023, 9, 1))
    assert shares(whole_months(2023, 6), 3) == (day(2023, 6, 11), day(2023, 6, 21))
