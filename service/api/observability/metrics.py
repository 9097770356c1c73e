"""What the service did, counted for Prometheus."""

from __future__ import annotations

from collections.abc import Iterator

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, ProcessCollector
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.exposition import choose_encoder
from prometheus_client.registry import Collector

from ingest.errors import DatelineError
from ingest.jobs.jobs import Jobs
from ingest.library import Library
from ingest.watching.report import SourceStanding, source_reports
from ingest.watching.state import ItemState
from service.answer import EXTRACTIVE
from service.api.guards.places import Places
from service.api.observability.queue import QueueMetrics
from service.api.record import Record, Work
from service.llm.budget import TokenUsage

_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
_REQUEST_SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120)
_STAGE_SECONDS = (0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60)


class Metrics:
    """The counters of one application, in a registry of their own."""

    def __init__(self, places: Places) -> None:
        self._registry = registry = CollectorRegistry()
        ProcessCollector(registry=registry)
        self._requests = Counter(
            "dateline_requests",
            "Requests by the name of their key and the status that they ended with: 499 when the client "
            "left, that of its error when a stream broke off.",
            ["method", "route", "status", "key"],
            registry=registry,
        )
        self._seconds = Histogram(
            "dateline_request_seconds",
            "From a request's arrival to the end of its response.",
            ["route"],
            buckets=_REQUEST_SECONDS,
            registry=registry,
        )
        self._rejected = Counter(
            "dateline_rejected_requests",
            "Requests that got a 429, by the limit they ran into.",
            ["limit", "key"],
            registry=registry,
        )
        self._work = _WorkMetrics(registry)
        self._archive = _ArchiveSize()
        self._queue = QueueMetrics()
        registry.register(self._archive)
        registry.register(self._queue)
        for name, about, read in (
            ("dateline_requests_in_work", "Requests that have a place.", lambda: places.in_work),
            ("dateline_requests_waiting", "Requests that wait for a place.", lambda: places.waiting),
            ("dateline_places", "Requests that are worked on at once.", lambda: places.total),
        ):
            Gauge(name, about, registry=registry).set_function(read)

    def observe(self, record: Record) -> None:
        """Count a request that has ended."""
        # What has no route is what a client made up: as labels these would have no end.
        route, key = record.route or "none", record.key or ""
        method = record.method if record.method in _METHODS else "other"
        self._requests.labels(method, route, str(record.outcome), key).inc()
        self._seconds.labels(route).observe(record.seconds)
        if record.rejected_by:
            self._rejected.labels(record.rejected_by, key).inc()
        for work in record.work:
            self._work.observe(work)
        for model, spent in record.budget.spent.items():
            self._work.count_tokens(model, spent)

    def of_archive(self, library: Library, jobs: Jobs) -> None:
        """Let each page of metrics say how large the library's archive is, and what its queue holds."""
        self._archive.library = library
        self._queue.jobs = jobs

    def page(self, accept: str) -> tuple[bytes, str]:
        """Return the metrics in a text format that the client accepts, and its media type."""
        encode, media = choose_encoder(accept)
        return encode(self._registry), media


class _WorkMetrics:
    """Answers and summaries."""

    def __init__(self, registry: CollectorRegistry) -> None:
        self._results = Counter(
            "dateline_results",
            "Answers and summaries (kind), by writer and outcome: answered, or a refusal's reason.",
            ["kind", "writer", "outcome"],
            registry=registry,
        )
        self._stages = Histogram(
            "dateline_stage_seconds",
            "The stages of answers and summaries.",
            ["kind", "stage"],
            buckets=_STAGE_SECONDS,
            registry=registry,
        )
        self._statements = Counter(
            "dateline_statements",
            "Statements of a model that stood, were sent back (retried) or failed a check (dropped); "
            "and those that the local writer quoted.",
            ["kind", "writer", "fate"],
            registry=registry,
        )
        self._fallbacks = Counter(
            "dateline_fallbacks",
            "Results in which the local writer's quotations stand in the model's place.",
            ["kind", "model"],
            registry=registry,
        )
        self._tokens = Counter(
            "dateline_model_tokens",
            "Tokens of the model, also for questions put anew and for what was left early.",
            ["model", "part"],
            registry=registry,
        )

    def observe(self, work: Work) -> None:
        result, kind = work.result, work.kind
        self._results.labels(kind, result.writer, work.outcome).inc()
        for stage, seconds in result.timings.items():
            self._stages.labels(kind, stage).observe(seconds)
        self._statements.labels(kind, result.writer, "stated").inc(len(result.statements))
        writing = result.writing
        if writing is None:
            return
        self._statements.labels(kind, "model", "retried").inc(writing.retried)
        self._statements.labels(kind, "model", "dropped").inc(writing.dropped)
        self._fallbacks.labels(kind, writing.model).inc(result.writer == EXTRACTIVE)

    def count_tokens(self, model: str, spent: TokenUsage) -> None:
        self._tokens.labels(model, "prompt").inc(spent.prompt_tokens)
        self._tokens.labels(model, "completion").inc(spent.completion_tokens)


class _ArchiveSize(Collector):
    """Reads the size of the archive whenever the metrics are asked for."""

    library: Library | None = None

    def collect(self) -> Iterator[GaugeMetricFamily]:
        if self.library is None:
            return
        try:
            counts = self.library.archive.counts()
        except DatelineError:
            yield GaugeMetricFamily("dateline_archive_up", "1 when the archive answers.", value=0)
            return
        yield GaugeMetricFamily("dateline_archive_up", "1 when the archive answers.", value=1)
        for name, about, value in (
            ("articles", "Articles in the archive.", counts.articles),
            ("versions", "Versions of articles in the archive.", counts.versions),
            ("passages", "Passages in the archive.", counts.passages),
            ("pending", "Changes that are not in the indexes yet.", counts.pending),
        ):
            yield GaugeMetricFamily(f"dateline_archive_{name}", about, value=value)
        yield from _watched(self.library)


def _watched(library: Library) -> Iterator[GaugeMetricFamily]:
    """Yield how the watched sources stand."""
    reports = source_reports(library.archive)
    standing = GaugeMetricFamily(
        "dateline_sources", "Watched sources by how they stand.", labels=["standing"]
    )
    for each in SourceStanding:
        standing.add_metric([each.value], sum(report.standing is each for report in reports))
    yield standing
    items = GaugeMetricFamily(
        "dateline_source_items",
        "What watched sources listed: waiting, taken in, or dead (could not be taken).",
        labels=["source", "state"],
    )
    for report in reports:
        for state in ItemState:
            items.add_metric([report.name, state.value], getattr(report, state.value))
    yield items
