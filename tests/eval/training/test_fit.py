"""The models fitted on sets written here, far smaller than the samples that are taken of real ones."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from zlib import crc32

import numpy as np
import pytest

from eval.training.examples import kept_apart
from eval.training.fit import FitReport, fit_models
from service.evidence import refuse, scoring
from service.evidence.logistic import MODELS_FILE, model_of_record
from service.evidence.rescoring import rescore

UNTIL = datetime(2025, 6, 1, tzinfo=UTC)

# One town with one news story and one paragraph each: what opened, when, who paid, what it cost.
TOWNS = (
    ("Arden", "lido", "4 May", "Ada Voss", 310_000),
    ("Brill", "library", "9 May", "Ben Otway", 450_000),
    ("Corve", "footbridge", "12 May", "Cleo Marsh", 720_000),
    ("Dunsop", "museum", "15 May", "Dov Keller", 980_000),
    ("Eyam", "skatepark", "18 May", "Edie Roth", 120_000),
    ("Fleet", "cinema", "21 May", "Finn Osei", 640_000),
    ("Goole", "velodrome", "24 May", "Gwen Pike", 860_000),
    ("Hythe", "planetarium", "27 May", "Hal Simms", 530_000),
)


@dataclass(frozen=True)
class Fitted:
    report: FitReport
    out: Path
    untouched: bool


@pytest.fixture(scope="module")
def fitted(tmp_path_factory: pytest.TempPathFactory) -> Fitted:
    folder = tmp_path_factory.mktemp("fit")
    write_news(folder)
    questions = write_questions(folder / "questions.jsonl.gz", paragraph_questions())
    invented = write_invented(folder / "invented.jsonl")
    before, out = MODELS_FILE.read_bytes(), folder / "logistic.json"
    report = fit_models(folder, questions, UNTIL, folder / "cache", out=out, invented=invented)
    return Fitted(report, folder / "logistic.json", MODELS_FILE.read_bytes() == before)


def write_news(folder: Path) -> None:
    articles, questions = [], []
    for number, (town, place, day, donor, cost) in enumerate(TOWNS):
        url, published = f"https://echo.example/{town}", f"2025-0{5 + number // 7}-0{1 + number % 7}"
        text = (
            f"The council of {town} met on Thursday and heard about buses, bins and trees for two hours.\n\n"
            f"A {place} will open in {town} on {day}. It was paid for by {donor}, who gave £{cost:,}. "
            f"Neighbours of the {place} have asked for a car park."
        )
        articles.append({"url": url, "title": f"{town} news", "text": text, "published": published})
        questions.append(
            {
                "id": town,
                "question": f"Who paid for the {place} in {town}?",
                "as_of": published,
                "choices": [donor, "Nobody"],
                "gold_index": 0,
                "gold": donor,
                "urls": [url],
                "urls_with_gold_string": [url],
            }
        )
    (folder / "articles.jsonl.gz").write_bytes(gzip.compress("\n".join(map(json.dumps, articles)).encode()))
    (folder / "questions.jsonl").write_text("\n".join(map(json.dumps, questions)), encoding="utf-8")


def write_invented(file: Path) -> Path:
    """Write a group of invented news that is kept apart, and one that is trained on."""
    text = "The ferry Alba ran aground off Orle on Monday. Nobody was hurt, its captain Rui Sand said."
    sentence = "Nobody was hurt, its captain Rui Sand said."
    answered = {"article": 0, "sentence": sentence, "words": "Rui Sand"}
    lines = []
    for apart in (True, False):
        title = next(name for n in range(99) if (crc32((name := f"Ferry {n}").encode()) % 8 == 0) is apart)
        asked = [
            {"kind": "plain", "question": "Who is captain of the Alba?", "answers": [answered]},
            {"kind": "premise", "question": "Why did the ferry Alba sink?", "answers": []},
        ]
        article = {"title": title, "date": "2025-05-05", "text": text}
        lines.append(json.dumps({"articles": [article], "questions": asked}))
    file.write_text("\n".join(lines), encoding="utf-8")
    return file


def paragraph_questions() -> Iterator[dict[str, object]]:
    """Yield two questions that their paragraph answers and one that it does not, and some off the topic."""
    for town, place, day, donor, cost in TOWNS:
        paragraph = (
            f"{town} is a town on a river. Its {place} opened on {day} and cost £{cost:,}. "
            f"The architect of the {place} was {donor}. Trains stop there twice an hour."
        )
        asked = {
            f"When did the {place} of {town} open?": [day],
            f"Who was the architect of the {place} of {town}?": [donor],
            f"How many people visit the {place} of {town}?": [],
        }
        for question, answers in asked.items():
            yield paragraph_question("squad2-dev", apart("squad2-dev", town), question, paragraph, answers)
        yield paragraph_question(
            "squad1-train",
            apart("squad1-train", "Chemistry"),
            f"Which acid dissolves metal number {cost}?",
            "Acids.",
            ["hydrochloric"],
        )


def apart(name: str, title: str) -> str:
    """Return the title with the first number that keeps it from the reader's training."""
    return next(numbered for n in range(1_000) if kept_apart(name, numbered := f"{title} {n}"))


def paragraph_question(
    set_: str, title: str, question: str, paragraph: str, answers: list[str]
) -> dict[str, object]:
    found = [
        {"text": answer, "start": paragraph.find(answer), "once": answer in paragraph} for answer in answers
    ]
    return {"set": set_, "title": title, "question": question, "paragraph": paragraph, "answers": found}


def write_questions(path: Path, questions: Iterator[dict[str, object]]) -> Path:
    path.write_bytes(gzip.compress("\n".join(map(json.dumps, questions)).encode()))
    return path


def test_the_models_are_written_where_asked_and_nowhere_else(fitted: Fitted) -> None:
    kept = json.loads(fitted.out.read_text(encoding="utf-8"))
    features_of = {
        "sentence": scoring.FEATURES,
        "reading": rescore.FEATURES,
        "answer": refuse.FEATURES,
    }
    assert set(kept) == set(features_of)
    for name, features in features_of.items():
        model = model_of_record(kept[name], features)
        assert np.isfinite([*model.weights, model.bias]).all()
        assert any(model.weights)
    assert fitted.untouched


def test_only_news_questions_asked_before_the_day_are_fitted_on(fitted: Fitted) -> None:
    # seven towns in May, one in June
    assert fitted.report.news_questions == 7


def test_all_paragraph_questions_are_taken_when_there_are_few(fitted: Fitted) -> None:
    # 8 towns: 3 questions each, 1 off the topic each; half of them also of their paragraphs alone
    assert fitted.report.paragraph_questions == 32 + 16


def test_figures_of_the_held_out_half_are_shares(fitted: Fitted) -> None:
    report = fitted.report
    assert 0.5 < report.answer_auc <= 1
    assert 0.5 < report.refusal_f1 <= 1
    kept = json.loads(fitted.out.read_text())["answer"]["threshold"]
    assert report.threshold == pytest.approx(kept, abs=0.001)


def test_the_sentence_model_prefers_what_answers(fitted: Fitted) -> None:
    model = model_of_record(json.loads(fitted.out.read_text())["sentence"], scoring.FEATURES)
    weights = dict(zip(scoring.FEATURES, model.weights, strict=True))
    assert weights["similarity"] + weights["overlap"] + weights["expected"] > 0
