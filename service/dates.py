"""Time expressions in English questions and news: where they stand, and which span of time they mean.

All spans are aware UTC, end exclusive, in the years 1000 to 2999 (others are not reported). Weeks begin on
Monday. A month, day or weekday without a year is the last one that has begun by the anchor, or, after
"will" or "scheduled" in the same sentence, the next that is not over. "last year" is the calendar year
before, "the past year" counts back from the anchor. "may", "march", "april", "june" and "august" need "in"
or the like before them, or a day or a year. A four-digit number is a year, inside a name too ("World Cup
2022"), unless it is money, a count ("2014 people") or the number of a thing ("Flight 2014"); before 1900 it
needs "in" or the like. "since the 2008 crisis" and "after Tuesday's vote" only place an event in time:
their relation is IN.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Callable, Collection, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum


class Relation(StrEnum):
    """How an event stands to the named span."""

    IN = "in"
    SINCE = "since"
    AFTER = "after"
    BEFORE = "before"
    UNTIL = "until"


@dataclass(frozen=True, slots=True)
class Span:
    """From `start` up to, not including, `end`; both aware UTC."""

    start: datetime
    end: datetime


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
class _Clock:
    now: datetime
    today: datetime
    ahead: bool  # the sentence speaks of the future


_Match = re.Match[str]
_MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
_WEEKDAYS = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
_SEASONS = {"spring": 3, "summer": 6, "autumn": 9, "fall": 9, "winter": 12}
_UNIT_MONTHS = {"month": 1, "quarter": 3, "year": 12, "decade": 120, "centur": 1200}
_SHIFTS = {"last": -1, "previous": -1, "past": -1, "this": 0, "current": 0, "the": 0, "next": 1, "coming": 1}
_COUNTS = {
    "a": 1, "an": 1, "one": 1, "two": 2, "couple": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven":
    7, "eight": 8, "nine": 9, "ten": 10, "eleven": 11, "twelve": 12, "fifteen": 15, "twenty": 20, "thirty":
    30, "forty": 40, "fifty": 50, "hundred": 100,
}  # fmt: skip
_NTH = (
    "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth",
    "eleventh", "twelfth", "thirteenth", "fourteenth", "fifteenth", "sixteenth", "seventeenth",
    "eighteenth", "nineteenth", "twentieth", "twenty-first",
)  # fmt: skip

_YYYY = r"[12]\d\d\d(?![\d%]|[.,]\d)"
_YEAR = rf"(?:(?P<year>{_YYYY})|(?P<other>last|this|next)\s+year\b)"
_MONTH = (
    r"\b(?P<month>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
    r"|sept?(?:ember)?"
    r"|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\b\.?"
)
_WEEKDAY = r"\b(?:mon|tues|wednes|thurs|fri|satur|sun)day"
_DAYS = (
    r"(?P<day>\d\d?)(?:st|nd|rd|th)?(?:\s*(?:[-–]|to|and)\s*(?P<day2>\d\d?)(?:st|nd|rd|th)?)?(?!\d"
    r"|[.:,]\d|%)"
)
_UNIT = r"(?P<unit>minute|hour|day|weekend|week|month|quarter|year|decade|centur)(?:ies|y|s)?\b"
_NO_WEEKDAY = (
    r"(?<!black )(?<!super )(?<!mail on )",
    r"(?!\s+(?:times|telegraph|express|mirror|herald|addams|night\s+(?:football|live|lights)))",
)
_COUNT = (
    rf"(?:a\s+)?(?P<n>\d{{1,4}}|few|several"
    rf"|{'|'.join(sorted(_COUNTS, key=len, reverse=True))})(?:\s+of)?\s+"
)
_OF = r"(?:,?\s+(?:of\s+|in\s+)?"
_NTHS = rf"(?P<nth>\d\d?(?:st|nd|rd|th)|{'|'.join(reversed(_NTH))})"
_TOPIC = r"(?=\s+(?P<topic>earnings|results|profits?|revenues?|sales|gdp|growth|figures|income|loss))"
_SHORT_DECADE = r"(?<=the )['’]?(?P<short>[2-9]0)['’]?s\b"
_WHICH = r"\b(?:(?P<which>last|this|next|past|coming)\s+)?"
_COUNTED = (
    r"people|m[ae]n|women|children|deaths?|dead|cases|miles|k?m|kilomet|met(?:er|re)s|feet|tons|tonnes"
    r"|dollars|euros"
    r"|pounds|points|votes|seats|jobs|homes|acres|hectares|soldiers|troops|passengers|members|employees"
    r"|workers|°"
    r"|students|victims|patients|kg|mph|calories|words|pages|times|hours|minutes|days|years|per\s?cent"
    r"|million|billion"
)

_SURE_LEAD = re.compile(r"\b(?:in|since|until|during|early|late|mid|before|between|from)(?:\s+the"
    r"|\s+of)?[\s-]+$", re.I)
_LEAD = re.compile(
    r"(?:\b(?:in|since|until|till|during|early|late|mid|before|between|from|by|after|to|through|of|and"
    r"|around|about"
    r"|circa|month|the)\s+(?:the\s+)?|[-–(]\s*|mid-|,\s)$", re.I
)  # fmt: skip
_AND_A_WORD = re.compile(r"[^\d\s]\s+and\s+$")
_QUANTITY = re.compile(
    r"(?:[$£€¥]|\b(?:some|nearly|almost|over|than|least|most|exactly|only|flight|route|room|highway|no\.?"
    r"|number|page"
    r"|section|channel|model|usd|eur|gbp))\s+$", re.I
)  # fmt: skip
_OVER_THE = re.compile(r"\b(?:over|in|during|within|for|throughout)\s+the\s+$", re.I)
_IN_THE = re.compile(r"\b(?:in|during|over|since|until|by|of|before|after)\s+(?:the\s+)?$", re.I)
_PART = re.compile(
    r"\b(?:(?P<first>earl(?:y|ier)|(?:the\s+)?(?:beginning|start|first\s+half)\s+of)|(?P<middle>mid"
    r"|(?:the\s+)?middle\s+of)"
    r"|(?P<last>later?|(?:the\s+)?(?:end|close|second\s+half|rest)\s+of))[\s-]+(?:the\s+|in\s+)?$", re.I
)  # fmt: skip
_RELATION = re.compile(r"\b(?P<word>since|after|before|prior to|until|till|by)\s+(?P<the>the\s+)?$", re.I)
_RELATIONS = {"prior to": Relation.BEFORE, "till": Relation.UNTIL, "by": Relation.UNTIL}
_AHEAD = re.compile(r"\b(?:will|won['’]t|shall|going to|scheduled|slated|set (?:to|for)|upcoming)\b"
    r"|['’]ll\b", re.I)
_SAID = re.compile(r"\b(?:said|told|announced|reported)\s+(?:on\s+)?$", re.I)
_SENTENCE_END = re.compile(r"[.?!]\s+(?=[A-Z\"“])")
_FROM = re.compile(r"\b(?P<word>from|between)\s+(?:the\s+)?$", re.I)
_ONWARD = re.compile(r"\s+on(?:wards?)?\b(?!\s+\w)|\s+onwards?\b", re.I)
_FOLDED = str.maketrans("İıſK", "IisK")  # re.I takes these for i, s and k, but their lower() differs
_TO = re.compile(r"\s*(?P<word>to|until|till|through|and|[-–—])\s*(?:the\s+)?", re.I)


def _months(year: int, month: int, count: int = 1) -> Span:
    """`count` whole months from `month`, which may lie outside 1 to 12."""
    first, last = year * 12 + month - 1, year * 12 + month - 1 + count
    return Span(*(datetime(index // 12, index % 12 + 1, 1, tzinfo=UTC) for index in (first, last)))


def _days(first: datetime, count: int = 1) -> Span:
    return Span(first, first + timedelta(days=count))


def _calendar_unit(unit: str, clock: _Clock, shift: int) -> Span:
    """The day, week, month … that is `shift` units from the one of today."""
    if unit in ("minute", "hour"):
        moment = clock.now + timedelta(**{unit + "s": shift})
        return _days(moment.replace(hour=0, minute=0, second=0, microsecond=0))
    if unit == "day":
        return _days(clock.today + timedelta(days=shift))
    if unit in ("week", "weekend"):
        monday = clock.today + timedelta(days=7 * shift - clock.today.weekday())
        return _days(monday, 7) if unit == "week" else _days(monday + timedelta(days=5), 2)
    size = _UNIT_MONTHS[unit]
    index = ((clock.today.year * 12 + clock.today.month - 1) // size + shift) * size
    return _months(index // 12, index % 12 + 1, size)


def _moved(moment: datetime, unit: str, count: int) -> datetime:
    """`moment` moved by `count` units; the last day of a shorter month stands for a day that it lacks."""
    if unit not in _UNIT_MONTHS:
        return moment + timedelta(**{"weeks" if unit == "weekend" else unit + "s": count})
    year, month = divmod(moment.year * 12 + moment.month - 1 + count * _UNIT_MONTHS[unit], 12)
    if not 1 <= year <= 9999:
        raise ValueError(year)
    return moment.replace(year=year, month=month + 1, day=min(moment.day, monthrange(year, month + 1)[1]))


def _in_year(match: _Match, make: Callable[[int], Span], clock: _Clock, which: str | None = None) -> Span:
    """The span of the year that the words name, else of the year that is meant."""
    if match["year"] or match["other"] or which == "this":
        shift = _SHIFTS[(match["other"] or "this").lower()]
        return make(int(match["year"]) if match["year"] else clock.now.year + shift)
    forward = which in ("next", "coming") or (clock.ahead and which is None)
    year = clock.now.year
    for candidate in range(year - 1, year + 10) if forward else range(year + 1, year - 10, -1):
        with suppress(ValueError):  # 29 February: not every year has one
            span = make(candidate)
            begins = span.start > clock.now if which else span.end > clock.now
            ended = span.end <= clock.now if which else span.start <= clock.now
            if begins if forward else ended:
                return span
    raise ValueError(match[0])


def _behind(match: _Match) -> str:
    return match.string[max(0, match.start() - 24) : match.start()]


def _refuse(match: _Match, doubtful: bool) -> None:
    if doubtful:
        raise ValueError(match[0])


def _iso_date(match: _Match, clock: _Clock) -> Span:
    return _days(datetime(int(match["y"]), int(match["m"]), int(match["d"]), tzinfo=UTC))


def _date(match: _Match, clock: _Clock) -> Span:
    month = _MONTHS.index(match["month"][:3].lower()) + 1
    _refuse(match, match["month"] in ("may", "march", "mar") and not match["year"])
    first, last = int(match["day"]), int(match["day2"] or match["day"])

    def make(year: int) -> Span:
        start, end = (datetime(year, month, day, tzinfo=UTC) for day in (first, last))
        return Span(start, end + timedelta(days=1))

    return _in_year(match, make, clock)


def _month(match: _Match, clock: _Clock) -> Span:
    name, which = match["month"], match["which"] and match["which"].lower()
    if not (match["year"] or which):
        lead = _LEAD.search(_behind(match))
        if name[:3].lower() in ("mar", "apr", "may", "jun", "aug") or len(name) < 4:
            named = re.match(r"\s+[A-Z][a-z]", match.string[match.end() :]) or name in ("may", "march")
            _refuse(match, not (_SURE_LEAD.search(_behind(match)) if named else lead))
            _refuse(match, len(name) < 4 and name.islower() and name != "may")
    _refuse(match, name in ("may", "march") and which == "this")
    number = _MONTHS.index(name[:3].lower()) + 1
    return _in_year(match, lambda year: _months(year, number), clock, which)


def _season(match: _Match, clock: _Clock) -> Span:
    which, name = match["which"] and match["which"].lower(), match["season"].lower()
    bare = not (match["year"] or match["other"] or which)
    _refuse(match, bare and (name == "fall" or not _IN_THE.search(_behind(match))))
    this_year = which == "this" and name == "winter" and clock.now.month < 3
    return _in_year(match, lambda year: _months(year - this_year, _SEASONS[name], 3), clock, which)


def _quarter(match: _Match, clock: _Clock) -> Span:
    sure = match["year"] or match["other"] or match["topic"] or (match["q"] or "").startswith("Q")
    _refuse(match, not sure)
    number = int(match["q"][1]) if match["q"] else _nth(match["nth"])
    return _in_year(match, lambda year: _months(year, 3 * number - 2, 3), clock)


def _nth(word: str) -> int:
    return int(re.sub(r"\D", "", word)) if word[0].isdigit() else _NTH.index(word.lower()) + 1


def _century(match: _Match, clock: _Clock) -> Span:
    return _months(100 * _nth(match["nth"]) - 100, 1, 1200)


def _decade(match: _Match, clock: _Clock) -> Span:
    if match["short"]:
        return _months(1900 + int(match["short"]), 1, 120)
    year = int(match["decade"])
    return _months(year, 1, 1200 if year % 100 == 0 and year < 2000 else 120)


def _years(match: _Match, clock: _Clock) -> Span:
    """Read "2015-18" and "2015-2018" as years, "2015-06" as a month, "2015-16" and "2010-11" as seasons."""
    first, last = int(match["year"]), int(match["last"])
    if last < 100 and (last == first % 100 + 1 or last > max(12, first % 100)):
        last += first - first % 100
    if 1 <= last <= 12:
        return _months(first, last)
    _refuse(match, not first < last)
    return _months(first, 1, 12 * (last - first + 1))


def _ago(match: _Match, clock: _Clock) -> Span:
    count = _COUNTS.get(match["n"].lower()) or int(match["n"])
    return _calendar_unit(match["unit"].lower(), clock, -count if match["way"].lower() == "ago" else count)


def _unit(match: _Match, clock: _Clock) -> Span:
    unit, which, count = match["unit"].lower(), match["which"].lower(), match["n"]
    tomorrow = clock.today + timedelta(days=1)
    if count or which == "past" or (which == "last" and _OVER_THE.search(_behind(match))):
        word = (count or "a").lower()
        number = {"few": 5, "several": 9}.get(word) or _COUNTS.get(word) or int(word)
        if _SHIFTS[which] < 0:
            return Span(_moved(clock.today, unit, -number), tomorrow)
        return Span(clock.today, _moved(tomorrow, unit, number))
    part = _PART.search(match.string[: match.start()])
    _refuse(match, (which == "the" and not part) or unit in ("minute", "hour", "day"))
    span = _calendar_unit(unit, clock, _SHIFTS[which])
    if part and _SHIFTS[which] == 0 and part[0].lower().startswith(("earlier", "later")):
        return Span(span.start, tomorrow) if part["first"] else Span(clock.today, span.end)
    return span


def _weekday(match: _Match, clock: _Clock) -> Span:
    behind = clock.today.weekday() - _WEEKDAYS.index(match["weekday"][:3].lower())
    which = (match["which"] or "").lower()
    if match["week"]:
        shift = behind - 7 * _SHIFTS[match["week"].lower()]
    elif which in ("last", "past"):
        shift = (behind - 1) % 7 + 1
    elif which in ("next", "coming"):
        shift = (behind % 7) - 7
    elif which == "this":
        shift = behind
    else:
        shift = -(-behind % 7) if clock.ahead else behind % 7
    return _days(clock.today - timedelta(days=shift))


def _day_word(match: _Match, clock: _Clock) -> Span:
    word = match[0].lower()
    shift = -1 if word in ("yesterday", "last night") else 1 if word == "tomorrow" else 0
    if word.startswith("the day"):
        shift = -2 if word.endswith("yesterday") else 2
    return _days(clock.today + timedelta(days=shift))


def _year(match: _Match, clock: _Clock) -> Span:
    year, behind = int(match["year"]), _behind(match)
    led = _LEAD.search(behind) and not _AND_A_WORD.search(behind)
    _refuse(match, bool(_QUANTITY.search(behind)) or not (1900 <= year < 2100 or led))
    return _months(year, 1, 12)



_Reader = Callable[[_Match, _Clock], Span]
_DIGITS = tuple("0123456789")
_FORMS: tuple[tuple[Collection[str], re.Pattern[str], _Reader], ...] = tuple(
    (hints, re.compile(pattern, re.I), read)
    for hints, pattern, read in (
        # The first form to claim a piece of text has it; a form is tried only where one of its hints occurs.
        (("-", "/"), r"(?<![\d/-])(?P<y>[12]\d{3})(?P<s>[-/])(?P<m>\d\d?)(?P=s)(?P<d>\d\d?)(?!\d"
            r"|[/-]\d)", _iso_date),
        (_DIGITS, rf"(?:{_WEEKDAY},?\s+)?{_MONTH}\s+{_DAYS}{_OF}{_YEAR})?", _date),
        (_DIGITS, rf"(?:{_WEEKDAY},?\s+)?\b(?<![\d.,]){_DAYS}\s+(?:of\s+)?{_MONTH}{_OF}{_YEAR})?", _date),
        (_MONTHS, rf"{_WHICH}{_MONTH}{_OF}{_YEAR})?", _month),
        (_SEASONS, rf"{_WHICH}(?P<season>{'|'.join(_SEASONS)})\b{_OF}{_YEAR}(?:[-–/]\d\d)?)?", _season),
        (("q", "quarter"), rf"\b(?:(?P<q>q[1-4])|{_NTHS}[\s-]quarter)\b(?:{_OF}(?:the\s+)?{_YEAR})"
            rf"|{_TOPIC})?", _quarter),
        (("0s", "0's", "0’s"), rf"\b(?P<decade>[12]\d\d0)['’]?s\b|{_SHORT_DECADE}", _decade),
        (("century",), rf"\b{_NTHS}[\s-]century\b(?!\s+b\.?c)", _century),
        (_DIGITS, r"(?<![\w$£€.,/-])(?P<year>[12]\d{3})\s?[-–—/]\s?(?P<last>[12]\d{3}|\d\d)(?![\w/-]"
            r"|[.,]\d)", _years),
        (("ago", "from"), rf"\b{_COUNT}{_UNIT}\s+(?P<way>ago|from\s+now)\b", _ago),
        (("day",), rf"{_NO_WEEKDAY[0]}{_WHICH}(?P<weekday>{_WEEKDAY})\b{_OF}(?P<week>last|this|next)\s+week)?"
         + _NO_WEEKDAY[1], _weekday),
        (tuple(_SHIFTS), rf"\b(?P<which>{'|'.join(_SHIFTS)})\s+(?:{_COUNT})?{_UNIT}", _unit),
        (("day", "tomorrow", "this", "night"), r"\b(?:today|tonight|yesterday|tomorrow|last\s+night"
            r"|this\s+(?:morning|afternoon|evening)"
         r"|the\s+day\s+(?:before\s+yesterday|after\s+tomorrow))\b", _day_word),
        (_DIGITS, rf"(?<![\w$£€¥₹#.,:/+])(?<!\d[-–])(?P<year>{_YYYY})(?!\w|[:/–-]\d"
            rf"|\s*(?:{_COUNTED})\b)", _year),
    )
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Atom:
    start: int
    end: int
    match: _Match
    read: _Reader
    span: Span

    @property
    def floats(self) -> bool:
        """Whether the year was not said."""
        return self.read in (_date, _month, _season, _weekday) and not self.match.groupdict().get("year")


def _read(match: _Match, read: _Reader, clock: _Clock) -> Span | None:
    try:
        span = read(match, clock)
    except (ValueError, OverflowError):
        return None
    return span if span.start.year >= 1000 and span.start < span.end and span.end.year < 3000 else None


def _atoms(text: str, now: datetime) -> list[_Atom]:
    today = now.replace(hour=0, minute=0, second=0, microsecond=0)
    future = [(m.start(), _SENTENCE_END.search(text, m.end())) for m in _AHEAD.finditer(text)]
    found: list[_Atom] = []
    lowered = text.lower()
    for hints, pattern, read in _FORMS:
        if not any(hint in lowered for hint in hints):
            continue
        for match in pattern.finditer(text):
            start, end = match.span()
            if any(start < other.end and other.start < end for other in found):
                continue
            ahead = any(since < start and (not stop or start < stop.end()) for since, stop in future)
            ahead = ahead and not _SAID.search(text, max(0, start - 16), start)
            span = _read(match, read, _Clock(now, today, ahead))
            if span:
                found.append(_Atom(start, end, match, read, span))
    return sorted(found, key=lambda atom: atom.start)


def _part_of(span: Span, part: _Match | None) -> Span:
    """The early, middle or late third of `span` or its first or second half, in whole months or days."""
    brief = span.end - span.start < timedelta(days=3)
    if part is None or brief or part[0].lower().startswith(("earlier", "later")):
        return span
    share = 2 if "half" in part[0].lower() else 3
    months = (span.end.year - span.start.year) * 12 + span.end.month - span.start.month
    if months >= 3:
        first = _moved(span.start, "month", months // share)
        last = _moved(span.end, "month", -(months // share))
    else:
        days = timedelta(days=(span.end - span.start).days // share)
        first, last = span.start + days, span.end - days
    if part["middle"]:
        return Span(first, last)
    return Span(span.start, first) if part["first"] else Span(last, span.end)


def _joined(first: _Atom, second: _Atom, text: str) -> Span | None:
    """The span from `first` to `second` if the words between and before them make one, else None."""
    to = _TO.fullmatch(text, first.end, second.start)
    lead = _FROM.search(text, max(0, first.start - 16), first.start)
    word = to and to["word"].lower()
    between = lead is not None and lead["word"].lower() == "between"
    if not to or (word == "and") != between or (word == "until" and not lead):
        return None
    begin, end = first.span, second.span
    if first.floats:
        begin = _read(first.match, first.read, _Clock(end.start, end.start, False)) or begin
    elif second.floats:
        end = _read(second.match, second.read, _Clock(begin.end, begin.end, True)) or end
    return Span(begin.start, end.end) if begin.start < end.start else None


def _single(atom: _Atom, text: str) -> FoundSpan:
    part = _PART.search(text, max(0, atom.start - 40), atom.start)
    start = part.start() if part else atom.start
    span = _part_of(atom.span, part)
    lead = _RELATION.search(text, max(0, start - 16), start)
    relation = Relation.IN
    event = text.startswith(("'s", "’s"), atom.end) or (
        lead and lead["the"] and atom.read in (_date, _month, _weekday, _year) and not part
    )
    if lead and not event:
        word = lead["word"].lower()
        relation = _RELATIONS.get(word) or Relation(word)
    elif _ONWARD.match(text, atom.end) and _FROM.search(text, max(0, start - 16), start):
        relation = Relation.SINCE
    return FoundSpan(start, atom.end, span, relation)


def _found(atoms: list[_Atom], text: str) -> Iterator[FoundSpan]:
    index = 0
    while index < len(atoms):
        span = _joined(atoms[index], atoms[index + 1], text) if index + 1 < len(atoms) else None
        if span:
            yield FoundSpan(atoms[index].start, atoms[index + 1].end, span, Relation.IN)
            index += 1
        else:
            yield _single(atoms[index], text)
        index += 1


def as_utc(moment: datetime) -> datetime:
    """Return `moment` in UTC; one without a zone or at the edge of datetime's range is taken to be UTC."""
    if moment.tzinfo is None:
        return moment.replace(tzinfo=UTC)
    with suppress(OverflowError):
        return moment.astimezone(UTC)
    return moment.replace(tzinfo=UTC)


def find_spans(text: str, anchor: datetime) -> list[FoundSpan]:
    """Return the time expressions of `text` in order, relative ones read from `anchor`; never raises."""
    text = text.translate(_FOLDED)
    return list(_found(_atoms(text, as_utc(anchor)), text))
