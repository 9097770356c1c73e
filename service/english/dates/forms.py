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

from ingest.text.calendar import MONTH, MONTHS, WEEKDAY, WEEKDAYS
from service.english.dates.feasts import FEASTS, feast
from service.english.dates.spans import (
    Span,
    calendar_unit,
    midnight,
    moved,
    nth_weekday,
    shares,
    whole_days,
    whole_months,
)
from service.english.figures.numerals import BIG_NUMBER, NUMBER_IN_WORDS, ORDINALS, number_of

_Match = re.Match[str]

SEASONS = {"spring": 3, "summer": 6, "autumn": 9, "fall": 9, "winter": 12}  # their first months
SHIFTS = {"last": -1, "previous": -1, "past": -1, "this": 0, "current": 0, "the": 0, "next": 1, "coming": 1}

# Four digits, but neither "2014.5" nor "2014%".
_YYYY = r"[12]\d\d\d(?![\d%]|[.,]\d)"
_YEAR = rf"(?:(?P<year>{_YYYY})|(?P<other>last|this|next)\s+year\b|['’](?P<yy>\d\d)\b)"
# Between the parts of a date: "May 3, 2014", "May 2014", in a text cut into words "May 3 , 2014".
COMMA_OR_BLANK = r"(?:\s?,)?\s+"
_OF = rf"{COMMA_OR_BLANK}(?:of\s+|in\s+)?"  # "May of 2014"
# "July", "Sept."; not the month of "Mar-a-Lago", nor the stop that ends a sentence.
_MONTH = (
    rf"\b(?P<month>{MONTH})\b(?!-a-)"
    r"(?:(?:(?<=\b[a-z]{3})(?<!may)|(?<=\bsept))\.)?"
)
_WEEKDAY = rf"\b{WEEKDAY}"
_BEFORE_DATE = rf"(?:(?P<named>{_WEEKDAY}){COMMA_OR_BLANK})?"  # "Friday, " in "Friday, Oct. 3"
# "3", "3rd", "3-5" or "3 and 5"; no clock time or price. Of "on July 3 and 9 people" the 9 are people.
_NO_NOUN = (
    "in|at|on|for|to|and|or|of|with|but|as|by|from|when|while|after|before|during|because|until|under|over"
    "|is|are|was|were|will|the|an?|its|his|her|their|he|she|it|they|we|this|that|last|next|respectively"
)
_DAYS = (
    r"(?P<day>\d\d?)(?:st|nd|rd|th)?"
    r"(?:\s*(?:[-–]|to|and)\s*(?P<day2>\d\d?)(?:st|nd|rd|th)?"
    rf"(?!\d)(?!\s+(?!(?:{_NO_NOUN})\b)(?-i:[a-z])))?(?!\d|[.:,]\d|%)"
)
_UNITS = (
    "minute",
    "hour",
    "day",
    "weekend",
    "week",
    "fortnight",
    "month",
    "quarter",
    "year",
    "decade",
    "centur",
)
_UNIT = rf"(?P<unit>{'|'.join(_UNITS)})(?:ies|y|s)?\b"
# "5 ", "a few ", "a couple of ", "twenty-five "; "hundred " only in "the past hundred years".
_COUNT = (
    rf"(?:a\s+)?(?P<n>\d{{1,4}}|few|several|couple|{NUMBER_IN_WORDS}|an?"
    rf"|(?<=\b(?:past|last|next)\s)(?:{BIG_NUMBER}))(?:\s+of)?\s+"
)
_NTHS = rf"(?P<nth>\d\d?(?:st|nd|rd|th)|{'|'.join(ORDINALS)})"
_WHICH = r"\b(?:(?P<which>last|this|next|past|coming)\s+)?"
_OF_THE_DAY = r"(?:\s+(?:morning|afternoon|evening|night)\b)?"

# A number before one of these counts things: "2014 people", "1900 miles".
_COUNTED = (
    r"people|m[ae]n|women|children|deaths?|dead|cases|miles|k?m|kilomet|met(?:er|re)s|feet|tons|tonnes"
    r"|dollars|euros|pounds|points|votes|seats|jobs|homes|acres|hectares|soldiers|troops|passengers"
    r"|members|employees|workers|°|students|victims|patients|kg|mph|calories|words|pages|times|hours"
    r"|minutes|days|years|per\s?cent|million|billion"
)


