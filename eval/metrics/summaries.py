"""Whether a summary says what it must, cites the articles that hold it, and how long it is.

Coverage of facts with wordings or values is `fact_ranks` and `recall_at`. The insights of SummHay are whole
sentences that a summary says in words of its own; its authors let a model judge which bullet says an insight.
Here that bullet is the one with most of the insight's words, each weighted by its rarity among the case's
insights, and it says the insight if it has 0.35 of their weight. In two topics of the set, whose documents
are known to hold an insight or not, the best sentence of one that does passes in .87, of another in .01. A
long bullet passes more easily. The rest is SummHay's: over the insights that are said, the F1 of the
articles that the bullet cites against those that hold the insight.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import log

from eval.cases import SummaryCase
from eval.metrics.facts import fact_stems, wordings
from service.answer import Statement

SAYS = 0.35

# How much of an insight (first) a bullet (second) says, 0 to 1.
Similarity = Callable[[str, str], float]


@dataclass(frozen=True, slots=True)
class Insight:
    """An insight with the articles that hold it, or a bullet with those that it cites."""

    text: str
    articles: frozenset[str]


@dataclass(frozen=True, slots=True)
class InsightScore:
    """`citation` is the F1 of the bullet's articles; None, and `joint` 0, if no bullet says the insight."""

    covered: bool
    citation: float | None

    @property
    def joint(self) -> float:
        return self.citation or 0.0


def insights_of(case: SummaryCase) -> list[Insight]:
    """Return the facts of a case with the articles of their evidence."""
    evidence = case.evidence or ((),) * len(case.facts)
    return [
        Insight(wordings(fact)[0], frozenset(span.article for span in spans))
        for fact, spans in zip(case.facts, evidence, strict=True)
    ]


def bullets_of(statements: Sequence[Statement]) -> list[Insight]:
    """Return the statements of a summary with the articles that they cite."""
    return [Insight(each.text, frozenset(c.article_id for c in each.citations)) for each in statements]


def insight_scores(
    insights: Sequence[Insight],
    bullets: Sequence[Insight],
    similarity: Similarity | None = None,
    says: float = SAYS,
) -> list[InsightScore]:
    """Return a score for each insight; without `similarity`, words are compared as the module says."""
    similar = similarity or word_similarity([insight.text for insight in insights])
    scores = []
    for insight in insights:
        best = max(bullets, key=lambda bullet: similar(insight.text, bullet.text), default=None)
        if best is None or similar(insight.text, best.text) < says:
            scores.append(InsightScore(False, None))
        else:
            scores.append(InsightScore(True, _f1(best.articles, insight.articles)))
    return scores


def word_similarity(insights: Sequence[str]) -> Similarity:
    """Return a function that gives the share of an insight's words, by rarity among all, that a text has."""
    counts = Counter(word for insight in insights for word in fact_stems(insight))

    def similar(insight: str, bullet: str) -> float:
        weights = {word: log((len(insights) + 1) / (counts[word] or 1)) for word in fact_stems(insight)}
        has = fact_stems(bullet)
        shared = sum(weight for word, weight in weights.items() if word in has)
        return shared / sum(weights.values()) if weights else 0.0

    return similar


def word_count(texts: Sequence[str]) -> int:
    """Return the length of a summary in words."""
    return sum(len(text.split()) for text in texts)


def _f1(found: frozenset[str], gold: frozenset[str]) -> float:
    return 2 * len(found & gold) / (len(found) + len(gold)) if found or gold else 0.0
