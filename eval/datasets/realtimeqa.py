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

from eval.datasets import require
from ingest.errors import InputError, RejectedDocument
from ingest.sources.document import Document
from ingest.sources.files import read_paths

ARTICLES = "articles.jsonl.gz"
QUESTIONS = "questions.jsonl"

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


def _require(folder: Path) -> None:
    require(folder, QUESTIONS, ARTICLES, kind="RealTimeQA")


def _question(record: Mapping[str, Any]) -> QuizQuestion:
    day = datetime.fromisoformat(record["as_of"]).replace(tzinfo=UTC)
    return QuizQuestion(
        id=record["id"],
        question=record["question"],
        as_of=day + timedelta(days=1, seconds=-1),
        choices=tuple(record["choices"]),
        gold=record["gold"],
        gold_urls=tuple(record["urls_with_gold_string"]),
    )
