"""The local writer: chooses sentences and quotes them whole, so nothing in its statements is its own."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from datetime import timedelta

from service.answer import EXTRACTIVE, TO_MACHINES, Statement, Support
from service.english.machines.addressed import speaks_to_machines
from service.english.stance.telling import asks_what_happened
from service.evidence.agreement.disagree import find_opposed
from service.evidence.agreement.repeats import choose_distinct
from service.evidence.cite import cite, public_since
from service.evidence.scoring import Evidence
from service.questions.question import Question, Recency
from service.writers.others import other_answers
from service.writers.writer import Task, Written

# Sentences answer alike when they score nearly the same, are close, and share as much with the question.
_ALIKE = 0.5
_MATTER = 0.6
_LESS_CONTEXT = 0.2
# Within two weeks the score already prefers the later report; further back it tells no difference.
_NEWS = timedelta(days=14)
# "No date was given" counts if the sentence is about the matter: this share of the question's words.
_UNSTATED_CONTEXT = 0.4


class ExtractiveWriter:
    """The writer that needs no model."""

    name = EXTRACTIVE

    def write(self, task: Task) -> Generator[Statement, None, Written]:
        chosen = select_quotes(task.question, task.evidence, task.limit)
        statements = quote(chosen, task.confidence)
        yield from statements
        return Written(tuple(statements), tuple(chosen), EXTRACTIVE)


def select_quotes(question: Question, evidence: Sequence[Evidence], limit: int) -> list[Evidence]:
    """Return the sentences to quote, at most `limit`; `evidence` is sorted, best first.

    The best comes first. Next, whatever its score, comes what limits it: that another source gives another
    figure, or that what was asked for has officially not been said. Then comes what other stories give for
    an answer, each once. The others follow by score.
    """
    evidence = _latest_first(question, evidence)
    limiting = [item for item in (find_opposed(question, evidence), _unstated(evidence)) if item]
    first = [*evidence[:1], *limiting]
    wanted = [*first, *other_answers(question, first, evidence), *evidence[1:]]
    return choose_distinct(wanted, limit, always=len(first))


def quote(chosen: Sequence[Evidence], confidence: float) -> list[Statement]:
    """Return a statement for each sentence, with its citation; markers count from 1.

    The best sentence scores `confidence`, the probability that there is an answer; the others their share
    of it.
    """
    best = max((item.score for item in chosen), default=1.0)
    return [
        Statement(
            item.text,
            (cite(item, marker),),
            Support.QUOTED,
            round(confidence * item.score / best, 4),
            TO_MACHINES if speaks_to_machines(item.text) else None,
            item.foretold,
        )
        for marker, item in enumerate(chosen, start=1)
    ]


def _latest_first(question: Question, evidence: Sequence[Evidence]) -> Sequence[Evidence]:
    """For a question about the present, put the latest of those that answer alike in front."""
    if question.recency is not Recency.PRESENT or not evidence:
        return evidence
    best = evidence[0]
    past = asks_what_happened(question.text)
    alike = [
        item
        for item in evidence
        if item.score >= _ALIKE * best.score
        and _answers_the_same(best, item)
        and not (past and item.foretold)
    ]
    latest = max(alike, key=public_since, default=best)
    if public_since(latest) - public_since(best) < _NEWS:
        return evidence
    return [latest, *(item for item in evidence if item is not latest)]


def _answers_the_same(best: Evidence, item: Evidence) -> bool:
    """Return whether a sentence is about what the best one is about, and as much about the question."""
    return (
        float(best.vector @ item.vector) >= _MATTER
        and item.feature("context") >= best.feature("context") - _LESS_CONTEXT
        and item.feature("expected") >= best.feature("expected")
    )


def _unstated(evidence: Sequence[Evidence]) -> Evidence | None:
    """Return the best sentence that says that what was asked for was not given, unless it is outdated."""
    return next(
        (
            item
            for item in evidence
            if item.unstated
            and item.feature("context") >= _UNSTATED_CONTEXT
            and public_since(item) >= public_since(evidence[0]) - _NEWS
        ),
        None,
    )
