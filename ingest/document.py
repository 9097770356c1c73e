"""A raw document as a source yields it: bytes, what they are, and where they came from."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Media(StrEnum):
    """How the bytes of a document are to be read."""

    HTML = "html"
    TEXT = "text"
    MARKDOWN = "markdown"
    RECORD = "record"  # one JSON object
    XML = "xml"  # NewsML or NITF
    MAIL = "mail"
    PDF = "pdf"


@dataclass(frozen=True, slots=True)
class Document:
    """`origin` names the document in messages (a path, "archive.jsonl:12", a URL); `body` is decompressed.

    Its source may say when it was `published_at`, for one that does not say so itself, whose it is, and when
    it was seen there. `said`: what its server said of its use (ingest/rights.py); None: no server was asked.
    """

    origin: str
    media: Media
    body: bytes
    url: str | None = None
    published_at: datetime | None = None
    publisher: str | None = None
    seen_at: datetime | None = None
    said: tuple[str, ...] | None = None