def _pattern(*parts: str) -> re.Pattern[str]:
    return re.compile("".join(parts), re.I)


_TY = ("twent", "thirt", "fort", "fift", "sixt", "sevent", "eight", "ninet")
# Each name of FEASTS has one of them.
_FEAST_HINTS = (
    "christmas",
    "easter",
    "halloween",
    "thanksgiving",
    "fourth",
    "good",
    " day",
    " eve",
    "black",
    "cyber",
)
_DAY_WORDS = {  # days from today; all others mean today
    "the day before yesterday": -2,
    "yesterday": -1,
    "last night": -1,
    "tomorrow": 1,
    "the day after tomorrow": 2,
}
_WAYS = {"next": 1, "following": 1, "later": 1, "after": 1} | {
    **{"previous": -1, "preceding": -1, "earlier": -1, "before": -1},
}
# "a year before" is one of a date named before; "a year before the war" is not.
_ENDS_HERE = r"(?=\s*(?:[.,;:!?)\]”\"]|$)|\s+(?:and|but|or|when|while|with|in|at|for|to|as)\b)"
_VAGUE = {"few": 5, "several": 9}  # generous: a window must not lose what it should hold
# Months that are also names, verbs or other words: "August Wilson", "they may".
_NAMELIKE = ("mar", "apr", "may", "jun", "aug")
_VERBS = ("may", "march")

# What stands directly before the match. "in early " makes even "in May Jones" a month.
_SURE_LEAD = re.compile(
    r"\b(?:in|since|until|during|early|late|mid|before|between|from)(?:\s+the|\s+of)?[\s-]+$", re.I
)
# "by ", "(", ", " or "month of " before a month or a year such as 1848.
_LEAD = re.compile(
    r"(?:\b(?:in|since|until|till|during|early|late|mid|before|between|from|by|after|to|through|of|and"
    r"|around|about|circa|month|the|(?:scheduled|slated|planned|set|due|billed|booked)\s+for)\s+(?:the\s+)?"
    r"|[-–(]\s*|mid-|,\s)$",
    re.I,
)
# "$ 2000", "Flight 2014", "EUR 1950"
_NUMBERED = re.compile(
    r"(?:[$£€¥]|\b(?:flight|route|room|highway|no\.?|number|page|section|channel|model|usd|eur|gbp))\s+$",
    re.I,
)
# "the last week of May", "the last twenty minutes of the debate"
_THE, _OF_ANOTHER = (
    re.compile(r"\bthe\s+$", re.I),
    re.compile(rf"\s+(?:of\b|in\s+(?:{'|'.join(MONTHS)}))", re.I),
)
# "over the last year" counts back from today, "last year" is the calendar year.
_OVER_THE = re.compile(r"\b(?:over|in|during|within|for|throughout)\s+the\s+$", re.I)
# "the mid-90s" of a summer's day, and "in her late 30s", are no decades
_DEGREES = re.compile(r"\b(?:temperatures?|degrees|highs?|lows?|heat|thermometers?)\b|°", re.I)
_AGED = re.compile(r"\b(?:his|her|their|my|your|our)\s+(?:early|mid|late)?[\s-]*$", re.I)
# "the fourth quarter" of a company, not of a match
_ACCOUNTS = re.compile(
    r"[$€£¥%]|\b(?:per\s?cent|earnings|profits?|revenues?|sales|gdp|growth|results|shares?|investors?"
    r"|econom\w+|inflation|output|loss(?:es)?|fiscal|compan(?:y|ies)|markets?|million|billion)\b",
    re.I,
)
# "in the next week" counts from today
_OVER_NEXT = re.compile(r"\b(?:over|in|during|within|for|throughout)\s+$", re.I)
# "in the summer" is a time, "summer dresses" is not.
_IN_THE = re.compile(r"\b(?:in|during|over|since|until|by|of|before|after)\s+(?:the\s+)?$", re.I)

