"""Figures and days that two sentences give for one thing, and claims that one of them denies."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import lru_cache
from itertools import product, takewhile

from ingest.text.stems import stems
from service.english.dates.find import FoundSpan
from service.english.figures.amounts import Amount
from service.english.figures.values import Value, ValueKind, find_values
from service.english.lemmas import common_words, content_words
from service.english.words import STOP_WORDS
from service.evidence.agreement.disagree import NEXT_DAY, has_changed, is_measure
from service.evidence.agreement.given import Given, also_says, days_in, differ, figures_in
from service.evidence.agreement.scope import is_of_report, one_thing, same_time, shared_words
from service.evidence.cite import public_since
from service.evidence.scoring import Evidence

_COMPARED = (ValueKind.NUMBER, ValueKind.MONEY, ValueKind.PERCENT, ValueKind.DURATION)
_ABOUT = 1.03  # figures closer than that are one figure, rounded
_AFTER, _BEFORE = 3, 4  # words around a figure that say what it counts
_SAME_SUBJECT = 0.25  # share of common words of two sentences about one thing
# Of two sentences that tell nearly the same; the vectors alone do not show that.
_SAME_WORDS, _SAME_EVENT = 0.5, 0.6
_DENIES = re.compile(
    r"\b(?:den(?:y|ies|ied|ying)|disput(?:es|ed|ing)|reject(?:s|ed|ing)?|refut(?:es|ed|ing)|not true|untrue"
    r"|false|no evidence|contradict(?:s|ed|ing)?|baseless|unfounded)\b",
    re.I,
)
# "4.17 am", "at ten minutes to four"
_CLOCK = re.compile(
    r"\s*(?:[ap]\.?m\b|o['’]clock|in the (?:morning|evening|afternoon)|minutes? (?:to|past))", re.I
)
_WORDS = re.compile(r"\w+(?:[-'’]\w+)*|[,.;:()]")
_AT = re.compile(r"\b(?:minutes? (?:to|past)|(?:half|quarter) (?:to|past))\s$", re.I)


@dataclass(frozen=True, slots=True)
class Contrast:
    """What the first and the second sentence say in their own words."""

    one: str
    other: str


def figure_contrast(one: str, other: str) -> Contrast | None:
    """Return two different figures for the same thing, if the sentences give such."""
    first, second = _figures(one), _figures(other)
    if not first or not second or common_words(one, other) < _SAME_SUBJECT:
        return None
    for a in _only_in(first, second):
        for b in _only_in(second, first):
            if a.kind is b.kind and a.unit == b.unit and _counted(a, one) & _counted(b, other):
                return Contrast(_cut(a, one), _cut(b, other))
    return None


def contrast(one: Evidence, other: Evidence) -> Contrast | None:
    """Return figures or days for the same thing and time of which only one can be right; in doubt none.

    The rule is that of an answer; there the reader tells what a value is of, here the words around it do.
    """
    figures = product(
        *([each for each in figures_in(a) if _alone(each, b)] for a, b in ((one, other), (other, one)))
    )
    days = product(_day(one, other), _day(other, one))
    for a, b in (*figures, *days):
        told_apart = differ(a, b) and _of_one(a, b) and not _has_changed(a, b)
        if told_apart and one_thing("", a, b) and same_time(a, b):
            return Contrast(a.words, b.words)
    return None


def _of_one(a: Given, b: Given) -> bool:
    """Return whether the words around two values are those of one thing."""
    longer, shorter = shared_words(a, b)
    if isinstance(a.value, FoundSpan):
        return longer >= _SAME_EVENT
    return shorter > _SAME_WORDS and _counts_the_same(a, b)


def _alone(figure: Given, other: Evidence) -> bool:
    """Return whether a figure is no time of day, and the other sentence does not have it as well."""
    if _is_clock(figure.item.text, figure.start, figure.end):
        return False
    return not any(_same(mine, each) for mine in _at(figure) for each in _figures(other.text))


def _at(figure: Given) -> list[Value]:
    return [value for value in _figures(figure.item.text) if value.start == figure.start]


def _counts_the_same(a: Given, b: Given) -> bool:
    return any(
        _counted(mine, a.item.text) & _counted(theirs, b.item.text) for mine in _at(a) for theirs in _at(b)
    )


def _has_changed(a: Given, b: Given) -> bool:
    """Return whether the later of two figures may replace the earlier: most of those that news gives grow."""
    later = public_since(a.item) - public_since(b.item)
    if abs(later) < NEXT_DAY or not (isinstance(a.value, Amount) and isinstance(b.value, Amount)):
        return False
    greater = (a.value.number > b.value.number) == (later > timedelta(0))
    return has_changed(a, b, later) or (greater and not is_measure(a.value))


def _cut(place: Value, text: str) -> str:
    return text[place.start : place.end].rstrip(".,;")


def _only_in(values: Sequence[Value], others: Sequence[Value]) -> list[Value]:
    """Return the figures that the other sentence does not give as well."""
    return [value for value in values if not any(_same(value, other) for other in others)]


def _day(item: Evidence, but: Evidence) -> list[Given]:
    """Return the one day that a sentence names and the other does not, unless it is that of a report."""
    days = [each for each in days_in(item) if not also_says(but, each) and not is_of_report(each)]
    return days if len(days) == 1 else []


def denial(one: str, other: str) -> bool:
    """Return whether exactly one of two sentences with much in common denies something."""
    return (
        bool(_DENIES.search(one)) != bool(_DENIES.search(other)) and common_words(one, other) >= _SAME_WORDS
    )


@lru_cache(maxsize=2_000)
def _figures(text: str) -> tuple[Value, ...]:
    return tuple(value for value in find_values(text) if _compared(value, text))


def _compared(value: Value, text: str) -> bool:
    clock = _is_clock(text, value.start, value.end)
    return value.kind in _COMPARED and value.number is not None and not clock


def _is_clock(text: str, start: int, end: int) -> bool:
    return bool(_CLOCK.match(text, end) or _AT.search(text, 0, start))


def _same(a: Value, b: Value) -> bool:
    if a.number is None or b.number is None or a.unit != b.unit:
        return False
    least, most = sorted((abs(a.number), abs(b.number)))
    return most <= least * _ABOUT


def _counted(value: Value, text: str) -> set[str]:
    """Return the stems of what a figure counts: the words right after it, or if there are none, before it."""
    after = list(takewhile(_tells, _WORDS.findall(text[value.end :])))[:_AFTER]
    before = [] if value.kind is ValueKind.NUMBER and after else content_words(text[: value.start])[-_BEFORE:]
    return set(stems(" ".join([*before, *after])))


def _tells(word: str) -> bool:
    return word[0].isalpha() and word.lower() not in STOP_WORDS
