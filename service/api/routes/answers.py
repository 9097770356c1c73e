"""Questions and their answers."""

from __future__ import annotations

from collections.abc import Generator, Iterator
from typing import Annotated

from fastapi import APIRouter, Body, Query

from service.answer import Answer
from service.api import examples
from service.api.desk import DeskHeld
from service.api.problems import Problem, documented
from service.api.record import record_answer
from service.api.schemas import AnswerRequest
from service.api.sse import EventStream, documented_events, event_bytes
from service.ask import Done, Event, Found, Stated, answer_events, ask, closing_events
from service.evidence.found import SearchResult, found_passages
from service.kept.events import kept_events

router = APIRouter(tags=["answers"])

_STREAM = documented_events(
    "With `stream=true`: `found` with the passages, as in a search; `statement`, each as soon as it "
    "stands; then `done` with the whole answer, or `error` with a problem document.",
    *("found", "statement", "done", "error"),
)
_Stream = Annotated[bool, Query(description="Send events on the way to the answer.")]


@router.post(
    "/v1/answers", response_model=Answer, responses={200: _STREAM, **documented(400, 413, 422, 502, 503)}
)
def create_answer(
    request: Annotated[AnswerRequest, Body(openapi_examples=examples.ANSWER_REQUESTS)],
    desk: DeskHeld,
    stream: _Stream = False,
) -> Answer | EventStream:
    """Answer a question with quotations, or refuse and say why.

    A refusal is a result too: its status is 200, `statements` is empty and `refusal` says why.
    """
    writer, asked = desk.writers.named(request.writer), request.to_ask()
    if not stream:
        answer = desk.keeper.keep(ask(desk.library, asked, writer), asked)
        record_answer(answer)
        return answer
    events = _sent(kept_events(answer_events(desk.library, asked, writer), desk.keeper, asked))
    found = next(events)  # what is wrong with the request comes out here, while there can be another status
    stall = desk.library.settings.request_seconds
    return EventStream(_after(found, events), stall=stall, error_event=_error_event)


def _sent(events: Iterator[Event]) -> Generator[bytes]:
    with closing_events(events):
        for event in events:
            match event:
                case Found():
                    passages = found_passages(event.passages)
                    yield event_bytes(SearchResult(passages), "found")
                case Stated():
                    yield event_bytes(event.statement, "statement")
                case Done():
                    record_answer(event.answer)
                    yield event_bytes(event.answer, "done")


def _after(first: bytes, events: Generator[bytes]) -> Generator[bytes]:
    with closing_events(events):
        yield first
        yield from events


def _error_event(problem: Problem) -> bytes:
    return event_bytes(problem, "error")
