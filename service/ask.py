"""The use cases: a question in, an Answer or the best passages out. Command line and service call these."""

from __future__ import annotations

from collections.abc import Generator, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from time import perf_counter
from typing import TypeVar

from ingest.embeddings.embedder import Vector
from ingest.errors import InputError
from ingest.store.filters import Filters
from ingest.store.reading.coverage import Coverage
from ingest.text.clean import normalise_text
from service.answer import Answer, Statement, warned, warnings_of
from service.dialogue.joined import with_carried
from service.evidence.agreement.disagree import disagreements, updates
from service.evidence.agreement.repeats import choose_distinct, repeating
from service.evidence.agreement.voices import independent_sources, voices_of
from service.evidence.copies import with_others
from service.evidence.library import AskableLibrary
from service.evidence.named import of_those_named
from service.evidence.recency import newest_if_old
from service.evidence.refuse import asks_beyond, confidence_in, is_enough, refuse
from service.evidence.rescoring.rescore import rescore
from service.evidence.reserved import Quota, ReservedArticle, reserved_warnings
from service.evidence.retrieve import RankedPassage
from service.evidence.scoring import Evidence
from service.evidence.search import filters_for, find_passages, read_question, score_passages
from service.evidence.speakers import with_speakers
from service.evidence.standing import with_standing
from service.questions.question import Question
from service.writers.extractive import ExtractiveWriter
from service.writers.writer import Task, Writer, Written

T = TypeVar("T")

MAX_STATEMENTS = 4
MOST_STATEMENTS = 10
SEARCH_LIMIT = 10
# Passages that the writer chooses sentences from, and that a search orders by them.
_PASSAGES = 24
# What a passage's best sentence, as a share of the best of all, adds to its fused score in a search. Of 90
# quiz questions the first passage has the gold string for .66 with it, for .58 without.
_EVIDENCE_WEIGHT = 1.0
# A sentence answers, and its publisher counts as a source of the answer, from this share of the best one's
# probability on. Of 826 second to fourth statements on news .26 of those had the answer, .08 of the others.
_ANSWERS = 0.4
_LOCAL = ExtractiveWriter()


@dataclass(frozen=True, slots=True)
class AskRequest:
    """A question with its filters. `as_of` None means now; [after, before) are publication times.

    `carried` are words of earlier turns that the question is searched and read with.
    """

    question: str
    as_of: datetime | None = None
    after: datetime | None = None
    before: datetime | None = None
    publishers: tuple[str, ...] = ()
    max_statements: int = MAX_STATEMENTS
    carried: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Found:
    """The passages that were found, best first, and what they were to meet."""

    passages: tuple[RankedPassage, ...]
    filters: Filters


@dataclass(frozen=True, slots=True)
class Ranked:
    """The sentences that may answer, best first; those that were read have log-odds."""

    evidence: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True)
class Stated:
    """A statement that stands, with its final markers."""

    statement: Statement


@dataclass(frozen=True, slots=True)
class Done:
    """The whole answer; its statements are those that were stated, in their order."""

    answer: Answer


Event = Found | Ranked | Stated | Done


@dataclass(frozen=True, slots=True)
class _Asked:
    """A request as it was read. `coverage` is of its filters, `whole` of the archive as of the moment.

    `typed`: the question without what it carries.
    """

    typed: str
    question: Question
    filters: Filters
    coverage: Coverage
    whole: Coverage


def ask(library: AskableLibrary, request: AskRequest, writer: Writer = _LOCAL) -> Answer:
    """Answer a question, or refuse with the reason. Raises InputError for a question that is none."""
    for event in answer_events(library, request, writer):
        if isinstance(event, Done):
            return event.answer
    raise AssertionError("an answer ends with Done")


