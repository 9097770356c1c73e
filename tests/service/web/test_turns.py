from __future__ import annotations

from collections.abc import Iterator

import pytest

from ingest.errors import InputError
from ingest.settings import Settings
from service.chat import ChatEvent, ChatRequest, chat_events
from service.evidence.library import AskableLibrary
from service.web.turns import Conversations, TurnUnderWay, finished
from service.web.view import View
from service.writers.choose import Writers

FIRST = "When will Hong Kong deploy real-time facial recognition?"


class Asked:
    """Answers from the sample archive, and counts how often."""

    def __init__(self, library: AskableLibrary) -> None:
        self._library = library
        self.requests: list[ChatRequest] = []

    def __call__(self, request: ChatRequest) -> Iterator[ChatEvent]:
        self.requests.append(request)
        return chat_events(self._library, request)


@pytest.fixture
def asked(library: AskableLibrary) -> Asked:
    return Asked(library)


def test_the_last_turn_is_worked_on_as_it_is_read(asked: Asked) -> None:
    (turn,) = Conversations().turns(View((FIRST,)), asked, 0)
    assert isinstance(turn, TurnUnderWay)
    assert turn.outcome.answer is None


def test_statements_come_before_the_answer_is_whole(asked: Asked) -> None:
    turns = Conversations().turns(View((FIRST,)), asked, 0)
    turn = next(turns)
    statements = turn.statements
    first = next(iter(statements))
    assert turn.outcome.answer is None
    assert [first, *statements] == list(finished(turn).statements)
    assert next(turns, None) is None


def test_earlier_turns_are_kept_until_the_archive_changes(asked: Asked) -> None:
    conversations, view = Conversations(), View((FIRST, "And in Britain?"))
    conversations.last(view, asked, 0)
    assert [request.question for request in asked.requests] == list(view.questions)
    assert asked.requests[1].history[0].question == FIRST
    assert asked.requests[1].history[0].answer
    kept = conversations.last(view, asked, 0)
    assert len(asked.requests) == 2
    assert kept == conversations.last(view, asked, 0)
    conversations.last(view, asked, 1)
    assert len(asked.requests) == 4


def test_other_filters_are_other_turns(asked: Asked) -> None:
    conversations = Conversations()
    conversations.last(View((FIRST,)), asked, 0)
    turn = conversations.last(View((FIRST,), as_of="2025-05-10"), asked, 0)
    assert turn.answer
    assert turn.answer.refusal
    assert len(asked.requests) == 2


def test_what_is_said_beside_questions_is_a_turn(asked: Asked) -> None:
    turn = Conversations().last(View(("Hello!",)), asked, 0)
    assert turn.said
    assert turn.cited is None


def test_a_view_without_a_question_has_no_turn(asked: Asked) -> None:
    with pytest.raises(InputError, match="no question"):
        Conversations().last(View(), asked, 0)


def test_what_stood_in_for_a_model_is_not_kept(library: AskableLibrary) -> None:
    settings = Settings(llm_base_url="http://127.0.0.1:9/v1", llm_model="nobody", llm_retries=0)
    writer = Writers.open(settings).named("model")
    asked: list[str] = []

    def events(request: ChatRequest) -> Iterator[ChatEvent]:
        asked.append(request.question)
        return chat_events(library, request, writer)

    conversations = Conversations()
    for _ in range(2):
        turn = conversations.last(View((FIRST,)), events, 0)
        assert turn.answer
        assert turn.answer.writing
        assert turn.answer.writing.fallback
    assert asked == [FIRST, FIRST]


def test_a_reader_who_leaves_ends_the_work(library: AskableLibrary) -> None:
    ended = []

    def events(request: ChatRequest) -> Iterator[ChatEvent]:
        try:
            yield from chat_events(library, request)
        finally:
            ended.append(request.question)

    turns = Conversations().turns(View((FIRST,)), events, 0)
    _ = next(turns).asked_as
    turns.close()
    assert ended == [FIRST]
