"""What other stories give for the value asked for. Evidence is made by hand and sorted, best first."""

from __future__ import annotations

from datetime import timedelta

import pytest

from service.evidence.scoring import Evidence
from service.writers.extractive import select_quotes
from service.writers.others import other_answers, values_asked_for
from tests.handmade import AS_OF, EAST, NORTH, evidence, question

BORN = question("When was Judge Howe born?")
LED = question("Who led the Harbour Party?")
LEADS = question("Who leads the Harbour Party?")

FIRST = evidence("Harland Howe was born on 19 February 1873.", 0.8, EAST, story="harland", expected=1)
FATHER = evidence("His father was born on 4 March 1840.", 0.7, NORTH, story="harland", expected=1)
OTHER = evidence("James Howe was born on 5 December 1827.", 0.6, NORTH, story="james", expected=1)


def other(text: str, score: float = 0.6, story: str = "other", **features: float) -> Evidence:
    return evidence(text, score, NORTH, story=story, **{"expected": 1.0, **features})


def test_another_story_with_another_date_comes_before_a_second_sentence_of_the_same_story() -> None:
    chosen = select_quotes(BORN, [FIRST, FATHER, OTHER], 4)
    assert [item.text for item in chosen] == [FIRST.text, OTHER.text, FATHER.text]


def test_each_of_three_readings_gets_its_statement_and_a_story_only_one() -> None:
    again = other("James Howe, born on 6 June 1828, is another.", story="james")
    third = other("Edward Howe was born on 3 October 1901.", 0.5, story="edward")
    assert other_answers(BORN, [FIRST], [FIRST, FATHER, OTHER, again, third]) == [OTHER, third]


def test_without_a_best_sentence_there_is_no_other() -> None:
    assert other_answers(BORN, [], []) == []


@pytest.mark.parametrize(
    "item",
    [
        pytest.param(other("Judge Howe was born on February 19, 1873."), id="the same date"),
        pytest.param(other("Judge Howe was born in Vermont."), id="no date"),
        pytest.param(other("James Howe was born in 1827.", score=0.39), id="less than half as sure"),
        pytest.param(other("James Howe was born in 1827.", expected=0.0), id="not the kind asked for"),
        pytest.param(other("James Howe was born in 1827.", story="harland"), id="the same story"),
    ],
)
def test_no_other_answer(item: Evidence) -> None:
    assert other_answers(BORN, [FIRST], [FIRST, item]) == []


def test_a_sentence_that_lacks_a_name_of_the_question_gives_no_other_answer() -> None:
    first = evidence("Judge Howe was born in 1873.", 0.8, EAST, story="a", expected=1, names=1)
    assert other_answers(BORN, [first], [first, other("Ann Roe was born in 1901.", names=0)]) == []


def test_of_a_name_the_words_that_the_question_lacks_are_given() -> None:
    assert values_asked_for(LED, other("The Harbour Party chose Ingrid Solheim in May.")) == {
        "ingrid",
        "solheim",
    }


def test_a_surname_alone_is_the_same_answer_and_another_name_is_another() -> None:
    first = evidence("Ingrid Solheim led the Harbour Party.", 0.8, EAST, story="a", expected=1)
    surname = other("Since then Solheim led the party.", story="b")
    marsh = other("For years Helena Marsh led the party.", story="c")
    assert other_answers(LED, [first], [first, surname, marsh]) == [marsh]


def test_a_question_for_no_name_date_or_figure_has_no_other_answers() -> None:
    why = question("Why did Judge Howe resign?")
    assert other_answers(why, [FIRST], [FIRST, OTHER]) == []


def test_what_was_so_earlier_is_no_other_answer_to_what_is_so_now() -> None:
    first = evidence("Ingrid Solheim leads the Harbour Party.", 0.8, EAST, story="a", expected=1)
    former = evidence(
        "Today Helena Marsh leads the party.",
        0.7,
        NORTH,
        story="b",
        published_at=AS_OF - timedelta(days=15),
        expected=1,
    )
    assert other_answers(LEADS, [first], [first, former]) == []
    assert other_answers(LED, [first], [first, former]) == [former]
