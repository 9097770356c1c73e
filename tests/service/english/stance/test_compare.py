"""Whether one sentence denies, expects or alleges what another does."""

from __future__ import annotations

import pytest

from service.english.stance.compare import Stance, modality_failures, polarity_failures


def contrary(text: str, cited: str) -> list[str]:
    return list(polarity_failures(Stance.of(text), [Stance.of(cited)]))


def uncertain(text: str, cited: str) -> list[str]:
    return list(modality_failures(Stance.of(text), [Stance.of(cited)]))


@pytest.mark.parametrize(
    ("text", "cited"),
    [
        ("The mayor resigned.", "The mayor has not resigned."),
        ("The mayor did not resign.", "The mayor resigned on Friday."),
        ("Police found evidence of poison.", "Police found no evidence of poison."),
        ("The firm paid the fine.", "The firm refused to pay the fine."),
        ("Shares fell on the news.", "Shares rose on the news."),
        ("The council rejected the plan.", "The council approved the plan."),
        ("Sales rose while profit fell.", "Profit rose while sales fell."),
        ("The water is safe.", "The water is unsafe."),
        ("He lost the race.", "He won the race."),
        ("The mayor, not the deputy, resigned.", "The deputy, not the mayor, resigned."),
    ],
)
def test_a_statement_of_the_contrary_fails(text: str, cited: str) -> None:
    assert contrary(text, cited)


@pytest.mark.parametrize(
    ("text", "cited"),
    [
        ("The mayor has not stepped down.", "The mayor refused to step down."),
        ("Police did not find evidence.", "Police found no evidence of poison."),
        ("Shares did not rise.", "Shares fell."),
        ("The firm is not safe.", "The firm is unsafe."),
        ("Not only shares rose.", "Shares rose, not only bonds."),
        ("Shares rose after the vote.", "Shares, which fell last week, rose after the vote."),
    ],
)
def test_the_same_denial_in_other_words_passes(text: str, cited: str) -> None:
    assert not contrary(text, cited)


@pytest.mark.parametrize(
    ("text", "cited"),
    [
        ("The firm opened a plant in Lyon.", "The firm plans to open a plant in Lyon."),
        ("Prices will rise in spring.", "Prices could rise in spring."),
        ("Prices rose in spring.", "Prices may rise in spring."),
        ("Prices may have risen.", "Prices rose."),
        ("The clerk stole the money.", "The clerk is accused of stealing the money."),
        ("The clerk stole the money.", "The clerk allegedly stole the money."),
        ("The firm will open a plant.", "The firm opened a plant."),
        ("The council increased fares.", "The council proposed to increase fares."),
    ],
)
def test_another_certainty_fails(text: str, cited: str) -> None:
    assert uncertain(text, cited)


@pytest.mark.parametrize(
    ("text", "cited"),
    [
        ("The firm will open a plant in Lyon.", "The firm plans to open a plant in Lyon."),
        ("Prices might rise.", "Prices could rise."),
        ("The clerk allegedly stole the money.", "The clerk is accused of stealing the money."),
        ("The firm would open a plant.", "The firm intends to open a plant."),
        ("The shop will open on Friday.", "The shop opens on Friday."),
        ("The mayor said fares would go up.", "Fares will go up, the mayor said."),
    ],
)
def test_the_same_certainty_in_other_words_passes(text: str, cited: str) -> None:
    assert not uncertain(text, cited)
