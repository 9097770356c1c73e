"""MultiHop-RAG: questions whose answer takes several news articles of 2023.

Layout: corpus.json (a list of `title, author, source, published_at, category, url, body`) and
MultiHopRAG.json (a list of `query, answer, question_type, evidence_list[url, fact]`); the answer
"Insufficient information." means that the articles do not say.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from pydantic import TypeAdapter

from eval.cases import Case, GoldSpan, TextFact
from eval.datasets.files import read_json, require
from eval.datasets.published import Drafts, EvalSet, Measure, find_nearest, whole_text
from ingest.article import Draft
from ingest.extract.draft import Fields
from service.answer import Reason
from service.english.dates.find import as_utc

CORPUS = "corpus.json"
QUESTIONS = "MultiHopRAG.json"

_NOT_STATED = "insufficient information"


@dataclass(frozen=True, slots=True)
class _Article:
    title: str
    url: str
    body: str
    author: str | None = None
    source: str | None = None
    published_at: datetime | None = None
    category: str | None = None


@dataclass(frozen=True, slots=True)
class _Evidence:
    url: str
    fact: str


@dataclass(frozen=True, slots=True)
class _Question:
    query: str
    answer: str
    question_type: str
    evidence_list: tuple[_Evidence, ...] = ()


_ARTICLES = TypeAdapter(tuple[_Article, ...])
_QUESTIONS = TypeAdapter(tuple[_Question, ...])


def read_multihop(path: Path) -> EvalSet:
    """Measures retrieval and citations over several articles, refusals, and answers that are no yes or no.

    Each case has its question type as a tag, and "yes_no" where the answer is one: no statement quotes that.
    """
    require(path, CORPUS, QUESTIONS, kind="MultiHop-RAG")
    drafts = Drafts()
    by_url = {article.url: drafts.add(_fields(article)) for article in read_json(path / CORPUS, _ARTICLES)}
    questions = read_json(path / QUESTIONS, _QUESTIONS)
    cases = tuple(_case(f"multihop-{n}", question, by_url) for n, question in enumerate(questions, start=1))
    measures = (Measure.ANSWERS, Measure.REFUSALS, Measure.RETRIEVAL, Measure.CITATIONS)
    return EvalSet("multihop-rag", measures, cases=cases, drafts=drafts.all())


def _fields(article: _Article) -> Fields:
    return Fields(
        article.title,
        article.body,
        url=article.url,
        publisher=article.source,
        byline=article.author,
        section=article.category,
        published_at=as_utc(article.published_at) if article.published_at else None,
    )


def _case(id_: str, record: _Question, by_url: dict[str, Draft]) -> Case:
    if record.answer.strip().lower().rstrip(".") == _NOT_STATED:
        tags = (record.question_type,)
        return Case(id_, record.query, unanswerable=Reason.NOT_STATED, tags=tags)
    yes_no = ("yes_no",) if record.answer.strip().lower() in ("yes", "no") else ()
    spans = [_span(by_url[each.url], each.fact) for each in record.evidence_list if each.url in by_url]
    return Case(
        id_,
        record.query,
        gold=(TextFact((record.answer,)),),
        evidence=tuple((span,) for span in spans),
        tags=(record.question_type, *yes_no),
    )


def _span(draft: Draft, fact: str) -> GoldSpan:
    """Return the place of a fact, the whole article if its words are not found."""
    return find_nearest(draft, fact) or whole_text(draft)
