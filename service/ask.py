"""The use cases: a question in, an Answer or the best passages out. Command line and service call these."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from time import perf_counter

from ingest.errors import InputError
from ingest.library import Library
from ingest.passage_store import Filters
from service.answer import Answer, Coverage
from service.evidence import score_sentences
from service.question import Question, parse_question
from service.refuse import refuse
from service.retrieve import RankedPassage, retrieve
from service.writers import extractive

MAX_STATEMENTS = 4
SEARCH_LIMIT = 10
# Passages that the writer chooses sentences from.
_PASSAGES = 30


@dataclass(frozen=True, slots=True)
class AskRequest:
    """A question with its filters. `as_of` None means now; [after, before) are publication times."""

    question: str
    as_of: datetime | None = None
    after: datetime | None = None
    before: datetime | None = None
    publishers: tuple[str, ...] = ()
    max_statements: int = MAX_STATEMENTS


def ask(library: Library, request: AskRequest) -> Answer:
    """Answer a question, or refuse with the reason. Raises InputError for a question that is none."""
    timings: dict[str, float] = {}
    with _stage(timings, "question"):
        question = _parse(library, request)
        filters = _filters(request, question)
    with _stage(timings, "embed"):
        vector = library.embedder.embed_question(question.text)
    with _stage(timings, "retrieve"):
        passages = retrieve(library, question, vector, filters, limit=_PASSAGES)
    with _stage(timings, "evidence"):
        evidence = score_sentences(question, vector, passages, _rarity(library))
    with _stage(timings, "write"):
        coverage = Coverage(*library.passages.coverage(filters))
        refusal = refuse(question, evidence, coverage)
        statements = [] if refusal else extractive.write(evidence, request.max_statements)
    return Answer(
        question=question.text,
        as_of=filters.as_of,
        statements=tuple(statements),
        refusal=refusal,
        disagreements=(),
        independent_sources=len({c.story_id for s in statements for c in s.citations}),
        coverage=coverage,
        writer="extractive",
        timings=timings,
    )


def search(library: Library, request: AskRequest, limit: int = SEARCH_LIMIT) -> list[RankedPassage]:
    """Return the passages that fit a question best, without answering it. Raises InputError."""
    question = _parse(library, request)
    vector = library.embedder.embed_question(question.text)
    return retrieve(library, question, vector, _filters(request, question), limit=limit)


def _parse(library: Library, request: AskRequest) -> Question:
    as_of = request.as_of or library.now()
    return parse_question(request.question, as_of=as_of, publishers=library.archive.publishers())


def _filters(request: AskRequest, question: Question) -> Filters:
    """Join what the caller asked for with what the question itself says; the caller's word counts first."""
    after, before = request.after or question.after, request.before or question.before
    if after and before and after >= before:
        raise InputError(f"after ({after.isoformat()}) must be earlier than before ({before.isoformat()})")
    return Filters(question.as_of, after, before, request.publishers or question.publishers)


def _rarity(library: Library) -> Callable[[str], float]:
    total = library.index.size()
    return lambda stem: math.log((total + 1) / (library.index.document_frequency(stem) + 0.5))


@contextmanager
def _stage(timings: dict[str, float], name: str) -> Iterator[None]:
    start = perf_counter()
    yield
    timings[name] = round(perf_counter() - start, 6)
