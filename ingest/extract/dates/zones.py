"""Time zones as dates name them, and the clock of the country that an address belongs to."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from functools import lru_cache
from statistics import mode
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from babel.core import get_global

_HOURS: dict[str, float] = {
    "Z": 0, "UTC": 0, "GMT": 0, "WET": 0, "BST": 1, "WEST": 1, "CET": 1, "MEZ": 1, "WAT": 1,
    "CEST": 2, "MESZ": 2, "EET": 2, "CAT": 2, "SAST": 2, "IDT": 3, "EEST": 3, "EAT": 3, "MSK": 3, "TRT": 3,
    "МСК": 3,  # in Cyrillic letters
    "GST": 4, "PKT": 5, "IST": 5.5, "NPT": 5.75, "WIB": 7, "ICT": 7, "SGT": 8, "HKT": 8, "PHT": 8, "MYT": 8,
    "AWST": 8, "JST": 9, "KST": 9, "ACST": 9.5, "ACDT": 10.5, "AEST": 10, "AEDT": 11, "NZST": 12, "NZDT": 13,
    "BRT": -3, "ART": -3, "CLT": -4, "AST": -4, "ADT": -3, "NST": -3.5, "NDT": -2.5, "EST": -5, "EDT": -4,
    "CST": -6, "CDT": -5, "MST": -7, "MDT": -6, "PST": -8, "PDT": -7, "AKST": -9, "AKDT": -8, "HST": -10,
}  # fmt: skip
# Whether it is summer there, the date says.
_REGIONS = {
    "ET": "America/New_York",
    "CT": "America/Chicago",
    "MT": "America/Denver",
    "PT": "America/Los_Angeles",
    "AET": "Australia/Sydney",
}
ZONE_NAMES = frozenset(name for name in (*_HOURS, *_REGIONS) if len(name) > 1)
_LETTERS = re.compile(r"(?<=[\d\sMm.])\s*\(?\b([A-ZА-Я]{1,4}|[A-Z]{3}Z)\)?\s*$")
_FROM_UTC = re.compile(r"\s*\(?(?:GMT|UTC)\s?([+−-])\s?(\d{1,2})(?::?(\d\d))?\)?\s*$")
# Codes of countries that are sold to anyone.
_SOLD = frozenset(("ac", "ai", "as", "bz", "cc", "cd", "co", "dj", "fm", "gg", "io", "la", "ly", "me", "ms",
                   "nu", "sc", "sh", "sr", "st", "su", "tk", "to", "tv", "vc", "ws"))  # fmt: skip


def without_zone(text: str) -> tuple[str, tzinfo | None]:
    """Return a date without the zone at its end, as letters or as "GMT+2", and the zone; None for none."""
    if match := _FROM_UTC.search(text):
        ahead = timedelta(hours=int(match[2]), minutes=int(match[3] or 0))
        if ahead < timedelta(hours=24):
            return text[: match.start()], timezone(ahead if match[1] == "+" else -ahead)
    if match := _LETTERS.search(text):
        if (hours := _HOURS.get(match[1])) is not None:
            return text[: match.start()], timezone(timedelta(hours=hours))
        if (region := _REGIONS.get(match[1])) and (zone := _zone(region)):
            return text[: match.start()], zone
    return text, None


def country_of(url: str | None) -> str | None:
    """Return the country that an address ends in, as its code in capitals; None for .com and the like."""
    try:
        ending = (urlsplit(url or "").hostname or "").rpartition(".")[2]
    except ValueError:
        return None
    if len(ending) != 2 or not ending.isalpha() or ending in _SOLD:
        return None
    return "GB" if ending == "uk" else ending.upper()


def on_country_clock(moment: datetime, country: str) -> datetime:
    """Return `moment` on the clock of a country; unchanged where its zones have different days."""
    there = [moment.astimezone(zone) for zone in _zones(country)]
    if len({local.date() for local in there}) != 1:
        return moment
    offset = mode(local.utcoffset() or timedelta() for local in there)
    return moment.astimezone(timezone(offset) if offset else UTC)


@lru_cache
def _zones(country: str) -> tuple[ZoneInfo, ...]:
    names: list[str] = get_global("territory_zones").get(country, [])
    return tuple(zone for name in names if (zone := _zone(name)))


def _zone(name: str) -> ZoneInfo | None:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return None
