"""Sentences made by hand, held as a summary's pool holds them."""

from __future__ import annotations

from datetime import datetime

from service.summaries.pool import Candidate
from tests.handmade import AS_OF, EAST, evidence


def held(
    text: str,
    score: float = 0.5,
    vector: tuple[float, float] = EAST,
    *,
    story: str = "story",
    publisher: str | None = None,
    published_at: datetime = AS_OF,
) -> Candidate:
    item = evidence(text, score, vector, story=story, publisher=publisher, published_at=published_at)
    article = item.stored.article
    return Candidate(item, {article.story_id: article.publisher or article.story_id}, published_at)


def texts(chosen: list[Candidate]) -> list[str]:
    return [each.item.text for each in chosen]
