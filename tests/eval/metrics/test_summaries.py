"""Which insights a summary says, and whether it cites the articles that hold them."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from eval.cases import GoldSpan, NumberFact, SummaryCase, SummaryScope, TextFact
from eval.metrics.facts import DatedStatement, fact_ranks
from eval.metrics.retrieval import recall_at
from eval.metrics.summaries import (
    Insight,
    InsightScore,
    bullets_of,
    insight_scores,
    insights_of,
    word_count,
    word_similarity,
)
from tests.cited import citation, statement

FARES = Insight("Fares on the night ferry rise by a tenth in March", frozenset({"a1", "a2"}))
CREW = Insight("The ferry's crew wants longer breaks", frozenset({"a3"}))


def bullet(text: str, *articles: str) -> Insight:
    return Insight(text, frozenset(articles))


def test_the_bullet_that_says_an_insight_is_scored_by_its_articles() -> None:
    bullets = [
        bullet("In March, fares for the night ferry will rise by a tenth.", "a1", "a9"),
        bullet("Nothing else was decided.", "a3"),
    ]
    # fares: cited a1, a9, held by a1, a2: F1 = 2 · 1 / (2 + 2); the crew is in no bullet
    scores = insight_scores([FARES, CREW], bullets)
    assert scores == [InsightScore(True, 0.5), InsightScore(False, None)]
    assert [score.joint for score in scores] == [0.5, 0]


def test_a_said_insight_without_the_right_citation_scores_zero() -> None:
    [score] = insight_scores([CREW], [bullet("The crew of the ferry wants longer breaks.", "a1")])
    assert score == InsightScore(True, 0.0)


def test_a_summary_without_bullets_says_nothing() -> None:
    assert insight_scores([CREW], []) == [InsightScore(False, None)]


def test_words_that_every_insight_has_count_little() -> None:
    similar = word_similarity([FARES.text, CREW.text])
    # of ferry (2 of 2: log 3/2), crew, want, longer, break (1 of 2: log 3/1): 0.405 / (0.405 + 4 · 1.099)
    assert similar(CREW.text, "A ferry sank.") == pytest.approx(0.405 / 4.800, abs=1e-3)
    assert similar(CREW.text, CREW.text) == pytest.approx(1)
    assert similar("the", "the") == 0


def test_another_similarity_can_decide() -> None:
    always = insight_scores([CREW], [bullet("Nothing.", "a3")], similarity=lambda insight, text: 1.0)
    assert always == [InsightScore(True, 1.0)]


def test_insights_and_bullets_come_from_cases_and_statements() -> None:
    case = SummaryCase(
        "s",
        SummaryScope(question="the ferry"),
        facts=(TextFact((CREW.text,)), NumberFact(6, "%")),
        evidence=((GoldSpan("a3", 1, 0, 9),), ()),
    )
    assert insights_of(case) == [CREW, Insight("6 %", frozenset())]
    said = statement("Both agree.", citation("x", article="a1"), citation("y", article="a2"))
    assert bullets_of([said]) == [bullet("Both agree.", "a1", "a2")]


def test_required_facts_are_covered_by_any_statement() -> None:
    at = datetime(2025, 10, 8, tzinfo=UTC)
    texts = [DatedStatement("Drivers walked out.", at), DatedStatement("They want six per cent.", at)]
    facts = [NumberFact(6, "%"), TextFact(("walked out",)), TextFact(("Voss",))]
    # two of three
    assert recall_at(fact_ranks(facts, texts, at), len(texts)) == pytest.approx(2 / 3)


def test_length_is_in_words() -> None:
    assert word_count(["Drivers walked out.", "They want 6%."]) == 6
