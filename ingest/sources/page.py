"""One page from the web as a document."""

from __future__ import annotations

from dataclasses import replace

from ingest.document import Document, Media
from ingest.errors import RejectedDocument
from ingest.rights import said_in_headers
from ingest.sources.tdm import TdmFiles
from ingest.sources.web import Fetched, fetch

ACCEPT = "text/html,application/xhtml+xml,text/plain;q=0.8"
PAGES = {
    "text/html": Media.HTML,
    "application/xhtml+xml": Media.HTML,
    "text/plain": Media.TEXT,
    "text/markdown": Media.MARKDOWN,
    "application/json": Media.RECORD,
}


def fetch_page(url: str, *, max_bytes: int, timeout: float, allow_private: bool = False) -> Document:
    """Fetch `url` within `timeout` seconds in all, following redirects; `Document.url` is where they end.

    Raises InputError for a URL that must not be fetched, RejectedDocument for an answer that cannot be used.
    """
    fetched = fetch(
        url,
        max_bytes=max_bytes,
        timeout=timeout,
        allow_private=allow_private,
        wanted=PAGES,
        headers={"Accept": ACCEPT},
    )
    return page_document(fetched)


def page_document(fetched: Fetched) -> Document:
    """Return what was fetched as a document. Raises RejectedDocument for what is no page."""
    origin = fetched.url
    if fetched.status != 200:
        raise RejectedDocument(origin, f"the server answered {fetched.status} {fetched.reason}")
    stated = fetched.media_type
    if stated not in PAGES:
        raise RejectedDocument(origin, f"content type {stated!r} is not one of {', '.join(PAGES)}")
    if not fetched.body.strip():
        raise RejectedDocument(origin, "the page is empty")
    said = said_in_headers(fetched.headers.multi_items())
    return Document(origin, PAGES[stated], fetched.body, origin, said=said)


def with_file(page: Document, files: TdmFiles) -> Document:
    """Return a page with what its host says of it in tdmrep.json, behind what its server said."""
    return replace(page, said=(*(page.said or ()), *files.said(page.origin)))
