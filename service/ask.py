"""The use cases: a question in, an Answer or the best passages out. Command line and service call these."""

from __future__ import annotations

import math
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from time import perf_counter

from ingest.embeddings.embedder import Vector
from ingest.errors import InputError
from ingest.library import Library
from ingest.store.filters import Filters
from service.answer import Answer, Statement
from service.english.dates import as_utc
from service.evidence.disagree import disagreements
from service.evidence.reader import load_reader
from service.evidence.refuse import beyond, confidence, enough, refuse
from service.evidence.rerank import load_reranker
from service.evidence.rescore import read_again
from service.evidence.retrieve import RankedPassage, retrieve
from service.evidence.scoring import Evidence, score_sentences
from service.questions.publishers import known_publishers
from service.questions.question import Question, parse_question
from service.writers.extractive import ExtractiveWriter, repeating
from service.writers.writer import Task, Writer, Written

MAX_STATEMENTS = 4
MOST_STATEMENTS = 10
SEARCH_LIMIT = 10
# Passages that the writer chooses sentences from, and that a search orders by them.
_PASSAGES = 24
# What a passage's best sentence, as a share of the best of all, adds to its fused score in a search. Of 90
# quiz questions the first passage has the gold string for .66 with it, for .58 without.
_EVIDENCE_WEIGHT = 1.0
_LOCAL = ExtractiveWriter()


@dataclass(frozen=True, slots=True)
class AskRequest:
    """A question with its filters. `as_of` None means now; [after, before) are publication times."""

    question: str
    as_of: datetime | None = None
    after: datetime | None = None
    before: datetime | None = None
    publishers: tuple[str, ...] = ()
    max_statements: int = MAX_STATEMENTS


@dataclass(frozen=True, slots=True)
class Found:
    """The passages that were found, best first."""

    passages: tuple[RankedPassage, ...]


@dataclass(frozen=True, slots=True)
class Stated:
    """A statement that stands, with its final markers."""

    statement: Statement


@dataclass(frozen=True, slots=True)
class Done:
    """The whole answer; its statements are those that were stated, in their order."""

    answer: Answer


Event = Found | Stated | Done


def ask(library: Library, request: AskRequest, writer: Writer = _LOCAL) -> Answer:
    """Answer a question, or refuse with the reason. Raises InputError for a question that is none."""
    for event in answer_events(library, request, writer):
        if isinstance(event, Done):
            return event.answer
    raise AssertionError("an answer ends with Done")


def answer_events(library: Library, request: AskRequest, writer: Writer = _LOCAL) -> Iterator[Event]:
    """Yield what happens on the way to an answer: Found once, Stated for each statement, Done at the end.

    Raises InputError at the first step. Closing the iterator stops the work.
    """
    if not 1 <= request.max_statements <= MOST_STATEMENTS:
        raise InputError(f"max_statements={request.max_statements} must be from 1 to {MOST_STATEMENTS}")
    timings: dict[str, float] = {}
    with stage(timings, "question"):
        question, filters = _read(library, request)
    with stage(timings, "embed"):
        vector = library.embedder.embed_question(question.text)
    with stage(timings, "retrieve"):
        passages = find_passages(library, question, vector, filters, _PASSAGES)
    yield Found(tuple(passages))
    with stage(timings, "evidence"):
        evidence = _score(library, question, vector, passages)
        coverage = library.coverage.count(filters)
    with stage(timings, "read"):
        evidence = _read_again(library, question, evidence)
        sure = confidence(evidence)
    written = Written((), (), writer.name)
    answered = enough(sure) and not beyond(question, coverage)
    if answered:
        task = Task(question, evidence, sure, request.max_statements)
        written = yield from _state(writer.write(task), timings)
    refusal = None
    if not written.statements:
        with stage(timings, "refuse"):
            elsewhere = (
                not answered and filters.narrow and _answers_without(library, question, vector, filters)
            )
            empty = library.index.size() == 0
            refusal = refuse(question, evidence, coverage, elsewhere=elsewhere, empty=empty)
    yield Done(
        Answer(
            question=question.text,
            as_of=filters.as_of,
            statements=written.statements,
            refusal=refusal,
            disagreements=disagreements(question, written.cited),
            independent_sources=_independent(written.cited, evidence),
            coverage=coverage,
            writer=written.writer,
            timings=timings,
            writing=written.writing,
        )
    )


