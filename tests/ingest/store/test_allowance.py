"""How much may be quoted, and sentences cut to it."""

from __future__ import annotations

import re

import pytest

from ingest.settings import load_settings
from ingest.store.allowance import WHOLE, Allowance, RightsPolicy

TEXT = (
    "On Monday, after months of talks, the mayor of Ormskay said that the bridge, built in 1902, will open "
    "in May; the council (which met twice) agreed."
)


@pytest.mark.parametrize(
    "allowance", [Allowance(8), Allowance(25), Allowance(1), Allowance(None, 40), Allowance(6, 30)]
)
def test_a_sentence_is_cut_into_parts_of_which_each_may_be_quoted(allowance: Allowance) -> None:
    parts = [TEXT[start:end] for start, end in allowance.pieces(TEXT)]
    assert all(part and allowance.allows(part) and part == part.strip(" ,;") for part in parts)
    # No word is lost or cut.
    assert re.sub("[,;]", "", " ".join(parts)).split() == re.sub("[,;]", "", TEXT).split()


def test_it_is_cut_behind_a_clause_where_that_leaves_half() -> None:
    parts = [TEXT[start:end] for start, end in Allowance(8).pieces(TEXT)]
    assert parts[:2] == ["On Monday, after months of talks", "the mayor of Ormskay said that the bridge"]


@pytest.mark.parametrize(
    ("text", "allowance", "parts"),
    [
        ("The ferry sails.", Allowance(3), ["The ferry sails."]),
        ("The ferry sails.", WHOLE, ["The ferry sails."]),
        ("The ferry sails.", Allowance(0), []),
        ("Unforeseeable", Allowance(None, 5), []),
        ("市長は月曜日に橋を開いた。", Allowance(4), ["市長は月", "曜日に橋", "を開いた。"]),
    ],
)
def test_parts(text: str, allowance: Allowance, parts: list[str]) -> None:
    assert [text[start:end] for start, end in allowance.pieces(text)] == parts


@pytest.mark.parametrize(
    ("reserved", "given", "expected"),
    [
        ("search", (True, None), Allowance(0)),
        ("quote:25", (True, 90), Allowance(25, 90)),
        ("quote:25", (False, 90), Allowance(None, 90)),
        ("search", (False, 0), Allowance(None, 0)),
        ("quote", (True, 0), WHOLE),
        ("nothing", (True, None), None),
        ("nothing", (False, None), WHOLE),
        ("nothing", (None, None), WHOLE),
    ],
)
def test_the_setting_says_how_much(
    reserved: str, given: tuple[bool | None, int | None], expected: Allowance | None
) -> None:
    policy = RightsPolicy.of(load_settings(reserved=reserved, licensed="The Harbour Post, Vale Courier"))
    assert policy.allowance("Strand Gazette", reserved=given[0], characters=given[1]) == expected
    assert policy.allowance("harbourpost.example", reserved=given[0], characters=given[1]) == WHOLE
