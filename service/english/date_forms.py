"""The forms in which English writes dates: what each looks like, and which span of time it names.

A form is a pattern, with an example of what it finds, and a reader of the pattern's named groups. Case never
counts.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from service.english.spans import Span, calendar_unit, midnight, moved, whole_days, whole_months

_Match = re.Match[str]

MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
SEASONS = {"spring": 3, "summer": 6, "autumn": 9, "fall": 9, "winter": 12}  # their first months
SHIFTS = {"last": -1, "previous": -1, "past": -1, "this": 0, "current": 0, "the": 0, "next": 1, "coming": 1}
_TO_TWELVE = "one two three four five six seven eight nine ten eleven twelve"
COUNTS = {word: number for number, word in enumerate(_TO_TWELVE.split(), start=1)} | {
    **{"a": 1, "an": 1, "couple": 2, "fifteen": 15},
    **{"twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "hundred": 100},
}
_TO_TWENTY_FIRST = (
    "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth"
    " fifteenth sixteenth seventeenth eighteenth nineteenth twentieth twenty-first"
)
NTH = _TO_TWENTY_FIRST.split()

# Four digits, but neither "2014.5" nor "2014%".
_YYYY = r"[12]\d\d\d(?![\d%]|[.,]\d)"
_YEAR = rf"(?:(?P<year>{_YYYY})|(?P<other>last|this|next)\s+year\b)"
# Between a date and its year: "May 2014", "May of 2014", "May 3, 2014".
_OF = r",?\s+(?:of\s+|in\s+)?"
# "July", "Sept."; not the month of "Mar-a-Lago".
_MONTH = (
    r"\b(?P<month>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
    r"|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\b(?!-a-)\.?"
)
_WEEKDAY = r"\b(?:mon|tues|wednes|thurs|fri|satur|sun)day"
_BEFORE_DATE = rf"(?:(?P<named>{_WEEKDAY}),?\s+)?"  # "Friday, " in "Friday, Oct. 3"
# "3", "3rd", "3-5" or "3 and 5"; no clock time or price.
_DAYS = (
    r"(?P<day>\d\d?)(?:st|nd|rd|th)?"
    r"(?:\s*(?:[-–]|to|and)\s*(?P<day2>\d\d?)(?:st|nd|rd|th)?)?(?!\d|[.:,]\d|%)"
)
_UNIT = r"(?P<unit>minute|hour|day|weekend|week|month|quarter|year|decade|centur)(?:ies|y|s)?\b"
_COUNT_WORDS = "|".join(sorted(COUNTS, key=len, reverse=True))
# "5 ", "a few ", "a couple of ".
_COUNT = rf"(?:a\s+)?(?P<n>\d{{1,4}}|few|several|{_COUNT_WORDS})(?:\s+of)?\s+"
_NTHS = rf"(?P<nth>\d\d?(?:st|nd|rd|th)|{'|'.join(NTH)})"
_WHICH = r"\b(?:(?P<which>last|this|next|past|coming)\s+)?"
# What makes a "third quarter" one of a year and not of a match.
_TOPIC = r"(?=\s+(?P<topic>earnings|results|profits?|revenues?|sales|gdp|growth|figures|income|loss))"
# A number before one of these counts things: "2014 people", "1900 miles".
_COUNTED = (
    r"people|m[ae]n|women|children|deaths?|dead|cases|miles|k?m|kilomet|met(?:er|re)s|feet|tons|tonnes"
    r"|dollars|euros|pounds|points|votes|seats|jobs|homes|acres|hectares|soldiers|troops|passengers"
    r"|members|employees|workers|°|students|victims|patients|kg|mph|calories|words|pages|times|hours"
    r"|minutes|days|years|per\s?cent|million|billion"
)


def _pattern(*parts: str) -> re.Pattern[str]:
    return re.compile("".join(parts), re.I)


_WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_DAY_WORDS = {  # days from today; all others mean today
    "the day before yesterday": -2,
    "yesterday": -1,
    "last night": -1,
    "tomorrow": 1,
    "the day after tomorrow": 2,
}
_VAGUE = {"few": 5, "several": 9}  # generous: a window must not lose what it should hold
# Months that are also names, verbs or other words: "August Wilson", "they may".
_NAMELIKE = ("mar", "apr", "may", "jun", "aug")
_VERBS = ("may", "march")
_NAME_NEXT = re.compile(r"\s+[A-Z][a-z]")  # "April Jones"

# What stands directly before the match. "in early " makes even "in May Jones" a month.
_SURE_LEAD = re.compile(
    r"\b(?:in|since|until|during|early|late|mid|before|between|from)(?:\s+the|\s+of)?[\s-]+$", re.I
)
# "by ", "(", ", " or "month of " before a month or a year such as 1848.
_LEAD = re.compile(
    r"(?:\b(?:in|since|until|till|during|early|late|mid|before|between|from|by|after|to|through|of|and"
    r"|around|about|circa|month|the)\s+(?:the\s+)?|[-–(]\s*|mid-|,\s)$",
    re.I,
)
# "ducks and 1848": "and" leads a year only after a number.
_AND_A_WORD = re.compile(r"[^\d\s]\s+and\s+$")
# "more than 2000", "Flight 2014", "EUR 1950".
_QUANTITY = re.compile(
    r"(?:[$£€¥]|\b(?:some|nearly|almost|over|than|least|most|exactly|only|flight|route|room|highway|no\.?"
    r"|number|page|section|channel|model|usd|eur|gbp))\s+$",
    re.I,
)
# "over the last year" counts back from today, "last year" is the calendar year.
_OVER_THE = re.compile(r"\b(?:over|in|during|within|for|throughout)\s+the\s+$", re.I)
# "in the summer" is a time, "summer dresses" is not.
_IN_THE = re.compile(r"\b(?:in|during|over|since|until|by|of|before|after)\s+(?:the\s+)?$", re.I)

# Before a date: "early ", "mid-", "the first half of ", "at the end of the "
PART = re.compile(
    r"\b(?:(?P<first>earl(?:y|ier)|(?:the\s+)?(?:beginning|start|first\s+half)\s+of)"
    r"|(?P<middle>mid|(?:the\s+)?middle\s+of)"
    r"|(?P<last>later?|(?:the\s+)?(?:end|close|second\s+half|rest)\s+of))[\s-]+(?:the\s+|in\s+)?$",
    re.I,
)


@dataclass(frozen=True, slots=True)
class Clock:
    """The moment that words such as "today" are read from; `ahead` if the sentence speaks of the future."""

    now: datetime
    ahead: bool

    @property
    def today(self) -> datetime:
        return midnight(self.now)


@dataclass(frozen=True, slots=True)
class Form:
    """A form of date: tried where a hint occurs, found by `pattern`, read by `read` (ValueError: no date)."""

    hints: Collection[str]
    pattern: re.Pattern[str]
    read: Callable[[_Match, Clock], Span]
    yearless: bool = False  # the year may be left out, and another date can supply it
    adjective: bool = False  # "the … vote" can name an event by its date

    def span(self, match: _Match, clock: Clock) -> Span | None:
        """Return the span of the match, None if it is no date or not within the years 1000 to 2999."""
        try:
            span = self.read(match, clock)
        except (ValueError, OverflowError):
            return None
        return span if span.start.year >= 1000 and span.start < span.end and span.end.year < 3000 else None


def _behind(match: _Match) -> str:
    return match.string[max(0, match.start() - 24) : match.start()]


def _refuse(match: _Match, doubtful: bool) -> None:
    if doubtful:
        raise ValueError(match[0])


def _nearest(make: Callable[[int], Span], now: datetime, forward: bool, whole: bool) -> Span:
    """The next or the last year's span; if `whole`, one that lies entirely ahead of or behind `now`."""
    for year in range(now.year - 1, now.year + 10) if forward else range(now.year + 1, now.year - 10, -1):
        with suppress(ValueError):  # 29 February: not every year has one
            span = make(year)
            edge = span.start if forward == whole else span.end
            if (edge > now) == forward:
                return span
    raise ValueError(now)


