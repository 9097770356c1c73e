"""What a query carries of a dialogue: by stems, held against what people wrote."""

from __future__ import annotations

import pytest

from eval.cases import FollowUp
from eval.metrics.carrying import Carrying, carrying, share_carried
from service.dialogue.turns import Turn

HISTORY = (
    Turn("Who runs the Ormskay ferry?", "The harbour board of Kessmouth runs the ferry."),
    Turn("When did it strike the pier?", "It struck the pier on 9 July."),
)


def follow_up(question: str, rewrite: str, needed: tuple[str, ...] | None = None) -> FollowUp:
    return FollowUp("a", HISTORY, question, rewrite, needed)


FARES = follow_up("Did it raise its fares?", "Did the Ormskay ferry raise its fares in spring?")


def test_needed_is_what_the_rewriting_takes_from_the_dialogue() -> None:
    # "fares" is in the question, "spring" not in the dialogue
    assert carrying(FARES, "Did it raise its fares?") == Carrying(("ferri", "ormskay"), (), ())


@pytest.mark.parametrize(
    ("query", "carried", "false", "whole"),
    [
        ("Did the Ormskay ferries raise their fares?", ("ferri", "ormskay"), (), True),
        ("Did the ferry raise its fares in spring?", ("ferri",), (), False),
        ("Did the harbour board raise its fares?", (), ("board", "harbour"), False),
        ("Did it raise fares in Porto?", (), (), False),  # wrong, but nothing of the dialogue
        ("", (), (), False),
    ],
)
def test_words_are_carried_in_any_form_and_others_are_false(
    query: str, carried: tuple[str, ...], false: tuple[str, ...], whole: bool
) -> None:
    found = carrying(FARES, query)
    assert (found.carried, found.false, found.all_carried) == (carried, false, whole)


def test_words_that_are_named_as_needed_stand_for_the_rewriting() -> None:
    case = follow_up("Who paid for it?", "Who paid for the pier?", ("the Ormskay ferry", "pays"))
    found = carrying(case, "Who paid for the Ormskay pier?")
    # "paid" is in the question; the pier is right, though nobody needs it
    assert found == Carrying(("ferri", "ormskay"), ("ormskay",), ())


def test_of_a_question_that_needs_nothing_anything_carried_is_false() -> None:
    case = follow_up("Who won the cup?", "Who won the cup?", ())
    assert carrying(case, "Who won the cup in July?") == Carrying((), (), ("juli",))
    assert carrying(case, "Who won the cup?").all_carried is None


def test_a_name_in_full_is_not_false_where_people_wrote_a_part_of_it() -> None:
    history = (Turn("Who won?", "Liz Truss won, Boris Johnson said."), Turn("When?", "On Monday."))
    case = FollowUp("a", history, "How old is she?", "How old is Truss?")
    assert carrying(case, "Liz Truss: How old is she?") == Carrying(("truss",), ("truss",), ())
    assert carrying(case, "Boris Johnson: How old is she?").false == ("bori", "johnson")


def test_of_a_new_topic_no_part_of_a_name_is_right() -> None:
    history = (Turn("Who won the US Open?", "Casper Ruud lost the US Open."),)
    case = FollowUp("a", history, "How big is the US?", "How big is the US?")
    assert carrying(case, "US Open: How big is the US?").false == ("open",)


def test_the_share_is_of_all_words_together() -> None:
    two, one = Carrying(("a", "b", "c"), ("a",), ()), Carrying(("d",), ("d",), ())
    # 2 of 4, not the mean of 1/3 and 1/1
    assert share_carried([two, one, Carrying((), (), ("x",))]) == 0.5
    assert share_carried([Carrying((), (), ())]) is None
