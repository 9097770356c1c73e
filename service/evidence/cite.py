"""A sentence of evidence as a citation, and where and when it was published."""

from __future__ import annotations

from datetime import datetime

from service.answer import Citation
from service.evidence.scoring import Evidence

Place = tuple[str, int, int]


def cite(item: Evidence, marker: int) -> Citation:
    """Return the citation of a sentence; the quote is what the archive holds at its offsets."""
    stored = item.stored
    return Citation(
        marker=marker,
        article_id=stored.article.id,
        version=stored.passage.version,
        sha256=stored.sha256,
        start=item.start,
        end=item.end,
        quote=item.text,
        title=stored.title,
        publisher=stored.article.publisher,
        published_at=stored.published_at,
        url=stored.article.url,
        story_id=stored.article.story_id,
        posted_at=stored.posted_at,
    )


def place(item: Evidence) -> Place:
    """Return where a sentence stands: its article, the version, and where it begins there."""
    return item.stored.article.id, item.stored.passage.version, item.start


def public_since(item: Evidence) -> datetime:
    """Return when a sentence's post or article was published, or else became visible."""
    return item.stored.public_since
