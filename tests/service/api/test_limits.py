from __future__ import annotations

from collections.abc import Iterator

import httpx
import pytest

from ingest.settings import load_settings

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
    # Long enough for the change to begin, too short for so many passages.
    settings = load_settings(home=copy_home(), api_key="k", ingest_timeout=0.1)
    headers = {"Authorization": "Bearer k"}
    with run_service(settings) as url:
        record = {"title": "Late tram", "text": "The last tram was late. " * 1_000, "publisher": "Tram Times"}
        response = httpx.post(f"{url}/v1/articles", json=record, headers=headers)
        assert response.status_code == 504
    # The service stopped only when the change was complete.
    with run_service(settings) as url:
        ready = httpx.get(f"{url}/readyz").json()
        assert (ready["articles"], ready["pending"]) == (73, 0)
