"""Whether the words of a gold answer occur in a text."""

from __future__ import annotations

import re
from collections.abc import Sequence

_QUOTES = str.maketrans({"’": "'", "‘": "'", "“": '"', "”": '"', "–": "-", "—": "-"})
_OUTER = re.compile(r'^["\'\s]+|["\'\s.]+$')


def normalised(text: str) -> str:
    """Return the text in lower case with plain quotes and dashes and single spaces."""
    return " ".join(text.translate(_QUOTES).lower().split())


def holds(text: str, golds: Sequence[str]) -> bool:
    """Return whether any gold string occurs in the text; quotation marks around a gold do not count."""
    plain = normalised(text)
    return any(gold in plain for gold in (_OUTER.sub("", normalised(gold)) for gold in golds) if gold)
