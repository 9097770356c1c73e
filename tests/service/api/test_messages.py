"""The messages of a conversation: which is the question, and what it follows on."""

from __future__ import annotations

import time

import pytest
from pydantic import ValidationError

from ingest.errors import InputError
from service.api.messages import MAX_MESSAGES, turns
from service.chat import Turn
from service.dialogue.carry import MAX_TURNS
from service.dialogue.turns import MAX_ANSWER
from tests.service.api.test_openai_format import asked, said


def test_the_last_user_message_is_the_question_and_those_before_are_the_history() -> None:
    request = asked(
        said("system", "You are a pirate."),
        said("assistant", "Welcome!"),
        said("user", "When?"),
        said("assistant", "In May. [1]"),
        said("user", [{"type": "text", "text": "And in"}, {"type": "text", "text": "Britain?"}]),
    ).to_chat()
    assert request.question == "And in\nBritain?"
    assert request.history == (Turn("When?", "In May. [1]"),)


def test_only_the_last_turns_are_kept() -> None:
    messages = [said(role, str(i)) for i in range(30) for role in ("user", "assistant")]
    history = turns(asked(*messages).messages)
    assert history == tuple(Turn(str(i), str(i)) for i in range(30 - MAX_TURNS, 30))


def test_a_long_conversation_is_read_in_no_time() -> None:
    long = [said("user", "When?"), said("assistant", "x" * 5_000_000), *[said("assistant", "x")] * 4_000]
    messages = asked(*long, said("user", "Why?")).messages
    start = time.process_time()
    [turn] = turns(messages[:-1])
    assert time.process_time() - start < 0.5
    assert len(turn.answer) == MAX_ANSWER
    with pytest.raises(ValidationError, match="messages"):
        asked(*[said("user", "When?")] * (MAX_MESSAGES + 1))


def test_a_long_system_message_at_the_end_is_read_in_no_time() -> None:
    start = time.perf_counter()
    request = asked(said("user", "When?"), said("system", ". " * 20_000)).to_chat()
    assert time.perf_counter() - start < 1
    assert request.question == "When?"


def test_what_tools_and_calls_leave_in_a_conversation_is_passed_over() -> None:
    request = asked(
        said("user", "When?"),
        {"role": "assistant", "content": None, "tool_calls": [{"id": "1"}]},
        {"role": "tool", "content": "42", "tool_call_id": "1"},
        said("assistant", "In May."),
        said("user", "Who?"),
    )
    assert request.to_chat().history == (Turn("When?", "In May."),)


@pytest.mark.parametrize(
    ("messages", "message"),
    [
        ([said("system", "Be kind.")], "none has the role user"),
        ([said("user", [{"type": "image_url", "image_url": {"url": "data:x"}}])], "image_url"),
        ([said("user", "  ")], "empty"),
        ([said("user", None)], "empty"),
    ],
)
def test_a_conversation_without_a_question_says_what_is_missing(
    messages: list[dict[str, object]], message: str
) -> None:
    with pytest.raises(InputError, match=message):
        asked(*messages).to_chat()


def test_system_messages_are_kept_apart() -> None:
    request = asked(
        said("system", "Be kind."), said("user", "When?"), said("developer", "x" * 9_000)
    ).to_chat()
    assert request.question == "When?"
    assert request.system.split() == ["Be", "kind.", "x" * (4_000 - len("\nBe kind.\n"))]


def test_a_program_may_ask_for_something_of_its_own_in_a_system_message_at_the_end() -> None:
    talk = said("user", "When?"), said("assistant", "In May.")
    wish = "Summarize the discussion briefly in 200 words or less to use as a prompt for future context."
    request = asked(*talk, said("system", wish)).to_chat()
    assert (request.question, request.history) == (wish, (Turn("When?", "In May."),))
    for kind in ("Be kind.", "Answer only the user's last question, with a title."):
        assert asked(*talk, said("system", kind)).to_chat().question == "When?"
        assert asked(said("system", kind), *talk).to_chat().question == "When?"
