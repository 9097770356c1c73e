"""What a service does with its queue: take documents, say how far they are, drop them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from time import perf_counter

from ingest.document import Document
from ingest.errors import BackendError, RejectedDocument
from ingest.jobs.job import SENT, Job, JobDetails, JobList, Queued, QueueStatus
from ingest.jobs.progress import read_job, read_jobs, read_queue, with_estimate
from ingest.jobs.queue import JobQueue
from ingest.jobs.writer import JobWriter
from ingest.library import Library
from ingest.pipeline import Accepted, IngestReport

# Seconds that a writer that is told to stop has for what it is at.
LAST_SECONDS = 5.0
# Rejections of one job that a caller who waits gets at once.
_ALL = 1_000_000
_LOOK = 1.0


@dataclass(frozen=True, slots=True)
class Completed:
    """What became of documents that somebody waited for."""

    report: IngestReport
    accepted: list[Accepted]


class Jobs:
    """The queue of an open library and its one writer. Safe to share between threads."""

    def __init__(self, library: Library) -> None:
        self._library = library
        self._queue = JobQueue(library.archive, library.settings)
        self.writer = JobWriter(library, self._queue)
        self._tokens = library.settings.passage_tokens

    @property
    def is_writable(self) -> bool:
        return self._library.writable

    def enqueue(
        self, documents: Iterable[Queued], *, source: str = SENT, again: bool = False, urgent: bool = False
    ) -> str:
        """Put documents into the queue as one job and return its id; they are on disk then.

        `source` says where they come from. `again` takes in what was removed, too; an `urgent` job goes
        before the others. Raises QueueFullError, and ArchiveError for a home only read or a full disk.
        """
        self._library.require_writable()
        id_ = self._queue.enqueue(
            documents, source=source, now=self._library.now(), again=again, urgent=urgent
        )
        self.writer.wake()
        return id_

    def complete(
        self,
        documents: Sequence[Document | RejectedDocument],
        *,
        again: bool = False,
        source: str = "articles",
        urgent: bool = True,
    ) -> Completed:
        """Put documents into the queue, if `urgent` before all others, and wait until they can be searched.

        Raises as `enqueue` does, and what keeps the writer from going on: they stay in the queue then.
        """
        start, failures = perf_counter(), self.writer.failures
        id_ = self.enqueue(documents, source=source, again=again, urgent=urgent)
        job = self._finished(id_, failures)
        report = IngestReport(
            documents=job.total,
            new=job.new,
            updated=job.updated,
            unchanged=job.unchanged,
            removed_before=job.removed_before,
            passages=job.passages,
            rejected=[
                RejectedDocument(each.origin, each.reason) for each in self._queue.rejections(id_, _ALL)
            ],
        )
        report.seconds["queue"] = perf_counter() - start
        return Completed(report, self._queue.articles(id_))

    def _finished(self, id_: str, failures: int) -> Job:
        writer = self.writer
        with writer.changed:
            while not (job := read_job(self._library.archive, self._tokens, id_)).is_finished:
                if writer.ended:
                    raise BackendError(
                        f"Dateline is stopping; what was sent is kept as job {id_} and goes on when it starts"
                    )
                if writer.failures != failures and (failure := writer.failure):
                    raise type(failure)(
                        f"{failure}; what was sent is kept as job {id_}, which is tried again"
                    )
                writer.changed.wait(_LOOK)
        return job

    def job(self, id_: str) -> Job:
        """Return a job as it is now. Raises NotFoundError."""
        job = read_job(self._library.archive, self._tokens, id_)
        return with_estimate(job, self._library.archive, self.writer.rate.per_second(), self.writer.stalled)

    def details(self, id_: str, *, limit: int, offset: int) -> JobDetails:
        """Return a job with some of its rejections. Raises NotFoundError."""
        found = self._queue.rejections(id_, limit + 1, offset)
        return JobDetails(self.job(id_), found[:limit], offset + limit if len(found) > limit else None)

    def list(self, *, limit: int, offset: int) -> JobList:
        """Return jobs, the latest first, and the queue."""
        found = read_jobs(self._library.archive, self._tokens, limit=limit + 1, offset=offset)
        rate, stalled = self.writer.rate.per_second(), self.writer.stalled
        shown = [with_estimate(job, self._library.archive, rate, stalled) for job in found[:limit]]
        return JobList(shown, self.status(), offset + limit if len(found) > limit else None)

    def cancel(self, id_: str) -> Job:
        """Drop what of a job waits, and return the job. Raises NotFoundError."""
        self._library.require_writable()
        self._queue.cancel(id_, self._library.now())
        self.writer.wake()
        return self.job(id_)

    def status(self) -> QueueStatus:
        """Return what waits."""
        status = read_queue(self._library.archive, self._tokens, self._library.now())
        rate = self.writer.rate.per_second()
        speed = round(rate, 2) if rate is not None else None
        return replace(status, documents_per_second=speed, stalled=self.writer.stalled)


@contextmanager
def working(jobs: Jobs) -> Iterator[None]:
    """Let the writer work through the queue until the end, if its library can be written to."""
    if not jobs.is_writable:
        yield
        return
    jobs.writer.start()
    try:
        yield
    finally:
        jobs.writer.stop(LAST_SECONDS)
