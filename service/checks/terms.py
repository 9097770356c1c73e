"""A text as a sequence of terms: its words, its figures and its dates, in order."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property, lru_cache

from ingest.text.speech.english import SAY
from ingest.text.wordlists import word_set
from service.english.clauses import PRONOUN
from service.english.dates.find import find_spans
from service.english.dates.spans import Span
from service.english.figures.amounts import Amount, said_amounts
from service.english.figures.measures import extent
from service.english.lemmas import Token, tokens
from service.english.names import names_in_short
from service.english.places import TextPlaces

# Prepositions and conjunctions: what they open may often be left out.
OPENERS = word_set(
    "about above across after against along alongside amid among around as at before behind below beneath"
    " beside between beyond by down during for from in inside into near of off on onto over past since"
    " through throughout to toward towards under up upon via while with within when where who which whose"
    " because and or but although though whereas plus"
)
# Function words that change nothing by themselves; "not", "will", "only", "because" and the like do.
# "Hundreds" is compared as a value.
_LIGHT = (OPENERS - word_set("because but although though whereas since before after against")) | word_set(
    "a an the this that these those its his her our my your it he she they him them we us you i"
    " am is are was were be been being has have had having do does did whom also there then so both each"
    " himself herself itself themselves dozens scores hundreds thousands millions billions tens"
)
# Of these they open a clause, which has a subject and a verb of its own.
CLAUSAL = word_set("when where who which whose because and or but although though whereas while")
_NOW, _THEN = word_set("is are am"), word_set("was were")
_BEING = word_set("am is are was were be been being get gets got")
_PERSONS = {"he": word_set("he him his himself"), "she": word_set("she her hers herself")}
_ACCORDING = re.compile(r"\b(?:according|attributed) to\b", re.I)


@dataclass(frozen=True, slots=True)
class ComparedTerm:
    """`text[start:end]`: a word, a figure or a date.

    `said`: it says something, if it is only "not"; `content`: it does so by itself.
    """

    start: int
    end: int
    word: str
    stem: str
    said: bool
    content: bool = True
    name: bool = False
    past: bool = False
    owner: bool = False  # of what follows: "Velmar's"
    amount: Amount | None = None
    span: Span | None = None

    @property
    def is_value(self) -> bool:
        return self.amount is not None or self.span is not None

    @property
    def is_pronoun(self) -> bool:
        return bool(PRONOUN.fullmatch(self.word))

    def meant_by(self, other: ComparedTerm) -> bool:
        """Return whether `other`, of a sentence, may be what this term of a statement means."""
        if self.span and other.span:
            return self.span.start <= other.span.start and other.span.end <= self.span.end
        if self.is_value or other.is_value:
            return bool(self.amount and other.amount and self.amount.matches(other.amount))
        # "Keel resigned" is not "Keel is to resign".
        return self.stem == other.stem and (other.past or not self.past)


@dataclass(frozen=True)
class Terms:
    """A text as its terms, in order."""

    text: str
    every: tuple[ComparedTerm, ...]

    @classmethod
    def of(cls, text: str, anchor: datetime, names: tuple[tuple[str, str], ...] = ()) -> Terms:
        """Read a text; its relative dates are read from `anchor`. `names` are long ones and short forms."""
        return cls(text, _terms(text, anchor, names))

    def part(self, start: int, end: int) -> Terms:
        """Return the terms of `text[start:end]`."""
        return Terms(self.text, tuple(term for term in self.every if start <= term.start < end))

    @cached_property
    def said(self) -> list[ComparedTerm]:
        return [term for term in self.every if term.said]

    def between(self, one: int, two: int) -> list[ComparedTerm]:
        """Return the terms that say something in `text[one:two]`."""
        return [term for term in self.said if one <= term.start < two]

    def ties(self, at: int) -> frozenset[str]:
        """Return the prepositions and conjunctions directly before a term."""
        found = set()
        while at and not self.every[at - 1].said:
            at -= 1
            found.add(self.every[at].word)
        return frozenset(found & OPENERS)

    def is_passive(self, at: int) -> bool:
        """Return whether a form of "be" stands before a verb."""
        while at and not self.every[at - 1].said:
            at -= 1
            if self.every[at].word in _BEING:
                return True
        return False

    @cached_property
    def reports(self) -> bool:
        """Whether the text says that somebody says something."""
        return reports(self.text, self.every)

    @cached_property
    def being(self) -> frozenset[bool]:
        """Whether the text says what is (True) and what was (False)."""
        words = {term.word for term in self.every}
        return frozenset(now for now, forms in ((True, _NOW), (False, _THEN)) if words & forms)

    @cached_property
    def persons(self) -> frozenset[str]:
        """Which of "he" and "she" the text speaks of."""
        return frozenset(key for key, words in _PERSONS.items() if any(t.word in words for t in self.every))


@lru_cache(maxsize=2_000)
def _terms(text: str, anchor: datetime, names: tuple[tuple[str, str], ...]) -> tuple[ComparedTerm, ...]:
    taken = [
        ComparedTerm(each.start, each.end, "", "", True, span=each.span) for each in find_spans(text, anchor)
    ]
    taken += [
        ComparedTerm(*extent(text, amount.start, amount.end), "", "", True, amount=amount)
        for amount in said_amounts(text)
    ]
    places = TextPlaces((term.start, term.end) for term in taken)
    taken += [
        ComparedTerm(start, end, short, short, True, name=True, owner=text.startswith(("'s", "’s"), end))
        for start, end, short in names_in_short(text, names)
        if not places.meet(start, end)
    ]
    places = TextPlaces((term.start, term.end) for term in taken)
    words = [_word(token, text) for token in tokens(text) if not places.meet(token.start, token.end)]
    return tuple(sorted([*taken, *words], key=lambda term: term.start))


def _word(token: Token, text: str) -> ComparedTerm:
    denied = token.word.endswith("n't")
    said = denied or (token.word not in _LIGHT and (token.content or len(token.word) > 1))
    stem = "not" if denied else token.stem
    named = text[token.start].isupper()
    owner = text[token.start : token.end + 1].endswith(("'", "’", "'s", "’s", "'s ", "’s "))
    return ComparedTerm(
        token.start, token.end, token.word, stem, said, token.content, named, token.past, owner
    )


def reports(text: str, terms: Sequence[ComparedTerm]) -> bool:
    """Return whether a text, whose terms are given, says that somebody says something."""
    return bool(_ACCORDING.search(text)) or any(term.word in SAY for term in terms)
