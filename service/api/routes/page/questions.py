"""Questions and answers on the page."""

from __future__ import annotations

from collections.abc import Generator, Iterator

from fastapi import APIRouter, Request, Response

from ingest.errors import InputError
from ingest.store.publishers import known_publishers
from service.api.desk import Desk, DeskHeld
from service.api.problems import PAGE_HEADERS, Problem
from service.api.record import record_answer, record_summary
from service.api.reply import reply_events
from service.api.routes.page.frame import Number, Page, Viewed, archive_state, frame, opened
from service.api.routes.page.taking import taken
from service.api.sse import EventStream
from service.ask import Done
from service.chat import ChatEvent, ChatRequest, Summarised
from service.web.copies import CopyForm
from service.web.days import timeline
from service.web.finding import find_articles
from service.web.layout import laid_out, laid_out_in_parts
from service.web.turns import Ask, Conversations
from service.web.view import View

router = APIRouter()

_NEWEST = 6


@router.get("/")
def ask_page(view: Viewed, desk: DeskHeld, request: Request, source: Number = 1) -> Response:
    """The question box and, of a conversation in the address, each question with its answer, streamed.

    `source` is the marker whose article stands beside the last answer.
    """
    shown = frame(request, desk) | {"view": view, "here": "/"}
    if not view.questions:
        newest = find_articles(desk.library, "", View(), _NEWEST).articles
        return Page("ask.html.j2", **shown, newest=newest, counts=desk.library.archive.counts())
    # What is wrong with them comes out here, while there can be another status.
    known_publishers(view.publishers, desk.library.archive.publishers())
    turns = _conversations(request).turns(view, _asker(desk), archive_state(desk))
    shown["beside"] = lambda turn: opened(desk, turn.cited, source) if turn else None
    shown["timeline"] = lambda turn: timeline(desk.library, turn.told, view)
    return EventStream(
        _sent(laid_out_in_parts("ask.html.j2", **shown, turns=turns), turns),
        stall=desk.library.settings.request_seconds,
        error_event=_broken_off,
        media_type="text/html; charset=utf-8",
        comment=b"<!-- -->",
        headers=PAGE_HEADERS,
    )


@router.get("/take")
def take_answer(view: Viewed, desk: DeskHeld, request: Request, form: CopyForm = CopyForm.JSON) -> Response:
    """The last answer of a view to take along."""
    turn = _conversations(request).last(view, _asker(desk), archive_state(desk))
    if turn.cited is None:
        raise InputError("there is nothing cited to take along")
    return taken(desk, request, turn.told, turn.cited, form)


def _asker(desk: Desk) -> Ask:
    def ask(request: ChatRequest) -> Iterator[ChatEvent]:
        for event in reply_events(desk, request, None):
            match event:
                case Done():
                    record_answer(event.answer)
                case Summarised():
                    record_summary(event.summary)
            yield event

    return ask


def _conversations(request: Request) -> Conversations:
    conversations: Conversations = request.app.state.conversations
    return conversations


def _sent(parts: Iterator[str], turns: Generator[object, None, None]) -> Generator[bytes]:
    """Yield a page; when a reader leaves, the work on its turns ends."""
    try:
        yield from (part.encode() for part in parts)
    finally:
        turns.close()


def _broken_off(problem: Problem) -> bytes:
    return laid_out("broken_off.html.j2", detail=problem.detail).encode()
