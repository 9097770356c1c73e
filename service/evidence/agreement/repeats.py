"""Which sentences say the same thing, and a choice of sentences none of which repeats another."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import timedelta
from functools import lru_cache

import numpy as np

from service.english.dates.find import find_spans
from service.english.figures.values import find_values
from service.english.words import STOP_WORDS, WORD, folded
from service.evidence.agreement.voices import is_one_publisher
from service.evidence.cite import public_since
from service.evidence.scoring import Evidence

# Above this cosine two sentences say the same thing; the reader needs one of them.
_SAME = 0.9
_YEAR = re.compile(r"\b(?:1\d|20)\d\d\b")
# A further sentence must be at least this share as probable as the first.
_LEAST_SHARE = 0.25


def choose_distinct(evidence: Sequence[Evidence], limit: int, *, always: int = 1) -> list[Evidence]:
    """Return at most `limit` sentences, none of which repeats an earlier one.

    The first `always` are taken whatever their score, the others only if they answer nearly as well as the
    first, and give another answer than those before of their publisher.
    """
    chosen: list[Evidence] = []
    for rank, item in enumerate(evidence):
        if len(chosen) == limit:
            break
        if rank >= always and item.score < _LEAST_SHARE * evidence[0].score:
            break
        said = repeats if rank < always else _adds_nothing
        if not any(said(item, earlier) for earlier in chosen):
            chosen.append(item)
    return chosen


def _adds_nothing(item: Evidence, earlier: Evidence) -> bool:
    return repeats(item, earlier) or (_of_one_source(item, earlier) and _gives_again(item, earlier))


def _of_one_source(item: Evidence, earlier: Evidence) -> bool:
    one, other = item.stored.article, earlier.stored.article
    return one.story_id == other.story_id or is_one_publisher(one, other)


def _gives_again(item: Evidence, earlier: Evidence) -> bool:
    """Return whether the reader marked the same words in both as the answer, or some of the other's."""
    one, other = _marked(item), _marked(earlier)
    return bool(one and other) and (one <= other or other <= one)


def _marked(item: Evidence) -> frozenset[str]:
    start, end = item.answer or (0, 0)
    return frozenset(folded(match[0]) for match in WORD.finditer(item.text[start:end])) - STOP_WORDS


def repeats(item: Evidence, earlier: Evidence) -> bool:
    """Return whether two sentences say the same thing: alike in meaning, with the same figures and dates.

    One of them may have a date more, such as that of its report.
    """
    if item.text == earlier.text:
        return True
    if float(item.vector @ earlier.vector) <= _SAME or figures_of(item.text) != figures_of(earlier.text):
        return False
    dates, others = dates_of(item), dates_of(earlier)
    return (dates <= others or others <= dates) and not _other_year(item, earlier)


def _other_year(item: Evidence, other: Evidence) -> bool:
    """Return whether both sentences write out a year, and neither has all of the other's."""
    ours, theirs = (set(_YEAR.findall(each.text)) for each in (item, other))
    return not (ours <= theirs or theirs <= ours)


def repeating(evidence: Sequence[Evidence], chosen: Sequence[Evidence]) -> list[Evidence]:
    """Return the sentences that say what one of the chosen, at least one, says; themselves among them."""
    cosines = np.stack([item.vector for item in evidence]) @ np.stack([item.vector for item in chosen]).T
    near = cosines.max(axis=1) > _SAME  # a quick look, so that few pairs are read
    return [
        item
        for item, alike in zip(evidence, near, strict=True)
        if alike and any(repeats(item, statement) for statement in chosen)
    ]


@lru_cache(maxsize=4_000)  # sentences are compared with many others
def figures_of(text: str) -> frozenset[tuple[float, str | None]]:
    """Return the figures of a text with their units."""
    values = find_values(text)
    return frozenset((value.number, value.unit) for value in values if value.number is not None)


def dates_of(item: Evidence) -> set[tuple[int, int, timedelta]]:
    """Return the days or longer times of the year that a sentence names; which year may be only implied."""
    spans = [found.span for found in find_spans(item.text, public_since(item))]
    return {(span.start.month, span.start.day, span.length) for span in spans}
