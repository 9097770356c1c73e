"""The figures, dates and names of a sentence, each looked for in the sentences of the archive nearest to it.

Relative dates of the draft are read from its day, those of an article from the article's.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from difflib import SequenceMatcher
from functools import cached_property

from ingest.text.stems import stems
from service.drafts.draft import Detail, DetailKind, Instead, Standing, Together
from service.drafts.roles import swapped
from service.drafts.senses import contrary, multiples, without_multiples
from service.english.dates.find import FoundSpan, find_spans
from service.english.figures.amounts import Amount, amounts, loose_figures, said_amounts
from service.english.figures.measures import extent
from service.english.figures.values import ValueKind
from service.english.names import Known, claimed_names
from service.english.places import search_before
from service.english.stance.cues import denied_before
from service.english.words import STOP_WORDS, find_names

# Words behind a figure in which what it counts is named: "31 more people".
_COUNTED_WORDS = 3
_COUNTED = re.compile(r"\s*[\w'’-]+")
_MEASURE_BEFORE = re.compile(r"\b([a-z]+)(?:\s+of)?(?:\s+an?)?\s+\Z")
_HAS_YEAR = re.compile(r"\d{4}")
# Names so much alike may be one name in two spellings.
_ALIKE = 0.8
# A date of which another stands in the place is at most so many times as long or as short.
_SCALE = 3
_DIGIT = re.compile(r"\d")
_PAIR_BEFORE, _PAIR_BEHIND = re.compile(r"\d[-–]\Z"), re.compile(r"[-–]\d")
# Two Tuesdays further apart than this are of different events.
_ONE_TIME = timedelta(days=14)
# "On Monday" may be said for "on 4 March", a Tuesday.
_ONE_WEEK = timedelta(days=7)


@dataclass(frozen=True)
class Source:
    """A sentence of the archive that is near to one of the draft, with its headline and the one before it.

    `said_at` is its article's day, `speakers` are who says in its article what the draft's sentence quotes.
    """

    marker: int
    article_id: str
    text: str
    title: str
    before: str
    publisher: str | None
    said_at: datetime
    speakers: tuple[str, ...] = ()

    @cached_property
    def amounts(self) -> list[Amount]:
        return [each for each in self._amounts if not denied_before(self.text, each.start)]

    @cached_property
    def denied_amounts(self) -> list[Amount]:
        """The figures that it says are wrong: "84 million, not 48 million"."""
        return [each for each in self._amounts if denied_before(self.text, each.start)]

    @cached_property
    def _amounts(self) -> list[Amount]:
        return said_amounts(without_multiples(self.text))

    @cached_property
    def dates(self) -> list[FoundSpan]:
        return [each for each in self._dates if not denied_before(self.text, each.start)]

    @cached_property
    def denied_dates(self) -> list[FoundSpan]:
        """The dates that it says are wrong: "in 2019, not in March"."""
        return [each for each in self._dates if denied_before(self.text, each.start)]

    @cached_property
    def _dates(self) -> list[FoundSpan]:
        return find_spans(self.text, self.said_at)

    @cached_property
    def known(self) -> Known:
        """What it names: it, its headline, the sentence before, its publisher and whom it quotes."""
        texts = (self.text, self.title, self.before)
        dated = [(text, find_spans(text, self.said_at)) for text in texts]
        return Known.of(dated, [*([self.publisher] if self.publisher else []), *self.speakers])


def details_of(text: str, day: datetime, sources: Sequence[Source]) -> list[Detail]:
    """Return the figures, dates and names of a sentence with how they stand to the sources.

    Where some of the sources' articles speak of whom the sentence names, its figures and dates are looked for
    in these alone: those of another company say nothing.
    """
    dates = find_spans(text, day)
    names = list(_names(text, dates, sources))
    known = {marker for name in names for marker in name.markers}
    speaking = {each.article_id for each in sources if each.marker in known}
    same = [each for each in sources if each.article_id in speaking] or sources
    words = (
        Detail(DetailKind.WORDS, said, Standing.DIFFERS, instead=tuple(instead))
        for said, instead in contrary(without_multiples(text), [(each.marker, each.text) for each in same])
    )
    return [*_figures(text, same), *_dates(text, dates, same), *names, *words]


def together(details: Sequence[Detail], articles: Mapping[int, str]) -> Together | None:
    """Return where the details that agree stand together; None for fewer than two. Articles are by marker."""
    agreeing = [frozenset(each.markers) for each in details if each.standing is Standing.AGREES]
    if len(agreeing) < 2:
        return None
    if frozenset.intersection(*agreeing):
        return Together.QUOTE
    named = [frozenset(articles[marker] for marker in markers) for markers in agreeing]
    return Together.ARTICLE if frozenset.intersection(*named) else Together.APART


# Figures


def _figures(text: str, sources: Sequence[Source]) -> Iterator[Detail]:
    yield from _multiples(text, sources)
    text = without_multiples(text)
    ours = [each for each in amounts(text) if not denied_before(text, each.start)]
    turned = {each.marker: dict(swapped(text, ours, each.text, each.amounts)) for each in sources}
    found: list[tuple[Amount, Detail]] = []
    for amount in ours:
        agreeing = [
            each.marker
            for each in sources
            if amount not in turned[each.marker]
            and any(_bears_figure(amount, text, other, each.text) for other in each.amounts)
        ]
        instead = [
            Instead(each.marker, _measured(other, each.text))
            for each in sources
            for other in each.amounts
            if turned[each.marker].get(amount) == other
            or (_comparable(amount, text, other, each.text) and not any(mine.matches(other) for mine in ours))
        ]
        denied = [
            Instead(each.marker, f"not {_measured(other, each.text)}")
            for each in sources
            for other in each.denied_amounts
            if amount.matches(other)
        ]
        detail = _detail(DetailKind.FIGURE, _measured(amount, text), agreeing, instead, denied)
        found.append((amount, detail))
    yield from (detail for amount, detail in found if not _borne_by_other(amount, detail, found))
    for figure in dict.fromkeys(loose_figures(text)):
        agreeing = [each.marker for each in sources if figure in loose_figures(each.text)]
        yield _detail(DetailKind.FIGURE, figure, agreeing, [])


def _borne_by_other(amount: Amount, detail: Detail, found: Sequence[tuple[Amount, Detail]]) -> bool:
    """Return whether a figure that agrees with nothing is a part of one that does, or the whole of its parts.

    "Seven in ten" is a share, and "three in five days" are two figures: what agrees tells which.
    """
    return detail.standing is not Standing.AGREES and any(
        other is not amount
        and read.standing is Standing.AGREES
        and amount.start < other.end
        and other.start < amount.end
        for other, read in found
    )


def _multiples(text: str, sources: Sequence[Source]) -> Iterator[Detail]:
    """Yield the "doubled" and "three times as many" of a text."""
    ours = [(text[start:end], factor) for start, end, factor in multiples(text)]
    theirs = [
        (each.marker, each.text[start:end], factor)
        for each in sources
        for start, end, factor in multiples(each.text)
    ]
    factors = {factor for _, factor in ours}
    for words, factor in ours:
        agreeing = [marker for marker, _, other in theirs if other == factor]
        instead = [Instead(marker, other) for marker, other, number in theirs if number not in factors]
        yield _detail(DetailKind.FIGURE, words, agreeing, instead)


def _bears_figure(amount: Amount, text: str, other: Amount, other_text: str) -> bool:
    """Return whether a source's figure bears out the draft's: of "6-3" the 3 says nothing of three sets."""
    return amount.matches(other) and _is_paired(text, amount) >= _is_paired(other_text, other)


def _is_paired(text: str, amount: Amount) -> bool:
    """Return whether a figure is one of two that a hyphen joins: a score, or where a range begins or ends."""
    return bool(
        _PAIR_BEFORE.search(text, max(0, amount.start - 2), amount.start)
        or _PAIR_BEHIND.match(text, amount.end)
    )


def _comparable(amount: Amount, text: str, other: Amount, other_text: str) -> bool:
    """Return whether a source's figure measures what the draft's does: one currency, one thing counted."""
    ours, theirs = (each.qualifiers.unit for each in (amount, other))
    if amount.kind is not other.kind or (ours and ours.kind) != (theirs and theirs.kind):
        return False
    if amount.kind is ValueKind.NUMBER and ours is None:
        return bool(_counted(text, amount) & _counted(other_text, other))
    return amount.kind is ValueKind.DURATION or amount.unit == other.unit


def _measured(amount: Amount, text: str) -> str:
    """Return a figure with its unit, without which 42 miles and 42 km are one."""
    if not amount.qualifiers.unit:
        return amount.text
    return text[amount.start : extent(text, amount.start, amount.end)[1]]


def _counted(text: str, amount: Amount) -> frozenset[str]:
    """Return the stems of the words behind a figure, and of that before it: "magnitude of 6.1"."""
    start, place = extent(text, amount.start, amount.end)
    words = [before[1]] if (before := search_before(_MEASURE_BEFORE, text, start)) else []
    while len(words) < _COUNTED_WORDS and (match := _COUNTED.match(text, place)):
        words.append(match[0].strip())
        place = match.end()
    return frozenset(stems(" ".join(word for word in words if word.casefold() not in STOP_WORDS)))


# Dates


def _dates(text: str, dates: Sequence[FoundSpan], sources: Sequence[Source]) -> Iterator[Detail]:
    for date in dates:
        if denied_before(text, date.start):
            continue
        words = text[date.start : date.end].rstrip(".,")
        agreeing = [
            each.marker
            for each in sources
            if any(_bears_out(words, date, each.text, other) for other in each.dates)
        ]
        others = [
            (each, other)
            for each in sources
            for other in each.dates
            if _comparable_date(words, date, each.text, other)
            and not _borne_by_any(text, dates, each.text, other)
        ]
        # A slip is near; beside it a date of another time is of another event.
        near = [(each, other) for each, other in others if _apart(date, other) <= _ONE_TIME] or others
        instead = [Instead(each.marker, _said_date(each.text, other)) for each, other in near]
        denied = [
            Instead(each.marker, f"not {_said_date(each.text, other)}")
            for each in sources
            for other in each.denied_dates
            if _bears_out(words, date, each.text, other)
        ]
        detail = _detail(DetailKind.DATE, words, agreeing, instead, denied)
        # "Monday, there Monday" would seem to be one day.
        same = any(each.text.startswith(words) for each in detail.instead)
        yield replace(detail, text=_said_date(text, date)) if same else detail


def _bears_out(words: str, date: FoundSpan, other_text: str, other: FoundSpan) -> bool:
    """Return whether a source's date lies within the draft's, or is its day of a year that neither names."""
    if date.span.start <= other.span.start and other.span.end <= date.span.end:
        return True
    if _HAS_YEAR.search(words) or _HAS_YEAR.search(other_text[other.start : other.end]):
        return False
    if not (_DIGIT.search(words) and _DIGIT.search(other_text[other.start : other.end])):
        return False
    ours, theirs = date.span, other.span
    days = (ours.start.month, ours.start.day), (theirs.start.month, theirs.start.day)
    return days[0] == days[1] and ours.length == theirs.length


def _borne_by_any(text: str, dates: Iterable[FoundSpan], other_text: str, other: FoundSpan) -> bool:
    return any(
        _bears_out(text[date.start : date.end].rstrip(".,"), date, other_text, other) for date in dates
    )


def _comparable_date(words: str, date: FoundSpan, other_text: str, other: FoundSpan) -> bool:
    """Return whether one may stand in the other's place: by number, by name of one time, or within a week."""
    ours, theirs = date.span.length, other.span.length
    if ours > _SCALE * theirs or theirs > _SCALE * ours:
        return False
    numbered = _DIGIT.search(words) is not None
    if numbered != (_DIGIT.search(other_text[other.start : other.end]) is not None):
        return _apart(date, other) <= _ONE_WEEK
    return numbered or _apart(date, other) <= _ONE_TIME


