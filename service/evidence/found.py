"""A found passage as it is given away: over HTTP, to LlamaIndex, in the terminal."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Self

from ingest.store.allowance import Allowance
from service.evidence.retrieve import RankedPassage


@dataclass(frozen=True, slots=True)
class FoundPassage:
    """A passage and where it stands: `text` is `[start:end]` of that version.

    `score` is from 0 to 1 and falls with the rank; it is no probability. `posted_at`: when the post of a live
    blog was posted that it is of. `reserved`: its publisher does not let it be quoted, or only so far as
    `text` goes, which may be empty.
    """

    id: str
    text: str
    url: str | None
    title: str
    publisher: str | None
    published_at: datetime | None
    article_id: str
    version: int
    start: int
    end: int
    sha256: str
    story_id: str
    score: float
    reserved: bool = False
    posted_at: datetime | None = None

    @classmethod
    def of(cls, ranked: RankedPassage, left: Allowance | None = None) -> Self:
        """Return a passage with no more of its text than may be quoted, or than is `left` of that."""
        stored = ranked.stored
        whole = stored.allowance.whole
        pieces = (left or stored.allowance).pieces(stored.text)
        _, shown = (0, len(stored.text)) if whole else next(pieces, (0, 0))
        return cls(
            id=stored.passage.id,
            text=stored.text[:shown],
            url=stored.article.url,
            title=stored.title,
            publisher=stored.article.publisher,
            published_at=stored.published_at,
            article_id=stored.article.id,
            version=stored.passage.version,
            start=stored.passage.start,
            end=stored.passage.start + shown,
            sha256=stored.sha256,
            story_id=stored.article.story_id,
            # A fused score has no upper bound of its own (1 for rank, and what age and words add).
            score=ranked.score / (1 + ranked.score),
            reserved=not whole,
            posted_at=stored.posted_at,
        )


def found_passages(passages: Iterable[RankedPassage]) -> list[FoundPassage]:
    """Return passages that are given away together, of an article no more than may be quoted in all."""
    left: dict[str, Allowance] = {}
    found = []
    for ranked in passages:
        stored = ranked.stored
        allowance = left.get(stored.article.id, stored.allowance)
        found.append(FoundPassage.of(ranked, allowance))
        if not stored.allowance.whole:
            left[stored.article.id] = allowance.less(found[-1].text) or allowance
    return found


@dataclass(frozen=True, slots=True)
class SearchResult:
    """The passages that fit best, best first."""

    passages: list[FoundPassage]
