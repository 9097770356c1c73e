"""Documents sent to a running service as jobs, and what became of each of them."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC
from email.utils import format_datetime
from http import HTTPStatus

import httpx
from pydantic import TypeAdapter

from ingest.document import Document, Media
from ingest.errors import BackendError, RejectedDocument
from ingest.jobs.job import Job, JobDetails, JobState
from ingest.pipeline import IngestReport, Progress
from ingest.remote import RunningService
from ingest.rights import as_headers

_PATH = "/v1/jobs"
# Documents and bytes of one job: below what a service takes in one request.
_DOCUMENTS = 500
_BYTES = 8 * 1024 * 1024
_MEDIA_TYPES = {
    Media.HTML: "text/html",
    Media.TEXT: "text/plain",
    Media.MARKDOWN: "text/markdown",
    Media.RECORD: "application/json",
    Media.XML: "application/xml",
    Media.MAIL: "message/rfc822",
    Media.PDF: "application/pdf",
}
# How the service names a file that was sent under a number, or a part of it.
_NUMBERED = re.compile(r"([0-9]{1,9})((?:[^0-9].*)?)\Z", re.S)
# A queue that is full, and a service that is started again, are asked once more after as long as they say.
_PATIENCE = 600.0
_PAUSE = 5.0
_LOOK = 1.0
# The service gives no more rejections at once.
_PAGE = 1_000

_JOB, _DETAILS = TypeAdapter(Job), TypeAdapter(JobDetails)


@dataclass(frozen=True, slots=True)
class Sent:
    """Documents that the service has, and the job that they are."""

    job: str
    documents: Sequence[Document]


def send_documents(
    service: RunningService,
    documents: Iterable[Document | RejectedDocument],
    report: IngestReport,
    *,
    again: bool = False,
) -> Iterator[Sent]:
    """Send documents as jobs, and yield each; those that could not be read or sent go into the report.

    `again` as for `ingest`. Raises as RunningService does; the service then has the jobs before.
    """
    for batch in _batches(documents, report):
        yield from _send(service, batch, report, again=again)


def wait_for(
    service: RunningService,
    sent: Sequence[Sent],
    report: IngestReport,
    on_progress: Progress = lambda report: None,
    sleep: Callable[[float], None] = time.sleep,
) -> None:
    """Wait until the jobs are finished and add to the report what became of their documents.

    A service that is started again is waited for. Raises as RunningService does.
    """
    start = time.perf_counter()
    for each in sent:
        before = IngestReport()
        while True:
            job = _polled(service, each.job).job
            _add(report, job, before)
            on_progress(report)
            if job.is_finished:
                break
            sleep(_LOOK)
        report.rejected += _rejections(service, each)
        if job.state is JobState.CANCELLED:
            report.rejected.append(RejectedDocument(f"job {job.id}", "was cancelled before it was done"))
    report.seconds["service"] += time.perf_counter() - start


def _polled(service: RunningService, id_: str, offset: int = 0) -> JobDetails:
    """Return a job as it is now, with some of its rejections, once the service answers."""
    until = time.monotonic() + _PATIENCE
    while True:
        try:
            answer = service.get(f"{_PATH}/{id_}", {"limit": _PAGE, "offset": offset})
            return service.read(answer, _DETAILS)
        except BackendError:
            if time.monotonic() > until:
                raise
            time.sleep(_PAUSE)


def _add(report: IngestReport, job: Job, before: IngestReport) -> None:
    """Add to a report what of a job came since it had `before`."""
    now = IngestReport(job.done, job.new, job.updated, job.unchanged, job.passages, job.removed_before)
    for name in ("documents", "new", "updated", "unchanged", "passages", "removed_before"):
        setattr(report, name, getattr(report, name) + getattr(now, name) - getattr(before, name))
        setattr(before, name, getattr(now, name))


def _rejections(service: RunningService, sent: Sent) -> Iterator[RejectedDocument]:
    offset: int | None = 0
    while offset is not None:
        details = _polled(service, sent.job, offset)
        yield from (_rejected(sent.documents, each.origin, each.reason) for each in details.rejections)
        offset = details.next_offset


def _batches(
    documents: Iterable[Document | RejectedDocument], report: IngestReport
) -> Iterator[list[Document]]:
    """Yield the documents in batches; those that could not be read go into the report."""
    batch: list[Document] = []
    size = 0
    for document in documents:
        if isinstance(document, RejectedDocument):
            report.documents += 1
            report.rejected.append(document)
            continue
        if batch and (len(batch) == _DOCUMENTS or size + len(document.body) > _BYTES):
            yield batch
            batch, size = [], 0
        batch.append(document)
        size += len(document.body)
    if batch:
        yield batch


def _send(
    service: RunningService, batch: Sequence[Document], report: IngestReport, *, again: bool
) -> Iterator[Sent]:
    response = _answer(service, batch, again=again)
    if response.status_code == HTTPStatus.ACCEPTED:
        yield Sent(service.read(response, _JOB).id, batch)
    elif response.status_code == HTTPStatus.REQUEST_ENTITY_TOO_LARGE and len(batch) > 1:
        middle = len(batch) // 2
        yield from _send(service, batch[:middle], report, again=again)
        yield from _send(service, batch[middle:], report, again=again)
    elif response.status_code == HTTPStatus.REQUEST_ENTITY_TOO_LARGE:
        report.documents += 1
        report.rejected.append(RejectedDocument(batch[0].origin, str(service.error(response))))
    else:
        raise service.error(response)


def _answer(service: RunningService, batch: Sequence[Document], *, again: bool) -> httpx.Response:
    """Return what the service answers to a batch once it is not too busy to take it."""
    # Numbers for names: a file's own may hold what a header cannot.
    files = [
        ("file", (str(number), document.body, _MEDIA_TYPES[document.media], _headers(document)))
        for number, document in enumerate(batch)
    ]
    until = time.monotonic() + _PATIENCE
    while True:
        response = service.upload(_PATH, files, {"again": "true"} if again else None)
        pause = _pause(response)
        if response.status_code != HTTPStatus.TOO_MANY_REQUESTS or time.monotonic() + pause > until:
            return response
        time.sleep(pause)


def _headers(document: Document) -> dict[str, str]:
    """Return where a document comes from, when it was seen (RFC 7089), and what its server said of it."""
    headers = {"Content-Location": document.url} if document.url else {}
    if document.seen_at:
        headers["Memento-Datetime"] = format_datetime(document.seen_at.astimezone(UTC), usegmt=True)
    return headers | as_headers(document.said or ())


def _pause(response: httpx.Response) -> float:
    stated = response.headers.get("retry-after", "")
    return float(stated) if stated.isdecimal() else _PAUSE


def _rejected(batch: Sequence[Document], origin: str, reason: str) -> RejectedDocument:
    """Return the rejection of the document that was sent under a number, or of a part of it (`0[3]`)."""
    found = _NUMBERED.match(origin)
    if found is None or int(found[1]) >= len(batch):
        return RejectedDocument(origin, reason)
    return RejectedDocument(f"{batch[int(found[1])].origin}{found[2]}", reason)
