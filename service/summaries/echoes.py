"""What else in the archive says what a summary states: a sentence of each other story, to be cited with it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, cached_property

import numpy as np

from ingest.filters import Filters
from ingest.keywords import stems
from ingest.library import Library
from ingest.passage_store import StoredPassage
from service.ask import rarity_in
from service.evidence import Evidence
from service.stance import Stance, modality_failures, polarity_failures
from service.summaries.figures import denial, figure_contrast
from service.summaries.wording import content_stems, content_words
from service.summaries.worth import sentence
from service.words import find_names
from service.writers.extractive import Place, dates_of, figures_of, place, repeats

# Stories that are cited beside the one that is quoted.
MOST = 24
# Passages that each index is asked for, for one statement.
_PASSAGES = 60
# Below this cosine no pair is read.
_NEAR = 0.6
# The mean of the cosine and the share of common words, by rarity. Of the sentences of one topic of SummHay
# that reach it nine in ten tell what the other does, and nine in ten of those that do reach it.
_SAME = 0.55


def say_the_same(library: Library, filters: Filters, stated: Sequence[Evidence]) -> list[list[Evidence]]:
    """Return for each sentence those of other stories that say the same, one of a story, the nearest first.

    No sentence stands for two, and no story is cited twice for one statement.
    """
    passages = _passages(library, filters, stated)
    rarity = cache(rarity_in(library))
    readings = [_Reading(item, rarity) for item in stated]
    taken = {place(item) for item in stated}
    return [_echoes(reading, passages, taken) for reading in readings]


def _passages(library: Library, filters: Filters, stated: Sequence[Evidence]) -> list[StoredPassage]:
    ids: dict[str, None] = {}
    for item in stated:
        words = " ".join(content_words(item.text))
        ids |= dict.fromkeys(id_ for id_, _ in library.index.nearest(item.vector, _PASSAGES))
        ids |= dict.fromkeys(id_ for id_, _ in library.index.matching(words, _PASSAGES, filters))
    return list(library.passages.load(list(ids), filters).values())


def _echoes(reading: _Reading, passages: Sequence[StoredPassage], taken: set[Place]) -> list[Evidence]:
    stories = {reading.item.stored.article.story_id}
    found: list[Evidence] = []
    for item in _nearest(reading, passages):
        story = item.stored.article.story_id
        if len(found) < MOST and story not in stories and place(item) not in taken and reading.holds(item):
            found.append(item)
            stories.add(story)
            taken.add(place(item))
    return found


def _nearest(reading: _Reading, passages: Sequence[StoredPassage]) -> Iterator[Evidence]:
    """Yield the sentences that are enough alike, the most alike first."""
    if not passages:
        return
    cosines = np.concatenate([stored.sentence_vectors for stored in passages]) @ reading.item.vector
    places = [(stored, index) for stored in passages for index in range(len(stored.passage.sentences))]
    near = [(float(cosines[row]), sentence(*places[row])) for row in np.flatnonzero(cosines >= _NEAR)]
    alike = [((cosine + reading.common(item.text)) / 2, item) for cosine, item in near]
    for likeness, item in sorted(alike, key=lambda each: -each[0]):
        if likeness >= _SAME:
            yield item


@dataclass(frozen=True)
class _Reading:
    """A stated sentence, held against others."""

    item: Evidence
    rarity: Callable[[str], float]

    @cached_property
    def _stems(self) -> frozenset[str]:
        return content_stems(self.item.text)

    @cached_property
    def _names(self) -> frozenset[str]:
        return frozenset(stems(" ".join(find_names(self.item.text, []))))

    @cached_property
    def _stance(self) -> Stance:
        return Stance.of(self.item.text)

    def common(self, text: str) -> float:
        """Return the share of the words of both sentences that both have, by rarity, 0 to 1."""
        theirs = content_stems(text)
        total = self._weight(self._stems) + self._weight(theirs)
        return 2 * self._weight(self._stems & theirs) / total if total else 0.0

    def holds(self, item: Evidence) -> bool:
        """Return whether a sentence that is alike says all that counts and nothing else of it.

        It has every figure, its passage every name, no date, denial or doubt differs.
        """
        if repeats(item, self.item):
            return True
        text, own = item.text, self.item.text
        return (
            figures_of(own) <= figures_of(text)
            and self._names <= _names_around(item)
            and (dates_of(item) <= dates_of(self.item) or dates_of(self.item) <= dates_of(item))
            and figure_contrast(own, text) is None
            and not denial(own, text)
            and not any(polarity_failures(self._stance, [Stance.of(text)]))
            and not any(modality_failures(self._stance, [Stance.of(text)]))
        )

    def _weight(self, words: frozenset[str]) -> float:
        return sum(max(self.rarity(word), 0.0) for word in words)


def _names_around(item: Evidence) -> set[str]:
    """Return the stems in a sentence's passage and title, which name what "it" is."""
    return set(stems(f"{item.stored.title} {item.stored.text}"))