# Before a date: "early ", "mid-", "the first half of ", "at the end of the ", "the last two weeks of "
PART = re.compile(
    r"\b(?:(?P<first>earl(?:y|ier)|(?:the\s+)?(?:beginning|start|first\s+half)\s+of)"
    r"|(?P<middle>mid|(?:the\s+)?middle\s+of)"
    r"|(?P<last>later?|(?:the\s+)?(?:end|close|second\s+half|rest)\s+of)"
    r"|(?:the\s+)?(?:(?P<head>first|opening)|(?P<nth>second|third|fourth)|(?P<tail>last|final|closing))"
    rf"\s+(?:(?P<count>\d\d?|couple|{NUMBER_IN_WORDS}|{BIG_NUMBER})\s+)?"
    r"(?P<piece>day|weekend|week|month|quarter|year|decade)(?P<many>s)?\s+(?:of|in))[\s-]+(?:the\s+|in\s+)?$",
    re.I,
)


def part_of(span: Span, part: _Match) -> Span:
    """Return the part of a span that a match of PART names; the span itself if it is too short for that."""
    if span.length < timedelta(days=3) or part[0].lower().startswith(("earlier", "later")):
        return span
    if part["piece"] and (part["count"] or not part["many"]):
        return _pieces(span, part)
    first, last = shares(span, 2 if "half" in part[0].lower() else 3)
    if part["middle"]:
        return Span(first, last)
    return Span(span.start, first) if part["first"] or part["head"] else Span(last, span.end)


def _weekends(span: Span, part: _Match) -> Span:
    """The first, last or third weekend that begins in a span."""
    if part["tail"]:
        return whole_days(span.end - timedelta(days=(span.end.weekday() - 6) % 7 + 1), 2)
    nth = ORDINALS[part["nth"].lower()] if part["nth"] else 1
    return whole_days(span.start + timedelta(days=(5 - span.start.weekday()) % 7 + 7 * (nth - 1)), 2)


def _pieces(span: Span, part: _Match) -> Span:
    """The first, last or third week, month or so of a span."""
    unit, count = part["piece"].lower(), _count(part["count"] or "one")
    if unit == "weekend":
        return _weekends(span, part)
    if part["tail"]:
        return Span(max(span.start, moved(span.end, unit, -count)), span.end)
    start = moved(span.start, unit, ORDINALS[part["nth"].lower()] - 1) if part["nth"] else span.start
    end = min(span.end, moved(start, unit, count))
    return Span(start, end) if start < end else span


@dataclass(frozen=True, slots=True)
class Clock:
    """The moment that words such as "today" are read from; `ahead` if the sentence speaks of the future."""

    now: datetime
    ahead: bool

    @property
    def today(self) -> datetime:
        return midnight(self.now)


# The groups of a pattern that say which of the times of a name is meant.
_CHOOSING = ("year", "yy", "other", "which", "week")


@dataclass(frozen=True, slots=True)
class Form:
    """A form of date: tried where a hint occurs, found by `pattern`, read by `read` (ValueError: no date)."""

    hints: Collection[str]
    pattern: re.Pattern[str]
    read: Callable[[_Match, Clock], Span]
    yearless: bool = False  # the year may be left out, and another date can supply it
    tensed: bool = False  # what comes again: the tense of the sentence can tell which one is meant
    adjective: bool = False  # "the … vote" can name an event by its date

    def chosen(self, match: _Match) -> bool:
        """Whether the words of the match say themselves which one is meant: "next August", "May 2014"."""
        named = match.groupdict()
        return not self.tensed or any(named.get(group) for group in _CHOOSING)

    def span(self, match: _Match, clock: Clock) -> Span | None:
        """Return the span of the match, None if it is no date or not within the years 1000 to 2999."""
        try:
            span = self.read(match, clock)
        except (ValueError, OverflowError):
            return None
        return span if span.start.year >= 1000 and span.start < span.end and span.end.year < 3000 else None


def _behind(match: _Match) -> str:
    return match.string[max(0, match.start() - 24) : match.start()]


def _around(match: _Match) -> str:
    return match.string[max(0, match.start() - 200) : match.end() + 200]


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
    if match["yy"]:
        return make(_short_year(int(match["yy"]), clock.now))
    if match["other"] or which == "this":
        return make(clock.now.year + SHIFTS[(match["other"] or "this").lower()])
    forward = which in ("next", "coming") or (clock.ahead and which is None)
    return _nearest(make, clock.now, forward, whole=which is not None)


