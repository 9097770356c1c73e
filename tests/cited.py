"""Statements and citations made by hand."""

from __future__ import annotations

from datetime import UTC, datetime

from ingest.article import text_sha256
from service.answer import Citation, Statement, Support

AS_OF = datetime(2025, 10, 8, 12, tzinfo=UTC)


def citation(
    quote: str,
    *,
    marker: int = 1,
    article: str = "a1",
    version: int = 1,
    start: int = 0,
    title: str = "Untitled",
    publisher: str | None = "The Echo",
    published_at: datetime | None = AS_OF,
    url: str | None = None,
) -> Citation:
    return Citation(
        marker=marker,
        article_id=article,
        version=version,
        sha256=text_sha256(quote),
        start=start,
        end=start + len(quote),
        quote=quote,
        title=title,
        publisher=publisher,
        published_at=published_at,
        url=url,
        story_id=article,
    )


def statement(text: str, *citations: Citation) -> Statement:
    return Statement(text, citations, Support.CHECKED, 0.9)
