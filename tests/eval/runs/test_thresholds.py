"""Thresholds: read, and held against the figures of a run."""

from __future__ import annotations

from pathlib import Path

import pytest

from eval.runs.results import Result
from eval.runs.summary import summarise_run
from eval.runs.thresholds import Shortfall, read_thresholds, shortfalls
from ingest.errors import InputError
from tests.eval.asked import asked

RESULTS: list[Result] = [asked("a", right=True), asked("b", right=False)]


def test_what_is_below_its_threshold_falls_short() -> None:
    summary = summarise_run("written", RESULTS, seed=1)
    # one of two is right; surest first, the mean risk of (1 + 1) / 2 in each order is 0.5
    assert shortfalls({"right": 0.5, "risk": 0.5}, summary) == []
    assert shortfalls({"right": 0.6}, summary) == [Shortfall("right", 0.6, 0.5)]
    assert shortfalls({"risk": 0.4}, summary) == [Shortfall("risk", 0.4, 0.5)]


def test_a_measure_that_the_run_has_not_falls_short() -> None:
    summary = summarise_run("written", RESULTS, seed=1)
    assert shortfalls({"choice": 0.1}, summary) == [Shortfall("choice", 0.1, None)]


def test_the_sample_set_has_thresholds() -> None:
    assert {"answer_right", "refusal_f1", "verbatim", "facts_covered"} <= set(read_thresholds("sample"))


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[other]\nright = 0.5", "has no thresholds for the set 'sample'; it has other"),
        ("[sample]\nrihgt = 0.5", "sample.rihgt = 0.5 is no measure"),
        ('[sample]\nright = "high"', "sample.right = 'high' is no measure with a number"),
        ("[sample", "cannot be read"),
    ],
)
def test_what_is_wrong_with_a_file_is_named(text: str, message: str, tmp_path: Path) -> None:
    path = tmp_path / "thresholds.toml"
    path.write_text(text)
    with pytest.raises(InputError) as error:
        read_thresholds("sample", path)
    assert message in str(error.value)
