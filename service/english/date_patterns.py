"""What a date looks like in English: one pattern for each form, with an example of what it finds.

What a match means is read from its named groups in date_readers.py. Case never counts.
"""

from __future__ import annotations

import re

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


def _form(*parts: str) -> re.Pattern[str]:
    return re.compile("".join(parts), re.I)


# "2025-10-03", "2025/10/3"
ISO_DATE = _form(
    r"(?<![\d/-])(?P<y>[12]\d{3})(?P<s>[-/])(?P<m>\d\d?)(?P=s)(?P<d>\d\d?)(?!\d|[/-]\d)",
)
# "Friday, Oct. 3, 2025", "October 3-5", "May 3 last year"
MONTH_DAY = _form(_BEFORE_DATE, _MONTH, r"\s+", _DAYS, rf"(?:{_OF}{_YEAR})?")
# "3 October 2025", "the 3rd of October"
DAY_MONTH = _form(_BEFORE_DATE, r"\b(?<![\d.,])", _DAYS, r"\s+(?:of\s+)?", _MONTH, rf"(?:{_OF}{_YEAR})?")
# "July", "next July", "July 2024", "July of last year"
MONTH = _form(_WHICH, _MONTH, rf"(?:{_OF}{_YEAR})?")
# "last summer", "summer 2022", "winter of 2022-23"
SEASON = _form(_WHICH, rf"(?P<season>{'|'.join(SEASONS)})\b", rf"(?:{_OF}{_YEAR}(?:[-–/]\d\d)?)?")
# "Q3 2024", "third quarter of last year", "third-quarter earnings"
QUARTER = _form(
    rf"\b(?:(?P<q>q[1-4])|{_NTHS}[\s-]quarter)\b",
    rf"(?:{_OF}(?:the\s+)?{_YEAR}|{_TOPIC})?",
)
# "1990s", "the ’80s"
DECADE = _form(r"\b(?P<decade>[12]\d\d0)['’]?s\b", r"|(?<=the )['’]?(?P<short>[2-9]0)['’]?s\b")
# "19th century", but not one "BC"
CENTURY = _form(rf"\b{_NTHS}[\s-]century\b(?!\s+b\.?c)")
# "2015-18", "1914–1918", "2023-05"
YEARS = _form(
    r"(?<![\w$£€.,/-])(?P<year>[12]\d{3})\s?[-–—/]\s?(?P<last>[12]\d{3}|\d\d)(?![\w/-]|[.,]\d)",
)
# "two years ago", "a couple of weeks from now"
AGO = _form(rf"\b{_COUNT}{_UNIT}\s+(?P<way>ago|from\s+now)\b")
# "next Tuesday", "Monday of last week"; neither "Black Friday" nor "the Sunday Times"
WEEKDAY = _form(
    r"(?<!black )(?<!super )(?<!mail on )",
    rf"{_WHICH}(?P<weekday>{_WEEKDAY})\b(?:{_OF}(?P<week>last|this|next)\s+week)?",
    r"(?!\s+(?:times|telegraph|express|mirror|herald|addams|night\s+(?:football|live|lights)))",
)
# "last week", "the past five years", "the year" after "end of"
UNIT = _form(rf"\b(?P<which>{'|'.join(SHIFTS)})\s+(?:{_COUNT})?{_UNIT}")
# "yesterday", "this morning", "the day after tomorrow"
DAY_WORD = _form(
    r"\b(?:today|tonight|yesterday|tomorrow|last\s+night|this\s+(?:morning|afternoon|evening)",
    r"|the\s+day\s+(?:before\s+yesterday|after\s+tomorrow))\b",
)
# "2014" that is no price, count, clock time or part of a longer number
YEAR = _form(
    rf"(?<![\w$£€¥₹#.,:/+])(?<!\d[-–])(?P<year>{_YYYY})(?!\w|[:/–-]\d|\s*(?:{_COUNTED})\b)",
)
# Before a date: "early ", "mid-", "the first half of ", "at the end of the "
PART = re.compile(
    r"\b(?:(?P<first>earl(?:y|ier)|(?:the\s+)?(?:beginning|start|first\s+half)\s+of)"
    r"|(?P<middle>mid|(?:the\s+)?middle\s+of)"
    r"|(?P<last>later?|(?:the\s+)?(?:end|close|second\s+half|rest)\s+of))[\s-]+(?:the\s+|in\s+)?$",
    re.I,
)