def _apart(one: FoundSpan, other: FoundSpan) -> timedelta:
    return abs(one.span.start - other.span.start)


def _said_date(text: str, date: FoundSpan) -> str:
    words = text[date.start : date.end].rstrip(".,")
    first = date.span.start.date().isoformat()
    return words if _HAS_YEAR.search(words) else f"{words} ({first})"


# Names


def _names(text: str, dates: list[FoundSpan], sources: Sequence[Source]) -> Iterator[Detail]:
    for name in claimed_names(text, dates):
        agreeing = [each.marker for each in sources if each.known.has(name)]
        instead = [
            Instead(each.marker, other)
            for each in sources
            for other in find_names(each.text, each.dates)
            if _near_name(name.text, other)
        ]
        yield _detail(DetailKind.NAME, name.text, agreeing, instead)


def _near_name(name: str, other: str) -> bool:
    """Return whether two names are nearly the same: a part is another, or a letter."""
    if name.casefold() == other.casefold():
        return False
    ours, theirs = name.casefold().split(), other.casefold().split()
    if len(ours) == len(theirs) == 2 and ours[-1] == theirs[-1]:  # first names
        return True
    return SequenceMatcher(None, name.casefold(), other.casefold(), autojunk=False).ratio() >= _ALIKE


def _detail(
    kind: DetailKind,
    text: str,
    agreeing: Sequence[int],
    instead: Sequence[Instead],
    denied: Sequence[Instead] = (),
) -> Detail:
    """Return how a detail stands to the sources; one that denies it counts more than one that has it."""
    if agreeing and not denied:
        return Detail(kind, text, Standing.AGREES, tuple(dict.fromkeys(agreeing)))
    if instead or denied:
        return Detail(kind, text, Standing.DIFFERS, instead=tuple(dict.fromkeys([*denied, *instead])))
    return Detail(kind, text, Standing.NOWHERE)
