"""Which articles are copies or light rewrites of each other: a slow exact rule over all pairs of a set.

Two articles that were published within a week of each other are judged to be one story if

- of the word 4-grams of the shorter one two thirds stand in the longer one,
- the longer one has at most three times as many of them, and
- of the figures and of the names of the shorter one two thirds each stand in the longer one.

So a piece that keeps the background of an earlier one, or the frame of its series, is a story of its own.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations
from random import Random

from eval.progress import Progress, silent
from ingest.article import Draft
from service.english.names import claimed_names
from service.evidence.agreement.repeats import figures_of

WITHIN_SECONDS = 7 * 24 * 3600
_SHINGLE = 4
_COPIED = 2 / 3
_LONGER = 3
_WORD = re.compile(r"[^\W_]+")
# How subscribers change what is sent: they cut it, change a word in so many, set so many words around it.
_CHANGED, _AROUND = 15, 40
_LEAST_WORDS = 160


@dataclass(frozen=True)
class ReadText:
    """An article with what it is compared by."""

    draft: Draft
    shingles: frozenset[int]

    @classmethod
    def of(cls, draft: Draft) -> ReadText:
        words = _WORD.findall(draft.text.casefold())
        runs = (" ".join(words[at : at + _SHINGLE]) for at in range(len(words) - _SHINGLE + 1))
        return cls(draft, frozenset(map(hash, runs)))

    @property
    def published(self) -> float:
        assert self.draft.published_at is not None
        return self.draft.published_at.timestamp()

    @cached_property
    def figures(self) -> frozenset[object]:
        return frozenset(figures_of(self.draft.text))

    @cached_property
    def names(self) -> frozenset[object]:
        names = claimed_names(self.draft.text, [])
        return frozenset(word.casefold() for name in names for word in name.text.split())


def pairs_within_reach(
    texts: Sequence[ReadText], on_progress: Progress = silent
) -> Iterator[tuple[int, int, int]]:
    """Yield the places of any two texts within a week that share a 4-gram, and how many they share."""
    having: defaultdict[int, list[int]] = defaultdict(list)
    for place, text in enumerate(texts):
        for shingle in text.shingles:
            having[shingle].append(place)
    shared: Counter[tuple[int, int]] = Counter()
    for number, places in enumerate(having.values()):
        if not number % 10_000:
            on_progress("compare all pairs", number / len(having))
        shared.update(
            (one, other)
            for one, other in combinations(places, 2)
            if abs(texts[one].published - texts[other].published) <= WITHIN_SECONDS
        )
    for (one, other), count in shared.items():
        yield one, other, count


def is_copy(one: ReadText, other: ReadText, shared: int) -> bool:
    """Return whether two texts that share so many 4-grams are one story by the rule above."""
    shorter, longer = sorted((one, other), key=lambda text: len(text.shingles))
    return (
        shared >= _COPIED * len(shorter.shingles)
        and len(longer.shingles) <= _LONGER * len(shorter.shingles)
        and _kept(shorter.figures, longer.figures)
        and _kept(shorter.names, longer.names)
    )


def _kept(wanted: frozenset[object], there: frozenset[object]) -> bool:
    return len(wanted & there) >= _COPIED * len(wanted)


def made_copies(text: str, others: str, random: Random) -> dict[str, str]:
    """Return a text as subscribers print it, by what they did; none of one too short to be changed so.

    `others` are words of somebody else's text.
    """
    words, own = text.split(), others.split()
    if len(words) < _LEAST_WORDS or len(own) < 2 * _AROUND:
        return {}
    half, third = len(words) // 2, len(words) // 3
    at = random.randrange(len(words) - third)
    changed = set(random.sample(range(len(words)), len(words) // _CHANGED))
    edited = [random.choice(own) if place in changed else word for place, word in enumerate(words)]
    copies = {
        "half cut off": words[:half],
        "a third taken out": words[:at] + words[at + third :],
        "a word in 15 changed": edited,
        "80 words added": own[:_AROUND] + words + own[-_AROUND:],
        "a third cut off, a word in 15 changed": edited[: len(words) - third],
    }
    return {how: " ".join(copy) for how, copy in copies.items()}
