"""What a publication time says of a passage, and of an answer, given what the question asks about time."""

from __future__ import annotations

import math
from collections.abc import Collection
from datetime import datetime, timedelta

from service.english.dates.find import Span, find_spans
from service.questions.question import OLD, Question, Recency

# Half of the articles that answer a question about its week are at most four days old, three quarters at
# most 64.
_DAYS = 14.0
# By how much the newest outweighs the oldest, against a best fused score of 1. A question about the past, or
# one that names its time, must not be pulled to today.
_WEIGHT = {Recency.PRESENT: 0.6, Recency.ANY: 0.3, Recency.PAST: 0.0}
# Reports about a time come during it and shortly after.
_REPORTING = timedelta(days=7)
_MENTIONED_WEIGHT = 0.3


def time_prior(question: Question, published_at: datetime) -> float:
    """Return what to add to a fused score (best: 1) for a passage published then; 0 to 0.6."""
    prior = _WEIGHT[question.recency] * freshness(question, published_at)
    # "This year" goes on: there the latest report is the better guide.
    if question.recency is not Recency.PRESENT and any(
        _about(span, published_at) for span in question.mentioned
    ):
        prior += _MENTIONED_WEIGHT
    return prior


def freshness(question: Question, published_at: datetime) -> float:
    """Return 1 for a passage as new as any that is searched, falling to 0 with age.

    Not as new as the question: of an archive that ended a year ago, the last report is the current one.
    """
    days = ((question.newest or question.as_of) - published_at).total_seconds() / 86_400
    return math.exp(-max(days, 0.0) / _DAYS)


def times_met(question: Question, text: str, published_at: datetime) -> float:
    """Return the share of the times that the question names which a text tells of, or was published in.

    1 for a question that names none.
    """
    if not question.mentioned:
        return 1.0
    told = [found.span for found in find_spans(text, published_at)]
    met = [span.start <= published_at < span.end or any(map(span.meets, told)) for span in question.mentioned]
    return sum(met) / len(met)


def newest_if_old(
    question: Question, before: datetime | None, published: Collection[datetime | None]
) -> datetime | None:
    """Return when the newest of what an answer cites was published, if that is worth a word to its reader.

    It is if it was more than a year before the question, or before the end (`before`) of the publications
    that were asked for, unless the question is about such times or not all dates are known.
    """
    known = [moment for moment in published if moment]
    if question.historic or not known or len(known) < len(published):
        return None
    newest, until = max(known), min(question.as_of, before or question.as_of)
    return newest if until - newest > OLD else None


def _about(span: Span, published_at: datetime) -> bool:
    return span.start <= published_at < span.end + _REPORTING
