from __future__ import annotations

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from threading import Event

import grpc
import httpx
import pytest
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import (
    ExportTraceServiceRequest,
    ExportTraceServiceResponse,
)
from opentelemetry.proto.collector.trace.v1.trace_service_pb2_grpc import (
    TraceServiceServicer,
    add_TraceServiceServicer_to_server,
)
from opentelemetry.proto.trace.v1.trace_pb2 import Span, Status

from ingest.errors import SettingsError
from ingest.settings import load_settings
from tests.service.api.process import serving, stopped

QUESTION = "When will the Kess Bridge open?"
TRACE, PARENT = "4bf92f3577b34da6a3ce929d0e0e4736", "00f067aa0ba902b7"
STAGES = ["question", "embed", "retrieve", "evidence", "read", "write"]


class Collector(TraceServiceServicer):
    """A collector that keeps what it is sent; one that is stuck answers only when it is let."""

    def __init__(self) -> None:
        self.spans: list[Span] = []
        self.services: set[str] = set()
        self.flowing = Event()
        self.flowing.set()
        self.url = ""

    def Export(
        self, request: ExportTraceServiceRequest, context: grpc.ServicerContext
    ) -> ExportTraceServiceResponse:
        self.flowing.wait(30)
        for sent in request.resource_spans:
            self.services |= {
                attribute.value.string_value
                for attribute in sent.resource.attributes
                if attribute.key == "service.name"
            }
            self.spans += [span for scope in sent.scope_spans for span in scope.spans]
        return ExportTraceServiceResponse()

    def named(self, name: str) -> Span:
        [span] = [span for span in self.spans if span.name == name]
        return span


@contextmanager
def collecting() -> Iterator[Collector]:
    collector, server = Collector(), grpc.server(ThreadPoolExecutor(2))
    add_TraceServiceServicer_to_server(collector, server)
    collector.url = f"http://127.0.0.1:{server.add_insecure_port('127.0.0.1:0')}"
    server.start()
    try:
        yield collector
    finally:
        collector.flowing.set()
        server.stop(None).wait()


def attributes(span: Span) -> dict[str, object]:
    return {
        each.key: getattr(each.value, each.value.WhichOneof("value") or "string_value")
        for each in span.attributes
    }


def asked(url: str, **headers: str) -> httpx.Response:
    return httpx.post(f"{url}/v1/answers", json={"question": QUESTION}, headers=headers)


@pytest.mark.parametrize("endpoint", ["localhost:4317", "grpc://localhost", "http://", "http://a/v1/traces"])
def test_an_endpoint_that_is_none_is_named_at_the_start(endpoint: str) -> None:
    with pytest.raises(SettingsError, match="DATELINE_OTLP_ENDPOINT"):
        load_settings(otlp_endpoint=endpoint)


def test_a_request_and_its_stages_become_spans_of_the_callers_trace(copy_home) -> None:
    with (
        collecting() as collector,
        serving(copy_home(), DATELINE_OTLP_ENDPOINT=collector.url) as (process, url),
    ):
        asked(url, **{"traceparent": f"00-{TRACE}-{PARENT}-01", "X-Request-ID": "job-17"})
        httpx.get(f"{url}/healthz")
        log = stopped(process)  # what was not sent yet is sent now
    request = collector.named("POST /v1/answers")
    assert (request.trace_id.hex(), request.parent_span_id.hex()) == (TRACE, PARENT)
    assert request.kind == Span.SPAN_KIND_SERVER
    said = attributes(request)
    assert said["http.response.status_code"] == 200
    assert said["dateline.request_id"] == "job-17"
    assert said["dateline.outcome"] == "answered"
    stages = [span for span in collector.spans if span.parent_span_id == request.span_id]
    assert [span.name for span in stages] == STAGES
    assert all(
        request.start_time_unix_nano <= span.start_time_unix_nano <= span.end_time_unix_nano
        and span.end_time_unix_nano <= request.end_time_unix_nano
        for span in stages
    )
    health = collector.named("GET /healthz")
    assert health.trace_id != request.trace_id
    assert not health.parent_span_id
    assert collector.services == {"dateline"}
    assert not any("Kess" in str(span) for span in collector.spans)
    assert any(f"trace_id={TRACE}" in line for line in log)


def test_a_caller_who_traces_nothing_is_followed(copy_home, run_service) -> None:
    with collecting() as collector:
        with run_service(load_settings(home=copy_home(), otlp_endpoint=collector.url)) as url:
            httpx.get(f"{url}/healthz", headers={"traceparent": f"00-{TRACE}-{PARENT}-00"})
            httpx.get(f"{url}/readyz", headers={"traceparent": "not a traceparent"})
        assert [span.name for span in collector.spans] == ["GET /readyz"]


def test_an_error_is_one_in_the_trace_and_a_question_is_there_when_wanted(copy_home, run_service) -> None:
    with collecting() as collector:
        late = load_settings(home=copy_home(), otlp_endpoint=collector.url, request_timeout=0.001)
        with run_service(late) as url:
            # Without a body: one that comes late ends a request before it has a route.
            assert httpx.get(f"{url}/v1/search", params={"q": QUESTION}).status_code == 504
        span = collector.named("GET /v1/search")
        assert span.status.code == Status.STATUS_CODE_ERROR
        collector.spans.clear()
        telling = load_settings(home=late.home, otlp_endpoint=collector.url, log_questions=True)
        with run_service(telling) as url:
            asked(url)
        assert attributes(collector.named("POST /v1/answers"))["dateline.question"] == QUESTION


def test_a_collector_that_is_down_costs_nothing_and_is_mentioned_once(copy_home) -> None:
    with collecting() as collector:
        gone = collector.url
    with (
        serving(copy_home(), DATELINE_OTLP_ENDPOINT=gone, OTEL_BSP_SCHEDULE_DELAY="50") as (process, url),
        httpx.Client() as http,
    ):
        http.get(f"{url}/readyz")
        start = time.monotonic()
        for _ in range(200):
            assert http.get(f"{url}/healthz").status_code == 200
        assert time.monotonic() - start < 10
        time.sleep(1)
        start = time.monotonic()
        log = stopped(process)
        assert time.monotonic() - start < 15
    lines = [line for line in log if "/healthz" not in line]
    assert 1 <= sum("export" in line.lower() for line in lines) <= 3
    assert len(lines) < 20


def test_a_collector_that_is_stuck_holds_nobody_up(copy_home) -> None:
    with collecting() as collector:
        collector.flowing.clear()
        with serving(copy_home(), DATELINE_OTLP_ENDPOINT=collector.url) as (process, url):
            assert asked(url).status_code == 200
            start = time.monotonic()
            stopped(process)
            assert time.monotonic() - start < 15
