from __future__ import annotations

import math
from datetime import timedelta

import numpy as np
import pytest

from service.summaries.pool import Pool
from tests.handmade import AS_OF, EAST, NORTH, evidence


def apart(count: int) -> list[tuple[float, float]]:
    """Return directions of which no two are alike enough to be one."""
    return [(math.cos(turn), math.sin(turn)) for turn in np.linspace(0, 2 * math.pi, count, endpoint=False)]


def test_the_best_are_kept_and_no_more_than_twice_as_many_are_ever_held() -> None:
    pool = Pool(kept=6)
    pool.add(
        evidence(f"Ferry {number} sank.", number / 1_000, vector, story=f"s{number}")
        for number, vector in enumerate(apart(12) * 20)
    )
    assert pool.most < 12
    assert len(pool.candidates) == 6
    assert pool.candidates[0].item.score == pytest.approx(0.239)


def test_what_repeats_a_sentence_is_counted_to_it() -> None:
    pool = Pool()
    pool.add(
        [evidence("The ferry sank.", 0.4, EAST, story="a"), evidence("A ferry sank.", 0.6, EAST, story="b")]
    )
    (only,) = pool.candidates
    assert only.item.text == "A ferry sank."
    assert only.sources == 2
    assert only.weight == pytest.approx(0.6 * (1 + math.log(2)))


def test_one_wire_story_and_one_publisher_are_one_source() -> None:
    pool = Pool()
    for story, publisher in [("wire", "A"), ("wire", "B"), ("own", "A")]:
        pool.add([evidence("The ferry sank.", 0.4, EAST, story=story, publisher=publisher)])
    assert pool.candidates[0].sources == 1


def test_other_figures_are_no_repetition() -> None:
    pool = Pool()
    pool.add([evidence("It killed 12 people.", 0.4, EAST), evidence("It killed 15 people.", 0.4, EAST)])
    assert len(pool.candidates) == 2


def test_since_is_when_the_first_one_said_so() -> None:
    pool = Pool()
    early = evidence("The ferry sank.", 0.4, EAST, story="a")
    pool.add(
        [early, evidence("The ferry sank.", 0.6, EAST, story="b", published_at=AS_OF + timedelta(days=1))]
    )
    assert pool.candidates[0].since == early.stored.visible_from


def test_worthless_sentences_are_not_taken_in() -> None:
    pool = Pool()
    pool.add([evidence("What now?", 0.0, NORTH)])
    assert pool.candidates == []


def test_what_is_kept_does_not_keep_the_batch_it_came_with() -> None:
    batch = np.zeros((5_000, 2), np.float32)
    item = evidence("The ferry sank.", 0.4, EAST)
    window = batch[:1]
    window[0] = item.vector
    object.__setattr__(item.stored, "sentence_vectors", window)
    pool = Pool()
    pool.add([item])
    (only,) = pool.candidates
    assert only.item.stored.sentence_vectors.base is None
    assert not np.shares_memory(only.item.vector, batch)