def answer_events(library: AskableLibrary, request: AskRequest, writer: Writer = _LOCAL) -> Iterator[Event]:
    """Yield what happens on the way to an answer: Found, Ranked, Stated for each statement, and Done.

    Raises InputError at the first step. Closing the iterator stops the work.
    """
    if not 1 <= request.max_statements <= MOST_STATEMENTS:
        raise InputError(f"max_statements={request.max_statements} must be from 1 to {MOST_STATEMENTS}")
    timings: dict[str, float] = {}
    with stage(timings, "question"):
        asked = _read(library, request)
    question, coverage = asked.question, asked.coverage
    with stage(timings, "embed"):
        vector = library.embedder.embed_question(question.text)
    with stage(timings, "retrieve"):
        found = find_passages(library, question, vector, asked.filters, _PASSAGES)
    passages = found.passages
    yield Found(tuple(passages), asked.filters)
    with stage(timings, "evidence"):
        scored = score_passages(library, question, vector, passages)
        named = of_those_named(library.archive, question, asked.typed, scored)
    with stage(timings, "read"):
        evidence = Quota().take(rescore(question, named, library.reader))
        confidence = confidence_in(question, evidence)
        reserved = _reserved_answers(library, asked, vector, found.reserved)
    yield Ranked(tuple(evidence))
    written = Written((), (), writer.name)
    answered = is_enough(confidence) and not asks_beyond(question, coverage)
    if answered:
        task = Task(question, evidence, confidence, request.max_statements)
        written = yield from _stated(library, writer.write(task), question.as_of, timings)
    refusal = None
    if not written.statements:
        with stage(timings, "refuse"):
            elsewhere = not answered and asked.filters.narrow and _answers_without(library, asked, vector)
            empty = library.index.size() == 0
            refusal = refuse(
                question,
                evidence or scored,
                coverage,
                elsewhere=elsewhere,
                empty=empty,
                reserved=bool(reserved),
            )
    warnings = (*warnings_of(found.altered), *reserved_warnings("that may answer", reserved))
    yield Done(
        Answer(
            question=normalise_text(request.question),
            as_of=question.as_of,
            statements=written.statements,
            refusal=warned(refusal, warnings),
            disagreements=disagreements(question, written.cited),
            independent_sources=_independent(written.cited, evidence),
            coverage=coverage,
            writer=written.writer,
            timings=timings,
            writing=written.writing,
            warnings=warnings,
            carried=request.carried,
            updates=updates(question, written.cited),
            currency=None if request.as_of else library.currency.now(),
            newest_cited=newest_if_old(question, asked.filters.before, _published(written.statements)),
        )
    )


def _stated(
    library: AskableLibrary,
    writing: Generator[Statement, None, Written],
    as_of: datetime,
    timings: dict[str, float],
) -> Generator[Event, None, Written]:
    """Yield each statement that is written, with who is quoted; the caller's time between is not counted."""
    stated = []
    with closing(writing):
        while True:
            try:
                with stage(timings, "write"):
                    archive = library.archive
                    spoken = with_speakers(archive, next(writing))
                    known = with_standing(archive, library.passages, spoken)
                    stated.append(with_others(archive, library.passages, known, as_of))
            except StopIteration as done:
                written: Written = done.value
                return replace(written, statements=tuple(stated))
            yield Stated(stated[-1])


def search(library: AskableLibrary, request: AskRequest, limit: int = SEARCH_LIMIT) -> list[RankedPassage]:
    """Return the passages that fit a question best, without answering it; a greater limit only adds some.

    Raises InputError.
    """
    asked = _read(library, request)
    vector = library.embedder.embed_question(asked.question.text)
    found = find_passages(library, asked.question, vector, asked.filters, max(limit, _PASSAGES))
    if library.reranker:
        return [*found.passages, *found.reserved][:limit]  # the order is the reranker's
    passages = sorted([*found.passages, *found.reserved], key=lambda ranked: -ranked.score)
    first, rest = passages[:_PASSAGES], passages[_PASSAGES:]
    return [*_by_evidence(first, score_passages(library, asked.question, vector, first)), *rest][:limit]


