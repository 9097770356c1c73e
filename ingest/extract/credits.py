"""Lines of credits above a story: who wrote it and when, alone or between bars."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime

from ingest.extract.shown_dates import find_shown

_BARS = re.compile(r"\s*[|•·]\s*|\s+[–—-]\s+")
_BY = re.compile(r"^(?:written )?by[:\s]+(?=\S)", re.I)
_BYLINE_WORDS = 12
_READING_TIME = re.compile(r"\b\d{1,2}[ -]?min(?:ute)?s?\.?(?: read)?\b", re.I)
_CLOCK = re.compile(
    r"\b\d{1,2}(?::\d\d)?\s*(?:[ap]\.?m\b\.?)|\b\d{1,2}:\d\d\b|\b[A-Z]{2,4}T\b|\b(?:GMT|UTC|BST)\b"
)
# All that may stand beside a date in its line.
_LABELS = re.compile(
    r"\b(?:first|last|originally|published|posted|updated|modified|created|filed|date|time|on|at|the|of|ago"
    r"|(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?)\b|[\s,.:;()@/*_-]+",
    re.I,
)
_NAME_WORDS = 6
_LINE = 160  # characters


@dataclass(frozen=True, slots=True)
class Credits:
    """What a line of credits says; one that only tells the time it takes to read says nothing."""

    byline: str | None = None
    published_at: datetime | None = None


def credit_line(line: str) -> Credits | None:
    """Read a line that is nothing but credits: "By Lena Varga | June 10, 2025", "3 min read"."""
    if len(line) > _LINE:
        return None
    parts = [part for part in _BARS.split(line.strip(" *_")) if part]
    byline: str | None = None
    moment: datetime | None = None
    known = False
    for part in parts:
        found = find_shown(part)
        rest = part[: found.start] + " " + part[found.end :] if found else part
        rest = _CLOCK.sub(" ", _READING_TIME.sub(" ", rest)).strip(" ,")
        known = known or found is not None or rest != part.strip(" ,")
        moment = moment or (found.moment if found else None)
        if _BY.match(rest):
            byline = byline or _BY.sub("", rest)
        elif _LABELS.sub("", rest):
            if len(parts) == 1 or len(rest.split()) > _NAME_WORDS or not rest[0].isupper():
                return None  # words of its own: a headline
            byline = byline or rest
    return Credits(byline, moment) if known else None
