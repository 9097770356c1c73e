"""A question to the harbour articles, and what it finds."""

from __future__ import annotations

from collections.abc import Iterable

from service.evidence.retrieve import RankedPassage
from tests.ingest.support import on

QUESTION = "How much is the single fare on the Ormskay ferry?"
AS_OF = on("2026-01-15")


def ids(found: Iterable[RankedPassage]) -> list[str]:
    return [ranked.stored.passage.id for ranked in found]
