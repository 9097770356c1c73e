"""The quotations of a draft: what stands in quotation marks, of whichever kind."""

from __future__ import annotations

import re
from dataclasses import dataclass

from ingest.text.speech.marks import quoted_spans

# A mark that is not closed within so many characters opens nothing.
_LONGEST = 20_000
_WORD = re.compile(r"\w")
# Marks and blanks at the ends, and the comma or stop that belongs to the sentence around it.
_BEFORE = re.compile(r"\A[\s.…]+")
_BEHIND = re.compile(r"[\s.,;:…]+\Z")


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
    spans = (each.inner for each in quoted_spans(draft, _LONGEST))
    return [found for start, end in spans if (found := _trimmed(draft, start, end))]


def _trimmed(draft: str, start: int, end: int) -> DraftQuotation | None:
    text = draft[start:end]
    if not _WORD.search(text):
        return None
    lead, tail = _BEFORE.search(text), _BEHIND.search(text)
    start += len(lead[0]) if lead else 0
    end -= len(tail[0]) if tail else 0
    return DraftQuotation(draft[start:end], start, end)