def read_request(library: AskableLibrary, request: AskRequest) -> tuple[Question, Filters]:
    """Return a request's question and what it may see, as an answer to it reads them. Raises InputError."""
    asked = _read(library, request)
    return asked.question, asked.filters


def _read(library: AskableLibrary, request: AskRequest) -> _Asked:
    question = read_question(library, with_carried(request.question, request.carried), request.as_of)
    whole = library.coverage.count(Filters(question.as_of))
    filters = filters_for(
        library, question, after=request.after, before=request.before, publishers=request.publishers
    )
    coverage = library.coverage.count(filters) if filters.narrow else whole
    return _Asked(request.question, replace(question, newest=coverage.latest), filters, coverage, whole)


def _by_evidence(passages: Sequence[RankedPassage], evidence: Sequence[Evidence]) -> list[RankedPassage]:
    """Return the passages with what their best sentences add, best first."""
    best: dict[str, float] = {}
    for item in evidence:
        best.setdefault(item.stored.passage.id, item.score / evidence[0].score)
    scored = [
        replace(ranked, score=ranked.score + _EVIDENCE_WEIGHT * best.get(ranked.stored.passage.id, 0.0))
        for ranked in passages
    ]
    return sorted(scored, key=lambda ranked: -ranked.score)


def _answers_without(library: AskableLibrary, asked: _Asked, vector: Vector) -> bool:
    """Return whether the question has an answer without its dates and publishers, as of the same moment."""
    question = asked.question
    passages = find_passages(library, question, vector, Filters(question.as_of), _PASSAGES).passages
    evidence = _read_evidence(library, asked, vector, passages)
    return is_enough(confidence_in(question, evidence)) and not asks_beyond(question, asked.whole)


def _read_evidence(
    library: AskableLibrary, asked: _Asked, vector: Vector, passages: Sequence[RankedPassage]
) -> list[Evidence]:
    """Return what passages tell of those whom the question names, as the reader scores it, best first."""
    scored = score_passages(library, asked.question, vector, passages)
    named = of_those_named(library.archive, asked.question, asked.typed, scored)
    return rescore(asked.question, named, library.reader)


def _reserved_answers(
    library: AskableLibrary, asked: _Asked, vector: Vector, passages: Sequence[RankedPassage]
) -> list[ReservedArticle]:
    """Return the articles that would answer and may not be quoted."""
    if not passages:
        return []
    question = asked.question
    evidence = _read_evidence(library, asked, vector, passages)
    if not is_enough(confidence_in(question, evidence)) or asks_beyond(question, asked.coverage):
        return []
    best = choose_distinct(evidence, MAX_STATEMENTS)
    return [ReservedArticle.of(item.stored) for item in best]


def _published(statements: Sequence[Statement]) -> list[datetime | None]:
    return [citation.said_at for statement in statements for citation in statement.citations]


def _independent(chosen: Sequence[Evidence], evidence: Sequence[Evidence]) -> int:
    """Return how many independent sources stand behind the statements that answer.

    Another event of the kind asked for is quoted after them, and is no source of theirs.
    """
    if not chosen:
        return 0
    best = max(item.score for item in chosen)
    behind = repeating(evidence, [item for item in chosen if item.score >= _ANSWERS * best])
    return independent_sources(voices_of(item.stored.article for item in behind))


@contextmanager
def closing_events(events: Iterator[T]) -> Iterator[Iterator[T]]:
    """Close the generator behind an iterator at the end, which stops its work."""
    try:
        yield events
    finally:
        if isinstance(events, Generator):
            events.close()


@contextmanager
def stage(timings: dict[str, float], name: str) -> Iterator[None]:
    start = perf_counter()
    try:
        yield
    finally:
        timings[name] = round(timings.get(name, 0.0) + perf_counter() - start, 6)
