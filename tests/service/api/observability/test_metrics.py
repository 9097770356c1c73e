from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import httpx
import pytest
from prometheus_client.parser import text_string_to_metric_families

from ingest.settings import load_settings
from service.answer import Answer, Writing
from service.api.guards.places import Places
from service.api.observability.metrics import Metrics
from service.api.record import Record, current, record_answer
from service.ask import AskRequest, ask
from service.evidence.library import AskableLibrary
from service.llm.budget import TokenUsage

ANSWERED = "When will the Kess Bridge open?"
REFUSED = "Who won the 1998 World Cup?"

Value = Callable[..., float | None]


def values(page: str) -> Value:
    """Return a function that gives a sample's value by its name and labels, None when there is no such."""
    found = {
        (sample.name, frozenset(sample.labels.items())): sample.value
        for family in text_string_to_metric_families(page)
        for sample in family.samples
    }
    return lambda name, **labels: found.get((f"dateline_{name}", frozenset(labels.items())))


def metrics_of(*work: Answer, spent: TokenUsage | None = None, **record_of: Any) -> Value:
    metrics, record = Metrics(Places(load_settings())), Record("id", "POST", "/v1/answers", **record_of)
    if spent:
        record.budget.spend("small", spent)
    token = current.set(record)
    for answer in work:
        record_answer(answer)
    current.reset(token)
    metrics.observe(record)
    return values(metrics.page("")[0].decode())


@pytest.fixture(scope="module")
def answer(library: AskableLibrary) -> Answer:
    return ask(library, AskRequest(ANSWERED))


def test_requests_are_counted_by_their_route(copy_home, run_service) -> None:
    with run_service(load_settings(home=copy_home())) as url, httpx.Client(base_url=url) as http:
        for question in (ANSWERED, REFUSED):
            http.post("/v1/answers", json={"question": question})
        http.post("/v1/answers", json={})
        http.get("/v1/articles/no-such-article")
        http.get("/made-up/by-a-client")
        http.request("BREW", "/v1/search")
        response = http.get("/metrics")
        ready = http.get("/readyz").json()
    assert response.headers["content-type"].startswith("text/plain")
    value = values(response.text)
    post = {"key": "", "method": "POST", "route": "/v1/answers"}
    assert value("requests_total", **post, status="200") == 2
    assert value("requests_total", **post, status="422") == 1
    get = {"key": "", "method": "GET", "status": "404"}
    assert value("requests_total", **get, route="/v1/articles/{id}") == 1
    assert value("requests_total", **get, route="none") == 1
    assert "BREW" not in response.text
    assert value("request_seconds_count", route="/v1/answers") == 3
    assert value("results_total", kind="answer", writer="extractive", outcome="answered") == 1
    assert value("stage_seconds_count", kind="answer", stage="retrieve") == 2
    assert value("stage_seconds_count", kind="answer", stage="write") == 1
    assert value("archive_articles") == ready["articles"]
    assert value("archive_passages") == ready["passages"]
    assert (value("requests_in_work"), value("requests_waiting"), value("places")) == (0, 0, 8)
    assert value("archive_up") == 1


def test_an_app_has_counters_of_its_own(client: httpx.Client, answer: Answer) -> None:
    assert metrics_of(answer)("results_total", kind="answer", writer="extractive", outcome="answered") == 1
    fresh = metrics_of()
    assert fresh("results_total", kind="answer", writer="extractive", outcome="answered") is None


def test_what_a_model_cost_and_what_was_dropped_is_counted(answer: Answer) -> None:
    writing = Writing("small", retried=2, dropped=1)
    failed = replace(writing, fallback="the model did not answer", dropped=0)
    value = metrics_of(
        replace(answer, writer="model", writing=replace(writing, fallback="broke off (stand: 1)")),
        replace(answer, writing=failed),
        answer,
    )
    stated = len(answer.statements)
    model = {"kind": "answer", "writer": "model"}
    assert value("statements_total", **model, fate="stated") == stated
    assert value("statements_total", **model, fate="dropped") == 1
    assert value("statements_total", **model, fate="retried") == 4
    assert value("statements_total", kind="answer", writer="extractive", fate="stated") == 2 * stated
    assert value("fallbacks_total", kind="answer", model="small") == 1


def test_tokens_are_counted_without_a_result_too() -> None:
    value = metrics_of(spent=TokenUsage(900, 80))
    assert value("model_tokens_total", model="small", part="prompt") == 900
    assert value("model_tokens_total", model="small", part="completion") == 80


def test_a_stream_that_broke_off_counts_with_the_status_of_its_error() -> None:
    value = metrics_of(status=200, failed_with=502)
    labels = {"key": "", "method": "POST", "route": "none"}
    assert value("requests_total", **labels, status="502") == 1
    assert value("requests_total", **labels, status="200") is None


def test_a_refusal_is_counted_by_its_reason(library: AskableLibrary) -> None:
    refused = ask(library, AskRequest(REFUSED))
    assert refused.refusal
    value = metrics_of(refused)
    outcome = refused.refusal.reason.value
    assert value("results_total", kind="answer", writer="extractive", outcome=outcome) == 1


def test_outside_of_a_request_an_answer_is_not_recorded(answer: Answer) -> None:
    record_answer(answer)
    assert current.get() is None


def test_a_client_that_reads_openmetrics_gets_it(client: httpx.Client) -> None:
    accept = {"Accept": "application/openmetrics-text; version=1.0.0"}
    response = client.get("/metrics", headers=accept)
    assert response.headers["content-type"].startswith("application/openmetrics-text")
    assert response.text.endswith("# EOF\n")
