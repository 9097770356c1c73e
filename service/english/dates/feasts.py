"""Days that English calls by a name: "Christmas Eve", "Good Friday", "Thanksgiving"."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta

from service.english.dates.spans import Span, nth_weekday, whole_days


def _fixed(month: int, day: int) -> Callable[[int], datetime]:
    return lambda year: datetime(year, month, day, tzinfo=UTC)


def _easter(days: int = 0) -> Callable[[int], datetime]:
    return lambda year: easter_sunday(year) + timedelta(days=days)


def _weekday(month: int, weekday: int, nth: int, then: int = 0) -> Callable[[int], datetime]:
    return lambda year: nth_weekday(year, month, weekday, nth) + timedelta(days=then)


# Those that go by one name and fall on one day wherever the word is used, and those of the United States.
FEASTS: Mapping[str, Callable[[int], datetime]] = {
    "new year's day": _fixed(1, 1),
    "valentine's day": _fixed(2, 14),
    "good friday": _easter(-2),
    "easter sunday": _easter(),
    "easter monday": _easter(1),
    "easter": _easter(),
    "may day": _fixed(5, 1),
    "memorial day": _weekday(5, 0, -1),
    "fourth of july": _fixed(7, 4),
    "labor day": _weekday(9, 0, 1),
    "halloween": _fixed(10, 31),
    "thanksgiving": _weekday(11, 3, 4),
    "black friday": _weekday(11, 3, 4, then=1),
    "cyber monday": _weekday(11, 3, 4, then=4),
    "christmas eve": _fixed(12, 24),
    "christmas day": _fixed(12, 25),
    "christmas": _fixed(12, 25),
    "boxing day": _fixed(12, 26),
    "new year's eve": _fixed(12, 31),
}


def feast(name: str, year: int) -> Span:
    """Return the day of a year that a name of FEASTS means."""
    return whole_days(FEASTS[name](year))


def easter_sunday(year: int) -> datetime:
    """Return Easter Sunday of the western churches, by the Gregorian computus of Meeus, Jones and Butcher."""
    golden, (century, of_century) = year % 19, divmod(year, 100)
    leaps, left = divmod(century, 4)
    moon = (century - (century + 8) // 25 + 1) // 3
    epact = (19 * golden + century - leaps - moon + 15) % 30
    fours, rest = divmod(of_century, 4)
    weekday = (32 + 2 * left + 2 * fours - epact - rest) % 7
    late = (golden + 11 * epact + 22 * weekday) // 451
    month, day = divmod(epact + weekday - 7 * late + 114, 31)
    return datetime(year, month, day + 1, tzinfo=UTC)
