"""Time expressions in English questions and news: where they stand, and which span of time they mean.

All spans are aware UTC, end exclusive, in the years 1000 to 2999 (others are not reported). Weeks begin on
Monday. A month, day or weekday without a year is the last one that has begun by the anchor, or, after
"will", "is scheduled" or "put back to" in the same sentence, the next that is not over; after "could" or
"plans to", and in an article before a noun ("a June 1 deadline"), it is the nearest (tense.py);
with a weekday before it, the nearest that is one. "last year" is the calendar year before, "the past year"
counts back from the anchor. A day without a year is read from one with a year before it in its sentence
behind "until" ("resigned on May 24, 2019, and stayed until July 24"), or from the year that opens it ("In
2020 …"), unless words such as "will" stand between. "the same day" and "a year earlier" are read from the
date before them in the text, if there is one. Asked of an archive that has ended, a name of a time that comes
again means the last by its end, if it would mean a later one. Times of day and durations are not read. "may",
"march", "april", "june" and "august" need "in" or the like before them, or a day or a year. A four-digit
number is a year, inside a name too ("World Cup 2022"), unless it is money, a count ("2014 people") or the
number of a thing ("Flight 2014"); before 1900 it needs "in" or the like. "since the 2008 crisis" and "after
Tuesday's vote" only place an event in time: their relation is IN.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from enum import StrEnum

from service.english.dates.forms import COMMA_OR_BLANK, FORMS, PART, REFERENCE, Clock, Form, part_of
from service.english.dates.spans import Span, midnight, whole_days
from service.english.dates.tense import Tense, Tenses
from service.english.places import TextPlaces, search_before

__all__ = ["FoundSpan", "Relation", "Span", "as_utc", "find_spans"]

# What stands directly before a date: "since the ", "by ".
_RELATION = re.compile(r"\b(?P<word>since|after|before|prior to|until|till|by)\s+(?P<the>the\s+)?$", re.I)
_FROM = re.compile(r"\b(?P<word>from|between)\s+(?:the\s+)?$", re.I)
# After a date: "from 2023 on", "from 2023 onwards".
_ONWARD = re.compile(r"\s+on(?:wards?)?\b(?!\s+\w)|\s+onwards?\b", re.I)
# All that stands between two dates that make one span: " to ", " and the ", "–".
_TO = re.compile(r"\s*(?P<word>to|until|till|through|and|[-–—])\s*(?:the\s+)?", re.I)
# "two weeks later", "later in the year", "her birthday"
_VAGUE = re.compile(
    r"\b(?:overnight|birthday|Christmas|(?:days?|weeks?|months?|years?|decades?) (?:later|earlier)"
    r"|(?:early|late|later|rest|end) (?:in|of) the (?:week|month|year|decade|century))\b",
    re.I,
)
# "February of that year", "December the following year"
_OF = re.compile(rf"{COMMA_OR_BLANK}(?:of\s+)?")
# What stands before a date that opens a sentence: all of it is said of that time.
_UNTIL = re.compile(r"\b(?:until|till|through)\s+(?:the\s+)?\Z", re.I)
_OPENING = re.compile(r"(?:\A|[.?!:]\s+|\n)\W*(?:In|During)\s+(?:(?:early|late|mid)[\s-]+)?\Z")
_WEEK = timedelta(days=7)
# Months and years are not all of one length.
_ABOUT = 1.2
_FOLDED = str.maketrans("İıſK", "IisK")  # re.I takes these for i, s and k, but their lower() differs


class Relation(StrEnum):
    """How an event stands to the named span."""

    IN = "in"
    SINCE = "since"
    AFTER = "after"
    BEFORE = "before"
    UNTIL = "until"


_RELATIONS = {"prior to": Relation.BEFORE, "till": Relation.UNTIL, "by": Relation.UNTIL}


@dataclass(frozen=True, slots=True)
class FoundSpan:
    """`text[start:end]` are the date words, without "in" or "since"; `span` is the time that they name.

    It is `moved` if the words would name a later one, were it not that the archive ends before.
    """

    start: int
    end: int
    span: Span
    relation: Relation
    moved: bool = False

    @property
    def after(self) -> datetime | None:
        """The first moment that the expression allows, None if open."""
        if self.relation in (Relation.BEFORE, Relation.UNTIL):
            return None
        return self.span.end if self.relation is Relation.AFTER else self.span.start

    @property
    def before(self) -> datetime | None:
        """The first moment that the expression no longer allows, None if open."""
        if self.relation in (Relation.SINCE, Relation.AFTER):
            return None
        return self.span.start if self.relation is Relation.BEFORE else self.span.end


@dataclass(frozen=True, slots=True)
class _Date:
    """One date of the text, before the words around it are read."""

    start: int
    end: int
    match: re.Match[str]
    form: Form
    span: Span
    moved: bool = False

    @property
    def yearless(self) -> bool:
        named = self.match.groupdict()
        return self.form.yearless and not (named.get("year") or named.get("yy"))

    @property
    def is_day(self) -> bool:
        """Whether it names a day of a month: bare months are seldom of the year that the sentence names."""
        named = self.match.groupdict()
        return bool(named.get("month") and named.get("day")) and not named.get("other")

    def seen_from(self, now: datetime, ahead: bool) -> Span:
        """Its span if the other date of a range tells the year."""
        return self.form.span(self.match, Clock(now, ahead)) or self.span


def _dates(text: str, now: datetime, tenses: Tenses, ends: datetime | None) -> list[_Date]:
    found: list[_Date] = []
    taken = TextPlaces()
    lowered = text.lower()
    for form in FORMS:
        if not _hinted(form, lowered):
            continue
        before = len(found)
        for match in form.pattern.finditer(text):
            start, end = match.span()
            if taken.meet(start, end):
                continue
            tense = tenses.of(start, end) if form.tensed else Tense.PAST
            span = _span(form, match, now, tense)
            moved = bool(ends and span and span.start > ends and not form.chosen(match))
            if ends and moved:
                span = _span(form, match, ends, tense)
            if span:
                found.append(_Date(start, end, match, form, span, moved))
        if len(found) > before:
            taken = TextPlaces((each.start, each.end) for each in found)
    found = _in_named_years(sorted(found, key=lambda date: date.start), text, tenses)
    return _with_references(found, text, lowered)


def _in_named_years(dates: list[_Date], text: str, tenses: Tenses) -> list[_Date]:
    """Read days without a year from the year that opens their sentence; behind "until", from a day before.

    Elsewhere the second day may be that of the report: "imposed on 24 May 2019, it was lifted on March 3".
    """
    named: _Date | None = None
    read: list[_Date] = []
    for date in dates:
        if date.yearless and date.is_day:
            goes_on = named and (not named.is_day or search_before(_UNTIL, text, date.start))
            if named and goes_on and tenses.goes_on(named.end, date.start):
                date = replace(date, span=date.seen_from(named.span.start, ahead=True))
        elif date.match.groupdict().get("year") and (
            date.is_day or search_before(_OPENING, text, date.start)
        ):
            named = date
        read.append(date)
    return read


def _span(form: Form, match: re.Match[str], now: datetime, tense: Tense) -> Span | None:
    if tense in (Tense.PAST, Tense.FUTURE):
        return form.span(match, Clock(now, tense is Tense.FUTURE))
    both = (form.span(match, Clock(now, ahead)) for ahead in (False, True))
    near = [span for span in both if span]
    if near and near[-1].start - near[0].start <= _WEEK:
        return near[-1 if tense is Tense.SOON else 0]
    today = whole_days(midnight(now))
    by_far = 2 if tense is Tense.CLOSE else 1
    return min(
        near, key=lambda span: max(by_far * (span.start - today.start), today.end - span.end), default=None
    )


def _hinted(form: Form, lowered: str) -> bool:
    """Whether a lowered text may hold the form; a loop, as this is asked of each form for each sentence."""
    for hint in form.hints:  # noqa: SIM110
        if hint in lowered:
            return True
    return False


def _with_references(dates: list[_Date], text: str, lowered: str) -> list[_Date]:
    """Add what is read from the date before it: "the same day", "two years later"."""
    if not dates or not _hinted(REFERENCE, lowered):
        return dates
    read: list[_Date] = []
    left = deque(dates)
    for match in REFERENCE.pattern.finditer(text):
        while left and left[0].end <= match.start():
            read.append(left.popleft())
        found = _referring(match, read, text)
        if found:
            if read[-1].start == found.start:
                read.pop()
            read.append(found)
            while left and left[0].start < found.end:
                left.popleft()
    return [*read, *left]


def _referring(match: re.Match[str], before: list[_Date], text: str) -> _Date | None:
    """What a reference means after the dates before it; "February of that year" is one date with the last."""
    start, end = match.span()
    of_year = "year" in match[0].lower() and before and before[-1].yearless
    inner = before[-1] if of_year and _OF.fullmatch(text, before[-1].end, start) else None
    named = before[-2:-1] if inner else before[-1:]
    if not named:
        return None
    told = named[0].span
    span = REFERENCE.span(match, Clock(told.start, ahead=False))
    if not span or told.length > _ABOUT * span.length:
        return None
    if inner:
        meant = inner.seen_from(span.start, ahead=True)
        return _Date(inner.start, end, inner.match, inner.form, meant, named[0].moved)
    return _Date(start, end, match, REFERENCE, span, named[0].moved)


def _joined(first: _Date, second: _Date, text: str) -> Span | None:
    """The span from `first` to `second` if the words between and before them make one, else None."""
    to = _TO.fullmatch(text, first.end, second.start)
    lead = _FROM.search(text, max(0, first.start - 16), first.start)
    word = to and to["word"].lower()
    between = lead is not None and lead["word"].lower() == "between"
    if not to or (word == "and") != between or (word == "until" and not lead):
        return None
    begin, end = first.span, second.span
    # From a December that the archive covers on to March, it is not the March before.
    if first.yearless and (first.moved or not second.moved):
        begin = first.seen_from(end.start, ahead=False)
    elif second.yearless:
        end = second.seen_from(begin.end, ahead=True)
    return Span(begin.start, end.end) if begin.start < end.start else None


def _single(date: _Date, text: str) -> FoundSpan:
    part = PART.search(text, max(0, date.start - 40), date.start)
    start = part.start() if part else date.start
    lead = _RELATION.search(text, max(0, start - 16), start)
    named_event = text.startswith(("'s", "’s"), date.end) or (
        lead and lead["the"] and date.form.adjective and not part
    )
    relation = Relation.IN
    if lead and not named_event:
        word = lead["word"].lower()
        relation = _RELATIONS.get(word) or Relation(word)
    elif _ONWARD.match(text, date.end) and _FROM.search(text, max(0, start - 16), start):
        relation = Relation.SINCE
    span = part_of(date.span, part) if part else date.span
    return FoundSpan(start, date.end, span, relation, date.moved)


def _found(dates: list[_Date], text: str) -> Iterator[FoundSpan]:
    index = 0
    while index < len(dates):
        date, following = dates[index], dates[index + 1 : index + 2]
        span = _joined(date, following[0], text) if following else None
        if span:
            moved = date.moved and following[0].moved
            yield FoundSpan(date.start, following[0].end, span, Relation.IN, moved)
        else:
            yield _single(date, text)
        index += 2 if span else 1


def as_utc(moment: datetime) -> datetime:
    """Return `moment` in UTC; one without a zone or at the edge of datetime's range is taken to be UTC."""
    if moment.tzinfo is None:
        return moment.replace(tzinfo=UTC)
    with suppress(OverflowError):
        return moment.astimezone(UTC)
    return moment.replace(tzinfo=UTC)


def _on_its_clock(moment: datetime) -> datetime:
    """Return what the clock of `moment` shows as if it were UTC: "today" is its day, and spans compare."""
    return moment.replace(tzinfo=UTC)


def has_vague_date(text: str) -> bool:
    """Return whether a text says when without a date that could be found: "overnight", "two weeks later"."""
    return _VAGUE.search(text) is not None


def find_spans(
    text: str, anchor: datetime, *, asked: bool = False, ends: datetime | None = None
) -> list[FoundSpan]:
    """Return the time expressions of `text`, which is `asked` if it is a question, in order; never raises.

    Relative ones are read from the day that the clock of `anchor` shows. A time that comes again ("in
    August", "at Christmas", "on Friday") and would lie after `ends` is read from there.
    """
    text = text.translate(_FOLDED)
    ends = _on_its_clock(ends) if ends else None
    return list(_found(_dates(text, _on_its_clock(anchor), Tenses(text, asked=asked), ends), text))
