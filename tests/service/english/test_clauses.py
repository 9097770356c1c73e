"""Where clauses begin and end, and which of them have a subject of their own."""

from __future__ import annotations

import pytest

from service.english.clauses import Border, borders, clauses_of


@pytest.mark.parametrize(
    ("text", "clauses"),
    [
        ("The bridge opened, and the mayor spoke.", ["The bridge opened", "the mayor spoke."]),
        ("The bridge, which cost 60,000 crowns, opened.", ["The bridge", "cost 60,000 crowns", "opened."]),
        ("The train left at 10:30.", ["The train left at 10:30."]),
        ("The 2019–2021 plan ended in a 3–1 win.", ["The 2019–2021 plan ended in a 3–1 win."]),
        ("It rained; the fair was called off.", ["It rained", "the fair was called off."]),
        ("As mayor, Ferris opened the bridge.", ["mayor", "Ferris opened the bridge."]),
        ("", []),
        (", ;", []),
    ],
)
def test_clauses(text: str, clauses: list[str]) -> None:
    found = clauses_of(text)
    assert [clause.text for clause in found] == clauses
    assert all(text[clause.start : clause.end] == clause.text for clause in found)


def test_borders_down_to_a_kind() -> None:
    text = "He said that it rained, and she left, after dinner; but they stayed"
    kinds = {kind: [text[start:end] for start, end in borders(text, kind)] for kind in Border}
    assert kinds[Border.SUBJECT] == [", after", ";", "but"]
    assert kinds[Border.JOINT] == [",", "and", ", after", ";", "but"]
    assert kinds[Border.SUBORDINATE] == ["that", ",", "and", ", after", ";", "but"]
