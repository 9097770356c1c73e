"""A sentence in clauses: one way to cut it, for whatever is compared clause by clause."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import IntEnum

PRONOUN = re.compile(r"\b(?:he|she|it|they|him|them|his|her|its|their|this|these)\b", re.I)
# The groups have the names of `Border`. Neither "10:30", "3–1" nor "60,000" has a border in it.
_BORDER = re.compile(
    r"(?P<subject>[;()—]|(?<!\d)[:–]|[:–](?!\d)|\b(?:but|while|although|though|whereas|because|which|who)\b"
    r"|,\s+(?:after|before)\b)"
    r"|(?P<joint>,(?!\d)|\band\b)"
    r"|(?P<subordinate>\b(?:that|as|after|before)\b)",
    re.I,
)
_BLANKS_AND_COMMAS = " \t\n,;:()—–"


class Border(IntEnum):
    """How much of a new clause begins at a border."""

    SUBJECT = 1  # "but", "which", ";": most often another subject
    JOINT = 2  # "and", ",": a clause may go on
    SUBORDINATE = 3  # "that", "after": a clause within the clause


@dataclass(frozen=True, slots=True)
class Clause:
    """A clause from `start` to `end` of a sentence."""

    start: int
    end: int
    text: str


def borders(text: str, finest: Border = Border.SUBORDINATE) -> list[tuple[int, int]]:
    """Return (start, end) of what stands between clauses, in order, down to the `finest` kind of border."""
    matches = _BORDER.finditer(text)
    return [match.span() for match in matches if Border[(match.lastgroup or "").upper()] <= finest]


def clauses_of(text: str) -> list[Clause]:
    """Return the clauses of a sentence, without what stands between them."""
    between = borders(text)
    starts, ends = [0, *(end for _, end in between)], [*(start for start, _ in between), len(text)]
    found: list[Clause] = []
    for start, end in zip(starts, ends, strict=True):
        words = text[start:end].strip(_BLANKS_AND_COMMAS)
        if words:
            start = text.index(words, start)
            found.append(Clause(start, start + len(words), words))
    return found
