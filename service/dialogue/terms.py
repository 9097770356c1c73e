"""The terms of a dialogue that a follow-up may carry: its names and dates as wholes, its phrases and verbs.

Each has features by which `carry.py` chooses, and is shown as the dialogue has it.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import lru_cache

from ingest.text.speech.first_names import MEN, WOMEN
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
_LONGEST_PHRASE = 4  # words
_ARTICLES = word_set("the a an")
_DETERMINERS = word_set("the a an his her its their this that these those my our your some any no")
# "did the activists damage"
_INVERTING = word_set("do does did will would can could should may might")
_LINKS = word_set("of in at on for about from to with by")
_PLACED = word_set("in at near from")
_BETWEEN = (" ", "-", "")  # of the words of a phrase

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


@dataclass(frozen=True, slots=True)
class _Piece:
    """The words `first` to `last` (past the end) of a text as one; `kind` is a feature of Term."""

    kind: str
    text: str
    stems: tuple[str, ...]
    first: int
    last: int
    person: bool = False


@dataclass(frozen=True, slots=True)
class _Text:
    """A question or an answer of the dialogue; `ends` is where its first sentence does."""

    turn: int
    part: int
    text: str
    words: tuple[Token, ...]
    fixed: tuple[_Piece, ...]  # names and dates
    ends: int

    @property
    def names(self) -> list[_Piece]:
        return [piece for piece in self.fixed if piece.kind == "name"]


Names = dict[tuple[str, ...], tuple[str, ...]]


def terms_of(history: Sequence[Turn], question: str, as_of: datetime) -> list[Term]:
    """Return the terms of the dialogue that the question does not have itself, with their features."""
    day = as_of.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    texts = list(_texts(history, day))
    asked = _read(_cut(question, _QUESTION), len(history), 0, day)
    stems = {word.stem for word in asked.words if word.content}
    names = _names(texts)
    found: dict[tuple[str, ...], Term] = {}
    for text in texts:
        for piece in _pieces(text, names, len(history) - 1):
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


def _kind(piece: _Piece) -> str:
    return "person" if piece.person else piece.kind


def _term_kind(term: Term) -> str:
    return next((kind for kind in ("person", "name", "date") if term.has(kind)), "")


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
    words = tuple(tokens(text))
    fixed: list[_Piece] = []
    for date in find_spans(text, day):
        fixed += _piece("date", text, words, date.start, date.end)
    for name in mentions_in(text, day):
        if not any(words[piece.first].start <= name.start < words[piece.last - 1].end for piece in fixed):
            end = _hyphened(text, words, name.end)
            fixed += _piece("name", text, words, name.start, end, person=is_person(name, text))
    ends = [place for mark in (". ", "? ", "! ") if (place := text.find(mark)) >= 0]
    fixed.sort(key=lambda piece: piece.first)
    return _Text(turn, part, text, words, tuple(fixed), min(ends, default=len(text)))


def _hyphened(text: str, words: Sequence[Token], end: int) -> int:
    """Return the end of a name with what a hyphen joins to it: "U.S.-U.K."."""
    for word in words:
        if word.start > end and text[end : word.start] in ("-", ".-") and text[word.start].isupper():
            end = word.end
    return end


def _piece(
    kind: str, text: str, words: Sequence[Token], start: int, end: int, *, person: bool = False
) -> Iterator[_Piece]:
    inside = [at for at, word in enumerate(words) if start <= word.start < end]
    stems = tuple(words[at].stem for at in inside if words[at].content)
    if stems:
        shown = text[start:end].strip(" .,;:?!")
        yield _Piece(kind, shown, stems, inside[0], inside[-1] + 1, person)


def _names(texts: Sequence[_Text]) -> Names:
    """Return each name's stems with those of its full form: "Truss" is "Liz Truss", "jill biden" Biden's."""
    names = [name for text in texts for name in text.names]
    persons = [name.stems for name in names if name.person and len(name.stems) > 1]
    typed = [run.stems for text in texts if text.part == 0 for run in _small_runs(text)]
    fuller = sorted(dict.fromkeys([*persons, *typed]), key=len, reverse=True)
    return {
        name.stems: next((full for full in fuller if full[-len(name.stems) :] == name.stems), name.stems)
        for name in names
    }


def _small_runs(text: _Text) -> Iterator[_Piece]:
    """Yield the phrases with a rare word of a question that has no capitals: "jill biden"."""
    if text.names:
        return
    for piece in _runs(text):
        words = text.words[piece.first : piece.last]
        if piece.kind == "phrase" and len(words) > 1 and not all(is_common(word.word) for word in words):
            yield piece


def _pieces(text: _Text, names: Names, last: int) -> Iterator[_Piece]:
    """Yield the names and dates of a text; of a question and the last answer's beginning all else, too."""
    yield from text.fixed
    if text.part == 1 and text.turn != last:
        return
    for piece in _runs(text):
        if piece.kind == "phrase":
            yield from _with_names(piece, text, names)
        else:
            yield piece


