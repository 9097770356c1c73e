"""The figures of a sentence in a form in which two sentences can be compared."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from service.english.figures.measures import POUND, Qualifiers
from service.english.figures.numerals import ORDINALS, SMALL_NUMBER, SMALL_NUMBERS, number_of
from service.english.figures.values import TIME_UNIT, TIME_UNITS, Value, ValueKind, find_values, unit_of
from service.english.places import TextPlaces, search_before

# "half of the", "two thirds", "a quarter of"; not "the first half" or "the third quarter"
_TOPS = {"a": 1.0, "an": 1.0, **{word: float(n) for word, n in SMALL_NUMBERS.items() if 0 < n < 10}}
_PARTS = {"quarter": 4} | {word: n for word, n in ORDINALS.items() if 3 <= n <= 10}
# What may stand before a part by itself, and behind it: "fell by a third in May", not "by a third man".
_ALONE = r"\b(?:by|to|than|nearly|almost|about|around|roughly|only|just|over|under)"
_BEHIND_ALONE = (
    r"(?=\s*(?:[.,;:!?)]|\Z)|\s+(?:in|on|to|from|since|over|after|because|and|but|as|by|this|last|during"
    r"|between|at|within|compared|when|while|more|less|fewer|for|before|until)\b)"
)
_FRACTION = re.compile(
    rf"(?:{_ALONE}\s+(?P<alone>(?:an?|one)\s+(?P<share>half|{'|'.join(_PARTS)})){_BEHIND_ALONE})|"
    r"\b(?<!second )(?<!first )half(?=\s+(?:of|the|its|their|his|her|all|that|those)\b)"
    rf"|\b(?P<top>{'|'.join(_TOPS)})[\s-](?P<part>{'|'.join(_PARTS)})s?\b(?:(?<=s)|(?=\s+of\b))",
    re.I,
)
# "one in five"
_COUNT = rf"(?:an?\s+hundred|one\s+hundred|{SMALL_NUMBER}|\d{{1,3}})"
_RATIO = re.compile(
    rf"\b(?P<some>{_COUNT})\s+(?:in|out of)\s+(?:every\s+)?(?P<all>{_COUNT})\b(?![.,:]?\d)"
    rf"(?!\s+{TIME_UNIT}\b)",  # "three in five days" are two figures
    re.I,
)
_HALF = 50.0
# "between 5 and 10 percent", "$2 to $3 million", "7-8 years": the first has the unit of the second.
_RANGE = re.compile(r"\s*(?:to|and|or|-|–)\s*\Z", re.I)
_LEADING = re.compile(r"\D*([\d,]+(?:\.\d+)?)")
# "for a decade" is a length of time, "once a decade" is a rate.
_LENGTH = re.compile(
    r"\b(?:for|over|in|within|after|during|than|about|around|almost|nearly|least|last(?:s|ed|ing)?|took|takes?|spent)"
    rf"\s+(?P<length>an?\s+(?P<unit>{'|'.join(TIME_UNITS)}))\b(?!\s+(?:ago|later|earlier|and\s+a\s+half|or)\b|['’-])",
    re.I,
)
_DECIMALS = re.compile(r"\.(\d+)")
_POUNDS = re.compile(r"[\s-]pounds?\Z", re.I)  # money or weight
_VAGUE = re.compile(
    r"\b(?:tens of thousands|hundreds of thousands|dozens|scores|hundreds|thousands|millions|billions)\b",
    re.I,
)
_HALVES = re.compile(r"\b(?:half|twice)\b", re.I)
_COINS = re.compile(rf"(?:\d|\b(?:{SMALL_NUMBER}))[ -](?:cents?|pence|penn(?:y|ies))\b", re.I)
_VAGUE_DURATION = re.compile(
    rf"\b(?:an?|few|several|couple of|half(?: an?)?)[ -](?:\w+[ -])?{TIME_UNIT}\b"
    rf"|\b(?:for|over|in) {TIME_UNIT}(?<=s)\b|\bindefinite",
    re.I,
)
# From where to where "hundreds" may stand for a figure.
_MEANT = {
    **{"dozens": (24, 300), "scores": (40, 400), "hundreds": (200, 9_999), "thousands": (2e3, 99_999)},
    **{"tens of thousands": (2e4, 399_999), "hundreds of thousands": (2e5, 2e6)},
    **{"millions": (2e6, 1e9), "billions": (2e9, 1e12)},
}
_FIGURE = re.compile(r"(?<![\w:.,/-])[\w:.,/-]*\d[\w:.,/-]*")

_CLOCK = re.compile(r"\b(?P<hour>\d\d?(?:[:.]\d\d)?)\s?(?P<half>[ap])\.?m\b", re.I)
_AGE = re.compile(r"-old\b|\s+old\b")
_AGED = re.compile(r"\b(?:aged|age)\s+\Z|,\s+\Z", re.I)

_AND_A_HALF = re.compile(
    rf"\b(?:half[\s-]an?[\s-](?P<half>{'|'.join(TIME_UNITS)})"
    rf"|(?P<n>an?|{SMALL_NUMBER}|\d+)\s(?P<one>{TIME_UNIT})\sand\sa\shalf"
    rf"|(?P<m>{SMALL_NUMBER}|\d+)[\s-]and[\s-]a[\s-]half[\s-](?P<more>{TIME_UNIT}))\b",
    re.I,
)

_Quantity = tuple[ValueKind, float, str | None]


@dataclass(frozen=True, slots=True)
class Amount:
    """A figure with its kind and unit; durations are in days. `scaled` is what a range makes of it.

    It begins at `start` of its text. `age`: it is the years of somebody's life; `share`: a percentage that is
    said as a part of a whole ("a third").
    """

    text: str
    start: int
    kind: ValueKind
    number: float
    unit: str | None
    qualifiers: Qualifiers
    scaled: _Quantity | None = None
    age: bool = False
    share: bool = False

    @property
    def end(self) -> int:
        return self.start + len(self.text)

    def matches(self, other: Amount) -> bool:
        """Return whether `other`, of a cited sentence, bears this amount out."""
        mine, theirs = self._as_weight_beside(other), other._as_weight_beside(self)
        if not mine.qualifiers.fits(theirs.qualifiers):
            return False
        aged = self.age or other.age
        return any(
            mine._borne(claimed, theirs, given, aged)
            for claimed in mine._quantities()
            for given in theirs._quantities()
        )

    def _borne(self, claim: _Quantity, source: Amount, theirs: _Quantity, aged: bool) -> bool:
        found = _comparable(claim, theirs, aged)
        if not found:
            return False
        if self.share != source.share and not (self.qualifiers.bound or source.qualifiers.bound):
            digits = source.text if self.share else self.text
            return abs(found[0] - found[1]) <= 0.5 * 0.1 ** _decimals(digits)
        slack = 0.01 if ValueKind.DURATION in (claim[0], theirs[0]) else 1e-6
        counts = self._is_count and source._is_count
        return self.qualifiers.bears(found[0], source.qualifiers, found[1], slack, counts=counts)

    @property
    def _is_count(self) -> bool:
        return self.kind is ValueKind.NUMBER and not self.qualifiers.unit and self.number.is_integer()

    def _as_weight_beside(self, other: Amount) -> Amount:
        """Return "55 pounds" as a weight where the other figure has a unit, else as it is: money."""
        if self.kind is not ValueKind.MONEY or not other.qualifiers.unit or not _POUNDS.search(self.text):
            return self
        qualifiers = replace(self.qualifiers, unit=POUND)
        return replace(self, kind=ValueKind.NUMBER, unit=None, qualifiers=qualifiers, scaled=None)

    def _quantities(self) -> list[_Quantity]:
        own = (self.kind, self.number, self.unit)
        return [own, self.scaled] if self.scaled else [own]


def amounts(text: str) -> list[Amount]:
    """Return the figures of `text`, without dates and the pronoun-like "one"."""
    values = [value for value in find_values(text) if value.number is not None]
    following: list[Value | None] = [*values[1:], None][: len(values)]
    shares = list(_fractions(text))
    halves = list(_halves(text))
    taken = TextPlaces([each[:2] for each in shares] + [each[:2] for each in halves])
    found = [
        _amount(text, value, after)
        for value, after in zip(values, following, strict=True)
        if not taken.meet(value.start, value.end) and text[value.start : value.end].lower() != "one"
    ]
    spread = [*shares, *_ratios(text)]
    return [
        *found,
        *(
            Amount(text[s:e], s, ValueKind.DURATION, days, unit, Qualifiers.of(text, s, e))
            for s, e, days, unit in halves
        ),
        *(
            Amount(text[s:e], s, ValueKind.PERCENT, share, "%", Qualifiers.of(text, s, e), share=True)
            for s, e, share in spread
        ),
    ]


def said_amounts(text: str) -> list[Amount]:
    """Return the figures of `text`, and the lengths of time of one unit that have none: "for a decade"."""
    found = amounts(text)
    taken = TextPlaces((each.start, each.end) for each in found)
    for match in _LENGTH.finditer(text):
        (start, end), unit = match.span("length"), unit_of(match["unit"])
        if not taken.meet(start, end):
            bounds = Qualifiers.of(text, start, end)
            found.append(Amount(match["length"], start, ValueKind.DURATION, TIME_UNITS[unit], unit, bounds))
    return found


def vague_amounts(text: str) -> Iterator[tuple[str, float, float]]:
    """Yield the "hundreds" and the like of `text` with the least and the most that they stand for."""
    for match in _VAGUE.finditer(text):
        word = match[0].lower()
        yield word, *_MEANT[word]


def has_vague_amount(text: str) -> bool:
    """Return whether a text has an amount without a figure: "hundreds", "half", "twice"."""
    return bool(_VAGUE.search(text) or _HALVES.search(text))


def has_vague_duration(text: str) -> bool:
    """Return whether a text has a length of time without a figure: "for months", "a few hours"."""
    return _VAGUE_DURATION.search(text) is not None


def has_coins(text: str) -> bool:
    """Return whether a text has an amount of small coins: "30 cents"."""
    return _COINS.search(text) is not None


def has_share(text: str) -> bool:
    """Return whether a text gives a share in words: "half of the", "two thirds", "one in five"."""
    return bool(_FRACTION.search(text) or _RATIO.search(text))


def loose_figures(text: str) -> Iterator[str]:
    """Yield the words with digits that are neither numbers nor dates: "10:30", "a380", "covid-19"."""
    taken = TextPlaces((value.start, value.end) for value in find_values(text))  # with the dates
    for match in _FIGURE.finditer(text):
        if not taken.meet(*match.span()):
            yield match[0].strip(":.,/-").casefold()
    for match in _CLOCK.finditer(text):
        yield f"{match['hour'].replace('.', ':')} {match['half'].lower()}m"


def _amount(text: str, value: Value, after: Value | None) -> Amount:
    assert value.number is not None
    words = text[value.start : value.end]
    kind, number, unit = _plain(value, value.number)
    scaled = None
    if after and after.number is not None and _RANGE.match(text[value.end : after.start]):
        first, last = _LEADING.match(words), _LEADING.match(text[after.start : after.end])
        scale = after.number / _digits(last) if last and _digits(last) else 1.0
        if first and value.number == _digits(first):
            scaled = _plain(after, value.number * scale)
    qualifiers = Qualifiers.of(text, value.start, value.end)
    age = bool(_AGE.match(text, value.end) or search_before(_AGED, text, value.start))
    return Amount(words, value.start, kind, number, unit, qualifiers, scaled, age)


def _plain(value: Value, number: float) -> _Quantity:
    if value.kind is ValueKind.DURATION and value.unit:
        return value.kind, number * TIME_UNITS[value.unit], value.unit
    return value.kind, number, value.unit


def _digits(match: re.Match[str]) -> float:
    return float(match[1].replace(",", "") or 0)


def _comparable(claim: _Quantity, source: _Quantity, aged: bool) -> tuple[float, float] | None:
    """Return the figures of both in one unit, None if they count different things."""
    kind, number, unit = claim
    other_kind, other, other_unit = source
    if aged and kind is ValueKind.NUMBER and other_kind is ValueKind.DURATION and other_unit:
        other /= TIME_UNITS[other_unit]  # "aged 12" of "a 12-year-old"
    elif aged and kind is ValueKind.DURATION and other_kind is ValueKind.NUMBER and unit:
        other *= TIME_UNITS[unit]
    elif kind is not other_kind or (kind is not ValueKind.DURATION and unit != other_unit):
        return None
    return number, other


def _decimals(words: str) -> int:
    found = _DECIMALS.search(words)
    return len(found[1]) if found else 0


def _fractions(text: str) -> Iterator[tuple[int, int, float]]:
    for match in _FRACTION.finditer(text):
        top, part = match["top"], match["part"]
        if alone := match["share"]:
            yield *match.span("alone"), _HALF if alone.lower() == "half" else 100 / _PARTS[alone.lower()]
            continue
        share = 100 * _TOPS[top.lower()] / _PARTS[part.lower()] if top else _HALF
        yield match.start(), match.end(), share


def _ratios(text: str) -> Iterator[tuple[int, int, float]]:
    for match in _RATIO.finditer(text):
        some, whole = number_of(match["some"]), number_of(match["all"])
        if 0 < some < whole:
            yield match.start(), match.end(), 100 * some / whole


def _halves(text: str) -> Iterator[tuple[int, int, float, str]]:
    """Yield lengths of time with a half, in days: "half an hour", "a day and a half"."""
    for match in _AND_A_HALF.finditer(text):
        unit = unit_of(match["one"] or match["more"] or match["half"])
        count = match["n"] or match["m"]
        whole = 0.0 if match["half"] else 1.0 if count.lower() in ("a", "an") else number_of(count)
        yield match.start(), match.end(), (whole + 0.5) * TIME_UNITS[unit], unit
