"""The local writer: chooses sentences and quotes them whole, so nothing in its statements is its own."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from datetime import datetime, timedelta
from functools import lru_cache

import numpy as np

from service.answer import EXTRACTIVE, Citation, Statement, Support
from service.english.dates import find_spans
from service.english.values import find_values
from service.evidence.disagree import find_opposed
from service.evidence.scoring import Evidence
from service.questions.question import Question, Recency
from service.writers.others import other_answers
from service.writers.writer import Task, Written

# Above this cosine two sentences say the same thing; the reader needs one of them.
_SAME = 0.9
# A further statement must be at least this share as probable as the first.
_LEAST_SHARE = 0.25
# Sentences answer alike when they score nearly the same, are close, and share as much with the question.
_ALIKE = 0.5
_MATTER = 0.6
_LESS_CONTEXT = 0.2
# Within two weeks the score already prefers the later report; further back it tells no difference.
_NEWS = timedelta(days=14)
# "No date was given" counts if the sentence is about the matter: this share of the question's words.
_UNSTATED_CONTEXT = 0.4

Place = tuple[str, int, int]


class ExtractiveWriter:
    """The writer that needs no model."""

    name = EXTRACTIVE

    def write(self, task: Task) -> Generator[Statement, None, Written]:
        chosen = select(task.question, task.evidence, task.limit)
        statements = state(chosen, task.sure)
        yield from statements
        return Written(tuple(statements), tuple(chosen), EXTRACTIVE)


def select(question: Question, evidence: Sequence[Evidence], limit: int) -> list[Evidence]:
    """Return the sentences to quote, at most `limit`; `evidence` is sorted, best first.

    The best comes first. Next, whatever its score, comes what limits it: that another source gives another
    figure, or that what was asked for has officially not been said. Then comes what other stories give for
    an answer, each once. The others follow by score.
    """
    evidence = _latest_first(question, evidence)
    limiting = [item for item in (find_opposed(question, evidence), _unstated(evidence)) if item]
    first = [*evidence[:1], *limiting]
    wanted = [*first, *other_answers(question, first, evidence), *evidence[1:]]
    return choose(wanted, limit, sure=len(first))


def choose(evidence: Sequence[Evidence], limit: int, *, sure: int = 1) -> list[Evidence]:
    """Return the first `sure` sentences and those that answer nearly as well; none repeats an earlier one."""
    chosen: list[Evidence] = []
    for rank, item in enumerate(evidence):
        if len(chosen) == limit:
            break
        if rank >= sure and item.score < _LEAST_SHARE * evidence[0].score:
            break
        if not any(repeats(item, earlier) for earlier in chosen):
            chosen.append(item)
    return chosen


def state(chosen: Sequence[Evidence], sure: float) -> list[Statement]:
    """Return a statement for each sentence, with its citation; markers count from 1.

    The best sentence scores `sure`, the probability that there is an answer; the others their share of it.
    """
    best = max((item.score for item in chosen), default=1.0)
    return [
        Statement(item.text, (cite(item, marker),), Support.QUOTED, round(sure * item.score / best, 4))
        for marker, item in enumerate(chosen, start=1)
    ]


def cite(item: Evidence, marker: int) -> Citation:
    """Return the citation of a sentence; the quote is what the archive holds at its offsets."""
    stored = item.stored
    return Citation(
        marker=marker,
        article_id=stored.article.id,
        version=stored.passage.version,
        sha256=stored.sha256,
        start=item.start,
        end=item.end,
        quote=item.text,
        title=stored.title,
        publisher=stored.article.publisher,
        published_at=stored.published_at,
        url=stored.article.url,
        story_id=stored.article.story_id,
    )


def place(item: Evidence) -> Place:
    """Return where a sentence stands: its article, the version, and where it begins there."""
    return item.stored.article.id, item.stored.passage.version, item.start


def published(item: Evidence) -> datetime:
    """Return when a sentence's article was published, or else became visible."""
    return item.stored.published_at or item.stored.visible_from


def repeats(item: Evidence, earlier: Evidence) -> bool:
    """Return whether two sentences say the same thing: alike in meaning, with the same figures and dates.

    One of them may have a date more, such as that of its report.
    """
    if item.text == earlier.text:
        return True
    if float(item.vector @ earlier.vector) <= _SAME or figures_of(item.text) != figures_of(earlier.text):
        return False
    dates, others = dates_of(item), dates_of(earlier)
    return dates <= others or others <= dates


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
    values = find_values(text)
    return frozenset((value.number, value.unit) for value in values if value.number is not None)


def dates_of(item: Evidence) -> set[tuple[int, int, timedelta]]:
    """Return the days or longer times of the year that a sentence names; which year may be only implied."""
    spans = [found.span for found in find_spans(item.text, published(item))]
    return {(span.start.month, span.start.day, span.end - span.start) for span in spans}


def _latest_first(question: Question, evidence: Sequence[Evidence]) -> Sequence[Evidence]:
    """For a question about the present, put the latest of those that answer alike in front."""
    if question.tense is not Recency.PRESENT or not evidence:
        return evidence
    best = evidence[0]
    alike = [item for item in evidence if item.score >= _ALIKE * best.score and _same_matter(best, item)]
    latest = max(alike, key=published, default=best)
    if published(latest) - published(best) < _NEWS:
        return evidence
    return [latest, *(item for item in evidence if item is not latest)]


def _same_matter(best: Evidence, item: Evidence) -> bool:
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
            and published(item) >= published(evidence[0]) - _NEWS
        ),
        None,
    )
