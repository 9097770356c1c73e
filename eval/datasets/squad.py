"""SQuAD and XQuAD: questions over Wikipedia paragraphs.

Layout: one JSON file, `data[title, paragraphs[context, qas[id, question, answers[text, answer_start]]]]`, or
JSON lines with `id, title, context, question, answers`. A question without answers is not answered by its
paragraph, though that is about the same matter (SQuAD 2.0). Questions to fit models on are JSON lines, too:
`set, title, question, paragraph, answers[text, start, once]`, where `start` is sure if `once`.
"""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter

from eval.cases import Case, TextFact
from eval.datasets.files import files_of, read_json, read_lines
from eval.datasets.published import Drafts, EvalSet, Measure, find_nearest
from ingest.document import Document, Media
from ingest.errors import InputError
from ingest.extract.draft import Fields
from service.answer import Reason


@dataclass(frozen=True, slots=True)
class ParagraphQuestion:
    """A question, the paragraph it was asked of, and the wordings of its answer; none: not answerable.

    `spans` are (start, end) of those answers in the paragraph whose place is sure.
    """

    set: str
    title: str
    question: str
    paragraph: str
    answers: tuple[str, ...]
    spans: tuple[tuple[int, int], ...]


def read_paragraph_questions(path: Path, sets: Iterable[str]) -> Iterator[ParagraphQuestion]:
    """Yield the questions of the named sets. Raises InputError with the line."""
    if not path.is_file():
        raise InputError(f"{path}: no such file; give a questions.jsonl.gz")
    wanted = set(sets)
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for number, line in enumerate(lines, start=1):
            try:
                record = json.loads(line)
                if record["set"] in wanted:
                    yield _paragraph_question(record)
            except (ValueError, KeyError, TypeError) as exc:
                raise InputError(f"{path}:{number}: not a question ({exc!r})") from exc


def _paragraph_question(record: dict[str, Any]) -> ParagraphQuestion:
    answers = [(answer["text"], answer["start"], answer["once"]) for answer in record["answers"]]
    return ParagraphQuestion(
        set=record["set"],
        title=record["title"].replace("_", " "),
        question=record["question"].strip(),
        paragraph=record["paragraph"],
        answers=tuple(text for text, _, _ in answers),
        spans=tuple((start, start + len(text)) for text, start, sure in answers if sure),
    )


def paragraph_documents(questions: Iterable[ParagraphQuestion]) -> Iterator[Document]:
    """Yield each paragraph once, as a document for ingest."""
    seen: set[str] = set()
    for item in questions:
        if item.paragraph not in seen:
            seen.add(item.paragraph)
            record = {"id": f"paragraph-{len(seen)}", "title": item.title, "text": item.paragraph}
            yield Document(f"paragraph {len(seen)}", Media.RECORD, json.dumps(record).encode())


@dataclass(frozen=True, slots=True)
class _Answer:
    text: str
    answer_start: int


@dataclass(frozen=True, slots=True)
class _Line:
    id: str
    title: str
    context: str
    question: str
    answers: tuple[_Answer, ...] = ()


@dataclass(frozen=True, slots=True)
class _Asked:
    id: str
    question: str
    answers: tuple[_Answer, ...] = ()


@dataclass(frozen=True, slots=True)
class _Paragraph:
    context: str
    qas: tuple[_Asked, ...]


@dataclass(frozen=True, slots=True)
class _Page:
    title: str
    paragraphs: tuple[_Paragraph, ...]


@dataclass(frozen=True, slots=True)
class _Pages:
    data: tuple[_Page, ...]


_LINE, _PAGES = TypeAdapter(_Line), TypeAdapter(_Pages)


def read_squad(path: Path) -> EvalSet:
    """Measures answers, retrieval, citations, and refusals where the set has unanswerable questions (2.0)."""
    drafts = Drafts()
    cases: list[Case] = []
    for file in files_of(path, "*.json", "*.jsonl", "*.jsonl.gz", kind="SQuAD"):
        for line in _lines(file):
            cases.append(_case(line, drafts))
    measures: tuple[Measure, ...] = (Measure.ANSWERS, Measure.RETRIEVAL, Measure.CITATIONS)
    if any(case.unanswerable for case in cases):
        measures = (*measures, Measure.REFUSALS)
    return EvalSet("squad", measures, cases=tuple(cases), drafts=drafts.all())


def _lines(file: Path) -> Iterator[_Line]:
    if file.suffix != ".json":
        yield from (line for _, line in read_lines(file, _LINE))
        return
    for page in read_json(file, _PAGES).data:
        for part in page.paragraphs:
            for asked in part.qas:
                yield _Line(asked.id, page.title, part.context, asked.question, asked.answers)


def _case(line: _Line, drafts: Drafts) -> Case:
    draft = drafts.add(Fields(line.title.replace("_", " "), line.context))
    if not line.answers:
        return Case(line.id, line.question, unanswerable=Reason.NOT_STATED)
    found = (find_nearest(draft, answer.text, answer.answer_start) for answer in line.answers)
    spans = tuple(dict.fromkeys(span for span in found if span))
    fact = TextFact(tuple(dict.fromkeys(answer.text for answer in line.answers)))
    return Case(line.id, line.question, gold=(fact,), evidence=(spans,) if spans else ())
