"""Places in a text against a list of them."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from service.english.places import TextPlaces, search_before

PLACE = st.tuples(st.integers(0, 20), st.integers(1, 9)).map(lambda place: (place[0], sum(place)))


@given(st.lists(PLACE), PLACE)
def test_places_are_met_and_covered(places: list[tuple[int, int]], place: tuple[int, int]) -> None:
    start, end = place
    assert TextPlaces(places).meet(start, end) == any(a < end and start < b for a, b in places)
    assert TextPlaces(places).cover(start, end) == any(a <= start and end <= b for a, b in places)


def test_what_stands_before_is_searched_for_nearby() -> None:
    assert search_before(re.compile(r"(?:^|aged )\Z"), "x" * 500 + "aged 12", 505)
    assert not search_before(re.compile(r"^\w*\Z"), "x" * 500, 400)
