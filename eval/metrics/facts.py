"""Whether a text says a fact: in the same words, or with the same number or date as a value.

"sixty thousand" is 60,000, "Oct 3" in 2025 is 3 October 2025, and "20" is neither in "120" nor in "20,000".
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from math import isclose

from eval.cases import DateFact, Fact, NumberFact, TextFact
from ingest.text.stems import stems
from service.answer import Statement
from service.english.dates.find import find_spans
from service.english.dates.spans import Span
from service.english.figures.values import TIME_UNITS, Value, ValueKind, find_values, unit_of
from service.english.words import STOP_WORDS

_TOKEN = re.compile(r"\d+(?:[.,:]\d+)+|\w+|[$£€¥₹%]")
_INITIALS = re.compile(r"\b(?:[A-Z]\.){2,}")  # "U.S." is "US"
_POSSESSIVE = re.compile(r"(?<=\w)'s\b", re.I)
_LEAST_PLURAL = 5  # letters: "bulldogs" are the bulldog, "news" is not new
_ARTICLES = ("a", "an", "the")
_DECIMAL = {"½": ".5", "¼": ".25", "¾": ".75"}
_FRACTION = re.compile("[½¼¾]")
_PLAIN_QUOTES = str.maketrans({"’": "'", "‘": "'", "“": '"', "”": '"'})


@dataclass(frozen=True, slots=True)
class DatedStatement:
    """A text and the moment from which its relative dates are read."""

    text: str
    at: datetime


def dated(statement: Statement, as_of: datetime) -> DatedStatement:
    """Return a statement's text, dated as what it cites first."""
    dates = (citation.said_at for citation in statement.citations)
    return DatedStatement(statement.text, next(filter(None, dates), as_of))


def says(said: DatedStatement, fact: Fact, as_of: datetime) -> bool:
    """Return whether the text says the fact; dates in the fact's own wording are read from `as_of`."""
    if isinstance(fact, TextFact):
        return any(_says_words(said, wording, as_of) for wording in fact.any)
    if isinstance(fact, NumberFact):
        return any(_is_number(token, fact, said.text) for token in fact_tokens(said))
    return any(_within(token, fact.span) for token in fact_tokens(said) if isinstance(token, Span))


def fact_ranks(facts: Sequence[Fact], texts: Sequence[DatedStatement], as_of: datetime) -> list[int | None]:
    """Return for each fact the rank (from 1) of the first text that says it, None where none does."""
    return [
        next((rank for rank, said in enumerate(texts, start=1) if says(said, fact, as_of)), None)
        for fact in facts
    ]


def wordings(fact: Fact) -> tuple[str, ...]:
    """Return the ways to write a fact, for measures that compare words."""
    if isinstance(fact, TextFact):
        return fact.any
    if isinstance(fact, DateFact):
        return (fact.date,)
    number = f"{fact.number:,.10g}" if fact.number < 1e10 else f"{fact.number:,.0f}"
    return (f"{number} {fact.unit}" if fact.unit else number,)


# A word, a value that is not a date, or the time that a date names.
Token = str | Value | Span


@lru_cache(maxsize=4096)
def fact_tokens(said: DatedStatement) -> tuple[Token, ...]:
    """Return the words of a text in lower case, without articles, its numbers and dates as values."""
    text = _plain(said.text)
    dates: list[tuple[int, int, Token]] = [
        (found.start, found.end, found.span) for found in find_spans(text, said.at)
    ]
    values: list[tuple[int, int, Token]] = [
        (value.start, value.end, value) for value in find_values(text) if value.kind is not ValueKind.DATE
    ]
    found: list[Token] = []
    at = 0
    for start, end, token in sorted([*dates, *values], key=lambda item: item[0]):
        if start >= at:
            found += [*words(text[at:start]), token]
            at = end
    return (*found, *words(text[at:]))


def words(text: str) -> list[str]:
    """Return the words of a text in lower case, without articles; "2.50", "$" and "%" are words."""
    return [word for word in _TOKEN.findall(_plain(text).lower()) if word not in _ARTICLES]


def fact_stems(text: str) -> frozenset[str]:
    """Return the stems of a text's words without function words."""
    return frozenset(stem for word in words(text) if word not in STOP_WORDS for stem in stems(word))


def _plain(text: str) -> str:
    # NFKC makes "21/2" of "2½".
    whole = _FRACTION.sub(lambda match: _DECIMAL[match[0]], text)
    plain = unicodedata.normalize("NFKC", whole).translate(_PLAIN_QUOTES)
    return _POSSESSIVE.sub("", _INITIALS.sub(lambda match: match[0].replace(".", ""), plain))


def _says_words(said: DatedStatement, wording: str, as_of: datetime) -> bool:
    gold = fact_tokens(DatedStatement(wording, as_of))
    if _has_run(fact_tokens(said), gold):
        return True
    # A date may be worded alike and yet be read from another day. A number must be the same as a value.
    return not any(isinstance(token, Value) for token in gold) and _has_run(words(said.text), words(wording))


def _has_run(found: Sequence[Token], gold: Sequence[Token]) -> bool:
    size = len(gold)
    return size > 0 and any(
        all(same(one, other) for one, other in zip(found[at : at + size], gold, strict=True))
        for at in range(len(found) - size + 1)
    )


def same(found: Token, gold: Token) -> bool:
    """Return whether a token says what another does: a day of a month also says the month."""
    if isinstance(gold, Span):
        return _within(found, gold)
    if isinstance(gold, Value) and isinstance(found, Value):
        return _same_number(found.number, gold.number) and same_measure(found, gold)
    if isinstance(found, str) and isinstance(gold, str):
        return _singular(found) == _singular(gold)
    return False


def _singular(word: str) -> str:
    return word[:-1] if len(word) >= _LEAST_PLURAL and word.endswith("s") else word


def _within(found: Token, span: Span) -> bool:
    return isinstance(found, Span) and span.start <= found.start and found.end <= span.end


def _same_number(one: float | None, other: float | None) -> bool:
    return one is not None and other is not None and isclose(one, other)


def same_measure(found: Value, gold: Value) -> bool:
    """Return whether two values are of one kind and unit; a plain number is of any."""
    if gold.kind is ValueKind.NUMBER:
        return found.kind is not ValueKind.ORDINAL
    return (found.kind, found.unit) == (gold.kind, gold.unit)


def _is_number(token: Token, fact: NumberFact, text: str) -> bool:
    if not (isinstance(token, Value) and _same_number(token.number, fact.number)):
        return False
    if fact.unit is None or fact.unit in (token.unit, f"{token.unit}s"):
        return token.kind is not ValueKind.ORDINAL
    measured = fact.unit.isupper() or fact.unit == "%" or unit_of(fact.unit) in TIME_UNITS
    return not measured and set(stems(fact.unit)) <= set(stems(text))
