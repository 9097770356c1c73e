"""How early what was found holds the facts that are needed: recall, reciprocal rank, nDCG.

All take, for each fact, the rank (from 1) of the first passage that holds it, None where none does; without
facts there is no verdict.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import log2

from eval.cases import GoldEvidence, GoldSpan

Ranks = Sequence[int | None]


def span_ranks(evidence: GoldEvidence, places: Sequence[GoldSpan]) -> list[int | None]:
    """Return for each fact the rank of the first place that overlaps one of its spans."""
    return [
        next((rank for rank, place in enumerate(places, 1) if any(overlap(place, s) for s in spans)), None)
        for spans in evidence
    ]


def overlap(one: GoldSpan, other: GoldSpan) -> bool:
    """Return whether two places share a character."""
    same = (one.article, one.version) == (other.article, other.version)
    return same and one.start < other.end and other.start < one.end


def recall_at(ranks: Ranks, k: int) -> float | None:
    """Return the share of the facts among the first `k`."""
    return sum(rank is not None and rank <= k for rank in ranks) / len(ranks) if ranks else None


def reciprocal_rank(ranks: Ranks) -> float | None:
    """Return 1 over the rank of the first passage that holds any fact, 0 if there is none."""
    if not ranks:
        return None
    first = min((rank for rank in ranks if rank is not None), default=None)
    return 1 / first if first else 0.0


def ndcg_at(ranks: Ranks, k: int) -> float | None:
    """Return the discounted gain over that of an order which brings one more fact with each passage.

    A passage gains 1 for each fact that none before it holds; with several at once it is 1 at most.
    """
    if not ranks:
        return None
    gain = sum(1 / log2(rank + 1) for rank in ranks if rank is not None and rank <= k)
    ideal = sum(1 / log2(rank + 1) for rank in range(1, min(len(ranks), k) + 1))
    return min(1.0, gain / ideal)
