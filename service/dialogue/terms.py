"""The terms of a dialogue that a follow-up may carry: its names and dates as wholes, its phrases and verbs.

Each is shown as the dialogue has it, and marked with what it is and where it stands.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

from ingest.text.speech.first_names import MEN, WOMEN
from service.dialogue.pieces import (
    Names,
    Text,
    WordRun,
    names_of,
    pieces_of,
    question_text,
    texts_of,
)
from service.dialogue.turns import VERBS, Turn
from service.english.lemmas import tokens


@dataclass(slots=True)
class Term:
    """A name, a date, a phrase or a verb: `text` as the dialogue has it, its stems, and where it stands.

    `place` is (turn, 0 in a question and 1 in an answer, start, end) of its latest mention in full. `marks`:
    "name", "date", "phrase", "verb"; of a name "person", "man", "woman"; "last question", "earlier question"
    where these have it; "kind brought": the follow-up has itself a person, another name, a date, as this is.
    """

    text: str
    stems: tuple[str, ...]
    place: tuple[int, int, int, int]
    marks: set[str] = field(default_factory=set)

    def mark(self, mark: str, holds: bool = True) -> None:
        if holds:
            self.marks.add(mark)

    def has(self, *marks: str) -> bool:
        """Return whether the term has one of the marks."""
        return not self.marks.isdisjoint(marks)


def terms_of(history: Sequence[Turn], question: str, as_of: datetime) -> list[Term]:
    """Return the terms of the dialogue that the question does not have itself."""
    day = as_of.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    texts = list(texts_of(history, day))
    asked = question_text(question, len(history), day)
    stems = {word.stem for word in asked.words if word.content}
    names = names_of(texts)
    found: dict[tuple[str, ...], Term] = {}
    for text in texts:
        for piece in pieces_of(text, names, len(history) - 1):
            _collect(piece, text, len(history) - 1, names, found)
    brought = {"person" if piece.person else piece.kind for piece in asked.fixed}
    for term in found.values():
        words = set(term.text.split())
        term.mark("man", term.has("name") and bool(MEN & words))
        term.mark("woman", term.has("name") and bool(WOMEN & words))
        term.mark("kind brought", _kind(term) in brought)
    return [term for term in found.values() if set(term.stems) - stems]


def content_of(text: str) -> frozenset[str]:
    """Return the stems of the content words of a text, without verbs that say little."""
    return frozenset(token.stem for token in tokens(text) if token.content and token.word not in VERBS)


def _kind(term: Term) -> str:
    return next((kind for kind in ("person", "name", "date") if term.has(kind)), "")


def _collect(piece: WordRun, text: Text, last: int, names: Names, found: dict[tuple[str, ...], Term]) -> None:
    stems = names.get(piece.stems, piece.stems)
    start, end = text.words[piece.first].start, text.words[piece.last - 1].end
    place = (text.turn, text.part, start, end)
    term = found.setdefault(stems, Term(piece.text, stems, place))
    if piece.kind == "name":
        if len(piece.text) >= len(term.text):
            term.text = piece.text
        term.mark("person", piece.person)
    term.place = max(place, term.place)
    term.mark(piece.kind)
    if text.part == 0:
        term.mark("last question" if text.turn == last else "earlier question")
