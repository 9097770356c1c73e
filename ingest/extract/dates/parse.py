"""Publication dates in every spelling tools write, with the offset from UTC that they are stated in."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, time, timedelta, timezone
from email.utils import parsedate_to_datetime
from functools import lru_cache
from urllib.parse import urlsplit

import dateparser  # type: ignore[import-untyped]

from ingest.extract.dates.zones import on_country_clock, without_zone

_MAX_LENGTH = 60
_EARLIEST = datetime(1800, 1, 1, tzinfo=UTC)
_TOLERANCE = timedelta(days=2)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_BEGINNINGS = frozenset(map(datetime.fromisoformat, ("0001-01-01", "1899-12-30", "1900-01-01", "1970-01-01")))
_MILLISECONDS_FROM = 10**11  # as seconds this is the year 5138, as milliseconds 1973
_ZONE_GAP = re.compile(r"\s+(?=[+-]\d\d:?\d\d$)")
_FOUR_DIGITS = re.compile(r"(?<!\d)\d{4}(?!\d)")
_RFC_2822 = re.compile(
    r"(?:[A-Za-z]{3,9}, ?)?\d{1,2}[ -][A-Za-z]{3}[ -]\d{2,4} \d\d?:\d\d(?::\d\d)?(?: [A-Z+-]\S*)?$"
)
_NUMERIC = re.compile(r"(?<![\d./-])(\d{1,2})[./-](\d{1,2})[./-]\d{4}(?!\d)")
_HALF_DAY = re.compile(r"[\s,]*\b(\d{1,2})(?:[:.](\d\d)(?::\d\d)?)?\s*([ap])\.?\s?m\b\.?", re.I)
_HOUR_LETTER = re.compile(r"\b([01]?\d|2[0-3])\s?[hH]\s?([0-5]\d)\b")
_DOTTED = re.compile(r"\b\d{1,2}\.\s?\d{1,2}\.\s?\d{4}\b")
_YEAR_FIRST = frozenset({"zh", "ja", "ko", "hu", "lt", "mn"})
# Where English is written with the day first.
_DAY_FIRST_REGIONS = frozenset(
    (
        "gb",
        "uk",
        "au",
        "nz",
        "ie",
        "in",
        "za",
        "sg",
        "my",
        "hk",
        "ng",
        "ke",
        "gh",
        "pk",
        "lk",
        "mt",
        "zm",
        "eu",
    )
)
_FORMATS = ("%B %d, %Y", "%b %d, %Y", "%d %B %Y", "%d %b %Y", "%Y/%m/%d", "%Y%m%d")
_SETTINGS = {
    "REQUIRE_PARTS": ["day", "month", "year"],
    # Without the relative parsers: "2 hours ago" on a saved page says nothing about the date.
    "PARSERS": ["custom-formats", "absolute-time"],
}


def parse_date(value: object, *, day_first: bool = False, country: str | None = None) -> datetime | None:
    """Return `value` (text, epoch seconds or milliseconds, date); None if unreadable or implausible.

    The moment keeps the offset that it is written with: its day is the publisher's. A date without a time is
    midnight UTC, a time without a zone is UTC. `day_first`: "05/04/2025" is in April. `country`: whose clock
    a publisher has that states its times in UTC.
    """
    found = _read(value, day_first)
    if found is None:
        return None
    moment = plausible(found)
    # Midnight in UTC is a date that a program wrote as a moment.
    stated = found.tzinfo is not None and not found.utcoffset() and found.time() != time()
    return on_country_clock(moment, country) if moment and country and stated else moment


def embargo_end(value: str) -> datetime:
    """Return the end of an embargo in UTC, which may be in the future, as no other date of an article is.

    Raises ValueError for what is no moment.
    """
    try:
        found = datetime.fromisoformat(value.strip())
        return (found if found.tzinfo else found.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError) as exc:
        raise ValueError(f"embargoed until {value[:40]!r}, which is no moment") from exc


def _read(value: object, day_first: bool) -> datetime | None:
    if isinstance(value, datetime):
        return value
    if isinstance(value, date):
        return datetime.combine(value, time())
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return _from_epoch(value)
    if isinstance(value, str):
        return _parse_text(" ".join(value.split()), day_first)
    return None


def is_placeholder(value: object) -> bool:
    """Return whether a value is what a program writes that has no date: the beginning of its calendar."""
    if isinstance(value, str) and "0" in value and not value.strip("0-:./ TZ"):
        return True
    if value == 0 and not isinstance(value, bool):
        return True
    found = _read(value, False)
    return found is not None and found.replace(tzinfo=None) in _BEGINNINGS


def plausible(moment: datetime) -> datetime | None:
    """Return a moment with a fixed offset; None if it is before 1800, in the future or a placeholder."""
    try:
        offset = moment.utcoffset() or timedelta()
        moment = moment.replace(tzinfo=timezone(offset) if offset else UTC)
        possible = _EARLIEST <= moment <= datetime.now(UTC) + _TOLERANCE
    except (OverflowError, ValueError):
        return None
    return moment if possible and moment != _EPOCH and not is_placeholder(moment) else None


def _from_epoch(seconds: float) -> datetime | None:
    if abs(seconds) >= _MILLISECONDS_FROM:
        seconds /= 1000
    try:
        return datetime.fromtimestamp(seconds, UTC)
    except (OverflowError, OSError, ValueError):
        return None


def _parse_text(text: str, day_first: bool) -> datetime | None:
    if not text or len(text) > _MAX_LENGTH or not any(character.isdigit() for character in text):
        return None
    if text.isdigit() and len(text) >= 9:
        return _from_epoch(int(text))
    if moment := _iso(text):
        return moment
    plain, zone = without_zone(text)
    plain = _usual_clock(plain)
    moment = _iso(plain) or _rfc2822(plain) or _common(plain) or _any_format(plain, day_first)
    # A zone that letters name is that of a time; a date has none.
    return moment.replace(tzinfo=zone) if moment and zone and moment.tzinfo is None else moment


def _usual_clock(text: str) -> str:
    """Return a date with its time as most programs write it: "9.30 p.m." as "9:30 pm", "14h30" as "14:30"."""
    text = _HALF_DAY.sub(lambda match: f" {match[1]}:{match[2] or '00'} {match[3].lower()}m", text)
    return _HOUR_LETTER.sub(r"\1:\2", text)


def _iso(text: str) -> datetime | None:
    if len(text) < 10:
        return None
    try:
        return datetime.fromisoformat(_ZONE_GAP.sub("", text))
    except ValueError:
        return None


def _rfc2822(text: str) -> datetime | None:
    # It reads more than it understands: "11:30 p.m. EDT" as half past eleven in the morning.
    if not _RFC_2822.match(text):
        return None
    try:
        return parsedate_to_datetime(text)
    except (ValueError, OverflowError, IndexError, TypeError):
        return None


def _common(text: str) -> datetime | None:
    for form in _FORMATS:
        try:
            return datetime.strptime(text, form)
        except ValueError:
            continue
    return None


@lru_cache(maxsize=4096)
def _any_format(text: str, day_first: bool) -> datetime | None:
    if not _FOUR_DIGITS.search(text) and text.count("/") != 2 and text.count(".") != 2:
        return None
    try:
        # With full stops the day stands first everywhere.
        order = "DMY" if day_first or _DOTTED.search(text) else "MDY"
        found: datetime | None = dateparser.parse(text, settings={**_SETTINGS, "DATE_ORDER": order})
    except (ValueError, OverflowError, RecursionError, IndexError):
        return None
    return found


def has_day_first(languages: Sequence[str], url: str | None, dates: Iterable[object]) -> bool:
    """Return whether a page writes "05/04/2025" for a day in April.

    Its other dates tell first: "25/04/2025" has the day first. Then its first language and that one's region.
    English without a region goes by those that the others name and by the country of the address, and is
    American without any: a program may say "en_US" that nobody told otherwise.
    """
    for first, second in (match for text in dates for match in _NUMERIC.findall(str(text))):
        if int(first) > 12 or int(second) > 12:
            return int(first) > 12
    tags = [language.replace("_", "-").lower().partition("-") for language in languages]
    spoken, _, region = tags[0] if tags else ("", "", "")
    if spoken and spoken != "en":
        return spoken not in _YEAR_FIRST
    if region:
        return region in _DAY_FIRST_REGIONS
    country = (urlsplit(url or "").hostname or "").rpartition(".")[2]
    others = (region for name, _, region in tags if name == "en")
    return not _DAY_FIRST_REGIONS.isdisjoint((country, *others))
