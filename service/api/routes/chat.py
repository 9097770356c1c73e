"""Answers in the format of OpenAI's chat completions, so that its clients and chat programs work."""

from __future__ import annotations

import time
from collections.abc import Generator
from contextlib import closing
from dataclasses import dataclass
from typing import Annotated
from uuid import uuid4

from fastapi import APIRouter, Body, Request

from service.api import examples
from service.api.chat_text import Composer, Piece
from service.api.desk import DeskHeld
from service.api.guards.hosts import own_url
from service.api.openai_format import (
    ChatCompletion,
    ChatCompletionRequest,
    Choice,
    Chunk,
    ChunkChoice,
    Delta,
    FinishReason,
    ReplyMessage,
    Usage,
    delta_of,
    writer_of,
)
from service.api.problems import Problem, documented, openai_error
from service.api.reply import ChatReply, finished_reply, reply_events, reply_pieces
from service.api.sse import EventStream, documented_events, event_bytes

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
    responses={200: _STREAM, **documented(400, 404, 413, 502, 503)},
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
    completion = _Completion(request, f"chatcmpl-{uuid4().hex}", int(time.time()))
    chat = request.to_chat()
    writer = writer_of(request.model, desk.writers.names)
    events = reply_events(desk, chat, writer, store=request.store)
    composer = Composer(own_url(http.app.state.settings, http.scope))
    pieces = reply_pieces(events, chat, composer, request.limit, request.tokens)
    if not request.stream:
        return completion.of(finished_reply(pieces))
    next(pieces)  # what is wrong with the request comes out here, while there can be another status
    stall = desk.library.settings.request_seconds
    return EventStream(completion.chunks(pieces), stall=stall, error_event=_error_event)


def _error_event(problem: Problem) -> bytes:
    return event_bytes({"error": openai_error(problem)})


@dataclass(frozen=True, slots=True)
class _Completion:
    request: ChatCompletionRequest
    id: str
    created: int

    def of(self, reply: ChatReply) -> ChatCompletion:
        message = ReplyMessage(reply.content, list(reply.annotations), reply.checkable)
        choice = Choice(message, finish_reason=_reason(reply))
        return ChatCompletion(self.id, self.created, self.request.model, [choice], Usage.of(reply.usage))

    def chunks(self, pieces: Generator[Piece, None, ChatReply]) -> Generator[bytes]:
        annotated = 0
        yield self._chunk(ChunkChoice(Delta(role="assistant", content="")))
        with closing(pieces):
            while True:
                try:
                    piece = next(pieces)
                except StopIteration as done:
                    reply: ChatReply = done.value
                    break
                yield self._chunk(ChunkChoice(delta_of(piece, annotated)))
                annotated += len(piece.annotations)
        yield self._chunk(ChunkChoice(Delta(dateline=reply.checkable), _reason(reply)))
        if self.request.with_usage:
            yield self._chunk(usage=Usage.of(reply.usage))
        yield _DONE

    def _chunk(self, *choices: ChunkChoice, usage: Usage | None = None) -> bytes:
        return event_bytes(Chunk(self.id, self.created, self.request.model, list(choices), usage))


def _reason(reply: ChatReply) -> FinishReason:
    return "length" if reply.cut else "stop"
