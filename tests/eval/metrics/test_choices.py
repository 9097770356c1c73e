"""The choice that the cited sentences support best, also with "none of the above"."""

from __future__ import annotations

import pytest

from eval.cases import Case, TextFact
from eval.metrics.choices import NONE_OF_THE_ABOVE, choose, support, with_none_of_the_above
from eval.metrics.facts import DatedStatement
from tests.cited import AS_OF

QUESTION = "What did the dredger strike at Kessmouth?"


def case(*choices: str, gold: int = 0, question: str = QUESTION) -> Case:
    return Case("c", question, gold=(TextFact((choices[gold],)),), choices=choices, gold_index=gold)


def cited(*texts: str) -> list[DatedStatement]:
    return [DatedStatement(text, AS_OF) for text in texts]


@pytest.mark.parametrize(
    ("choices", "texts", "expected"),
    [
        (("A whale", "An unknown wreck"), ("It struck an unknown wreck.",), 1),
        (("20,000", "120", "20"), ("It struck twenty boats.",), 2),
        (("5 October", "3 October"), ("It was on Oct 3.",), 1),
        (("A grey whale", "An old wreck"), ("The wreck was old and unknown.",), 1),  # other order
        (
            ("A whale", "A wreck"),
            ("It struck a wreck.", "A whale was seen later."),
            1,
        ),  # the first counts most
        (
            ("The Kessmouth pier", "The Northgate pier"),
            ("It struck the pier of Northgate, off Kessmouth.",),
            1,
        ),
        (
            ("A whale", "A wreck"),
            ("It struck a whale or a wreck.", "It was a wreck."),
            1,
        ),  # both are said first, one again
        (("$100,000", "$300,000"), ("It cost $310,605 to repair.",), 1),
        (("100,000", "300,000"), ("It was seen by 205,000 people.",), None),
        (("5%", "7%"), ("It rose by 6.9 metres.",), None),
        (("A whale", "A wreck"), ("Nobody was hurt.",), None),
        (("A whale", "A wreck"), (), None),
    ],
)
def test_the_best_supported_choice(
    choices: tuple[str, ...], texts: tuple[str, ...], expected: int | None
) -> None:
    assert choose(case(*choices), cited(*texts), AS_OF) == expected


def strongest(choices: list[str], *texts: str) -> list[float]:
    return [found.strongest for found in support(QUESTION, choices, cited(*texts), AS_OF)]


def test_support_is_the_share_of_words_that_tell_choices_apart() -> None:
    # "red" and "buoy" are in one of two choices: log 3 each; "boat" is in both: log 1.5
    red, blue = strongest(["red boat buoy", "blue boat"], "A boat, all red.")
    assert red == pytest.approx((1.0986 + 0.4055) / (2 * 1.0986 + 0.4055), abs=1e-3)
    assert blue == pytest.approx(0.4055 / (1.0986 + 0.4055), abs=1e-3)


def test_a_later_sentence_counts_less() -> None:
    assert strongest(["A wreck"], "Nobody was hurt.", "It was a wreck.") == [0.9]


def test_a_number_near_a_choice_supports_it_the_less_the_farther() -> None:
    # 310,605 is 3.414 % above 300,000, about a third of the way to 10 %
    assert strongest(["$300,000"], "It cost $310,605.") == [
        pytest.approx(0.9 * (1 - 0.03414 / 0.1), abs=1e-3)
    ]
    assert strongest(["$300,000"], "It cost $300,000.") == [1]


@pytest.mark.parametrize(
    "question",
    ["Two boats were struck. Which of these was not?", "All of these were struck except:"],
)
def test_the_odd_one_out_is_supported_least(question: str) -> None:
    boats = ("The Ada", "The Bee", "The Cod")
    asked = case(*boats, gold=1, question=question)
    assert choose(asked, cited("The Ada and the Cod were struck."), AS_OF) == 1
    assert choose(asked, cited("Nobody was hurt."), AS_OF) is None


def test_none_of_the_above_is_right_where_no_choice_has_support() -> None:
    choices = ("A grey whale", NONE_OF_THE_ABOVE, "A stone pier")
    assert choose(case(*choices), cited("It struck an unknown wreck."), AS_OF) == 1
    assert choose(case(*choices), cited("It struck a grey whale."), AS_OF) == 0


def test_one_choice_is_replaced_and_the_right_one_stays_where_it_was() -> None:
    original = case("A whale", "A wreck", "A pier", "A buoy", gold=1)
    drawn = [with_none_of_the_above(original, seed) for seed in range(40)]
    assert drawn[0] == with_none_of_the_above(original, 0)
    assert {changed.choices.index(NONE_OF_THE_ABOVE) for changed in drawn} == {0, 1, 2, 3}
    for changed in drawn:
        kept = [choice for choice in changed.choices if choice != NONE_OF_THE_ABOVE]
        assert len(kept) == 3
        assert set(kept) < set(original.choices)
        assert changed.gold_index == 1


def test_a_question_without_choices_stays_as_it_is() -> None:
    plain = Case("c", QUESTION, gold=(TextFact(("a wreck",)),))
    assert with_none_of_the_above(plain, 1) == plain