def _with_names(piece: _Piece, text: _Text, names: Names) -> Iterator[_Piece]:
    """Yield a phrase, the names in it that are written small apart: "alabama | senate runoff"."""
    if piece.stems in names.values():
        yield replace(piece, kind="name")
        return
    run: list[int] = []
    for at in range(piece.first, piece.last):
        word = text.words[at]
        full = None if is_common(word.word) else names.get((word.stem,))
        if full is None:
            run.append(at)
            continue
        if run:
            yield _phrase(text, run)
            run = []
        yield _Piece("name", text.text[word.start : word.end], full, at, at + 1)
    if run:
        yield _phrase(text, run)


def _runs(text: _Text) -> Iterator[_Piece]:
    """Yield what is neither name nor date: verbs, and other words that stand together as phrases."""
    taken = {at for piece in text.fixed for at in range(piece.first, piece.last)}
    verbs = _verbs(text, taken)
    run: list[int] = []
    for at, word in enumerate(text.words):
        if text.part == 1 and word.start >= text.ends:
            break
        plain = word.content and at not in taken
        if run and not (plain and at not in verbs and _joined(text, at)):
            yield _phrase(text, run)
            run = []
        if plain and at in verbs:
            yield _Piece("verb", word.word, (word.stem,), at, at + 1)
        elif plain:
            run.append(at)
    if run:
        yield _phrase(text, run)


def _joined(text: _Text, at: int) -> bool:
    return text.text[text.words[at - 1].end : text.words[at].start] in _BETWEEN


def _verbs(text: _Text, taken: set[int]) -> set[int]:
    """Return which words are verbs, as far as their form and the question's order of words tell."""
    found = {at for at, word in enumerate(text.words) if at not in taken and _is_verb(word)}
    if text.part == 1:
        return found
    helper = next((at for at, word in enumerate(text.words) if word.word in _INVERTING), None)
    if helper is None or helper + 1 == len(text.words):
        return found
    # "did the activists | damage", "does Hong Kong | plan"
    at = helper + 1
    while at < len(text.words):
        end = at
        while end < len(text.words) and _plain(text, end, taken) and (end == at or _joined(text, end)):
            end += 1
        if end - at > 1 or (end > at and text.words[at - 1].word not in _DETERMINERS):
            if not found & set(range(helper + 1, end)):
                found.add(end - 1)
            return found
        at = max(end, at + 1)
    return found


def _plain(text: _Text, at: int, taken: set[int]) -> bool:
    return text.words[at].content and at not in taken


def _phrase(text: _Text, run: Sequence[int]) -> _Piece:
    run = run[-_LONGEST_PHRASE:]
    words = [text.words[at] for at in run]
    shown = text.text[words[0].start : words[-1].end]
    for ending in ("'s", "’s"):
        shown = shown.removesuffix(ending)
    return _Piece("phrase", shown, tuple(word.stem for word in words), run[0], run[-1] + 1)


def _is_verb(word: Token) -> bool:
    verbal = len(word.word) > 4 and word.word.endswith(("ed", "ing"))
    return word.word in VERBS | AUXILIARIES or verbal


def _collect(
    piece: _Piece, text: _Text, last: int, names: Names, asked: set[str], found: dict[tuple[str, ...], Term]
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


def _mark_place(term: Term, piece: _Piece, text: _Text, last: int) -> None:
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


def _heads_name(piece: _Piece, text: _Text) -> bool:
    words, at = text.words, piece.last
    if at == len(words) or words[at].word not in _LINKS:
        return False
    at += 1
    while at < len(words) and words[at].word in _DETERMINERS:
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
