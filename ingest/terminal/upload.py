"""Documents sent to a running service, in batches, with what became of each of them."""

from __future__ import annotations

import re
import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from http import HTTPStatus

import httpx
from pydantic import TypeAdapter, ValidationError

from ingest.document import Document, Media
from ingest.errors import RejectedDocument
from ingest.pipeline import IngestReport, Progress
from ingest.remote import RunningService

# What the service accepts in one transaction, and a size that it embeds well within its time.
_DOCUMENTS = 32
_BYTES = 4 * 1024 * 1024
_MEDIA_TYPES = {
    Media.HTML: "text/html",
    Media.TEXT: "text/plain",
    Media.MARKDOWN: "text/markdown",
    Media.RECORD: "application/json",
}
# How the service names a file that was sent under a number, or a part of it.
_NUMBERED = re.compile(r"([0-9]{1,9})((?:[^0-9].*)?)\Z", re.S)
# A service that is busy is asked again after as long as it says, for ten minutes in all.
_PATIENCE = 600.0
_PAUSE = 5.0


@dataclass(frozen=True, slots=True)
class _Rejected:
    origin: str
    reason: str


@dataclass(frozen=True, slots=True)
class _Result:
    documents: int
    new: int
    updated: int
    unchanged: int
    rejected: list[_Rejected]
    removed_before: int
    passages: int
    seconds: dict[str, float]


@dataclass(frozen=True, slots=True)
class _Field:
    field: str
    message: str


@dataclass(frozen=True, slots=True)
class _Problem:
    errors: list[_Field]


_RESULT, _PROBLEM = TypeAdapter(_Result), TypeAdapter(_Problem)


def ingest_remote(
    service: RunningService,
    documents: Iterable[Document | RejectedDocument],
    report: IngestReport,
    on_progress: Progress = lambda report: None,
    *,
    again: bool = False,
) -> None:
    """Send documents to the service and add to the report what became of them, batch by batch.

    `again` as for `ingest`.

    Raises as RunningService does; the report then has the batches before.
    """
    for batch in _batches(documents, report):
        _send(service, batch, report, again=again)
        on_progress(report)


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


def _send(service: RunningService, batch: Sequence[Document], report: IngestReport, *, again: bool) -> None:
    response = _answer(service, batch, again=again)
    if response.status_code in (HTTPStatus.OK, HTTPStatus.MULTI_STATUS):
        _add(service.read(response, _RESULT), batch, report)
    elif response.status_code == HTTPStatus.REQUEST_ENTITY_TOO_LARGE and len(batch) > 1:
        middle = len(batch) // 2
        _send(service, batch[:middle], report, again=again)
        _send(service, batch[middle:], report, again=again)
    elif rejected := _all_rejected(service, response, batch):
        report.documents += len(batch)
        report.rejected += rejected
    else:
        raise service.error(response)


def _answer(service: RunningService, batch: Sequence[Document], *, again: bool) -> httpx.Response:
    """Return what the service answers to a batch once it is not too busy to take it."""
    # Numbers for names: a file's own may hold what a header cannot.
    files = [
        ("file", (str(number), document.body, _MEDIA_TYPES[document.media], _location(document)))
        for number, document in enumerate(batch)
    ]
    until = time.monotonic() + _PATIENCE
    while True:
        response = service.upload("/v1/articles", files, {"again": "true"} if again else None)
        pause = _pause(response)
        if response.status_code != HTTPStatus.TOO_MANY_REQUESTS or time.monotonic() + pause > until:
            return response
        time.sleep(pause)


def _location(document: Document) -> dict[str, str]:
    return {"Content-Location": document.url} if document.url else {}


def _pause(response: httpx.Response) -> float:
    stated = response.headers.get("retry-after", "")
    return float(stated) if stated.isdecimal() else _PAUSE


def _add(result: _Result, batch: Sequence[Document], report: IngestReport) -> None:
    report.documents += len(batch)
    report.new += result.new
    report.updated += result.updated
    report.unchanged += result.unchanged
    report.passages += result.passages
    report.removed_before += result.removed_before
    report.rejected += [_rejected(batch, each.origin, each.reason) for each in result.rejected]
    for stage, seconds in result.seconds.items():
        report.seconds[stage] += seconds


def _all_rejected(
    service: RunningService, response: httpx.Response, batch: Sequence[Document]
) -> list[RejectedDocument]:
    """Return each document's rejection, if that is what the service answers."""
    if response.status_code == HTTPStatus.REQUEST_ENTITY_TOO_LARGE:
        return [RejectedDocument(batch[0].origin, str(service.error(response)))]
    if response.status_code != HTTPStatus.UNPROCESSABLE_ENTITY:
        return []
    try:
        errors = _PROBLEM.validate_json(response.content).errors
    except ValidationError:
        return []
    if not all(_NUMBERED.match(error.field) for error in errors):
        return []
    return [_rejected(batch, error.field, error.message) for error in errors]


def _rejected(batch: Sequence[Document], origin: str, reason: str) -> RejectedDocument:
    """Return the rejection of the document that was sent under a number, or of a part of it (`0[3]`)."""
    found = _NUMBERED.match(origin)
    if found is None or int(found[1]) >= len(batch):
        return RejectedDocument(origin, reason)
    return RejectedDocument(f"{batch[int(found[1])].origin}{found[2]}", reason)
