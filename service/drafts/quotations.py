"""The quotations of a draft: what stands in quotation marks, of whichever kind."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

_PAIRS = {"“": "”", "„": "“”", "«": "»", "»": "«", "‘": "’", "‹": "›", "「": "」"}
_STRAIGHT = '"'
_MARKS = re.compile(f"['{_STRAIGHT}{''.join(_PAIRS)}]")
# A mark that is not closed within so many characters opens nothing.
_LONGEST = 20_000
# A single mark opens where a word begins and closes where one has ended: "it's" has none, nor "the '90s".
_SINGLE_OPENS = re.compile(r"(?<!\w)['‘](?=\S)(?!\d0s\b)")
_SINGLE_CLOSES = re.compile(r"(?<=[\w.,;:!?…])['’](?!\w)")
_POSSESSIVE = re.compile(r"s['’]\s+[a-z]")
_WORD = re.compile(r"\w")
# Marks and blanks at the ends, and the comma or stop that belongs to the sentence around it.
_BEFORE = re.compile(r"\A[\s.…]+")
_BEHIND = re.compile(r"[\s.,;:…]+\Z")
_PARAGRAPH = re.compile(r"\n\s*")


@dataclass(frozen=True, slots=True)
class DraftQuotation:
    """`draft[start:end]`, without its marks."""

    text: str
    start: int
    end: int


def quotations_of(draft: str) -> list[DraftQuotation]:
    """Return the quotations of a draft in order; those within others are part of them.

    One that is not closed by the end of its paragraph goes on where the next opens with the mark again.
    """
    return [found for start, end in _spans(draft) if (found := _trimmed(draft, start, end))]


def _spans(draft: str) -> Iterator[tuple[int, int]]:
    after, stop, following = 0, -1, len(draft)
    for mark in _MARKS.finditer(draft):
        place = mark.start()
        if place < after:
            continue
        if stop < place:
            end = _PARAGRAPH.search(draft, place)
            stop, following = end.span() if end else (len(draft), len(draft))
        closes = _closing(draft, place, stop, following)
        if closes is not None:
            yield place + 1, closes
            after = closes + 1


def _closing(draft: str, place: int, stop: int, following: int) -> int | None:
    """Return where the quotation ends whose mark is at `place`; None if none begins there.

    Its paragraph ends at `stop`, and the next begins at `following`.
    """
    mark = draft[place]
    whole, stop = stop, min(stop, place + _LONGEST)
    if mark in "'‘":
        if not _SINGLE_OPENS.match(draft, place):
            return None
        return _single_closing(draft, place + 1, stop)
    if mark == _STRAIGHT:
        if place and draft[place - 1].isalnum():  # of 10" pipes
            return None
        found = draft.find(_STRAIGHT, place + 1, stop)
    elif mark in _PAIRS:
        found = min(
            (at for each in _PAIRS[mark] if (at := draft.find(each, place + 1, stop)) >= 0), default=-1
        )
    else:
        return None
    if found >= 0:
        return found
    # A paragraph that goes on: the next begins with the mark.
    return stop if stop == whole and draft.startswith(mark, following) else None


def _single_closing(draft: str, start: int, stop: int) -> int | None:
    """Return where a quotation in single marks closes: behind "the dogs' day", not within it."""
    opens = _SINGLE_OPENS.search(draft, start, stop)
    closes = [
        match.start() for match in _SINGLE_CLOSES.finditer(draft, start, opens.start() if opens else stop)
    ]
    for place in closes:
        if place == closes[-1] or not _POSSESSIVE.match(draft, place - 1):
            return place
    return None


def _trimmed(draft: str, start: int, end: int) -> DraftQuotation | None:
    text = draft[start:end]
    if not _WORD.search(text):
        return None
    lead, tail = _BEFORE.search(text), _BEHIND.search(text)
    start += len(lead[0]) if lead else 0
    end -= len(tail[0]) if tail else 0
    return DraftQuotation(draft[start:end], start, end)
