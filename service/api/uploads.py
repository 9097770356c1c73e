"""The body of a request as documents: JSON records or an HTML page."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Annotated, Any
from urllib.parse import urlsplit

from fastapi import Depends, HTTPException, Query, Request

from ingest.document import Document, Media
from ingest.errors import InputError, RejectedDocument
from ingest.settings import Settings
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
UPLOAD_BODY: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {
            "application/json": {
                "schema": {
                    "anyOf": [
                        _RECORD,
                        {
                            "type": "object",
                            "properties": {"articles": {"type": "array", "items": _RECORD}},
                            "required": ["articles"],
                            "additionalProperties": False,
                        },
                    ]
                },
                "examples": examples.UPLOADED_JSON,
            },
            "text/html": {"schema": {"type": "string"}, "examples": examples.UPLOADED_PAGE},
        },
    }
}


async def _documents(
    request: Request,
    url: Annotated[str | None, Query(description="Where an HTML page comes from.", max_length=2_000)] = None,
) -> list[Document | RejectedDocument]:
    settings: Settings = request.app.state.settings
    media = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if media == "application/json":
        documents = list(_records(await request.body()))
    elif media == "text/html":
        documents = [Document(url or "page", Media.HTML, await request.body(), _checked(url))]
    else:
        raise HTTPException(415, f"Content-Type {media!r} is not application/json or text/html")
    return [_within(document, settings.max_document_bytes) for document in documents]


Uploaded = Annotated[list[Document | RejectedDocument], Depends(_documents)]


def _records(body: bytes) -> Iterator[Document]:
    try:
        content = json.loads(body)
    except (ValueError, RecursionError) as exc:
        raise InputError(f"the body is not valid JSON ({exc})") from exc
    if not isinstance(content, dict):
        raise InputError(f"the body must be one JSON object, got {type(content).__name__}")
    if "articles" not in content:
        yield _record("record", content)
        return
    articles = content["articles"]
    if not isinstance(articles, list) or len(content) > 1:
        raise InputError('several records go in one list: {"articles": [...]}, with no other field beside it')
    for index, record in enumerate(articles):
        yield _record(f"articles[{index}]", record)


def _record(origin: str, record: object) -> Document:
    return Document(origin, Media.RECORD, json.dumps(record).encode())


def _checked(url: str | None) -> str | None:
    try:
        if url is None or (urlsplit(url).scheme in ("http", "https") and urlsplit(url).hostname):
            return url
    except ValueError:
        pass
    raise InputError(f"url={url!r} must begin with http:// or https://")


def _within(document: Document, max_bytes: int) -> Document | RejectedDocument:
    if len(document.body) <= max_bytes:
        return document
    reason = f"has {len(document.body):,} bytes, DATELINE_MAX_DOCUMENT_MB allows {max_bytes:,}"
    return RejectedDocument(document.origin, reason)
