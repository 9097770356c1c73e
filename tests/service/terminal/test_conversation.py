"""What a conversation in the terminal says under an answer."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from service.answer import MODEL, Answer, Writing
from service.ask import Done, Event, Stated
from service.chat import ChatRequest, Rewritten
from service.terminal.conversation import Conversation
from tests.service.terminal.test_answer_text import ANSWER

DOWN = Writing("small", fallback="the model small did not answer")


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        (replace(ANSWER, writing=DOWN), "Quoted, not written: the model small did not answer."),
        (
            replace(ANSWER, writing=DOWN, writer=MODEL),
            "Written only in part: the model small did not answer.",
        ),
        (ANSWER, "[1] Vale Courier"),
    ],
)
def test_why_a_model_did_not_write_stands_under_the_statements(
    answer: Answer, reason: str, capsys: pytest.CaptureFixture[str]
) -> None:
    def asking(request: ChatRequest) -> Iterator[Rewritten | Event]:
        yield Rewritten(request.question)
        yield Stated(answer.statements[0])
        yield Done(answer)

    assert Conversation(asking, ChatRequest("")).take("When?")
    below = [line for line in capsys.readouterr().out.splitlines() if line]
    assert below[1].startswith(reason)
