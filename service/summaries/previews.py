"""Which sentences tell of what was to come and has come since: a later article knows what became of it."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from service.english.dates.find import find_spans
from service.english.stance.telling import only_foretells
from service.evidence.cite import public_since
from service.summaries.pool import Candidate, stacked

# Cosine from which on a later sentence tells what became of what was to come.
_OF_IT = 0.6
# What is left of a sentence whose day has passed, where none tells what became of it.
_PASSED = 0.2


def without_previews(candidates: Sequence[Candidate]) -> list[tuple[Candidate, float]]:
    """Return sentences with what is left of the weight of each, without those that an outcome replaces."""
    previews = [row for row, each in enumerate(candidates) if only_foretells(each.item.text)]
    if not previews:
        return [(each, 1.0) for each in candidates]
    vectors = stacked(candidates)
    told = np.array([public_since(each.item).timestamp() for each in candidates])
    told[previews] = -np.inf
    newest = max(public_since(each.item) for each in candidates)
    left: dict[int, float] = {}
    for row in previews:
        preview = candidates[row]
        coming = [
            found.span.end
            for found in find_spans(preview.item.text, preview.since)
            if found.span.end > preview.since
        ]
        later = told > max([preview.since, *coming]).timestamp()
        if any(later & (vectors @ vectors[row] >= _OF_IT)):
            left[row] = 0.0
        elif coming and max(coming) < newest:
            left[row] = _PASSED
    return [(each, left.get(row, 1.0)) for row, each in enumerate(candidates) if left.get(row, 1.0)]
