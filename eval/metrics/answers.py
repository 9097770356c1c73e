"""Whether an answer says what it should: the gold facts within its statements, and word overlap with them."""

from __future__ import annotations

import re
import string
from collections import Counter
from collections.abc import Sequence

from eval.metrics.retrieval import Ranks

_ARTICLES = re.compile(r"\b(?:a|an|the)\b")
_NO_PUNCTUATION = str.maketrans("", "", string.punctuation)


def depth_of_all(ranks: Ranks) -> int | None:
    """Return how many statements it takes to say all facts; None if they never are, or there are none."""
    found = [rank for rank in ranks if rank is not None]
    return max(found) if found and len(found) == len(ranks) else None


def squad_words(text: str) -> list[str]:
    """Return the words of a text as SQuAD's measure does: lower case, no punctuation, no articles."""
    return _ARTICLES.sub(" ", text.lower().translate(_NO_PUNCTUATION)).split()


def token_f1(text: str, golds: Sequence[str]) -> float | None:
    """Return the best F1 of the text's words against those of a gold (SQuAD); None without golds."""
    return max((_f1(Counter(squad_words(text)), Counter(squad_words(gold))) for gold in golds), default=None)


def _f1(found: Counter[str], gold: Counter[str]) -> float:
    if not found or not gold:
        return float(found == gold)
    return 2 * (found & gold).total() / (found.total() + gold.total())