def _state(
    writing: Generator[Statement, None, Written], timings: dict[str, float]
) -> Generator[Event, None, Written]:
    """Yield each statement that is written; the time the caller takes between them is not counted."""
    with closing(writing):
        while True:
            try:
                with stage(timings, "write"):
                    statement = next(writing)
            except StopIteration as done:
                written: Written = done.value
                return written
            yield Stated(statement)


def search(library: Library, request: AskRequest, limit: int = SEARCH_LIMIT) -> list[RankedPassage]:
    """Return the passages that fit a question best, without answering it. Raises InputError."""
    question, filters = _read(library, request)
    vector = library.embedder.embed_question(question.text)
    passages = find_passages(library, question, vector, filters, max(limit, _PASSAGES))
    if library.settings.reranker_class:
        return passages[:limit]  # the order is the reranker's
    return _by_evidence(passages, _score(library, question, vector, passages))[:limit]


def _read(library: Library, request: AskRequest) -> tuple[Question, Filters]:
    as_of, publishers = as_utc(request.as_of or library.now()), library.archive.publishers()
    whole = library.coverage.count(Filters(as_of))
    question = parse_question(
        request.question,
        as_of=as_of,
        publishers=publishers,
        begins=whole.earliest or as_of,  # no window lets articles without a date through
        ends=None if request.as_of else whole.latest,
    )
    filters = filters_for(library, request, question)
    return replace(question, newest=library.coverage.count(filters).latest), filters


def filters_for(library: Library, request: AskRequest, question: Question) -> Filters:
    """Join what the caller asked for with what the question itself says; the caller's word counts first."""
    after, before = request.after, request.before
    if after and before and after >= before:
        raise InputError(f"after ({after.isoformat()}) must be earlier than before ({before.isoformat()})")
    if question.after and (before is None or question.after < before):
        after = after or question.after
    if question.before and (after is None or after < question.before):
        before = before or question.before
    named = known_publishers(request.publishers, library.archive.publishers())
    return Filters(question.as_of, after, before, named or question.publishers)


def find_passages(
    library: Library, question: Question, vector: Vector, filters: Filters, limit: int
) -> list[RankedPassage]:
    passages = retrieve(library, question, vector, filters, limit=limit)
    rerank = load_reranker(library.settings)
    return rerank(question.text, passages) if rerank else passages


def _score(
    library: Library, question: Question, vector: Vector, passages: Sequence[RankedPassage]
) -> list[Evidence]:
    return score_sentences(question, vector, passages, rarity_in(library))


def _read_again(library: Library, question: Question, evidence: Sequence[Evidence]) -> list[Evidence]:
    return read_again(question, evidence, load_reader(library.settings.embedding_threads))


def rarity_in(library: Library) -> Callable[[str], float]:
    """Return a function that gives a stem's inverse document frequency over the library's passages."""
    total = library.index.size()
    return lambda stem: math.log((total + 1) / (library.index.document_frequency(stem) + 0.5))


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


def _answers_without(library: Library, question: Question, vector: Vector, filters: Filters) -> bool:
    """Return whether the question has an answer without its dates and publishers, as of the same moment."""
    wide = Filters(filters.as_of)
    passages = find_passages(library, question, vector, wide, _PASSAGES)
    evidence = _score(library, question, vector, passages)
    sure = confidence(_read_again(library, question, evidence))
    return enough(sure) and not beyond(question, library.coverage.count(wide))


def _independent(chosen: Sequence[Evidence], evidence: Sequence[Evidence]) -> int:
    """Return how many sources stand behind the statements; a story is one, and so is a publisher."""
    if not chosen:
        return 0
    behind = repeating(evidence, chosen)
    articles = [item.stored.article for item in behind]
    publishers = {article.story_id: article.publisher or article.story_id for article in articles}
    return len(set(publishers.values()))


@contextmanager
def stage(timings: dict[str, float], name: str) -> Iterator[None]:
    start = perf_counter()
    try:
        yield
    finally:
        timings[name] = round(timings.get(name, 0.0) + perf_counter() - start, 6)
