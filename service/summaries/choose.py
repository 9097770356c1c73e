"""Sentences each of which adds a matter: the weightiest of those that tell it, within a length."""

from __future__ import annotations

import itertools
from collections.abc import Hashable, Sequence
from dataclasses import dataclass

import numpy as np

from service.english.lemmas import common_words
from service.evidence.agreement.disagree import SAME_MATTER, SAME_TIME
from service.evidence.agreement.repeats import figures_of, repeats
from service.evidence.agreement.voices import is_one_publisher
from service.evidence.cite import public_since
from service.evidence.scoring import Evidence
from service.summaries.figures import figure_contrast
from service.summaries.pool import Candidate, stacked
from service.summaries.prevalence import Sentences, likeness

# From this likeness on two sentences are of the same matter, and one of them is enough.
_ONE_MATTER = 0.45
# What a word costs: with 1 the shortest sentences win, with 0 the longest.
_COST = 0.45
# What another sentence of a day or story is worth that has one.
_SAME_GROUP = 0.5
# The least share of the best that a sentence is worth.
LEAST = 0.2
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


def choose_candidates(
    candidates: Sequence[Candidate],
    length: Length,
    groups: Sequence[Hashable] = (),
    *,
    apart: bool = False,
    least: float = LEAST,
) -> list[Candidate]:
    """Return sentences within the length, the most telling first; at least one, even if it is too long.

    With `groups`, one for each sentence, such as its day or story, a further group is worth more than more of
    one; `apart`: the matters of two groups are two. What has less than the share `least` of the highest
    weight is left out, even if there is room for it.
    """
    if not candidates:
        return []
    chooser = _Chooser(candidates, groups, apart=apart, least=least)
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
    own = one.article.id == other.article.id or is_one_publisher(one.article, other.article)
    if not own and public_since(later.item) - public_since(earlier.item) < SAME_TIME:
        return False
    return figure_contrast(earlier.item.text, later.item.text) is not None


class _Chooser:
    """What each open sentence is worth for its length."""

    def __init__(
        self, candidates: Sequence[Candidate], groups: Sequence[Hashable], *, apart: bool, least: float
    ) -> None:
        self._candidates = candidates
        numbers = {group: number for number, group in enumerate(dict.fromkeys(groups))}
        self._groups = np.array([numbers[group] for group in groups])
        sentences = Sentences.of(candidates)
        self._alike = likeness(sentences, sentences) >= _ONE_MATTER
        if apart:
            self._alike &= self._groups[:, None] == self._groups[None, :]
        weights = np.array([each.weight for each in candidates])
        self._gain = weights / np.array([max(count_words(each), 1) for each in candidates]) ** _COST
        self.open = [int(row) for row in np.flatnonzero(weights >= least * weights.max())]

    def best(self, rows: Sequence[int]) -> int:
        """Return the row that is worth most for its length."""
        return rows[int(np.argmax(self._gain[rows]))]

    def take(self, row: int) -> None:
        """Count a sentence as chosen; what is of the same matter is no longer open."""
        taken = self._candidates[row].item
        if len(self._groups):
            self._gain[self._groups == self._groups[row]] *= _SAME_GROUP
        self.open = [
            other
            for other in self.open
            if not (self._alike[row, other] and _adds_no_figure(self._candidates[other].item, taken))
            and not _tells(self._candidates[other].item, taken)
        ]


def _tells(item: Evidence, taken: Evidence) -> bool:
    return repeats(item, taken) or common_words(item.text, taken.text) >= _SAME_WORDS


def _adds_no_figure(item: Evidence, taken: Evidence) -> bool:
    """Whether one sentence has all figures of the other; where each has its own, two things are told."""
    one, other = figures_of(item.text), figures_of(taken.text)
    return one <= other or other <= one