def _short_year(number: int, now: datetime) -> int:
    """The year that "’08" means: the last such, or the next if it is near."""
    century = now.year // 100 * 100
    return century + number if century + number <= now.year + 10 else century - 100 + number


# "2025-10-03", "2025/10/3"
_ISO_DATE_PATTERN = _pattern(
    r"(?<![\d/-])(?P<y>[12]\d{3})(?P<s>[-/])(?P<m>\d\d?)(?P=s)(?P<d>\d\d?)(?!\d|[/-]\d)",
)


def _iso_date(match: _Match, clock: Clock) -> Span:
    return whole_days(datetime(int(match["y"]), int(match["m"]), int(match["d"]), tzinfo=UTC))


# "25/12/2008", "12/25/2008", "3.10.2008"
_NUMBERS_PATTERN = _pattern(
    r"(?<![\d/.-])(?P<a>\d\d?)(?P<s>[/.-])(?P<b>\d\d?)(?P=s)(?P<y>[12]\d{3})(?!\d|[/.-]\d)"
)


def _numbers(match: _Match, clock: Clock) -> Span:
    """Read day and month where they cannot be taken for each other: the day comes first before a stop."""
    first, second = int(match["a"]), int(match["b"])
    day_first = match["s"] == "." or first > 12
    _refuse(match, not day_first and second <= 12 and first != second)
    month, day = (second, first) if day_first else (first, second)
    return whole_days(datetime(int(match["y"]), month, day, tzinfo=UTC))


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

    if match["named"] and not (match["year"] or match["other"] or match["yy"]):
        return _on_weekday(match["named"], make, clock)
    return _in_year(match, make, clock)


def _on_weekday(name: str, make: Callable[[int], Span], clock: Clock) -> Span:
    """The nearest year's span that begins on that weekday: the next one may be this year's alone."""
    meant = _nearest(make, clock.now, clock.ahead, whole=False)
    other = _nearest(make, clock.now, not clock.ahead, whole=False)
    wanted = WEEKDAYS.index(name[:3].lower())
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
    if match["year"] or match["yy"] or which:
        return not (which == "this" and name in _VERBS)
    if len(name) > 3 and name[:3].lower() not in _NAMELIKE:
        return True
    if len(name) == 3 and name.islower() and name != "may":
        return False
    return bool((_SURE_LEAD if name in _VERBS else _LEAD).search(_behind(match)))


# "last summer", "summer 2022", "winter of 2022-23"
_SEASON_PATTERN = _pattern(_WHICH, rf"(?P<season>{'|'.join(SEASONS)})\b", rf"(?:{_OF}{_YEAR}(?:[-–/]\d\d)?)?")


def _season(match: _Match, clock: Clock) -> Span:
    which, name = match["which"] and match["which"].lower(), match["season"].lower()
    bare = not (match["year"] or match["other"] or match["yy"] or which)
    _refuse(match, bare and (name == "fall" or not _IN_THE.search(_behind(match))))
    begun_last_year = which == "this" and name == "winter" and clock.now.month < 3
    return _in_year(match, lambda year: whole_months(year - begun_last_year, SEASONS[name], 3), clock, which)


# "Q3 2024", "third quarter of last year", "third-quarter earnings", "H1 2024", "sales in the first half"
_QUARTER_PATTERN = _pattern(
    r"\b(?:(?P<q>q[1-4]|h[12])",
    r"|(?:(?P<ordinal>first|second|third|fourth|final|1st|2nd|3rd|4th)[\s-])(?P<share>quarter|half))\b",
    rf"(?:{_OF}(?:the\s+)?{_YEAR})?",
)


