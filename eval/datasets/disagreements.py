"""Questions to a few sources, with how these stand to each other: a disagreement, an update, or neither.

Layout: JSON lines with `question`, `sources` (a list of objects with `text`, a text or a list of sentences,
`date`, `publisher` and, if there is one, `title`), `label` (disagreement, update or none), and optional
`values` (those that differ, in the sources' words), `kind`, `set` and `id`. `a` and `b` are another name of
two sources. `disagree`, true or false, may stand in place of the label; false is no disagreement, perhaps an
update. In a folder, all "*.jsonl" and "*.jsonl.gz".
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Annotated

from pydantic import BeforeValidator, Field, StringConstraints, TypeAdapter

from eval.cases import Agreement, DatedSource, SourceComparison
from eval.datasets.files import CaseIds, as_moment, named_once, read_all_lines
from eval.datasets.published import EvalSet, Measure

_Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]


def _joined(value: object) -> object:
    """Return the sentences of a list as one text."""
    if isinstance(value, list) and all(isinstance(each, str) for each in value):
        return " ".join(value)
    return value


@dataclass(frozen=True, slots=True)
class _Source:
    text: Annotated[_Text, BeforeValidator(_joined)]
    date: Annotated[datetime, BeforeValidator(as_moment)]
    publisher: _Text
    title: str = ""


@dataclass(frozen=True, slots=True)
class _Line:
    question: _Text
    sources: Annotated[tuple[_Source, ...], Field(min_length=2)] | None = None
    a: _Source | None = None
    b: _Source | None = None
    label: Agreement | None = None
    disagree: bool | None = None
    values: tuple[_Text, ...] | None = None
    kind: _Text | None = None
    set: _Text | None = None
    id: str | int | None = None

    def __post_init__(self) -> None:
        if (self.sources is None) == (self.a is None or self.b is None):
            raise ValueError("sources: give a list of two or more, or a and b")
        if self.label is None and self.disagree is None:
            raise ValueError("label: give disagreement, update or none; or disagree, true or false")

    @property
    def all_sources(self) -> tuple[_Source, ...]:
        return self.sources or tuple(each for each in (self.a, self.b) if each)


_LINE = TypeAdapter(_Line)


def read_disagreements(path: Path) -> EvalSet:
    """Measures what an answer says of sources that differ; each case has a small archive of its own."""
    ids = CaseIds()
    found = tuple(
        _comparison(ids.of(line.id, where), line)
        for where, line in read_all_lines(path, _LINE, kind="disagreements")
    )
    return EvalSet("disagreements", (Measure.DISAGREEMENTS,), comparisons=found)


def _comparison(id_: str, line: _Line) -> SourceComparison:
    return SourceComparison(
        id=id_,
        question=line.question,
        sources=tuple(
            DatedSource(each.text, each.date, each.publisher, each.title) for each in line.all_sources
        ),
        agreement=line.label or (Agreement.DISAGREEMENT if line.disagree else None),
        values=line.values or (),
        tags=named_once(line.set, line.kind),
    )
