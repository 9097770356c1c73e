"""Two stories, two values: when that is a disagreement, an update, or neither. Evidence is made by hand."""

from __future__ import annotations

from datetime import timedelta

import pytest

from service.answer import Disagreement, Update
from service.evidence.agreement.disagree import disagreements, find_opposed, updates
from service.evidence.scoring import Evidence
from tests.handmade import AS_OF, question
from tests.service.evidence.agreement.values import says

MARCHED = question("How many people marched in Northgate?")
HAVE_DIED = question("How many people have died in the fire?")
POLICE = says("About 18,000 people marched, police said.", "18,000")
STEWARDS = "Some 45,000 people marched, stewards said."
EARLIER = AS_OF - timedelta(days=2)


def stewards(story: str = "b", publisher: str | None = None, days: int = 0) -> Evidence:
    return says(
        STEWARDS, "45,000", story, publisher=publisher, published_at=AS_OF - timedelta(days=days), score=0.8
    )


def test_two_stories_with_two_values_disagree() -> None:
    other = stewards()
    assert find_opposed(MARCHED, [POLICE, other]) is other
    assert disagreements(MARCHED, [POLICE, other]) == (Disagreement(("18,000", "45,000"), (1, 2)),)
    assert updates(MARCHED, [POLICE, other]) == ()


def test_markers_are_the_places_among_the_chosen() -> None:
    chosen = [POLICE, says("The weather was fine.", None, "c"), stewards()]
    assert disagreements(MARCHED, chosen) == (Disagreement(("18,000", "45,000"), (1, 3)),)


def test_three_values_stand_in_one_disagreement_each_once() -> None:
    third = says("Only 9,000 people marched, a counter said.", "9,000", "c")
    again = says("In all 45,000 people marched.", "45,000", "d")
    [found] = disagreements(MARCHED, [POLICE, stewards(), third, again])
    assert found == Disagreement(("18,000", "45,000", "9,000"), (1, 2, 3))


@pytest.mark.parametrize(
    "other",
    [
        pytest.param(stewards(story="a"), id="the same story"),
        pytest.param(stewards(publisher="The a"), id="the same publisher"),
        pytest.param(says("In all 18,000 people marched.", "18,000", "b"), id="the same figure"),
        pytest.param(says("Many people marched.", None, "b"), id="no figure"),
        pytest.param(says("In Orle 45,000 people marched.", "45,000", "b"), id="another place"),
        pytest.param(stewards(days=30), id="another month"),
    ],
)
def test_no_disagreement(other: Evidence) -> None:
    assert find_opposed(MARCHED, [POLICE, other]) is None
    assert disagreements(MARCHED, [POLICE, other]) == ()


@pytest.mark.parametrize(("days", "differ"), [(0, True), (1, False)])
def test_copies_of_one_story_differ_if_none_is_the_later(days: int, differ: bool) -> None:
    one = says("The tower cost £4 million.", "£4 million", publisher="Kessmouth Echo")
    other = says(
        "The tower cost £5 million.",
        "£5 million",
        publisher="Harbour Post",
        published_at=AS_OF - timedelta(days=days),
    )
    assert bool(disagreements(question("How much did the tower cost?"), [one, other])) is differ


def test_a_sentence_that_has_both_values_differs_from_neither() -> None:
    other = says("Police first spoke of 18,000, but 45,000 people marched.", "45,000", "b")
    assert disagreements(MARCHED, [POLICE, other]) == ()


def test_the_best_sentence_is_one_of_the_sides() -> None:
    best = says("People marched through Northgate.", None, "c")
    assert find_opposed(MARCHED, [best, POLICE, stewards()]) is None
    assert disagreements(MARCHED, [best, POLICE, stewards()]) == ()
    assert find_opposed(MARCHED, []) is None


@pytest.mark.parametrize(
    ("asked", "differ"),
    [
        ("Who wrote the report?", True),
        ("Who is the author of the report?", True),
        ("Who read the report?", False),
        ("Who won a medal?", False),
    ],
)
def test_names_differ_where_one_alone_can_be_it(asked: str, differ: bool) -> None:
    one = says("The report was written by Ada Voss.", "Ada Voss")
    other = says("Carl Dunn wrote the report.", "Carl Dunn", "b")
    assert bool(disagreements(question(asked), [one, other])) is differ


def test_days_of_one_event_differ() -> None:
    asked = question("When was the suspect arrested?")
    one = says("The suspect was arrested on Monday night.", "Monday night")
    other = says("On Tuesday the suspect was arrested.", "Tuesday", "b", published_at=EARLIER)
    assert disagreements(asked, [one, other]) == (Disagreement(("Monday night", "Tuesday"), (1, 2)),)


