"""Values of time expressions as TIMEX3 writes them, and the spans of time that they stand for."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

from service.english.dates.forms import SEASONS
from service.english.dates.spans import Span, whole_days, whole_months

# A clock time or a part of the day; spans are of whole days.
_CLOCK = re.compile(r"T.*$")
_YEARS = re.compile(r"\d{2,4}")
_PART = re.compile(r"(?P<year>\d{4})-(?P<name>[A-Z]{2}|[QH]\d)")
_MONTH = re.compile(r"(?P<year>\d{4})-(?P<month>\d\d)(?:-XX)?")
_WEEK = re.compile(r"(?P<year>\d{4})-W(?P<week>\d\d)(?P<weekend>-WE)?")
_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_SEASONS = {name[:2].upper(): month for name, month in SEASONS.items()}
# Values without a place in the calendar: how long, how often, "now", a year of accounts, what is left open.
_NO_SPAN = re.compile(r"P.*|(?:PAST|PRESENT|FUTURE)_REF|FY.*|.*X.*|BC.*|T.*|")


def span_of(value: str) -> Span | None:
    """Return the span of a value, or of two as "2025-10-03/2025-10-05", ends included; None: it has none.

    A time of day stands for its day. Raises ValueError for what is no value.
    """
    first, slash, last = value.partition("/")
    begin = _single(first)
    if not slash:
        return begin
    end = _single(last)
    if not begin or not end or begin.start >= end.end:
        raise ValueError(f"{value!r} is no time that reaches from one to another")
    return Span(begin.start, end.end)


def _single(value: str) -> Span | None:
    date = _CLOCK.sub("", value)
    if _DAY.fullmatch(date):
        return whole_days(datetime.fromisoformat(date).replace(tzinfo=UTC))
    if found := _MONTH.fullmatch(date):
        return whole_months(int(found["year"]), int(found["month"]))
    if found := _WEEK.fullmatch(date):
        monday = datetime.fromisocalendar(int(found["year"]), int(found["week"]), 1).replace(tzinfo=UTC)
        return whole_days(monday + timedelta(days=5), 2) if found["weekend"] else whole_days(monday, 7)
    if found := _PART.fullmatch(date):
        return _part(int(found["year"]), found["name"])
    if _YEARS.fullmatch(date):  # "20" is a century, "199" a decade
        unit = 10 ** (4 - len(date))
        return whole_months(int(date) * unit, 1, 12 * unit)
    if _NO_SPAN.fullmatch(value):
        return None
    raise ValueError(f"{value!r} is no TIMEX3 value; write 2025-10-03, 2025-10, 2025-W40, 2025-Q3 or 2025")


def _part(year: int, name: str) -> Span:
    if name in _SEASONS:
        return whole_months(year, _SEASONS[name], 3)
    months = {"Q": 3, "H": 6}.get(name[0])
    if months is None or not 1 <= int(name[1]) <= 12 // months:
        raise ValueError(f"{name!r} is no part of a year")
    return whole_months(year, months * int(name[1]) - months + 1, months)
