"""What a conversation in the terminal says under an answer."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from ingest.errors import InputError
from service.answer import MODEL, Answer, Writing
from service.ask import Done, Stated
from service.chat import Asked, ChatEvent, ChatRequest, Said, Summarised
from service.terminal.conversation import Conversation
from tests.service.terminal.test_answer_text import ANSWER
from tests.service.terminal.test_summary_text import SUMMARY

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
    def asking(request: ChatRequest) -> Iterator[ChatEvent]:
        yield Asked(request.question)
        yield Stated(answer.statements[0])
        yield Done(answer)

    assert Conversation(asking, ChatRequest("")).take("When?")
    below = [line for line in capsys.readouterr().out.splitlines() if line]
    assert below[1].startswith(reason)


def test_what_dateline_says_itself_is_printed_and_not_remembered(capsys: pytest.CaptureFixture[str]) -> None:
    requests: list[ChatRequest] = []

    def asking(request: ChatRequest) -> Iterator[ChatEvent]:
        requests.append(request)
        yield Said("Hello.")

    conversation = Conversation(asking, ChatRequest(""))
    assert conversation.take("hi")
    assert conversation.take("hi")
    assert capsys.readouterr().out == "Hello.\nHello.\n"
    assert requests[1].history == ()


def test_a_summary_is_printed_and_remembered(capsys: pytest.CaptureFixture[str]) -> None:
    requests: list[ChatRequest] = []

    def asking(request: ChatRequest) -> Iterator[ChatEvent]:
        requests.append(request)
        yield Asked("the harbour")
        yield Summarised(SUMMARY)

    conversation = Conversation(asking, ChatRequest(""))
    assert conversation.take("Summarise it")
    assert conversation.take("/sources")
    assert conversation.take("Summarise it")
    printed = capsys.readouterr().out
    statement = SUMMARY.statements[0]
    assert printed.startswith("(the harbour)\n")
    assert statement.text in printed
    assert requests[1].history[0].question == "the harbour"
    assert statement.text in requests[1].history[0].answer


def test_what_is_asked_again_takes_the_place_of_the_last_turn(capsys: pytest.CaptureFixture[str]) -> None:
    requests: list[ChatRequest] = []

    def asking(request: ChatRequest) -> Iterator[ChatEvent]:
        requests.append(request)
        carried = ("Vale", "Marlow lido") if request.history else ()
        yield Asked(request.question, tuple(each for each in carried if each.lower() not in request.dropped))
        yield Done(ANSWER)

    conversation = Conversation(asking, ChatRequest(""))
    for line in ("When?", "And why?", "/as-of 2025-03-02", "/drop marlow lido", "/drop vale", "Who?"):
        assert conversation.take(line)
    assert [each.question for each in requests] == ["When?", "And why?", "And why?", "And why?", "Who?"]
    assert [each.dropped for each in requests] == [(), (), ("marlow lido",), ("marlow lido", "vale"), ()]
    assert [len(each.history) for each in requests] == [0, 1, 1, 1, 2]
    assert (requests[1].as_of, requests[2].as_of is None) == (None, False)
    assert "Carried: Vale\n" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("lines", "problem"),
    [
        (["/drop Vale"], "nothing was carried"),
        (["When?", "/new", "/drop Vale"], "nothing was carried"),
        (["When?", "/drop"], "one of what was carried into the last question: Vale, Marlow lido"),
        (["When?", "/drop Val"], "one of what was carried into the last question: Vale, Marlow lido"),
    ],
)
def test_what_was_not_carried_cannot_be_dropped(lines: list[str], problem: str) -> None:
    def asking(request: ChatRequest) -> Iterator[ChatEvent]:
        yield Asked(request.question, ("Vale", "Marlow lido"))
        yield Done(ANSWER)

    conversation = Conversation(asking, ChatRequest(""))
    for line in lines[:-1]:
        assert conversation.take(line)
    with pytest.raises(InputError, match=problem):
        conversation.take(lines[-1])
