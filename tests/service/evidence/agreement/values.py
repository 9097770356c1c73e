"""Evidence with an answer that the reader might have found in it."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from service.evidence.scoring import Evidence
from tests.handmade import AS_OF, evidence


def says(
    text: str,
    answer: str | None,
    story: str = "a",
    *,
    published_at: datetime = AS_OF,
    publisher: str | None = None,
    log_odds: float = 4.0,
    score: float = 0.9,
) -> Evidence:
    """Return a sentence of a story, and where it has the answer; each story has a publisher of its own."""
    item = evidence(text, score, story=story, published_at=published_at, publisher=publisher)
    start = text.index(answer) if answer else 0
    return replace(item, log_odds=log_odds, answer=(start, start + len(answer)) if answer else None)
