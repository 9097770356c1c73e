from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from service.summaries.figures import Contrast, contrast, denial, figure_contrast
from tests.handmade import evidence

SUNDAY = datetime(2025, 6, 8, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("one", "other", "found"),
    [
        (
            "About 18,000 people marched through the city on Saturday.",
            "The march through the city was attended by 45,000 people on Saturday.",
            ("18,000", "45,000"),
        ),
        (
            "The storm caused £3 million of damage.",
            "The storm caused £5 million of damage.",
            ("£3 million", "£5 million"),
        ),
    ],
)
def test_other_figures_for_one_thing(one: str, other: str, found: tuple[str, str]) -> None:
    assert figure_contrast(one, other) == Contrast(*found)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("The storm killed 12 people in the valley.", "The storm destroyed 40 houses in the valley."),
        ("The storm killed 12 people in the valley.", "The storm in the valley killed a dozen people."),
        ("The quake struck the valley at 4.17 am.", "The valley quake had a strength of 6.4."),
        ("The toll in the valley rose from 12 to 15 people.", "The toll in the valley is 15 people."),
        ("About 18,000 people marched on Saturday.", "About 18,200 people marched on Saturday."),
        ("The mill made 12 chairs.", "The orchard has 90 trees."),
    ],
)
def test_figures_that_do_not_contradict(one: str, other: str) -> None:
    assert figure_contrast(one, other) is None


def dispute(one: str, other: str, hours: int = 0) -> Contrast | None:
    return contrast(
        evidence(one, 0.5, published_at=SUNDAY),
        evidence(other, 0.5, story="b", published_at=SUNDAY + timedelta(hours=hours)),
    )


def test_figures_of_one_thing_are_in_dispute() -> None:
    one = "About 18,000 people marched through Orle on Saturday, police said."
    other = "Stewards said that 45,000 people marched through Orle on Saturday."
    assert dispute(one, other) == Contrast("18,000", "45,000")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("The oak in Orle is 11 metres tall.", "The oak in Ormskay is 13 metres tall."),
        ("In Norland 168 million people have been vaccinated.", "800 million people have been vaccinated."),
        ("The quake killed 1,000 people.", "The quake that killed people measured 5.9."),
        ("On Friday 12 trains were cancelled.", "On Saturday 30 trains were cancelled."),
        ("The fire in the mill killed 8 people.", "The fire in the mill injured 40 people."),
        ("More than 100 people were arrested.", "Police arrested 112 people."),
    ],
)
def test_figures_of_two_things_or_times_are_not(one: str, other: str) -> None:
    assert dispute(one, other) is None


def test_a_count_that_grew_by_the_next_day_is_not_in_dispute() -> None:
    one, other = "The fire in the mill killed 8 people.", "The fire in the mill killed 11 people."
    assert dispute(one, other, hours=20) is None
    assert dispute(one, other, hours=2) == Contrast("8", "11")
    assert dispute(other, one, hours=20) == Contrast("11", "8")


def test_other_days_for_one_thing() -> None:
    one = evidence("The lighthouse will open on 14 September.", 0.5, published_at=SUNDAY)
    other = evidence("The lighthouse will open on 29 November.", 0.5, published_at=SUNDAY)
    assert contrast(one, other) == Contrast("14 September", "29 November")
    assert contrast(one, one) is None


def test_a_day_named_in_another_way_is_the_same_day() -> None:
    one = evidence("The lighthouse opened on Saturday.", 0.5, published_at=SUNDAY)
    other = evidence("The lighthouse opened on 7 June.", 0.5, published_at=SUNDAY)
    assert contrast(one, other) is None


def test_a_claim_and_its_denial() -> None:
    claim = "The company dumped waste in the river Kess."
    assert denial(claim, "The director denied that the company dumped waste in the river.")
    assert not denial(claim, claim)
    assert not denial(claim, "The director denied that the mill was for sale.")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        pytest.param(
            "The storm reached Orle as the strongest of the year, the weather office said Wednesday.",
            "The storm left Orle in the night, and was the strongest of the year, the office said Friday.",
            id="the days of two reports",
        ),
        pytest.param(
            "The mayor of Orle was heard in court on Wednesday.",
            "On 7 March the mayor of Orle spoke of the flood.",
            id="two events",
        ),
        pytest.param(
            "14 March 2025: the lighthouse of Orle",
            "The lighthouse of Orle was lit on Friday.",
            id="a caption",
        ),
    ],
)
def test_days_of_two_events_are_not_in_dispute(one: str, other: str) -> None:
    assert dispute(one, other) is None


def test_a_figure_that_is_greater_the_next_day_may_have_grown() -> None:
    one, other = "The fire in Orle is 22% contained.", "The fire in Orle is 31% contained."
    assert dispute(one, other, hours=2) == Contrast("22%", "31%")
    assert dispute(one, other, hours=48) is None
