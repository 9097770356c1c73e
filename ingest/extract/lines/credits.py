"""Lines of credits above a story: who wrote it and when, alone or between bars."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime

from ingest.extract.dates.shown import MODIFIED, PUBLISHED, find_shown
from ingest.extract.dates.zones import ZONE_NAMES
from ingest.extract.lines.boilerplate import is_site_line
from ingest.text.speech.english import AUXILIARY, DAYS, FUNCTION_WORDS

_BARS = re.compile(r"\s*[|•·]\s*|\s+[–—-]\s+")
_BY = re.compile(r"^(?:written )?by[:\s]+(?=[^\W\d]|@)", re.I)
# "By" in other languages. Sentences begin so as well: only two names after it make a byline.
_BY_ELSEWHERE = frozenset(("von", "par", "por", "di", "door", "af", "av"))
# In an element for authors.
_LABELLED = re.compile(
    rf"(?:by|{'|'.join(sorted(_BY_ELSEWHERE))})\b[\s:]*"
    r"|(?:authors?|autor(?:e[ns]?|in)?|auteure?s?)\s+|[^\W\d]+ ?:\s*",
    re.I,
)
_PARTICLES = frozenset(("van", "von", "der", "den", "de", "da", "di", "del", "la", "le", "el", "al"))
_ELIDED = re.compile(r"\b[dl]['’](?=[^\W\d_a-z])")  # "Le Courrier d'Aubrac"
_BYLINE_WORDS = 12
_READING_TIME = re.compile(
    r"\b\d{1,2}[ -]?(?:min(?:ute)?s?|h(?:ou)?rs?|days?|weeks?)\.? ago\b"
    r"|\b\d{1,2}[ -]?min(?:ute)?s?\.?(?: read)?\b",
    re.I,
)
# Of elements that stood side by side: "June 11, 20259:02 AM UTCUpdated 3 hours ago".
_GLUED = re.compile(r"(?<=\b(?:19|20)\d\d)(?=\d{1,2}:\d\d)|(?<=[A-Z0-9])(?=(?:Updated|Published|Modified)\b)")
_ADDRESS = re.compile(r"\S+@\S+\.\w+")
_NAMED = r"[^\W\d_a-z][\w.'’-]*"
_NAME = rf"{_NAMED}(?: (?:{'|'.join(_PARTICLES)}))* {_NAMED}"
_AND = r"(?:and|und|et|y|en?|och|og|i|&)"
# "Lena Varga, with AFP", "Lena Varga (dpa)"
_WITH_OTHERS = re.compile(rf"(?P<name>{_NAME}(?: {_NAMED})?)(?:, | \(| {_AND} )(?:[\w/.-]+ ?){{1,4}}\)?")
_ROLE = (
    r"(?i:(?:editor|correspondent|reporter|writer|columnist|journalist|producer|critic|contributor|analyst)s?"
    r"(?:-at-large|-in-chief)?)"
)
_SIGNED = re.compile(
    rf"(?P<names>{_NAME}(?: {_NAMED})?(?:(?:, | {_AND} ){_NAME}(?: {_NAMED})?){{0,3}})"
    rf"(?:,? in {_NAMED}(?:[ ,]+{_NAMED}){{0,3}})?"
    rf"|(?P<name>{_NAME}),? (?:[\w-]+ ){{0,3}}{_ROLE}(?: in {_NAMED}.*)?"
)
_ROLE_LINE = re.compile(rf"(?:[\w-]+ ){{0,4}}{_ROLE}(?:,.{{1,40}})?")
_CLOCK = re.compile(
    r"\b\d{1,2}(?::\d\d)?\s*(?:[ap]\.?m\b\.?)|\b\d{1,2}[:h]\d\d\b"
    rf"|\b(?:{'|'.join(sorted(ZONE_NAMES))})\b"
)
# All that may stand beside a date in its line.
_LABELS = re.compile(
    rf"\b(?:\w*(?:{PUBLISHED.pattern}|{MODIFIED.pattern})\w*|first|last|originally|filed|date|time|on|at|the|of|ago"
    r"|(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?"
    r"|erstellt|stand|le|am|op|den|um|uhr|uur|el|il|om|kl|às?|las?)\b"
    r"|[\s,.:;()@/*_-]+",
    re.I,
)
_NO_NAMES = FUNCTION_WORDS - AUXILIARY
_DAYS = {day.lower() for day in DAYS}
_NAME_WORDS = 6
_LINE = 160  # characters


@dataclass(frozen=True, slots=True)
class Credits:
    """What a line of credits says; one that only tells the time it takes to read says nothing."""

    byline: str | None = None
    published_at: datetime | None = None


def without_by(text: str) -> str | None:
    """Return the names in "By Lena Varga" or "Von Lena Varga, dpa"; None for what is no byline."""
    if match := _BY.match(text):
        return text[match.end() :]
    word, _, names = text.partition(" ")
    if word.casefold() not in _BY_ELSEWHERE or text.isupper():
        return None
    plain = _ELIDED.sub("", names)
    leading = [name for name in plain.split() if name.casefold() not in _PARTICLES][:2]
    return names.strip() if len(leading) == 2 and all(name[0].isupper() for name in leading) else None


def signed_name(line: str) -> str | None:
    """Return who a line names, alone or with more: "Lena Varga in Orrin", "Lena Varga Arts editor"."""
    match = _SIGNED.fullmatch(line) if len(line) <= _LINE else None
    name = match and (match["names"] or match["name"])
    is_name = name and FUNCTION_WORDS.isdisjoint(word.lower() for word in name.split() if word != "and")
    return name if is_name else None


def names_in(line: str, *, marked: bool = False) -> str | None:
    """Return the persons whom a line names that is nothing but a byline, "Par Lena Varga | 3 juin 2025".

    Without "by" before it a name is one where the line is `marked`: it stands in an element for authors.
    """
    if len(line) > _LINE:
        return None
    first = next((part for part in _BARS.split(_GLUED.sub(" ", line).strip(" *_")) if part), "")
    told = _undated(first)
    label = _LABELLED.match(told) if marked else None
    names = told[label.end() :] if label else without_by(told) or (told if marked else "")
    while names.count(" ") > 1 and is_site_line(names.split()[-1]):  # "Lena Varga Twitter"
        names = names.rpartition(" ")[0]
    if signed := _SIGNED.fullmatch(names):
        name = signed["names"] or signed["name"]
    else:
        shared = _WITH_OTHERS.fullmatch(names)
        name = shared and shared["name"]
    words = [word.lower() for word in (name or "").split()]
    # A first name may be "Will" or "May", none is "Friday".
    if not words or words[0] in _DAYS or not _NO_NAMES.isdisjoint({*words} - {"and", "i"}):
        return None
    return name if signed else names


def words_of_byline(text: str) -> str:
    """Return what a byline says after "by"."""
    label = _LABELLED.match(text)
    return text[label.end() :] if label else text


def is_role(line: str) -> bool:
    """Say whether a line is what somebody does for a newspaper: "Health correspondent"."""
    return len(line) <= _LINE and bool(_ROLE_LINE.fullmatch(line))


def credit_line(line: str) -> Credits | None:
    """Read a line that is nothing but credits: "By Lena Varga | June 10, 2025", "3 min read"."""
    if len(line) > _LINE:
        return None
    parts = [part for part in _BARS.split(_GLUED.sub(" ", line).strip(" *_")) if part]
    byline: str | None = None
    moment: datetime | None = None
    known = False
    for part in parts:
        found = find_shown(part)
        rest = _undated(part)
        known = known or found is not None or rest != part.strip(" ,")
        moment = moment or (found.moment if found else None)
        if names := without_by(rest):
            byline = byline or names
            known = known or _is_byline(line)
        elif _LABELS.sub("", rest):
            if len(parts) == 1 or len(rest.split()) > _NAME_WORDS or not rest[0].isupper():
                return None  # words of its own: a headline
            byline = byline or rest
    return Credits(byline, moment) if known else None


def _undated(part: str) -> str:
    """Return a part of a line of credits without dates, times and addresses of e-mail."""
    rest = part
    while shown := find_shown(rest):  # "June 3, 2025, updated June 4, 2025"
        rest = rest[: shown.start] + " " + rest[shown.end :]
    return _CLOCK.sub(" ", _ADDRESS.sub(" ", _READING_TIME.sub(" ", rest))).strip(" ,")


def _is_byline(line: str) -> bool:
    return len(line.split()) <= _BYLINE_WORDS and not line.rstrip().endswith((".", "!", "?"))
