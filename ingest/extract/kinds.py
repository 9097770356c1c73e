"""What a version is to a reader, as its own words say: an article, a correction, a retraction."""

from __future__ import annotations

from ingest.article import Kind
from ingest.text.notices import notices_in


def kind_of(title: str, text: str) -> Kind:
    """Return RETRACTION or CORRECTION where a notice in title or text says so, else ARTICLE."""
    told = {notice.kind for notice in notices_in(title, text)}
    return next((kind for kind in (Kind.RETRACTION, Kind.CORRECTION) if kind in told), Kind.ARTICLE)
