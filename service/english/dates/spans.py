"""Spans of time and calendar arithmetic. Moments are aware UTC, ends exclusive, weeks begin on Monday."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

_UNIT_DAYS = {"week": 7, "weekend": 7, "fortnight": 14}
_UNIT_MONTHS = {"month": 1, "quarter": 3, "year": 12, "decade": 120, "centur": 1200}


@dataclass(frozen=True, slots=True)
class Span:
    """From `start` up to, not including, `end`; both aware UTC."""

    start: datetime
    end: datetime

    @property
    def length(self) -> timedelta:
        return self.end - self.start

    def meets(self, other: Span) -> bool:
        """Return whether they have a moment in common."""
        return self.start < other.end and other.start < self.end


def midnight(moment: datetime) -> datetime:
    """Return the first moment of the day of `moment`."""
    return moment.replace(hour=0, minute=0, second=0, microsecond=0)


def whole_months(year: int, month: int, count: int = 1) -> Span:
    """Return `count` months from `month`, which may lie outside 1 to 12."""
    first = year * 12 + month - 1
    start, end = (datetime(index // 12, index % 12 + 1, 1, tzinfo=UTC) for index in (first, first + count))
    return Span(start, end)


def whole_days(first: datetime, count: int = 1) -> Span:
    """Return `count` days from the midnight `first`."""
    return Span(first, first + timedelta(days=count))


def nth_weekday(year: int, month: int, weekday: int, nth: int) -> datetime:
    """Return the `nth` such weekday (Monday is 0) of a month, -1 the last. Raises ValueError without one."""
    span = whole_months(year, month)
    if nth == -1:
        return span.end - timedelta(days=(span.end.weekday() - weekday - 1) % 7 + 1)
    found = span.start + timedelta(days=(weekday - span.start.weekday()) % 7 + 7 * (nth - 1))
    if found >= span.end:
        raise ValueError(nth)
    return found


def calendar_unit(unit: str, now: datetime, shift: int) -> Span:
    """Return the day, week, weekend, month, quarter, year, decade or "centur" `shift` away from that of now.

    A minute or an hour stands for the day that it is in, a fortnight for a week of it.
    """
    if unit in ("minute", "hour"):
        return whole_days(midnight(now + timedelta(**{unit + "s": shift})))
    today = midnight(now)
    if unit == "day":
        return whole_days(today + timedelta(days=shift))
    if unit in _UNIT_DAYS:
        monday = today + timedelta(days=_UNIT_DAYS[unit] * shift - today.weekday())
        return whole_days(monday + timedelta(days=5), 2) if unit == "weekend" else whole_days(monday, 7)
    size = _UNIT_MONTHS[unit]
    index = ((today.year * 12 + today.month - 1) // size + shift) * size
    return whole_months(index // 12, index % 12 + 1, size)


def moved(moment: datetime, unit: str, count: int) -> datetime:
    """Return `moment` moved by `count` units: 31 January and a month is the last day of February.

    Raises ValueError or OverflowError outside of the years 1 to 9999.
    """
    if unit not in _UNIT_MONTHS:
        days = _UNIT_DAYS.get(unit)
        return moment + (timedelta(days=days * count) if days else timedelta(**{unit + "s": count}))
    year, month = divmod(moment.year * 12 + moment.month - 1 + count * _UNIT_MONTHS[unit], 12)
    if not 1 <= year <= 9999:
        raise ValueError(year)
    return moment.replace(year=year, month=month + 1, day=min(moment.day, monthrange(year, month + 1)[1]))


def shares(span: Span, number: int) -> tuple[datetime, datetime]:
    """Return the end of the first and the start of the last of `number` shares, in whole months or days."""
    months = (span.end.year - span.start.year) * 12 + span.end.month - span.start.month
    if months >= 3:
        count = months // number
        return moved(span.start, "month", count), moved(span.end, "month", -count)
    share = timedelta(days=span.length.days // number)
    return span.start + share, span.end - share