def _in_year(match: _Match, make: Callable[[int], Span], clock: Clock, which: str | None = None) -> Span:
    """The span of the year that the words name, else of the year that is meant."""
    if match["year"]:
        return make(int(match["year"]))
    if match["other"] or which == "this":
        return make(clock.now.year + SHIFTS[(match["other"] or "this").lower()])
    forward = which in ("next", "coming") or (clock.ahead and which is None)
    return _nearest(make, clock.now, forward, whole=which is not None)


# "2025-10-03", "2025/10/3"
_ISO_DATE_PATTERN = _pattern(
    r"(?<![\d/-])(?P<y>[12]\d{3})(?P<s>[-/])(?P<m>\d\d?)(?P=s)(?P<d>\d\d?)(?!\d|[/-]\d)",
)


def _iso_date(match: _Match, clock: Clock) -> Span:
    return whole_days(datetime(int(match["y"]), int(match["m"]), int(match["d"]), tzinfo=UTC))


# "Friday, Oct. 3, 2025", "October 3-5", "May 3 last year"
_MONTH_DAY_PATTERN = _pattern(_BEFORE_DATE, _MONTH, r"\s+", _DAYS, rf"(?:{_OF}{_YEAR})?")


# "3 October 2025", "the 3rd of October"
_DAY_MONTH_PATTERN = _pattern(
    _BEFORE_DATE, r"\b(?<![\d.,])", _DAYS, r"\s+(?:of\s+)?", _MONTH, rf"(?:{_OF}{_YEAR})?"
)


