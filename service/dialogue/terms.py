"""The terms of a dialogue that a follow-up may carry: its names as wholes, and its other content words.

Each has features by which `carry.py` chooses, and is shown as the dialogue has it.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import lru_cache

from ingest.text.tokens import token_rank
from service.dialogue.turns import AUXILIARIES, VERBS, Turn, answer_text, is_person, mentions_in
from service.english.dates import find_spans
from service.english.lemmas import Token, is_common, tokens
from service.english.words import word_set
from service.questions.expect import Expect, expected

# Characters that are looked at: of a question, of the last answer, of an answer before.
_QUESTION, _LAST, _EARLIER = 300, 900, 300
_NEAR = 4  # words
_RANKS = 100_000  # of cl100k_base
_ARTICLES = word_set("the a an")
_LINKS = word_set("of in at on for about from to with by")

TERM_FEATURES = (
    "any",  # 1
    "last question",
    "last answer",
    "first sentence",  # of the last answer
    "earlier question",
    "earlier answer",
    "first question",
    "texts",  # in how many, log
    "questions",  # share of the questions that have it
    "name",
    "new name",  # of the last answer, not there before
    "person",
    "long name",
    "date",
    "figure",
    "common",  # mostly written in lower case
    "rare",
    "verb",
    "begins question",
    "ends question",
    "begins answer",  # its first name
    "article",  # "the", "a" before it in the last question
    "linked",  # a preposition before it in the last question
    "beside asked",  # a word of the follow-up stands beside it
    "near asked",
    "beside name",
    "partly asked",  # the follow-up has a word of this name
    "answers",  # new in the last answer, and of the kind that the last question asked for
)
_INDEX = {name: place for place, name in enumerate(TERM_FEATURES)}


@dataclass(slots=True)
class Term:
    """A name, or a word: `text` as the dialogue has it, its stems, and where it stands in the dialogue.

    `place` is (turn, 0 in a question and 1 in an answer, start, end) of its latest mention in full.
    """

    text: str
    stems: tuple[str, ...]
    place: tuple[int, int, int, int]
    features: list[float] = field(default_factory=lambda: [0.0] * len(TERM_FEATURES))
    texts: set[tuple[int, int]] = field(default_factory=set)

    def mark(self, feature: str, value: float = 1.0) -> None:
        at = _INDEX[feature]
        self.features[at] = max(self.features[at], value)

    def has(self, feature: str) -> bool:
        return self.features[_INDEX[feature]] > 0


@dataclass(frozen=True, slots=True)
class _Word:
    """A word of a text; `name` is the index of the name that it is part of, or -1."""

    token: Token
    name: int
    dated: bool


@dataclass(frozen=True, slots=True)
class _Name:
    start: int
    end: int
    text: str
    stems: tuple[str, ...]
    person: bool


@dataclass(frozen=True, slots=True)
class _Text:
    """A question or an answer of the dialogue, read; `first` is where its first sentence ends."""

    turn: int
    part: int
    words: tuple[_Word, ...]
    names: tuple[_Name, ...]
    first: int


def terms_of(history: Sequence[Turn], question: str, as_of: datetime) -> list[Term]:
    """Return the terms of the dialogue that the question does not have itself, with their features."""
    day = as_of.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    texts = list(_texts(history, day))
    asked = {token.stem for token in tokens(question) if token.content}
    names = _names(texts)
    found: dict[tuple[str, ...], Term] = {}
    for text in texts:
        _collect(text, len(history) - 1, names, asked, found)
    for term in found.values():
        _complete(term, len(history), history[-1].question)
    return [term for term in found.values() if set(term.stems) - asked]


def content_of(text: str) -> frozenset[str]:
    """Return the stems of the content words of a text, without verbs that say little."""
    return frozenset(token.stem for token in tokens(text) if token.content and token.word not in VERBS)


def _texts(history: Sequence[Turn], day: datetime) -> Iterator[_Text]:
    for at, turn in enumerate(history):
        yield _read(_cut(turn.question, _QUESTION), at, 0, day)
        most = _LAST if at == len(history) - 1 else _EARLIER
        if answer := _cut(answer_text(turn.answer), most):
            yield _read(answer, at, 1, day)


def _cut(text: str, most: int) -> str:
    """Return the beginning of a text, whole words."""
    return text if len(text) <= most else text[:most].rpartition(" ")[0]


@lru_cache(maxsize=512)  # a conversation brings its turns along each time
def _read(text: str, turn: int, part: int, day: datetime) -> _Text:
    mentions = mentions_in(text, day)
    dates = find_spans(text, day)
    words, parts = list[_Word](), [list[str]() for _ in mentions]
    for token in tokens(text):
        name = next((at for at, each in enumerate(mentions) if each.start <= token.start < each.end), -1)
        if name >= 0 and token.content:
            parts[name].append(token.stem)
        words.append(_Word(token, name, any(date.start <= token.start < date.end for date in dates)))
    names = tuple(
        _Name(each.start, each.end, each.text, tuple(stems), is_person(each, text))
        for each, stems in zip(mentions, parts, strict=True)
    )
    ends = [place for mark in (". ", "? ", "! ") if (place := text.find(mark)) >= 0]
    return _Text(turn, part, tuple(words), names, min(ends, default=len(text)))


def _names(texts: Sequence[_Text]) -> dict[tuple[str, ...], tuple[str, ...]]:
    """Return each name's stems with those of its fullest form in the dialogue: "Truss" is "Liz Truss"."""
    every = {name.stems for text in texts for name in text.names if name.stems}
    longest = sorted(every, key=len, reverse=True)
    return {each: next(full for full in longest if set(each) <= set(full)) for each in every}


