"""The quotations of a draft."""

from __future__ import annotations

from itertools import pairwise
from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.drafts.quotations import quotations_of


@pytest.mark.parametrize(
    ("draft", "found"),
    [
        ('He said "we go," and left.', ["we go"]),
        ("“We go,” he said, “and soon.”", ["We go", "and soon"]),
        ("‘It’s the dogs’ day,’ she said.", ["It’s the dogs’ day"]),
        ("'We don't know,' he said. 'It's late.'", ["We don't know", "It's late"]),
        ("„Wir gehen“, sagte er. «On y va.» »Ja.«", ["Wir gehen", "On y va", "Ja"]),
        ("She called it “a ‘great’ day”.", ["a ‘great’ day"]),
        ("“First.\n\n“Second,” he said.", ["First", "Second"]),
        ("O'Hara's '90s plan isn't the farmers' idea.", []),
        ('A board of 5\' 10" by 2\' 3" is "wide".', ["wide"]),
        ("An open mark “stays open.\n\nNothing here.", []),
        ("\"\" “ ” '?'", []),
        ("“… and so on …”", ["and so on"]),
        ("‚Es regnet‘, sagte er. ›Schon wieder‹, sagte sie.", ["Es regnet", "Schon wieder"]),
        ("‚Ich weiß nicht, ob’s regnet‘, sagte er.", ["Ich weiß nicht, ob’s regnet"]),
        ("Er nannte es „ein ‚gutes‘ Jahr“.", ["ein ‚gutes‘ Jahr"]),
        ("”Vi går”, sade hon. »Me menemme», hän sanoi.", ["Vi går", "Me menemme"]),
        ("„To koniec”. « C’est fini ». ‹Basta›.", ["To koniec", "C’est fini", "Basta"]),
        ("「行きます」と『また来る』", ["行きます", "また来る"]),
        ("She said ``we are done'' and left.", ["we are done"]),
    ],
)
def test_what_stands_in_marks_is_a_quotation(draft: str, found: list[str]) -> None:
    assert [each.text for each in quotations_of(draft)] == found


@given(st.text(alphabet="ab s.,\n\"'“”‘’„«»…"))
def test_places_are_of_the_draft_and_in_order(draft: str) -> None:
    found = quotations_of(draft)
    assert all(draft[each.start : each.end] == each.text for each in found)
    assert all(a.end <= b.start for a, b in pairwise(found))


@pytest.mark.parametrize("odd", ["a" + "\n" * 200_000, "word and " * 22_000, "“a " * 60_000, "'a " * 60_000])
def test_time_grows_with_the_length(odd: str) -> None:
    start = process_time()
    quotations_of(odd)
    assert process_time() - start < 5
