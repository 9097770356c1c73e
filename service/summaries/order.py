"""The order of sentences in a summary, and the days of what they tell."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache

from ingest.text.stems import stems
from service.english.dates.find import FoundSpan, Relation, find_spans
from service.english.dates.tense import is_of_saying
from service.english.stance.telling import foretells
from service.evidence.cite import public_since
from service.evidence.scoring import Evidence
from service.summaries.pool import Candidate
from service.summaries.summary import EventDate
from service.summaries.worth import leans

# What was foreseen is dated by a day that stands beside it ("said on Tuesday"), not by a longer time.
_EXACT = timedelta(days=2)
_GOES_ON = re.compile(r"\b(?:also|too|however|meanwhile|instead|moreover|therefore)\b", re.I)
# Who speaks stands elsewhere.
_SPEAKS = re.compile(r"^[^\"“”]*\b(?:I|[Mm]y|[Ww]e|[Oo]ur)\b|^\W*[\"“]")
# "On Monday 7 July:"
_BEFORE_DAY = re.compile(r"^\W*on\s+", re.I)
# A longer time (a decade) does not date an event.
_LONGEST = timedelta(days=370)
# An article whose best sentence has this share of the best of all may come first.
_WEIGHTY = 0.6
# A sentence that opens a summary has this share of the weight of the best that could.
_WEIGHTY_OPENING = 0.5
_MOMENT = timedelta(microseconds=1)
# A clause that only describes ("a satellite that will measure") does not put the sentence in the future.
_CLAUSE = re.compile(r"\b(?:that|which|who) will\b")
# Nor does the day of what such a clause describes date the sentence: "a judge, who was named in 2020".
_DESCRIBING = re.compile(r",\s+(?:which|who|whose|where)\b[^,]*", re.I)
# What is compared with a time did not happen then: "more than last year", "down from 4 million in 2019".
_COMPARED = re.compile(
    r"\b(?:than\s+(?:(?:it|they|he|she|we)\s+\w+\s+)?|compared\s+(?:with|to)\s+(?:[$€£]?[\d.,]+%?\s+(?:\w+\s+)?)?"
    r"|from\s+[$€£]?[\d.,]+%?\s+(?:\w+\s+)?|(?:up|down|per\s?cent|%)\s+(?:\w+ly\s+)?from\s+)"
    r"(?:(?:in|on|during)\s+)?(?:the\s+)?$",
    re.I,
)
_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_WEEKDAY = re.compile("|".join(_WEEKDAYS), re.I)
# A page that is rewritten keeps its first date: of 45 such days of news that seemed six days past 41 were the
# next, and the others "every Tuesday" or of another month.
_BARE_WEEKDAY = re.compile(
    rf"(?:(?:late|early)\s+)?(?:{'|'.join(_WEEKDAYS)})(?:\s+(?:night|morning|evening|afternoon))?", re.I
)
_SIX_DAYS, _WEEK, _DAY_AFTER = timedelta(days=6), timedelta(days=7), timedelta(days=1)
_YEAR, _DAY = re.compile(r"\d{4}"), re.compile(r"\b\d{1,2}\b")


@dataclass(frozen=True, slots=True)
class DatedText:
    """The text of a sentence and the moment from which its dates are read."""

    text: str
    at: datetime


def by_importance(chosen: Sequence[Candidate]) -> list[Candidate]:
    """Return sentences of one article together, as they follow there; the most telling article first."""
    first: dict[str, int] = {}
    for rank, each in enumerate(chosen):
        first.setdefault(each.item.stored.article.id, rank)
    return sorted(chosen, key=lambda each: (first[each.item.stored.article.id], each.item.start))


def latest_first(chosen: Sequence[Candidate]) -> list[Candidate]:
    """Return sentences of one article together, the latest article first; those with nothing weighty last."""
    best: dict[str, float] = {}
    for each in chosen:
        id_ = each.item.stored.article.id
        best[id_] = max(best.get(id_, 0.0), each.weight)
    least = _WEIGHTY * max(best.values(), default=0.0)

    def place(candidate: Candidate) -> tuple[bool, float, str, int]:
        id_ = candidate.item.stored.article.id
        return best[id_] < least, -public_since(candidate.item).timestamp(), id_, candidate.item.start

    return sorted(chosen, key=place)


def opening_first(ordered: Sequence[Candidate], names: Sequence[str]) -> list[Candidate]:
    """Return sentences with one first that names what they are about and leans on no other, if any does."""
    wanted = frozenset(stems(" ".join(names)))
    opening = [each for each in ordered if _opens(each.item.text, wanted)]
    least = _WEIGHTY_OPENING * max((each.weight for each in opening), default=0.0)
    first = next((each for each in opening if each.weight >= least), None)
    return list(ordered) if first is None else [first, *(each for each in ordered if each is not first)]


def _opens(text: str, wanted: frozenset[str]) -> bool:
    named = len(wanted & frozenset(stems(text)))
    return 2 * named >= len(wanted) and not (leans(text) or _GOES_ON.search(text) or _SPEAKS.search(text))


def event_of(item: Evidence, said_at: datetime) -> EventDate:
    """Return the days of what a sentence of an article tells: its own, or those of the day that heads it.

    An article that goes from day to day names each once, at the beginning of what it tells of it.
    """
    event = event_date(item.text, said_at)
    if event.words:
        return event
    told = [_led(item.stored.sentence(index), said_at) for index in range(len(item.stored.passage.sentences))]
    led = [each for each in told if each]
    heading = next((each for each in reversed(told[: item.index]) if each), None)
    return heading.event if heading and (heading.alone or len(led) > 1) else event


def event_date(text: str, said_at: datetime) -> EventDate:
    """Return the days that a sentence names, read from when it was said; the most exact, the first of these.

    The day on which somebody said so counts where no other is named. Without any it is the day on which it
    was said. So it is for what was only foreseen for a later day: that it was foreseen is what had happened.
    """
    said = said_at.date()
    found = sorted(_named(text, said_at), key=lambda each: each.event.end - each.event.start)
    if any(each.after for each in found) and not foretells(text):
        said += _DAY_AFTER
    named = [each.event for each in found]
    told = [each.event for each in found if not each.of_saying]
    if told and told[0].start <= said:
        return told[0]
    if named and named[0].start > said:
        named = [event for event in named if event.start <= said and event.end - event.start <= _EXACT]
    return named[0] if named else EventDate(said, said, None)


def names_day(text: str, said_at: datetime) -> bool:
    """Return whether a sentence names a day or longer time, be it one to come."""
    return any(_named(text, said_at))


def written_date(text: str, cited: Sequence[DatedText], as_of: datetime) -> EventDate:
    """Return the days that a model's sentence names, read as its check reads them.

    That is from `as_of` if a cited sentence names these days and does not foresee them; if not, it has the
    words of the first cited sentence, and they are read from when that was said.
    """
    read = event_date(text, as_of)
    if read.words and any(_names(said, read) for said in cited):
        return read
    return event_date(text, cited[0].at)


def _names(said: DatedText, read: EventDate) -> bool:
    if read.start > said.at.date():
        return False
    spans = (found.span for found in find_spans(said.text, said.at))
    return any(
        read.start <= span.start.date() and (span.end - _MOMENT).date() <= read.end
        for span in spans
        if span.end > span.start
    )


@dataclass(frozen=True, slots=True)
class _Named:
    """The days that a sentence names.

    `of_saying`: on them somebody said what it tells; `after`: it is the day after that of publication.
    """

    event: EventDate
    of_saying: bool
    after: bool


def _named(text: str, said_at: datetime) -> Iterator[_Named]:
    read = _CLAUSE.sub(lambda match: match[0][:-4] + "does", text)
    describing = [match.span() for match in _DESCRIBING.finditer(text)]
    for span in filter(_dates, find_spans(read, said_at)):
        if any(start < span.start < end for start, end in describing):
            continue
        if _COMPARED.search(text, max(0, span.start - 60), span.start):
            continue
        words = text[span.start : span.end].rstrip(".,;")
        start, end = span.span.start.date(), (span.span.end - _MOMENT).date()
        years = _years_off(words, start, said_at.date()) if start == end else 0
        start, end = _moved(start, years), _moved(end, years)
        after = start == end == said_at.date() - _SIX_DAYS and bool(_BARE_WEEKDAY.fullmatch(words))
        if after:
            start = end = start + _WEEK
        yield _Named(EventDate(start, end, words), is_of_saying(text, span.start), after)


@dataclass(frozen=True, slots=True)
class _Led:
    """The day with which a sentence begins; `alone`: it is a heading and has no more."""

    event: EventDate
    alone: bool


@lru_cache(maxsize=4_000)  # a sentence is looked at for each that follows it
def _led(text: str, said_at: datetime) -> _Led | None:
    first = next((each.event for each in _named(text, said_at)), None)
    if first is None or first.words is None or first.start != first.end or first.start > said_at.date():
        return None
    before, _, after = text.partition(first.words)
    if re.search(r"\w", _BEFORE_DAY.sub("", before)):
        return None
    return _Led(first, not re.search(r"\w", after))


def _dates(span: FoundSpan) -> bool:
    return span.relation is Relation.IN and _length(span) <= _LONGEST


def _length(span: FoundSpan) -> timedelta:
    return span.span.end - span.span.start


def _years_off(words: str, day: date, said: date) -> int:
    """Return how many years a day without a year is off: the nearest is meant, on the weekday named."""
    if _YEAR.search(words) or not _DAY.search(words):
        return 0
    weekday = _WEEKDAY.search(words)
    wanted = _WEEKDAYS.index(weekday[0].lower()) if weekday else None
    fitting = [years for years in (0, 1, -1) if wanted in (None, _moved(day, years).weekday())]
    return min(fitting, key=lambda years: abs(_moved(day, years) - said), default=0)


def _moved(day: date, years: int) -> date:
    try:
        return day.replace(year=day.year + years)
    except ValueError:  # 29 February
        return day
