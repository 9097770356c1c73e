"""A set written here is read; what is not one is refused with what is missing."""

from __future__ import annotations

import gzip
import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from eval.cases import TextFact
from eval.datasets.realtimeqa import QuizQuestion, read_articles, read_questions, read_realtimeqa
from ingest.document import Document
from ingest.errors import InputError

QUESTION = {
    "id": "20250502_0",
    "question": "What did a dredger strike at the mouth of the harbour?",
    "as_of": "2025-05-02",
    "choices": ["A whale", "An unknown wreck"],
    "gold_index": 1,
    "gold": "An unknown wreck",
    "urls": ["https://echo.example/wreck", "https://echo.example/whale"],
    "urls_with_gold_string": ["https://echo.example/wreck"],
}
ARTICLE = {
    "url": "https://echo.example/wreck",
    "title": "Dredger strikes wreck",
    "text": "The dredger struck an unknown wreck on Friday. Nobody was hurt.",
    "authors": [],
    "published": "2025-05-02",
}


@pytest.fixture
def quiz(tmp_path: Path) -> Path:
    (tmp_path / "questions.jsonl").write_text(json.dumps(QUESTION) + "\n")
    (tmp_path / "articles.jsonl.gz").write_bytes(gzip.compress(json.dumps(ARTICLE).encode()))
    return tmp_path


def test_question_is_asked_at_the_end_of_its_day(quiz: Path) -> None:
    assert read_questions(quiz) == [
        QuizQuestion(
            id="20250502_0",
            question="What did a dredger strike at the mouth of the harbour?",
            as_of=datetime(2025, 5, 2, 23, 59, 59, tzinfo=UTC),
            choices=("A whale", "An unknown wreck"),
            gold="An unknown wreck",
            gold_urls=("https://echo.example/wreck",),
        )
    ]


def test_articles_are_documents_for_ingest(quiz: Path) -> None:
    [document] = read_articles(quiz)
    assert isinstance(document, Document)
    assert json.loads(document.body) == ARTICLE


def test_missing_files_are_named(quiz: Path) -> None:
    (quiz / "articles.jsonl.gz").unlink()
    with pytest.raises(InputError, match=r"is not a RealTimeQA set: articles\.jsonl\.gz missing"):
        read_questions(quiz)


def test_missing_folder_is_named(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no-such: no such folder"):
        read_articles(tmp_path / "no-such")


def test_broken_line_is_named(quiz: Path) -> None:
    with (quiz / "questions.jsonl").open("a") as questions:
        questions.write('{"id": "x"}\n')
    with pytest.raises(InputError, match=r"questions\.jsonl:2: not a question .*'as_of'"):
        read_questions(quiz)


def test_a_case_has_its_choices_and_where_the_gold_string_stands(quiz: Path) -> None:
    found = read_realtimeqa(quiz)
    [case] = found.cases
    [draft] = found.drafts
    assert case.gold == (TextFact(("An unknown wreck",)),)
    assert (case.choices, case.gold_index, case.tags) == (
        ("A whale", "An unknown wreck"),
        1,
        ("gold_string",),
    )
    [[span]] = case.evidence
    assert draft.text[span.start : span.end] == "an unknown wreck"


def test_a_choice_without_words_is_none(quiz: Path) -> None:
    record = json.dumps(QUESTION | {"choices": ["A whale", "", "An unknown wreck"], "gold_index": 2})
    (quiz / "questions.jsonl").write_text(record, encoding="utf-8")
    [case] = read_realtimeqa(quiz).cases
    assert (case.choices, case.gold_index) == (("A whale", "An unknown wreck"), 1)


def test_an_article_without_text_is_set_aside(quiz: Path) -> None:
    articles = json.dumps(ARTICLE) + "\n" + json.dumps(ARTICLE | {"text": ""})
    (quiz / "articles.jsonl.gz").write_bytes(gzip.compress(articles.encode()))
    found = read_realtimeqa(quiz)
    assert len(found.drafts) == 1
    assert "field 'text' is missing or empty" in found.rejected[0].reason


def test_a_gold_that_is_no_choice_is_named(quiz: Path) -> None:
    (quiz / "questions.jsonl").write_text(json.dumps(QUESTION | {"gold": "A pier"}))
    with pytest.raises(InputError, match=r"questions\.jsonl:1: .*'A pier' is not one of choices"):
        read_realtimeqa(quiz)
