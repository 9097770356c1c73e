"""What stands around a figure and changes what it says: "at least", "km", "a month", a minus."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from service.english.places import search_before


class Bound(StrEnum):
    """How a figure stands to the real one."""

    LEAST = "least"  # "at least", "20 or more"
    MORE = "more"  # "more than", "over"
    MOST = "most"  # "up to", "20 or fewer"
    FEWER = "fewer"  # "fewer than", "under"
    NEAR = "near"  # "about"
    UNDER = "under"  # "almost": near, and less


LOWER, UPPER = (Bound.LEAST, Bound.MORE), (Bound.MOST, Bound.FEWER)
_BOUNDS = {
    Bound.LEAST: r"at least|minimum of",
    Bound.MORE: r"more than|over|above|exceed(?:s|ed|ing)?|upwards of",
    Bound.MOST: r"at most|up to|as many as|as much as|maximum of",
    Bound.FEWER: r"(?:fewer|less) than|under|below",
    Bound.NEAR: r"about|around|some|roughly|approximately|just over",
    Bound.UNDER: r"almost|nearly|close to|just under",
}
_ROUND = (None, Bound.NEAR, Bound.UNDER)
# How far the figure of a sentence may be from a bound or a round figure of a statement that it bears out.
_BEYOND, _AROUND, _CONVERTED = 0.25, 0.05, 0.03
_ROUNDED_DEGREES = 0.6  # Celsius: whole degrees of one scale in whole degrees of the other
_BEFORE = {
    bound: re.compile(rf"\b(?<!no )(?:{words})\s+(?:an?\s+)?\Z", re.I) for bound, words in _BOUNDS.items()
}
_NONE_MORE = re.compile(r"\bno (?P<word>more|fewer|less) than\s+\Z", re.I)
# "20 or more", "20 km or less"
_OR_MORE = re.compile(r"\s+or\s+(?:(?P<more>more|above|over)|fewer|less|under|below)\b(?!\s+than\b)", re.I)
_MINUS = re.compile(r"(?:(?<![\w)])[-−]|\bminus\s)\Z", re.I)
# What is measured, how much of it the unit is, then its names.
_UNITS = """\
length 1000 kilometre kilometer km|length 1 metre meter m|length .01 centimetre centimeter cm
length .001 millimetre millimeter mm|length 1609.344 mile|length .3048 foot feet ft|length .9144 yard
length .0254 inch inches|area 10000 hectare|area 4046.856 acre|weight 1 kilogram kilogramme kilo kg
weight .001 gram gramme|weight 1000 tonne ton|weight .453592 pound lb|weight .0283495 ounce
volume 1 litre liter|volume 3.78541 gallon|volume 158.987 barrel|power 1 watt
power 1000 kilowatt kw kW|power 1e6 megawatt mw MW|power 1e9 gigawatt gw GW
speed 1 kph km/h kmh kmph|speed 1.609344 mph|speed 1.852 knot
data 1 megabyte|data 1000 gigabyte|data 1e6 terabyte|degree 1 degree °|hertz 1 hertz
coin 1 cent penny pence"""
_UNIT = {
    word: (kind, float(size))
    for kind, size, *names in (line.split() for line in re.split(r"[|\n]", _UNITS))
    for name in names
    for word in (name, name + "s")
}
_TEMPERATURE = "temperature"
_POWERS = {"square": 2, "cubic": 3}
_ANY_UNIT = "|".join(sorted(map(re.escape, _UNIT), key=len, reverse=True))
# "20 km", "5 square miles", "20 degrees Celsius", "20°C"; "20C" is one of degrees as well
_SCALE = r"(?P<scale>(?i:Celsius|Fahrenheit)|[CF])\b"
_MEASURE = re.compile(
    rf"[\s-]?(?:(?P<power>square|cubic)[\s-])?(?P<unit>{_ANY_UNIT})(?:(?!\w)(?:\s+{_SCALE})?|(?<=°)"
    rf"{_SCALE.replace('scale', 'sign')})|\s?(?P<degrees>[CF])(?!\w|[-.'’&]\w)"
)
# "miles per hour" is a speed
_SPEED = re.compile(r"(?:\s+(?:an?|per)\s+(?P<per>second|minute|hour)|\s?/\s?(?:(?P<h>hr?)|s))\b", re.I)
_HOURLY = {"second": 3.6, "minute": 0.06, "hour": 0.001}  # metres in that time as kilometres an hour
_RATE = re.compile(
    r"(?:\s+[a-z]+){0,2}?[\s-]+(?:an?|per|every|each)\s+(?P<per>second|minute|hour|day|night|week|month|quarter|year)\b"
    r"|\s+(?P<often>hourly|daily|weekly|monthly|yearly|annually|annual)\b",
    re.I,
)
_OFTEN = {"daily": "day", "annually": "year", "annual": "year"}


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit of `kind`: a figure is `size` times as many of the kind's own unit, less `zero` of this one."""

    kind: str
    size: float
    zero: float = 0.0

    @classmethod
    def of(cls, match: re.Match[str]) -> Unit:
        scale = (match["scale"] or match["sign"] or match["degrees"] or "")[:1].upper()
        kind, size = _UNIT[match["unit"] or "°"]
        if power := _POWERS.get(match["power"] or ""):
            return cls("area" if kind == "length" and power == 2 else f"{kind} {power}", size**power)
        if kind == "degree" and scale:
            return cls(_TEMPERATURE, 1 / 1.8, 32.0) if scale == "F" else cls(_TEMPERATURE, 1.0)
        return cls(kind, size)

    def amount(self, number: float) -> float:
        return (number - self.zero) * self.size


