"""The words of sentences, compared."""

from __future__ import annotations

import re
from functools import lru_cache

from ingest.stems import stems
from service.english.words import STOP_WORDS

_WORD = re.compile(r"\w+(?:[-'’]\w+)*")


def common_words(one: str, other: str) -> float:
    """Return the share of the shorter sentence's content stems that the other has, 0 to 1."""
    first, second = content_stems(one), content_stems(other)
    return len(first & second) / max(1, min(len(first), len(second)))


@lru_cache(maxsize=8_000)
def content_stems(text: str) -> frozenset[str]:
    """Return the stems of the content words."""
    return frozenset(stems(" ".join(content_words(text))))


def content_words(text: str) -> list[str]:
    """Return the words that are neither function words nor digits, in order."""
    return [word for word in _WORD.findall(text) if word.lower() not in STOP_WORDS and not word[0].isdigit()]
