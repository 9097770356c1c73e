from __future__ import annotations

import pytest

from service.summaries.prevalence import likeness, weighed_by_stories
from tests.handmade import EAST, NORTH
from tests.service.summaries.sentences import held

FERRY = "The Ormskay ferry stopped running on Friday."
AGAIN = "On Friday the Ormskay ferry stopped running."
BRIDGE = "Engineers opened the new bridge to lorries."


def test_what_two_stories_tell_weighs_more_than_what_one_does() -> None:
    one, other, alone = weighed_by_stories(
        [
            held(FERRY, 0.5, EAST, story="a"),
            held(AGAIN, 0.5, EAST, story="b"),
            held(BRIDGE, 0.5, NORTH, story="c"),
        ]
    )
    assert one.item.score == pytest.approx(2 * 0.5**0.5)
    assert other.item.score == one.item.score
    assert alone.item.score == pytest.approx(0.5**0.5)


def test_two_articles_of_one_story_are_one() -> None:
    told = weighed_by_stories([held(FERRY, 0.5, story="a"), held(AGAIN, 0.5, story="a")])
    assert [each.item.score for each in told] == [pytest.approx(0.5**0.5)] * 2
    assert weighed_by_stories([]) == []


def test_likeness_is_of_meaning_and_words() -> None:
    found = likeness([held(FERRY, 0.5, EAST), held(AGAIN, 0.5, EAST), held(BRIDGE, 0.5, NORTH)])
    assert found[0, 1] == pytest.approx(1.0)
    assert found[0, 2] == pytest.approx(0.0)
