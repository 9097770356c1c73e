"""Which sentences answer with a plan, a forecast or a condition, and where those stand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from ingest.text.speech.english import SAY
from service.english.lemmas import content_stems, tokens
from service.english.stance.telling import Telling, asks_what_happened, foretells, telling
from service.evidence.scoring import Evidence, set_last
from service.questions.expect import Expect
from service.questions.question import Question

_CIRCUMSTANCES = (
    *(Expect.DATE, Expect.DURATION, Expect.NUMBER, Expect.MONEY, Expect.PERCENT),
    Expect.PLACE,
)
# A reason, what something is and what somebody said may have "will" in it and are what is or was.
_NOT_JUDGED = (Expect.REASON, Expect.DEFINITION, Expect.QUOTE)
# An outcome is of the plan's matter, and the reader finds it at least as likely as not to answer. Without the
# second, whatever else articles tell of the matter comes before the plan, which is often the better answer.
_MATTER, _LIKELY = 0.6, 0.0


def with_foretold(question: Question, found: Sequence[Evidence]) -> list[Evidence]:
    """Return the evidence, best first, with what foretells its answer marked.

    Asked what has happened, an outcome stands before its plan, and a condition is no answer.
    """
    if question.expects in _NOT_JUDGED or any(token.word in SAY for token in tokens(question.text)):
        return list(found)
    asked = content_stems(question.text)
    told = [(item, _telling(question, item, asked)) for item in found]
    if not asks_what_happened(question.text):
        return [replace(item, foretold=how is not Telling.FACT) for item, how in told]
    plans = [item for item, how in told if how is Telling.FORETOLD]
    placed = [_placed(question, item, how, plans) for item, how in told]
    return sorted(placed, key=lambda item: (-item.score, item.foretold))


def _telling(question: Question, item: Evidence, asked: frozenset[str]) -> Telling:
    if item.answer is None:
        return Telling.FACT
    if question.expects is Expect.YES_NO:  # what is asked is the verb, whatever the reader points at
        return Telling.FORETOLD if foretells(item.text, asked) else Telling.FACT
    return telling(item.text, *item.answer, asked, circumstance=question.expects in _CIRCUMSTANCES)


def _placed(question: Question, item: Evidence, how: Telling, plans: Sequence[Evidence]) -> Evidence:
    """Return a sentence with the score that puts an outcome before its plans, and a condition last."""
    if how is Telling.FORETOLD:
        return replace(item, foretold=True)
    if how is Telling.CONDITION:  # it says nothing of what happened
        return set_last(replace(item, foretold=True))
    if item.log_odds is None or item.log_odds < _LIKELY:
        return item
    if question.expects is Expect.YES_NO and foretells(item.text):
        return item
    return replace(item, score=max([item.score, *(plan.score for plan in plans if _follows(item, plan))]))


def _follows(item: Evidence, plan: Evidence) -> bool:
    """Return whether a sentence may tell what became of a plan: its own article does not know that yet."""
    one, other = item.stored, plan.stored
    later = one.article.id != other.article.id and one.public_since >= other.public_since
    return later and float(item.vector @ plan.vector) >= _MATTER
