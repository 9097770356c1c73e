"""Sentences that together cover what all of them say: greedy facility location within a length."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from service.english.lemmas import common_words
from service.evidence.cite import published
from service.evidence.disagree import SAME_MATTER, SAME_TIME
from service.evidence.logistic import Floats
from service.evidence.repeats import repeats
from service.evidence.scoring import Evidence
from service.summaries.figures import figure_contrast
from service.summaries.pool import Candidate, stacked
from service.summaries.prevalence import likeness

# Below the first likeness a sentence covers nothing of another, from the second on all of it.
_UNLIKE, _ALIKE = 0.3, 0.6
# What a sentence is worth by itself, against what it covers.
_OWN = 0.5
# What a word costs: with 1 the shortest sentences win, with 0 the longest.
_COST = 0.15
# What is worth less than this share of the best is left out, even if there is room for it.
_LEAST = 0.2
# From this share of common words on a sentence tells what a chosen one does: vectors depend on the context.
_SAME_WORDS = 0.6


@dataclass(frozen=True, slots=True)
class Length:
    """How long a summary may be; None is no limit."""

    words: int | None
    sentences: int | None

    def allows(self, words: int, sentences: int) -> bool:
        return (self.words is None or words <= self.words) and (
            self.sentences is None or sentences <= self.sentences
        )


def choose_candidates(candidates: Sequence[Candidate], length: Length) -> list[Candidate]:
    """Return sentences within the length, the most telling first; at least one, even if it is too long."""
    if not candidates:
        return []
    chooser = _Chooser(candidates)
    chosen: list[Candidate] = []
    words = 0
    while len(chosen) < len(candidates):
        fitting = [
            row
            for row in chooser.open
            if length.allows(words + count_words(candidates[row]), len(chosen) + 1)
        ]
        if not fitting:
            break
        row = chooser.best(fitting)
        chosen.append(candidates[row])
        words += count_words(candidates[row])
        chooser.take(row)
    return chosen or [min(candidates[:3], key=count_words)]


def count_words(candidate: Candidate) -> int:
    return len(candidate.item.text.split())


def current(candidates: Sequence[Candidate]) -> list[Candidate]:
    """Return the sentences without those whose figures a later one on the same matter replaces."""
    return [each for each, later in zip(candidates, replaced_by(candidates), strict=True) if later is None]


def replaced_by(candidates: Sequence[Candidate]) -> list[Candidate | None]:
    """Return for each sentence the later one that replaces its figures, if there is one."""
    if not candidates:
        return []
    vectors = stacked(candidates)
    alike = vectors @ vectors.T >= SAME_MATTER
    return [
        next((other for other in itertools.compress(candidates, alike[row]) if _replaces(other, each)), None)
        for row, each in enumerate(candidates)
    ]


def _replaces(later: Candidate, earlier: Candidate) -> bool:
    """Whether other figures replace the earlier ones: of the same publisher, or too late to disagree."""
    one, other = earlier.item.stored, later.item.stored
    if other.visible_from <= one.visible_from:
        return False
    publisher = one.article.publisher
    own = one.article.id == other.article.id or (publisher and publisher == other.article.publisher)
    if not own and published(later.item) - published(earlier.item) < SAME_TIME:
        return False
    return figure_contrast(earlier.item.text, later.item.text) is not None


class _Chooser:
    """What is covered so far, and what each open sentence would add."""

    def __init__(self, candidates: Sequence[Candidate]) -> None:
        self._candidates = candidates
        self._cover = _coverage(candidates)
        self._weights = np.array([each.weight for each in candidates])
        best = max(float(self._weights.max()), 1e-9)
        self._own = _OWN * self._weights / best
        self._cost = np.array([max(count_words(each), 1) for each in candidates]) ** _COST
        self._covered = np.zeros(len(candidates))
        self.open = [int(row) for row in np.flatnonzero(self._weights >= _LEAST * best)]

    def best(self, rows: Sequence[int]) -> int:
        """Return the row that adds most for its length."""
        added = np.maximum(self._cover[rows] - self._covered, 0.0) @ self._weights
        total = float(self._weights.sum()) or 1.0
        gain = (added / total + self._own[rows]) / self._cost[rows]
        return rows[int(np.argmax(gain))]

    def take(self, row: int) -> None:
        """Count a sentence as chosen; what repeats it is no longer open."""
        self._covered = np.maximum(self._covered, self._cover[row])
        taken = self._candidates[row].item
        self.open = [other for other in self.open if not _tells(self._candidates[other].item, taken)]


def _tells(item: Evidence, taken: Evidence) -> bool:
    return repeats(item, taken) or common_words(item.text, taken.text) >= _SAME_WORDS


def _coverage(candidates: Sequence[Candidate]) -> Floats:
    cover: Floats = np.clip((likeness(candidates) - _UNLIKE) / (_ALIKE - _UNLIKE), 0.0, 1.0) ** 2
    return cover
