"""Sources that differ on a figure: found among the evidence, so that both sides stand in the answer."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import timedelta

from ingest.article import Article
from ingest.text.stems import stems
from service.answer import Disagreement
from service.english.values import Value, ValueKind, find_values
from service.evidence.scoring import Evidence
from service.questions.expect import Expect, asking_part
from service.questions.question import Question

FIGURE_KINDS = {
    Expect.NUMBER: ValueKind.NUMBER,
    Expect.MONEY: ValueKind.MONEY,
    Expect.PERCENT: ValueKind.PERCENT,
    Expect.DURATION: ValueKind.DURATION,
}
# Both sentences must be about the same thing, and both must answer nearly as well as the best.
SAME_MATTER = 0.6
_LEAST_SHARE = 0.6
_LEAST_CONTEXT = 0.5
# Later figures are an update, and so are those of one publisher.
SAME_TIME = timedelta(days=14)
# Characters between a figure and the words of the question that it belongs to.
_NEAR = 40
_WORD = re.compile(r"\w+")


def find_opposed(question: Question, evidence: Sequence[Evidence]) -> Evidence | None:
    """Return the best sentence of another story that gives another figure than the best sentence."""
    if not evidence:
        return None
    first = evidence[0]
    value = answering_value(question, first.text)
    if value is None:
        return None
    for item in evidence[1:]:
        if item.score < _LEAST_SHARE * first.score:
            return None
        if _differs(value, answering_value(question, item.text)) and _same_matter(first, item):
            return item
    return None


def disagreements(question: Question, chosen: Sequence[Evidence]) -> tuple[Disagreement, ...]:
    """Return where the chosen sentences give different figures; markers count from 1 in their order.

    Every side is of a story of its own: one article does not disagree with itself.
    """
    sides: list[tuple[int, Evidence, Value]] = []
    for marker, item in enumerate(chosen, start=1):
        value = answering_value(question, item.text)
        if value and (not sides or all(_opposed(side, item, other, value) for _, side, other in sides)):
            sides.append((marker, item, value))
    if len(sides) < 2 or sides[0][0] != 1:
        return ()
    texts = tuple(item.text[value.start : value.end] for _, item, value in sides)
    return (Disagreement(texts, tuple(marker for marker, _, _ in sides)),)


def answering_value(question: Question, text: str) -> Value | None:
    """Return the figure of the kind asked for that stands nearest to the question's words, if one is near."""
    kind = FIGURE_KINDS.get(question.expects)
    if kind is None:
        return None
    asked = set(stems(asking_part(question.text) or question.text)) & set(stems(" ".join(question.terms)))
    places = [match.span() for match in _WORD.finditer(text) if asked.intersection(stems(match[0]))]
    near = [(_distance(value, places), value) for value in find_values(text) if value.kind is kind]
    distance, value = min(near, key=lambda pair: pair[0], default=(_NEAR + 1, None))
    return value if distance <= _NEAR else None


def of_two_sources(one: Article, other: Article) -> bool:
    """Return whether articles tell different stories and are not of one publisher."""
    return one.story_id != other.story_id and (one.publisher is None or one.publisher != other.publisher)


def _distance(value: Value, places: Sequence[tuple[int, int]]) -> int:
    return min((max(start - value.end, value.start - end, 0) for start, end in places), default=_NEAR + 1)


def _differs(value: Value, other: Value | None) -> bool:
    return other is not None and other.unit == value.unit and other.number != value.number


def _opposed(side: Evidence, item: Evidence, other: Value, value: Value) -> bool:
    return _differs(other, value) and _same_matter(side, item)


def _same_matter(first: Evidence, item: Evidence) -> bool:
    one, two = first.stored, item.stored
    days = abs(one.public_since - two.public_since)
    return (
        of_two_sources(one.article, two.article)
        and days <= SAME_TIME
        and float(first.vector @ item.vector) >= SAME_MATTER
        and min(first.feature("context"), item.feature("context")) >= _LEAST_CONTEXT
    )
