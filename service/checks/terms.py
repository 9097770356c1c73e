"""A text as a sequence of terms: its content words, its figures and its dates, in order."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime

from service.english.dates import find_spans
from service.english.lemmas import tokens
from service.english.names import same_name
from service.english.spans import Span
from service.english.values import ValueKind, find_values

_DETERMINERS = r"(?:(?:the|an?|its?|his|her|their|this|that|these|those|some|about|around|all|both)\s+)*"
_PREPOSITION = re.compile(
    r"\b(?P<word>in|on|at|of|by|to|from|for|with|without|against|near|into|over|under|above|below|after|before"
    r"|during|since|until|because|as|while|through|across|between|when|outside|inside|except|unlike)\s+"
    rf"{_DETERMINERS}\Z",
    re.I,
)
_LONGEST = 60  # terms of a text that are read


@dataclass(frozen=True, slots=True)
class Term:
    """`text[start:end]` with what it is compared by: a stem, a number, or the time that a date means."""

    start: int
    end: int
    key: str
    kind: ValueKind | None = None
    span: Span | None = None
    name: bool = False

    def meant_by(self, other: Term) -> bool:
        """Return whether `other`, of a cited sentence, may be what this term of a statement means."""
        if self.span and other.span:
            return self.span.start <= other.span.start and other.span.end <= self.span.end
        if self.name and other.name and same_name(self.key, other.key):
            return True
        return self.kind is other.kind and self.key == other.key and not self.span


@dataclass(frozen=True, slots=True)
class TermSequence:
    """A text with its terms in order."""

    text: str
    terms: tuple[Term, ...]

    @classmethod
    def of(cls, text: str, anchor: datetime) -> TermSequence:
        """Read a text; its relative dates are read from `anchor`."""
        taken = [Term(d.start, d.end, "", ValueKind.DATE, d.span) for d in find_spans(text, anchor)]
        taken += [
            Term(value.start, value.end, f"{value.number:g}", ValueKind.NUMBER)
            for value in find_values(text)
            if value.number is not None and text[value.start : value.end].lower() != "one"
        ]
        words = [
            Term(token.start, token.end, token.stem, name=text[token.start].isupper())
            for token in tokens(text)
            if token.content and not any(token.start < term.end and term.start < token.end for term in taken)
        ]
        return cls(text, tuple(sorted([*taken, *words], key=lambda term: term.start)[:_LONGEST]))

    def preposition(self, term: Term) -> str:
        """Return the preposition that stands before a term and its article, "" if none does."""
        match = _PREPOSITION.search(self.text, max(0, term.start - 40), term.start)
        return match["word"].lower() if match else ""

    def possessive(self, term: Term) -> bool:
        """Return whether the term is the owner of what follows."""
        return bool(re.search(r"['’]s?\Z", self.text[term.start : term.end + 1].rstrip()))
