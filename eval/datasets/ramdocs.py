"""RAMDocs: ambiguous questions with documents that are right, wrong or beside the point.

Layout: JSON lines with `question, documents[text, type, answer], gold_answers, wrong_answers`; `type` is
correct, misinfo or noise. In a folder, all "*.jsonl".
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from pydantic import TypeAdapter

from eval.cases import Case, CaseFilters, GoldSpan, TextFact
from eval.datasets.files import files_of, read_lines
from eval.datasets.published import Drafts, EvalSet, Measure, spans_of, whole_text
from ingest.article import Draft
from ingest.extract.draft import Fields


@dataclass(frozen=True, slots=True)
class _Document:
    text: str
    type: Literal["correct", "misinfo", "noise"]
    answer: str


@dataclass(frozen=True, slots=True)
class _Question:
    question: str
    documents: tuple[_Document, ...]
    gold_answers: tuple[str, ...]
    wrong_answers: tuple[str, ...] = ()


_QUESTION = TypeAdapter(_Question)


def read_ramdocs(path: Path) -> EvalSet:
    """Measures answers with all their facts and without wrong ones, retrieval and citations.

    A question may see its own documents only, each from a publisher of its own.
    """
    drafts, cases = Drafts(), []
    for file in files_of(path, "*.jsonl", kind="RAMDocs"):
        for number, (_, record) in enumerate(read_lines(file, _QUESTION), start=1):
            id_ = f"{file.stem}-{number}"
            own = [
                (document, _draft(drafts, f"RAMDocs {id_}.{n}", document))
                for n, document in enumerate(record.documents, start=1)
            ]
            cases.append(_case(id_, record, own))
    measures = (Measure.ANSWERS, Measure.CONFLICTS, Measure.RETRIEVAL, Measure.CITATIONS)
    return EvalSet("ramdocs", measures, cases=tuple(cases), drafts=drafts.all())


def _draft(drafts: Drafts, publisher: str, document: _Document) -> Draft:
    return drafts.add(Fields("", document.text, guid=publisher, publisher=publisher))


def _case(id_: str, record: _Question, own: list[tuple[_Document, Draft]]) -> Case:
    golds = dict.fromkeys(record.gold_answers)
    spans = [_spans(gold, own) for gold in golds]
    return Case(
        id_,
        record.question,
        filters=CaseFilters(publishers=tuple(draft.publisher for _, draft in own if draft.publisher)),
        gold=tuple(TextFact((gold,)) for gold in golds),
        wrong=tuple(TextFact((wrong,)) for wrong in dict.fromkeys(record.wrong_answers)),
        evidence=tuple(found for found in spans if found),
    )


def _spans(gold: str, own: list[tuple[_Document, Draft]]) -> tuple[GoldSpan, ...]:
    """Return where the right documents have the words; if none has, the documents that are said to, whole."""
    right = [(document, draft) for document, draft in own if document.type == "correct"]
    words = spans_of((draft for _, draft in right), gold)
    return words or tuple(whole_text(draft) for document, draft in right if document.answer == gold)
