"""Places in a text: what else stands there, and what stands directly before."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from itertools import accumulate

_NEAR = 60  # characters


class TextPlaces:
    """Places `(start, end)` of a text, in any order; one may lie in another."""

    def __init__(self, places: Iterable[tuple[int, int]] = ()) -> None:
        ordered = sorted(places)
        self._starts = [start for start, _ in ordered]
        self._ends = list(accumulate((end for _, end in ordered), max))

    def meet(self, start: int, end: int) -> bool:
        """Return whether one of them has a character in common with another place."""
        before = bisect_left(self._starts, end)
        return before > 0 and start < self._ends[before - 1]

    def cover(self, start: int, end: int) -> bool:
        """Return whether another place lies in one of them."""
        before = bisect_right(self._starts, start)
        return before > 0 and end <= self._ends[before - 1]


def search_before(pattern: re.Pattern[str], text: str, place: int) -> re.Match[str] | None:
    r"""Return what of a pattern that ends with \Z stands directly before a place; it is short.

    A search from the start of the text, for each figure in it, would be quadratic.
    """
    return pattern.search(text, max(0, place - _NEAR), place)
