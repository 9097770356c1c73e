from __future__ import annotations

from datetime import timedelta

import pytest

from service.summaries.previews import without_previews
from tests.handmade import AS_OF, EAST, NORTH
from tests.service.summaries.sentences import held

BEFORE = AS_OF - timedelta(days=10)
PREVIEW = "The probe is expected to reach the comet."


@pytest.mark.parametrize(
    ("text", "later", "vector", "left"),
    [
        (PREVIEW, "The probe reached the comet and sent nine pictures.", EAST, 0.0),
        (PREVIEW, "The probe reached the comet and sent nine pictures.", NORTH, 1.0),
        (PREVIEW, "The probe will send nine pictures.", EAST, 1.0),
        ("The probe left in May and will reach the comet.", "The probe reached the comet.", EAST, 1.0),
        (f"{PREVIEW[:-1]} in 2090.", "The probe passed the moon.", EAST, 1.0),
        (f"{PREVIEW[:-1]} {BEFORE + timedelta(days=2):on %d %B}.", "It rained.", NORTH, 0.2),
    ],
)
def test_a_preview_gives_way_to_what_became_of_it(
    text: str, later: str, vector: tuple[float, float], left: float
) -> None:
    preview = held(text, published_at=BEFORE)
    found = dict(without_previews([preview, held(later, vector=vector, published_at=AS_OF)]))
    assert found.get(preview, 0.0) == left
