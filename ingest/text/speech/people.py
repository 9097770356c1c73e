"""The people that a text names, and whom its pronouns and descriptions stand for."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from functools import cached_property
from operator import attrgetter

from ingest.text.letters import CAPITALS
from ingest.text.speech.clauses import NAMES
from ingest.text.speech.english import (
    FUNCTION_WORDS,
    GENERATIONS,
    OF_ORGANISATIONS,
    PERSONAL,
    POSSESSIVES,
    SURE_VERBS,
    TITLES,
)
from ingest.text.speech.first_names import MEN, WOMEN
from ingest.text.speech.genders import by_own_pronoun, of_names, of_noun, of_office
from ingest.text.speech.subjects import Phrase, PhraseKind
from ingest.text.wordlists import word_set

_PLACED = (["in"], ["at"], ["near"], ["from"], ["to"], ["her"], ["his"], ["their"], ["its"], ["&"])
_CAPITAL = re.compile(rf"(?<!\w)[{CAPITALS}](?:[\w-]|['’](?!s\b)(?=\w))*")
_POSSESSIVE = re.compile(r"['’]s\b")
_APPOSED = re.compile(
    r",(?: who (?:is|was|became|has become))? (?:an?|the|its|his|her|their) ([^,.;:\n]{2,80}?)"
    r"(?:[,.;:\n]| (?:of|for|at|in|on|from|with|and|who|that|which|to)\b)"
)
_NO_NAMES = FUNCTION_WORDS | SURE_VERBS  # with a capital they only begin a sentence
_LONGEST_DESCRIPTION = 3  # words
# "The mayor" is nobody who was mayor, and no deputy mayor.
_NO_LONGER = re.compile(r"\b(?:(?:former|onetime|late) |ex-|then-)")
_BESIDE_OFFICE = word_set("vice deputy assistant")
_WORDS = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*")
_CLAUSE_END = re.compile(r"[.,;:!?\n\"“”()]")
_WORD_LENGTH = 30
_NAME_WORD = re.compile(r"\S+")


class People:
    """The persons named in sentences, outside their quotations."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._named = list(_persons(text))
        self._is_name: dict[str, bool] = {}
        self._full: dict[str, dict[tuple[str, ...], Phrase]] = {}
        for mention in self._named:
            bare = _bare(mention.text)
            family = tuple(word for word in bare if word not in GENERATIONS)
            if len(family) > 1:
                for key in {family[-1], *({bare[0]} & (MEN | WOMEN))}:
                    self._full.setdefault(key, {}).setdefault(bare, mention)

    def knows(self, mention: Phrase) -> bool:
        """Return whether a name is that of a person."""
        bare = _bare(mention.text)
        return mention.kind is PhraseKind.NAME and (
            is_person(mention.text) or (len(bare) == 1 and bare[0] in self._full)
        )

    def is_sure(self, mention: Phrase) -> bool:
        """Return whether a name is that of a person, as the text shows."""
        return self.knows(mention) and self.is_shown(mention)

    def is_name(self, mention: Phrase) -> bool:
        """Return whether a word is a name, as far as the text shows, and not only the first of a sentence.

        A name never stands without its capital, and has it more than once, or where no sentence begins, or
        with an apposition behind it.
        """
        word = mention.text
        if word not in self._is_name:
            self._is_name[word] = self._looks_like_name(word)
        return self._is_name[word]

    def _looks_like_name(self, word: str) -> bool:
        text = self._text
        found = list(re.finditer(rf"\b{re.escape(word)}\b", text))
        within = (re.search(r"[\w,] \Z", text[max(0, each.start() - 2) : each.start()]) for each in found)
        apposed = (_APPOSED.match(text, each.end()) for each in found)
        return not self.is_plain(word) and (len(found) > 1 or any(within) or any(apposed))

    def is_plain(self, word: str) -> bool:
        """Return whether a word stands in the text without its capital as well."""
        return re.search(rf"\b{re.escape(word.lower())}\b", self._text) is not None

    def in_full(self, mention: Phrase) -> Phrase:
        """Return the full name before a short one; itself where that is not clear."""
        whole = self._whole(mention)
        return whole if whole.start < mention.start else mention

    def are_one(self, one: Phrase, other: Phrase) -> bool:
        """Return whether two mentions are of one person."""
        return _bare(self._whole(one).text) == _bare(self._whole(other).text)

    def _whole(self, mention: Phrase) -> Phrase:
        """Return the full name, wherever it stands, of a person who is named in short."""
        surname, *generation = _bare(mention.text)
        if any(word not in GENERATIONS for word in generation):
            return mention
        fit = [full for bare, full in self._full.get(surname, {}).items() if {*generation}.issubset(bare)]
        return fit[0] if len(fit) == 1 else mention

    def described(self, mention: Phrase) -> Phrase:
        """Return the only name that the text describes so ("the doctor"); itself where there is none."""
        article, *words = mention.text.lower().split()
        nouns = _offices(" ".join(words))
        if article != "the" or not nouns or len(words) >= _LONGEST_DESCRIPTION:
            return mention
        names = self._described.get(nouns[-1], {})
        fit = [whole for bare, whole in names.items() if self._beside[bare].issuperset(nouns)]
        return fit[0] if len(fit) == 1 else mention

    @cached_property
    def _described(self) -> dict[str, dict[tuple[str, ...], Phrase]]:
        """The persons that each noun describes: "Ann Lee, a doctor", "driver Ann Lee"."""
        found: dict[str, dict[tuple[str, ...], Phrase]] = {}
        for name in self._named:
            whole = self.in_full(name)
            for noun in self._nouns(name):
                found.setdefault(noun, {}).setdefault(_bare(whole.text), whole)
        return found

    @cached_property
    def _beside(self) -> dict[tuple[str, ...], set[str]]:
        """All the words by which each person is described."""
        found: dict[tuple[str, ...], set[str]] = {}
        for name in self._named:
            words = found.setdefault(_bare(self.in_full(name).text), set())
            words.update(self._titles(name), self._apposed(name))
        return found

    def _nouns(self, name: Phrase) -> Iterator[str]:
        yield from self._titles(name)[-len(name.text.split()) :]
        yield from self._apposed(name)

    def _titles(self, name: Phrase) -> list[str]:
        """Return the words before a surname, and those right before the name: "former driver Ann"."""
        before = self._text[max(0, name.start - 2 * _WORD_LENGTH) : name.start].lower()
        return _offices(f"{_CLAUSE_END.split(before)[-1]}{' '.join(name.text.lower().split()[:-1])}")

    def _apposed(self, name: Phrase) -> list[str]:
        apposed = _APPOSED.match(self._text, name.end)
        return _offices(apposed[1].lower()) if apposed else []

    def gender(self, mention: Phrase) -> str | None:
        """Return "he" or "she" as the text tells of whoever has a name, or else as the name does."""
        whole = self._whole(mention).text
        given = [*_before_surname(mention.text), *_before_surname(whole)]
        return self._genders.get(_bare(whole)) or of_names(given)

    @cached_property
    def _genders(self) -> dict[tuple[str, ...], str]:
        """What the surest kind of sign tells of each person; nothing where it contradicts itself."""
        told: dict[tuple[str, ...], list[set[str]]] = {}
        for index, name in enumerate(self._named):
            signs = told.setdefault(_bare(self._whole(name).text), [set(), set(), set(), set()])
            beside = (
                self._named[index - 1] if index else None,
                next(iter(self._named[index + 1 :][:1]), None),
            )
            found = (
                next(filter(None, map(of_noun, self._heads(name))), None),
                of_names(_before_surname(name.text)),
                next(filter(None, map(of_office, self._heads(name))), None),
                by_own_pronoun(self._text, name, *beside),
            )
            for sign, gender in zip(signs, found, strict=True):
                sign |= {gender} if gender else set()
        clear = ((bare, next(filter(None, signs), set())) for bare, signs in told.items())
        return {bare: genders.pop() for bare, genders in clear if len(genders) == 1}

    def _heads(self, name: Phrase) -> Iterator[str]:
        """Yield what a person is called right before and behind the name: "his wife, Ann Lee, a doctor"."""
        yield from self._text[max(0, name.start - _WORD_LENGTH) : name.start].rstrip(" ,").split()[-1:]
        if apposed := _APPOSED.match(self._text, name.end):
            yield apposed[1].split()[-1]

    def named(self, start: int, end: int) -> Iterator[Phrase]:
        """Yield who is named within `text[start:end]` and shown to be a person, in full, the last first."""
        return (whole for mention, whole in self.mentions(start, end) if self.is_shown(mention))

    def mentions(self, start: int, end: int) -> Iterator[tuple[Phrase, Phrase]]:
        """Yield where persons are named within `text[start:end]`, each with its full name, the last first."""
        for index in range(bisect_left(self._mentions, end, key=attrgetter("start")) - 1, -1, -1):
            if self._mentions[index].start < start:
                return
            yield self._mentions[index], self.in_full(self._mentions[index])

    def other_names(self, start: int, end: int) -> Iterator[str]:
        """Yield the words with a capital within `text[start:end]` that are in no name of a known person."""
        known = {at for each, _ in self.mentions(start, end) for at in range(each.start, each.end)}
        words = _CAPITAL.finditer(self._text, start, end)
        return (match[0] for match in words if match.start() not in known)

    def is_shown(self, mention: Phrase) -> bool:
        """Return whether the text shows that a name is a person's, and not a place's.

        It has a title or a known first name, somebody is "he" or "she" by it, its last word alone
        stands for it elsewhere, or what it is follows between commas ("Ann Lee, a nurse").
        """
        whole = self._whole(mention)
        bare = _bare(whole.text)
        return (
            len(bare) < len(whole.text.split())
            or self.gender(whole) is not None
            or (len(bare) > 1 and bare[-1] in self._alone)
            or _APPOSED.match(self._text, whole.end) is not None
        )

    @cached_property
    def _alone(self) -> frozenset[str]:
        """The words with a capital that stand with no other beside them and without "the"."""
        within = {at for each in NAMES.finditer(self._text) for at in range(*each.span())}
        return frozenset(
            match[0]
            for match in _CAPITAL.finditer(self._text)
            if match.start() not in within
            and self._text[max(0, match.start() - 4) : match.start()].lower() != "the "
        )

    @cached_property
    def _mentions(self) -> list[Phrase]:
        """Where persons are named, also by a surname or first name alone."""
        short = (
            Phrase(*match.span(), match[0], PhraseKind.NAME)
            for match in _CAPITAL.finditer(self._text)
            if len(self._full.get(match[0], ())) == 1
        )
        within = {start for each in self._named for start in range(each.start, each.end)}
        alone = (each for each in short if each.start not in within)
        return sorted([*self._named, *alone], key=attrgetter("start"))


