"""What a sentence gives for an answer: the figure, the date or the name that the reader finds in it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import timedelta

from service.english.dates.find import FoundSpan, Relation, find_spans
from service.english.figures.amounts import Amount, amounts
from service.english.figures.measures import LOWER, UPPER
from service.english.figures.values import ValueKind
from service.english.lemmas import tokens, word_stems
from service.english.names import Name, claimed_names, same_name
from service.english.words import STOP_WORDS
from service.evidence.agreement.counts import is_total, says_all
from service.evidence.cite import public_since
from service.evidence.scoring import Evidence

# Log-odds from which on a sentence says what was asked, and not something like it; less will do where it has
# all words of the question.
_SURE, _LIKELY = 0.5, -2.0
# Words of an answer beside its value: "75 kilometres of coast", "Monday night".
_BESIDE = 3
# Figures closer than this are one if they are rounded alike: "two billion" and "1.97 billion".
_ROUNDED, _SAME = 0.1, 0.01
# Of two dates for one event one is at most so many times as long as the other.
_SCALE = 31
_YEAR = 365.25  # days
_DAYS = timedelta(days=3)
_HAS_DATE = re.compile(r"\d")
_TODAY = re.compile(r"\b(?:today|tonight|yesterday|tomorrow|this|last|overnight)\b", re.I)
_RANGED = re.compile(
    r"(?:\d|million|billion|thousand|%|percent|per cent)\s*(?:to|and|or|-|–)\s*[$£€]?\Z", re.I
)
# A line without its full stop is a heading, an entry of a list or cut off.
_WHOLE = re.compile(r"[.!?…]\W*\Z")
# "the architect" before a name, "its chief engineer"
_WORDS = rf"(?:(?!(?:{'|'.join(map(re.escape, STOP_WORDS))})\b)[a-z][\w-]*\s+){{1,3}}"
_ROLE = re.compile(rf"(?:(?:the|an?|its|his|her|their)\s+)?{_WORDS}(?=[A-Z])")
_ROLE_BEFORE = re.compile(rf"\b(?:the|an?|its|his|her|their)\s+{_WORDS}\Z")
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


def given(item: Evidence, asked: str = "") -> Given | None:
    """Return the one value that the sentence gives for the answer; None where there are several, or doubt.

    `asked`: the question, whose words tell where the reader is in doubt.
    """
    if item.answer is None or item.log_odds is None or not _WHOLE.search(item.text):
        return None
    if item.log_odds < _SURE:
        if not asked or not says_all(word_stems(item.text), word_stems(asked)):
            return None
        totals = [each for each in figures_in(item) if is_total(item.text, each.start)]
        if len(totals) == 1:
            return totals[0]
        if item.log_odds < _LIKELY:
            return None
    start, end = item.answer
    dates = find_spans(item.text, public_since(item))
    values: list[Amount | FoundSpan] = [*dates, *amounts(item.text)]
    inside = [value for value in values if value.start < end and start < value.end]
    if not inside:
        return _named(item, start, end)
    [first, *more] = inside
    beside = item.text[start : max(start, first.start)] + " " + item.text[first.end : max(first.end, end)]
    return None if more or len(beside.split()) > _BESIDE else _single(item, first)


def figures_in(item: Evidence) -> list[Given]:
    """Return the figures of a sentence, whatever they answer."""
    if not _WHOLE.search(item.text):
        return []
    return [found for amount in amounts(item.text) if (found := _single(item, amount))]


def days_in(item: Evidence) -> list[Given]:
    """Return the days of a sentence, or spans of a few, whatever happened on them."""
    if not _WHOLE.search(item.text):
        return []
    found = find_spans(item.text, public_since(item))
    return [day for each in found if each.span.length <= _DAYS and (day := _single(item, each))]


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


def differ(one: Given, other: Given, *, exact: bool = False) -> bool:
    """Return whether two values are of one kind and unit and cannot both be meant.

    `exact`: "at least 920" and "1,000" are two figures, though both may be true.
    """
    a, b = one.value, other.value
    if isinstance(a, Amount) and isinstance(b, Amount):
        return (exact or not (a.matches(b) or b.matches(a))) and _figures_differ(a, b)
    if isinstance(a, FoundSpan) and isinstance(b, FoundSpan):
        return _dates_differ(one, a, other, b)
    return isinstance(a, Name) and isinstance(b, Name) and _names_differ(a, b)


def also_says(item: Evidence, other: Given) -> bool:
    """Return whether a sentence has the figure or the day of another one, beside its own."""
    value = other.value
    if isinstance(value, Amount):
        return any(value.matches(each) or each.matches(value) for each in amounts(item.text))
    if isinstance(value, FoundSpan):
        return any(value.span.meets(date.span) for date in find_spans(item.text, public_since(item)))
    return False


def _named(item: Evidence, start: int, end: int) -> Given | None:
    """Return the name that an answer is, if it is nothing else; "the architect" may stand before it."""
    words = item.text[start:end]
    role = _ROLE.match(words)
    name = words[role.end() :] if role else words
    names = list(claimed_names(name, []))
    if len(names) != 1 or any(token.content and name[token.start].islower() for token in tokens(name)):
        return None
    before = None if role else _ROLE_BEFORE.search(item.text, 0, start)
    return Given(item, before.start() if before else start, end, names[0])


def _figures_differ(a: Amount, b: Amount) -> bool:
    if not a.qualifiers.fits(b.qualifiers):
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
    if a.span.meets(b.span) or not _of_one_scale(a, b) or _only_by_stamp(one, a, other, b):
        return False
    # Where one lies ahead and the other is past, it came otherwise or is another event.
    return (a.span.start > public_since(one.item)) == (b.span.start > public_since(other.item))


def _of_one_scale(a: FoundSpan, b: FoundSpan) -> bool:
    """Return whether both are days, or both years: a day of the news is no other date for a year."""
    least, most = sorted((a.span.length, b.span.length))
    return most <= _SCALE * least


def _only_by_stamp(one: Given, a: FoundSpan, other: Given, b: FoundSpan) -> bool:
    """Return whether two days differ only if both articles bear the day on which they were published.

    Many bear that of another time zone or edition: "Friday" is then read as that of another week, and
    "today" as the day beside it.
    """
    if all(_HAS_DATE.search(each.item.text, each.start, each.end) for each in (one, other)):
        return False
    ahead = (a.span.start.weekday() - b.span.start.weekday()) % 7
    beside = any(_TODAY.search(each.item.text, each.start, each.end) for each in (one, other))
    return ahead in ((0, 1, 6) if beside else (0,))


def _names_differ(a: Name, b: Name) -> bool:
    return not any(same_name(mine, theirs) for mine in a.words for theirs in b.words)
