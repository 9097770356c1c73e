"""A question becomes ranked passages: meaning and words fused, seen as of a moment, weighed by time."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

import numpy as np

from ingest.embedding import Vector
from ingest.library import Library
from ingest.passage_store import Filters, StoredPassage
from service.question import Question
from service.recency import time_prior

# Candidates taken from each index.
_CANDIDATES = 100
# Reciprocal rank fusion's constant (Cormack et al. 2009).
_RRF = 60
# Candidates taken when the filters let so few of the nearest through that some may be missed.
_WIDE = 1_000


@dataclass(frozen=True, slots=True)
class RankedPassage:
    """A passage with its fused score (0 to about 2; only the order means something)."""

    stored: StoredPassage
    score: float


@dataclass(frozen=True, slots=True)
class _Candidate:
    id: str
    score: float
    published_at: datetime


def retrieve(
    library: Library, question: Question, vector: Vector, filters: Filters, *, limit: int
) -> list[RankedPassage]:
    """Return the passages that the filters let through, best first, at most `limit`."""
    meaning = _nearest(library, vector, filters)
    words = _matching(library, question, filters)
    candidates = sorted(_fuse(question, meaning, words), key=lambda c: (-c.score, c.id))[:limit]
    loaded = library.passages.load([candidate.id for candidate in candidates], filters)
    return [RankedPassage(loaded[c.id], c.score) for c in candidates if c.id in loaded]


def _nearest(library: Library, vector: Vector, filters: Filters) -> dict[str, datetime]:
    """Return publication times by passage id, nearest in meaning first.

    The index is asked for more than is needed and the archive filters, which is thirty times cheaper than a
    filter in the index; when that leaves too few, the visible vectors are few enough to be searched exactly.
    """
    for limit in (_CANDIDATES * 2, _WIDE):
        nearest = [id_ for id_, _ in library.index.nearest(vector, limit)]
        visible = library.passages.published(nearest, filters)
        if len(visible) >= _CANDIDATES or len(nearest) < limit:
            return _in_order(nearest, visible)
    exact = _search_exactly(library, vector, filters)
    return _in_order(exact, library.passages.published(exact, filters))


def _in_order(ids: Sequence[str], visible: dict[str, datetime]) -> dict[str, datetime]:
    return {id_: visible[id_] for id_ in [id_ for id_ in ids if id_ in visible][:_CANDIDATES]}


def _search_exactly(library: Library, vector: Vector, filters: Filters) -> list[str]:
    best: list[tuple[float, str]] = []
    for ids, vectors in library.passages.scan(filters):
        scores = vectors @ vector
        best += [(float(scores[row]), ids[row]) for row in np.argsort(-scores)[:_CANDIDATES]]
        best = sorted(best, reverse=True)[:_CANDIDATES]
    return [id_ for _, id_ in best]


def _matching(library: Library, question: Question, filters: Filters) -> dict[str, datetime]:
    hits = library.index.matching(" ".join(question.terms), _CANDIDATES, filters)
    ids = [id_ for id_, _ in hits]
    return _in_order(ids, library.passages.published(ids, filters))


def _fuse(
    question: Question, meaning: dict[str, datetime], words: dict[str, datetime]
) -> Iterable[_Candidate]:
    scores: dict[str, float] = {}
    for ranking in (meaning, words):
        for rank, id_ in enumerate(ranking):
            scores[id_] = scores.get(id_, 0.0) + 1 / (_RRF + rank + 1)
    best = max(scores.values(), default=1.0)
    for id_, score in scores.items():
        published_at = meaning.get(id_) or words[id_]
        yield _Candidate(id_, score / best + time_prior(question, published_at), published_at)
