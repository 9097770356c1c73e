"""Questions of the user's own about the archive of their home, in a form that is quick to write.

Layout: JSON lines, plain or .gz: `question`, and `answer` or `answers` (wordings of which one is enough),
optional `as_of`, `url` (an article that answers) and `id`. A question without an answer is to be refused.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from datetime import datetime
from pathlib import Path
from typing import Annotated

from pydantic import (
    ConfigDict,
    Field,
    StrictFloat,
    StrictInt,
    StringConstraints,
    TypeAdapter,
    ValidationError,
)

from eval.cases import Case, GoldEvidence, GoldSpan, TextFact, wrong_field
from eval.datasets.files import read_lines
from eval.datasets.published import EvalSet, Measure
from ingest.errors import InputError, NotFoundError
from ingest.moments import parse_moment
from ingest.store.archive import Archive
from service.answer import Reason

OWN = "own"
# Not refusals' reasons: the form does not say why a question has no answer.
_MEASURES = (Measure.ANSWERS, Measure.RETRIEVAL, Measure.CITATIONS)

_Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
_Wording = _Text | StrictInt | StrictFloat


@dataclass(frozen=True, slots=True)
class _Line:
    question: _Text
    answer: _Wording | None = None
    answers: Annotated[tuple[_Wording, ...], Field(min_length=1)] | None = None
    as_of: _Text | None = None
    url: _Text | None = None
    id: _Text | StrictInt | None = None

    __pydantic_config__ = ConfigDict(str_strip_whitespace=True)

    def __post_init__(self) -> None:
        if self.answer is not None and self.answers is not None:
            raise ValueError("answer and answers are both given; give one of them")
        if self.url and not self.wordings:
            raise ValueError("url is given without an answer; a question to be refused has no article")

    @property
    def wordings(self) -> tuple[str, ...]:
        given = self.answers if self.answer is None else (self.answer,)
        return tuple(str(wording) for wording in given or ())


_RECORD, _LINE = TypeAdapter(dict[str, object]), TypeAdapter(_Line)
_FIELDS = tuple(field.name for field in fields(_Line))


def read_own(path: Path, archive: Archive) -> EvalSet:
    """Measures answers and refusals, and search and citations where a question names its article.

    Raises InputError with the line for what is wrong with a question, and for an article that the archive
    does not have.
    """
    if not path.is_file():
        raise InputError(f"{path}: no such file; give one of questions as JSON lines (.jsonl, .jsonl.gz)")
    cases: dict[str, Case] = {}
    for where, record in read_lines(path, _RECORD):
        case = _case(where, record, archive)
        if case.id in cases:
            raise InputError(f"{where}: id: an earlier question has {case.id!r} already")
        cases[case.id] = case
    if not cases:
        raise InputError(f'{path}: no question in it; write one a line: {{"question": …, "answer": …}}')
    return EvalSet(OWN, _MEASURES, cases=tuple(cases.values()))


def _case(where: str, record: Mapping[str, object], archive: Archive) -> Case:
    line = _line(where, record)
    facts = (TextFact(line.wordings),) if line.wordings else ()
    return Case(
        id=str(line.id) if line.id is not None else f"line {where.rpartition(':')[2]}",
        question=line.question,
        as_of=_moment(where, line.as_of),
        gold=facts,
        evidence=_evidence(where, line.url, archive),
        unanswerable=None if facts else Reason.NOT_STATED,
    )


def _line(where: str, record: Mapping[str, object]) -> _Line:
    # A misspelt "answer" would make a question that is to be refused.
    for name in record:
        if name not in _FIELDS:
            raise InputError(f"{where}: {name}: no field of a question; these are {', '.join(_FIELDS)}")
    try:
        return _LINE.validate_python(record)
    except ValidationError as exc:
        raise wrong_field(where, exc) from exc


def _moment(where: str, text: str | None) -> datetime | None:
    try:
        return parse_moment(text, end_of_day=True) if text else None
    except InputError as exc:
        raise InputError(f"{where}: as_of: {exc}") from exc


def _evidence(where: str, url: str | None, archive: Archive) -> GoldEvidence:
    """Return all wordings of the article at an address, any of which answers."""
    if url is None:
        return ()
    try:
        return (tuple(_whole_versions(archive, url)),)
    except NotFoundError as exc:
        raise InputError(f"{where}: url: {exc}; ingest the article, or leave url out") from exc


def _whole_versions(archive: Archive, url: str) -> Iterator[GoldSpan]:
    for version in archive.versions(archive.find(url).id):
        yield GoldSpan(version.article_id, version.number, 0, len(version.text))
