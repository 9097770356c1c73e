"""What a sentence says beside figures, dates and names and can be compared: "doubled", "not", "lowest".

A source that speaks of something else says nothing of it, so words are compared only with one that has nearly
all that the sentence has; where none has, nothing is said.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet

from service.drafts.draft import Instead
from service.english.figures.numerals import NUMBER_IN_WORDS, number_of
from service.english.stance.compare import Contrary, Stance, contraries

_FACTORS = {
    **{"doubl": 2.0, "twice": 2.0, "halv": 0.5, "tripl": 3.0, "trebl": 3.0, "thrice": 3.0, "quadrupl": 4.0},
}
_MULTIPLE = re.compile(
    r"\b(?P<word>(?:doubl|halv|tripl|trebl|quadrupl)(?:e[ds]?|ing)|twice|thrice)\b"
    rf"|\b(?P<count>{NUMBER_IN_WORDS}|\d+(?:\.\d+)?)(?:\s+times\s+(?:as|more|larger|higher|bigger|greater|the)\b"
    r"|-?fold\b)",
    re.I,
)
# "Twice" may count events: "he won twice".
_OF_DEGREE = re.compile(r"\s+(?:as|the|what|its|their|his|her|that|more)\b", re.I)
_SHARED = 0.6  # of a sentence's telling words: less, and another thing is spoken of


def multiples(text: str) -> Iterator[tuple[int, int, float]]:
    """Yield where a text says how many times something is another, with the factor: "doubled" is 2."""
    for match in _MULTIPLE.finditer(text):
        if count := match["count"]:
            yield *match.span(), float(count) if count[0].isdigit() else number_of(count)
        elif match["word"].lower() not in ("twice", "thrice") or _OF_DEGREE.match(text, match.end()):
            stem = next(stem for stem in _FACTORS if match["word"].lower().startswith(stem))
            yield *match.span(), _FACTORS[stem]


def without_multiples(text: str) -> str:
    """Return a text in its length with blanks in the place of its multiples, whose counts are no figures."""
    for start, end, _ in multiples(text):
        text = text[:start] + " " * (end - start) + text[end:]
    return text


def contrary(text: str, sources: Sequence[tuple[int, str]]) -> Iterator[tuple[str, list[Instead]]]:
    """Yield what a sentence says whose contrary sources say that speak of the same, and none bears out.

    Each is the words of the sentence, "" where only the sources deny, with those of the sources.
    """
    claim = Stance.of(text)
    stances = ((marker, Stance.of(source)) for marker, source in sources)
    same = [(marker, stance) for marker, stance in stances if _speaks_of_same(claim, stance)]
    of_all = {each.stem for each in contraries(claim, [stance for _, stance in same])}
    said: dict[str, list[Instead]] = {}
    for marker, stance in same:
        for each in contraries(claim, [stance]):
            if _compares(each, stance, of_all):
                said.setdefault(each.claimed, []).append(Instead(marker, each.cited or "not denied"))
    yield from said.items()


def _compares(contrary: Contrary, source: Stance, of_all: AbstractSet[str]) -> bool:
    """Return whether a source has the word that a sentence denies, or its opposite, and none bears it out."""
    return contrary.stem in of_all and bool(contrary.cited or contrary.stem in source.stems)


def _speaks_of_same(claim: Stance, source: Stance) -> bool:
    shared = claim.stems & source.stems
    return len(shared) >= _SHARED * len(claim.stems) > 0
