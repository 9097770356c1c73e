"""Who held an office when, among evidence that is made by hand; [the answer] is marked."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from service.evidence.rescoring.holders import with_holders
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


def test_other_questions_are_left_alone() -> None:
    given = [read(*each) for each in ARCHIVE]
    asked = question("When was the mayor of Calder sworn in?")
    assert with_holders(asked, given) == given