@pytest.mark.parametrize("publisher", [None, "The a"])
def test_a_later_count_is_an_update(publisher: str | None) -> None:
    nine = says("At least nine people have died in the fire.", "nine", published_at=EARLIER)
    many = says("The number of people who died in the fire rose to 21.", "21", "b", publisher=publisher)
    assert disagreements(HAVE_DIED, [nine, many]) == ()
    assert updates(HAVE_DIED, [nine, many]) == (Update(("21", "nine"), (2, 1)),)


def test_a_plan_that_was_changed_is_an_update() -> None:
    asked = question("When will the museum open?")
    first = says("The museum will open on 4 December.", "4 December", published_at=EARLIER)
    later = says("The opening of the museum has been put back to 9 December.", "9 December", "b")
    assert updates(asked, [later, first]) == (Update(("9 December", "4 December"), (1, 2)),)
    assert find_opposed(asked, [later, first]) is None


def test_the_figures_of_two_days_are_no_update() -> None:
    asked = question("How many trains were cancelled?")
    one = says("On Sunday 12 trains were cancelled.", "12", published_at=EARLIER)
    other = says("On Tuesday 30 trains were cancelled.", "30", "b")
    assert updates(asked, [one, other]) == disagreements(asked, [one, other]) == ()


def test_an_update_says_what_was_earlier() -> None:
    assert Update(("1,000", "920"), (2, 1)).said == ("1,000", "earlier 920")


@pytest.mark.parametrize(
    ("asked", "first", "later"),
    [
        (
            "How many people have died in the quake?",
            ("At least 920 people have died in the quake.", "920"),
            ("The number of people killed in the quake has risen to 1,000.", "1,000"),
        ),
        (
            "How many people died in the flood?",
            ("The flood killed eight people.", "eight"),
            ("Officials raised the death toll from the flood to nine.", "nine"),
        ),
        (
            "How many people died in the fire?",
            ("At least 17 people have died in the fire on Sunday.", "17"),
            ("At least 25 people are now known to have died in the fire.", "25"),
        ),
    ],
)
def test_a_toll_is_updated_in_other_words(asked: str, first: tuple[str, str], later: tuple[str, str]) -> None:
    chosen = [says(*first, published_at=EARLIER), says(*later, "b")]
    assert updates(question(asked), chosen) == (Update((later[1], first[1]), (2, 1)),)
    assert disagreements(question(asked), chosen) == ()


def test_a_total_is_found_beside_what_the_reader_takes_for_the_answer() -> None:
    first = says("Eight people died in the crash at Kest.", "Eight", published_at=EARLIER)
    later = "The death toll from the crash at Kest climbed to 13 after two of the hurt had died."
    chosen = [first, says(later, "two", "b", log_odds=-3.0)]
    assert updates(question("How many people died in the crash at Kest?"), chosen) == (
        Update(("13", "Eight"), (2, 1)),
    )


def test_a_length_does_not_grow() -> None:
    asked = question("How long is the bridge?")
    first = says("The bridge is 380 metres long.", "380 metres", published_at=EARLIER)
    later = says("The bridge is 410 metres long.", "410 metres", "b")
    assert updates(asked, [first, later]) == ()
    assert disagreements(asked, [first, later]) == (Disagreement(("380 metres", "410 metres"), (1, 2)),)


def test_names_differ_behind_what_they_are() -> None:
    one = says("The hall was designed by the architect Ada Voss.", "architect Ada Voss")
    other = says("The hall was designed by the painter Carl Dunn.", "Carl Dunn", "b")
    asked = question("Who designed the hall?")
    assert disagreements(asked, [one, other]) == (
        Disagreement(("architect Ada Voss", "the painter Carl Dunn"), (1, 2)),
    )


@pytest.mark.parametrize(
    ("one", "other"), [("Friday", "Friday"), ("today", "Friday"), ("Monday night", "Monday")]
)
def test_days_by_the_date_of_publication_alone_are_not_set_apart(one: str, other: str) -> None:
    chosen = [
        says(f"The mayor died {one}.", one, published_at=AS_OF - timedelta(days=(AS_OF.weekday() - 4) % 7)),
        says(f"The mayor died {other}.", other, "b", published_at=AS_OF - timedelta(days=8)),
    ]
    assert disagreements(question("When did the mayor die?"), chosen) == ()


def test_who_holds_another_office_is_no_earlier_holder() -> None:
    asked = question("Who is the chief executive of Kest Cereals?")
    later = says("Ada Voss, the chief executive of Kest Cereals, gave no date.", "Ada Voss", "b")
    first = "The blast at Kest Cereals broke windows in 230 houses, fire chief Jon Roke said."
    other = says(first, "Jon Roke", published_at=EARLIER)
    assert updates(asked, [later, other]) == ()
    first = "The chief executive of Kest Cereals, Jon Roke, gave no date."
    assert updates(asked, [later, says(first, "Jon Roke", published_at=EARLIER)]) == (
        Update(("Ada Voss", "Jon Roke"), (1, 2)),
    )
