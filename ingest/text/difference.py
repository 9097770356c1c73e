"""What changed from one version of an article to another, word by word."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

_TOKEN = re.compile(r"\S+\s*")
_WORD = re.compile(r"\w+")
# Above these products of lengths paragraphs are not paired, and neither they nor their words aligned: an
# alignment takes an eighth of it in bytes.
_MOST_PAIRS = 10_000
_MOST_CELLS = 100_000_000
# The share of words from which on two paragraphs are one that was changed.
_SAME = 0.4
# Fewer words in a row that two texts have in common, between others, are no more than chance.
_LEAST_KEPT = 3


class Fate(StrEnum):
    """What became of words."""

    KEPT = "kept"
    REMOVED = "removed"
    ADDED = "added"


@dataclass(frozen=True, slots=True)
class DiffRun:
    """A run of words with one fate."""

    fate: Fate
    text: str


def difference(old: str, new: str) -> tuple[tuple[DiffRun, ...], ...]:
    """Return paragraphs that have, in turn, all words of both texts."""
    before, after = _paragraphs(old), _paragraphs(new)
    found: list[tuple[DiffRun, ...]] = []
    i = k = 0
    for j, m, length in _kept(before, after):
        found += _changed(before[i:j], after[k:m])
        found += [(DiffRun(Fate.KEPT, text),) for text in after[m : m + length]]
        i, k = j + length, m + length
    return (*found, *_changed(before[i:], after[k:]))


def _paragraphs(text: str) -> list[str]:
    return [line.strip() for line in text.split("\n") if line.strip()]


def _kept(before: Sequence[str], after: Sequence[str]) -> Iterator[tuple[int, int, int]]:
    """Yield where runs of paragraphs begin that both texts have, and their length; of too many, both ends."""
    from rapidfuzz.distance import LCSseq

    head = _alike(before, after)
    tail = _alike(before[head:][::-1], after[head:][::-1])
    middle = before[head : len(before) - tail], after[head : len(after) - tail]
    yield 0, 0, head
    if len(middle[0]) * len(middle[1]) <= _MOST_CELLS:
        for block in LCSseq.opcodes(*middle):
            if block.tag == "equal":
                yield head + block.src_start, head + block.dest_start, block.src_end - block.src_start
    yield len(before) - tail, len(after) - tail, tail


def _alike(before: Sequence[str], after: Sequence[str]) -> int:
    """Return with how many equal paragraphs both texts begin."""
    pairs = zip(before, after, strict=False)
    return next((at for at, (old, new) in enumerate(pairs) if old != new), min(len(before), len(after)))


def _changed(before: Sequence[str], after: Sequence[str]) -> Iterator[tuple[DiffRun, ...]]:
    """Yield paragraphs that differ: those of both texts that are one, in their order, word by word."""
    i = k = 0
    for j, m in [*_pairs(before, after), (len(before), len(after))]:
        yield from ((DiffRun(Fate.REMOVED, text),) for text in before[i:j])
        yield from ((DiffRun(Fate.ADDED, text),) for text in after[k:m])
        if j < len(before):
            yield tuple(_merged(_words(before[j], after[m])))
        i, k = j + 1, m + 1


def _pairs(before: Sequence[str], after: Sequence[str]) -> list[tuple[int, int]]:
    """Return the places of paragraphs that are most alike, in order in both texts."""
    if len(before) * len(after) > _MOST_PAIRS:
        return []
    words = [[Counter(_WORD.findall(text)) for text in texts] for texts in (before, after)]
    best = [[(0.0, list[tuple[int, int]]())] * (len(after) + 1) for _ in range(len(before) + 1)]
    for i, old in enumerate(words[0], 1):
        for k, new in enumerate(words[1], 1):
            chosen = max(best[i - 1][k], best[i][k - 1], key=lambda each: each[0])
            if (alike := _likeness(old, new)) >= _SAME and best[i - 1][k - 1][0] + alike > chosen[0]:
                score, pairs = best[i - 1][k - 1]
                chosen = score + alike, [*pairs, (i - 1, k - 1)]
            best[i][k] = chosen
    return best[-1][-1][1]


def _likeness(old: Counter[str], new: Counter[str]) -> float:
    return 2 * (old & new).total() / max(old.total() + new.total(), 1)


def _words(old: str, new: str) -> Iterator[DiffRun]:
    from rapidfuzz.distance import LCSseq

    before, after = _TOKEN.findall(old), _TOKEN.findall(new)
    if len(before) * len(after) > _MOST_CELLS:
        yield from (DiffRun(Fate.REMOVED, old), DiffRun(Fate.ADDED, new))
        return
    # "said." at the end of a paragraph is "said. " within one.
    stripped = [[token.strip() for token in tokens] for tokens in (before, after)]
    for block in LCSseq.opcodes(*stripped):
        removed = "".join(before[block.src_start : block.src_end])
        added = "".join(after[block.dest_start : block.dest_end])
        if block.tag == "equal":
            yield DiffRun(Fate.KEPT, added)
        else:
            yield from _replaced(removed, added)


def _merged(runs: Iterator[DiffRun]) -> Iterator[DiffRun]:
    """Yield the runs with what was removed before what was added, and with chance words among them."""
    listed = list(runs)
    removed = added = ""
    for index, words in enumerate(listed):
        chance = 0 < index < len(listed) - 1 and len(words.text.split()) < _LEAST_KEPT
        if words.fate is Fate.KEPT and not chance:
            yield from _replaced(removed, added)
            yield words
            removed = added = ""
            continue
        removed += words.text if words.fate is not Fate.ADDED else ""
        added += words.text if words.fate is not Fate.REMOVED else ""
    yield from _replaced(removed, added)


def _replaced(removed: str, added: str) -> Iterator[DiffRun]:
    if removed:
        yield DiffRun(Fate.REMOVED, removed)
    if added:
        yield DiffRun(Fate.ADDED, added)
