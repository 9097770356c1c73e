"""How many stories say what a sentence does: what many tell is worth more than what one does."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from ingest.embedding import Vectors
from service.models import Floats
from service.summaries.pool import Held, stacked
from service.summaries.wording import content_stems

# As in service/summaries/echoes.py, where the words are weighed by their rarity in the whole archive.
_SAME = 0.55


def most_told(held: Sequence[Held]) -> list[Held]:
    """Return the sentences, each weighted by the stories that tell the same."""
    if not held:
        return []
    same = likeness(held) >= _SAME
    told = [len(set().union(*(held[int(row)].voices for row in np.flatnonzero(near)))) for near in same]
    return [_weighted(each, 1 + math.log(count)) for each, count in zip(held, told, strict=True)]


def likeness(held: Sequence[Held]) -> Floats:
    """Return for each pair the mean of the cosine and the share of common words, shape (n, n)."""
    vectors = stacked(held)
    words = _incidence(held)
    rarity = np.log((len(held) + 1) / (words.sum(axis=0) + 0.5))
    common = (words * rarity) @ words.T
    sums = np.diag(common)
    shared = 2 * common / np.maximum(sums[:, None] + sums[None, :], 1e-9)
    found: Floats = ((vectors @ vectors.T + shared) / 2).astype(np.float64)
    return found


def _incidence(held: Sequence[Held]) -> Vectors:
    """Return which sentence (row) has which word (column)."""
    stemmed = [content_stems(each.item.text) for each in held]
    column = {word: at for at, word in enumerate(sorted(set().union(*stemmed)))}
    found = np.zeros((len(held), len(column)), np.float32)
    for row, words in enumerate(stemmed):
        found[row, [column[word] for word in words]] = 1.0
    return found


def _weighted(held: Held, share: float) -> Held:
    return replace(held, item=replace(held.item, score=held.item.score * share))
