"""What changed from one version of an article to another, word by word."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum

_TOKEN = re.compile(r"\w+|\s+|[^\w\s]")
# Above this product of lengths two paragraphs are shown as replaced whole: comparing takes their product.
_MOST_CELLS = 4_000_000


class Fate(StrEnum):
    """What became of words."""

    KEPT = "kept"
    REMOVED = "removed"
    ADDED = "added"


@dataclass(frozen=True, slots=True)
class Words:
    """A run of words with one fate."""

    fate: Fate
    text: str


def difference(old: str, new: str) -> tuple[tuple[Words, ...], ...]:
    """Return paragraphs that have, in turn, all words of both texts."""
    before, after = old.split("\n"), new.split("\n")
    found: list[tuple[Words, ...]] = []
    for tag, i, j, k, m in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if tag == "equal":
            found += [(Words(Fate.KEPT, line),) for line in before[i:j] if line.strip()]
        else:
            found += list(_changed(before[i:j], after[k:m]))
    return tuple(found)


def _changed(before: Sequence[str], after: Sequence[str]) -> Iterator[tuple[Words, ...]]:
    paired = min(len(before), len(after))
    for old, new in zip(before[:paired], after[:paired], strict=True):
        if words := tuple(_words(old, new)):
            yield words
    yield from ((Words(Fate.REMOVED, line),) for line in before[paired:] if line.strip())
    yield from ((Words(Fate.ADDED, line),) for line in after[paired:] if line.strip())


def _words(old: str, new: str) -> Iterator[Words]:
    before, after = _TOKEN.findall(old), _TOKEN.findall(new)
    if len(before) * len(after) > _MOST_CELLS:
        yield from (Words(fate, text) for fate, text in ((Fate.REMOVED, old), (Fate.ADDED, new)) if text)
        return
    for tag, i, j, k, m in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if tag == "equal":
            yield Words(Fate.KEPT, "".join(before[i:j]))
            continue
        if i < j:
            yield Words(Fate.REMOVED, "".join(before[i:j]))
        if k < m:
            yield Words(Fate.ADDED, "".join(after[k:m]))
