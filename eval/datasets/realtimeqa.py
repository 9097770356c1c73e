"""RealTimeQA: a weekly news quiz, with the articles that a search found for each question.

Layout: questions.jsonl (`id, question, as_of, choices, gold_index, gold, urls, urls_with_gold_string`) and
articles.jsonl.gz (`url, title, text, authors, published`).
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from eval.cases import Case, TextFact
from eval.datasets.files import require
from eval.datasets.published import EvalSet, Measure, spans_of
from ingest.article import Draft
from ingest.document import Document
from ingest.errors import InputError, RejectedDocument
from ingest.extract import extract
from ingest.sources.files import read_paths

ARTICLES = "articles.jsonl.gz"
QUESTIONS = "questions.jsonl"

_AROUND = " \t“”\"'‘’."
_MAX_BYTES = 20 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class QuizQuestion:
    """One question. `as_of` is the end of the day it was asked on: articles carry days, not times.

    `gold` is the wording of the right choice; `gold_urls` are the articles in which these words occur.
    """

    id: str
    question: str
    as_of: datetime
    choices: tuple[str, ...]
    gold: str
    gold_urls: tuple[str, ...]


def read_questions(folder: Path) -> list[QuizQuestion]:
    """Return the questions of a set, in its order. Raises InputError with the file and line."""
    _require(folder)
    path = folder / QUESTIONS
    questions = []
    with path.open(encoding="utf-8") as lines:
        for number, line in enumerate(lines, 1):
            try:
                questions.append(_question(json.loads(line)))
            except (ValueError, KeyError, TypeError) as exc:
                raise InputError(f"{path}:{number}: not a question of a RealTimeQA set ({exc!r})") from exc
    return questions


def read_articles(folder: Path) -> Iterator[Document | RejectedDocument]:
    """Return the articles of a set as documents for ingest. Raises InputError before anything is read."""
    _require(folder)
    return read_paths([str(folder / ARTICLES)], max_bytes=_MAX_BYTES)


def read_realtimeqa(path: Path) -> EvalSet:
    """Measures answers and choices about the week, retrieval and citations.

    Only cases with the tag "gold_string" surely have their answer in an article: in these words, which are
    their evidence.
    """
    questions = read_questions(path)
    drafts, by_url, rejected = [], {}, []
    for document in read_articles(path):
        try:
            if isinstance(document, RejectedDocument):
                raise document
            [draft] = extract(document)
            drafts.append(draft)
            by_url[json.loads(document.body)["url"]] = draft
        except RejectedDocument as exc:
            rejected.append(exc)
    measures = (Measure.ANSWERS, Measure.CHOICES, Measure.RETRIEVAL, Measure.CITATIONS)
    cases = tuple(_case(question, by_url) for question in questions)
    return EvalSet("realtimeqa", measures, cases=cases, drafts=tuple(drafts), rejected=tuple(rejected))


def _case(question: QuizQuestion, by_url: Mapping[str, Draft]) -> Case:
    gold = question.gold.strip(_AROUND) or question.gold
    spans = spans_of((by_url[url] for url in question.gold_urls if url in by_url), gold)
    return Case(
        question.id,
        question.question,
        as_of=question.as_of,
        gold=(TextFact((gold,)),),
        evidence=(spans,) if spans else (),
        tags=("gold_string",) if question.gold_urls else (),
        choices=question.choices,
        gold_index=question.choices.index(question.gold),
    )


def _require(folder: Path) -> None:
    require(folder, QUESTIONS, ARTICLES, kind="RealTimeQA")


def _question(record: Mapping[str, Any]) -> QuizQuestion:
    day = datetime.fromisoformat(record["as_of"]).replace(tzinfo=UTC)
    if record["gold"] not in record["choices"]:
        raise ValueError(f"gold {record['gold']!r} is not one of choices")
    return QuizQuestion(
        id=record["id"],
        question=record["question"],
        as_of=day + timedelta(days=1, seconds=-1),
        choices=tuple(choice for choice in record["choices"] if choice),  # one question has an empty fifth
        gold=record["gold"],
        gold_urls=tuple(record["urls_with_gold_string"]),
    )
