from __future__ import annotations

import httpx
import pytest

from ingest import errors
from service.api.problems import status_of


def assert_problem(response: httpx.Response, status: int, title: str) -> None:
    assert response.status_code == status
    assert response.headers["content-type"] == "application/problem+json"
    problem = response.json()
    assert problem["type"] == "about:blank"
    assert (problem["status"], problem["title"]) == (status, title)
    assert problem["instance"] == response.request.url.path
    assert problem["detail"]


def test_an_unknown_path(client: httpx.Client) -> None:
    assert_problem(client.get("/v2/answers"), 404, "Not Found")


def test_a_method_that_a_path_does_not_have(client: httpx.Client) -> None:
    response = client.put("/v1/answers")
    assert_problem(response, 405, "Method Not Allowed")
    assert response.headers["allow"] == "POST"


def test_a_body_that_is_not_json(client: httpx.Client) -> None:
    headers = {"Content-Type": "application/json"}
    for body in (b"{", b"\xff", b""):
        response = client.post("/v1/answers", content=body, headers=headers)
        assert response.status_code in (400, 422)
        assert_problem(response, response.status_code, response.json()["title"])


def test_what_was_sent_is_not_sent_back(client: httpx.Client) -> None:
    response = client.post("/v1/answers", json={"question": "Where?", "secret": "hush"})
    assert "hush" not in response.text


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (errors.InputError("x"), 422),
        (errors.RejectedDocument("x", "y"), 422),
        (errors.NotFoundError("x"), 404),
        (errors.HomeInUseError("x"), 503),
        (errors.ArchiveError("x"), 503),
        (errors.ModelMismatchError("x"), 503),
        (errors.BackendError("x"), 502),
        (errors.SettingsError("x"), 500),
        (errors.DatelineError("x"), 500),
    ],
)
def test_every_kind_of_error_has_its_status(error: errors.DatelineError, status: int) -> None:
    assert status_of(error) == status