def _collect(
    text: _Text,
    last: int,
    names: dict[tuple[str, ...], tuple[str, ...]],
    asked: set[str],
    found: dict[tuple[str, ...], Term],
) -> None:
    content = [at for at, word in enumerate(text.words) if word.token.content]
    near = [at for at in content if text.words[at].token.stem in asked]
    for at in content:
        word = text.words[at]
        term = _term(text, word, names, found)
        if term is None:
            continue
        _mark_place(term, text, at, last, content)
        gap = min((abs(at - other) for other in near if other != at), default=_NEAR + 1)
        term.mark("beside asked", float(gap == 1))
        term.mark("near asked", float(1 < gap <= _NEAR))
        term.mark("date", float(word.dated))
        term.mark("figure", float(word.token.word[0].isdigit()))
        term.mark("partly asked", float(len(term.stems) > 1 and bool(set(term.stems) & asked)))


def _term(
    text: _Text,
    word: _Word,
    names: dict[tuple[str, ...], tuple[str, ...]],
    found: dict[tuple[str, ...], Term],
) -> Term | None:
    """Return the term that a word belongs to: the name, also one written small ("jill biden"), or itself."""
    token = word.token
    name = text.names[word.name] if word.name >= 0 else None
    stems = names.get(name.stems) if name else _small(token, names)
    if stems is None:
        stems = (token.stem,)
    start, end = (name.start, name.end) if name else (token.start, token.end)
    place = (text.turn, text.part, start, end)
    shown = name.text if name else token.word
    term = found.setdefault(stems, Term(shown, stems, place))
    if name and len(name.text) >= len(term.text):
        term.text = name.text
    if name or place > term.place:
        term.place = max(place, term.place)
    if name:
        term.mark("name")
        term.mark("person", float(name.person))
        term.mark("long name", float(len(name.stems) > 1))
    return term


def _small(token: Token, names: dict[tuple[str, ...], tuple[str, ...]]) -> tuple[str, ...] | None:
    if is_common(token.word):
        return None
    return next((full for full in names.values() if token.stem in full), None)


def _mark_place(term: Term, text: _Text, at: int, last: int, content: Sequence[int]) -> None:
    word, before = text.words[at], text.words[at - 1].token.word if at else ""
    term.texts.add((text.turn, text.part))
    if text.part == 0:
        term.mark("last question" if text.turn == last else "earlier question")
        term.mark("first question", float(text.turn == 0))
    else:
        term.mark("last answer" if text.turn == last else "earlier answer")
    beside = [text.words[side].name for side in (at - 1, at + 1) if 0 <= side < len(text.words)]
    term.mark("beside name", float(word.name < 0 and max(beside, default=-1) >= 0))
    if text.turn != last:
        return
    if text.part == 0:
        term.mark("begins question", float(at == content[0]))
        term.mark("ends question", float(at == content[-1]))
        term.mark("article", float(before in _ARTICLES))
        term.mark("linked", float(before in _LINKS))
    else:
        term.mark("first sentence", float(word.token.start < text.first))
        term.mark("begins answer", float(word.name == 0))


def _complete(term: Term, turns: int, last_question: str) -> None:
    """Add what is known of a term when all texts are read."""
    term.mark("any")
    term.mark("texts", math.log(len(term.texts)))
    term.mark("questions", sum(part == 0 for _, part in term.texts) / turns)
    earlier = term.texts - {(turns - 1, 1)}
    new = term.has("last answer") and not earlier
    term.mark("new name", float(new and term.has("name")))
    fits = {
        Expect.PERSON: term.has("person"),
        Expect.DATE: term.has("date"),
        Expect.PLACE: term.has("name") and not term.has("person"),
        Expect.ORGANISATION: term.has("name") and not term.has("person"),
    }
    term.mark("answers", float(new and fits.get(expected(last_question), False)))
    word = term.text.split()[0] if term.has("name") else term.text
    term.mark("common", float(is_common(word)))
    term.mark("rare", _rarity(word.lower()))
    verbal = len(word) > 4 and word.endswith(("ed", "ing"))
    term.mark("verb", float(word in VERBS | AUXILIARIES or (verbal and not term.has("name"))))


@lru_cache(maxsize=20_000)
def _rarity(word: str) -> float:
    """Return 0 to 1 by the rank of a word in the tokenizer, whose tokens begin with the most frequent."""
    rank = token_rank(f" {word}") or token_rank(f" {word.capitalize()}")
    return min(1.0, math.log1p(rank) / math.log(_RANKS)) if rank else 1.0
