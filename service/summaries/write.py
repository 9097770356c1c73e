"""The words of a summary: the sentences themselves, or a model's that stand, with both sides of a dispute."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from dataclasses import dataclass, replace
from itertools import count

from ingest.store.filters import Filters
from service.answer import EXTRACTIVE, Statement, Support, Writing
from service.evidence.cite import Place, cite, place
from service.evidence.scoring import Evidence
from service.llm.prompts import SUMMARY
from service.questions.question import Question, parse_question
from service.summaries.choose import Length
from service.summaries.disputes import Pair
from service.summaries.selection import Selection
from service.writers.writer import Task, Writer, Written

# Words of a model's sentence, to say how many sentences are wanted when the length is in words.
_SENTENCE_WORDS = 20
_MOST = 20


@dataclass(frozen=True, slots=True)
class WordedSummary:
    """Statements with markers from 1 in their order, and the sentences that each of them cites."""

    statements: tuple[Statement, ...]
    cited: tuple[tuple[Evidence, ...], ...]
    writer: str
    writing: Writing | None = None


@dataclass(frozen=True, slots=True)
class _Line:
    """A statement with the sentences that it cites."""

    statement: Statement
    cited: tuple[Evidence, ...]

    @property
    def places(self) -> set[Place]:
        return {place(item) for item in self.cited}


def quoted(selection: Selection, writing: Writing | None = None) -> WordedSummary:
    """Return the selected sentences as they stand in the archive."""
    statements = tuple(_quotation(each.item, marker) for marker, each in enumerate(selection.chosen, start=1))
    return WordedSummary(statements, tuple((each.item,) for each in selection.chosen), EXTRACTIVE, writing)


def with_echoes(written: WordedSummary, echoes: Sequence[Sequence[Evidence]]) -> WordedSummary:
    """Return quotations that cite after their own sentence those of other stories that say the same."""
    cited = tuple((*own, *others) for own, others in zip(written.cited, echoes, strict=True))
    markers = count(1)
    statements = tuple(
        replace(statement, citations=tuple(cite(item, next(markers)) for item in items))
        for statement, items in zip(written.statements, cited, strict=True)
    )
    return replace(written, statements=statements, cited=cited)


def worded(
    writer: Writer,
    selection: Selection,
    sources: Selection,
    question: Question | None,
    filters: Filters,
    length: Length,
) -> WordedSummary:
    """Return what the writer makes of `sources`; `selection`, quoted, stands in if nothing comes of it.

    Where a statement cites one side of a dispute the other follows as a quotation, if both fit in the length.
    Raises ModelError as the writer does.
    """
    evidence = sorted((each.item for each in sources.chosen), key=lambda item: -item.score)
    words = length.words or (length.sentences or _MOST) * _SENTENCE_WORDS
    limit = length.sentences or min(_MOST, max(1, words // _SENTENCE_WORDS))
    asked = SUMMARY.format(words=words, topic=f" about: {question.text[:500]}" if question else "")
    question = question or parse_question(asked, as_of=filters.as_of)
    task = Task(question, evidence, 1.0, limit, asked)
    written = _run(writer.write(task))
    if written.writer == EXTRACTIVE or not written.statements:
        reason = (written.writing and written.writing.fallback) or "the model gave no summary"
        return quoted(selection, written.writing and replace(written.writing, fallback=reason))
    lines = _with_other_sides(_within(_lines(written), length), sources.pairs, length)
    statements = tuple(renumbered([line.statement for line in lines]))
    return WordedSummary(statements, tuple(line.cited for line in lines), written.writer, written.writing)


def renumbered(statements: Sequence[Statement]) -> list[Statement]:
    """Return the statements with markers that count from 1 in the order in which they come."""
    markers: dict[int, int] = {}
    for statement in statements:
        for citation in statement.citations:
            markers.setdefault(citation.marker, len(markers) + 1)
    return [
        replace(
            statement,
            citations=tuple(replace(each, marker=markers[each.marker]) for each in statement.citations),
        )
        for statement in statements
    ]


def _run(writing: Generator[Statement, None, Written]) -> Written:
    while True:
        try:
            next(writing)
        except StopIteration as done:
            written: Written = done.value
            return written


def _lines(written: Written) -> list[_Line]:
    """Return the statements with what they cite: `written.cited[i]` has marker i + 1."""
    return [
        _Line(statement, tuple(written.cited[citation.marker - 1] for citation in statement.citations))
        for statement in written.statements
    ]


def _within(lines: Sequence[_Line], length: Length) -> list[_Line]:
    """Return the first statements that fit in, at least one."""
    kept = list(lines[:1])
    for line in lines[1:]:
        if not _fits([*kept, line], length):
            break
        kept.append(line)
    return kept


def _fits(lines: Sequence[_Line], length: Length) -> bool:
    return length.allows(sum(len(line.statement.text.split()) for line in lines), len(lines))


def _with_other_sides(lines: list[_Line], pairs: Sequence[Pair], length: Length) -> list[_Line]:
    """Return the statements, each followed by what contradicts it; the last make room for that."""
    wanted: set[Place] = set()
    for pair in pairs:
        one, other = (each.item for each in pair.sides)
        if _at(lines, one) is None:
            one, other = other, one
        at = _at(lines, one)
        if at is None:
            continue
        longer = list(lines)
        if _at(lines, other) is None:
            marker = 1 + max(each.marker for line in lines for each in line.statement.citations)
            longer.insert(at + 1, _Line(_quotation(other, marker), (other,)))
        sides = wanted | {place(one), place(other)}
        while not _fits(longer, length) and (last := _last_but(longer, sides)) is not None:
            del longer[last]
        if _fits(longer, length):
            lines, wanted = longer, sides
    return lines


def _at(lines: Sequence[_Line], item: Evidence) -> int | None:
    return next((at for at, line in enumerate(lines) if place(item) in line.places), None)


def _last_but(lines: Sequence[_Line], sides: set[Place]) -> int | None:
    return next((at for at in reversed(range(len(lines))) if not lines[at].places & sides), None)


def _quotation(item: Evidence, marker: int) -> Statement:
    return Statement(item.text, (cite(item, marker),), Support.QUOTED, round(min(item.score, 1.0), 4))
