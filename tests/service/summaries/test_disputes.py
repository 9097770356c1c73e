from __future__ import annotations

from datetime import timedelta

import pytest

from service.summaries.choose import Length
from service.summaries.disputes import choose_disputes, disputes_of, opposed, speaker, with_other_sides
from service.summaries.selection import Selection
from service.summaries.write import quoted
from tests.handmade import AS_OF, NORTH
from tests.service.summaries.sentences import held, texts

POLICE = "About 18,000 people marched through the city on Saturday, according to the police."
CAMPAIGN = "Some 45,000 people marched through the city on Saturday, the organisers said."
SEALS = "Volunteers counted seals along the north beach."


def sides():
    return held(POLICE, 0.5, story="a"), held(
        CAMPAIGN, 0.6, story="b", published_at=AS_OF - timedelta(hours=3)
    )


def test_sentences_of_two_stories_with_other_figures_are_a_pair() -> None:
    police, campaign = sides()
    (pair,) = opposed([police, campaign, held(SEALS, 0.5, NORTH, story="c")])
    assert pair.sides == [campaign, police]  # the earlier one first


@pytest.mark.parametrize("same", [{"story": "a"}, {"story": "b", "publisher": "The a"}])
def test_one_story_or_one_publisher_does_not_disagree_with_itself(same) -> None:
    assert opposed([held(POLICE, story="a"), held(CAMPAIGN, **same)]) == []


def test_a_figure_of_another_month_is_no_disagreement() -> None:
    later = held(CAMPAIGN, story="b", published_at=AS_OF + timedelta(days=30))
    assert opposed([held(POLICE, story="a"), later]) == []


def test_a_denial_is_no_other_value() -> None:
    claim = held("The company dumped waste in the river Kess, the council said.", story="a")
    denied = held("The director denied that the company dumped waste in the river.", story="b")
    assert opposed([claim, denied]) == []


def test_each_side_says_who_and_since_when() -> None:
    police, campaign = sides()
    draft = Selection((police, campaign), tuple(opposed([police, campaign])))
    (dispute,) = disputes_of(draft.pairs, quoted(draft).statements, lambda each: each.since)
    assert [(side.value, side.speaker, side.publisher, side.markers) for side in dispute.sides] == [
        ("45,000", "the organisers", "The b", (2,)),
        ("18,000", "the police", "The a", (1,)),
    ]
    assert dispute.sides[0].since == AS_OF - timedelta(hours=3)


def test_a_pair_with_one_side_cited_is_no_dispute() -> None:
    police, campaign = sides()
    pairs = opposed([police, campaign])
    assert disputes_of(pairs, quoted(Selection((police,))).statements, lambda each: each.since) == ()


def test_the_other_side_takes_the_place_of_the_last() -> None:
    police, campaign = sides()
    seals = held(SEALS, 0.5, NORTH, story="c")
    held_all = [police, campaign, seals]
    assert texts(with_other_sides([police, seals], held_all, Length(None, 2))) == [POLICE, CAMPAIGN]
    assert texts(with_other_sides([police, seals], held_all, Length(None, 3))) == [POLICE, SEALS, CAMPAIGN]
    assert texts(with_other_sides([police], held_all, Length(15, None))) == [POLICE]


def test_disputes_fit_in_the_length_and_one_is_always_given() -> None:
    police, campaign = sides()
    assert len(choose_disputes([police, campaign], Length(5, None))) == 1
    assert choose_disputes([police], Length(5, None)) == []


@pytest.mark.parametrize(
    ("text", "who"),
    [
        ("At least 58 people were killed, the emergency ministry said.", "the emergency ministry"),
        ("Some 45,000 people came, according to the campaign that called it.", "the campaign"),
        ("About 18,000 people came, according to an estimate by the police.", "the police"),
        ("Mara Quill said that the mill was for sale.", "Mara Quill"),
        ("It rained for nine days.", None),
    ],
)
def test_who_says_so(text: str, who: str | None) -> None:
    assert speaker(text) == who
