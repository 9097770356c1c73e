"""The body of a request as documents: JSON records, a page, or the files of a form."""

from __future__ import annotations

import json
from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from io import BytesIO
from pathlib import Path
from typing import Annotated, Any
from urllib.parse import urlsplit

from fastapi import Depends, HTTPException, Query, Request
from starlette.datastructures import UploadFile

from ingest.document import Document, Media
from ingest.errors import InputError, RejectedDocument
from ingest.extract.encoding import decode
from ingest.jobs.job import Address, Queued
from ingest.rights import said_in_headers
from ingest.settings import Settings
from ingest.sources.files import Read, read_stream
from ingest.sources.records import records_of
from service.api import examples

_RECORD = {
    "type": "object",
    "properties": {
        "url": {"type": "string", "description": "Also `link`; makes the article's id."},
        "title": {"type": "string", "description": "Also `headline`."},
        "text": {"type": "string", "description": "Also `maintext`, `body`, `content`."},
        "published": {
            "type": "string",
            "description": "Also `published_at`, `date_publish`, `datePublished`, `date`.",
        },
        "publisher": {"type": "string", "description": "Also `sitename`, `source_domain`."},
    },
    "required": ["title", "text"],
}
_TEXT = {"type": "string"}
_BATCH = {"type": "array", "items": _RECORD}
UPLOAD_BODY: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {
            "application/json": {
                "schema": {
                    "anyOf": [
                        _RECORD,
                        _BATCH,
                        {
                            "type": "object",
                            "properties": {"articles": _BATCH},
                            "required": ["articles"],
                            "additionalProperties": False,
                        },
                    ]
                },
                "examples": examples.UPLOADED_JSON,
            },
            "application/x-ndjson": {"schema": _TEXT, "examples": examples.UPLOADED_LINES},
            "text/html": {"schema": _TEXT, "examples": examples.UPLOADED_PAGE},
            "text/plain": {"schema": _TEXT, "examples": examples.UPLOADED_TEXT},
            "text/markdown": {"schema": _TEXT, "examples": examples.UPLOADED_MARKDOWN},
            "application/xml": {"schema": _TEXT},
            "multipart/form-data": {
                "schema": {
                    "type": "object",
                    "properties": {
                        "file": {"type": "array", "items": {"type": "string", "format": "binary"}}
                    },
                    "required": ["file"],
                },
            },
        },
    }
}
_ADDRESSES = "addresses"
_MOST_ADDRESSES = 10_000
_ADDRESS_LIST = {
    "type": "object",
    "properties": {
        _ADDRESSES: {"type": "array", "items": {"type": "string"}, "maxItems": _MOST_ADDRESSES},
    },
    "required": [_ADDRESSES],
    "additionalProperties": False,
}


def _with_addresses(body: dict[str, Any]) -> dict[str, Any]:
    """Return the description of an upload's body to which a list of addresses is added."""
    described = deepcopy(body)
    json_body = described["requestBody"]["content"]["application/json"]
    json_body["schema"]["anyOf"].append(_ADDRESS_LIST)
    json_body["examples"] = {**json_body["examples"], **examples.QUEUED_ADDRESSES}
    return described


JOB_BODY = _with_addresses(UPLOAD_BODY)
# How a file is read that says what it is: as one with this ending.
_ENDINGS = {
    "text/html": ".html",
    "application/xhtml+xml": ".html",
    "text/plain": ".txt",
    "text/markdown": ".md",
    "application/json": ".json",
    "application/x-ndjson": ".jsonl",
    "application/ndjson": ".jsonl",
    "application/jsonl": ".jsonl",
    "application/xml": ".xml",
    "text/xml": ".xml",
    "application/pdf": ".pdf",
    "message/rfc822": ".eml",
    "application/warc": ".warc",
}
_FORM = "multipart/form-data"
_MAX_FILES = 1_000


@dataclass(frozen=True, slots=True)
class _SentFile:
    """A file of a form, or a whole body, which has no name. `said`: by its headers, of its use."""

    name: str | None
    media: str
    url: str | None
    body: bytes
    said: tuple[str, ...] | None = None
    seen_at: datetime | None = None


async def _sent(
    request: Request,
    url: Annotated[
        str | None, Query(description="Where a page comes from that is the body.", max_length=2_000)
    ] = None,
) -> list[_SentFile]:
    media = _media_of(request.headers.get("content-type"))
    if media == _FORM:
        return await _files(request)
    if media not in _ENDINGS:
        raise HTTPException(415, f"Content-Type {media!r} is none of {', '.join([*_ENDINGS, _FORM])}")
    return [_SentFile(None, media, _checked(url), await request.body())]


