from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import httpx
import hypothesis
import pytest
import schemathesis
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from ingest.settings import load_settings
from service.api.app import create_app

KEY = "examiner"
AUTHORIZED = {"Authorization": f"Bearer {KEY}"}
CHECKS = (
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
)
schema = schemathesis.openapi.from_dict(create_app(load_settings()).openapi())


@schemathesis.serializer("application/x-ndjson")
def as_it_is(_: schemathesis.SerializationContext, value: Any) -> bytes:
    return str(value).encode("utf-8", errors="replace")


@pytest.fixture(scope="module")
def examined_url(copy_home, run_service) -> Iterator[str]:
    """A service of its own: what is generated is ingested and deleted."""
    settings = load_settings(
        home=copy_home(),
        api_key=KEY,
        public_url="https://ask.example/dateline",
        cors_origins="https://desk.example",
    )
    with run_service(settings) as url:
        yield url


def test_the_examples_work(examined_url: str) -> None:
    tried, documented = [], set()
    made: dict[str, str] = {}  # the id of what an example made, by the path that it was sent to
    with httpx.Client(base_url=examined_url, headers=AUTHORIZED, timeout=60) as http:
        job = http.post("/v1/jobs", json={"addresses": ["http://127.0.0.1/"]}).json()["id"]
        for path, operations in http.get("/openapi.json").json()["paths"].items():
            for method in operations.keys() - {"delete"}:
                documented.add((path, method))
                here = path.replace("/jobs/{id}", f"/jobs/{job}")
                for request in _examples(http, here, method, operations[method], made):
                    response = http.send(request)
                    assert response.status_code in (200, 202), (request.url, request.content, response.text)
                    found = response.json() if "json" in response.headers["content-type"] else {}
                    tried.append((path, method, found))
                    if method == "post" and "id" in found:
                        made[path] = found["id"]
    assert {(path, method) for path, method, _ in tried} == documented
    assert [found["all_valid"] for path, _, found in tried if path == "/v1/citations/check"] == [True]
    answered = [found for path, method, found in tried if (path, method) == ("/v1/answers", "post")]
    assert all(found["statements"] for found in answered)


def _examples(
    http: httpx.Client, path: str, method: str, operation: dict[str, Any], made: dict[str, str]
) -> Iterator[httpx.Request]:
    """Yield the request of each example of an operation's body, with the first example of each parameter."""
    given = {
        (parameter["in"], parameter["name"]): parameter["schema"]["examples"][0]
        for parameter in operation.get("parameters", [])
        if "examples" in parameter["schema"]
    }
    named = {name: value for (place, name), value in given.items() if place == "path"}
    url = path.format(**{"id": made.get(path.partition("/{")[0]), **named})
    params = {name: value for (place, name), value in given.items() if place == "query"}
    if "requestBody" not in operation:
        yield http.build_request(method, url, params=params)
    for media, content in operation.get("requestBody", {}).get("content", {}).items():
        for example in content.get("examples", {}).values():
            value = example["value"]
            body = json.dumps(value) if media == "application/json" else value
            headers = {"Content-Type": media}
            yield http.build_request(method, url, params=params, content=body, headers=headers)


@schema.parametrize()
@hypothesis.settings(max_examples=20, derandomize=True, database=None)
def test_every_generated_request_gets_a_documented_response(
    case: schemathesis.Case, examined_url: str
) -> None:
    case.call_and_validate(base_url=examined_url, headers=AUTHORIZED, checks=CHECKS)
