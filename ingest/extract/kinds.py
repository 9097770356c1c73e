"""What a version is to a reader, as its own words say: an article, a correction, a retraction."""

from __future__ import annotations

from collections.abc import Sequence

from ingest.article import Kind
from ingest.text.notices import notices_in


def kind_of(title: str, text: str, corrections: Sequence[str] = ()) -> Kind:
    """Return RETRACTION or CORRECTION where a notice in title, text or beside it says so, else ARTICLE."""
    told = {notice.kind for notice in notices_in(title, text)} | {Kind.CORRECTION for _ in corrections}
    return next((kind for kind in (Kind.RETRACTION, Kind.CORRECTION) if kind in told), Kind.ARTICLE)