POUND = Unit(*_UNIT["pound"])


@dataclass(frozen=True, slots=True)
class Qualifiers:
    """The bound, the unit and the rate ("month") of a figure, each None if there is none."""

    bound: Bound | None
    unit: Unit | None
    rate: str | None
    negative: bool

    @classmethod
    def of(cls, text: str, start: int, end: int) -> Qualifiers:
        """Read what stands around `text[start:end]`."""
        unit, end = _measured(text, end)
        rate = _RATE.match(text, end)
        return cls(
            _bound(text, start, end),
            unit,
            _rate(rate) if rate else None,
            search_before(_MINUS, text, start) is not None,
        )

    def fits(self, source: Qualifiers) -> bool:
        """Return whether a figure of a statement with these qualifiers and of its source measure the same."""
        mine, theirs = (each.kind if each else None for each in (self.unit, source.unit))
        signed = self.negative == source.negative or mine == _TEMPERATURE
        return signed and mine == theirs and self.rate == source.rate

    def bears(
        self, number: float, source: Qualifiers, theirs: float, slack: float, *, counts: bool = False
    ) -> bool:
        """Return whether `theirs` of a source, with its qualifiers, bears out `number` with these.

        `counts`: they are whole numbers of something, so that more than 19 are at least 20.
        """
        slack *= max(abs(number), abs(theirs))
        if self.unit and source.unit and self.unit.kind == _TEMPERATURE:
            if self.unit != source.unit:
                slack = _ROUNDED_DEGREES
            number, theirs = self._degrees(number), source._degrees(theirs)
        elif self.unit and source.unit and self.unit != source.unit:
            number, theirs = self.unit.amount(number), source.unit.amount(theirs)
            slack = _CONVERTED * max(abs(number), abs(theirs))
        same = abs(number - theirs) <= slack
        if source.bound in _ROUND:
            return (same and self.bound in _ROUND) or self._covers(number, theirs)
        for bounds, sign in ((LOWER, 1), (UPPER, -1)):
            if self.bound in bounds and source.bound in bounds:
                strict = [each.bound is bounds[1] for each in (self, source)]
                if counts and number + sign * strict[0] == theirs + sign * strict[1]:
                    return True
                return same and strict[0] <= strict[1]
        return False

    def _degrees(self, number: float) -> float:
        return self.unit.amount(-number if self.negative else number) if self.unit else number

    def _covers(self, number: float, exact: float) -> bool:
        """Return whether "more than 20" or "nearly 1,500" is said of an exact figure that is not far."""
        if self.bound in LOWER:
            return number < exact <= number * (1 + _BEYOND)
        if self.bound in UPPER:
            return number * (1 - _BEYOND) <= exact < number
        if self.bound is None or (self.bound is Bound.UNDER and exact > number):
            return False
        digits = len(f"{number:.0f}".strip("-").rstrip("0"))
        near = abs(number - exact) <= _AROUND * abs(number)
        return near and float(f"{exact:.{max(digits, 1)}g}") == number


def extent(text: str, start: int, end: int) -> tuple[int, int]:
    """Return where a figure begins and ends with its unit and its bound, which stands before or behind it."""
    before = text[max(0, start - 30) : start]
    bounds = [pattern.search(before) for pattern in (_NONE_MORE, *_BEFORE.values())]
    first = min((start - len(before) + bound.start() for bound in bounds if bound), default=start)
    _, last = _measured(text, end)
    behind = _OR_MORE.match(text, last)
    return first, behind.end() if behind else last


def _measured(text: str, end: int) -> tuple[Unit | None, int]:
    """Return the unit of a figure that ends at `end`, and where it ends with it."""
    match = _MEASURE.match(text, end)
    if not match:
        return None, end
    unit, end = Unit.of(match), match.end()
    speed = _SPEED.match(text, end) if unit.kind == "length" else None
    if not speed:
        return unit, end
    per = (speed["per"] or ("hour" if speed["h"] else "second")).lower()
    return Unit("speed", unit.size * _HOURLY[per]), speed.end()


def _bound(text: str, start: int, end: int) -> Bound | None:
    before = text[max(0, start - 30) : start]
    none_more = _NONE_MORE.search(before)
    if none_more:
        return Bound.MOST if none_more["word"].lower() == "more" else Bound.LEAST
    if behind := _OR_MORE.match(text, end):
        return Bound.LEAST if behind["more"] else Bound.MOST
    for bound in (Bound.UNDER, Bound.NEAR, *LOWER, *UPPER):
        if _BEFORE[bound].search(before):
            return bound
    return None


def _rate(match: re.Match[str]) -> str:
    word = (match["per"] or match["often"]).lower()
    return _OFTEN.get(word, word.removesuffix("ly"))
