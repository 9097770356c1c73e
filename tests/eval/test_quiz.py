"""The news quiz on a set written here, and the arithmetic of its shares."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest

from eval.quiz import QuizReport, Share, measure_quiz

ARTICLES = [
    (
        "wreck",
        "2025-05-02",
        "Dredger strikes wreck",
        "A dredger struck an unknown wreck at the mouth of Kessmouth harbour on Friday. Nobody was hurt.",
    ),
    (
        "bell",
        "2025-05-09",
        "Bell raised from wreck",
        "Divers raised a bronze bell from the wreck off Kessmouth on Thursday. It weighs 41 kilograms.",
    ),
    (
        "trams",
        "2025-05-05",
        "Trams stop",
        "Tram drivers in Kessmouth walked out on Monday over pay. They have asked for a rise of 6%.",
    ),
    (
        "mayor",
        "2025-05-06",
        "Mayor wins again",
        "Ada Voss was elected mayor of Northgate for a third term on Tuesday, with 54% of the votes.",
    ),
]
# id, question, day, gold, the articles that hold it
QUESTIONS = [
    (
        "wreck",
        "What did a dredger strike at the mouth of Kessmouth harbour?",
        "2025-05-02",
        "unknown wreck",
        ["wreck"],
    ),
    ("mayor", "Who was elected mayor of Northgate?", "2025-05-07", "Ada Voss", ["mayor"]),
    ("early", "What did divers raise from the wreck off Kessmouth?", "2025-05-03", "a bronze bell", ["bell"]),
    ("other", "What is the boiling point of tungsten?", "2025-05-07", "5,555 degrees", []),
]


def url(name: str) -> str:
    return f"https://echo.example/{name}"


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> QuizReport:
    folder = tmp_path_factory.mktemp("quiz")
    write_quiz(folder)
    return measure_quiz(folder, tmp_path_factory.mktemp("cache"))


def write_quiz(folder: Path) -> None:
    articles = (
        {"url": url(name), "title": title, "text": text, "authors": [], "published": day}
        for name, day, title, text in ARTICLES
    )
    questions = (
        {
            "id": id_,
            "question": question,
            "as_of": day,
            "choices": ["None of these", gold],
            "gold_index": 1,
            "gold": gold,
            "urls": [url("wreck")],
            "urls_with_gold_string": [url(name) for name in holding],
        }
        for id_, question, day, gold, holding in QUESTIONS
    )
    (folder / "articles.jsonl.gz").write_bytes(gzip.compress("\n".join(map(json.dumps, articles)).encode()))
    (folder / "questions.jsonl").write_text("\n".join(map(json.dumps, questions)), encoding="utf-8")


# The quiz


def test_only_questions_whose_gold_string_occurs_are_asked(report: QuizReport) -> None:
    assert [result.question.id for result in report.results] == ["wreck", "mayor", "early"]
    assert report.questions == 3


def test_ranks_say_where_the_gold_string_is_first_found(report: QuizReport) -> None:
    wreck, mayor, _ = report.results
    assert (wreck.passage_rank, wreck.statement_rank, wreck.refused) == (0, 0, False)
    assert "unknown wreck" in wreck.statements[0]
    assert mayor.passage_rank == 0


def test_a_refused_question_has_no_statements(report: QuizReport) -> None:
    for result in report.results:
        assert result.refused == (result.statements == ())
        assert not (result.refused and result.statement_rank is not None)


def test_a_question_asked_before_the_article_does_not_see_it(report: QuizReport) -> None:
    early = report.results[2]
    assert (early.passage_rank, early.statement_rank) == (None, None)
    assert not any("bell" in statement for statement in early.statements)


def test_shares_are_by_depth_over_all_questions_asked(report: QuizReport) -> None:
    # two of three, at every depth: the third article was not there yet
    assert {depth: share.value for depth, share in report.passages.items()} == pytest.approx(
        dict.fromkeys((1, 5, 10, 20), 2 / 3)
    )
    ranks = [result.statement_rank for result in report.results]
    assert {depth: share.value for depth, share in report.statements.items()} == pytest.approx(
        {depth: sum(rank is not None and rank < depth for rank in ranks) / 3 for depth in (1, 2, 4)}
    )
    assert report.refused.value == pytest.approx(sum(result.refused for result in report.results) / 3)


def test_a_second_run_uses_the_archive_of_the_first(tmp_path: Path) -> None:
    (tmp_path / "quiz").mkdir()
    write_quiz(tmp_path / "quiz")
    one = measure_quiz(tmp_path / "quiz", tmp_path / "cache")
    [home] = (tmp_path / "cache").iterdir()
    assert measure_quiz(tmp_path / "quiz", tmp_path / "cache") == one
    assert list((tmp_path / "cache").iterdir()) == [home]


# Shares


@pytest.mark.parametrize(
    ("flags", "value", "low", "high"),
    [
        # z² = 3.8416. n = 4, 2 true: centre (0.5 + 3.8416/8) / (1 + 3.8416/4) = 0.98020 / 1.96040 = 0.5,
        # spread 1.96 · sqrt(0.25/4 + 3.8416/64) / 1.96040 = 0.6861 / 1.96040 = 0.350
        ([True, True, False, False], 0.5, 0.150, 0.850),
        # n = 1: centre (1 + 1.9208) / 4.8416 = 0.6033, spread 1.96 · sqrt(0.9604) / 4.8416 = 0.3967
        ([True], 1.0, 0.2065, 1.0),
        # n = 100, 90 true: centre (0.9 + 0.019208) / 1.038416 = 0.8852,
        # spread 1.96 · sqrt(0.09/100 + 3.8416/40,000) / 1.038416 = 0.05956
        ([True] * 90 + [False] * 10, 0.9, 0.8256, 0.9448),
        ([], 0.0, 0.0, 1.0),
    ],
)
def test_a_share_has_its_wilson_interval(flags: list[bool], value: float, low: float, high: float) -> None:
    share = Share.of(flags)
    assert (share.value, share.low, share.high) == pytest.approx((value, low, high), abs=5e-4)


@pytest.mark.parametrize("count", [1, 3, 90, 1_000])
def test_an_interval_stays_within_0_and_1(count: int) -> None:
    none, all_ = Share.of([False] * count), Share.of([True] * count)
    assert (none.low, all_.high) == pytest.approx((0, 1), abs=1e-9)
    # the far ends: z² / (n + z²) and n / (n + z²)
    assert none.high == pytest.approx(3.8416 / (count + 3.8416))
    assert all_.low == pytest.approx(count / (count + 3.8416))
