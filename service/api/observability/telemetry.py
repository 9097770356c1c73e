"""Traces for an OpenTelemetry collector. Imported only when DATELINE_OTLP_ENDPOINT is set."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import datetime, timedelta

from opentelemetry.context import Context
from opentelemetry.exporter.otlp.proto.grpc.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.resources import SERVICE_NAME, Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor
from opentelemetry.trace import SpanKind, StatusCode, format_trace_id, set_span_in_context
from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator
from opentelemetry.util.types import AttributeValue

from service.api.observability.logs import work_facts
from service.api.record import Record, Work

# An export that takes longer is given up, and so are, when the service stops, the spans not yet taken.
_EXPORT_SECONDS = 5
_CLOSE_SECONDS = 5


class Spans:
    """Sends a span for each request, with one below it for each stage of an answer or a summary.

    Spans are made when a request has ended and sent by a thread of their own: a collector that is slow or
    down costs no request anything, and what it does not take is dropped.
    """

    def __init__(self, endpoint: str, *, questions: bool) -> None:
        self._questions = questions
        # Not the global provider: libraries would send their own spans through it.
        self._provider = TracerProvider(
            resource=Resource.create({SERVICE_NAME: "dateline"}), shutdown_on_exit=False
        )
        exporter = OTLPSpanExporter(endpoint, timeout=_EXPORT_SECONDS)
        self._provider.add_span_processor(BatchSpanProcessor(exporter))
        self._tracer = self._provider.get_tracer("dateline")
        self._propagator = TraceContextTextMapPropagator()

    def observe(self, record: Record) -> None:
        """Make the spans of a request that has ended, and note the id of their trace in its record."""
        span = self._tracer.start_span(
            f"{record.method} {record.route}" if record.route else record.method,
            context=self._callers(record),
            kind=SpanKind.SERVER,
            attributes=self._attributes(record),
            start_time=_nanoseconds(record.started_at),
        )
        record.trace_id = format_trace_id(span.get_span_context().trace_id)
        for work in record.work:
            self._stages(work, set_span_in_context(span))
        if record.outcome >= 500:
            span.set_status(StatusCode.ERROR)
        span.end(_nanoseconds(record.started_at + timedelta(seconds=record.seconds)))

    def close(self) -> None:
        """Send what is left, for as long as the collector takes it within five seconds."""
        # The provider's own shutdown can take half a minute when the collector is down.
        closing = threading.Thread(target=self._provider.shutdown, daemon=True)
        closing.start()
        closing.join(_CLOSE_SECONDS)

    def _callers(self, record: Record) -> Context:
        carrier = {"traceparent": record.traceparent} if record.traceparent else {}
        return self._propagator.extract(carrier, Context())

    def _attributes(self, record: Record) -> dict[str, AttributeValue]:
        found: dict[str, AttributeValue | None] = {
            "http.request.method": record.method,
            "http.route": record.route,
            "url.path": record.path,
            "http.response.status_code": record.status,
            "dateline.request_id": record.request_id,
            "dateline.key": record.key,
            "dateline.rejected_by": record.rejected_by,
            "dateline.failed_with": record.failed_with,
        }
        for work in record.work:
            named = {name: value for name, value in work_facts(work).items() if name != "timings"}
            found |= {f"dateline.{name}": value for name, value in named.items()}
            if self._questions:
                found["dateline.question"] = work.question
        return {name: value for name, value in found.items() if value is not None}

    def _stages(self, work: Work, parent: Context) -> None:
        for name, start, end in stage_times(work):
            span = self._tracer.start_span(name, context=parent, start_time=_nanoseconds(start))
            span.end(_nanoseconds(end))


def stage_times(work: Work) -> Iterator[tuple[str, datetime, datetime]]:
    """Yield each stage with its start and end; the last ends when the work did.

    Their lengths are measured, their places follow from that: between stages nothing is done but sending.
    """
    timings = work.result.timings
    at = work.ended_at - timedelta(seconds=sum(timings.values()))
    for name, seconds in timings.items():
        yield name, at, at + timedelta(seconds=seconds)
        at += timedelta(seconds=seconds)


def _nanoseconds(moment: datetime) -> int:
    return int(moment.timestamp() * 1_000_000) * 1_000
