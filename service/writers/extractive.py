"""The local writer: chooses sentences and quotes them whole, so nothing in its statements is its own."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from service.answer import Citation, Statement, Support
from service.evidence import Evidence

# Above this cosine two sentences say the same thing; the reader needs one of them.
_SAME = 0.9
# A further statement must be at least this share as probable as the first.
_LEAST_SHARE = 0.3


def write(evidence: Sequence[Evidence], max_statements: int) -> list[Statement]:
    """Return one statement for each sentence chosen, the best answer first; `evidence` is sorted, best first."""
    chosen = choose(evidence, max_statements)
    return [
        Statement(item.text, (cite(item, marker),), Support.QUOTED, round(item.score, 4))
        for marker, item in enumerate(chosen, start=1)
    ]


def choose(evidence: Sequence[Evidence], limit: int) -> list[Evidence]:
    """Return the sentences that answer best and do not repeat one another."""
    chosen: list[Evidence] = []
    for item in evidence:
        if len(chosen) == limit or (chosen and item.score < _LEAST_SHARE * chosen[0].score):
            break
        if not any(_repeats(item, earlier) for earlier in chosen):
            chosen.append(item)
    return chosen


def cite(item: Evidence, marker: int) -> Citation:
    """Return the citation of a sentence; the quote is what the archive holds at its offsets."""
    stored = item.stored
    return Citation(
        marker=marker,
        article_id=stored.article.id,
        version=stored.passage.version,
        sha256=stored.sha256,
        start=item.start,
        end=item.end,
        quote=item.text,
        title=stored.title,
        publisher=stored.article.publisher,
        published_at=stored.published_at,
        url=stored.article.url,
        story_id=stored.article.story_id,
    )


def _repeats(item: Evidence, earlier: Evidence) -> bool:
    return item.text == earlier.text or float(np.dot(item.vector, earlier.vector)) > _SAME
