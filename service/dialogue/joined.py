"""A question together with the words that it carries: what is searched for and read, never shown."""

from __future__ import annotations

import re
from collections.abc import Sequence

# What a question asks with, which "and in September?" asks again: "How much".
ASKING = re.compile(
    r"^(?:(?:by|for|in|at|of|to|since|until|from|with|on) )?"
    r"(?:how (?:many|much|long|often|far|old|soon|fast)|who|whom|whose|what|which|when|where|why|how)\b",
    re.I,
)


def with_carried(question: str, words: Sequence[str]) -> str:
    """Return the question as it is searched for and read with the carried words."""
    if not words:
        return question
    if ASKING.fullmatch(words[0]):  # "How much pay Northgate United and for Pau Ribas?"
        return f"{' '.join(words)} {question}"
    return f"{', '.join(words)}: {question}"
