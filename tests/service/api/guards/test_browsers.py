"""What every response tells a browser, and whose pages may use the service."""

from __future__ import annotations

from collections.abc import Iterator

import httpx
import pytest

from ingest.settings import load_settings
from tests.conftest import CopyHome, RunService

QUESTION = {"question": "When will the Kess Bridge open?"}
DESK = "https://desk.example"
PREFLIGHT = {
    "Origin": DESK,
    "Access-Control-Request-Method": "POST",
    "Access-Control-Request-Headers": "authorization, content-type",
}


@pytest.fixture(scope="module")
def desk_url(copy_home: CopyHome, run_service: RunService) -> Iterator[str]:
    """A service with a key that a page of another origin may use."""
    settings = load_settings(home=copy_home(), api_key="k", cors_origins=f"{DESK}, http://localhost:3000")
    with run_service(settings) as url:
        yield url


def assert_safe(response: httpx.Response) -> None:
    assert response.headers.get_list("X-Content-Type-Options") == ["nosniff"]
    assert response.headers.get_list("Referrer-Policy") == ["no-referrer"]
    assert response.headers.get_list("X-Frame-Options") == ["DENY"]


def test_every_response_has_the_headers(server_url: str, desk_url: str) -> None:
    with httpx.Client(base_url=server_url, timeout=60) as http:
        responses = [http.get(path) for path in ("/", "/docs", "/healthz", "/v1/models", "/v9", "/metrics")]
        responses += [
            http.post("/v1/answers", json=QUESTION),
            http.post("/v1/answers", json=QUESTION, params={"stream": True}),
            http.post("/v1/answers", content=b"{"),
            http.put("/v1/answers"),
            http.get("/healthz", headers={"Host": "evil.example"}),
            http.get("/healthz", headers={"X-Long": "x" * 60_000}),
            httpx.options(f"{desk_url}/v1/answers", headers=PREFLIGHT),
            httpx.get(f"{desk_url}/v1/models"),
        ]
    statuses = [response.status_code for response in responses]
    assert statuses == [200, 200, 200, 200, 404, 200, 200, 200, 422, 405, 421, 431, 200, 401]
    for response in responses:
        assert_safe(response)


def test_by_default_no_page_of_others_may_use_the_service(server_url: str) -> None:
    asked = httpx.options(f"{server_url}/v1/answers", headers=PREFLIGHT)
    assert asked.status_code == 405
    assert "access-control-allow-origin" not in asked.headers
    sent = httpx.get(f"{server_url}/v1/models", headers={"Origin": DESK})
    assert "access-control-allow-origin" not in sent.headers


def test_pages_of_a_named_origin_may(desk_url: str) -> None:
    asked = httpx.options(f"{desk_url}/v1/answers", headers=PREFLIGHT)  # a browser asks without the key
    assert asked.status_code == 200
    assert asked.headers["access-control-allow-origin"] == DESK
    assert "authorization" in asked.headers["access-control-allow-headers"].lower()
    with httpx.Client(base_url=desk_url, headers={"Origin": DESK}, timeout=60) as http:
        refused = http.post("/v1/answers", json=QUESTION)
        answered = http.post("/v1/answers", json=QUESTION, headers={"Authorization": "Bearer k"})
    assert (refused.status_code, answered.status_code) == (401, 200)
    for response in (refused, answered):
        assert response.headers["access-control-allow-origin"] == DESK
        assert "X-Request-ID" in response.headers["access-control-expose-headers"]
        assert "access-control-allow-credentials" not in response.headers


@pytest.mark.parametrize(
    "origin", ["https://evil.example", "http://desk.example", f"{DESK}.evil.example", "null"]
)
def test_others_may_not(desk_url: str, origin: str) -> None:
    asked = httpx.options(f"{desk_url}/v1/answers", headers={**PREFLIGHT, "Origin": origin})
    assert asked.status_code == 400
    assert "access-control-allow-origin" not in asked.headers
    headers = {"Origin": origin, "Authorization": "Bearer k"}
    assert "access-control-allow-origin" not in httpx.get(f"{desk_url}/v1/models", headers=headers).headers