def _date(match: _Match, clock: Clock) -> Span:
    month = MONTHS.index(match["month"][:3].lower()) + 1
    _refuse(match, match["month"] in (*_VERBS, "mar") and not match["year"])
    first, last = int(match["day"]), int(match["day2"] or match["day"])

    def make(year: int) -> Span:
        start, end = (datetime(year, month, day, tzinfo=UTC) for day in (first, last))
        return Span(start, end + timedelta(days=1))

    if match["named"] and not (match["year"] or match["other"]):
        return _on_weekday(match["named"], make, clock)
    return _in_year(match, make, clock)


def _on_weekday(name: str, make: Callable[[int], Span], clock: Clock) -> Span:
    """The nearest year's span that begins on that weekday: the next one may be this year's alone."""
    meant = _nearest(make, clock.now, clock.ahead, whole=False)
    other = _nearest(make, clock.now, not clock.ahead, whole=False)
    wanted = _WEEKDAYS.index(name[:3].lower())
    return other if other.start.weekday() == wanted != meant.start.weekday() else meant


# "July", "next July", "July 2024", "July of last year"
_MONTH_PATTERN = _pattern(_WHICH, _MONTH, rf"(?:{_OF}{_YEAR})?")


def _month(match: _Match, clock: Clock) -> Span:
    which = match["which"] and match["which"].lower()
    _refuse(match, not _is_month(match, which))
    number = MONTHS.index(match["month"][:3].lower()) + 1
    return _in_year(match, lambda year: whole_months(year, number), clock, which)


def _is_month(match: _Match, which: str | None) -> bool:
    """Whether a word such as "may", "mar" or "August" is a month here."""
    name = match["month"]
    if match["year"] or which:
        return not (which == "this" and name in _VERBS)
    if len(name) > 3 and name[:3].lower() not in _NAMELIKE:
        return True
    if len(name) == 3 and name.islower() and name != "may":
        return False
    named = name in _VERBS or _NAME_NEXT.match(match.string, match.end())
    return bool((_SURE_LEAD if named else _LEAD).search(_behind(match)))


# "last summer", "summer 2022", "winter of 2022-23"
_SEASON_PATTERN = _pattern(_WHICH, rf"(?P<season>{'|'.join(SEASONS)})\b", rf"(?:{_OF}{_YEAR}(?:[-–/]\d\d)?)?")


def _season(match: _Match, clock: Clock) -> Span:
    which, name = match["which"] and match["which"].lower(), match["season"].lower()
    bare = not (match["year"] or match["other"] or which)
    _refuse(match, bare and (name == "fall" or not _IN_THE.search(_behind(match))))
    begun_last_year = which == "this" and name == "winter" and clock.now.month < 3
    return _in_year(match, lambda year: whole_months(year - begun_last_year, SEASONS[name], 3), clock, which)


