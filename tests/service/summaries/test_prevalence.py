from __future__ import annotations

import pytest

from service.summaries.pool import Candidate
from service.summaries.prevalence import Sentences, likeness, weighed_by_stories
from tests.handmade import EAST, NORTH
from tests.service.summaries.sentences import held

FERRY = "The Ormskay ferry stopped running on Friday."
AGAIN = "On Friday the Ormskay ferry stopped running."
BRIDGE = "Engineers opened the new bridge to lorries."


def scores(candidates: list[Candidate], read: list[Candidate]) -> list[float]:
    weighed = weighed_by_stories(candidates, [each.item.stored for each in read])
    return [each.item.score for each in weighed]


def test_what_two_stories_tell_weighs_more_than_what_one_does() -> None:
    told = [
        held(FERRY, 0.5, EAST, story="a"),
        held(AGAIN, 0.5, EAST, story="b"),
        held(BRIDGE, 0.5, NORTH, story="c"),
    ]
    assert scores(told, told) == [pytest.approx(2 * 0.5), pytest.approx(2 * 0.5), pytest.approx(0.5)]


def test_what_was_read_counts_though_it_cannot_be_chosen() -> None:
    ferry, bridge = held(FERRY, 0.5, EAST, story="a"), held(BRIDGE, 0.5, NORTH, story="c")
    read = [ferry, bridge, held(AGAIN, 0.0, EAST, story="b")]
    assert scores([ferry, bridge], read) == [pytest.approx(2 * 0.5), pytest.approx(0.5)]


def test_two_articles_of_one_story_are_one() -> None:
    told = [held(FERRY, 0.5, story="a"), held(AGAIN, 0.5, story="a")]
    assert scores(told, told) == [pytest.approx(0.5)] * 2
    assert weighed_by_stories([], []) == []


def test_likeness_is_of_meaning_and_words() -> None:
    told = Sentences.of([held(FERRY, 0.5, EAST), held(AGAIN, 0.5, EAST), held(BRIDGE, 0.5, NORTH)])
    found = likeness(told, told)
    assert found[0, 1] == pytest.approx(1.0)
    assert found[0, 2] == pytest.approx(0.0)