def _offices(described: str) -> list[str]:
    """Return the words of a description in small letters, a former office and a deputy's as such."""
    past = "former " if _NO_LONGER.search(described) else ""
    found, beside = [], ""
    for word in _WORDS.findall(_NO_LONGER.sub(" ", described)):
        if word in _BESIDE_OFFICE:
            beside = f"{word} "
        else:
            found.append(f"{past}{beside}{word}")
            beside = ""
    return found


def _persons(text: str) -> Iterator[Phrase]:
    """Yield the names of two words or more that are persons'."""
    for match in NAMES.finditer(text):
        owner = _POSSESSIVE.search(match[0])  # "Orle's President Ann Lee"
        end = match.start() + owner.start() if owner else match.end()
        yield from _person(text, match.start(), end, owner)
        if owner:
            yield from _person(text, match.start() + owner.end(), match.end(), None)


def _person(text: str, start: int, end: int, owner: re.Match[str] | None) -> Iterator[Phrase]:
    """Yield the person whose name the capital words of `text[start:end]` are, if it is one."""
    words = [match.span() for match in _NAME_WORD.finditer(text, start, end)]
    while words and text[slice(*words[0])].lower() in _NO_NAMES:
        words.pop(0)
    while words and text[slice(*words[-1])].lower() in _NO_NAMES:
        words.pop()
    if len(words) < 2:
        return
    if len(words) > 2 and _office_of(text, words[0][0]):
        words.pop(0)
    start, end = words[0][0], words[-1][1]
    before = text[max(0, start - 5) : start].lower().split()[-1:]
    placed = before in _PLACED or (before == ["on"] and owner is None)
    titled = text[slice(*words[0])].rstrip(".") in TITLES
    if not placed and (before != ["the"] or titled) and is_person(text[start:end]):
        yield Phrase(start, end, text[start:end], PhraseKind.NAME)


