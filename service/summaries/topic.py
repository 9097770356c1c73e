"""Does the archive write about a topic, or do some of its articles only use the topic's words?"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import fmean

from ingest.text.stems import stems
from service.english.words import WORD
from service.evidence.scoring import Evidence
from service.questions.question import Question
from service.summaries.worth import text_of

# The sentences that are looked at, and how many of them must be about the topic: a list or an aside that
# names a country has one. Fewer where the nearest passage has no more.
_LOOKED_AT, _ENOUGH = 40, 5
# Tried on 94 topics in four archives: of 202 pairs without an article about the topic 200 are below, of 86
# with one 85 above.
_ABOUT = 0.555
# A word that begins as a topic's does ("presidency", "presidential") is half of it.
_ROOT, _ROOTED = 5, 0.5


@dataclass(frozen=True, slots=True)
class Topic:
    """The words of a topic: stems by rarity, and those of its names."""

    rarity: dict[str, float]
    named: frozenset[str]

    @classmethod
    def of(cls, question: Question, rarity: Callable[[str], float], found: Sequence[Evidence]) -> Topic:
        """Return the words of a topic; `found` shows whether its first word has its capital by its place."""
        names = " ".join(question.names).split()
        first = WORD.search(question.text)
        if names and first and first[0].startswith(names[0]) and _is_common(names[0], found):
            del names[0]
        weights = {stem: rarity(stem) for stem in stems(" ".join(question.terms))}
        return cls(weights, frozenset(stems(" ".join(names))))

    def has(self, found: Sequence[Evidence]) -> bool:
        """Return whether sentences, those most like the topic first, are about it."""
        if not found:
            return False
        enough = min(_ENOUGH, len(found[0].stored.passage.sentences))
        shares = sorted((self._share(item) for item in found[:_LOOKED_AT]), reverse=True)
        return fmean(shares[:enough]) >= _ABOUT

    def missing(self, question: Question, found: Sequence[Evidence]) -> tuple[str, ...]:
        """Return the words of the topic that nothing near it has."""
        near = {stem for item in found[:_LOOKED_AT] for stem in _around(item)}
        return tuple(term for term in question.terms if near.isdisjoint(stems(term)))

    def _share(self, item: Evidence) -> float:
        """Return how much a sentence is about the topic, 0 to 1: less where names are missing around it."""
        names = len(self.named & _around(item)) / len(self.named) if self.named else 1.0
        return names * (item.feature("similarity") + self._words(item)) / 2

    def _words(self, item: Evidence) -> float:
        """Return the share of the topic's words that a sentence, the one before or the title has."""
        before = text_of(item.stored, item.index - 1) if item.index else ""
        words = frozenset(stems(f"{item.stored.title} {before} {item.text}"))
        roots = {word[:_ROOT] for word in words if len(word) >= _ROOT}
        has = {stem: 1.0 if stem in words else _ROOTED * (stem[:_ROOT] in roots) for stem in self.rarity}
        total = sum(self.rarity.values())
        return sum(weight * has[stem] for stem, weight in self.rarity.items()) / total if total else 0.0


def relevance(item: Evidence) -> float:
    """Return how much a sentence has of the topic's meaning and words, 0 to 1."""
    return (item.feature("similarity") + item.feature("context")) / 2


def _around(item: Evidence) -> frozenset[str]:
    """Return the stems of a sentence's title and passage."""
    return frozenset(stems(f"{item.stored.title} {item.stored.text}"))


def _is_common(word: str, found: Sequence[Evidence]) -> bool:
    """Whether articles write a word within their sentences without a capital more often than with it."""
    words = Counter(each for item in found for each in WORD.findall(item.text)[1:])
    return words[word.lower()] > words[word]
