"""What a sentence gives for an answer: the figure, the date or the name that the reader finds in it."""

from __future__ import annotations

import re
from dataclasses import dataclass

from service.english.amounts import Amount, amounts
from service.english.dates import FoundSpan, Relation, find_spans
from service.english.lemmas import tokens
from service.english.measures import LOWER, UPPER
from service.english.names import Name, claimed_names, same_name
from service.english.values import ValueKind
from service.evidence.cite import published
from service.evidence.scoring import Evidence

# Log-odds from which on a sentence says what was asked, and not something like it.
_SURE = 0.5
# Words of an answer beside its value: "75 kilometres of coast", "Monday night".
_BESIDE = 3
# Figures closer than this are one if they are rounded alike: "two billion" and "1.97 billion".
_ROUNDED, _SAME = 0.1, 0.01
# Of two dates for one event one is at most so many times as long as the other.
_SCALE = 31
_YEAR = 365.25  # days
_RANGED = re.compile(
    r"(?:\d|million|billion|thousand|%|percent|per cent)\s*(?:to|and|or|-|–)\s*[$£€]?\Z", re.I
)
# A line without its full stop is a heading, an entry of a list or cut off.
_WHOLE = re.compile(r"[.!?…]\W*\Z")
_UNIT = re.compile(r"[\s-]?[^\s,;.)]+")

Value = Amount | FoundSpan | Name


@dataclass(frozen=True, slots=True)
class Given:
    """The value of a sentence, `text[start:end]`, in the sentence's words and as what it is."""

    item: Evidence
    start: int
    end: int
    value: Value

    @property
    def words(self) -> str:
        return self.item.text[self.start : self.end].rstrip(".,;")


def given(item: Evidence) -> Given | None:
    """Return the one value that the sentence gives for the answer; None where there are several, or doubt."""
    if item.answer is None or item.log_odds is None or item.log_odds < _SURE or not _WHOLE.search(item.text):
        return None
    start, end = item.answer
    dates = find_spans(item.text, published(item))
    values: list[Amount | FoundSpan] = [*dates, *amounts(item.text)]
    inside = [value for value in values if value.start < end and start < value.end]
    if not inside:
        return _named(item, start, end)
    [first, *more] = inside
    beside = item.text[start : max(start, first.start)] + " " + item.text[first.end : max(first.end, end)]
    return None if more or len(beside.split()) > _BESIDE else _single(item, first)


def figures_in(item: Evidence) -> list[Given]:
    """Return the figures of a sentence, whatever they answer."""
    return [found for amount in amounts(item.text) if (found := _single(item, amount))]


def _single(item: Evidence, value: Amount | FoundSpan) -> Given | None:
    """Return a figure or a date of a sentence, unless it is part of a range or only a limit."""
    if isinstance(value, FoundSpan):
        return Given(item, value.start, value.end, value) if value.relation is Relation.IN else None
    bound = value.qualifiers.bound
    # "At least 58 people died" gives a count; "at least four years" only says that it is no less.
    if bound in UPPER or (bound in LOWER and value.kind is not ValueKind.NUMBER):
        return None
    if value.scaled or _RANGED.search(item.text, 0, value.start):
        return None
    unit = _UNIT.match(item.text, value.end) if value.qualifiers.unit else None
    return Given(item, value.start, unit.end() if unit else value.end, value)


def differ(one: Given, other: Given) -> bool:
    """Return whether two values are of one kind and unit and cannot both be meant."""
    a, b = one.value, other.value
    if isinstance(a, Amount) and isinstance(b, Amount):
        return _figures_differ(a, b)
    if isinstance(a, FoundSpan) and isinstance(b, FoundSpan):
        return _dates_differ(one, a, other, b)
    return isinstance(a, Name) and isinstance(b, Name) and _names_differ(a, b)


def also_says(item: Evidence, other: Given) -> bool:
    """Return whether a sentence has the figure or the day of another one, beside its own."""
    value = other.value
    if isinstance(value, Amount):
        return any(value.matches(each) or each.matches(value) for each in amounts(item.text))
    if isinstance(value, FoundSpan):
        return any(_meet(value, date) for date in find_spans(item.text, published(item)))
    return False


def _named(item: Evidence, start: int, end: int) -> Given | None:
    """Return the name that an answer is, if it is nothing else."""
    words = item.text[start:end]
    names = list(claimed_names(words, []))
    if len(names) != 1 or any(token.content and words[token.start].islower() for token in tokens(words)):
        return None
    return Given(item, start, end, names[0])


def _figures_differ(a: Amount, b: Amount) -> bool:
    if a.matches(b) or b.matches(a) or not a.qualifiers.fits(b.qualifiers):
        return False
    if a.age and b.age:
        return _years(a) != _years(b)
    if a.kind is not b.kind or (a.unit != b.unit and a.kind is not ValueKind.DURATION):
        return False
    ours, theirs, slack = a.number, b.number, _SAME
    mine, his = a.qualifiers.unit, b.qualifiers.unit
    if mine and his and mine != his:
        ours, theirs, slack = mine.amount(ours), his.amount(theirs), _ROUNDED
    apart = abs(ours - theirs) / max(abs(ours), abs(theirs), 1e-9)
    return apart > slack and not (apart < _ROUNDED and _round_alike(ours, theirs))


def _years(age: Amount) -> int:
    return round(age.number / (_YEAR if age.kind is ValueKind.DURATION else 1))


def _round_alike(one: float, other: float) -> bool:
    """Return whether the rounder of two figures is what the other is when rounded."""
    digits = min(len(f"{abs(number):.10g}".replace(".", "").strip("0")) for number in (one, other))
    return f"{one:.{digits}g}" == f"{other:.{digits}g}"


def _dates_differ(one: Given, a: FoundSpan, other: Given, b: FoundSpan) -> bool:
    if _meet(a, b) or not _of_one_scale(a, b):
        return False
    # Where one lies ahead and the other is past, it came otherwise or is another event.
    return (a.span.start > published(one.item)) == (b.span.start > published(other.item))


def _of_one_scale(a: FoundSpan, b: FoundSpan) -> bool:
    """Return whether both are days, or both years: a day of the news is no other date for a year."""
    least, most = sorted((a.span.end - a.span.start, b.span.end - b.span.start))
    return most <= _SCALE * least


def _meet(a: FoundSpan, b: FoundSpan) -> bool:
    return a.span.start < b.span.end and b.span.start < a.span.end


def _names_differ(a: Name, b: Name) -> bool:
    return not any(same_name(mine, theirs) for mine in a.words for theirs in b.words)
