"""Does the archive write about a topic, or do some of its articles only use the topic's words?"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence, Set
from dataclasses import dataclass, field
from statistics import fmean

from ingest.embeddings.embedder import Vector
from ingest.text.stems import stems
from service.english.words import WORD
from service.evidence.scoring import Evidence
from service.questions.question import Question

# The sentences that are looked at, and how many of them must be about the topic: a list or an aside that
# names a country has one. Fewer where the nearest passage has no more.
_LOOKED_AT, _ENOUGH = 40, 5
# Of so many sentences one must tell of the topic with all its words: a passage may have "fire" and "Notre
# Dame" and be about basketball. It must be as like the topic as this; a name alone has no other sense.
_SEARCHED, _ALIKE, _ALIKE_BY_NAME = 80, 0.53, 0.45
# Cosine that a word of the topic must add to be meant by a sentence that has it nowhere near: "scarcity" for
# a shortage. Both were tried on 60 topics of an archive and 60 that it has not.
_MEANT = 0.02
# A sentence without any word of the topic that is as like it as this tells of it.
_MEANT_ALONE = 0.5
# Tried on 94 topics in four archives: of 202 pairs without an article about the topic 200 are below, of 86
# with one 85 above.
_ABOUT = 0.555
# A word that begins as a topic's does ("presidency", "presidential") is half of it.
_ROOT, _ROOTED = 5, 0.5


@dataclass(frozen=True, slots=True)
class Topic:
    """The words of a topic: stems by rarity, and those of its names; its text and how texts are embedded.

    `name`: the one name that the topic is, "" if it is more.
    """

    rarity: dict[str, float]
    named: frozenset[str]
    name: str
    text: str
    embed: Callable[[str], Vector]
    _without: dict[str, Vector | None] = field(default_factory=dict)

    @classmethod
    def of(
        cls,
        question: Question,
        rarity: Callable[[str], float],
        found: Sequence[Evidence],
        embed: Callable[[str], Vector],
    ) -> Topic:
        """Return the words of a topic; `found` shows which of them articles write as names."""
        weights = {stem: rarity(stem) for stem in stems(" ".join(question.terms))}
        names = _names(question, found)
        named = frozenset(stems(" ".join(names)))
        name = names[0] if len(names) == 1 and weights.keys() <= named else ""
        return cls(weights, named, name, question.text, embed)

    def has(self, found: Sequence[Evidence]) -> bool:
        """Return whether sentences, those most like the topic first, are about it."""
        if not found:
            return False
        enough = min(_ENOUGH, len(found[0].stored.passage.sentences))
        if self.name:
            return self._is_named(found[:_SEARCHED], enough)
        shares = sorted((self._share(item) for item in found[:_LOOKED_AT]), reverse=True)
        return fmean(shares[:enough]) >= _ABOUT and any(map(self._tells, found[:_SEARCHED]))

    def _is_named(self, found: Sequence[Evidence], enough: int) -> bool:
        """Return whether so many sentences, or the title of an article, have the topic's name as a whole."""
        name = re.compile(rf"\b{re.escape(self.name)}\b", re.I)
        named = sum(name.search(item.text) is not None for item in found)
        return named >= enough or any(name.search(item.stored.title) for item in found)

    def told_in(self, item: Evidence) -> float:
        """Return how far a sentence itself tells of a topic with names, 0 to 1.

        It is like it, or has its words, of which half are enough: who was named once goes by the surname.
        """
        if not self.named & self.rarity.keys():
            return 1.0
        own = frozenset(stems(item.text))
        shares = (self._part(own & wanted, wanted) for wanted in (self.named, self.rarity.keys()))
        said = min(1.0, 2 * max(shares))
        return said + (1 - said) * min(1.0, max(item.feature("similarity"), 0.0) / _MEANT_ALONE) ** 2

    def _part(self, some: Set[str], wanted: Set[str]) -> float:
        """Return the share of some stems among those that are wanted, by rarity."""
        total = sum(self.rarity.get(stem, 0.0) for stem in wanted)
        return sum(self.rarity.get(stem, 0.0) for stem in some) / total if total else 0.0

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
        has = self._having(item)
        total = sum(self.rarity.values())
        return sum(weight * has[stem] for stem, weight in self.rarity.items()) / total if total else 0.0

    def _having(self, item: Evidence, also: str = "") -> dict[str, float]:
        """Return how much of each word a sentence, the one before or the title has, or `also`."""
        before = item.stored.sentence(item.index - 1) if item.index else ""
        words = frozenset(stems(f"{item.stored.title} {before} {item.text} {also}"))
        roots = {word[:_ROOT] for word in words if len(word) >= _ROOT}
        return {stem: 1.0 if stem in words else _ROOTED * (stem[:_ROOT] in roots) for stem in self.rarity}

    def _tells(self, item: Evidence) -> bool:
        """Return whether a sentence tells of the topic: names and figures stand near, the rest is meant."""
        least = _ALIKE_BY_NAME if self.rarity.keys() <= self.named else _ALIKE
        if item.feature("similarity") < least:
            return False
        has = self._having(item, f"{item.stored.public_since:%d %B %Y}")
        missing = [stem for stem, share in has.items() if not share]
        exact = any(stem in self.named or stem.isdigit() for stem in missing)
        return not exact and all(self._means(item, stem) for stem in missing)

    def _means(self, item: Evidence, stem: str) -> bool:
        """Return whether a sentence is more like the topic than like what is left of it without a word."""
        if stem not in self._without:
            rest = WORD.sub(lambda word: "" if stem in stems(word[0]) else word[0], self.text)
            self._without[stem] = self.embed(self.text) - self.embed(rest) if WORD.search(rest) else None
        word = self._without[stem]
        return word is None or float(item.vector @ word) > _MEANT


def relevance(item: Evidence) -> float:
    """Return how much a sentence has of the topic's meaning and words, 0 to 1."""
    return (item.feature("similarity") + item.feature("context")) / 2


def _around(item: Evidence) -> frozenset[str]:
    """Return the stems of a sentence's title and passage."""
    return frozenset(stems(f"{item.stored.title} {item.stored.text}"))


def _names(question: Question, found: Sequence[Evidence]) -> tuple[str, ...]:
    """Return the names of a topic.

    Its first word may have its capital by its place, and who types in one case has no other.
    """
    text = question.text.strip(" .?!")
    if not question.names:
        return (text,) if _is_name(text, found) else ()
    first, *others = question.names
    word, _, rest = first.partition(" ")
    if text.startswith(first) and not _is_name(first, found) and _is_common(word, found):
        first = rest
    return (first, *others) if first else tuple(others)


def _is_name(words: str, found: Sequence[Evidence]) -> bool:
    """Whether articles write these words within their sentences with capitals more often than without."""
    written = re.compile(rf"(?<=\S\s){re.escape(words)}\b", re.I)
    cases = Counter(
        all(word[0].isupper() for word in match[0].split())
        for item in found
        for match in written.finditer(item.text)
    )
    return cases[True] > cases[False]


def _is_common(word: str, found: Sequence[Evidence]) -> bool:
    """Whether articles write a word within their sentences without a capital more often than with it."""
    words = Counter(each for item in found for each in WORD.findall(item.text)[1:])
    return words[word.lower()] > words[word]
