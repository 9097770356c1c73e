"""Who held an office when, among evidence that is made by hand; [the answer] is marked."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from service.evidence.rescoring.holders import holders_first, with_holders
from service.evidence.scoring import Evidence
from tests.handmade import evidence, question

ARCHIVE = (
    ("2019-05-07", "[Lena Orvik] was sworn in as mayor of Calder on Monday."),
    ("2022-03-11", "Mayor [Lena Orvik] of Calder handed over the keys."),
    ("2023-07-02", "[Tomas Reed] took office as mayor of Calder on Saturday."),
    ("2024-09-01", "Mayor [Tomas Reed] of Calder cut the ribbon."),
    ("2024-10-02", "The former mayor of Calder, [Lena Orvik], called the cuts a mistake."),
    ("2025-04-16", "[Ida Holm] was sworn in as mayor of Calder on Tuesday."),
)


def read(day: str, marked: str, score: float = 0.5) -> Evidence:
    text = marked.replace("[", "").replace("]", "")
    at = datetime.fromisoformat(day).replace(tzinfo=UTC)
    item = evidence(text, score, story=text, published_at=at, names=1.0)
    return replace(item, log_odds=1.0, answer=(marked.index("["), marked.index("]") - 1))


def answers(asked: str, *more: tuple[str, str]) -> list[str]:
    """Return what of the archive may answer, best first; in the order of time nothing is better."""
    found = with_holders(question(asked), [read(*each) for each in (*ARCHIVE, *more)])
    return [item.text for item in found if item.log_odds and item.log_odds > 0]


@pytest.mark.parametrize(
    ("year", "holders"),
    [
        ("2020", {"Orvik"}),
        ("2022", {"Orvik"}),
        ("August 2023", {"Reed"}),
        ("2023", {"Orvik", "Reed"}),
        ("2024", {"Reed"}),
        ("May 2025", {"Holm"}),
    ],
)
def test_who_took_an_office_over_holds_it_until_somebody_else_does(year: str, holders: set[str]) -> None:
    found = answers(f"Who was mayor of Calder in {year}?")
    assert {name for name in holders if any(name in text for text in found)} == holders
    assert all(any(name in text for name in holders) for text in found)


def test_before_the_first_that_is_told_nobody_is_known() -> None:
    found = with_holders(question("Who was mayor of Calder in 2012?"), [read(*each) for each in ARCHIVE])
    assert not any(item.feature("timed") for item in found)


def test_the_present_holder_comes_first_and_a_former_one_does_not_answer() -> None:
    first, *others = answers("Who is the mayor of Calder?")
    assert "Holm" in first
    assert not any("former" in text for text in others)


def test_who_gave_an_office_up_held_it_until_then() -> None:
    ended = ("2018-02-01", "[Piet Haan] stepped down as mayor of Calder on Thursday.")
    first, *_ = answers("Who was mayor of Calder in January 2018?", ended)
    assert "Haan" in first
    ranged = ("2024-01-05", "[Piet Haan], mayor of Calder from 2009 until 2018, has died.")
    first, *_ = answers("Who was mayor of Calder in 2012?", ranged)
    assert "Haan" in first


def test_who_has_it_for_the_time_being_has_it_not_for_years() -> None:
    acting = ("2020-11-01", "Acting mayor [Olof Brandt] of Calder opened the fair.")
    assert "Orvik" in answers("Who was mayor of Calder in 2022?", acting)[0]
    assert not any("Brandt" in text for text in answers("Who was mayor of Calder in 2022?", acting))


def test_the_one_before_is_who_was_succeeded() -> None:
    succeeded = ("2019-05-07", "Lena Orvik takes over as mayor of Calder from [Piet Haan].")
    first, *_ = answers("Who was mayor of Calder before Lena Orvik?", succeeded)
    assert "Haan" in first
    left = ("2025-04-01", "[Tomas Reed] stepped down as mayor of Calder on Friday.")
    assert "Reed" not in answers("Who was mayor of Calder before Lena Orvik?", succeeded, left)[0]


def test_before_a_date_is_a_time() -> None:
    found = answers("Who was mayor of Calder before June 2023?")
    assert found
    assert all("Orvik" in text for text in found)


ABROAD = (
    ("2025-10-01", "[Tomas Reed], the French foreign minister, spoke of Fiji."),
    ("2025-10-02", "Foreign minister [Olof Brandt] spoke of Fiji."),
    ("2025-09-01", "The talks were held with Fijian Foreign Minister Ida Holm and [Lena Orvik]."),
)


def test_who_is_named_with_the_country_comes_first_and_who_has_the_office_elsewhere_last() -> None:
    asked = question("Who is Fiji's foreign minister?")
    found = with_holders(asked, [read(day, marked, 0.9 - at / 5) for at, (day, marked) in enumerate(ABROAD)])
    assert [item.text[slice(*item.answer)] for item in found if item.answer] == [
        *("Ida Holm", "Olof Brandt", "Tomas Reed")
    ]
    assert found[0].score == 0.9
    assert found[0].log_odds == 2.0


def test_whom_the_passage_names_in_another_office_does_not_answer() -> None:
    item = read("2025-10-01", "Attorney General [Ida Holm] sued the US firm.", 0.9)
    around = replace(item.stored, title="The Orle attorney general sues")
    asked = question("Who is the US attorney general?")
    assert with_holders(asked, [replace(item, stored=around)])[0].score < 0.1
    assert with_holders(asked, [item])[0].score == 0.9


def test_those_who_hold_it_are_read_first_the_newest_before_the_others() -> None:
    given = [
        read(*each) for each in (*ABROAD, ("2025-09-20", "Fiji's foreign minister, [Ola Reed Holm], left."))
    ]
    first = holders_first(question("Who is Fiji's foreign minister?"), given)
    assert [given.index(item) for item in first] == [3, 2, 0, 1]


def test_other_questions_are_left_alone() -> None:
    given = [read(*each) for each in ARCHIVE]
    asked = question("When was the mayor of Calder sworn in?")
    assert with_holders(asked, given) == given
