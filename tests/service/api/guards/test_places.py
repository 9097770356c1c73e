from __future__ import annotations

import socket
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from typing import NoReturn
from urllib.parse import urlsplit

import anyio
import httpx
import pytest
import uvicorn
from starlette.types import Message, Receive, Scope, Send

from ingest.settings import load_settings
from service.api.guards.auth import KeyGate
from service.api.guards.places import Places, Queue
from service.api.guards.rate import Guesses
from service.api.observability.trace import Trace


class Gate:
    """A service behind a queue: it begins its response, and goes on when the test lets it."""

    def __init__(self, places: Places) -> None:
        self.places = places
        self.open = threading.Event()
        self.bodies: list[bytes] = []
        self.url = ""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        body, more = b"", True
        while more:
            message = await receive()
            body, more = body + message.get("body", b""), message.get("more_body", False)
        self.bodies.append(body)
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b"begun ", "more_body": True})
        while not self.open.is_set():
            await anyio.sleep(0.01)
        await send({"type": "http.response.body", "body": b"done"})

    def post(self, body: bytes = b"", key: str = "one") -> httpx.Response:
        headers = {"Authorization": f"Bearer {key}"}
        return httpx.post(f"{self.url}/v1/x", content=body, headers=headers, timeout=30)


@pytest.fixture
def gate(request: pytest.FixtureRequest) -> Iterator[Gate]:
    settings = load_settings(**request.param)
    gate = Gate(Places(settings))
    app = Trace(KeyGate(Queue(gate, gate.places), settings, Guesses()))
    config = uvicorn.Config(app, port=0, lifespan="off", ws="none", access_log=False, log_config=None)
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run)
    thread.start()
    until(lambda: server.started)
    gate.url = f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    yield gate
    gate.open.set()
    server.should_exit = True
    thread.join()


def until(condition: Callable[[], object]) -> None:
    deadline = time.monotonic() + 10
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.01)


def texts(futures: list[Future[httpx.Response]]) -> list[str]:
    return [future.result().text for future in futures]


ONE_KEY = {"api_key": "one", "max_concurrent": 2, "max_waiting": 2}
TWO_KEYS = {"api_keys": "a=one,b=two", "max_concurrent": 4, "max_waiting": 2}


@pytest.mark.parametrize("gate", [ONE_KEY], indirect=True)
def test_what_finds_the_queue_full_is_told_to_come_again(gate: Gate) -> None:
    with ThreadPoolExecutor(4) as pool:
        asked = [pool.submit(gate.post, f"body {n}".encode() * 10_000) for n in range(4)]
        until(lambda: gate.places.waiting == 2)
        assert gate.places.in_work == 2
        refused = gate.post()
        assert refused.status_code == 429
        assert refused.headers["retry-after"] == "2"
        assert refused.headers["content-type"] == "application/problem+json"
        assert refused.headers["x-request-id"]
        # The responses that have begun keep their places until they end.
        assert len(gate.bodies) == 2
        gate.open.set()
        assert texts(asked) == ["begun done"] * 4
    assert sorted(gate.bodies) == [f"body {n}".encode() * 10_000 for n in range(4)]
    until(lambda: gate.places.in_work == gate.places.waiting == 0)


@pytest.mark.parametrize("gate", [ONE_KEY], indirect=True)
def test_who_leaves_the_queue_gives_the_place_in_it_up(gate: Gate) -> None:
    with ThreadPoolExecutor(2) as pool:
        asked = [pool.submit(gate.post) for _ in range(2)]
        until(lambda: gate.places.in_work == 2)
        address = urlsplit(gate.url)
        with socket.create_connection((address.hostname, address.port)) as impatient:
            impatient.sendall(
                b"POST /v1/x HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer one\r\nContent-Length: 2\r\n\r\nhi"
            )
            until(lambda: gate.places.waiting == 1)
        until(lambda: gate.places.waiting == 0)
        gate.open.set()
        assert texts(asked) == ["begun done"] * 2
    assert b"hi" not in gate.bodies


@pytest.mark.parametrize("gate", [{"api_key": "one", "max_concurrent": 1, "max_waiting": 0}], indirect=True)
def test_a_body_that_does_not_come_takes_no_place(gate: Gate) -> None:
    address = urlsplit(gate.url)
    with socket.create_connection((address.hostname, address.port)) as slow:
        slow.sendall(
            b"POST /v1/x HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer one\r\nContent-Length: 9\r\n\r\nhi"
        )
        time.sleep(0.2)
        gate.open.set()
        assert gate.places.in_work == 0
        assert gate.post(b"quick").text == "begun done"
        slow.sendall(b" there!")
        assert b"200" in slow.recv(100)
    assert gate.bodies == [b"quick", b"hi there!"]


@pytest.mark.parametrize("gate", [TWO_KEYS], indirect=True)
def test_one_key_cannot_take_all_places(gate: Gate) -> None:
    with ThreadPoolExecutor(4) as pool:
        greedy = [pool.submit(gate.post, b"a") for _ in range(3)]
        until(lambda: gate.places.waiting == 1)
        assert gate.places.in_work == 2
        assert gate.post().status_code == 429  # its half of the queue is full as well
        other = pool.submit(gate.post, b"b", "two")
        until(lambda: gate.places.in_work == 3)
        gate.open.set()
        assert texts([*greedy, other]) == ["begun done"] * 4


@pytest.mark.parametrize("gate", [{"api_key": "one", "max_concurrent": 1, "max_waiting": 0}], indirect=True)
def test_without_a_queue_what_finds_no_place_is_refused(gate: Gate) -> None:
    with ThreadPoolExecutor(1) as pool:
        asked = pool.submit(gate.post)
        until(lambda: gate.places.in_work == 1)
        assert gate.post().status_code == 429
        gate.open.set()
        assert asked.result().status_code == 200
    assert gate.post().status_code == 200


def test_who_is_cancelled_with_a_place_gives_it_back() -> None:
    async def never(*_: object) -> NoReturn:
        await anyio.sleep_forever()
        raise AssertionError("slept for ever")

    sent: list[Message] = [{"type": "http.request", "body": b"", "more_body": False}]

    async def receive() -> Message:
        return sent.pop() if sent else await never()

    async def run() -> Places:
        places = Places(load_settings(api_key="k", max_concurrent=1))
        assert places.take("first")
        async with anyio.create_task_group() as group:
            group.start_soon(
                Queue(never, places), {"type": "http", "path": "/v1/x", "method": "GET"}, receive, never
            )
            await anyio.wait_all_tasks_blocked()
            assert places.waiting == 1
            places.leave("first")  # the second is called, and cancelled before it can go on
            group.cancel_scope.cancel()
        return places

    places = anyio.run(run)
    assert (places.in_work, places.waiting) == (0, 0)


def test_a_busy_service_answers_or_says_when_to_come_again(copy_home, run_service) -> None:
    settings = load_settings(home=copy_home(), max_concurrent=1, max_waiting=4)
    question = {"question": "When will the Kess Bridge open?"}
    with run_service(settings) as url, ThreadPoolExecutor(16) as pool:
        sent = [pool.submit(httpx.post, f"{url}/v1/answers", json=question, timeout=60) for _ in range(16)]
        responses = [future.result() for future in sent]
        refused = [response for response in responses if response.status_code == 429]
        assert {response.status_code for response in responses} == {200, 429}
        assert all(response.headers["retry-after"] for response in refused)
        counted = httpx.get(f"{url}/metrics").text
    assert f'dateline_rejected_requests_total{{key="",limit="concurrent"}} {len(refused)}.0' in counted
