"""The terms of a dialogue that a follow-up may carry: its names and dates as wholes, its phrases and verbs.

Each has features by which `carry.py` chooses, and is shown as the dialogue has it.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import lru_cache

from ingest.text.speech.first_names import MEN, WOMEN
from ingest.text.tokens import token_rank
from service.dialogue.pieces import (
    DETERMINERS,
    Names,
    Text,
    WordRun,
    names_of,
    pieces_of,
    question_text,
    texts_of,
)
from service.dialogue.turns import VERBS, Turn
from service.english.lemmas import is_common, tokens
from service.english.words import word_set
from service.questions.expect import Expect, expected

_NEAR = 4  # words
_RANKS = 100_000  # of cl100k_base
_ARTICLES = word_set("the a an")
_LINKS = word_set("of in at on for about from to with by")
_PLACED = word_set("in at near from")

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
    "turns ago",  # of its last mention, log
    "name",
    "person",
    "date",
    "phrase",
    "verb",
    "figure",
    "long name",
    "words",  # log
    "new name",  # of the last answer, not there before
    "common",  # mostly written in lower case
    "rare",
    "begins question",
    "ends question",
    "begins answer",  # its first name
    "article",  # "the", "a" before it in the last question
    "linked",  # a preposition before it in the last question
    "placed",  # "in", "at"
    "beside name",
    "heads name",  # "earthquake" in "the earthquake in the Orsu valley"
    "no name asked",  # a phrase of a last question without names
    "bracketed",  # "(CNN)"
    "names asked",  # how many the last question has, log
    "beside asked",  # a word of the follow-up stands beside it
    "near asked",
    "partly asked",  # the follow-up has a word of it
    "kind brought",  # the follow-up has itself a person, another name, a date, as this is
    "man",
    "woman",
    "plural",
    "answers",  # new in the last answer, and of the kind that the last question asked for
)
_INDEX = {name: place for place, name in enumerate(TERM_FEATURES)}


@dataclass(slots=True)
class Term:
    """A name, a date, a phrase or a verb: `text` as the dialogue has it, its stems, and where it stands.

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

    def has(self, *features: str) -> bool:
        """Return whether the term has one of the features."""
        return any(self.features[_INDEX[feature]] > 0 for feature in features)


def terms_of(history: Sequence[Turn], question: str, as_of: datetime) -> list[Term]:
    """Return the terms of the dialogue that the question does not have itself, with their features."""
    day = as_of.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    texts = list(texts_of(history, day))
    asked = question_text(question, len(history), day)
    stems = {word.stem for word in asked.words if word.content}
    names = names_of(texts)
    found: dict[tuple[str, ...], Term] = {}
    for text in texts:
        for piece in pieces_of(text, names, len(history) - 1):
            _collect(piece, text, len(history) - 1, names, stems, found)
    brought = {_kind(piece) for piece in asked.fixed}
    last = next((text for text in reversed(texts) if text.part == 0), None)
    for term in found.values():
        _complete(term, len(history), history[-1].question, len(last.names) if last else 0)
        term.mark("kind brought", float(_term_kind(term) in brought))
    return [term for term in found.values() if set(term.stems) - stems]


def content_of(text: str) -> frozenset[str]:
    """Return the stems of the content words of a text, without verbs that say little."""
    return frozenset(token.stem for token in tokens(text) if token.content and token.word not in VERBS)


def _kind(piece: WordRun) -> str:
    return "person" if piece.person else piece.kind


def _term_kind(term: Term) -> str:
    return next((kind for kind in ("person", "name", "date") if term.has(kind)), "")


