"""Numbers, money, dates and the like in a text, as values that can be compared."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from functools import lru_cache

from service.english.dates.find import find_spans
from service.english.figures.numerals import BIG_NUMBERS, NUMBER_IN_WORDS, ORDINALS, number_of
from service.english.places import TextPlaces


class ValueKind(StrEnum):
    """What a value measures."""

    NUMBER = "number"
    MONEY = "money"
    PERCENT = "percent"
    DATE = "date"
    DURATION = "duration"
    ORDINAL = "ordinal"


@dataclass(frozen=True, slots=True)
class Value:
    """`text[start:end]` as a value: "$1.2bn" is 1.2e9 "USD", "six weeks" 6 "week"; a date has no number."""

    start: int
    end: int
    kind: ValueKind
    number: float | None
    unit: str | None = None


_SCALES = BIG_NUMBERS | {
    **{"k": 1e3, "mn": 1e6, "m": 1e6, "bn": 1e9, "b": 1e9, "tn": 1e12, "trn": 1e12},
    **{"lakh": 1e5, "crore": 1e7},
}
_CODES = {"usd": "USD", "eur": "EUR", "gbp": "GBP"}
_SYMBOLS = _CODES | {
    **{"$": "USD", "us$": "USD", "c$": "CAD", "a$": "AUD", "hk$": "HKD", "nz$": "NZD", "s$": "SGD"},
    **{"£": "GBP", "€": "EUR", "¥": "JPY", "₹": "INR"},
}
_CURRENCIES = _CODES | {
    **{"dollar": "USD", "buck": "USD", "euro": "EUR", "pound": "GBP", "yen": "JPY", "yuan": "CNY"},
    **{"rupee": "INR", "rouble": "RUB", "ruble": "RUB", "franc": "CHF", "won": "KRW", "peso": "MXN"},
}
TIME_UNITS = {  # in days
    **{"second": 1 / 86_400, "minute": 1 / 1_440, "hour": 1 / 24, "day": 1.0, "night": 1.0, "week": 7.0},
    **{"fortnight": 14.0, "month": 30.4375, "year": 365.25, "decade": 3_652.5, "century": 36_525.0},
}
# One or many of them.
TIME_UNIT = rf"(?:(?:{'|'.join(TIME_UNITS)})s?|centuries)"

_LONGEST_SCALE_FIRST = "|".join(sorted(_SCALES, key=len, reverse=True))
_PARTS = {"½": 0.5, "¼": 0.25, "¾": 0.75}
# "1,200.50", "1.2bn", "60 thousand", "21st"; neither "12:30" nor "1.2.3"
_DIGITS = (
    r"(?P<digits>\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+|\s?[½¼¾])?|[½¼¾])(?![.,:]?\d)"
    rf"(?:(?P<th>st|nd|rd|th)\b|[\s-]?(?P<scale>{_LONGEST_SCALE_FIRST})\b)?"
)
# What the number counts: "%", " percentage points", " US dollars", "-week"
_TAIL = (
    r"(?P<tail>\s?%|[\s-]?(?:percent|per\s+cent|pct)(?:age\s+points?|\s+points?)?\b|\s+percentage\s+points?"
    rf"|[\s-]+(?:us\s+)?(?P<currency>{'|'.join(_CURRENCIES)})s?\b"
    rf"|[\s-]+(?P<unit>{TIME_UNIT})\b)?"
)
_SIGNS = "|".join(re.escape(sign) for sign in _SYMBOLS if not sign.isalpha())
# A number with what stands before and behind it: "US$5 million", "six weeks"; not the 19 of "COVID-19".
_NUMBER = re.compile(
    rf"(?<![\w.,:])(?<![A-Za-z]-)(?:c\.?\s?(?=[£€¥₹]))?(?P<symbol>(?:{_SIGNS})\s?|(?:usd|eur|gbp)\s)?"
    rf"(?:{_DIGITS}|\b(?P<ordinal>{'|'.join(ORDINALS)})\b|\b(?P<words>{NUMBER_IN_WORDS})\b){_TAIL}",
    re.I,
)
# "one" counts nothing in "one of the men", "one day" and "no one".
_PRONOUN_NEXT = re.compile(
    r"\s+(?:of|another|day|thing|to|who|that|which|is|was|or|can|has|by)\b|[.,;:?!]|\s*$", re.I
)
_PRONOUN_BACK = re.compile(r"\b(?:no|any|every|each|this|that|the|some|which|another)[\s-]$", re.I)
# "40m people" and "40m viewers" are millions, "the 100m race" is metres.
_MILLIONS = re.compile(r"\s+(?:people|[a-z]+s)\b")
_ANCHOR = datetime(2000, 1, 1, tzinfo=UTC)  # only the places of dates are used


def find_values(text: str) -> list[Value]:
    """Return the values in `text` in order, none overlapping; digits inside a date are part of the date."""
    return list(_values(text))


@lru_cache(maxsize=4_000)  # a sentence is scored, compared and checked
def _values(text: str) -> tuple[Value, ...]:
    dates = [Value(item.start, item.end, ValueKind.DATE, None) for item in find_spans(text, _ANCHOR)]
    values = filter(None, (_value(match, text) for match in _NUMBER.finditer(text)))
    taken = TextPlaces((date.start, date.end) for date in dates)
    apart = (value for value in values if not taken.meet(value.start, value.end))
    return tuple(sorted([*dates, *apart], key=lambda value: value.start))


def unit_of(word: str) -> str:
    """Return the unit of time of which a word names one or many: "centuries" is "century"."""
    return "century" if word.lower() == "centuries" else word.lower().removesuffix("s")


def _value(match: re.Match[str], text: str) -> Value | None:
    number, tail = _number(match, text), (match["tail"] or "").lower()
    start, end = match.span()
    if match["ordinal"] or match["th"]:
        return Value(start, end - len(tail), ValueKind.ORDINAL, number)
    if match["symbol"]:
        return Value(start, end, ValueKind.MONEY, number, _SYMBOLS[match["symbol"].strip().lower()])
    if match["currency"]:
        return Value(start, end, ValueKind.MONEY, number, _CURRENCIES[match["currency"].lower()])
    if match["unit"]:
        return Value(start, end, ValueKind.DURATION, number, unit_of(match["unit"]))
    if tail:
        return Value(start, end, ValueKind.PERCENT, number, "points" if "point" in tail else "%")
    return None if _is_pronoun(match, text) else Value(start, end, ValueKind.NUMBER, number)


def _number(match: re.Match[str], text: str) -> float:
    if match["words"]:
        return number_of(match["words"])
    if match["ordinal"]:
        return float(ORDINALS[match["ordinal"].lower()])
    scale = (match["scale"] or "").lower()
    money = match["symbol"] or match["currency"]
    if scale in ("m", "b") and not (money or _MILLIONS.match(text, match.end())):
        scale = ""
    digits = match["digits"].replace(",", "")
    part = _PARTS.get(digits[-1], 0.0)
    return (float((digits[:-1] if part else digits).strip() or 0) + part) * _SCALES.get(scale, 1.0)


def _is_pronoun(match: re.Match[str], text: str) -> bool:
    if (match["words"] or "").lower() != "one":
        return False
    back = _PRONOUN_BACK.search(text, max(0, match.start() - 9), match.start())
    return bool(back or _PRONOUN_NEXT.match(text, match.end()))