def _office_of(text: str, start: int) -> bool:
    """Return whether a word is of an office and no name: "Secretary of State Ann Lee"."""
    before = text[max(0, start - _WORD_LENGTH) : start].split()[-2:]
    return before[1:] == ["of"] and before[0] in TITLES


def is_person(text: str) -> bool:
    """Return whether a name looks like that of a person: two words or a title, nothing of an organisation."""
    bare = _bare(text)
    titled = len(bare) < len(text.split())
    if (
        not bare
        or len(bare) > 4
        or any(map(_is_of_no_person, bare))
        or {word.rstrip(".") for word in text.split()} <= TITLES
    ):
        return False
    return len(bare) > 1 or titled or bare[0] in MEN or bare[0] in WOMEN


def person_name(text: str) -> tuple[str, ...]:
    """Return the words of a person's name without titles and place; empty where it may be of no person."""
    return _bare(text) if is_person(text) else ()


def may_be_surname(mention: Phrase) -> bool:
    """Return whether a single word may be a person's name, though nothing else in the text says so."""
    return " " not in mention.text and ends_as_person(mention)


def ends_as_person(mention: Phrase) -> bool:
    """Return whether the last word of a name may be a surname: of "Senate Leader Ann Lee", not "IMF"."""
    word = mention.text.split()[-1]
    return word[0].isupper() and not word.isupper() and word not in OF_ORGANISATIONS


def _bare(text: str) -> tuple[str, ...]:
    """Return the words of a name without its titles and what stands before them: "Acme President"."""
    words = text.split()
    titles = [index for index, word in enumerate(words[:-1]) if word.rstrip(".") in TITLES]
    name = words[titles[-1] + 1 :] if titles else words
    return tuple(name[2:] if name[0] == "of" and len(name) > 3 else name)


def _before_surname(text: str) -> list[str]:
    """Return the titles and first names of a name, not where somebody serves: "Madison County Mayor"."""
    titles = [word for word in text.split()[:-1] if word.rstrip(".") in TITLES]
    return [*titles, *_bare(text)[:-1]]


def _is_of_no_person(word: str) -> bool:
    return (
        word.lower() in POSSESSIVES | PERSONAL
        or word in OF_ORGANISATIONS
        or (word.isupper() and word.isalpha() and len(word) > 2)
    )
