"""When two sentences speak of one thing at one time, by the words around their values."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from service.evidence.agreement.given import Given, given
from service.evidence.agreement.scope import one_thing, same_time
from tests.handmade import AS_OF
from tests.service.evidence.agreement.values import says


def sides(one: tuple[str, str], other: tuple[str, str], days: int = 0) -> tuple[Given, Given]:
    first = given(says(*one, published_at=AS_OF - timedelta(days=days)))
    second = given(says(*other, story="b"))
    assert first
    assert second
    return first, second


@pytest.mark.parametrize(
    ("one", "other", "asked"),
    [
        (
            ("About 18,000 people marched in Orle, the mayor told Radio Kess.", "18,000"),
            ("According to the Kess Union 45,000 people marched in Orle.", "45,000"),
            "",
        ),
        (
            ("Forty people were injured in the crash.", "Forty"),
            ("The clinic counted 67 injured after the crash.", "67"),
            "How many people were hurt?",
        ),
        (
            ("The American mill was sold for £4 million.", "£4 million"),
            ("The mill in the United States was sold for £5 million.", "£5 million"),
            "",
        ),
    ],
)
def test_values_of_one_thing(one: tuple[str, str], other: tuple[str, str], asked: str) -> None:
    assert one_thing(asked, *sides(one, other))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (("The oak at Orle is 11 metres tall.", "11"), ("The oak at Ormskay is 13 metres tall.", "13")),
        (("In Norland 168 million people vote.", "168 million"), ("800 million people vote.", "800 million")),
        (("The line has 900 pilots.", "900"), ("The line has 62,000 employees.", "62,000")),
        (("It has 2,100 female members.", "2,100"), ("It has 4,000 members.", "4,000")),
        (("The quake killed 40 people.", "40"), ("The quake measured 6.1.", "6.1")),
        (("The fire killed 8 people.", "8"), ("The fire injured 40 people.", "40")),
        (("A seat is £18 for adults.", "£18"), ("A seat is £9 for children.", "£9")),
        (("The quake killed 40 people.", "40"), ("The quake that killed people was a 6.1.", "6.1")),
        (("It lost £2 million.", "£2 million"), ("In the quarter it lost £7 million.", "£7 million")),
        (("The first stage is 180 km long.", "180 km"), ("The race is 3,400 km long.", "3,400 km")),
        (("The sale starts on 4 May.", "4 May"), ("The sale ends on 9 May.", "9 May")),
        (("It grew 2.1%.", "2.1%"), ("It was expected to grow 1.4%.", "1.4%")),
        (("The film fair is on 4 May.", "4 May"), ("The book fair is on 9 May.", "9 May")),
    ],
)
def test_values_of_two_things(one: tuple[str, str], other: tuple[str, str]) -> None:
    assert not one_thing("", *sides(one, other))
    assert not one_thing("", *sides(other, one))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("On Monday 12 trains stopped.", "Monday's storm stopped 30 trains."),
        ("On Tuesday 12 trains stopped.", "The storm stopped 30 trains."),
        ("The storm stopped 12 trains.", "Some 30 trains stopped."),
    ],
)
def test_values_of_one_time(one: str, other: str) -> None:
    assert same_time(*sides((one, "12"), (other, "30")))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("On Monday 12 trains stopped.", "On Tuesday 30 trains stopped."),
        ("In 2019 it carried 12 million people.", "It carries 30 million people."),
        ("On Monday 12 trains stopped.", "In October the storm stopped 30 trains."),
    ],
)
def test_values_of_two_times(one: str, other: str) -> None:
    assert not same_time(*sides((one, "12"), (other, "30")))


def test_a_day_is_of_what_was_asked() -> None:
    one = ("It announced the recall on Monday.", "Monday")
    other = ("The recall of the cars begins on Tuesday.", "Tuesday")
    assert one_thing("", *sides(one, other))
    assert not one_thing("When did it announce the recall?", *sides(one, other))


def test_what_a_sentence_leaves_to_its_headline_counts() -> None:
    said = ("The township's population was 205.", "205"), ("The township's population was 956.", "956")
    asked = "What is the population of Moor Township?"
    assert one_thing(asked, *sides(*said))
    first, second = sides(*said)
    in_kess, in_ormskay = (
        replace(each, item=replace(each.item, stored=replace(each.item.stored, title=title)))
        for each, title in ((first, "Moor Township, Kess County"), (second, "Moor Township, Ormskay"))
    )
    assert not one_thing(asked, in_kess, in_ormskay)