# "Q3 2024", "third quarter of last year", "third-quarter earnings"
_QUARTER_PATTERN = _pattern(
    rf"\b(?:(?P<q>q[1-4])|{_NTHS}[\s-]quarter)\b",
    rf"(?:{_OF}(?:the\s+)?{_YEAR}|{_TOPIC})?",
)


def _quarter(match: _Match, clock: Clock) -> Span:
    sure = match["year"] or match["other"] or match["topic"] or (match["q"] or "").startswith("Q")
    _refuse(match, not sure)
    number = int(match["q"][1]) if match["q"] else _nth(match["nth"])
    return _in_year(match, lambda year: whole_months(year, 3 * number - 2, 3), clock)


def _nth(word: str) -> int:
    return int(word[:-2]) if word[0].isdigit() else NTH.index(word.lower()) + 1


# "1990s", "the ’80s"
_DECADE_PATTERN = _pattern(r"\b(?P<decade>[12]\d\d0)['’]?s\b", r"|(?<=the )['’]?(?P<short>[2-9]0)['’]?s\b")


def _decade(match: _Match, clock: Clock) -> Span:
    if match["short"]:
        return whole_months(1900 + int(match["short"]), 1, 120)
    year = int(match["decade"])
    return whole_months(year, 1, 1200 if year % 100 == 0 and year < 2000 else 120)


# "19th century", but not one "BC"
_CENTURY_PATTERN = _pattern(rf"\b{_NTHS}[\s-]century\b(?!\s+b\.?c)")


def _century(match: _Match, clock: Clock) -> Span:
    return whole_months(100 * _nth(match["nth"]) - 100, 1, 1200)


# "2015-18", "1914–1918", "2023-05"
_YEARS_PATTERN = _pattern(
    r"(?<![\w$£€.,/-])(?P<year>[12]\d{3})\s?[-–—/]\s?(?P<last>[12]\d{3}|\d\d)(?![\w/-]|[.,]\d)",
)


def _years(match: _Match, clock: Clock) -> Span:
    """Read "2015-18" and "2015-2018" as years, "2015-06" as a month, "2015-16" and "2010-11" as seasons."""
    first, last = int(match["year"]), int(match["last"])
    if last < 100 and (last == first % 100 + 1 or last > max(12, first % 100)):
        last += first - first % 100
    if 1 <= last <= 12:
        return whole_months(first, last)
    _refuse(match, not first < last)
    return whole_months(first, 1, 12 * (last - first + 1))


# "two years ago", "a couple of weeks from now"
_AGO_PATTERN = _pattern(rf"\b{_COUNT}{_UNIT}\s+(?P<way>ago|from\s+now)\b")


def _ago(match: _Match, clock: Clock) -> Span:
    count = _count(match["n"])
    return calendar_unit(match["unit"].lower(), clock.now, -count if match["way"].lower() == "ago" else count)


def _count(word: str) -> int:
    return COUNTS.get(word.lower()) or int(word)


# "next Tuesday", "Monday of last week"; neither "Black Friday" nor "the Sunday Times"
_WEEKDAY_PATTERN = _pattern(
    r"(?<!black )(?<!super )(?<!mail on )",
    rf"{_WHICH}(?P<weekday>{_WEEKDAY})\b(?:{_OF}(?P<week>last|this|next)\s+week)?",
    r"(?!\s+(?:times|telegraph|express|mirror|herald|addams|night\s+(?:football|live|lights)))",
)


def _weekday(match: _Match, clock: Clock) -> Span:
    behind = clock.today.weekday() - _WEEKDAYS.index(match["weekday"][:3].lower())
    which = (match["which"] or "").lower()
    if match["week"]:
        behind -= 7 * SHIFTS[match["week"].lower()]
    elif which in ("last", "past"):
        behind = (behind - 1) % 7 + 1
    elif which in ("next", "coming"):
        behind = behind % 7 - 7
    elif which != "this":
        behind = -(-behind % 7) if clock.ahead else behind % 7
    return whole_days(clock.today - timedelta(days=behind))


