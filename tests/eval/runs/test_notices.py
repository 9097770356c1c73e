"""An article is read for its notices, and what it is held to be is measured."""

from __future__ import annotations

import pytest

from eval.cases import NoticeCase
from eval.runs.measures import BY_NAME
from eval.runs.notices import notice_figures, recognise
from eval.runs.results import result_from_line, result_to_line
from ingest.article import Kind

NOTE = "Correction: An earlier version of this article gave the wrong year."


def test_a_notice_is_found_with_its_words() -> None:
    result = recognise(NoticeCase("a", "Bell rings", f"A bell rang.\n\n{NOTE}", Kind.CORRECTION))
    assert (result.asked, result.found, result.words, result.right) == (
        "Bell rings",
        Kind.CORRECTION,
        (NOTE,),
        1,
    )
    assert result_from_line("x:1", result_to_line(result)) == result


@pytest.mark.parametrize(
    ("expected", "found", "figures"),
    [
        (Kind.CORRECTION, Kind.CORRECTION, {"recognised": 1, "correction_right": 1, "correction_found": 1}),
        (Kind.CORRECTION, Kind.ARTICLE, {"recognised": 0, "correction_found": 0}),
        (Kind.RETRACTION, Kind.CORRECTION, {"recognised": 0, "correction_right": 0, "retraction_found": 0}),
        (Kind.ARTICLE, Kind.ARTICLE, {"recognised": 1, "notice_invented": 0}),
        (Kind.ARTICLE, Kind.RETRACTION, {"recognised": 0, "retraction_right": 0, "notice_invented": 1}),
    ],
)
def test_each_kind_has_its_precision_and_recall(
    expected: Kind, found: Kind, figures: dict[str, float]
) -> None:
    assert notice_figures(expected, found) == figures
    assert set(figures) - {"recognised"} <= set(BY_NAME)
