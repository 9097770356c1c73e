from __future__ import annotations

from datetime import date, timedelta

from service.summaries.choose import Length, choose_candidates, current
from tests.handmade import AS_OF, BETWEEN, EAST, NORTH
from tests.service.summaries.sentences import held, texts

FERRY = "The Ormskay ferry stopped running on Friday."  # 7 words
BRIDGE = "Engineers opened the new bridge to lorries."  # 7 words
SEALS = "Volunteers counted seals along the north beach."  # 7 words


def test_sentences_of_other_matters_are_preferred_to_more_of_one() -> None:
    more = held("Its engine had failed in the middle of the harbour.", 0.5, EAST, story="c")
    chosen = choose_candidates(
        [held(FERRY, 0.6, EAST), more, held(BRIDGE, 0.5, NORTH, story="b")], Length(None, 2)
    )
    assert texts(chosen) == [FERRY, BRIDGE]


def test_words_and_sentences_bound_it() -> None:
    all_three = [
        held(FERRY, 0.6, EAST),
        held(BRIDGE, 0.5, NORTH, story="b"),
        held(SEALS, 0.5, BETWEEN, story="c"),
    ]
    assert len(choose_candidates(all_three, Length(14, None))) == 2
    assert len(choose_candidates(all_three, Length(None, 1))) == 1
    assert len(choose_candidates(all_three, Length(None, None))) == 3


def test_one_sentence_is_chosen_even_if_it_is_too_long() -> None:
    assert texts(choose_candidates([held(FERRY)], Length(3, None))) == [FERRY]
    assert choose_candidates([], Length(3, None)) == []


def test_what_uses_the_same_words_is_left_out() -> None:
    again = held("On Friday the Ormskay ferry stopped running.", 0.5, NORTH, story="b")
    assert texts(choose_candidates([held(FERRY, 0.6), again], Length(None, None))) == [FERRY]


def test_what_is_alike_is_one_matter_unless_each_has_figures_of_its_own() -> None:
    trial = "Amery was found guilty of seven counts of fraud in Ormskay."
    again = held("In Ormskay a court found Amery guilty of fraud.", 0.5, story="b")
    prison = held("Amery was sentenced to eight years for fraud in Ormskay.", 0.4, story="c")
    chosen = choose_candidates([held(trial, 0.7), again, prison], Length(None, None))
    assert texts(chosen) == [trial, prison.item.text]


def test_another_day_comes_before_more_of_one() -> None:
    more = held("Its engine had failed in the harbour.", 0.5, NORTH, story="c")
    later = held(BRIDGE, 0.4, BETWEEN, story="b")
    days = [date(2025, 7, 4), date(2025, 7, 4), date(2025, 7, 9)]
    chosen = choose_candidates([held(FERRY, 0.6), more, later], Length(None, 2), days)
    assert texts(chosen) == [FERRY, BRIDGE]


def test_the_same_matter_of_two_days_is_two() -> None:
    opening = "The Kess Bridge in Ormskay opens to lorries."
    put_back = "Ormskay has put back its bridge until engineers replace bearings."
    again = held(put_back, 0.4, (1.0, 0.6), story="b")  # a cosine of 0.86
    both, one, other = [held(opening), again], date(2025, 7, 4), date(2025, 7, 9)
    assert texts(choose_candidates(both, Length(None, None), [one, one], apart=True)) == [opening]
    assert len(choose_candidates(both, Length(None, None), [one, other], apart=True)) == 2


def test_what_is_worth_next_to_nothing_does_not_fill_the_room() -> None:
    assert texts(choose_candidates([held(FERRY, 0.6), held(BRIDGE, 0.05, NORTH)], Length(None, None))) == [
        FERRY
    ]


def test_a_later_figure_of_the_same_publisher_replaces_the_earlier() -> None:
    first = held("The ferry accident killed 12 people.", story="a", publisher="Gazette")
    later = held(
        "The ferry accident killed 15 people.",
        story="b",
        publisher="Gazette",
        published_at=AS_OF + timedelta(days=1),
    )
    later = _visible_later(later)
    assert current([first, later]) == [later]


def test_figures_of_two_publishers_within_two_weeks_both_stand() -> None:
    first = held("The ferry accident killed 12 people.", story="a", publisher="Gazette")
    other = _visible_later(held("The ferry accident killed 15 people.", story="b", publisher="Courier"))
    assert current([first, other]) == [first, other]


def test_figures_of_other_matters_replace_nothing() -> None:
    first = held("The ferry accident killed 12 people.", story="a", publisher="Gazette")
    later = _visible_later(held("The bridge cost 15 million pounds.", story="b", publisher="Gazette"))
    assert current([first, later]) == [first, later]


def _visible_later(sentence):
    object.__setattr__(sentence.item.stored, "visible_from", AS_OF + timedelta(days=1))
    return sentence
