"""A question becomes ranked passages: meaning and words fused, seen as of a moment, weighed by time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

import numpy as np

from ingest.embeddings.embedder import Vector
from ingest.library import Library
from ingest.store.filters import Filters
from ingest.store.passages import AlteredVersion, StoredPassage
from service.evidence.copies import repeated_sentences
from service.evidence.recency import time_prior
from service.questions.question import Question

# Candidates from each index that are fused.
_CANDIDATES = 80
# Nearest passages asked for at first, and when the filters leave too few of them.
_NEAREST = 110
_WIDE = 1_000
# So many of the latter are enough, the nearest of all visible ones: with no more by meaning, 241 of 243
# questions on news have their answer in the first 24 passages, as with 80 (with six, 239).
_ENOUGH = 12
# Reading the vectors of so many passages takes a tenth of the time that opening Chroma does, and less than
# asking it for 1,000 of which the filters leave few.
FEW_PASSAGES = 5_000
# Reciprocal rank fusion's constant (Cormack et al. 2009).
_RRF = 60


@dataclass(frozen=True, slots=True)
class RankedPassage:
    """A passage with its fused score (0 to about 2; only the order means something)."""

    stored: StoredPassage
    score: float


@dataclass(frozen=True, slots=True)
class Retrieved:
    """Passages, best first, and the versions that would have been among them if they were not altered.

    `reserved` would have been, too, best first: their publishers do not let them be quoted.
    """

    passages: list[RankedPassage]
    reserved: list[RankedPassage] = field(default_factory=list)
    altered: frozenset[AlteredVersion] = frozenset()


def retrieve(
    library: Library, question: Question, vector: Vector, filters: Filters, *, limit: int
) -> Retrieved:
    """Return the passages that the filters let through, best first, at most `limit`.

    Of the articles of one story a later one is there only with what it says beside the earlier ones.
    """
    scores = _once_a_story(
        library, filters, _fuse(question, *_candidates(library, question, vector, filters))
    )
    best = sorted(scores, key=lambda id_: (-scores[id_], id_))
    found = Retrieved([])
    # What may not be quoted takes no place of what may.
    while best and len(found.passages) < limit:
        some, best = best[:limit], best[limit:]
        loaded = library.passages.load(some, filters)
        found = Retrieved(
            (found.passages + _ranked(some, loaded.passages, scores))[:limit],
            found.reserved + _ranked(some, loaded.reserved, scores),
            found.altered | loaded.altered,
        )
    return found


def _ranked(
    ids: Sequence[str], loaded: Mapping[str, StoredPassage], scores: Mapping[str, float]
) -> list[RankedPassage]:
    return [RankedPassage(loaded[id_], scores[id_]) for id_ in ids if id_ in loaded]


def _once_a_story(library: Library, filters: Filters, scores: Mapping[str, float]) -> dict[str, float]:
    """Leave out each passage that only repeats earlier articles of its story; those take its place."""
    shared = library.passages.load(library.passages.of_shared_stories(list(scores)), filters).passages
    repeated = repeated_sentences(shared.values())
    kept = dict(scores)
    for id_, stored in shared.items():
        first = [repeated.get((id_, index)) for index in range(len(stored.passage.sentences))]
        if None not in first:
            del kept[id_]
            kept |= {each: max(kept[each], scores[id_]) for each in first if each}
    return kept


def _candidates(
    library: Library, question: Question, vector: Vector, filters: Filters
) -> tuple[list[str], list[str], dict[str, datetime]]:
    """Return what is nearest in meaning, what shares words, both best first, and when each was published.

    The index is asked for more than is needed and the archive filters, which is thirty times cheaper than a
    filter in the index. Where the filters let few through, or that leaves too few, all visible vectors are
    searched exactly.
    """
    words = [id_ for id_, _ in library.index.matching(" ".join(question.terms), _CANDIDATES, filters)]
    if _few_are_visible(library, filters):
        return _compared(library, vector, filters, words)
    for limit, enough in ((_NEAREST, _CANDIDATES), (_WIDE, _ENOUGH)):
        nearest = [id_ for id_, _ in library.index.nearest(vector, limit)]
        published = library.passages.published(list(dict.fromkeys(nearest + words)), filters)
        visible = [id_ for id_ in nearest if id_ in published]
        if len(visible) >= enough or len(nearest) < limit:
            break
    else:
        return _compared(library, vector, filters, words)
    return visible[:_CANDIDATES], [id_ for id_ in words if id_ in published], published


def _few_are_visible(library: Library, filters: Filters) -> bool:
    """Return whether to compare all visible vectors; articles are taken to have as many passages each."""
    size = library.index.size()
    if not filters.narrow:
        return size <= FEW_PASSAGES and not library.index.chroma_is_open
    visible, every = (library.coverage.count(each).articles for each in (filters, Filters(filters.as_of)))
    return size * visible <= FEW_PASSAGES * every


def _compared(
    library: Library, vector: Vector, filters: Filters, words: Sequence[str]
) -> tuple[list[str], list[str], dict[str, datetime]]:
    """Return what `_candidates` does, by all visible vectors."""
    nearest = _search_exactly(library, vector, filters)
    published = library.passages.published(list(dict.fromkeys([*nearest, *words])), filters)
    # One may have been removed meanwhile.
    visible, known = ([id_ for id_ in ids if id_ in published] for ids in (nearest, words))
    return visible, known, published


def _search_exactly(library: Library, vector: Vector, filters: Filters) -> list[str]:
    best: list[tuple[float, str]] = []
    for ids, vectors in library.passages.scan(filters):
        scores = vectors @ vector
        best += [(float(scores[row]), ids[row]) for row in np.argsort(-scores)[:_CANDIDATES]]
        best = sorted(best, reverse=True)[:_CANDIDATES]
    return [id_ for _, id_ in best]


def _fuse(
    question: Question, meaning: Sequence[str], words: Sequence[str], published: dict[str, datetime]
) -> dict[str, float]:
    """Return a score for each passage: reciprocal ranks scaled to 1 for the best, and what time adds."""
    scores: dict[str, float] = {}
    for ranking in (meaning, words):
        for rank, id_ in enumerate(ranking):
            scores[id_] = scores.get(id_, 0.0) + 1 / (_RRF + rank + 1)
    best = max(scores.values(), default=1.0)
    return {id_: score / best + time_prior(question, published[id_]) for id_, score in scores.items()}
