"""TimeQA: what was so at a given time, over long Wikipedia pages.

Layout: JSON lines with `index, link, paras, questions[[question, [{para, from, end, answer}]]]`; an empty
answer: the page does not say. In a folder, all "*.jsonl" and "*.jsonl.gz".
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

from pydantic import Field, TypeAdapter

from eval.cases import Case, TextFact
from eval.datasets.files import files_of, read_lines
from eval.datasets.published import Drafts, EvalSet, Measure, find_nearest
from ingest.article import Draft
from ingest.extract.draft import Fields
from service.answer import Reason

_SITE = "https://en.wikipedia.org"
_BREAK = "\n\n"


@dataclass(frozen=True, slots=True)
class _Answer:
    para: int
    start: Annotated[int, Field(validation_alias="from")]
    answer: str


@dataclass(frozen=True, slots=True)
class _Page:
    index: str
    link: str
    paras: Annotated[tuple[str, ...], Field(min_length=2)]
    questions: tuple[tuple[str, tuple[_Answer, ...]], ...]


_PAGE = TypeAdapter(_Page)


def read_timeqa(path: Path) -> EvalSet:
    """Measures answers about the past, refusals, retrieval and citations.

    Any one of several answers is right. A page's first paragraph is its title; it has no publication date.
    """
    drafts, cases = Drafts(), []
    for file in files_of(path, "*.jsonl", "*.jsonl.gz", kind="TimeQA"):
        for _, page in read_lines(file, _PAGE):
            draft = drafts.add(Fields(page.paras[0], _BREAK.join(page.paras[1:]), url=_SITE + page.link))
            cases += [
                _case(f"{page.index}-{number}", page, draft, question, answers)
                for number, (question, answers) in enumerate(page.questions, start=1)
            ]
    measures = (Measure.ANSWERS, Measure.REFUSALS, Measure.RETRIEVAL, Measure.CITATIONS)
    return EvalSet("timeqa", measures, cases=tuple(cases), drafts=drafts.all())


def _case(id_: str, page: _Page, draft: Draft, question: str, answers: tuple[_Answer, ...]) -> Case:
    given = [answer for answer in answers if answer.answer.strip()]
    if not given:
        return Case(id_, question, unanswerable=Reason.NOT_STATED)
    found = (find_nearest(draft, answer.answer, _offset(page, answer)) for answer in given)
    spans = tuple(span for span in found if span)
    fact = TextFact(tuple(dict.fromkeys(answer.answer for answer in given)))
    return Case(id_, question, gold=(fact,), evidence=(spans,) if spans else ())


def _offset(page: _Page, answer: _Answer) -> int:
    return sum(len(para) + len(_BREAK) for para in page.paras[1 : answer.para]) + answer.start
