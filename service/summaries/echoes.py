"""What else in the archive says what a summary states: a sentence of each other story, cited with it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence, Set
from dataclasses import dataclass
from functools import cache, cached_property

import numpy as np

from ingest.article import Kind
from ingest.embeddings.embedder import Vectors
from ingest.library import Library
from ingest.store.filters import Filters
from ingest.store.passages import StoredPassage
from ingest.text.notices import notices_in
from ingest.text.stems import stems
from service.english.lemmas import content_words, word_stems
from service.english.stance.compare import Stance, modality_failures, polarity_failures
from service.english.words import find_names
from service.evidence.agreement.repeats import dates_of, figures_of, repeats
from service.evidence.cite import Place, place
from service.evidence.scoring import Evidence
from service.evidence.search import rarity_in
from service.summaries.figures import denial, figure_contrast
from service.summaries.worth import sentence

# Stories that are cited beside the one that is quoted.
MOST = 24
# Passages that each index is asked for, for one statement.
_PASSAGES = 40
# Below this cosine no pair is read, and of one statement no more pairs than this.
_NEAR = 0.65
_READ = 100
# The mean of the cosine and the share of common words, by rarity. Of the sentences of one topic of SummHay
# that reach it nine in ten tell what the other does, and nine in ten of those that do reach it.
_SAME = 0.55


def say_the_same(library: Library, filters: Filters, stated: Sequence[Evidence]) -> list[list[Evidence]]:
    """Return for each sentence those of other stories that say the same, one of a story, the nearest first.

    No sentence stands for two, and no story is cited twice for one statement.
    """
    said = _Said.of(_passages(library, filters, stated), _Words(rarity_in(library)))
    taken = {place(item) for item in stated}
    return [_echoes(item, said, taken) for item in stated]


def _passages(library: Library, filters: Filters, stated: Sequence[Evidence]) -> list[StoredPassage]:
    ids: dict[str, None] = {}
    for item in stated:
        words = " ".join(content_words(item.text))
        ids |= dict.fromkeys(id_ for id_, _ in library.index.nearest(item.vector, _PASSAGES))
        ids |= dict.fromkeys(id_ for id_, _ in library.index.matching(words, _PASSAGES, filters))
    found = library.passages.load(list(ids), filters).passages.values()
    # What is cited beside the sentences that are quoted comes on top of what may be quoted of an article.
    return [stored for stored in found if stored.allowance.whole]


def _echoes(stated: Evidence, said: _Said, taken: set[Place]) -> list[Evidence]:
    sameness = Sameness(stated)
    stories = {stated.stored.article.story_id}
    found: list[Evidence] = []
    for item in said.like(stated):
        story = item.stored.article.story_id
        if len(found) < MOST and story not in stories and place(item) not in taken and sameness.holds(item):
            found.append(item)
            stories.add(story)
            taken.add(place(item))
    return found


class _Words:
    """The words of sentences, weighed by their rarity; what is read once is kept."""

    def __init__(self, rarity: Callable[[str], float]) -> None:
        self._rarity = cache(rarity)
        self._weights: dict[str, float] = {}

    def common(self, one: str, other: str) -> float:
        """Return the share of the words of both that both have, 0 to 1."""
        total = self._of(one) + self._of(other)
        return 2 * self._sum(word_stems(one) & word_stems(other)) / total if total else 0.0

    def _of(self, text: str) -> float:
        if text not in self._weights:
            self._weights[text] = self._sum(word_stems(text))
        return self._weights[text]

    def _sum(self, words: frozenset[str]) -> float:
        return sum(max(self._rarity(word), 0.0) for word in words)


def _told(stored: StoredPassage) -> list[int]:
    """Return which sentences of a passage tell something themselves: a correction repeats what was wrong."""
    sentences, begin = stored.passage.sentences, stored.passage.start
    notices = notices_in(stored.title, stored.text) if stored.kind is Kind.CORRECTION else ()
    inside = [range(each.start, each.start + len(each.words)) for each in notices if each.start is not None]
    return [n for n, each in enumerate(sentences) if not any(each.start - begin in span for span in inside)]


@dataclass(frozen=True, slots=True)
class _Said:
    """The sentences of passages: `places` are (passage, index), `vectors` (n, dimension)."""

    places: list[tuple[StoredPassage, int]]
    vectors: Vectors
    words: _Words

    @classmethod
    def of(cls, passages: Sequence[StoredPassage], words: _Words) -> _Said:
        places = [(stored, index) for stored in passages for index in _told(stored)]
        vectors = [stored.sentence_vectors[_told(stored)] for stored in passages]
        return cls(places, np.concatenate(vectors) if vectors else np.zeros((0, 0), np.float32), words)

    def like(self, stated: Evidence) -> Iterator[Evidence]:
        """Yield the sentences that are enough alike, the most alike first."""
        if not self.places:
            return
        cosines = self.vectors @ stated.vector
        likeness: dict[int, float] = {}
        for row in map(int, np.argsort(-cosines)[:_READ]):
            if cosines[row] < _NEAR:
                break
            stored, index = self.places[row]
            common = self.words.common(stated.text, stored.sentence(index))
            likeness[row] = (float(cosines[row]) + common) / 2
        for row in sorted(likeness, key=lambda row: -likeness[row]):
            if likeness[row] < _SAME:
                return
            yield sentence(*self.places[row])


@dataclass(frozen=True)
class Sameness:
    """Whether other sentences say the same as a stated one."""

    item: Evidence

    @cached_property
    def _stance(self) -> Stance:
        return Stance.of(self.item.text)

    def holds(self, item: Evidence) -> bool:
        """Return whether a sentence that is alike differs in nothing that counts.

        One of the two may leave out a figure, date or name; none differs, nor does denial or doubt.
        """
        if repeats(item, self.item):
            return True
        text, own = item.text, self.item.text
        if not _within(figures_of(text), figures_of(own)) or not self._same_names(item):
            return False
        if figure_contrast(own, text) or denial(own, text) or not self._same_days(item):
            return False
        stance = [Stance.of(text)]
        return not any(polarity_failures(self._stance, stance)) and not any(
            modality_failures(self._stance, stance)
        )

    def _same_names(self, item: Evidence) -> bool:
        return _names(self.item) <= _around(item) or _names(item) <= _around(self.item)

    def _same_days(self, item: Evidence) -> bool:
        return _within(dates_of(self.item), dates_of(item))


def _within(one: Set[object], other: Set[object]) -> bool:
    """Whether either has all of the other."""
    return one <= other or other <= one


def _names(item: Evidence) -> frozenset[str]:
    return frozenset(stems(" ".join(find_names(item.text, []))))


def _around(item: Evidence) -> frozenset[str]:
    """Return the stems in a sentence's passage and title, which name what "it" is."""
    return frozenset(stems(f"{item.stored.title} {item.stored.text}"))
