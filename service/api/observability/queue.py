"""The queue of documents, for Prometheus."""

from __future__ import annotations

from collections.abc import Iterator

from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from ingest.errors import DatelineError
from ingest.jobs.jobs import Jobs


class QueueMetrics(Collector):
    """Reads the state of the queue whenever the metrics are asked for."""

    jobs: Jobs | None = None

    def collect(self) -> Iterator[Metric]:
        if self.jobs is None:
            return
        try:
            status = self.jobs.status()
        except DatelineError:  # the archive's own metric says that it does not answer
            return
        documents = GaugeMetricFamily(
            "dateline_queue_documents", "Documents of jobs that wait, by what for.", labels=["state"]
        )
        documents.add_metric(["to_fetch"], status.to_fetch)
        documents.add_metric(["to_read"], status.documents - status.to_fetch)
        documents.add_metric(["to_index"], status.to_index)
        yield documents
        for name, about, value in (
            ("passages", "About how many passages wait for the indexes.", status.passages_to_index),
            ("bytes", "Bytes of the documents that wait, compressed.", status.megabytes * 1_000_000),
            ("jobs", "Jobs that are not finished.", status.jobs),
            ("oldest_seconds", "Age of the oldest job that is not finished.", status.oldest_seconds),
            ("stalled", "1 while what failed is waited for; the jobs say what.", bool(status.stalled)),
        ):
            yield GaugeMetricFamily(f"dateline_queue_{name}", about, value=float(value))
        settled = CounterMetricFamily(
            "dateline_job_results",
            "Articles and documents by what became of them since the service started.",
            labels=["outcome"],
        )
        for outcome, count in sorted(self.jobs.writer.outcomes.copy().items()):
            settled.add_metric([outcome], count)
        yield settled
