"""Other answers: what other stories give for the name, the date or the figure that was asked for."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from service.english.dates.find import find_spans
from service.english.figures.values import ValueKind, find_values
from service.english.words import WORD, find_names, folded
from service.evidence.cite import public_since
from service.evidence.scoring import Evidence
from service.questions.expect import Expect
from service.questions.question import Question, Recency

_FIGURES = {
    Expect.NUMBER: ValueKind.NUMBER,
    Expect.MONEY: ValueKind.MONEY,
    Expect.PERCENT: ValueKind.PERCENT,
    Expect.DURATION: ValueKind.DURATION,
}
_NAMES = (Expect.PERSON, Expect.PLACE, Expect.ORGANISATION)
# Of 75 ambiguous questions that it was not chosen on, .52 have all their answers said with it, .48 without;
# at 0.3, questions with one answer begin to lose the second sentence of its article.
_ALIKE = 0.5
# Of a state that goes on, what was given longer ago is no other answer but an earlier one.
_NEWS = timedelta(days=14)

SaidValues = frozenset[object]


def other_answers(
    question: Question, first: Sequence[Evidence], evidence: Sequence[Evidence]
) -> list[Evidence]:
    """Return sentences of stories that `first` does not quote, one a story, that give another answer.

    They score at least half of the best, `first[0]`, and have another value of the kind that is asked for.
    """
    if not first:
        return []
    best, stories = first[0], {_story(item) for item in first}
    known = frozenset[object]().union(*(values_asked_for(question, item) for item in first))
    found: list[Evidence] = []
    for item in evidence:
        if _story(item) in stories or not _answers_like(question, best, item):
            continue
        values = values_asked_for(question, item)
        if not values <= known:
            found.append(item)
            stories.add(_story(item))
            known |= values
    return found


def values_asked_for(question: Question, item: Evidence) -> SaidValues:
    """Return the values of the kind asked for in a sentence; of a name, its words that are not asked with."""
    if question.expects is Expect.DATE:
        return frozenset(found.span for found in find_spans(item.text, public_since(item)))
    if question.expects in _FIGURES:
        kind = _FIGURES[question.expects]
        return frozenset((each.number, each.unit) for each in find_values(item.text) if each.kind is kind)
    if question.expects in _NAMES:
        names = find_names(item.text, find_spans(item.text, public_since(item)))
        return _words(" ".join(names)) - _words(question.text)
    return frozenset()


def _answers_like(question: Question, best: Evidence, item: Evidence) -> bool:
    if question.recency is Recency.PRESENT and public_since(item) < public_since(best) - _NEWS:
        return False
    return (
        item.score >= _ALIKE * best.score
        and item.feature("expected") >= best.feature("expected")
        and item.feature("names") >= best.feature("names")
    )


def _words(text: str) -> SaidValues:
    return frozenset(folded(match[0]) for match in WORD.finditer(text))


def _story(item: Evidence) -> str:
    return item.stored.article.story_id