# "last week", "the past five years", "the year" after "end of"
_UNIT_PATTERN = _pattern(rf"\b(?P<which>{'|'.join(SHIFTS)})\s+(?:{_COUNT})?{_UNIT}")


def _unit(match: _Match, clock: Clock) -> Span:
    unit, which = match["unit"].lower(), match["which"].lower()
    if match["n"] or which == "past" or (which == "last" and _OVER_THE.search(_behind(match))):
        return _counted(match, unit, clock)
    part = PART.search(match.string[: match.start()])
    _refuse(match, (which == "the" and not part) or unit in ("minute", "hour", "day"))
    span = calendar_unit(unit, clock.now, SHIFTS[which])
    if part and SHIFTS[which] == 0 and part[0].lower().startswith(("earlier", "later")):
        tomorrow = clock.today + timedelta(days=1)
        return Span(span.start, tomorrow) if part["first"] else Span(clock.today, span.end)
    return span


def _counted(match: _Match, unit: str, clock: Clock) -> Span:
    """Read "the past five years" and "the next few days"; today is part of both."""
    word, shift = (match["n"] or "a").lower(), SHIFTS[match["which"].lower()]
    _refuse(match, shift == 0)
    number, tomorrow = _VAGUE.get(word) or _count(word), clock.today + timedelta(days=1)
    if shift < 0:
        return Span(moved(clock.today, unit, -number), tomorrow)
    return Span(clock.today, moved(tomorrow, unit, number))


# "yesterday", "this morning", "the day after tomorrow"
_DAY_WORD_PATTERN = _pattern(
    r"\b(?:today|tonight|yesterday|tomorrow|last\s+night|this\s+(?:morning|afternoon|evening)",
    r"|the\s+day\s+(?:before\s+yesterday|after\s+tomorrow))\b",
)


def _day_word(match: _Match, clock: Clock) -> Span:
    _refuse(match, match[0].isupper())  # USA TODAY
    word = " ".join(match[0].lower().split())
    return whole_days(clock.today + timedelta(days=_DAY_WORDS.get(word, 0)))


# "2014" that is no price, count, clock time or part of a longer number
_YEAR_PATTERN = _pattern(
    rf"(?<![\w$£€¥₹#.,:/+])(?<!\d[-–])(?P<year>{_YYYY})(?!\w|[:/–-]\d|\s*(?:{_COUNTED})\b)",
)


def _year(match: _Match, clock: Clock) -> Span:
    year, behind = int(match["year"]), _behind(match)
    led = _LEAD.search(behind) and not _AND_A_WORD.search(behind)
    _refuse(match, bool(_QUANTITY.search(behind)) or not (1900 <= year < 2100 or led))
    return whole_months(year, 1, 12)


_DIGITS = tuple("0123456789")
# The first form to claim a piece of text has it.
FORMS = (
    Form(("-", "/"), _ISO_DATE_PATTERN, _iso_date),
    Form(_DIGITS, _MONTH_DAY_PATTERN, _date, yearless=True, adjective=True),
    Form(_DIGITS, _DAY_MONTH_PATTERN, _date, yearless=True, adjective=True),
    Form(MONTHS, _MONTH_PATTERN, _month, yearless=True, adjective=True),
    Form(SEASONS, _SEASON_PATTERN, _season, yearless=True),
    Form(("q", "quarter"), _QUARTER_PATTERN, _quarter),
    Form(("0s", "0's", "0’s"), _DECADE_PATTERN, _decade),
    Form(("century",), _CENTURY_PATTERN, _century),
    Form(_DIGITS, _YEARS_PATTERN, _years),
    Form(("ago", "from"), _AGO_PATTERN, _ago),
    Form(("day",), _WEEKDAY_PATTERN, _weekday, yearless=True, adjective=True),
    Form(tuple(SHIFTS), _UNIT_PATTERN, _unit),
    Form(("day", "tomorrow", "this", "night"), _DAY_WORD_PATTERN, _day_word),
    Form(_DIGITS, _YEAR_PATTERN, _year, adjective=True),
)