async def _files(request: Request) -> list[_SentFile]:
    """Return the files of a form.

    A file's header Content-Location says where it comes from, Memento-Datetime when it was seen there, others
    what its server said of its use.
    """
    found = []
    async with request.form(max_files=_MAX_FILES) as form:
        for number, (field, file) in enumerate(form.multi_items()):
            if not isinstance(file, UploadFile):
                raise InputError(f"the field {field!r} is no file; send files, as `curl -F file=@story.html`")
            url = _checked(file.headers.get("content-location"))
            name = file.filename or f"file {number}"
            said = said_in_headers(file.headers.items()) or None
            seen_at = _seen(file.headers.get("memento-datetime"))
            body = await file.read()
            found.append(_SentFile(name, _media_of(file.content_type), url, body, said, seen_at))
    return found


# Not async: what takes long runs in the thread pool.
def _documents(request: Request, files: Annotated[list[_SentFile], Depends(_sent)]) -> list[Read]:
    settings: Settings = request.app.state.settings
    return [_told(each, file) for file in files for each in _read(file, settings.max_document_bytes)]


Uploaded = Annotated[list[Read], Depends(_documents)]


def _queueable(request: Request, files: Annotated[list[_SentFile], Depends(_sent)]) -> list[Queued]:
    if len(files) == 1 and (addresses := _addresses(files[0])) is not None:
        return addresses
    return [*_documents(request, files)]


Queueable = Annotated[list[Queued], Depends(_queueable)]


def _addresses(file: _SentFile) -> list[Queued] | None:
    """Return the addresses that a JSON body lists, None for one that is no such list."""
    if file.name is not None or _ENDINGS.get(file.media) != ".json":
        return None
    try:
        content = json.loads(decode(file.body))
    except (ValueError, RecursionError):
        return None  # read as records, it is rejected with the reason
    if not isinstance(content, dict) or set(content) != {_ADDRESSES}:
        return None
    listed = content[_ADDRESSES]
    if not isinstance(listed, list) or not all(isinstance(each, str) for each in listed):
        raise InputError(f"{_ADDRESSES!r} must be a list of addresses, each a text")
    if len(listed) > _MOST_ADDRESSES:
        raise InputError(f"{len(listed):,} addresses are too many at once; send at most {_MOST_ADDRESSES:,}")
    return [_address(each.strip()) for each in listed]


def _address(url: str) -> Queued:
    try:
        return Address(str(_checked(url)))
    except InputError as refused:
        return RejectedDocument(url, str(refused))


def _read(file: _SentFile, max_bytes: int) -> Iterator[Read]:
    for found in _documents_of(file, max_bytes):
        if isinstance(found, Document) and file.seen_at:
            found = replace(found, seen_at=file.seen_at)
        yield found


def _documents_of(file: _SentFile, max_bytes: int) -> Iterator[Read]:
    name = file.name or "body"
    # Records of web archives are gzipped one by one; the file is read as it is.
    named = Path(
        name.lower().removesuffix(".gz") if name.lower().endswith(".warc.gz") else name.lower()
    ).suffix
    ending = _ENDINGS.get(file.media) or named
    if ending == ".gz":
        yield RejectedDocument(name, "is compressed; send it unpacked")
    elif ending == ".json":
        yield from (_within(each, max_bytes) for each in _records(file.name or "", file.body))
    else:
        for found in read_stream(BytesIO(file.body), name, ending, max_bytes=max_bytes):
            yield replace(found, url=file.url or found.url) if isinstance(found, Document) else found


def _told(document: Read, file: _SentFile) -> Read:
    """Return a document with what its file's headers say of its use, if anything."""
    if isinstance(document, RejectedDocument) or file.said is None:
        return document
    return replace(document, said=file.said)


def _media_of(content_type: str | None) -> str:
    return (content_type or "").partition(";")[0].strip().lower()


def _records(name: str, body: bytes) -> Iterator[Read]:
    try:
        for found in records_of(body):
            yield Document(found.origin(name), Media.RECORD, found.body)
    except ValueError as exc:
        yield RejectedDocument(name or "body", str(exc))


def _seen(stated: str | None) -> datetime | None:
    if stated is None:
        return None
    try:
        seen = parsedate_to_datetime(stated)
    except (TypeError, ValueError):
        raise InputError(
            f"Memento-Datetime={stated!r} is not a time such as 'Sat, 01 Mar 2025 06:00:00 GMT'"
        ) from None
    return seen if seen.tzinfo else seen.replace(tzinfo=UTC)


def _checked(url: str | None) -> str | None:
    try:
        if url is None or (urlsplit(url).scheme in ("http", "https") and urlsplit(url).hostname):
            return url
    except ValueError:
        pass
    raise InputError(f"url={url!r} must begin with http:// or https://")


def _within(document: Read, max_bytes: int) -> Read:
    if isinstance(document, RejectedDocument) or len(document.body) <= max_bytes:
        return document
    reason = f"has {len(document.body):,} bytes, DATELINE_MAX_DOCUMENT_MB allows {max_bytes:,}"
    return RejectedDocument(document.origin, reason)
