"""Sentences with all the times that they name, each with its place and the span of time that it means.

Layouts: JSON lines with `text`, `article_date` and `expressions` (`start`, `end`, `value`, and `type` unless
it is a DATE), and optional `kind`, `set` and `id`; and documents in the XML of the CAT annotation tool, as
MEANTIME has them. In a folder, all "*.jsonl", "*.jsonl.gz" and "*.xml".

Of a document the sentences are read up to the last that has an annotation: of MEANTIME the first six alone
are annotated. The line with the day of the document is left out, and so is a document whose day has no value.
By a hash of its name a document belongs to one of two halves.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Annotated, Literal

from lxml import etree  # type: ignore[import-untyped]
from pydantic import BeforeValidator, Field, StringConstraints, TypeAdapter

from eval.cases import Timex, TimexCase, TimexKind
from eval.datasets.files import CaseIds, as_moment, files_of, named_once, read_lines
from eval.datasets.published import EvalSet, Measure
from eval.datasets.timex_values import span_of
from ingest.errors import InputError
from service.english.dates.spans import Span

HALVES = ("half A", "half B")

_Text = Annotated[str, StringConstraints(strip_whitespace=False, min_length=1)]
# How the tokens of a text are set together again.
_QUOTES = {"``": "“", "''": "”"}
_CLOSING = frozenset(",.;:?!%)]”’") | {"...", "'s", "'S", "’s", "n't", "'re", "'ve", "'ll", "'d", "'m"}
_OPENING = frozenset("([“$£€¥#")


@dataclass(frozen=True, slots=True)
class _Expression:
    start: Annotated[int, Field(ge=0)]
    end: int
    value: str
    type: Literal["DATE", "TIME", "DURATION", "SET"] = "DATE"

    def __post_init__(self) -> None:
        if self.end <= self.start:
            raise ValueError(f"end {self.end} must be greater than start {self.start}")
        span_of(self.value)

    @property
    def timex(self) -> Timex:
        return Timex(self.start, self.end, TimexKind(self.type.lower()), span_of(self.value))


@dataclass(frozen=True, slots=True)
class _Line:
    text: _Text
    article_date: Annotated[datetime, BeforeValidator(as_moment)]
    expressions: tuple[_Expression, ...]
    kind: str | None = None
    set: str | None = None
    id: str | int | None = None

    def __post_init__(self) -> None:
        if beyond := [each for each in self.expressions if each.end > len(self.text)]:
            raise ValueError(f"end {beyond[0].end} lies beyond the {len(self.text)} characters of the text")


_LINE = TypeAdapter(_Line)


def read_timexes(path: Path) -> EvalSet:
    """Measures which times are found in sentences, and what they are taken to mean; it has no archive."""
    ids = CaseIds()
    files = files_of(path, "*.xml", "*.jsonl", "*.jsonl.gz", kind="timexes")
    cases = [
        case
        for file in files
        for case in (_of_document(file) if file.suffix == ".xml" else _of_lines(file, ids))
    ]
    if not cases:
        raise InputError(f"{path}: no sentence in it")
    return EvalSet("timexes", (Measure.TIMEXES,), timexes=tuple(cases))


def _of_lines(file: Path, ids: CaseIds) -> Iterator[TimexCase]:
    for where, line in read_lines(file, _LINE):
        timexes = tuple(each.timex for each in line.expressions)
        tags = named_once(line.set, line.kind)
        yield TimexCase(ids.of(line.id, where), line.text, line.article_date, timexes, tags)


@dataclass(frozen=True, slots=True)
class _Annotated:
    """A TIMEX3 element: its tokens by their number in the document."""

    id: str
    tokens: tuple[str, ...]
    kind: TimexKind
    span: Span | None
    dates_document: bool


@dataclass(frozen=True, slots=True)
class _Sentence:
    """Its text, and where in it each of its tokens stands."""

    text: str
    places: Mapping[str, range]


def _of_document(file: Path) -> Iterator[TimexCase]:
    root = _root(file)
    timexes = [each for each in map(_annotated, root.iter("TIMEX3")) if each.tokens]
    day = _day_of(timexes)
    if day is None or day.span is None:
        return
    half = HALVES[hashlib.sha256(file.stem.encode()).digest()[0] % 2]
    for number, sentence in _sentences(root).items():
        if not sentence.places.keys().isdisjoint(day.tokens):
            continue
        inside = [each for each in timexes if sentence.places.keys() >= set(each.tokens)]
        found = tuple(sorted((_placed(each, sentence) for each in inside), key=lambda each: each.start))
        yield TimexCase(f"{file.stem}:{number}", sentence.text, day.span.start, found, (half,))


def _root(file: Path) -> etree._Element:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, recover=False, huge_tree=False)
    try:
        return etree.fromstring(file.read_bytes(), parser)
    except (OSError, etree.XMLSyntaxError, ValueError) as exc:
        raise InputError(f"{file}: not the XML of an annotated document ({exc})") from exc


def _annotated(element: etree._Element) -> _Annotated:
    tokens = tuple(anchor.get("t_id", "") for anchor in element.iter("token_anchor"))
    kind = TimexKind(element.get("type", "DATE").lower())
    dates_document = element.get("functionInDocument") == "CREATION_TIME"
    return _Annotated(element.get("m_id", ""), tokens, kind, _span(element.get("value", "")), dates_document)


def _span(value: str) -> Span | None:
    """The span of a value; what people wrote in another way ("03-02-2009") has no known one."""
    try:
        return span_of(value)
    except ValueError:
        return None


def _day_of(timexes: Sequence[_Annotated]) -> _Annotated | None:
    """The expression that dates the document: the one marked so, else the first in it."""
    first = min(timexes, key=lambda each: min(map(int, each.tokens)), default=None)
    return next((each for each in timexes if each.dates_document), first)


def _sentences(root: etree._Element) -> dict[int, _Sentence]:
    """The annotated sentences of a document by their number."""
    tokens: defaultdict[int, list[etree._Element]] = defaultdict(list)
    of: dict[str, int] = {}
    for token in root.iter("token"):
        number = int(token.get("sentence", "0"))
        tokens[number].append(token)
        of[token.get("t_id", "")] = number
    last = max((of[anchor.get("t_id", "")] for anchor in root.iter("token_anchor")), default=-1)
    return {number: _sentence(found) for number, found in tokens.items() if number <= last}


def _sentence(tokens: Sequence[etree._Element]) -> _Sentence:
    text, places, opened = "", {}, True
    for token in tokens:
        word = _QUOTES.get(token.text or "", token.text or "")
        text += "" if opened or word in _CLOSING else " "
        places[token.get("t_id", "")] = range(len(text), len(text) + len(word))
        text += word
        opened = word in _OPENING
    return _Sentence(text, places)


def _placed(timex: _Annotated, sentence: _Sentence) -> Timex:
    places = [sentence.places[token] for token in timex.tokens]
    start, end = min(each.start for each in places), max(each.stop for each in places)
    return Timex(start, end, timex.kind, timex.span)
