"""The news quiz: is the gold string among the passages found, and within the statements of the answer?"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import sqrt
from pathlib import Path

from eval.build import ALL_PASSAGES, build_home, cached_home, eval_settings
from eval.datasets.realtimeqa import QuizQuestion, read_articles, read_questions
from eval.matching import holds
from eval.progress import Progress, silent
from ingest.library import Library, open_library
from service.ask import AskRequest, ask, search

_DEPTHS = (1, 5, 10, 20)
_STATEMENTS = (1, 2, 4)


@dataclass(frozen=True, slots=True)
class Share:
    """A share of the questions with its 95 % interval (Wilson)."""

    value: float
    low: float
    high: float

    @classmethod
    def of(cls, flags: Sequence[bool]) -> Share:
        # n = 4, 2 true, z = 1.96: centre (0.5 + 0.480) / 1.960 = 0.5, spread 0.350: 0.150 to 0.850
        n, z = len(flags), 1.96
        if not n:
            return cls(0.0, 0.0, 1.0)
        value = sum(flags) / n
        centre = (value + z * z / (2 * n)) / (1 + z * z / n)
        spread = z * sqrt(value * (1 - value) / n + z * z / (4 * n * n)) / (1 + z * z / n)
        return cls(value, centre - spread, centre + spread)


@dataclass(frozen=True, slots=True)
class QuizResult:
    """One question: at which rank (from 0) passages and statements first hold the gold string, if at all."""

    question: QuizQuestion
    passage_rank: int | None
    statement_rank: int | None
    refused: bool
    statements: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class QuizReport:
    """`passages` and `statements` give the share of questions by depth."""

    questions: int
    passages: dict[int, Share]
    statements: dict[int, Share]
    refused: Share
    results: tuple[QuizResult, ...]


def measure_quiz(folder: Path, cache: Path, on_progress: Progress = silent) -> QuizReport:
    """Ask all questions whose gold string occurs in an article, each as of its day."""
    home = cached_home(cache, str(folder.resolve()))
    build_home(home, lambda: read_articles(folder), ALL_PASSAGES, on_progress)
    questions = [question for question in read_questions(folder) if question.gold_urls]
    results = []
    with open_library(eval_settings(home)) as library:
        for number, question in enumerate(questions, start=1):
            results.append(_result(library, question))
            on_progress("ask", number / len(questions))
    return QuizReport(
        questions=len(results),
        passages=_by_depth(_DEPTHS, results, lambda result: result.passage_rank),
        statements=_by_depth(_STATEMENTS, results, lambda result: result.statement_rank),
        refused=Share.of([result.refused for result in results]),
        results=tuple(results),
    )


def _result(library: Library, question: QuizQuestion) -> QuizResult:
    request = AskRequest(question.question, as_of=question.as_of)
    passages = [ranked.stored.text for ranked in search(library, request, limit=max(_DEPTHS))]
    answer = ask(library, request)
    statements = tuple(statement.text for statement in answer.statements)
    return QuizResult(
        question,
        _rank(passages, question.gold),
        _rank(statements, question.gold),
        answer.refusal is not None,
        statements,
    )


def _rank(texts: Sequence[str], gold: str) -> int | None:
    return next((rank for rank, text in enumerate(texts) if holds(text, [gold])), None)


def _by_depth(
    depths: Sequence[int], results: Sequence[QuizResult], rank_of: Callable[[QuizResult], int | None]
) -> dict[int, Share]:
    ranks = [rank_of(result) for result in results]
    return {depth: Share.of([rank is not None and rank < depth for rank in ranks]) for depth in depths}
