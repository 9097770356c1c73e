"""What a library holds for a question: filters, passages, and their sentences scored."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime

from ingest.embeddings.embedder import Vector
from ingest.library import Library
from ingest.moments import check_order
from ingest.store.filters import Filters
from ingest.store.passages import StoredPassage
from ingest.store.publishers import known_publishers
from service.english.dates.find import as_utc
from service.english.offices import office_wordings
from service.evidence.library import AskableLibrary
from service.evidence.rescoring.holders import may_name_holder, names_holder, office_asked_now
from service.evidence.retrieve import RankedPassage, Retrieved, retrieve
from service.evidence.scoring import Evidence, score_sentences
from service.evidence.speech import Speakers
from service.questions.question import Question, parse_question
from service.questions.speech import asked_speech

# Of the passages that have an office in one wording, and in all, the newest are looked through for whom they
# name as its holder, until there are enough.
_OF_A_WORDING, _LOOKED_THROUGH, _AT_ONCE, _NAMED = 40, 24, 8, 2
# The fused score of a passage that names a holder: that of what is first by meaning, by words and by its day.
_BY_NAME = 2.0


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
    check_order(after, before)
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
    found = _with_holders(
        library, question, filters, retrieve(library, question, vector, filters, limit=limit)
    )
    if library.reranker is None:
        return found
    return replace(found, passages=library.reranker(question.text, found.passages))


def _with_holders(library: Library, question: Question, filters: Filters, found: Retrieved) -> Retrieved:
    """Return what was found, of a question for who holds an office with passages that name somebody who does.

    They take the places of the last: an article names a minister by the way, and is about something else.
    """
    office = office_asked_now(question)
    if office is None or not found.passages:
        return found
    ids = {
        id_
        for each in office_wordings(office)
        for id_ in library.index.having(each, len(each), _OF_A_WORDING, filters)
    }
    published = library.passages.published(list(ids), filters)
    newest = sorted(published, key=lambda id_: (published[id_], id_), reverse=True)[:_LOOKED_THROUGH]
    seen: list[StoredPassage] = []
    named: list[StoredPassage] = []
    while newest and len(named) < _NAMED:
        some, newest = newest[:_AT_ONCE], newest[_AT_ONCE:]
        loaded = library.passages.load(some, filters).passages
        more = [loaded[id_] for id_ in some if id_ in loaded]
        named += [each for each in more if names_holder(office, each)]
        seen += more
    named = named or [each for each in seen if may_name_holder(office, each)]
    first = [RankedPassage(each, _BY_NAME) for each in named[:_NAMED]]
    known = {each.stored.passage.id for each in first}
    others = [each for each in found.passages if each.stored.passage.id not in known]
    return replace(found, passages=[*first, *others[: len(found.passages) - len(first)]])


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
