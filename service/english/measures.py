"""What stands around a figure and changes what it says: "at least", "km", "a month", a minus."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum


class Bound(StrEnum):
    """How a figure stands to the real one."""

    LEAST = "least"  # "at least", "more than"
    MOST = "most"  # "up to", "fewer than"
    NEAR = "near"  # "almost", "about"


_BOUNDS = {
    Bound.LEAST: r"at least|more than|over|above|exceed(?:s|ed|ing)?|upwards of|minimum of",
    Bound.MOST: r"at most|up to|(?:fewer|less) than|under|below|as many as|as much as|maximum of",
    Bound.NEAR: r"almost|nearly|about|around|some|roughly|approximately|just (?:over|under)|close to",
}
_BEFORE = {
    bound: re.compile(rf"\b(?<!no )(?:{words})\s+(?:an?\s+)?\Z", re.I) for bound, words in _BOUNDS.items()
}
_NONE_MORE = re.compile(r"\bno (?P<word>more|fewer|less) than\s+\Z", re.I)
_MINUS = re.compile(r"(?:(?<![\w)])[-−]|\bminus\s)\Z", re.I)
# A unit, then its other names.
_UNITS = """\
kilometre kilometer km|metre meter m|centimetre centimeter cm|millimetre millimeter mm|mile|foot feet ft|yard
inch inches|hectare|acre|kilogram kilogramme kilo kg|gram gramme|tonne ton|pound lb|ounce|litre liter|gallon
barrel|degree °|watt|kilowatt kw|megawatt mw|gigawatt gw|mph|kph|knot|hertz|megabyte|gigabyte|terabyte|cent
penny pence"""
_UNIT = {
    word: line.split()[0]
    for line in re.split(r"[|\n]", _UNITS)
    for name in line.split()
    for word in (name, name + "s")
}
_ANY_UNIT = "|".join(sorted(map(re.escape, _UNIT), key=len, reverse=True))
_MEASURE = re.compile(
    rf"[\s-]?(?:(?:square|cubic)[\s-])?(?P<unit>{_ANY_UNIT})(?!\w)"
    r"(?:\s+(?P<scale>Celsius|Fahrenheit|C|F)\b)?"
)
_RATE = re.compile(
    r"(?:\s+[a-z]+){0,2}?[\s-]+(?:an?|per|every|each)\s+(?P<per>second|minute|hour|day|night|week|month|quarter|year)\b"
    r"|\s+(?P<often>hourly|daily|weekly|monthly|yearly|annually|annual)\b",
    re.I,
)
_OFTEN = {"daily": "day", "annually": "year", "annual": "year"}


@dataclass(frozen=True, slots=True)
class Qualifiers:
    """The bound, the unit and the rate ("month") of a figure, each None if there is none."""

    bound: Bound | None
    unit: str | None
    rate: str | None
    negative: bool

    @classmethod
    def of(cls, text: str, start: int, end: int) -> Qualifiers:
        """Read what stands around `text[start:end]`."""
        unit = _MEASURE.match(text, end)
        rate = _RATE.match(text, unit.end() if unit else end)
        return cls(
            _bound(text, start),
            f"{_UNIT[unit['unit']]} {(unit['scale'] or '')[:1]}".strip() if unit else None,
            _rate(rate) if rate else None,
            bool(_MINUS.search(text, 0, start)),
        )

    def fits(self, source: Qualifiers) -> bool:
        """Return whether a figure of a statement with these qualifiers says no more than its source."""
        if self.negative != source.negative or self.unit != source.unit or self.rate != source.rate:
            return False
        near = (None, Bound.NEAR)
        return self.bound == source.bound or (self.bound in near and source.bound in near)


def _bound(text: str, start: int) -> Bound | None:
    before = text[max(0, start - 30) : start]
    none_more = _NONE_MORE.search(before)
    if none_more:
        return Bound.MOST if none_more["word"].lower() == "more" else Bound.LEAST
    for bound in (Bound.NEAR, Bound.LEAST, Bound.MOST):
        if _BEFORE[bound].search(before):
            return bound
    return None


def _rate(match: re.Match[str]) -> str:
    word = (match["per"] or match["often"]).lower()
    return _OFTEN.get(word, word.removesuffix("ly"))
