from __future__ import annotations

import asyncio
import logging

import httpx
import pytest
from starlette.types import Receive, Scope, Send

from service.api.observability.trace import Trace


async def broken(scope: Scope, receive: Receive, send: Send) -> None:
    raise RuntimeError("the password is swordfish")


def get(app: Trace) -> httpx.Response:
    async def ask() -> httpx.Response:
        transport = httpx.ASGITransport(app)
        async with httpx.AsyncClient(transport=transport, base_url="http://service") as http:
            return await http.get("/path?q=question")

    return asyncio.run(ask())


def test_an_unexpected_error_tells_the_caller_nothing_but_an_id(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO, "service.api"):
        response = get(Trace(broken))
    assert response.status_code == 500
    assert response.headers["content-type"] == "application/problem+json"
    assert "swordfish" not in response.text
    request_id = response.headers["x-request-id"]
    assert request_id in response.json()["detail"]
    assert f"request {request_id} failed" in caplog.text
    assert "question" not in caplog.text


@pytest.mark.parametrize("path", ["/healthz", "/v1/articles", "/nowhere", "/v1/search"])
def test_every_response_has_an_id_of_its_own(client: httpx.Client, path: str) -> None:
    ids = {client.get(path).headers["x-request-id"] for _ in range(3)}
    assert len(ids) == 3


def test_the_callers_id_is_kept_when_it_is_plain(client: httpx.Client) -> None:
    assert client.get("/healthz", headers={"X-Request-ID": "job-17.4"}).headers["x-request-id"] == "job-17.4"
    for id_ in ("a b", "x" * 65, "a{}"):
        assert client.get("/healthz", headers={"X-Request-ID": id_}).headers["x-request-id"] != id_