def _quarter(match: _Match, clock: Clock) -> Span:
    short, year = match["q"] or "", match["year"] or match["other"] or match["yy"]
    sure = year or short.startswith("Q") or (not short and _of_accounts(match))
    _refuse(match, not sure)
    months = 6 if (short or match["share"])[0] in "hH" else 3
    number = int(short[1]) if short else _nth(match["ordinal"]) or 12 // months
    _refuse(match, number > 12 // months)
    # Accounts are of what is over, or of what is to come.
    which = None if year or clock.ahead else "last"
    return _in_year(match, lambda year: whole_months(year, months * (number - 1) + 1, months), clock, which)


def _of_accounts(match: _Match) -> bool:
    """Whether "the fourth quarter" is one of a year: the text speaks of money."""
    return bool(_ACCOUNTS.search(_around(match)))


def _nth(word: str) -> int:
    """Return 3 for "third" and "3rd", 0 for "last"."""
    return int(word[:-2]) if word[0].isdigit() else ORDINALS.get(word.lower(), 0)


# "1990s", "the ’80s", "the 70s and 80s", "the late nineties"
_DECADE_PATTERN = _pattern(
    r"\b(?P<decade>[12]\d\d0)['’]?s\b",
    r"|(?:(?<=\bthe )|(?<=\bearly )|(?<=\blate )|(?<=\bmid-)|(?<=\bmid )|(?<=0s and )|(?<=0s or ))",
    rf"(?:['’]?(?P<short>[2-9]0)['’]?s|(?P<spelt>{'|'.join(_TY)})ies)\b",
)


def _decade(match: _Match, clock: Clock) -> Span:
    if match["short"] or match["spelt"]:
        hot = match["short"] and match[0][0].isdigit() and _DEGREES.search(_around(match))
        _refuse(match, bool(hot or _AGED.search(_behind(match))))
        number = int(match["short"] or 0) or 10 * _TY.index(match["spelt"].lower()) + 20
        return whole_months(1900 + number, 1, 120)
    year = int(match["decade"])
    return whole_months(year, 1, 1200 if year % 100 == 0 and year < 2000 else 120)


# "19th century"
_CENTURY_PATTERN = _pattern(rf"\b{_NTHS}[\s-]century\b")


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


# "two years ago", "a couple of weeks from now", "three months’ time", "a year ago today"
_AGO_PATTERN = _pattern(
    rf"\b{_COUNT}{_UNIT}(?:\s+(?P<way>ago|from\s+now)|['’]s?\s+time)\b",
    r"(?P<exact>\s+today\b)?",
)


def _ago(match: _Match, clock: Clock) -> Span:
    unit, count = match["unit"].lower(), _count(match["n"])
    count = -count if (match["way"] or "").lower() == "ago" else count
    if match["exact"]:
        return whole_days(moved(clock.today, unit, count))
    return calendar_unit(unit, clock.now, count)


def _count(word: str) -> int:
    return {"a": 1, "an": 1, "couple": 2}.get(word.lower()) or int(number_of(word))


# "next Tuesday", "Monday of last week"; neither "Black Friday" nor "the Sunday Times"
_WEEKDAY_PATTERN = _pattern(
    r"(?<!black )(?<!super )(?<!bloody )(?<!\bmail on )",
    rf"{_WHICH}(?P<weekday>{_WEEKDAY})\b(?:{_OF}(?P<week>last|this|next)\s+week)?",
    rf"(?!\s+(?:times|telegraph|express|mirror|herald|addams|night\s+(?:football|live|lights))\b){_OF_THE_DAY}",
)


def _weekday(match: _Match, clock: Clock) -> Span:
    behind = clock.today.weekday() - WEEKDAYS.index(match["weekday"][:3].lower())
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


# "last week", "the past five years", "the year" after "end of"; not "last week of May"
_UNIT_PATTERN = _pattern(
    rf"\b(?P<which>{'|'.join(SHIFTS)})\s+(?:{_COUNT})?(?P<accounts>(?:fiscal|financial)\s+)?{_UNIT}"
)


def _unit(match: _Match, clock: Clock) -> Span:
    unit, which = match["unit"].lower(), match["which"].lower()
    _refuse(match, bool(_OF_ANOTHER.match(match.string, match.end()) and _THE.search(_behind(match))))
    if match["n"] or _counts_back(match, unit, which):
        return _counted(match, unit, clock)
    part = PART.search(match.string, max(0, match.start() - 40), match.start())
    _refuse(match, (which == "the" and not part) or unit in ("minute", "hour", "day"))
    span = calendar_unit(unit, clock.now, SHIFTS[which])
    if part and SHIFTS[which] == 0 and part[0].lower().startswith(("earlier", "later")):
        tomorrow = clock.today + timedelta(days=1)
        return Span(span.start, tomorrow) if part["first"] else Span(clock.today, span.end)
    return span


def _counts_back(match: _Match, unit: str, which: str) -> bool:
    """Whether a unit without a number is counted from today: "over the past year", "in the coming weeks"."""
    brief = which == "last" and unit in ("minute", "hour", "day")  # "the last minutes"
    if which == "past" or (SHIFTS[which] and not brief and match[0].lower().endswith("s")):
        return True
    # The last quarter and the last year of accounts are the calendar's.
    of_accounts = unit == "quarter" or match["accounts"]
    return which in ("last", "next") and not of_accounts and bool(_OVER_THE.search(_behind(match)))


# "over the weekend"
_WEEKEND_PATTERN = _pattern(r"\bthe\s+weekend\b")


def _weekend(match: _Match, clock: Clock) -> Span:
    """The last weekend that has begun, or the next that is not over."""
    this = calendar_unit("weekend", clock.now, 0)
    return this if clock.ahead or this.start <= clock.now else calendar_unit("weekend", clock.now, -1)


def _counted(match: _Match, unit: str, clock: Clock) -> Span:
    """Read "the past five years" and "the next few days"; today is part of both."""
    plural = match[0].lower().endswith("s")
    word, shift = (match["n"] or ("few" if plural else "a")).lower(), SHIFTS[match["which"].lower()]
    _refuse(match, shift == 0)
    number, tomorrow = _VAGUE.get(word) or _count(word), clock.today + timedelta(days=1)
    if shift < 0:
        return Span(moved(clock.today, unit, -number), tomorrow)
    return Span(clock.today, moved(tomorrow, unit, number))


# "yesterday", "this morning", "the day after tomorrow"
_DAY_WORD_PATTERN = _pattern(
    r"\b(?:(?:today|tonight|(?P<day>yesterday|tomorrow)|last\s+night|this\s+(?:morning|afternoon|evening)",
    rf"|the\s+day\s+(?:before\s+yesterday|after\s+tomorrow))\b{_OF_THE_DAY})",
)


def _day_word(match: _Match, clock: Clock) -> Span:
    _refuse(match, match[0].isupper())  # USA TODAY
    word = (match["day"] or " ".join(match[0].split())).lower()
    return whole_days(clock.today + timedelta(days=_DAY_WORDS.get(word, 0)))


# "2014" that is no price, count, clock time or part of a longer number
_YEAR_PATTERN = _pattern(
    rf"(?<![\w$£€¥₹#.,:/+])(?<!\d[-–])(?P<year>{_YYYY})(?!\w|[:/–-]\d|\s*(?:{_COUNTED})\b)",
)


def _year(match: _Match, clock: Clock) -> Span:
    year, behind = int(match["year"]), _behind(match)
    _refuse(match, bool(_NUMBERED.search(behind)) or not (1900 <= year < 2100 or _LEAD.search(behind)))
    return whole_months(year, 1, 12)


# "the second Sunday in May", "last Thursday of November 2008"
_NTH_WEEKDAY_PATTERN = _pattern(
    rf"\b(?P<ordinal>first|second|third|fourth|last|final)\s+(?P<weekday>{_WEEKDAY})\s+(?:of|in)\s+",
    rf"{_MONTH}(?:{_OF}{_YEAR})?",
)


def _nth_weekday(match: _Match, clock: Clock) -> Span:
    month = MONTHS.index(match["month"][:3].lower()) + 1
    weekday = WEEKDAYS.index(match["weekday"][:3].lower())
    nth = _nth(match["ordinal"]) or -1
    return _in_year(match, lambda year: whole_days(nth_weekday(year, month, weekday, nth)), clock)


# "Christmas Eve", "on Good Friday 2009", "last Easter"
_FEAST_PATTERN = _pattern(
    rf"{_WHICH}(?P<feast>{'|'.join(name.replace(chr(39), '[' + chr(39) + '’]') for name in FEASTS)})\b",
    rf"(?:{_OF}{_YEAR})?",
)


def _feast(match: _Match, clock: Clock) -> Span:
    which, name = match["which"] and match["which"].lower(), match["feast"].lower().replace("’", "'")
    return _in_year(match, lambda year: feast(name, year), clock, which)


# "year-end", "the month's end", "year-end 2008"
_ITS_END_PATTERN = _pattern(
    rf"\b(?P<unit>month|quarter|year|decade|centur)y?(?:-end|['’]s[\s-]end)\b(?:\s+(?P<year>{_YYYY}))?"
)


def _its_end(match: _Match, clock: Clock) -> Span:
    """Read the last third of the unit that we are in, as with "the end of the year"."""
    unit, year = match["unit"].lower(), match["year"]
    _refuse(match, bool(year) and unit != "year")
    span = whole_months(int(year), 1, 12) if year else calendar_unit(unit, clock.now, 0)
    return Span(shares(span, 3)[1], span.end)


# "the same day", "the following week", "two days later", "from a year earlier": read from a date before it.
_REFERENCE_PATTERN = _pattern(
    rf"\b(?:(?:the|that|this)\s+(?:very\s+)?same\s+{_UNIT}|that\s+{_UNIT.replace('unit', 'that')}",
    rf"|the\s+(?P<way>next|following|previous|preceding)\s+{_UNIT.replace('unit', 'by')}(?!\s+of\b)",
    rf"|(?:{_COUNT}|the\s+){_UNIT.replace('unit', 'off')}\s+(?P<off_way>later|earlier|before|after)",
    rf"{_ENDS_HERE})",
)


def _reference(match: _Match, clock: Clock) -> Span:
    if match["unit"] or match["that"]:
        return calendar_unit((match["unit"] or match["that"]).lower(), clock.now, 0)
    if match["way"]:
        _refuse(match, match["way"].lower() == "next" and bool(_OVER_NEXT.search(_behind(match))))
        return calendar_unit(match["by"].lower(), clock.now, _WAYS[match["way"].lower()])
    count = _count(match["n"]) if match["n"] else 1
    return calendar_unit(match["off"].lower(), clock.now, count * _WAYS[match["off_way"].lower()])


_DIGITS = tuple("0123456789")
# The first form to claim a piece of text has it.
FORMS = (
    Form(("-", "/"), _ISO_DATE_PATTERN, _iso_date),
    Form(_DIGITS, _NUMBERS_PATTERN, _numbers),
    Form(_FEAST_HINTS, _FEAST_PATTERN, _feast, yearless=True, tensed=True, adjective=True),
    Form(("day",), _NTH_WEEKDAY_PATTERN, _nth_weekday, yearless=True, tensed=True),
    Form(MONTHS, _MONTH_DAY_PATTERN, _date, yearless=True, tensed=True, adjective=True),
    Form(MONTHS, _DAY_MONTH_PATTERN, _date, yearless=True, tensed=True, adjective=True),
    Form(MONTHS, _MONTH_PATTERN, _month, yearless=True, tensed=True, adjective=True),
    Form(tuple(SEASONS), _SEASON_PATTERN, _season, yearless=True, tensed=True),
    Form(("q", "h1", "h2", "half"), _QUARTER_PATTERN, _quarter, tensed=True),
    Form(("0s", "0's", "0’s", "ties"), _DECADE_PATTERN, _decade),
    Form(("century",), _CENTURY_PATTERN, _century),
    Form(_DIGITS, _YEARS_PATTERN, _years),
    Form(("ago", "from", "time"), _AGO_PATTERN, _ago),
    Form(("end",), _ITS_END_PATTERN, _its_end),
    Form(("day",), _WEEKDAY_PATTERN, _weekday, yearless=True, tensed=True, adjective=True),
    Form(("weekend",), _WEEKEND_PATTERN, _weekend, tensed=True),
    Form(_UNITS, _UNIT_PATTERN, _unit),
    Form(("day", "tomorrow", "this", "night"), _DAY_WORD_PATTERN, _day_word),
    Form(_DIGITS, _YEAR_PATTERN, _year, adjective=True),
)
# Its clock is to show the date that it refers to.
REFERENCE = Form(
    ("same", "that", "the next", "following", "previous", "preceding", "later", "earlier", "before", "after"),
    _REFERENCE_PATTERN,
    _reference,
)
