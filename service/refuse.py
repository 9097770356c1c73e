"""When there is no answer: why, and what comes nearest."""

from __future__ import annotations

from collections.abc import Sequence

from service.answer import Coverage, Reason, Refusal
from service.evidence import Evidence
from service.question import Question
from service.writers.extractive import choose, cite

# Placeholder for the calibrated threshold kept in evidence.json.
_THRESHOLD = 0.2
_NEAREST = 3


def refuse(question: Question, evidence: Sequence[Evidence], coverage: Coverage) -> Refusal | None:
    """Return the refusal, or None if the evidence answers the question."""
    if not evidence:
        return Refusal(Reason.NOTHING_FOUND, "The archive has nothing on this.", ())
    if evidence[0].score >= _THRESHOLD:
        return None
    nearest = tuple(cite(item, marker) for marker, item in enumerate(choose(evidence, _NEAREST), start=1))
    return Refusal(Reason.NOT_STATED, "The archive does not say.", nearest)
