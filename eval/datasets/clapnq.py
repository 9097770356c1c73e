"""ClapNQ: questions put to a search engine, with the Wikipedia passage that answers them, or does not.

Layout: JSON lines with `id, input, passages[title, text, sentences], output[answer, selected_sentences]`; no
selected sentences: not answerable. In a folder, all files "*answerable*.jsonl".
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from pydantic import TypeAdapter

from eval.cases import Case, TextFact
from eval.datasets.files import files_of, read_lines
from eval.datasets.published import Drafts, EvalSet, Measure, find_nearest
from ingest.article import Draft
from ingest.extract.draft import Fields
from service.answer import Reason


@dataclass(frozen=True, slots=True)
class _Passage:
    title: str
    text: str


@dataclass(frozen=True, slots=True)
class _Output:
    selected_sentences: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Question:
    id: str
    input: str
    passages: tuple[_Passage, ...]
    output: tuple[_Output, ...]


_QUESTION = TypeAdapter(_Question)


def read_clapnq(path: Path) -> EvalSet:
    """Measures refusals, retrieval and citations; a fact is one of the sentences that people selected."""
    drafts, cases = Drafts(), []
    for file in files_of(path, "*answerable*.jsonl", "*answerable*.jsonl.gz", kind="ClapNQ"):
        for _, record in read_lines(file, _QUESTION):
            passages = [drafts.add(Fields(passage.title, passage.text)) for passage in record.passages]
            cases.append(_case(record, passages))
    measures = (Measure.REFUSALS, Measure.RETRIEVAL, Measure.CITATIONS)
    return EvalSet("clapnq", measures, cases=tuple(cases), drafts=drafts.all())


def _case(record: _Question, passages: list[Draft]) -> Case:
    selected = (sentence for output in record.output for sentence in output.selected_sentences)
    sentences = tuple(dict.fromkeys(filter(str.strip, selected)))
    if not sentences:
        return Case(record.id, record.input, unanswerable=Reason.NOT_STATED)
    found = (find_nearest(draft, sentence) for sentence in sentences for draft in passages)
    spans = tuple(span for span in found if span)
    return Case(record.id, record.input, gold=(TextFact(sentences),), evidence=(spans,) if spans else ())
