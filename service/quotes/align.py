"""A quotation laid along a text word by word: where it stands there, and what differs.

The alignment is semi-global: what stands before and after in the text costs nothing, and nor does what an
elision of the quotation leaves out. Of two in the same place the one with fewer changed words wins.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from difflib import SequenceMatcher

import numpy as np
import numpy.typing as npt

from ingest.text.wordlists import word_set
from service.english.lemmas import stem_of
from service.english.stance.opposites import OPPOSITES, SEEMING
from service.english.words import STOP_WORDS
from service.quotes.words import Wanted, Words

# A word that carries little says little about whether this is the quotation.
_STOP_WEIGHT = 0.5
_ADDED = 0.5  # cost of a word that only the text has
_LEFT_OUT = 0.25  # so that a word at an end rather stands against the text's word there than against none
# Words so much alike are one word in two spellings, which costs a share of its weight.
# Longer runs of words are no spelling of each other, and take long to compare.
_LONGEST = 200
_ALIKE = 0.7
_SPELLING = 0.3
_DIGIT = re.compile(r"\d")
# Behind such a mark another sentence begins, or another speaks: its words stand for none of ours.
_BORDER = re.compile(r"[.!?\n\"“”«»‹›]")
_EDGE_WORDS = 2
# Words that may stand between those of a quotation: who says it.
_REACH = 12
_MARK = re.compile('["“”«»„‹›]')
_NEGATIONS = word_set(
    "not never no none nobody nothing nowhere neither nor cannot without hardly scarcely barely non"
    # as they are typed in haste
    " isnt arent wasnt werent dont doesnt didnt hasnt havent hadnt cant couldnt wont wouldnt shouldnt mustnt"
    " mightnt neednt aint"
)
_DENIED = re.compile(r"(?:un|non|dis|in|im|il|ir)(?=\w{4})")  # "unable"
# What an elision leaves out beside a negation may be so many words; a longer part has its own.
_ELIDED_WITH = 6
_Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Change:
    """What the quotation has and what the stored text has in its place; "" if nothing.

    `elided`: the quotation says itself, with an elision, that it leaves these words out.
    `negates`: one of the two denies what the other does not ("not", "unable"), so that the meaning differs.
    """

    quoted: str
    stored: str
    elided: bool = False
    negates: bool = False


@dataclass(frozen=True, slots=True)
class Alignment:
    """Where a quotation stands: `text[start:end]`. `similarity` is 1 where all its words are there.

    `same_words`: only case, punctuation, quotation marks, dashes or white space differ.
    """

    start: int
    end: int
    similarity: float
    same_words: bool
    changes: tuple[Change, ...]


@dataclass(frozen=True, slots=True)
class _Step:
    """Words [quoted, quoted_end) of the quotation against [stored, stored_end) of the text."""

    quoted: int
    quoted_end: int
    stored: int
    stored_end: int
    equal: bool
    elided: bool = False

    def continued_by(self, other: _Step) -> bool:
        return self.equal == other.equal and self.elided == other.elided


def align(wanted: Wanted, text: Words) -> Alignment | None:
    """Return the place of a text that is most like the quotation; None where they share no word."""
    weights = np.array([_STOP_WEIGHT if word in STOP_WORDS else 1.0 for word in wanted.words.folded])
    steps = _runs(_path(wanted, text, weights))
    if not any(step.equal for step in steps):
        return None
    steps = _without_edges(wanted.words, text, steps)
    changed = [step for step in steps if not step.equal]
    cost = sum(_cost(wanted.words, text, step, weights) for step in changed)
    start, end = text.spans[steps[0].stored][0], text.spans[steps[-1].stored_end - 1][1]
    tail = wanted.text[wanted.words.spans[-1][1] :]
    if text.text.startswith(tail, end):
        end += len(tail)
    changes = [_change(wanted.words, text, step) for step in changed]
    return Alignment(
        start,
        end,
        similarity=max(0.0, 1 - cost / float(weights.sum())),
        same_words=not changed,
        changes=tuple(changes or _marks(wanted, text, steps[0].stored, end)),
    )


def _path(wanted: Wanted, text: Words, weights: _Floats) -> list[_Step]:
    """Return the steps of the cheapest alignment, a word each, in order."""
    costs, same = _costs(wanted, text, weights)
    row, column = len(weights), int(costs[-1].argmin())
    steps: list[_Step] = []
    while row:
        weight, here = weights[row - 1], costs[row, column]
        equal = bool(column and same[row - 1, column - 1])
        step = 0.0 if equal else weight
        if column and here == costs[row - 1, column - 1] + step:
            row, column = row - 1, column - 1
            steps.append(_Step(row, row + 1, column, column + 1, equal))
        elif here == costs[row - 1, column] + weight + _LEFT_OUT:
            row -= 1
            steps.append(_Step(row, row + 1, column, column, False))
        else:
            column -= 1
            steps.append(_Step(row, row, column, column + 1, False, row - 1 in wanted.gaps))
    return steps[::-1]


def _costs(wanted: Wanted, text: Words, weights: _Floats) -> tuple[_Floats, npt.NDArray[np.bool_]]:
    """Return the least cost of the first i words of the quotation that end before word j of the text.

    Also returned: which words are the same. Costs are multiples of a quarter, so that sums compare exactly.
    """
    ids = {word: number for number, word in enumerate(dict.fromkeys(wanted.words.folded))}
    stored = np.array([ids.get(word, -1) for word in text.folded], np.int32)
    same = np.array([ids[word] for word in wanted.words.folded], np.int32)[:, None] == stored[None, :]
    added = _ADDED * np.arange(len(stored) + 1)
    costs = np.zeros((len(weights) + 1, len(stored) + 1))
    for row, weight in enumerate(weights):
        reached = costs[row] + (weight + _LEFT_OUT)
        reached[1:] = np.minimum(reached[1:], costs[row, :-1] + np.where(same[row], 0.0, weight))
        if row in wanted.gaps:
            reached = np.minimum.accumulate(reached)
        elif row < len(weights) - 1:
            reached = np.minimum.accumulate(reached - added) + added
        costs[row + 1] = reached
    return costs, same


def may_align(wanted: Wanted, text: Words) -> bool:
    """Return whether half of the words, or as many, stand close together somewhere in the text.

    To ask that costs less than to align. What an elision leaves out may be long, so there it is not asked.
    """
    if wanted.gaps:
        return True
    forms = frozenset(wanted.words.folded)
    shared = np.cumsum([0, *(word in forms for word in text.folded)])
    reach = min(len(wanted.words) + _REACH, len(text))
    return bool(2 * (shared[reach:] - shared[: len(shared) - reach]).max() >= len(wanted.words))


def _runs(steps: list[_Step]) -> list[_Step]:
    """Return the steps with those in a row joined that are of one kind."""
    runs: list[_Step] = []
    for step in steps:
        if runs and runs[-1].continued_by(step):
            runs[-1] = replace(runs[-1], quoted_end=step.quoted_end, stored_end=step.stored_end)
        else:
            runs.append(step)
    return runs


def _without_edges(quoted: Words, text: Words, steps: list[_Step]) -> list[_Step]:
    """Return the steps without words of the text that only stand beside the quotation, not in place of it."""
    first, last = steps[0], steps[-1]
    if not first.equal and not _alike(quoted, text, first):
        words = range(first.stored_end - 1, first.stored - 1, -1)
        steps[0] = replace(first, stored=first.stored_end - _beside([text.behind(word) for word in words]))
    if not last.equal and not _alike(quoted, text, last):
        words = range(last.stored, last.stored_end)
        steps[-1] = replace(last, stored_end=last.stored + _beside([text.behind(word - 1) for word in words]))
    return steps


def _beside(marks: list[str]) -> int:
    """Return how many words may stand for others, by the marks before each, seen from the quotation."""
    near = next((count for count, mark in enumerate(marks) if _BORDER.search(mark)), len(marks))
    return near if near <= _EDGE_WORDS else 0


def _alike(quoted: Words, text: Words, step: _Step) -> bool:
    """Return whether the words are the same in another spelling; figures never are."""
    ours = "".join(quoted.folded[step.quoted : step.quoted_end])
    theirs = "".join(text.folded[step.stored : step.stored_end])
    if not ours or not theirs or max(len(ours), len(theirs)) > _LONGEST or _DIGIT.search(ours + theirs):
        return False
    return SequenceMatcher(None, ours, theirs, autojunk=False).ratio() >= _ALIKE


def _cost(quoted: Words, text: Words, step: _Step, weights: _Floats) -> float:
    if step.elided:
        return 0.0
    weight = float(weights[step.quoted : step.quoted_end].sum())
    if _alike(quoted, text, step):
        return _SPELLING * weight
    stored = step.stored_end - step.stored - _words_outside(text, step)
    return weight + _ADDED * max(0, stored - (step.quoted_end - step.quoted))


def _words_outside(text: Words, step: _Step) -> int:
    """Return how many words stand outside quotation marks within a quotation: who says it."""
    return len(_outside(text, step))


def _outside(text: Words, step: _Step) -> range:
    """Return which words stand outside quotation marks within a quotation."""
    marks = [
        word
        for word in range(max(1, step.stored), step.stored_end + 1)
        if _MARK.search(text.behind(word - 1))
    ]
    return range(marks[0], marks[1]) if len(marks) > 1 else range(0)


def _change(quoted: Words, text: Words, step: _Step) -> Change:
    return Change(
        quoted.between(step.quoted, step.quoted_end),
        text.between(step.stored, step.stored_end),
        step.elided,
        _negates(quoted, text, step),
    )


def _negates(quoted: Words, text: Words, step: _Step) -> bool:
    """Return whether only the quotation, or only the text, denies something in these words."""
    if step.elided and step.stored_end - step.stored > _ELIDED_WITH:
        return False
    outside = _outside(text, step)
    ours = quoted.folded[step.quoted : step.quoted_end]
    theirs = [text.folded[word] for word in range(step.stored, step.stored_end) if word not in outside]
    if any(map(_is_negation, ours)) != any(map(_is_negation, theirs)):
        return True
    return any(_denies(one, other) or _denies(other, one) for one in ours for other in theirs)


def _is_negation(word: str) -> bool:
    return word in _NEGATIONS or word.endswith("n't")


def _denies(word: str, other: str) -> bool:
    """Return whether a word is the other with a prefix that denies it: "unable", and not "inform"."""
    prefix = _DENIED.match(word)
    if prefix is None or word[prefix.end() :] != other:
        return False
    stem = stem_of(word)
    return stem not in SEEMING and (prefix[0] != "in" or stem_of(other) in OPPOSITES.get(stem, ()))


def _marks(wanted: Wanted, text: Words, first: int, end: int) -> Iterator[Change]:
    """Yield what differs beside the words, which are all the same: spelling, marks and white space."""
    quoted, count = wanted.words, len(wanted.words)
    for index in range(count):
        ours, theirs = quoted.between(index, index + 1), text.between(first + index, first + index + 1)
        if ours != theirs:
            yield Change(ours, theirs)
        if index < count - 1 and quoted.behind(index) != text.behind(first + index):
            yield Change(quoted.behind(index), text.behind(first + index))
    tail = quoted.behind(count - 1)
    if tail and not text.text.endswith(tail, 0, end):
        yield Change(tail, text.text[end : end + len(tail)].rstrip())
