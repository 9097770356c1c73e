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
from service.english.date_forms import FORMS, MONTHS, PART, REFERENCE, WEEKDAYS, Clock, Form, part_of
from service.english.spans import Span

__all__ = ["FoundSpan", "Relation", "Span", "as_utc", "find_spans"]

# What stands directly before a date: "since the ", "by ".
_RELATION = re.compile(r"\b(?P<word>since|after|before|prior to|until|till|by)\s+(?P<the>the\s+)?$", re.I)
_FROM = re.compile(r"\b(?P<word>from|between)\s+(?:the\s+)?$", re.I)
# After a date: "from 2023 on", "from 2023 onwards".
_ONWARD = re.compile(r"\s+on(?:wards?)?\b(?!\s+\w)|\s+onwards?\b", re.I)
# All that stands between two dates that make one span: " to ", " and the ", "–".
_TO = re.compile(r"\s*(?P<word>to|until|till|through|and|[-–—])\s*(?:the\s+)?", re.I)
# "The court will rule on Friday": the rest of the sentence speaks of the future. What "was due" does not: it
# may have come and gone. "is on Friday" and "opens on Friday" are said of what is arranged.
_NAMES = "|".join((*MONTHS, *WEEKDAYS))
_WAS = r"(?<!\bwas )(?<!\bwere )(?<!\bbeen )"
_AHEAD = re.compile(
    r"\b(?:will|won['’]t|shall|going to|scheduled|slated|(?:is|are|was|were|be|been) set (?:to|for)"
    r"|(?:is|are|['’]s|['’]re)\s+(?:\w+\s+)?(?:planned|expected|billed|due|meant|likely)"
    rf"|{_WAS}(?:planned|expected|due)\s+(?:in|on|at|by|for|before|next|later|early|mid|late|towards?|around)"
    r"|(?:is|are)\s+to\s+(?:be\s+)?[a-z]+"
    rf"|(?:is|are)\s+(?=(?:(?:on|in|next|this)\s+)?(?:early\s+|late\s+|mid-)?(?:\d\d?\s+)?(?:{_NAMES}))|ahead\s+of"
    r"|(?:opens|begins|starts|ends|closes|resumes?|expires|concludes|meets|faces|takes?\s+(?:place|effect)"
    r"|goes?\s+(?:on|to|before|into)|comes?\s+into|kicks?\s+off)"
    rf"(?=(?:\s+\w+){{0,3}}?(?:\s+(?:on|in|this|next|early|late))?\s+(?:\d\d?\s+)?(?:{_NAMES}))"
    r"|(?:should|could|would)\s+(?!have\b)[a-z]+"
    r"|(?:plans?|hopes?|aims?|intends?|expects?|wants?|seeks?|vows?|pledges?|promises?|proposes?|prepar(?:es?|ing)"
    r"|hoping|planning|aiming|agreed|vowed|pledged|promised)\s+to\s+[a-z]+"
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
_SAID = re.compile(
    r"\b(?:said|told|announced|reported|added|confirmed|warned|wrote)\s+"
    r"(?:(?:reporters|journalists|lawmakers|(?:in|at)\s+an?(?:\s+\w+){1,2})\s+)?(?:late\s+|early\s+)?(?:on\s+)?$",
    re.I,
)
# … and so it is in "will look into the fire that killed nine on Friday".
_OVER = re.compile(
    r"\b(?:which|who|that|after|since|when|because)\s[^.;]*?"
    r"\b(?:was|were|had|did|(?<!be )(?!need|feed|speed|indeed)\w{2,}ed"
    r"|began|came|took|fell|rose|left|won|lost|met|broke|held|made)\b[^,.;]*$",
    re.I,
)
# "two weeks later", "later in the year", "her birthday"
_VAGUE = re.compile(
    r"\b(?:overnight|birthday|Christmas|(?:days?|weeks?|months?|years?|decades?) (?:later|earlier)"
    r"|(?:early|late|later|rest|end) (?:in|of) the (?:week|month|year|decade|century))\b",
    re.I,
)
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
        named = self.match.groupdict()
        return self.form.yearless and not (named.get("year") or named.get("yy"))

    def seen_from(self, now: datetime, ahead: bool) -> Span:
        """Its span if the other date of a range tells the year."""
        return self.form.span(self.match, Clock(now, ahead)) or self.span


def _future(text: str) -> list[range]:
    """Where dates lie ahead: from "will" or the like to the end of its sentence."""
    matches = list(_AHEAD.finditer(text))
    ends = [sentence.end for sentence in split_sentences(text)] if matches else []
    return [range(match.start(), next(end for end in ends if end >= match.end())) for match in matches]


def _lies_ahead(text: str, start: int, future: list[range]) -> bool:
    """Whether the date at `start` is one to come, as its sentence says."""
    if _MOVED.search(text, max(0, start - 100), start):
        return True
    cues = [part.start for part in future if start in part]
    if not cues or _SAID.search(text, max(0, start - 60), start):
        return False
    return not _OVER.search(text, cues[-1], start)


def _dates(text: str, now: datetime) -> list[_Date]:
    future: list[range] | None = None
    found: list[_Date] = []
    lowered = text.lower()
    for form in FORMS:
        if not _hinted(form, lowered):
            continue
        for match in form.pattern.finditer(text):
            start, end = match.span()
            if any(start < other.end and other.start < end for other in found):
                continue
            if form.tensed and future is None:
                future = _future(text)
            ahead = bool(form.tensed and future is not None and _lies_ahead(text, start, future))
            span = form.span(match, Clock(now, ahead))
            if span:
                found.append(_Date(start, end, match, form, span))
    return _with_references(sorted(found, key=lambda date: date.start), text, lowered)


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
    for match in REFERENCE.pattern.finditer(text):
        start, end = match.span()
        before = [date for date in dates if date.end <= start]
        span = REFERENCE.span(match, Clock(before[-1].span.start, ahead=False)) if before else None
        if not span or _length(before[-1].span) > _ABOUT * _length(span):
            continue
        rest = [date for date in dates if date.start >= end or date.end <= start]
        dates = sorted([*rest, _Date(start, end, match, REFERENCE, span)], key=lambda date: date.start)
    return dates


def _length(span: Span) -> timedelta:
    return span.end - span.start


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
    return FoundSpan(start, date.end, part_of(date.span, part) if part else date.span, relation)


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
