"""The people that a text names, and whom its pronouns and descriptions stand for."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from functools import cached_property
from operator import attrgetter

from ingest.text.speech.clauses import NAMES
from ingest.text.speech.english import (
    FUNCTION_WORDS,
    OF_ORGANISATIONS,
    SURE_VERBS,
    TITLES,
)
from ingest.text.speech.first_names import MEN, WOMEN
from ingest.text.speech.subjects import Phrase, PhraseKind

_PLACED = (["in"], ["at"], ["near"], ["from"], ["to"], ["her"], ["his"], ["their"], ["its"])
_POSSESSIVE = re.compile(r"['’]s\b")
_APPOSED = re.compile(
    r",(?: who is| who was)? (?:an?|the|its|his|her|their) ([^,.;:\n]{2,80}?)"
    r"(?:[,.;:\n]| (?:of|for|at|in|on|from|with|and|who|that|which|to)\b)"
)
_NO_NAMES = FUNCTION_WORDS | SURE_VERBS  # with a capital they only begin a sentence
_LONGEST_DESCRIPTION = 3  # words
_WORD_LENGTH = 30
_REACH = 1_500  # code points back that a pronoun may point


class People:
    """The persons named in sentences, outside their quotations."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._named = list(_persons(text))
        self._full: dict[str, dict[tuple[str, ...], Phrase]] = {}
        for mention in self._named:
            bare = _bare(mention.text)
            if len(bare) > 1:
                for key in {bare[-1], bare[0]}:
                    self._full.setdefault(key, {}).setdefault(bare, mention)

    def knows(self, mention: Phrase) -> bool:
        """Return whether a name is that of a person."""
        bare = _bare(mention.text)
        return mention.kind is PhraseKind.NAME and (
            is_person(mention.text) or (len(bare) == 1 and bare[0] in self._full)
        )

    def in_full(self, mention: Phrase) -> Phrase:
        """Return the fullest name of a person who is named in short; itself where that is not clear."""
        bare = _bare(mention.text)
        if len(bare) != 1:
            return mention
        known = self._full.get(bare[0], {})
        return next(iter(known.values())) if len(known) == 1 else mention

    def described(self, mention: Phrase) -> Phrase:
        """Return the only name that the text describes so ("the doctor"); itself where there is none."""
        words = mention.text.lower().split()
        if words[0] != "the" or len(words) > _LONGEST_DESCRIPTION:
            return mention
        names = self._described.get(words[-1], {})
        return next(iter(names.values())) if len(names) == 1 else mention

    @cached_property
    def _described(self) -> dict[str, dict[tuple[str, ...], Phrase]]:
        """The persons that each noun describes: "Ann Lee, a doctor", "driver Ann Lee"."""
        found: dict[str, dict[tuple[str, ...], Phrase]] = {}
        for name in self._named:
            whole = self.in_full(name)
            for noun in self._nouns(name):
                found.setdefault(noun, {}).setdefault(_bare(whole.text), whole)
        return found

    def _nouns(self, name: Phrase) -> Iterator[str]:
        yield from (word.lower().rstrip(".") for word in name.text.split()[:-1])
        yield from self._text[max(0, name.start - _WORD_LENGTH) : name.start].lower().split()[-1:]
        if apposed := _APPOSED.match(self._text, name.end):
            yield from apposed[1].lower().split()

    def gender(self, mention: Phrase) -> str | None:
        """Return "he" or "she" where a name tells."""
        whole = self.in_full(mention).text.split()
        bare = _bare(" ".join(whole))
        telling = {*mention.text.split()[:-1], *whole[: len(whole) - len(bare)], *bare[:1][: len(bare) - 1]}
        plain = {word.rstrip(".") for word in telling}
        man, woman = bool(plain & MEN), bool(plain & WOMEN)
        return None if man == woman else "he" if man else "she"

    def last_before(self, offset: int) -> Iterator[Phrase]:
        """Yield the persons named shortly before an offset, the last first."""
        for index in range(bisect_left(self._named, offset, key=attrgetter("start")) - 1, -1, -1):
            if self._named[index].start < offset - _REACH:
                return
            yield self._named[index]


def _persons(text: str) -> Iterator[Phrase]:
    """Yield the names of two words or more that are persons'."""
    for match in NAMES.finditer(text):
        name = _POSSESSIVE.split(match[0])[0]
        words = name.split()
        while words and words[0].lower() in _NO_NAMES:
            words.pop(0)
        start = match.start() + len(name) - len(" ".join(words))
        before = text[max(0, start - 5) : start].lower().split()[-1:]
        if len(words) > 1 and before not in _PLACED and (before != ["the"] or words[0].rstrip(".") in TITLES):
            whole = text[start : match.start() + len(name)]
            if is_person(whole):
                yield Phrase(start, start + len(whole), whole, PhraseKind.NAME)


def is_person(text: str) -> bool:
    """Return whether a name looks like that of a person: two words or a title, nothing of an organisation."""
    bare = _bare(text)
    titled = len(bare) < len(text.split())
    if not bare or len(bare) > 4 or any(map(_is_of_an_organisation, bare)):
        return False
    return len(bare) > 1 or titled or bare[0] in MEN or bare[0] in WOMEN


def may_be_surname(mention: Phrase) -> bool:
    """Return whether a single word may be a person's name, though nothing else in the text says so."""
    word = mention.text
    return " " not in word and word[0].isupper() and not word.isupper() and word not in OF_ORGANISATIONS


def _bare(text: str) -> tuple[str, ...]:
    """Return the words of a name without its titles and what stands before them: "Acme President"."""
    words = text.split()
    titles = [index for index, word in enumerate(words[:-1]) if word.rstrip(".") in TITLES]
    return tuple(words[titles[-1] + 1 :] if titles else words)


def _is_of_an_organisation(word: str) -> bool:
    return word in OF_ORGANISATIONS or (word.isupper() and word.isalpha() and len(word) > 2)
