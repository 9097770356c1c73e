"""Dates as a page or a text shows them to readers: within a line, with a time and a zone after or before."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from ingest.extract.dates.parse import parse_date

# As classes are called, and as readers are told in languages of the press.
PUBLISHED = re.compile(
    r"publi|posted|entry-date|created|issued|pubbli|veröffentlich|opublik|geplaatst|julkais|опублик|发布|發布|公開|掲載",
    re.I,
)
MODIFIED = re.compile(
    r"updat|modif|revis|edited|a[ck]?tuali[sz]|mis à jour|aggiorna|[ou]pp?dater|bijgewerkt|päivit"
    r"|обновл|更新|\bstand:",
    re.I,
)
_NAME = r"[^\W\d_]{3,12}\.?"
_NUMBER = r"\d{1,2}"
_SHOWN_DATE = re.compile(
    rf"\b(?:{_NUMBER}(?:st|nd|rd|th|er|\.|º)?\s+(?:de\s+|of\s+)?{_NAME},?\s+(?:de\s+|del\s+)?\d{{4}}"
    rf"|{_NAME}\s+{_NUMBER}(?:st|nd|rd|th)?,?\s+\d{{4}}"
    rf"|{_NUMBER}[./-]{_NUMBER}[./-]\d{{4}}|\d{{4}}[./-]{_NUMBER}[./-]{_NUMBER})(?!\d)"
    # "2025年4月5日", "2025년 4월 5일": a digit may follow a letter
    rf"|(?<!\d)\d{{4}}\s?[年년]\s?{_NUMBER}\s?[月월]\s?{_NUMBER}\s?[日일]"
)
_CLOCK = re.compile(
    rf"[\s,|·•–—@()-]*(?:(?:at|um|à|a las|klo?\.?)\s+)?"
    rf"(?P<clock>(?:(?:午[前後]|上午|下午|오[전후])\s?)?{_NUMBER}[時时点시]\s?\d\d[分분]|{_NUMBER}[:.h]\d\d(?::\d\d)?(?!\.?\d)(?:\s*[ap]\.?\s?m\b\.?)?|{_NUMBER}\s*[ap]\.?\s?m\b\.?)"
    r"(?:\s*(?:Uhr|uur)\b)?(?P<zone>\s*\(?(?:(?:GMT|UTC)?\s?[+-]\d{1,2}(?::?\d\d)?|[A-ZА-Я]{2,4})\b\)?)?",
    re.I,
)


# "6:15 PM EDT, Tue June 10, 2025"
_CLOCK_BEFORE = re.compile(
    rf"(?P<clock>\b{_NUMBER}[:.]\d\d(?:\s*[ap]\.?\s?m\b\.?)?|\b{_NUMBER}\s*[ap]\.?\s?m\b\.?)"
    r"(?P<zone>\s*\(?[A-Z]{2,4}\b\)?)?[\s,|·•–—-]*(?:on\s+)?(?:[A-Z][a-z]{2,8}\.?[\s,]+)?$",
    re.I,
)


_DOT = re.compile(r"(?<=\d)\.(?=\d\d)")


@dataclass(frozen=True, slots=True)
class ShownDate:
    """A date in a text, which is `text[start:end]`."""

    moment: datetime
    start: int
    end: int


def find_shown(text: str, read: Callable[[str], datetime | None] = parse_date) -> ShownDate | None:
    """Return the first date within a short text, with the time of day that stands beside it."""
    for match in _SHOWN_DATE.finditer(text):
        after, before = _CLOCK.match(text, match.end()), _CLOCK_BEFORE.search(text[: match.start()])
        clock = after or before
        time = _DOT.sub(":", clock["clock"]) if clock else ""
        if clock and (moment := read(f"{match[0]} {time}{(clock['zone'] or '').upper()}")):
            start = match.start() if after or before is None else before.start()
            return ShownDate(moment, start, after.end() if after else match.end())
        if moment := read(match[0]):
            return ShownDate(moment, match.start(), match.end())
    return None
