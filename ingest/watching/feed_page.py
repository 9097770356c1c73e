"""An entry of a feed that has its whole text, as a page like any other."""

from __future__ import annotations

from html import escape

from lxml import etree, html  # type: ignore[import-untyped]

from ingest.document import Document, Media
from ingest.watching.entry import Entry

# A whole article has several paragraphs, or is longer than a teaser; summaries end in a link to the rest.
_LEAST_CHARACTERS, _LEAST_PARAGRAPHS = 600, 3
_ELLIPSES = ("…", "...", "[…]", "[...]", "»", "→")


def holds_whole_text(entry: Entry) -> bool:
    """Return whether the entry's content is the article, and no part of it."""
    if not entry.content or not entry.title:
        return False
    paragraphs = _paragraphs(entry.content)
    text = " ".join(paragraphs)
    if len(text) < _LEAST_CHARACTERS or len(paragraphs) < _LEAST_PARAGRAPHS:
        return False
    # A last line without a full stop is "Read more", or the text is cut there.
    return not text.endswith(_ELLIPSES) and any(
        paragraph.rstrip("\"'”’)»").endswith((".", "!", "?")) for paragraph in paragraphs[-2:]
    )


def _paragraphs(content: str) -> list[str]:
    try:
        root = html.fragment_fromstring(content, create_parent="div")
    except (etree.ParserError, ValueError):
        return []
    texts = (" ".join("".join(element.itertext()).split()) for element in root.iter("p"))
    found = [text for text in texts if text]
    return found or [line for line in (part.strip() for part in root.text_content().split("\n")) if line]


def as_page(entry: Entry) -> Document:
    """Return the entry as an HTML page that states its title, address, dates and author."""
    stated = {
        "article:published_time": entry.published.isoformat() if entry.published else None,
        "article:modified_time": entry.updated.isoformat() if entry.updated else None,
        "author": entry.author,
    }
    metas = "".join(
        f'<meta name="{name}" property="{name}" content="{escape(value)}">'
        for name, value in stated.items()
        if value
    )
    title, link = escape(entry.title or ""), escape(entry.url or "")
    page = (
        f'<!doctype html><html><head><meta charset="utf-8"><title>{title}</title>'
        f'<link rel="canonical" href="{link}">{metas}</head>'
        f"<body><article><h1>{title}</h1>{entry.content or entry.summary or ''}</article></body></html>"
    )
    origin = entry.url or f"feed entry {entry.key}"
    return Document(origin, Media.HTML, page.encode("utf-8", "replace"), entry.url)
