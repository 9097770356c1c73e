"""Names of countries, in a name or as one."""

from __future__ import annotations

import pytest

from service.english.names import is_country, names_country


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
