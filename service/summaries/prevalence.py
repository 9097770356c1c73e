"""How many stories say what a sentence does: what many tell is worth more than what one does."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from ingest.embeddings.embedder import Vector, Vectors
from ingest.store.passages import StoredPassage
from service.english.lemmas import word_stems
from service.summaries.pool import Candidate, stacked

# From this likeness on two sentences tell the same.
_SAME = 0.65


@dataclass(frozen=True, slots=True)
class Sentences:
    """Sentences to compare: their vectors, (n, dimension), and the stems of each one's content words."""

    vectors: Vectors
    stems: list[frozenset[str]]

    @classmethod
    def of(cls, candidates: Sequence[Candidate]) -> Sentences:
        """Return those of candidates."""
        return cls(stacked(candidates), [word_stems(each.item.text) for each in candidates])

    @classmethod
    def within(cls, passages: Sequence[StoredPassage]) -> Sentences:
        """Return all those of passages."""
        stems = [word_stems(each.sentence(index)) for each in passages for index in _indexes(each)]
        return cls(np.concatenate([each.sentence_vectors for each in passages]), stems)


def weighed_by_stories(candidates: Sequence[Candidate], read: Sequence[StoredPassage]) -> list[Candidate]:
    """Return the sentences, each weighted by the stories that tell the same in the passages that were read.

    All sentences of these count: what one story tells of a matter need not be near the topic by itself.
    """
    if not candidates:
        return []
    stories = [each.article.story_id for each in read for _ in _indexes(each)]
    same = likeness(Sentences.of(candidates), Sentences.within(read)) >= _SAME
    weighed = []
    for each, near in zip(candidates, same, strict=True):
        told = each.voices.keys() | {stories[column] for column in np.flatnonzero(near)}
        weighed.append(replace(each, item=replace(each.item, score=len(told) * each.item.score)))
    return weighed


def likeness(ones: Sentences, others: Sentences) -> Vectors:
    """Return for each pair the mean of the cosine and the share of common words, shape (ones, others).

    A word weighs by its rarity among the others.
    """
    counts = Counter(word for words in others.stems for word in words)
    own = frozenset[str]().union(*ones.stems)
    rarity = {w: math.log((len(others.stems) + 1) / (counts[w] + 0.5)) for w in counts.keys() | own}
    columns = {word: at for at, word in enumerate(sorted(counts.keys() & own))}
    weights = np.array([rarity[word] for word in columns], np.float32)
    common = (_having(ones, columns) * weights) @ _having(others, columns).T
    total = _sums(ones, rarity)[:, None] + _sums(others, rarity)[None, :]
    alike: Vectors = (ones.vectors @ others.vectors.T + 2 * common / np.maximum(total, 1e-9)) / 2
    return alike


def _having(sentences: Sentences, columns: Mapping[str, int]) -> Vectors:
    """Return 1 where a sentence has the word of a column, shape (sentences, columns)."""
    has = np.zeros((len(sentences.stems), len(columns)), np.float32)
    for row, words in enumerate(sentences.stems):
        has[row, [columns[word] for word in words if word in columns]] = 1.0
    return has


def _sums(sentences: Sentences, rarity: Mapping[str, float]) -> Vector:
    return np.array([sum(rarity[word] for word in words) for words in sentences.stems], np.float32)


def _indexes(stored: StoredPassage) -> range:
    return range(len(stored.passage.sentences))
