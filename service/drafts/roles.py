"""Which of two figures of a sentence is said of what: who killed 12 and injured 40 did not kill 40."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from itertools import permutations

from service.english.clauses import borders
from service.english.figures.amounts import Amount
from service.english.lemmas import tokens
from service.english.places import search_before

# "from 12 to 40" has both in one clause.
_MOST_FIGURES = 6  # a table has more, and no roles that clauses tell
_PREPOSITION = re.compile(r"\b(from|to)\s+(?:[a-z]+\s+){0,2}\Z", re.I)


def swapped(
    text: str, ours: Sequence[Amount], source: str, theirs: Sequence[Amount]
) -> Iterator[tuple[Amount, Amount]]:
    """Yield the figures of a sentence that a source has in the role of another, with its own in their role.

    What a figure is said of are the words of its clause that the clause of the other has not.
    """
    if max(len(ours), len(theirs)) > _MOST_FIGURES:
        return
    for one, other in permutations(ours, 2):
        its = next((each for each in theirs if one.matches(each)), None)
        others = next((each for each in theirs if other.matches(each)), None)
        if not its or not others or its is others or one.matches(others) or other.matches(its):
            continue
        here, there = _roles(text, one, other), _roles(source, its, others)
        crossed = here[0] & there[1] and here[1] & there[0]
        if crossed and not (here[0] & there[0] and here[1] & there[1]):
            yield one, others


def _roles(text: str, one: Amount, other: Amount) -> tuple[AbstractSet[str], AbstractSet[str]]:
    """Return what each of two figures alone is said of."""
    starts = [start for start, _ in borders(text)]
    clauses = [bisect_right(starts, each.start) for each in (one, other)]
    if clauses[0] == clauses[1]:
        found = [search_before(_PREPOSITION, text, each.start) for each in (one, other)]
        first, second = ({match[1].lower()} if match else set() for match in found)
    else:
        first, second = (
            {
                token.stem
                for token in tokens(text)
                if token.content and token.word.isalpha() and bisect_right(starts, token.start) == clause
            }
            for clause in clauses
        )
    return first - second, second - first
