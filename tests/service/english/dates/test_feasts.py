from datetime import date

import pytest

from service.english.dates.feasts import FEASTS, easter_sunday, feast


@pytest.mark.parametrize(
    "day", ["1818-03-22", "1943-04-25", "2000-04-23", "2008-03-23", "2019-04-21", "2024-03-31", "2038-04-25"]
)
def test_easter_sunday(day: str) -> None:
    assert easter_sunday(int(day[:4])).date() == date.fromisoformat(day)


@pytest.mark.parametrize(
    ("name", "day"),
    [
        ("good friday", "2024-03-29"),
        ("easter monday", "2024-04-01"),
        ("memorial day", "2024-05-27"),
        ("labor day", "2024-09-02"),
        ("thanksgiving", "2024-11-28"),
        ("new year's eve", "2024-12-31"),
    ],
)
def test_a_name_means_a_day_of_the_year(name: str, day: str) -> None:
    assert feast(name, 2024).start.date() == date.fromisoformat(day)


def test_each_name_means_a_day_in_any_year() -> None:
    for year in (1000, 1900, 2999):
        assert {feast(name, year).start.year for name in FEASTS} == {year}
