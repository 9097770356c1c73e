"""A raw document becomes the drafts of its stories."""

from __future__ import annotations

from ingest.article import Draft
from ingest.document import Document, Media
from ingest.errors import RejectedDocument
from ingest.extract.markdown import extract_markdown
from ingest.extract.record import extract_record
from ingest.extract.text import extract_text
from ingest.extract.webpage import extract_page

__all__ = ["extract"]

_EXTRACTORS = {
    Media.HTML: extract_page,
    Media.TEXT: extract_text,
    Media.MARKDOWN: extract_markdown,
    Media.RECORD: extract_record,
}


def extract(document: Document) -> list[Draft]:
    """Return the drafts of `document`, its main story first; raise RejectedDocument if there is none."""
    if not document.body.strip():
        raise RejectedDocument(document.origin, "the document is empty")
    return _EXTRACTORS[document.media](document)
