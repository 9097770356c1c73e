"""A text outside its quotations as words, and the names among them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from ingest.text.letters import CAPITALS
from ingest.text.sentences import split_sentences
from ingest.text.speech.english import DAYS, FUNCTION_WORDS, MONTHS, OF_ORGANISATIONS, TITLES
from ingest.text.speech.marks import QuotedSpan
from ingest.text.wordlists import word_set

_SHORTENED = (
    r"(?:(?:Mrs?|Ms|Dr|Rev|Sen|Rep|Gov|Gen|St|Lt|Col|Prof|Sgt|Capt|Supt|Insp|Jr|Sr)\.|(?:[A-Z]\.)+)(?=\W)"
)
_REST = r"(?:[\w&-]|['’.](?=\w))*"
_WORD = re.compile(rf"{_SHORTENED}|[^\W_]{_REST}(?:(?<=s)['’](?=\s))?|[^\w\s]")
# A word of a name is no longer: each hyphen and stop in a run of them may begin one.
_CAPITAL = rf"(?:{_SHORTENED.replace('+', '{1,9}+')}|[{CAPITALS}]{_REST.replace('*', '{0,60}+')})"
_SMALL = r"(?:[ \xa0](?:de|del|della|der|van|von|den|bin|al|la|du|da|dos|el|ibn))"
# Names of two words or more.
NAMES = re.compile(rf"(?<!\w){_CAPITAL}(?:{_SMALL}{{0,2}}[ \xa0]{_CAPITAL})+")
_PARTICLES = word_set("de del della der van von den bin al la le du da dos el ibn of the for and &")
_LINKING = word_set("of for the and &")
_NAMED_ENOUGH = 2


@dataclass(frozen=True, slots=True)
class Word:
    """A word, a mark of punctuation or a whole quotation: `text[start:end]`."""

    start: int
    end: int
    text: str
    lower: str
    is_capital: bool
    quoted: QuotedSpan | None = None

    @property
    def is_possessive(self) -> bool:
        return self.text.endswith(("'s", "’s", "s'", "s’"))


@dataclass(frozen=True)
class Clauses:
    """A sentence that may hold quotations, `text[start:end]`. `paragraph` counts from 0."""

    text: str
    start: int
    end: int
    quoted: tuple[QuotedSpan, ...]
    paragraph: int

    @cached_property
    def words(self) -> tuple[Word, ...]:
        """The sentence in words, each quotation as one."""
        return tuple(_words(self.text, self.start, self.end, self.quoted))

    @property
    def masked(self) -> str:
        """Its text, each quotation as one word."""
        return self.text[self.start : self.end]

    @property
    def only_quotes(self) -> bool:
        """Whether nothing but quotations stands there."""
        return all(word.quoted or not word.text[0].isalnum() for word in self.words)


def sentences_with(masked: str, quoted: Sequence[QuotedSpan]) -> list[Clauses]:
    """Return the sentences of a text whose quotations are masked; none ends within a quotation."""
    found, rest = [], list(reversed(quoted))
    paragraph, seen = 0, 0
    spans = iter(split_sentences(masked))
    for span in spans:
        start, end = span.start, span.end
        paragraph += masked.count("\n", seen, start) > 0
        inside: list[QuotedSpan] = []
        while rest and rest[-1].start < end:
            inside.append(rest.pop())
            while inside[-1].end > end:  # a long quotation was cut
                end = next(spans).end
        found.append(Clauses(masked, start, end, tuple(inside), paragraph))
        seen = end
    return found


def masked(text: str, quoted: Sequence[QuotedSpan]) -> str:
    """Return the text with each quotation as one word, in its length, that ends as the quotation does."""
    parts, at = [], 0
    for each in quoted:
        inner = each.words(text)
        first = "X" if inner[:1].isupper() else "x"
        last = "x" if inner[-1:].isalnum() else inner[-1:]
        begins = each.start + each.mark
        parts += [text[at:begins], f"{first}{'x' * (len(inner) - 2)}{last}"[: len(inner)]]
        at = begins + len(inner)
    return "".join([*parts, text[at:]])


def _words(text: str, start: int, end: int, quoted: Sequence[QuotedSpan]) -> Iterator[Word]:
    for each in quoted:
        yield from _plain(text, start, each.start)
        yield Word(each.start, each.end, '"', '"', False, each)
        start = each.end
    yield from _plain(text, start, end)


def _plain(text: str, start: int, end: int) -> Iterator[Word]:
    for match in _WORD.finditer(text, start, end):
        word = match[0]
        yield Word(*match.span(), word, word.lower(), word[0].isupper())


def name_ending_at(words: Sequence[Word], first: int, last: int) -> int | None:
    """Return where the name that ends with the word `last` begins, not before `first`; None: no name."""
    surname = words[last].text in MONTHS and last > first and _in_name(words[last - 1])  # "Theresa May"
    if words[last].is_possessive or not (surname or _in_name(words[last])):
        return None
    at = last
    while at > first:
        before = at - 1
        if _in_name(words[before]) and not words[before].is_possessive:
            at = before
            continue
        while before > first and words[before].text in _PARTICLES and at - before < 3:
            before -= 1
        linking = {word.text for word in words[before + 1 : at]}
        joined = before < at - 1 and _in_name(words[before]) and not words[before].is_possessive
        if not joined or (linking & _LINKING and not _may_link(words, first, before)):
            break
        at = before
    return at


def _may_link(words: Sequence[Word], first: int, last: int) -> bool:
    """Return whether "of" behind a word goes on with the name: "Bank of", not "Ann Lee of"."""
    start = last
    while start > first and _in_name(words[start - 1]):
        start -= 1
    office = words[last].text in TITLES and words[last + 1].text == "of"  # "Secretary of"
    return last - start + 1 < _NAMED_ENOUGH or words[last].text in OF_ORGANISATIONS or office


def _in_name(word: Word) -> bool:
    return (
        word.is_capital
        and word.text not in DAYS
        and word.text not in MONTHS
        and (word.lower not in FUNCTION_WORDS or (word.text.isupper() and len(word.text) > 1))
    )
