"""What a library holds for a question: filters, passages, and their sentences scored."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime

from ingest.embeddings.embedder import Vector
from ingest.errors import InputError
from ingest.library import Library
from ingest.store.filters import Filters
from ingest.store.publishers import known_publishers
from service.english.dates import as_utc
from service.evidence.library import AskableLibrary
from service.evidence.retrieve import RankedPassage, Retrieved, retrieve
from service.evidence.scoring import Evidence, score_sentences
from service.evidence.speech import Speakers
from service.questions.question import Question, parse_question
from service.questions.speech import asked_speech


def read_question(library: Library, text: str, as_of: datetime | None) -> Question:
    """Return what a text asks the library for, as of a moment; without one it is now.

    Who names no moment means by "in August" the last that the archive covers. Raises InputError.
    """
    moment = as_utc(as_of or library.now())
    whole = library.coverage.count(Filters(moment))
    return parse_question(
        text,
        as_of=moment,
        publishers=library.archive.publishers(),
        begins=whole.earliest or moment,  # no window lets articles without a date through
        ends=None if as_of else whole.latest,
    )


def filters_for(
    library: Library,
    question: Question,
    *,
    after: datetime | None,
    before: datetime | None,
    publishers: Sequence[str],
) -> Filters:
    """Join what the caller asked for with what the question itself says; the caller's word counts first.

    Raises InputError for dates in the wrong order and for a publisher that the archive does not know.
    """
    if after and before and after >= before:
        raise InputError(f"after ({after.isoformat()}) must be earlier than before ({before.isoformat()})")
    if question.after and (before is None or question.after < before):
        after = after or question.after
    if question.before and (after is None or after < question.before):
        before = before or question.before
    named = known_publishers(publishers, library.archive.publishers())
    return Filters(question.as_of, after, before, named or question.publishers)


def find_passages(
    library: AskableLibrary, question: Question, vector: Vector, filters: Filters, limit: int
) -> Retrieved:
    """Return the passages that fit best, at most `limit`, in the reranker's order where one is set."""
    found = retrieve(library, question, vector, filters, limit=limit)
    if library.reranker is None:
        return found
    return replace(found, passages=library.reranker(question.text, found.passages))


def score_passages(
    library: Library, question: Question, vector: Vector, passages: Sequence[RankedPassage]
) -> list[Evidence]:
    """Return the sentences of the passages that may answer, best first."""
    speakers = Speakers(library.archive) if asked_speech(question.text) else None
    return score_sentences(question, vector, passages, rarity_in(library), speakers)


def rarity_in(library: Library) -> Callable[[str], float]:
    """Return a function that gives a stem's inverse document frequency over the library's passages."""
    total = library.index.size()
    return lambda stem: math.log((total + 1) / (library.index.document_frequency(stem) + 0.5))
