"""An archive of a case's sources is asked, and what it says of their differing is measured."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from eval.cases import Agreement, DatedSource, SourceComparison
from eval.runs.comparisons import compare_sources, comparison_figures

DISPUTE = Agreement.DISAGREEMENT
DAY = datetime(2025, 6, 8, tzinfo=UTC)
POLICE = DatedSource("About 18,000 people marched in Orle on Saturday, police said.", DAY, "Kessmouth Echo")
STEWARDS = DatedSource("Some 45,000 people marched in Orle, stewards said.", DAY, "Harbour Post")


def comparison(agreement: Agreement | None, values: tuple[str, ...] = ()) -> SourceComparison:
    return SourceComparison("a", "How many people marched in Orle?", (POLICE, STEWARDS), agreement, values)


def test_the_archive_of_the_sources_is_asked() -> None:
    result = compare_sources(comparison(Agreement.DISAGREEMENT, ("18,000", "45,000")), None)
    assert set(result.disputed) == {"18,000", "45,000"}
    assert result.updated == ()
    assert (result.asked, result.right) == ("How many people marched in Orle?", 1)
    assert result.timings["read"] > 0


@pytest.mark.parametrize(
    ("agreement", "disputed", "updated", "figures"),
    [
        (DISPUTE, ("1", "2"), (), {"disagreement_found": 1, "disagreement_right": 1, "compared": 1}),
        (DISPUTE, (), (), {"disagreement_found": 0, "compared": 0}),
        (DISPUTE, (), ("2", "1"), {"disagreement_found": 0, "update_right": 0, "compared": 0}),
        (Agreement.UPDATE, (), ("2", "1"), {"update_found": 1, "update_right": 1, "compared": 1}),
        (Agreement.UPDATE, ("1", "2"), (), {"update_found": 0, "disagreement_right": 0, "compared": 0}),
        (Agreement.NONE, (), (), {"compared": 1}),
        (Agreement.NONE, ("1", "2"), (), {"disagreement_right": 0, "compared": 0}),
        (Agreement.NONE, (), ("2", "1"), {"update_right": 0, "compared": 0}),
        # whether it is an update is not known
        (None, (), ("2", "1"), {"compared": 1}),
        (None, ("1", "2"), (), {"disagreement_right": 0, "compared": 0}),
    ],
)  # fmt: skip
def test_what_is_shown_is_held_against_what_is_the_case(
    agreement: Agreement | None,
    disputed: tuple[str, ...],
    updated: tuple[str, ...],
    figures: dict[str, float],
) -> None:
    assert comparison_figures(comparison(agreement), disputed, updated) == figures


def test_a_disagreement_of_other_values_is_a_false_one() -> None:
    case = comparison(Agreement.DISAGREEMENT, ("18,000 people", "45,000"))
    assert comparison_figures(case, ("18,000", "45,000"), ())["disagreement_right"] == 1
    found = comparison_figures(case, ("18,000", "300"), ())
    assert (found["disagreement_right"], found["disagreement_found"]) == (0, 0)
