"""Two stories, two figures: when that is a disagreement, and when it is not. Evidence is made by hand."""

from __future__ import annotations

from datetime import timedelta

import pytest

from service.answer import Disagreement
from service.evidence.disagree import answering_value, disagreements, find_opposed
from service.evidence.scoring import Evidence
from tests.handmade import AS_OF, EAST, NORTH, evidence, question

MARCHED = question("How many people marched in Northgate?")
COST = question("How much did the tower cost?")
NEAR = (1.0, 0.8)  # cosine with EAST: 1 / sqrt(1.64) = 0.78
APART = (0.5, 1.0)  # 0.45


def police(score: float = 0.9, **features: float) -> Evidence:
    return evidence(
        "About 18,000 people marched, police said.", score, EAST, story="a", **{"context": 0.9, **features}
    )


def side(
    text: str = "Some 45,000 people marched, stewards said.",
    score: float = 0.8,
    vector: tuple[float, float] = NEAR,
    story: str = "b",
    context: float = 0.9,
) -> Evidence:
    return evidence(text, score, vector, story=story, context=context)


def test_two_stories_with_two_figures_disagree() -> None:
    other = side()
    assert find_opposed(MARCHED, [police(), other]) is other
    assert disagreements(MARCHED, [police(), other]) == (Disagreement(("18,000", "45,000"), (1, 2)),)


def test_markers_are_the_places_among_the_chosen() -> None:
    chosen = [police(), evidence("The weather was fine.", 0.8, NORTH, story="c"), side()]
    assert disagreements(MARCHED, chosen) == (Disagreement(("18,000", "45,000"), (1, 3)),)


def test_three_figures_stand_in_one_disagreement() -> None:
    third = side("Only 9,000 people marched, a counter said.", story="c")
    assert disagreements(MARCHED, [police(), side(), third]) == (
        Disagreement(("18,000", "45,000", "9,000"), (1, 2, 3)),
    )


def test_a_figure_that_a_third_story_repeats_is_given_once() -> None:
    third = side("The 45,000 people who marched went home.", story="c")
    [found] = disagreements(MARCHED, [police(), side(), third])
    assert found == Disagreement(("18,000", "45,000"), (1, 2))


@pytest.mark.parametrize(
    "other",
    [
        pytest.param(side(story="a"), id="the same story"),
        pytest.param(side("In all 18,000 people marched."), id="the same figure"),
        pytest.param(side("Eighteen thousand people marched."), id="the same figure in words"),
        pytest.param(side("Many people marched."), id="no figure"),
        pytest.param(side("Some 45% of people marched."), id="another unit"),
        pytest.param(side(vector=APART), id="another matter"),
        pytest.param(side(context=0.4), id="not about the question"),
    ],
)
def test_no_disagreement(other: Evidence) -> None:
    assert find_opposed(MARCHED, [police(), other]) is None
    assert disagreements(MARCHED, [police(), other]) == ()


def test_amounts_in_different_currencies_do_not_disagree() -> None:
    pounds = evidence("The tower cost £4 million.", 0.9, EAST, story="a", context=0.9)
    dollars = evidence("The tower cost $5 million.", 0.9, NEAR, story="b", context=0.9)
    more = evidence("The tower cost £5 million.", 0.9, NEAR, story="c", context=0.9)
    assert find_opposed(COST, [pounds, dollars, more]) is more
    assert disagreements(COST, [pounds, more]) == (Disagreement(("£4 million", "£5 million"), (1, 2)),)
    assert disagreements(COST, [pounds, dollars]) == ()


def test_a_sentence_that_answers_far_worse_does_not_oppose() -> None:
    # three fifths of 0.9 is 0.54
    assert find_opposed(MARCHED, [police(), side(score=0.55)]) is not None
    assert find_opposed(MARCHED, [police(), side(score=0.53)]) is None


def test_the_best_sentence_must_have_a_figure() -> None:
    best = evidence("People marched through Northgate.", 0.95, EAST, story="c", context=0.9)
    assert find_opposed(MARCHED, [best, police(), side()]) is None
    assert disagreements(MARCHED, [best, police(), side()]) == ()


def test_a_question_for_no_figure_has_no_disagreement() -> None:
    asked = question("Who marched in Northgate?")
    assert find_opposed(asked, [police(), side()]) is None
    assert disagreements(asked, [police(), side()]) == ()


def test_nothing_chosen_has_no_disagreement() -> None:
    assert find_opposed(MARCHED, []) is None
    assert disagreements(MARCHED, []) == ()


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("In 2021 the 12 stewards counted 45,000 people who marched.", "45,000"),
        ("People marched past 300 shops.", "300"),
        ("Of the people who marched from the park at the far end of the town to the hall, 12 sang.", None),
        ("Twelve sang.", None),
    ],
)
def test_the_figure_that_answers_stands_near_the_questions_words(text: str, value: str | None) -> None:
    found = answering_value(MARCHED, text)
    assert (found and text[found.start : found.end]) == value


def test_an_update_is_no_disagreement() -> None:
    text = "Some 45,000 people marched, stewards said."
    own = evidence(text, 0.8, NEAR, story="b", publisher="The a", context=0.9)
    later = evidence(text, 0.8, NEAR, story="b", published_at=AS_OF - timedelta(days=30), context=0.9)
    assert disagreements(MARCHED, [police(), own]) == ()
    assert disagreements(MARCHED, [police(), later]) == ()
