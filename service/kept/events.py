"""The events of an answer or of a chat, with what is answered kept."""

from __future__ import annotations

from collections.abc import Generator, Iterator
from dataclasses import replace
from typing import TypeVar

from service.answer import Answer
from service.ask import AskRequest, Done, closing_events
from service.chat import ChatRequest, Summarised
from service.kept.keeper import Keeper
from service.summaries.summary import Summary

E = TypeVar("E")


def kept_events(events: Iterator[E], keeper: Keeper, asked: AskRequest | ChatRequest) -> Generator[E]:
    """Yield the events of an answer or a chat; what is answered or summarised is kept and has its id."""
    with closing_events(events):
        for event in events:
            match event:
                case Done(answer=Answer() as answer):
                    yield replace(event, answer=keeper.keep(answer, _filters(asked)))
                case Summarised(summary=Summary() as summary):
                    yield replace(event, summary=keeper.keep(summary))
                case _:
                    yield event


def _filters(asked: AskRequest | ChatRequest) -> AskRequest:
    return AskRequest(
        question=asked.question,
        as_of=asked.as_of,
        after=asked.after,
        before=asked.before,
        publishers=asked.publishers,
        max_statements=asked.max_statements,
    )
