"""The texts of a dialogue cut into pieces: names and dates as wholes, else phrases and verbs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import lru_cache

from ingest.text.wordlists import word_set
from service.dialogue.turns import AUXILIARIES, VERBS, Turn, looks_like_person, mentions_in, stated_text
from service.english.dates.find import find_spans
from service.english.lemmas import Token, is_common, tokens

# Characters that are looked at: of a question, of the last answer, of an answer before.
_QUESTION, _LAST, _EARLIER = 300, 900, 300
_LONGEST_PHRASE = 4  # words
DETERMINERS = word_set("the a an his her its their this that these those my our your some any no")
# "did the activists damage"
_INVERTING = word_set("do does did will would can could should may might")
_BETWEEN = (" ", "-", "")  # of the words of a phrase


@dataclass(frozen=True, slots=True)
class WordRun:
    """The words `first` to `last` (past the end) of a text as one; `kind` is a feature of Term."""

    kind: str
    text: str
    stems: tuple[str, ...]
    first: int
    last: int
    person: bool = False


@dataclass(frozen=True, slots=True)
class Text:
    """A question or an answer of the dialogue; `ends` is where its first sentence does."""

    turn: int
    part: int
    text: str
    words: tuple[Token, ...]
    fixed: tuple[WordRun, ...]  # names and dates
    ends: int

    @property
    def names(self) -> list[WordRun]:
        return [piece for piece in self.fixed if piece.kind == "name"]


Names = dict[tuple[str, ...], tuple[str, ...]]


def question_text(question: str, turn: int, day: datetime) -> Text:
    """Return a question, read."""
    return _read(looked_at(question), turn, 0, day)


def texts_of(history: Sequence[Turn], day: datetime) -> Iterator[Text]:
    """Yield the beginnings of a dialogue's questions and answers in order, read."""
    for at, turn in enumerate(history):
        yield _read(looked_at(turn.question), at, 0, day)
        if answer := answer_looked_at(turn, last=at == len(history) - 1):
            yield _read(answer, at, 1, day)


def looked_at(question: str) -> str:
    """Return the beginning of a question, which is all that is looked at."""
    return _cut(question, _QUESTION)


def answer_looked_at(turn: Turn, *, last: bool) -> str:
    """Return the beginning of what an answer states; `last`: it is the one before the question."""
    return _cut(stated_text(turn.answer), _LAST if last else _EARLIER)


def _cut(text: str, most: int) -> str:
    """Return the beginning of a text, whole words."""
    return text if len(text) <= most else text[:most].rpartition(" ")[0]


@lru_cache(maxsize=512)  # a conversation brings its turns along each time
def _read(text: str, turn: int, part: int, day: datetime) -> Text:
    words = tuple(tokens(text))
    fixed: list[WordRun] = []
    for date in find_spans(text, day):
        fixed += _piece("date", text, words, date.start, date.end)
    for name in mentions_in(text, day):
        if not any(words[piece.first].start <= name.start < words[piece.last - 1].end for piece in fixed):
            end = _hyphened(text, words, name.end)
            fixed += _piece("name", text, words, name.start, end, person=looks_like_person(name, text))
    ends = [place for mark in (". ", "? ", "! ") if (place := text.find(mark)) >= 0]
    fixed.sort(key=lambda piece: piece.first)
    return Text(turn, part, text, words, tuple(fixed), min(ends, default=len(text)))


def _hyphened(text: str, words: Sequence[Token], end: int) -> int:
    """Return the end of a name with what a hyphen joins to it: "U.S.-U.K."."""
    for word in words:
        if word.start > end and text[end : word.start] in ("-", ".-") and text[word.start].isupper():
            end = word.end
    return end


def _piece(
    kind: str, text: str, words: Sequence[Token], start: int, end: int, *, person: bool = False
) -> Iterator[WordRun]:
    inside = [at for at, word in enumerate(words) if start <= word.start < end]
    stems = tuple(words[at].stem for at in inside if words[at].content)
    if stems:
        shown = text[start:end].strip(" .,;:?!")
        yield WordRun(kind, shown, stems, inside[0], inside[-1] + 1, person)


def names_of(texts: Sequence[Text]) -> Names:
    """Return each name's stems with those of its full form: "Truss" is "Liz Truss", "jill biden" Biden's."""
    names = [name for text in texts for name in text.names]
    persons = [name.stems for name in names if name.person and len(name.stems) > 1]
    typed = [run.stems for text in texts if text.part == 0 for run in _small_runs(text)]
    fuller = sorted(dict.fromkeys([*persons, *typed]), key=len, reverse=True)
    return {
        name.stems: next((full for full in fuller if full[-len(name.stems) :] == name.stems), name.stems)
        for name in names
    }


def _small_runs(text: Text) -> Iterator[WordRun]:
    """Yield the phrases with a rare word of a question that has no capitals: "jill biden"."""
    if text.names:
        return
    for piece in _runs(text):
        words = text.words[piece.first : piece.last]
        if piece.kind == "phrase" and len(words) > 1 and not all(is_common(word.word) for word in words):
            yield piece


def pieces_of(text: Text, names: Names, last: int) -> Iterator[WordRun]:
    """Yield the names and dates of a text; of a question and the last answer's beginning all else, too."""
    yield from text.fixed
    if text.part == 1 and text.turn != last:
        return
    for piece in _runs(text):
        if piece.kind == "phrase":
            yield from _with_names(piece, text, names)
        else:
            yield piece


def _with_names(piece: WordRun, text: Text, names: Names) -> Iterator[WordRun]:
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
        yield WordRun("name", text.text[word.start : word.end], full, at, at + 1)
    if run:
        yield _phrase(text, run)


def _runs(text: Text) -> Iterator[WordRun]:
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
            yield WordRun("verb", word.word, (word.stem,), at, at + 1)
        elif plain:
            run.append(at)
    if run:
        yield _phrase(text, run)


def _joined(text: Text, at: int) -> bool:
    return text.text[text.words[at - 1].end : text.words[at].start] in _BETWEEN


def _verbs(text: Text, taken: set[int]) -> set[int]:
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
        if end - at > 1 or (end > at and text.words[at - 1].word not in DETERMINERS):
            if not found & set(range(helper + 1, end)):
                found.add(end - 1)
            return found
        at = max(end, at + 1)
    return found


def _plain(text: Text, at: int, taken: set[int]) -> bool:
    return text.words[at].content and at not in taken


def _phrase(text: Text, run: Sequence[int]) -> WordRun:
    run = run[-_LONGEST_PHRASE:]
    words = [text.words[at] for at in run]
    shown = text.text[words[0].start : words[-1].end]
    for ending in ("'s", "’s"):
        shown = shown.removesuffix(ending)
    return WordRun("phrase", shown, tuple(word.stem for word in words), run[0], run[-1] + 1)


def _is_verb(word: Token) -> bool:
    verbal = len(word.word) > 4 and word.word.endswith(("ed", "ing"))
    return word.word in VERBS | AUXILIARIES or verbal
