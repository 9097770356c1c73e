"""When there is no answer: whether the evidence is enough, and if not, why."""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np

from service.answer import Coverage, Reason, Refusal
from service.evidence.agreement.repeats import choose_distinct
from service.evidence.cite import cite
from service.evidence.logistic import Floats, LogisticModel, load_logistic
from service.evidence.recency import times_met
from service.evidence.scoring import Evidence
from service.questions.language import is_in_english
from service.questions.question import KEPT_UP, Question

FEATURES = (
    # The best sentence's. The greatest of any grows with the archive, whether that holds the answer or not.
    "similarity",
    # The reader's highest log-odds of any sentence that was read. Articles name the times of what they tell
    # in other words: where a passage is of the question's times, the question without them counts as well.
    "reading",
    "overlap",  # the best sentence's
    "timed",  # share of the times that the question names which the best sentence's passage is of
)
_NEAREST = 3
# "Who said that it will open on 29 November?"
_FORESEEN = re.compile(r"\b(?:will|said that|plan(?:s|ned)? to|due|expected|scheduled)\b|['’]ll\b", re.I)
# With less of the question's words about, and without its names, the archive does not write about the matter.
_ON_TOPIC = 0.5


def answer_model() -> LogisticModel:
    """Return the model of whether the evidence holds an answer."""
    return load_logistic("answer", FEATURES)


def answer_features(question: Question, evidence: Sequence[Evidence]) -> Floats:
    """Return the features of evidence that was read (rescore.py); it is sorted and not empty."""
    best = evidence[0]
    read = [item for item in evidence if item.log_odds is not None]
    odds = [item.log_odds for item in read] + [
        item.timeless_log_odds for item in read if _timed(question, item) > 0
    ]
    reading = max(each for each in odds if each is not None)
    own = (best.feature("similarity"), reading, best.feature("overlap"), _timed(question, best))
    return np.array(own)


def _timed(question: Question, item: Evidence) -> float:
    """Return how far a sentence's passage is of the times asked for: else 2019 answers a question about 2021.

    1 for a question that names none.
    """
    stored = item.stored
    own = item.feature("timed")
    return max(own, times_met(question, f"{stored.title}. {stored.text}", stored.public_since))


def confidence_in(question: Question, evidence: Sequence[Evidence]) -> float:
    """Return the probability (0 to 1) that the evidence holds an answer."""
    if not evidence:
        return 0.0
    return float(answer_model().probability(answer_features(question, evidence)[None, :])[0])


def is_enough(confidence: float) -> bool:
    """Return whether a confidence is enough to answer."""
    return confidence >= answer_model().threshold


def asks_beyond(question: Question, coverage: Coverage) -> bool:
    """Return whether the question is about a time that has passed, but after the archive ends.

    Of an archive that is no longer kept up the time need only have begun ("this year"). What was foreseen for
    that time is not what happened then, unless that is what the question asks for.
    """
    latest = coverage.latest
    if latest is None or not question.mentioned or _FORESEEN.search(question.text):
        return False
    kept_up = question.as_of - latest <= KEPT_UP
    return all(
        latest < span.start and (span.end if kept_up else span.start) <= question.as_of
        for span in question.mentioned
    )


def refuse(
    question: Question,
    evidence: Sequence[Evidence],
    coverage: Coverage,
    *,
    elsewhere: bool = False,
    empty: bool = False,
    reserved: bool = False,
) -> Refusal:
    """Return the refusal; `elsewhere` says that without its dates and publishers there would be an answer.

    `empty` says that the archive holds nothing at all, `reserved` that what may answer may not be quoted.
    """
    if empty:
        return Refusal(Reason.NOTHING_FOUND, "The archive is empty.", ())
    nearest = tuple(
        cite(item, marker) for marker, item in enumerate(choose_distinct(evidence, _NEAREST), start=1)
    )
    if elsewhere:
        return Refusal(Reason.OUTSIDE_DATES, "The archive answers this only outside the filters.", nearest)
    if not is_in_english(question.text):
        return Refusal(Reason.LANGUAGE, "Only English is understood; ask the question in English.", nearest)
    if coverage.articles == 0 or _outside(question, coverage):
        return Refusal(Reason.OUTSIDE_DATES, _covered(coverage), nearest)
    if reserved:
        return Refusal(Reason.NOT_STATED, "Nothing that may be quoted answers this.", nearest)
    if any(_on_topic(question, item) for item in evidence):
        return Refusal(
            Reason.NOT_STATED, "The archive writes about this, but does not say what was asked.", nearest
        )
    return Refusal(Reason.NOTHING_FOUND, "The archive has nothing on this.", nearest)


def _on_topic(question: Question, item: Evidence) -> bool:
    """Return whether a sentence, the one before it and the headline have half of the words, or all names."""
    return item.feature("context") >= _ON_TOPIC or (bool(question.names) and item.feature("names") == 1)


def _outside(question: Question, coverage: Coverage) -> bool:
    """Return whether all times that the question names lie before the archive begins or after it ends."""
    if not question.mentioned or coverage.earliest is None or coverage.latest is None:
        return False
    first, last = coverage.earliest, coverage.latest
    return all(span.end <= first or span.start > last for span in question.mentioned)


def _covered(coverage: Coverage) -> str:
    if coverage.earliest is None or coverage.latest is None:
        return "The archive has no article within these dates and publishers."
    return f"The archive covers {coverage.earliest:%Y-%m-%d} to {coverage.latest:%Y-%m-%d}."