def _collect(
    piece: WordRun, text: Text, last: int, names: Names, asked: set[str], found: dict[tuple[str, ...], Term]
) -> None:
    stems = names.get(piece.stems, piece.stems)
    start, end = text.words[piece.first].start, text.words[piece.last - 1].end
    place = (text.turn, text.part, start, end)
    term = found.setdefault(stems, Term(piece.text, stems, place))
    if piece.kind == "name":
        if len(piece.text) >= len(term.text):
            term.text = piece.text
        term.mark("person", float(piece.person))
        term.mark("long name", float(len(stems) > 1))
    term.place = max(place, term.place)
    term.mark(piece.kind)
    _mark_place(term, piece, text, last)
    around = [
        (at - piece.last + 1 if at >= piece.last else piece.first - at)
        for at, word in enumerate(text.words)
        if word.content and word.stem in asked and not piece.first <= at < piece.last
    ]
    gap = min(around, default=_NEAR + 1)
    term.mark("beside asked", float(gap == 1))
    term.mark("near asked", float(1 < gap <= _NEAR))
    term.mark("partly asked", float(len(stems) > 1 and bool(set(stems) & asked)))


def _mark_place(term: Term, piece: WordRun, text: Text, last: int) -> None:
    before = text.words[piece.first - 1].word if piece.first else ""
    term.texts.add((text.turn, text.part))
    if text.part == 0:
        term.mark("last question" if text.turn == last else "earlier question")
        term.mark("first question", float(text.turn == 0))
    else:
        term.mark("last answer" if text.turn == last else "earlier answer")
    beside = any(piece.first == name.last or piece.last == name.first for name in text.names)
    term.mark("beside name", float(piece.kind != "name" and beside))
    term.mark("heads name", float(piece.kind == "phrase" and _heads_name(piece, text)))
    start = text.words[piece.first].start
    term.mark("bracketed", float(text.text[max(0, start - 1) : start] == "("))
    if text.turn != last:
        return
    if text.part == 0:
        content = [at for at, word in enumerate(text.words) if word.content]
        term.mark("begins question", float(piece.first <= content[0]))
        term.mark("ends question", float(piece.last > content[-1]))
        term.mark("article", float(before in _ARTICLES))
        term.mark("linked", float(before in _LINKS))
        term.mark("placed", float(before in _PLACED))
    else:
        term.mark("first sentence", float(text.words[piece.first].start < text.ends))
        term.mark("begins answer", float(bool(text.names) and text.names[0].first == piece.first))


def _heads_name(piece: WordRun, text: Text) -> bool:
    words, at = text.words, piece.last
    if at == len(words) or words[at].word not in _LINKS:
        return False
    at += 1
    while at < len(words) and words[at].word in DETERMINERS:
        at += 1
    return any(name.first == at for name in text.names)


def _complete(term: Term, turns: int, last_question: str, named: int) -> None:
    """Add what is known of a term when all texts are read."""
    term.mark("any")
    term.mark("texts", math.log(len(term.texts)))
    term.mark("questions", sum(part == 0 for _, part in term.texts) / turns)
    term.mark("turns ago", math.log(turns - max(turn for turn, _ in term.texts)))
    term.mark("words", math.log(len(term.stems)))
    term.mark("names asked", math.log1p(named))
    term.mark("no name asked", float(not named and term.has("phrase") and term.has("last question")))
    new = term.has("last answer") and not term.texts - {(turns - 1, 1)}
    term.mark("new name", float(new and term.has("name")))
    fits = {
        Expect.PERSON: term.has("person"),
        Expect.DATE: term.has("date"),
        Expect.PLACE: term.has("name") and not term.has("person"),
        Expect.ORGANISATION: term.has("name") and not term.has("person"),
    }
    term.mark("answers", float(new and fits.get(expected(last_question), False)))
    words = term.text.split()
    term.mark("man", float(term.has("name") and bool(MEN & set(words))))
    term.mark("woman", float(term.has("name") and bool(WOMEN & set(words))))
    term.mark("plural", float(term.has("phrase") and words[-1].endswith("s")))
    term.mark("figure", float(term.text[:1].isdigit()))
    word = words[0] if term.has("name") else words[-1]
    term.mark("common", float(is_common(word)))
    term.mark("rare", _rarity(word.lower()))


@lru_cache(maxsize=20_000)
def _rarity(word: str) -> float:
    """Return 0 to 1 by the rank of a word in the tokenizer, whose tokens begin with the most frequent."""
    rank = token_rank(f" {word}") or token_rank(f" {word.capitalize()}")
    return min(1.0, math.log1p(rank) / math.log(_RANKS)) if rank else 1.0
