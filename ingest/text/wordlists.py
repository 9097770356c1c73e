"""Lists of words as the code has them: in one text, with blanks between them."""

from __future__ import annotations


def word_set(text: str) -> frozenset[str]:
    """Return the words of `text`, which blanks separate."""
    return frozenset(text.split())
