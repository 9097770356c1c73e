"""What is a forecast, and what only looks like one."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from service.forecasts.find import FoundForecast, find_forecasts

PUBLISHED = datetime(2025, 9, 3, 9, tzinfo=UTC)  # a Wednesday


def found_in(text: str) -> list[FoundForecast]:
    found = list(find_forecasts(text, PUBLISHED))
    for each in found:
        assert each.start <= each.event[0] < each.event[1] <= each.end
        assert each.start <= each.deadline[0] < each.deadline[1] <= each.end
        assert each.due_from < each.due_until
    return found


@pytest.mark.parametrize(
    ("sentence", "deadline", "due_from", "due_until", "speaker"),
    [
        (
            "The harbour board will dredge the north channel by 2028.",
            "2028",
            "2025-09-03",
            "2029-01-01",
            None,
        ),
        (
            "Lamp Street station is due to reopen in March next year, the operator said.",
            "March next year",
            "2026-03-01",
            "2026-04-01",
            "the operator",
        ),
        (
            "The minister said the dam would be finished by the end of 2027.",
            "the end of 2027",
            "2025-09-03",
            "2028-01-01",
            "The minister",
        ),
        (
            "Orrin Motors plans to close its paint shop this autumn.",
            "this autumn",
            "2025-09-03",
            "2025-12-01",
            "Orrin Motors",
        ),
        (
            "“We will plant 400 trees on the quay by next spring,” Ada Marsh said.",
            "next spring",
            "2025-09-03",
            "2026-06-01",
            "Ada Marsh",
        ),
        (
            "By 2030, the valley will have twice as many people.",
            "2030",
            "2025-09-03",
            "2031-01-01",
            None,
        ),
        (
            "The ban on hoses will stay in force through the end of October, the operator said.",
            "the end of October",
            "2025-09-03",
            "2025-11-01",
            "the operator",
        ),
        (
            "The trial is scheduled to begin on 14 October in Kessmouth.",
            "14 October",
            "2025-10-14",
            "2025-10-15",
            None,
        ),
        (
            "The ferry company expects to carry its millionth passenger on 12 December.",
            "12 December",
            "2025-12-12",
            "2025-12-13",
            "The ferry company",
        ),
    ],
)
def test_a_claim_with_its_time_and_speaker(
    sentence: str, deadline: str, due_from: str, due_until: str, speaker: str | None
) -> None:
    text = f"It rained in Ormskay.\n\n{sentence} Nobody was hurt."
    [found] = found_in(text)
    assert text[found.start : found.end] == sentence
    assert text[slice(*found.deadline)] == deadline
    assert (found.due_from.date().isoformat(), found.due_until.date().isoformat()) == (due_from, due_until)
    assert (text[slice(*found.speaker)] if found.speaker else None) == speaker


@pytest.mark.parametrize(
    "sentence",
    [
        "The bridge could open to traffic by next summer, engineers say.",
        "If the frost holds, the lake will be closed to skaters until March.",
        "The lido will not reopen before the summer of 2026, the council said.",
        "Will the ferry sail again by the end of the year, as promised?",
        "The library was to open in October, but its roof leaks.",
        "The station had been expected to reopen by the end of 2025.",
        "Northgate United will play Vale Rovers at home on Saturday afternoon.",
        "The second season of Harbour Lights will air on Friday at nine.",
        "The 2028 Games will cost more than those before them, a study says.",
        "The mayor will read the letter that was written on 4 May 2024.",
        "The council will pay for the repairs of the pier since 2030 plans changed.",
        "The law will protect flats that were rented after January 2026.",
        "They will be told how the dam is going to be paid for next year.",
        "The museum will look as it did in July, with the lamps in their places.",
        "A new lift will be installed in the coming months at Lamp Street.",
        "The court will publish the ruling that it made on Monday.",
        "He said a third runway would cost the city two billion by 2040.",
        "“I will resign tomorrow,” he had told his staff a year before.",
    ],
)
def test_what_is_none(sentence: str) -> None:
    assert found_in(sentence) == []


def test_a_time_that_is_over_or_today_is_no_deadline() -> None:
    assert found_in("The ferry will sail today from the old quay at Ormskay.") == []
    assert found_in("In 1999 the board said the pier will be gone by 2010.") == []


def test_times_are_of_the_publishers_day() -> None:
    late = datetime.fromisoformat("2025-09-03T23:30:00-05:00")
    [found] = find_forecasts("The court will rule tomorrow on the fate of the pier.", late)
    assert found.due_from.date().isoformat() == "2025-09-04"


@pytest.mark.parametrize(
    ("sentence", "event"),
    [
        (
            "According to the Bank of England, inflation will reach 13% by the end of 2026.",
            "inflation will reach 13% by the end of 2026",
        ),
        ("Full details will be published next week, she said.", "Full details will be published next week"),
        (
            "Albany: Six prisons will close next March to save money, officials announced Monday.",
            "Six prisons will close next March to save money",
        ),
        (
            "The minister praised them and said the site where people can order tests will open next week.",
            "the site where people can order tests will open next week",
        ),
        (
            "The rule, which also allows for sport, will end next week, but schools are shut.",
            "The rule, which also allows for sport, will end next week",
        ),
        (
            "She said the plan failed; the bridge will open next week.",
            "the bridge will open next week",
        ),
        (
            "The mayor said the bridge would open next week, in time for the fair.",
            "the bridge would open next week, in time for the fair",
        ),
        (
            "The bridge will open next week, the mayor told reporters on Monday in Leeds.",
            "The bridge will open next week",
        ),
        (
            "All but two of the schools will close next July.",
            "All but two of the schools will close next July",
        ),
        (
            "The plan, though, will end next May.",
            "The plan, though, will end next May",
        ),
        (
            "The firm which said it was broke will close its plant next May.",
            "The firm which said it was broke will close its plant next May",
        ),
        (
            "As of now, the payments are scheduled to end in December 2026.",
            "As of now, the payments are scheduled to end in December 2026",
        ),
    ],
)
def test_an_event_has_its_head_and_not_who_says_so(sentence: str, event: str) -> None:
    [found] = find_forecasts(sentence, PUBLISHED)
    assert sentence[slice(*found.event)] == event


@pytest.mark.parametrize(
    "sentence",
    [
        "Ann Lee, the mayor, said on Monday that the bridge will open next week.",
        "The mayor told reporters that the bridge will open next week.",
        "The company announced Tuesday that it will close the plant next May.",
        "The firm told workers the plant will close next May.",
        "According to a report published on Monday, the bridge will open in 2027.",
    ],
)
def test_where_more_than_that_stands_behind_who_says_so_the_sentence_is_whole(sentence: str) -> None:
    [found] = find_forecasts(sentence, PUBLISHED)
    assert sentence[slice(*found.event)] == sentence.rstrip(".")
