"""Bytes on a socket that no well-meant client sends, from somebody without a key."""

from __future__ import annotations

import json
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import repeat
from threading import Event, Thread
from urllib.parse import urlsplit

import httpx
import hypothesis
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.settings import load_settings
from service.api.guards import connections
from service.api.guards.connections import HEAD_SECONDS, MOST_HEAD_BYTES
from tests.service.api.conftest import KEY

POST = b"POST /v1/answers HTTP/1.1\r\nHost: localhost\r\n"
CHUNKED = POST + b"Transfer-Encoding: chunked\r\n\r\n"
QUESTION = json.dumps({"question": "When will the Kess Bridge open?"}).encode()
ENDLESS = 64_000_000  # bytes, as far as a test goes


@contextmanager
def connected(url: str) -> Iterator[socket.socket]:
    address = urlsplit(url)
    with socket.create_connection((address.hostname, address.port), timeout=20) as client:
        yield client


def received(client: socket.socket) -> bytes:
    """Return what comes until the service closes."""
    found = b""
    try:
        while more := client.recv(65_536):
            found += more
    except ConnectionError:
        pass  # closed while more was on its way
    return found


def sent(url: str, *parts: bytes, endless: bytes = b"") -> bytes:
    """Send the parts, then one again and again until the service has enough, and return its answer."""
    with connected(url) as client:
        try:
            for part in parts:
                client.sendall(part)
            for part in repeat(endless, ENDLESS // len(endless) if endless else 0):
                client.sendall(part)
        except ConnectionError:
            pass
        return received(client)


def status_of(answer: bytes) -> int:
    return int(answer.split(b" ", 2)[1])


@contextmanager
def watched(url: str) -> Iterator[list[float]]:
    """Give the seconds that each of the requests of somebody else took meanwhile."""
    done, seconds = Event(), list[float]()

    def ask() -> None:
        with httpx.Client(base_url=url, timeout=20) as http:
            while not done.is_set():
                start = time.perf_counter()
                assert http.get("/healthz").status_code == 200
                seconds.append(time.perf_counter() - start)

    def served() -> None:
        count, start = len(seconds), time.monotonic()
        while len(seconds) == count and time.monotonic() - start < 20:
            time.sleep(0.005)

    thread = Thread(target=ask)
    thread.start()
    served()
    try:
        yield seconds
        served()
    finally:
        done.set()
        thread.join()


@pytest.mark.parametrize(
    ("head", "endless", "status"),
    [
        (b"GET /v1/models HTTP/1.1\r\nHost: localhost\r\nX: ", b"x" * 65_536, 431),
        (b"GET /v1/models HTTP/1.1\r\nHost: localhost\r\n", b"a:\r\n" * 16_000, 431),
        (b"GET /v1/models HTTP/1.1\r\nHost: localhost\r\n", b"X-Some: " + b"y" * 1_000 + b"\r\n", 431),
        (b"GET /", b"v" * 65_536, 431),
        (b"", b"G" * 65_536, 431),
        (CHUNKED + b"0\r\n", b"a: b\r\n" * 10_000, 431),
        (CHUNKED + b"1;", b"x" * 65_536, 431),
        (CHUNKED, b"1\r\na\r\n" * 10_000, 413),
        (CHUNKED, b"10000\r\n" + b"a" * 65_536 + b"\r\n", 401),
        (POST + b"Content-Length: 900000000000\r\n\r\n", b"a" * 65_536, 401),
    ],
)
def test_what_has_no_end_is_cut_off_and_holds_nobody_else_up(
    keyed_url: str, head: bytes, endless: bytes, status: int
) -> None:
    with watched(keyed_url) as seconds:
        answer = sent(keyed_url, head, endless=endless)
    # What is lost with the connection is no answer; it is there more often than not. Who has no key may be
    # told so before it is seen that what is sent has no end.
    assert not answer or status_of(answer) in {status, 401}
    assert max(seconds) < 1


def test_who_has_the_key_gets_no_further_without_end(keyed_url: str, editor: httpx.Client) -> None:
    headers = b"Authorization: Bearer " + KEY.encode() + b"\r\n"
    head = POST + headers + b"Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n"
    answer = sent(keyed_url, head, endless=b"10000\r\n" + b" " * 65_536 + b"\r\n")
    assert not answer or status_of(answer) == 413
    assert editor.get("/v1/models").status_code == 200


def test_the_largest_head_that_is_taken(server_url: str) -> None:
    with httpx.Client(base_url=server_url) as http:
        assert http.get("/healthz", headers={"X": "x" * (MOST_HEAD_BYTES - 500)}).status_code == 200
        assert http.get("/healthz", headers={f"X-{n}": "x" for n in range(90)}).status_code == 200
        refused = http.get("/healthz", headers={f"X-{n}": "x" for n in range(101)})
        whole = http.get("/healthz", headers={"X": "x" * (MOST_HEAD_BYTES + 1)})  # it arrives in one piece
    assert refused.status_code == 431
    assert "headers; send at most 100" in refused.json()["detail"]
    assert (whole.status_code, whole.headers["connection"]) == (431, "close")


def test_a_refused_upload_still_gets_its_answer(keyed_url: str, editor: httpx.Client) -> None:
    """Not a broken connection: what was refused without being read is taken from the line for a while."""
    large = b"x" * 30_000_000
    for response in (
        httpx.post(f"{keyed_url}/v1/articles", content=large),
        httpx.post(f"{keyed_url}/v1/articles", content=iter([large[:65_536]] * 200)),
    ):
        assert response.status_code == 401
        assert response.headers["connection"] == "close"
    assert editor.post("/v1/articles", content=large).status_code == 413
    assert editor.get("/v1/models").status_code == 200


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """The clock of a head runs for half a second, so that a test need not wait for ten."""
    monkeypatch.setattr(connections, "HEAD_SECONDS", 0.5)


@pytest.mark.usefixtures("impatient")
@pytest.mark.parametrize("begun", [b"", b"GET", b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\nGET /"])
def test_a_head_that_drips_is_cut_off(server_url: str, begun: bytes) -> None:
    with connected(server_url) as client:
        client.sendall(begun)
        start = time.monotonic()
        try:
            for byte in repeat(b"x", 100):
                client.sendall(byte)
                time.sleep(0.05)
        except ConnectionError:
            pass
        answer = received(client)
    assert time.monotonic() - start < 4
    assert b"408 Request Timeout" in answer


@pytest.mark.usefixtures("impatient")
def test_who_says_nothing_is_hung_up_on(server_url: str) -> None:
    with connected(server_url) as client:
        start = time.monotonic()
        assert received(client) == b""
    assert 0.3 < time.monotonic() - start < 4


@pytest.mark.usefixtures("impatient")
def test_a_request_that_takes_longer_than_its_head_is_answered(server_url: str) -> None:
    head = POST + b"Content-Type: application/json\r\nConnection: close\r\n"
    with connected(server_url) as client:
        client.sendall(head + f"Content-Length: {len(QUESTION)}\r\n\r\n".encode())
        time.sleep(0.8)
        client.sendall(QUESTION)
        assert status_of(received(client)) == 200


def test_a_body_that_drips_gets_no_longer_than_a_request_may(copy_home, run_service) -> None:
    with run_service(load_settings(home=copy_home(), request_timeout=0.5)) as url, connected(url) as client:
        client.sendall(POST + b"Content-Length: 100\r\n\r\n{")
        start = time.monotonic()
        assert status_of(received(client)) == 504
        assert time.monotonic() - start < 5


def test_the_clock_of_a_head_runs_for_seconds() -> None:
    assert 5 <= HEAD_SECONDS <= 30


# What is odd


@pytest.mark.parametrize(
    ("request_bytes", "statuses"),
    [
        (b"GET /healthz HTTP/1.0\r\n\r\n", {200}),
        (b"GET /healthz HTTP/1.0\r\nHost: localhost\r\nConnection: keep-alive\r\n\r\n", {200}),
        (b"GET /healthz HTTP/0.9\r\n\r\n", {200, 400, 505}),
        (b"GET /healthz HTTP/3.0\r\nHost: localhost\r\n\r\n", {200, 400, 505}),
        (b"GET /healthz\r\n\r\n", {400}),
        (b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n", {400}),  # TLS
        (b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", {400, 404, 421, 505}),
        (b"GET /healthz HTTP/1.1\r\nHost: localhost\r\nX: a\x00b\r\n\r\n", {400}),
        (b"GET /healthz HTTP/1.1\r\nHost: localhost\r\nX: \xff\xfe\xf0\r\nConnection: close\r\n\r\n", {200}),
        (b"GET /healthz HTTP/1.1\r\nHost: localhost\r\nX\xe9: 1\r\n\r\n", {400}),
        (b"GET /healthz HTTP/1.1\r\nHost: localhost\r\nX : 1\r\n\r\n", {400}),
        (b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n folded\r\n\r\n", {400, 421}),
        (b"GET /healthz HTTP/1.1\r\nHost: \xff\xff\r\nConnection: close\r\n\r\n", {400, 421}),
        (b"GET /%ff%00%2e%2e/%c0%af HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n", {404}),
        (
            b"GET /docs/files/..%2f..%2f__init__.py HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n",
            {404},
        ),
        (POST + b"Content-Length: -1\r\n\r\n", {400}),
        (POST + b"Content-Length: 1e3\r\n\r\n", {400}),
        (POST + b"Content-Length: 5\r\nContent-Length: 6\r\n\r\nhello", {400}),
        (POST + b"Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", {400, 415, 422}),
        (POST + b"Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n", {400, 501}),
        (CHUNKED + b"zz\r\n", {400}),
        (CHUNKED + b"-1\r\n\r\n", {400}),
        (CHUNKED + b"ffffffffffffffffffffffff\r\n", {400, 413}),
        (POST + b"Upgrade: websocket\r\nConnection: Upgrade, close\r\nContent-Length: 0\r\n\r\n", {422}),
    ],
)
def test_odd_bytes_get_an_answer_that_is_no_server_error(
    server_url: str, request_bytes: bytes, statuses: set[int]
) -> None:
    with connected(server_url) as client:
        client.sendall(request_bytes)
        answer = client.recv(4_096)
    assert status_of(answer) in statuses
    assert httpx.get(f"{server_url}/healthz").status_code == 200


@hypothesis.settings(max_examples=60, derandomize=True, database=None)
@given(
    path=st.binary(max_size=40),
    headers=st.lists(st.tuples(st.binary(min_size=1, max_size=12), st.binary(max_size=40)), max_size=5),
    body=st.binary(max_size=60),
)
def test_no_bytes_are_a_server_error(
    server_url: str, path: bytes, headers: list[tuple[bytes, bytes]], body: bytes
) -> None:
    head = b"POST /" + path + b" HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
    lines = b"".join(name + b": " + value + b"\r\n" for name, value in headers)
    length = f"Content-Length: {len(body)}\r\n\r\n".encode()
    with connected(server_url) as client:
        client.sendall(head + lines + length + body)
        assert 200 <= status_of(client.recv(4_096)) < 500


def test_a_body_shorter_than_it_says_is_no_request(server_url: str) -> None:
    with connected(server_url) as client:
        client.sendall(POST + b"Content-Length: 500\r\nContent-Type: application/json\r\n\r\n" + QUESTION)
        client.shutdown(socket.SHUT_WR)
        assert b" 200 " not in received(client)
    page = httpx.get(f"{server_url}/metrics").text
    assert "dateline_requests_in_work 0.0" in page


def test_what_stands_behind_a_body_is_the_next_request(server_url: str) -> None:
    one = POST + f"Content-Type: application/json\r\nContent-Length: {len(QUESTION)}\r\n".encode()
    last = one + b"Connection: close\r\n"
    answer = sent(server_url, (one + b"\r\n" + QUESTION) * 3 + last + b"\r\n" + QUESTION)
    assert answer.count(b"HTTP/1.1 200 OK") == 4


def test_a_request_is_not_smuggled_in_a_refused_body(keyed_url: str) -> None:
    inner = b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n"
    answer = sent(keyed_url, POST + f"Content-Length: {len(inner)}\r\n\r\n".encode() + inner)
    assert answer.count(b"HTTP/1.1 ") == 1
    assert status_of(answer) == 401


@pytest.mark.parametrize(
    ("key", "status"), [(b"", b"401"), (b"Authorization: Bearer " + KEY.encode() + b"\r\n", b"100")]
)
def test_a_body_is_asked_for_only_when_it_will_be_read(keyed_url: str, key: bytes, status: bytes) -> None:
    head = POST + key + b"Content-Type: application/json\r\nExpect: 100-continue\r\n"
    with connected(keyed_url) as client:
        client.sendall(head + f"Content-Length: {len(QUESTION)}\r\n\r\n".encode())
        assert client.recv(1_000).startswith(b"HTTP/1.1 " + status)


def test_a_compressed_body_is_not_unpacked(server_url: str) -> None:
    import gzip

    bomb = gzip.compress(b" " * 50_000_000)
    headers = {"Content-Type": "application/json", "Content-Encoding": "gzip"}
    assert httpx.post(f"{server_url}/v1/answers", content=bomb, headers=headers).status_code in (400, 422)
