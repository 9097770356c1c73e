"""Answers in the format of OpenAI's responses, the newer one of its clients."""

from __future__ import annotations

import time
from collections.abc import Generator
from contextlib import closing
from dataclasses import asdict, dataclass, field, replace
from typing import Annotated
from uuid import uuid4

from fastapi import APIRouter, Body, Request

from service.api import examples
from service.api.chat_text import Composer, Piece
from service.api.desk import DeskHeld
from service.api.guards.hosts import own_url
from service.api.openai_format import writer_of
from service.api.problems import Problem, documented, openai_error
from service.api.reply import ChatReply, finished_reply, reply_events, reply_pieces
from service.api.responses_format import (
    IncompleteDetails,
    OutputMessage,
    OutputText,
    Response,
    ResponseRequest,
    Status,
    UrlCitationAnnotation,
    output_text,
    usage_of,
)
from service.api.sse import EventStream, documented_events, event_bytes

router = APIRouter(tags=["chat"])

_STREAM = documented_events(
    "With `stream`: the events of OpenAI's responses, with the text as `response.output_text.delta` and each "
    "marker as `response.output_text.annotation.added`. The last one is `response.completed`, "
    "`response.incomplete` or, if something fails on the way, `error`.",
    *(
        "response.created",
        "response.in_progress",
        "response.output_item.added",
        "response.content_part.added",
    ),
    *("response.output_text.delta", "response.output_text.annotation.added", "response.output_text.done"),
    *("response.content_part.done", "response.output_item.done", "response.completed"),
    *("response.incomplete", "error"),
)


@router.post(
    "/v1/responses",
    response_model=Response,
    responses={200: _STREAM, **documented(400, 404, 413, 502, 503)},
)
def create_response(
    request: Annotated[ResponseRequest, Body(openapi_examples=examples.RESPONSE_REQUESTS)],
    desk: DeskHeld,
    http: Request,
) -> Response | EventStream:
    """Answer the last user message of the input; the base URL for OpenAI clients ends in `/v1`.

    It is the same answer as in a chat completion: markers, the list of sources, `url_citation` annotations,
    and the whole record under `dateline`. No conversation is kept: it is sent as `input`.
    """
    made = _Made(request)
    chat = request.to_chat()
    writer = writer_of(request.model, desk.writers.names)
    events = reply_events(desk, chat, writer, store=request.store)
    composer = Composer(own_url(http.app.state.settings, http.scope))
    pieces = reply_pieces(events, chat, composer, request.max_output_tokens, request.tokens)
    if not request.stream:
        return made.response(finished_reply(pieces))
    next(pieces)  # what is wrong with the request comes out here, while there can be another status
    stall = desk.library.settings.request_seconds
    return EventStream(made.events(pieces), stall=stall, error_event=made.error_event)


@dataclass(slots=True)
class _Made:
    """One response on its way, with the ids of its parts and the number of its next event."""

    request: ResponseRequest
    id: str = field(default_factory=lambda: f"resp_{uuid4().hex}")
    message_id: str = field(default_factory=lambda: f"msg_{uuid4().hex}")
    created: int = field(default_factory=lambda: int(time.time()))
    number: int = 0

    def response(self, reply: ChatReply) -> Response:
        status: Status = "incomplete" if reply.cut else "completed"
        return replace(
            self._begun(),
            status=status,
            output=(OutputMessage(self.message_id, status, (output_text(reply),)),),
            usage=usage_of(reply),
            incomplete_details=IncompleteDetails() if reply.cut else None,
            dateline=reply.checkable,
        )

    def _begun(self) -> Response:
        request = self.request
        return Response(
            self.id,
            self.created,
            request.model,
            "in_progress",
            instructions=request.instructions,
            max_output_tokens=request.max_output_tokens,
            metadata=request.metadata or {},
        )

    def events(self, pieces: Generator[Piece, None, ChatReply]) -> Generator[bytes]:
        begun = self._begun()
        yield self._event("response.created", response=begun)
        yield self._event("response.in_progress", response=begun)
        message = OutputMessage(self.message_id, "in_progress", ())
        yield self._event("response.output_item.added", output_index=0, item=message)
        yield self._part_event("response.content_part.added", part=OutputText(""))
        with closing(pieces):
            reply = yield from self._text_events(pieces)
        response, text = self.response(reply), output_text(reply)
        yield self._part_event("response.output_text.done", text=text.text, logprobs=[])
        yield self._part_event("response.content_part.done", part=text)
        yield self._event("response.output_item.done", output_index=0, item=response.output[0])
        yield self._event(f"response.{response.status}", response=response)

    def _text_events(self, pieces: Generator[Piece, None, ChatReply]) -> Generator[bytes, None, ChatReply]:
        """Yield the text and its annotations as they come; return the whole reply."""
        annotated = 0
        while True:
            try:
                piece = next(pieces)
            except StopIteration as done:
                reply: ChatReply = done.value
                return reply
            if piece.content:
                yield self._part_event("response.output_text.delta", delta=piece.content, logprobs=[])
            for annotation in map(UrlCitationAnnotation.of, piece.annotations):
                yield self._part_event(
                    "response.output_text.annotation.added",
                    annotation_index=annotated,
                    annotation=asdict(annotation),
                )
                annotated += 1

    def error_event(self, problem: Problem) -> bytes:
        error = openai_error(problem)
        return self._event("error", code=error["code"], message=error["message"], param=error["param"])

    def _part_event(self, name: str, **data: object) -> bytes:
        """Return an event of the one part of the one message."""
        return self._event(name, item_id=self.message_id, output_index=0, content_index=0, **data)

    def _event(self, name: str, **data: object) -> bytes:
        number, self.number = self.number, self.number + 1
        return event_bytes({"type": name, "sequence_number": number, **data}, name)
