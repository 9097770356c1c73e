"""Answers in the format of OpenAI's chat completions, so that its clients and chat programs work."""

from __future__ import annotations

import time
from collections.abc import Generator, Iterator
from contextlib import closing
from dataclasses import dataclass
from typing import Annotated
from uuid import uuid4

from fastapi import APIRouter, Body, Request

from service.answer import MODEL as BY_MODEL
from service.api import examples
from service.api.chat_text import Annotation, Composer, Piece
from service.api.desk import Desk, DeskHeld
from service.api.guards.hosts import own_url
from service.api.openai_format import (
    ChatCompletion,
    ChatCompletionRequest,
    Checkable,
    Choice,
    Chunk,
    ChunkChoice,
    Delta,
    ReplyMessage,
    Usage,
    delta_of,
    writer_of,
)
from service.api.problems import Problem, documented, openai_error
from service.api.record import record_answer, tokens_spent
from service.api.sse import EventStream, closing_events, documented_events, event_bytes
from service.ask import Done, Event, Found, Stated
from service.chat import Rewritten, chat_events

router = APIRouter(tags=["chat"])

_STREAM = documented_events(
    "With `stream`: an event for each `chat.completion.chunk`, then `data: [DONE]`. The chunk with the "
    "`finish_reason` has the `dateline` record; an error on the way is the last event, "
    '`data: {"error": …}`.'
)
_DONE = b"data: [DONE]\n\n"


@router.post(
    "/v1/chat/completions",
    response_model=ChatCompletion,
    responses={200: _STREAM, **documented(400, 404, 413, 422, 502, 503)},
)
def complete_chat(
    request: Annotated[ChatCompletionRequest, Body(openapi_examples=examples.CHAT_REQUESTS)],
    desk: DeskHeld,
    http: Request,
) -> ChatCompletion | EventStream:
    """Answer the last user message of a conversation; the base URL for OpenAI clients ends in `/v1`.

    Each statement is followed by its markers, `[1]`, and the sources are listed below. `annotations` say
    where each marker stands, in the list as well, and what it points to; `dateline` holds the question as it
    was understood and the whole answer, whose citations can be checked.
    """
    reply = _Reply(request, f"chatcmpl-{uuid4().hex}", int(time.time()))
    pieces = _pieces(_events(request, desk), Composer(own_url(http.app.state.settings, http.scope)))
    if not request.stream:
        return reply.whole(pieces)
    next(pieces)  # what is wrong with the request comes out here, while there can be another status
    stall = desk.library.settings.request_seconds
    return EventStream(reply.chunks(pieces), stall=stall, error_event=_error_event)


def _events(request: ChatCompletionRequest, desk: Desk) -> Iterator[Rewritten | Event]:
    writer = desk.writers.named(writer_of(request.model, desk.writers.names))
    # Who asks for the local writer gets no word from a model, in the question neither.
    model = desk.writers.model if writer.name == BY_MODEL else None
    return chat_events(desk.library, request.to_chat(), writer, model)


def _pieces(events: Iterator[Rewritten | Event], composer: Composer) -> Generator[Piece, None, Checkable]:
    """Yield the parts of the content, an empty one once passages are found; return what they rest on."""
    question, answer = "", None
    with closing_events(events):
        for event in events:
            match event:
                case Rewritten():
                    question = event.question
                case Found():
                    yield Piece()
                case Stated():
                    yield composer.state(event.statement)
                case Done():
                    answer = event.answer
                    yield composer.close(answer)
    assert answer, "an answer ends with Done"
    record_answer(answer)
    return Checkable(question, answer)


def _error_event(problem: Problem) -> bytes:
    return event_bytes({"error": openai_error(problem)})


@dataclass(frozen=True, slots=True)
class _Reply:
    request: ChatCompletionRequest
    id: str
    created: int

    def whole(self, pieces: Generator[Piece, None, Checkable]) -> ChatCompletion:
        content: list[str] = []
        annotations: list[Annotation] = []
        while True:
            try:
                piece = next(pieces)
            except StopIteration as done:
                checkable: Checkable = done.value
                break
            content.append(piece.content)
            annotations += piece.annotations
        message = ReplyMessage("".join(content), annotations, checkable)
        usage = self._usage(message.content)
        return ChatCompletion(self.id, self.created, self.request.model, [Choice(message)], usage)

    def chunks(self, pieces: Generator[Piece, None, Checkable]) -> Generator[bytes]:
        content, annotated = "", 0
        yield self._chunk(ChunkChoice(Delta(role="assistant", content="")))
        with closing(pieces):
            while True:
                try:
                    piece = next(pieces)
                except StopIteration as done:
                    checkable: Checkable = done.value
                    break
                yield self._chunk(ChunkChoice(delta_of(piece, annotated)))
                content += piece.content
                annotated += len(piece.annotations)
        yield self._chunk(ChunkChoice(Delta(dateline=checkable), "stop"))
        if self.request.with_usage:
            yield self._chunk(usage=self._usage(content))
        yield _DONE

    def _chunk(self, *choices: ChunkChoice, usage: Usage | None = None) -> bytes:
        return event_bytes(Chunk(self.id, self.created, self.request.model, list(choices), usage))

    def _usage(self, content: str) -> Usage:
        return Usage.of(self.request, content, tokens_spent())
