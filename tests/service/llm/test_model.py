"""A language model over HTTP: a real server with a small model, and the ways in which endpoints fail."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import anyio
import anyio.to_thread
import pytest
from psutil import Process

from ingest.errors import BackendError, ModelError, PromptTooLong, SettingsError
from ingest.settings import Settings
from service.llm.budget import Budget, current_budget
from service.llm.client import retry_after
from service.llm.model import Completion, JsonSchema, LanguageModel, Message, TokenUsage, counted, open_model
from tests.model_server import MODEL, ModelServer, running_model
from tests.service.wire import HANG_UP, KEY, Scripted, Wire, error, event, running_wire, streamed

ASK = [Message("system", "You answer in one short sentence."), Message("user", "What is a harbour?")]
CITY = JsonSchema(
    "city",
    {
        "type": "object",
        "properties": {"city": {"type": "string"}, "people": {"type": "integer"}},
        "required": ["city", "people"],
        "additionalProperties": False,
    },
)
ASK_CITY = [Message("user", 'Name a city as JSON: {"city": "...", "people": 1}')]


@pytest.fixture(scope="module")
def wire() -> Iterator[Wire]:
    with running_wire(streamed("x")) as running:
        yield running


def model(url: str, key: str | None = KEY, **settings: Any) -> LanguageModel:
    chosen = {"llm_retries": 0, "llm_timeout": 20, "llm_model": MODEL, **settings}
    return open_model(Settings(llm_base_url=url, llm_api_key=key, **chosen))


# The settings


def test_a_model_needs_a_name() -> None:
    with pytest.raises(SettingsError, match="DATELINE_LLM_MODEL"):
        open_model(Settings(llm_base_url="http://127.0.0.1:9/v1"))


# A real server


def test_text_comes_in_pieces_and_whole_at_the_end(model_server: ModelServer) -> None:
    stream, pieces = model(model_server.url).stream(ASK, max_tokens=20), []
    try:
        while True:
            pieces.append(next(stream))
    except StopIteration as done:
        completion: Completion = done.value
    assert len(pieces) > 3
    assert completion.text == "".join(pieces)
    assert completion.finish in ("stop", "length")
    assert 0 < completion.usage.completion_tokens <= 20
    assert completion.usage.prompt_tokens > 10


def test_the_same_question_gets_the_same_reply(model_server: ModelServer) -> None:
    small = model(model_server.url)
    assert small.complete(ASK, max_tokens=12).text == small.complete(ASK, max_tokens=12).text


def test_a_schema_gives_its_form(model_server: ModelServer) -> None:
    found = json.loads(model(model_server.url).complete(ASK_CITY, CITY, 60).text)
    assert found.keys() == {"city", "people"}
    assert isinstance(found["people"], int)


def test_what_the_limit_of_tokens_cuts_says_so(model_server: ModelServer) -> None:
    completion = model(model_server.url).complete(ASK_CITY, CITY, 3)
    assert completion.finish == "length"
    with pytest.raises(ValueError, match=r"Unterminated|Expecting"):
        json.loads(completion.text)


def test_a_prompt_beyond_the_context_is_told_apart(model_server: ModelServer) -> None:
    with pytest.raises(PromptTooLong, match="DATELINE_LLM_PROMPT_TOKENS"):
        model(model_server.url).complete([Message("user", "harbour " * 9_000)], max_tokens=5)


def test_no_word_in_time_is_an_error(model_server: ModelServer) -> None:
    slow = model(model_server.url, llm_timeout=0.001)
    with pytest.raises(ModelError, match=r"no word for 0\.001 s; raise DATELINE_LLM_TIMEOUT"):
        slow.complete([Message("user", "harbour " * 800)])


def test_a_server_that_dies_half_way_is_an_error() -> None:
    with running_model(KEY) as server:
        refused = model(server.url, "wrong")
        with pytest.raises(ModelError, match=r"401.*check DATELINE_LLM_API_KEY"):
            refused.complete(ASK)
        stream = model(server.url).stream([Message("user", "Count to a thousand.")], max_tokens=2_000)
        next(stream)
        server.kill()
        with pytest.raises(ModelError, match="connection to the model smollm2"):
            list(stream)


def test_nobody_there_is_an_error() -> None:
    with pytest.raises(ModelError, match=r"check DATELINE_LLM_BASE_URL=http://127\.0\.0\.1:9/v1"):
        model("http://user:secret@127.0.0.1:9/v1").complete(ASK)
    assert issubclass(ModelError, BackendError)


# What only a script can do


def test_what_is_sent(wire: Wire) -> None:
    wire.play(streamed("Yes", "."))
    completion = model(wire.url, llm_seed=7, llm_answer_tokens=90).complete(ASK, CITY)
    assert completion == Completion("Yes.", "stop", TokenUsage(100, 2))
    sent = wire.requests[0]
    assert (sent["temperature"], sent["seed"], sent["max_tokens"], sent["stream"]) == (0, 7, 90, True)
    assert sent["messages"][0] == {"role": "system", "content": ASK[0].content}
    assert sent["response_format"]["json_schema"]["schema"] == CITY.schema


def test_a_connection_closed_just_then_is_no_failure(wire: Wire) -> None:
    wire.play(streamed("Yes."), HANG_UP, streamed("No."), HANG_UP)
    asked = model(wire.url)
    assert [asked.complete(ASK).text for _ in range(2)] == ["Yes.", "No."]
    assert len(wire.requests) == 3
    with pytest.raises(ModelError, match="disconnected without sending a response"):
        asked.complete(ASK)
    assert len(wire.requests) == 5


def test_an_overloaded_server_is_asked_again_when_it_says(wire: Wire) -> None:
    wire.play(error(429, "slow down", Retry_After="1"), streamed("Yes."))
    start = time.perf_counter()
    assert model(wire.url, llm_retries=1).complete(ASK).text == "Yes."
    assert 0.9 < time.perf_counter() - start < 4
    assert len(wire.requests) == 2


@pytest.mark.parametrize(
    ("status", "remedy"),
    [(429, "try again later"), (500, "log of its server"), (503, "log"), (404, "BASE_URL")],
)
def test_an_error_that_stays_says_what_to_do(wire: Wire, status: int, remedy: str) -> None:
    wire.play(error(status, "out of\x1b[31m paper"))
    with pytest.raises(ModelError, match=rf"wire-model answered {status} out of \[31m paper.*; .*{remedy}"):
        model(wire.url, llm_model="wire-model").complete(ASK)


def test_failures_that_pass_are_retried_as_often_as_set(wire: Wire) -> None:
    wire.play(error(500, "no"), error(503, "no"), streamed("Yes."))
    assert model(wire.url, llm_retries=2).complete(ASK).text == "Yes."
    wire.play(error(500, "no", Retry_After="0.01"))
    with pytest.raises(ModelError):
        model(wire.url, llm_retries=1).complete(ASK)
    assert len(wire.requests) == 2


def test_a_key_that_a_server_repeats_is_not_shown(wire: Wire) -> None:
    wire.play(error(401, f"Incorrect key {KEY} provided"))
    with pytest.raises(ModelError, match="Incorrect key … provided") as raised:
        model(wire.url).complete(ASK)
    assert KEY not in str(raised.value)


def test_a_prompt_that_a_server_repeats_is_not_shown(wire: Wire) -> None:
    detail = [{"msg": "Extra inputs are not permitted", "loc": ["body", "logit"], "input": ASK[1].content}]
    wire.play(replace(error(422, ""), chunks=(json.dumps({"detail": detail}),)))
    with pytest.raises(ModelError, match=r"422 Extra inputs are not permitted .*logit") as raised:
        model(wire.url).complete(ASK)
    assert "harbour" not in str(raised.value)


@pytest.mark.parametrize("status", [400, 422, 501])
def test_without_support_for_schemas_it_is_asked_in_words_from_then_on(wire: Wire, status: int) -> None:
    wire.play(error(status, "response_format.json_schema is not supported"), streamed("{}"))
    endpoint = model(wire.url)
    assert endpoint.complete(ASK, CITY).text == "{}"
    assert endpoint.complete(ASK, CITY).text == "{}"
    assert ["response_format" in body for body in wire.requests] == [True, False, False]


def test_a_refusal_that_names_nothing_is_taken_for_the_schema_but_not_kept_if_that_is_not_it(
    wire: Wire,
) -> None:
    endpoint = model(wire.url)
    wire.play(error(400, "Bad Request"))
    with pytest.raises(ModelError, match="400 Bad Request"):
        endpoint.complete(ASK, CITY)
    assert ["response_format" in body for body in wire.requests] == [True, False]
    wire.play(streamed("{}"))
    endpoint.complete(ASK, CITY)
    assert "response_format" in wire.requests[0]


def test_a_schema_can_be_demanded_or_left_out_by_setting(wire: Wire) -> None:
    wire.play(error(400, "response_format is not supported"))
    with pytest.raises(ModelError, match="response_format"):
        model(wire.url, llm_structured="schema").complete(ASK, CITY)
    assert len(wire.requests) == 1
    wire.play(streamed("{}"))
    model(wire.url, llm_structured="text").complete(ASK, CITY)
    assert "response_format" not in wire.requests[0]


def test_other_parts_that_an_endpoint_does_not_take_are_left_out(wire: Wire) -> None:
    wire.play(
        error(400, "Unsupported parameter: 'max_tokens'. Use 'max_completion_tokens' instead."),
        error(400, "Unsupported value: 'temperature' does not support 0"),
        error(422, "extra fields not permitted: stream_options"),
        streamed("Yes."),
    )
    assert model(wire.url).complete(ASK, max_tokens=70).text == "Yes."
    last = wire.requests[-1]
    assert not last.keys() & {"max_tokens", "temperature", "stream_options"}
    assert last["max_completion_tokens"] == 70


@pytest.mark.parametrize(
    "message",
    ["This model's maximum context length is 8192 tokens.", "the request exceeds the available context size"],
)
def test_a_prompt_that_is_too_long_is_not_taken_for_the_schema(wire: Wire, message: str) -> None:
    wire.play(error(400, message, code="context_length_exceeded"))
    with pytest.raises(PromptTooLong):
        model(wire.url).complete(ASK, CITY)
    assert len(wire.requests) == 1


HTML = Scripted(("<html><body>It works!</body></html>",), headers=(("Content-Type", "text/html"),))


@pytest.mark.parametrize(
    ("scripted", "says"),
    [
        (HTML, "no text; check that DATELINE_LLM_BASE_URL"),
        (streamed(), "no text"),
        (Scripted(('data: {"choices": []}\n\n', "data: [DONE]\n\n")), "no text"),
        (Scripted(('data: {"choices": null}\n\n', "data: [DONE]\n\n")), "no text"),
        (Scripted(("data: {broken\n\n",)), "failed"),
        (Scripted(('data: {"error": {"message": "GPU is gone"}}\n\n',)), "GPU is gone"),
        (Scripted(('data: {"choices": [7]}\n\n',)), "failed"),
        (streamed("Yes", broken=True), "connection to the model"),
        (Scripted((event({"content": "Yes"}),)), "broke off"),
    ],
    ids=["html", "empty", "no choices", "null choices", "no json", "error", "a number", "cut", "no end"],
)
def test_what_is_no_completion_is_an_error(wire: Wire, scripted: Scripted, says: str) -> None:
    wire.play(scripted)
    with pytest.raises(ModelError, match=says):
        model(wire.url).complete(ASK)


def test_usage_is_counted_where_the_endpoint_does_not_say(wire: Wire) -> None:
    wire.play(Scripted((event({"content": "Yes, it is."}), event({}, "stop"))))
    completion = model(wire.url).complete(ASK)
    assert completion.usage == counted(ASK, "Yes, it is.") == TokenUsage(12, 5)


def test_a_reply_without_end_is_stopped(wire: Wire) -> None:
    wire.play(streamed(*["on and on " * 50] * 40))
    with pytest.raises(ModelError, match="did not stop after 50 tokens"):
        model(wire.url, llm_answer_tokens=50).complete(ASK)


# More than anybody can want

MEGABYTE = 1024 * 1024
SPACES = " " * MEGABYTE
ENDLESS = {
    "a line": Scripted(('data: {"x": "', *[SPACES] * 3)),
    "an event of many lines": Scripted(tuple("data: x\n" * 100_000 for _ in range(4))),
    "lines of an event that end differently": Scripted(tuple("data: x\r\n" * 100_000 for _ in range(4))),
    "signs of life": Scripted(tuple(": still here\n\n" * 70_000 for _ in range(22))),
    "events without text": Scripted((event({"role": "assistant"}) * 5_000,) * 60),
    "an error": Scripted((SPACES,) * 40, 400, (("Content-Type", "application/json"),)),
    "a page": Scripted((SPACES,) * 40, 200, (("Content-Type", "text/html"),)),
}


@pytest.mark.parametrize("scripted", ENDLESS.values(), ids=ENDLESS)
def test_a_reply_is_read_up_to_a_limit(wire: Wire, scripted: Scripted) -> None:
    wire.play(scripted)
    before = Process().memory_info().rss
    with pytest.raises(ModelError, match=r"sent more than [\d,]+ bytes|did not stop after 800 tokens"):
        model(wire.url).complete(ASK)
    assert Process().memory_info().rss - before < 150 * MEGABYTE


def test_a_compressed_reply_is_not_unpacked(wire: Wire) -> None:
    wire.play(Scripted(("x",), headers=(("Content-Type", "text/event-stream"), ("Content-Encoding", "gzip"))))
    with pytest.raises(ModelError, match="compressed"):
        model(wire.url).complete(ASK)


def test_a_long_reply_within_the_limits_is_whole(wire: Wire) -> None:
    pieces = ["word " * 10] * 5_000
    wire.play(streamed(*pieces))
    assert model(wire.url, llm_answer_tokens=20_000).complete(ASK).text == "".join(pieces)


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_where_an_endpoint_points_is_not_gone_to(wire: Wire, status: int) -> None:
    with running_wire(streamed("stolen")) as other:
        location = f"{other.url}/chat/completions"
        wire.play(Scripted(("moved",), status, (("Location", location),)))
        with pytest.raises(ModelError, match=f"answered {status} .*DATELINE_LLM_BASE_URL") as error:
            model(wire.url).complete(ASK)
        assert location in str(error.value)
        assert not other.requests


def test_closing_the_stream_ends_the_request(wire: Wire) -> None:
    wire.play(streamed(*["word "] * 400, pause=0.01))
    stream = model(wire.url).stream(ASK)
    assert next(stream) == "word "
    stream.close()
    assert wire.left.wait(2)


# Time, and who waits


def test_who_was_silent_is_not_asked_again(wire: Wire) -> None:
    wire.play(streamed("late", pause=5))
    start = time.perf_counter()
    with pytest.raises(ModelError, match=r"no word for 1 s"):
        model(wire.url, llm_timeout=1, llm_retries=3).complete(ASK)
    assert time.perf_counter() - start < 3
    assert len(wire.requests) == 1


def test_all_tries_together_have_the_time_of_one(wire: Wire) -> None:
    wire.play(error(503, "busy"))
    start = time.perf_counter()
    with pytest.raises(ModelError, match="503"):
        model(wire.url, llm_timeout=1, llm_retries=9).complete(ASK)
    assert time.perf_counter() - start < 1.5
    assert 1 < len(wire.requests) < 4


def test_a_server_that_wants_longer_than_there_is_time_is_not_waited_for(wire: Wire) -> None:
    wire.play(error(429, "busy", Retry_After="30"))
    start = time.perf_counter()
    with pytest.raises(ModelError, match="429"):
        model(wire.url, llm_retries=2).complete(ASK)
    assert time.perf_counter() - start < 1
    assert len(wire.requests) == 1


def test_signs_of_life_are_no_words(wire: Wire) -> None:
    wire.play(Scripted((": still there\n\n",) * 60, pause=0.05))
    with pytest.raises(ModelError, match=r"no word for 0\.5 s"):
        model(wire.url, llm_timeout=0.5).complete(ASK)


def test_with_seconds_it_is_sent_once_and_has_no_longer(wire: Wire) -> None:
    wire.play(error(503, "busy"))
    with pytest.raises(ModelError, match="503"):
        model(wire.url, llm_retries=2).complete(ASK, seconds=5)
    assert len(wire.requests) == 1
    wire.play(streamed(*["word "] * 60, pause=0.05))
    with pytest.raises(ModelError, match=r"took longer than 0\.5 s"):
        model(wire.url).complete(ASK, seconds=0.5)


@pytest.mark.parametrize(
    ("header", "seconds"),
    [("3", 3.0), ("Wed, 21 Oct 2015 07:28:00 GMT", 0.0), ("soon", None), ("nan", None), ("-1", 0.0)],
)
def test_a_server_says_in_seconds_or_by_a_date_when_to_come_again(header: str, seconds: float | None) -> None:
    assert retry_after({"retry-after": header}) == seconds


SILENT = streamed("late", pause=3)
BUSY = error(429, "busy", Retry_After="15")
SLOW = streamed(*["word "] * 100, pause=0.05)


@pytest.mark.parametrize("scripted", [SILENT, BUSY, SLOW], ids=["silent", "busy", "slow"])
def test_who_leaves_ends_the_request_within_a_second(wire: Wire, scripted: Scripted) -> None:
    wire.play(scripted)
    endpoint = model(wire.url, llm_retries=1)

    async def leave() -> float:
        async with anyio.create_task_group() as group:
            group.start_soon(anyio.to_thread.run_sync, endpoint.complete, ASK)
            while not wire.requests:
                await anyio.sleep(0.01)
            await anyio.sleep(0.2)
            start = time.perf_counter()
            group.cancel_scope.cancel()
        return time.perf_counter() - start

    assert anyio.run(leave) < 1
    assert len(wire.requests) == 1


# Within a request to the service


@pytest.fixture
def request_budget() -> Iterator[Budget]:
    found = Budget()
    token = current_budget.set(found)
    yield found
    current_budget.reset(token)


def test_a_model_has_no_more_time_than_its_request(wire: Wire, request_budget: Budget) -> None:
    wire.play(SLOW)
    request_budget.until = time.monotonic() + 2
    with pytest.raises(ModelError, match="took longer than a request may"):
        model(wire.url).complete(ASK)
    with pytest.raises(ModelError, match="took longer than a request may"):
        model(wire.url).complete(ASK)
    assert len(wire.requests) == 1
    assert request_budget.failures[0].endswith("raise DATELINE_REQUEST_TIMEOUT")


@pytest.mark.parametrize(
    "scripted",
    [error(500, "disk /var/lib is full"), error(400, "too long"), streamed(), streamed("x", broken=True)],
    ids=["500", "too long", "empty", "cut"],
)
def test_a_caller_is_not_told_what_the_log_is_told(
    wire: Wire, request_budget: Budget, scripted: Scripted
) -> None:
    wire.play(scripted)
    with pytest.raises(ModelError) as raised:
        model(wire.url).complete(ASK)
    for private in (wire.url, "127.0.0.1", "DATELINE", "/var/lib"):
        assert private not in str(raised.value)
    [full] = request_budget.failures
    assert full != str(raised.value)


def test_what_is_left_early_is_counted(wire: Wire, request_budget: Budget) -> None:
    wire.play(streamed("Yes, ", "it is."))
    endpoint = model(wire.url)
    stream = endpoint.stream(ASK)
    next(stream)
    stream.close()
    assert request_budget.total == counted(ASK, "Yes, ")
    endpoint.complete(ASK)
    assert request_budget.spent == {MODEL: counted(ASK, "Yes, ") + TokenUsage(100, 2)}
