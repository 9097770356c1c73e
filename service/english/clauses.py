"""A statement in clauses, so that each can be held against a sentence of its own."""

from __future__ import annotations

import re
from dataclasses import dataclass

PRONOUN = re.compile(r"\b(?:he|she|it|they|him|them|his|her|its|their|this|these)\b", re.I)
# Between two clauses: "; ", ", and ", " which ".
_BETWEEN = re.compile(
    r"\s*(?:[;:—–]|,?\s+\b(?:and|but|while|whereas|although|though|who|which|that|because|after|before|as)\b"
    r"|,)\s+",
    re.I,
)
_SUBJECT = re.compile(
    r"(?:the|an?|its?|his|her|their|this|these|he|she|they|some|another|both|all)\b|[A-Z\d]", re.ASCII
)
_REASON = re.compile(r"\b(?:because|although|though|while|whereas)\s+\Z", re.I)
_RELATIVE = re.compile(r"\b(?:who|which|that)\s+\Z", re.I)


@dataclass(frozen=True, slots=True)
class Clause:
    """A clause from `start` to `end` of a statement; without an own subject it has the one before it."""

    start: int
    end: int
    text: str
    own_subject: bool


def clauses_of(text: str) -> list[Clause]:
    """Return the clauses of a statement."""
    borders = list(_BETWEEN.finditer(text))
    starts = [0, *(match.end() for match in borders)]
    ends = [*(match.start() for match in borders), len(text)]
    return [
        Clause(start, end, text[start:end], _has_subject(text, start))
        for start, end in zip(starts, ends, strict=True)
        if start < end
    ]


def _has_subject(text: str, start: int) -> bool:
    if start == 0 or _REASON.search(text, 0, start):
        return True
    return bool(_SUBJECT.match(text, start)) and not _RELATIVE.search(text, 0, start)
