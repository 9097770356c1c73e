"""How many stories say what a sentence does: what many tell is worth more than what one does."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np

from ingest.embeddings.embedder import Vectors
from service.english.lemmas import word_stems
from service.evidence.logistic import Floats
from service.summaries.pool import Candidate, stacked

# From this likeness on two sentences tell the same.
_SAME = 0.65


def weighed_by_stories(candidates: Sequence[Candidate]) -> list[Candidate]:
    """Return the sentences, each weighted by the stories that tell the same.

    Their number counts in full and the score by its root: of what fits, more is decided by who tells it.
    """
    if not candidates:
        return []
    same = likeness(candidates) >= _SAME
    told = [len(set().union(*(candidates[int(row)].voices for row in np.flatnonzero(near)))) for near in same]
    return [_weighted(each, count) for each, count in zip(candidates, told, strict=True)]


def likeness(candidates: Sequence[Candidate]) -> Floats:
    """Return for each pair the mean of the cosine and the share of common words, shape (n, n)."""
    vectors = stacked(candidates)
    stemmed = [word_stems(each.item.text) for each in candidates]
    counts = Counter(word for words in stemmed for word in words)
    rarity = {word: math.log((len(candidates) + 1) / (count + 0.5)) for word, count in counts.items()}
    sums = np.array([sum(rarity[word] for word in words) for words in stemmed], np.float32)
    common = _common(stemmed, {word: weight for word, weight in rarity.items() if counts[word] > 1})
    np.fill_diagonal(common, sums)
    shared = 2 * common / np.maximum(sums[:, None] + sums[None, :], 1e-9)
    found: Floats = ((vectors @ vectors.T + shared) / 2).astype(np.float64)
    np.fill_diagonal(found, 1.0)  # a sentence tells what it tells, also one without content words
    return found


def _common(stemmed: Sequence[frozenset[str]], weights: Mapping[str, float]) -> Vectors:
    """Return for each pair the weight of the words that both have; words of one sentence are left out."""
    column = {word: at for at, word in enumerate(sorted(weights))}
    has = np.zeros((len(stemmed), len(column)), np.float32)
    for row, words in enumerate(stemmed):
        has[row, [column[word] for word in words if word in column]] = 1.0
    weighed = np.array([weights[word] for word in column], np.float32)
    common: Vectors = ((has * weighed) @ has.T).astype(np.float32)
    return common


def _weighted(candidate: Candidate, stories: int) -> Candidate:
    return replace(candidate, item=replace(candidate.item, score=stories * math.sqrt(candidate.item.score)))
