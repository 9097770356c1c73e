"""A bounded number of the best sentences, however many go through; what repeats another is counted to it."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

import numpy as np

from ingest.embeddings.embedder import Vectors
from service.evidence.agreement.repeats import repeats
from service.evidence.agreement.voices import Voices, independent_sources, voices_of
from service.evidence.scoring import Evidence

# Sentences kept. Twice as many are held before the worst are let go.
KEPT = 400
_REPEATS = 0.9  # a quick look, so that few pairs are read


@dataclass(frozen=True, slots=True, eq=False)
class Candidate:
    """A sentence, the publisher of each story that says so, and when the first one did."""

    item: Evidence
    voices: Voices
    since: datetime

    @property
    def sources(self) -> int:
        """Independent sources: a story counts once, and so does a publisher."""
        return independent_sources(self.voices)

    @property
    def weight(self) -> float:
        return self.item.score * (1 + math.log(self.sources))


class Pool:
    """Takes sentences in and keeps at most `kept` of them, by weight; it never holds twice as many."""

    def __init__(self, kept: int = KEPT) -> None:
        self._kept = kept
        self._candidates: list[Candidate] = []
        self._vectors: Vectors | None = None
        self.most = 0  # sentences that were held at once

    def add(self, items: Iterable[Evidence]) -> None:
        for item in items:
            if item.score > 0:
                self._add(item)

    @property
    def candidates(self) -> list[Candidate]:
        """What is kept, best first."""
        self._prune()
        return list(self._candidates)

    def _add(self, item: Evidence) -> None:
        row = self._repeated(item)
        if row is None:
            self._append(_candidate(item))
            return
        self._candidates[row] = joined = _joined(self._candidates[row], item)
        assert self._vectors is not None
        self._vectors[row] = joined.item.vector

    def _repeated(self, item: Evidence) -> int | None:
        if self._vectors is None:
            return None
        near = self._vectors[: len(self._candidates)] @ item.vector
        for row in np.flatnonzero(near > _REPEATS):
            if repeats(item, self._candidates[row].item):
                return int(row)
        return None

    def _append(self, candidate: Candidate) -> None:
        if self._vectors is None:
            self._vectors = np.zeros((2 * self._kept, len(candidate.item.vector)), np.float32)
        self._vectors[len(self._candidates)] = candidate.item.vector
        self._candidates.append(candidate)
        self.most = max(self.most, len(self._candidates))
        if len(self._candidates) == 2 * self._kept - 1:
            self._prune()

    def _prune(self) -> None:
        self._candidates = sorted(self._candidates, key=lambda candidate: -candidate.weight)[: self._kept]
        if self._vectors is not None and self._candidates:
            self._vectors[: len(self._candidates)] = stacked(self._candidates)


def stacked(candidates: Sequence[Candidate]) -> Vectors:
    """Return the vectors of sentences, (n, dimension)."""
    return np.stack([each.item.vector for each in candidates])


def _candidate(item: Evidence) -> Candidate:
    # A passage's vectors are a window on those of all passages that were loaded with it.
    stored = replace(item.stored, sentence_vectors=item.stored.sentence_vectors.copy())
    item = replace(item, stored=stored, vector=stored.sentence_vectors[item.index])
    return Candidate(item, voices_of([item.stored.article]), item.stored.visible_from)


def _rank(item: Evidence) -> tuple[bool, float]:
    """What may be quoted whole comes before what may not."""
    return item.stored.allowance.whole, item.score


def _joined(candidate: Candidate, item: Evidence) -> Candidate:
    better = _candidate(item).item if _rank(item) > _rank(candidate.item) else candidate.item
    return Candidate(
        better,
        voices_of([item.stored.article]) | candidate.voices,
        min(candidate.since, item.stored.visible_from),
    )
