"""Time expressions in English questions and news: where they stand, and which span of time they mean.

All spans are aware UTC, end exclusive, in the years 1000 to 2999 (others are not reported). Weeks begin on
Monday. A month, day or weekday without a year is the last one that has begun by the anchor, or, after
"will", "scheduled" or "put back to" in the same sentence, the next that is not over; with a weekday
before it, the nearest that is one. "last year" is the calendar year before, "the past year" counts back
from the anchor. "may", "march", "april", "june" and "august" need "in"
or the like before them, or a day or a year. A four-digit number is a year, inside a name too ("World Cup
2022"), unless it is money, a count ("2014 people") or the number of a thing ("Flight 2014"); before 1900 it
needs "in" or the like. "since the 2008 crisis" and "after Tuesday's vote" only place an event in time:
their relation is IN.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum

from ingest.text.sentences import split_sentences
from service.english.date_forms import FORMS, PART, Clock, Form
from service.english.spans import Span, shares

__all__ = ["FoundSpan", "Relation", "Span", "as_utc", "find_spans"]

# What stands directly before a date: "since the ", "by ".
_RELATION = re.compile(r"\b(?P<word>since|after|before|prior to|until|till|by)\s+(?P<the>the\s+)?$", re.I)
_FROM = re.compile(r"\b(?P<word>from|between)\s+(?:the\s+)?$", re.I)
# After a date: "from 2023 on", "from 2023 onwards".
_ONWARD = re.compile(r"\s+on(?:wards?)?\b(?!\s+\w)|\s+onwards?\b", re.I)
# All that stands between two dates that make one span: " to ", " and the ", "–".
_TO = re.compile(r"\s*(?P<word>to|until|till|through|and|[-–—])\s*(?:the\s+)?", re.I)
# "The court will rule on Friday": the rest of the sentence speaks of the future. What "was due" does not: it
# may have come and gone.
_WAS = r"(?<!\bwas )(?<!\bwere )(?<!\bbeen )"
_AHEAD = re.compile(
    r"\b(?:will|won['’]t|shall|going to|scheduled|slated|(?:is|are|was|were|be|been) set (?:to|for)"
    r"|(?:is|are|['’]s|['’]re)\s+(?:\w+\s+)?(?:planned|expected|billed|due|meant|likely)"
    rf"|{_WAS}(?:planned|expected|due)\s+(?:in|on|at|by|for|before|next|later|early|mid|late|towards?|around)"
    r"|(?:is|are)\s+to\s+(?:be\s+)?[a-z]+"
    r"|upcoming|due\s+(?:on|by|back)|due\s+to\s+(?:be|open|close|meet|start|begin|launch|vote|arrive|appear|return"
    r"|take|leave|play|end|expire|speak|visit)|(?-i:may|might)\s+(?!have\b)(?-i:[a-z]+))\b|['’]ll\b",
    re.I,
)
# "put back by twelve weeks to 6 December": this date lies ahead, whatever the rest of the sentence says.
_MOVED = re.compile(
    r"\b(?:(?:put|pushed|set)\s+back|postponed|delayed|deferred|brought\s+forward|moved|adjourned|extended)\b"
    r"[^.;]{0,60}\b(?:to|until|till)\s+(?:the\s+)?$",
    re.I,
)
# … but in "will resign, her office said on Friday" the Friday is past.
_SAID = re.compile(r"\b(?:said|told|announced|reported)\s+(?:on\s+)?$", re.I)
# "two weeks later", "later in the year", "her birthday"
_VAGUE = re.compile(
    r"\b(?:overnight|birthday|Christmas|(?:days?|weeks?|months?|years?|decades?) (?:later|earlier)"
    r"|(?:early|late|later|rest|end) (?:in|of) the (?:week|month|year|decade|century))\b",
    re.I,
)
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
    """`text[start:end]` are the date words, without "in" or "since"; `span` is the time that they name."""

    start: int
    end: int
    span: Span
    relation: Relation

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

    @property
    def yearless(self) -> bool:
        return self.form.yearless and not self.match.groupdict().get("year")

    def seen_from(self, now: datetime, ahead: bool) -> Span:
        """Its span if the other date of a range tells the year."""
        return self.form.span(self.match, Clock(now, ahead)) or self.span


def _future(text: str) -> list[range]:
    """Where dates lie ahead: from "will" or the like to the end of its sentence."""
    matches = list(_AHEAD.finditer(text))
    ends = [sentence.end for sentence in split_sentences(text)] if matches else []
    return [range(match.start(), next(end for end in ends if end >= match.end())) for match in matches]


def _dates(text: str, now: datetime) -> list[_Date]:
    future = _future(text)
    found: list[_Date] = []
    lowered = text.lower()
    for form in FORMS:
        if not any(hint in lowered for hint in form.hints):
            continue
        for match in form.pattern.finditer(text):
            start, end = match.span()
            if any(start < other.end and other.start < end for other in found):
                continue
            ahead = (
                any(start in part for part in future) and not _SAID.search(text, max(0, start - 16), start)
            ) or bool(_MOVED.search(text, max(0, start - 100), start))
            span = form.span(match, Clock(now, ahead))
            if span:
                found.append(_Date(start, end, match, form, span))
    return sorted(found, key=lambda date: date.start)


def _part_of(span: Span, part: re.Match[str] | None) -> Span:
    """The early, middle or late third of `span` or its first or second half."""
    brief = span.end - span.start < timedelta(days=3)
    if part is None or brief or part[0].lower().startswith(("earlier", "later")):
        return span
    first, last = shares(span, 2 if "half" in part[0].lower() else 3)
    if part["middle"]:
        return Span(first, last)
    return Span(span.start, first) if part["first"] else Span(last, span.end)


def _joined(first: _Date, second: _Date, text: str) -> Span | None:
    """The span from `first` to `second` if the words between and before them make one, else None."""
    to = _TO.fullmatch(text, first.end, second.start)
    lead = _FROM.search(text, max(0, first.start - 16), first.start)
    word = to and to["word"].lower()
    between = lead is not None and lead["word"].lower() == "between"
    if not to or (word == "and") != between or (word == "until" and not lead):
        return None
    begin, end = first.span, second.span
    if first.yearless:
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
    return FoundSpan(start, date.end, _part_of(date.span, part), relation)


def _found(dates: list[_Date], text: str) -> Iterator[FoundSpan]:
    index = 0
    while index < len(dates):
        date, following = dates[index], dates[index + 1 : index + 2]
        span = _joined(date, following[0], text) if following else None
        if span:
            yield FoundSpan(date.start, following[0].end, span, Relation.IN)
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


def find_spans(text: str, anchor: datetime) -> list[FoundSpan]:
    """Return the time expressions of `text` in order; never raises.

    Relative ones are read from the day that the clock of `anchor` shows.
    """
    text = text.translate(_FOLDED)
    return list(_found(_dates(text, _on_its_clock(anchor)), text))
