"""A raw document becomes the drafts of its stories."""

from __future__ import annotations

from collections.abc import Callable

from ingest.article import Draft
from ingest.document import Document, Media
from ingest.errors import RejectedDocument

__all__ = ["extract", "extractor_of"]


def extract(document: Document) -> list[Draft]:
    """Return the drafts of `document`, its main story first; raise RejectedDocument if there is none."""
    if not document.body.strip():
        raise RejectedDocument(document.origin, "the document is empty")
    return extractor_of(document.media)(document)


def extractor_of(media: Media) -> Callable[[Document], list[Draft]]:
    """Return what extracts a kind of document; its libraries are imported at its first use."""
    match media:
        case Media.HTML:
            from ingest.extract.webpage import extract_page

            return extract_page
        case Media.TEXT:
            from ingest.extract.text import extract_text

            return extract_text
        case Media.MARKDOWN:
            from ingest.extract.markdown import extract_markdown

            return extract_markdown
        case Media.RECORD:
            from ingest.extract.record import extract_record

            return extract_record
        case Media.XML:
            from ingest.extract.newsml import extract_newsml

            return extract_newsml
        case Media.MAIL:
            from ingest.extract.mail import extract_mail

            return extract_mail
        case Media.PDF:
            from ingest.extract.pdf import extract_pdf

            return extract_pdf
