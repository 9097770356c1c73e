from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import anyio
import httpx
import pytest
from starlette.types import Message, Receive, Scope, Send

from ingest.settings import load_settings
from service.api.guards.limits import TimeLimit
from tests.service.wire import KEY, Wire, running_wire, streamed

KESS = {"question": "When will the Kess Bridge open?"}
FOLLOW_UP = {
    "model": "dateline",
    "messages": [
        {"role": "user", "content": KESS["question"]},
        {"role": "assistant", "content": "On Saturday 29 November. [1]"},
        {"role": "user", "content": "Why was it delayed?"},
    ],
}
LARGE = b" " * 110_000


def test_a_body_that_says_it_is_too_large_is_not_read(editor: httpx.Client) -> None:
    response = editor.post("/v1/answers", content=LARGE, headers={"Content-Type": "application/json"})
    assert response.status_code == 413
    assert "DATELINE_MAX_REQUEST_MB" in response.json()["detail"]


@pytest.mark.parametrize("path", ["/v1/answers", "/v1/articles", "/v1/citations/check"])
@pytest.mark.parametrize("media", ["application/json", "text/html"])
def test_a_body_of_unknown_length_is_cut_off(editor: httpx.Client, path: str, media: str) -> None:
    def chunks() -> Iterator[bytes]:
        for start in range(0, len(LARGE), 10_000):
            yield LARGE[start : start + 10_000]

    response = editor.post(path, content=chunks(), headers={"Content-Type": media})
    assert response.status_code == 413
    assert response.headers["content-type"] == "application/problem+json"


def test_a_question_that_takes_too_long_gets_a_504(copy_home, run_service) -> None:
    settings = load_settings(home=copy_home(), request_timeout=0.0005)
    with run_service(settings) as url:
        response = httpx.post(f"{url}/v1/answers", json={"question": "When will the Kess Bridge open?"})
    assert response.status_code == 504
    assert response.headers["content-type"] == "application/problem+json"
    assert response.headers["x-request-id"]
    assert "DATELINE_REQUEST_TIMEOUT" in response.json()["detail"]


def test_a_change_that_takes_too_long_goes_on(copy_home, run_service) -> None:
    # Long enough for the change to begin on a busy machine, too short for so many passages.
    settings = load_settings(home=copy_home(), api_key="k", ingest_timeout=1)
    headers = {"Authorization": "Bearer k"}
    with run_service(settings) as url:
        record = {"title": "Late tram", "text": "The last tram was late. " * 4_000, "publisher": "Tram Times"}
        response = httpx.post(f"{url}/v1/articles", json=record, headers=headers)
        assert response.status_code == 504
    # The service stopped only when the change was complete.
    with run_service(settings) as url:
        ready = httpx.get(f"{url}/readyz", headers=headers).json()
        assert (ready["articles"], ready["pending"]) == (73, 0)


# A model that hangs


@pytest.fixture(scope="module")
def wire() -> Iterator[Wire]:
    with running_wire(streamed("late", pause=8)) as running:
        yield running


@contextmanager
def modelled(run_service, home: Path, wire: Wire, **settings: object) -> Iterator[httpx.Client]:
    """Yield a client of a service for which the wire's model writes."""
    wire.requests.clear()
    named = {"llm_base_url": wire.url, "llm_model": "m", "llm_api_key": KEY, **settings}
    with (
        run_service(load_settings(home=home, **named)) as url,
        httpx.Client(base_url=url, timeout=30) as http,
    ):
        yield http


@pytest.mark.parametrize("seconds", [60, 1])
def test_a_model_that_hangs_leaves_time_for_the_quotations(
    copy_home, run_service, wire: Wire, seconds: float
) -> None:
    with modelled(run_service, copy_home(), wire, llm_timeout=seconds, request_timeout=6) as http:
        answer = http.post("/v1/answers", json=KESS).json()
        chat = http.post("/v1/chat/completions", json=FOLLOW_UP)
    assert answer["writer"] == "extractive"
    assert answer["statements"]
    assert chat.status_code == 200
    assert len(wire.requests) == 3  # an answer, a rewriting, an answer


def test_what_a_model_failed_with_is_for_the_log(
    copy_home, run_service, wire: Wire, caplog: pytest.LogCaptureFixture
) -> None:
    settings = {"llm_timeout": 0.3, "llm_failure": "error"}
    with (
        caplog.at_level("WARNING", "service.api.observability.logs"),
        modelled(run_service, copy_home(), wire, **settings) as http,
    ):
        failed = http.post("/v1/answers", json=KESS)
    assert failed.status_code == 502
    assert failed.json()["detail"] == "the model m gave no word for 0.3 s"
    [line] = [record for record in caplog.records if record.name == "service.api.observability.logs"]
    assert line.__dict__["facts"]["model_failures"].endswith("raise DATELINE_LLM_TIMEOUT")


async def leave_once_asked(url: str, wire: Wire) -> None:
    """Ask, and hang up when the model has the question."""
    async with httpx.AsyncClient(base_url=url, timeout=30) as client, anyio.create_task_group() as group:
        group.start_soon(partial(client.post, "/v1/answers", json=KESS))
        while not wire.requests:
            await anyio.sleep(0.05)
        group.cancel_scope.cancel()


def test_a_client_that_leaves_gives_its_place_back(copy_home, run_service, wire: Wire) -> None:
    with modelled(run_service, copy_home(), wire) as http:
        anyio.run(leave_once_asked, str(http.base_url), wire)
        time.sleep(1)
        page = http.get("/metrics").text
    assert "dateline_requests_in_work 0.0" in page
    assert 'route="/v1/answers",status="499"' in page


def test_what_fails_after_the_time_is_over_is_in_the_log(caplog: pytest.LogCaptureFixture) -> None:
    sent: list[Message] = []

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        try:
            await anyio.sleep_forever()
        finally:
            raise RuntimeError("disk full")

    async def receive() -> Message:
        return {"type": "http.request"}

    async def send(message: Message) -> None:
        sent.append(message)

    scope = {"type": "http", "path": "/v1/answers", "method": "POST", "headers": []}
    anyio.run(TimeLimit(app, load_settings(request_timeout=0.1)), scope, receive, send)
    assert sent[0]["status"] == 504
    assert "disk full" in caplog.text
