"""Names of countries, in a name or as one."""

from __future__ import annotations

import pytest

from service.english.names import claimed_names, is_country, may_be_named, names_country


@pytest.mark.parametrize(
    "name", ["Hong Kong", "the Netherlands", "Turkey", "Britain", "New Zealand", "Africa"]
)
def test_countries(name: str) -> None:
    assert is_country(name)


@pytest.mark.parametrize("name", ["Anna Berg", "Salterton", "", "Bank of Kessmouth"])
def test_no_countries(name: str) -> None:
    assert not is_country(name)
    assert not names_country(name)


@pytest.mark.parametrize(
    ("name", "least", "has"),
    [
        ("West Africa", 1, True),
        ("Great Britain", 1, True),
        ("Hong Kong Stock Exchange", 2, True),
        ("Jordan Baker", 2, False),  # a first name
        ("Jordan Baker", 1, True),
    ],
)
def test_a_name_may_have_a_country_in_it(name: str, least: int, has: bool) -> None:
    assert names_country(name, least=least) is has


@pytest.mark.parametrize(
    ("name", "text", "there"),
    [
        ("Paris", "The mayor of Tollhaven spoke.", False),
        ("the World Health Organization", "The WHO said that cases fell.", True),
        ("the World Health Organization", "Who said so is not known.", False),
        ("the International Monetary Fund", "The I.M.F. cut its outlook.", True),
        ("the International Monetary Fund", "The WTO cut its outlook.", False),
        ("the Department of Justice", "The DoJ said no more.", True),
        ("the BoE", "The Bank raised rates.", True),
        ("McGee", "The mayor of Tollhaven spoke.", False),
        ("Tom Vance", "He was shown on TV.", False),
        ("Charles III", "The mayor of Tollhaven spoke.", False),
        ("Reed", "They agreed.", False),
        ("O'Hara", "Mr O’Hara spoke.", True),
        ("O’Hara", "Mr O'Hara spoke.", True),
        ("Lodz", "The mayor of Łódź spoke.", True),
        ("Søren Ærø", "Soren Aero spoke.", True),
        ("Paris", "In comparison, Tollhaven is small.", False),
        ("Paris", "The Parisian mayor spoke.", True),
        ("Harrogate Bridge", "The Kess Bridge will open.", False),
        ("Kias", "A Kia was recalled.", True),
        ("France", "The French president spoke.", True),
        ("Ukraine", "Ukrainian officials spoke.", True),
        ("Boris Johnson", "Johnson resigned.", True),
        ("Šefčovič", "Maros Sefcovic led the talks.", True),
        ("NHL", "The Stanley Cup was won.", True),  # it may be there at length
        ("Spanish", "Buñol held its tomato fight.", True),
    ],
)
def test_a_name_is_taken_to_be_there_where_a_word_of_it_may_be(name: str, text: str, there: bool) -> None:
    [claimed] = claimed_names(f"Who spoke for {name}?", [])
    assert may_be_named(claimed, text) is there
