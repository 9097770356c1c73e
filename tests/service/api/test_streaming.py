"""Server-sent events: what is sent, and what happens when it takes too long or nobody listens any more."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager

import anyio
import httpx
import pytest
import uvicorn
from starlette.types import ASGIApp, Receive, Scope, Send

from ingest.errors import ModelError
from ingest.settings import load_settings
from service.answer import answer_from_json
from service.api.guards.limits import TimeLimit
from service.api.observability.trace import Trace
from service.api.problems import Problem
from service.api.record import Record
from service.api.sse import KEEP_ALIVE, EventStream, event_bytes
from tests.service.wire import KEY, Wire, running_wire, streamed

KESS = "When will the Kess Bridge open?"
Steps = Callable[[], Generator[bytes]]


def events_of(lines: Iterator[str]) -> Iterator[tuple[str, object]]:
    """Yield the name and the data of each event."""
    name = "message"
    for line in lines:
        if line.startswith("event: "):
            name = line.removeprefix("event: ")
        elif line.startswith("data: "):
            yield name, json.loads(line.removeprefix("data: "))
            name = "message"


# Answers


def test_an_answer_comes_step_by_step(client: httpx.Client) -> None:
    body = {"question": KESS, "as_of": "2025-10-31"}
    with client.stream("POST", "/v1/answers", params={"stream": True}, json=body) as response:
        assert response.headers["content-type"].startswith("text/event-stream")
        assert response.headers["x-request-id"]
        events = list(events_of(response.iter_lines()))
    (first, found), *statements, (last, done) = events
    assert (first, last) == ("found", "done")
    assert {name for name, _ in statements} == {"statement"}
    assert isinstance(found, dict)
    assert {"text", "title", "publisher", "published_at", "article_id", "start", "end"} <= set(
        found["passages"][0]
    )
    assert isinstance(done, dict)
    assert [data for _, data in statements] == done["statements"]
    whole = answer_from_json(client.post("/v1/answers", json=body).content)
    assert answer_from_json(json.dumps(done)).statements == whole.statements


def test_a_refusal_comes_without_statements(client: httpx.Client) -> None:
    body = {"question": KESS, "as_of": "2020-01-01"}
    with client.stream("POST", "/v1/answers?stream=true", json=body) as response:
        names = [name for name, _ in events_of(response.iter_lines())]
    assert names == ["found", "done"]


@pytest.mark.parametrize(
    "change",
    [
        {"question": ""},
        {"after": "2025-09-30", "before": "2025-09-01"},
        {"writer": "poet"},
        {"writer": "model"},
    ],
)
def test_an_error_before_the_first_event_has_a_status(
    client: httpx.Client, change: dict[str, object]
) -> None:
    response = client.post("/v1/answers?stream=true", json={"question": KESS, **change})
    assert response.status_code == 422
    assert response.headers["content-type"] == "application/problem+json"


def test_the_writer_can_be_chosen(client: httpx.Client) -> None:
    answer = client.post("/v1/answers", json={"question": KESS, "writer": "extractive"}).json()
    assert answer["writer"] == "extractive"


# Streams


def error_event(problem: Problem) -> bytes:
    return event_bytes(problem, "error")


@contextmanager
def streaming(
    steps: Steps, stall: float = 30.0, limit: float = 30.0, keep_alive: float = KEEP_ALIVE
) -> Iterator[str]:
    """Yield the URL of a server that streams these steps, within a time limit as the service has it."""

    async def stream(scope: Scope, receive: Receive, send: Send) -> None:
        response = EventStream(steps(), stall=stall, error_event=error_event, keep_alive=keep_alive)
        await response(scope, receive, send)

    with serving(TimeLimit(stream, load_settings(request_timeout=limit))) as url:
        yield url


@contextmanager
def serving(app: ASGIApp) -> Iterator[str]:
    config = uvicorn.Config(app, port=0, lifespan="off", access_log=False, log_config=None)
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run)
    thread.start()
    while not server.started:
        time.sleep(0.01)
    try:
        yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join()


def test_a_client_that_leaves_stops_the_work() -> None:
    steps, closed = [], threading.Event()

    def endless() -> Generator[bytes]:
        try:
            while True:
                steps.append(time.monotonic())
                yield event_bytes({"step": len(steps)})
                time.sleep(0.02)
        finally:
            closed.set()

    with streaming(endless) as url:
        with httpx.stream("GET", url) as response:
            next(response.iter_lines())
        assert closed.wait(5)
        count = len(steps)
        time.sleep(0.2)
        assert len(steps) == count


def test_a_client_that_leaves_ends_a_step_that_looks_whether_it_is_still_wanted() -> None:
    closed = threading.Event()

    def waiting() -> Generator[bytes]:
        yield event_bytes({})
        try:
            while True:
                time.sleep(0.01)
                anyio.from_thread.check_cancelled()
        finally:
            closed.set()

    with streaming(waiting) as url:
        with httpx.stream("GET", url) as response:
            next(response.iter_lines())
        assert closed.wait(5)


def test_events_that_keep_coming_are_not_cut_by_the_time_limit() -> None:
    def slow() -> Generator[bytes]:
        for step in range(5):
            yield event_bytes({"step": step})
            time.sleep(0.1)

    with streaming(slow, stall=0.3, limit=0.3) as url:
        found = [data for _, data in events_of(iter(httpx.get(url).text.splitlines()))]
    assert found == [{"step": step} for step in range(5)]


def test_a_stall_ends_with_an_error() -> None:
    go_on = threading.Event()

    def stalling() -> Generator[bytes]:
        yield event_bytes({})
        go_on.wait(5)
        yield event_bytes({"too": "late"})

    with streaming(stalling, stall=0.2) as url:
        events = list(events_of(iter(httpx.get(url).text.splitlines())))
        go_on.set()
    assert [name for name, _ in events] == ["message", "error"]
    assert "nothing new within 0.2 seconds (DATELINE_REQUEST_TIMEOUT)" in str(events[-1])


def test_a_comment_keeps_a_slow_stream_alive() -> None:
    def slow() -> Generator[bytes]:
        time.sleep(0.3)
        yield event_bytes({})

    with streaming(slow, keep_alive=0.05) as url:
        lines = httpx.get(url).text.splitlines()
    assert lines.count(": keep-alive") >= 2
    assert lines[-2] == "data: {}"
    assert [data for _, data in events_of(iter(lines))] == [{}]


@pytest.mark.parametrize(
    ("failure", "status", "words"),
    [(ModelError("the model broke off"), 502, "broke off"), (RuntimeError("swordfish"), 500, "unexpected")],
)
def test_an_error_on_the_way_is_the_last_event(
    failure: Exception, status: int, words: str, caplog: pytest.LogCaptureFixture
) -> None:
    def failing() -> Generator[bytes]:
        yield event_bytes({})
        raise failure

    with streaming(failing) as url:
        text = httpx.get(url).text
    name, problem = list(events_of(iter(text.splitlines())))[-1]
    assert name == "error"
    assert isinstance(problem, dict)
    assert problem["status"] == status
    assert words in problem["detail"]
    assert "swordfish" not in text


def test_how_a_stream_ended_is_noted() -> None:
    records: list[Record] = []

    def failing() -> Generator[bytes]:
        yield event_bytes({})
        raise ModelError("the model broke off")

    async def stream(scope: Scope, receive: Receive, send: Send) -> None:
        await EventStream(failing(), stall=5, error_event=error_event)(scope, receive, send)

    with serving(Trace(stream, [records.append])) as url:
        assert httpx.get(url).status_code == 200
    [record] = records
    assert (record.status, record.outcome, record.error) == (200, 502, "the model broke off")


# With a model


@pytest.fixture(scope="module")
def wire() -> Iterator[Wire]:
    with running_wire(streamed(*["slow "] * 1_000, pause=0.02)) as running:
        yield running


@pytest.fixture(scope="module")
def writing(wire: Wire, copy_home, run_service) -> Iterator[str]:
    """The URL of a service for which a model writes that never comes to an end."""
    settings = load_settings(
        home=copy_home(), llm_base_url=wire.url, llm_model="m", llm_api_key=KEY, request_timeout=3
    )
    with run_service(settings) as url:
        yield url


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/v1/answers?stream=true", {"question": KESS}),
        (
            "/v1/chat/completions",
            {"model": "dateline", "stream": True, "messages": [{"role": "user", "content": KESS}]},
        ),
    ],
)
def test_the_model_is_left_alone_when_the_client_leaves(
    wire: Wire, writing: str, path: str, body: dict[str, object]
) -> None:
    wire.left.clear()
    wire.requests.clear()
    with httpx.stream("POST", writing + path, json=body) as response:
        lines = response.iter_lines()  # kept: one that is thrown away takes the connection with it
        next(lines)
        while not wire.requests:
            time.sleep(0.01)
        assert not wire.left.is_set()
    assert wire.left.wait(1)


def test_a_model_that_does_not_come_to_an_end_leaves_time_for_the_quotations(
    wire: Wire, writing: str
) -> None:
    wire.left.clear()
    body = {"model": "dateline-model", "stream": True, "messages": [{"role": "user", "content": KESS}]}
    lines = httpx.post(f"{writing}/v1/chat/completions", json=body, timeout=30).text.splitlines()
    chunks = [json.loads(line.removeprefix("data: ")) for line in lines if line.startswith("data: {")]
    answer = chunks[-1]["choices"][0]["delta"]["dateline"]["answer"]
    assert answer["writer"] == "extractive"
    assert answer["statements"]
    assert answer["writing"]["fallback"] == "the model m took longer than a request may"
    assert wire.left.wait(1)
