"""Two runs compared: differences, cases that turned, regressions, runs that cannot be compared."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from eval.compare import Turned, compare_runs
from eval.runs.folder import RunFolder
from eval.runs.made_with import MadeWith
from eval.runs.results import Result
from ingest.errors import InputError
from tests.commands import runner
from tests.eval.asked import MADE, asked

BEFORE = [asked("a", right=True), asked("b", right=True), asked("c", right=False), asked("d", right=None)]
AFTER = [asked("a", right=False), asked("b", right=True), asked("c", right=True), asked("d", right=True)]


def written(path: Path, results: Sequence[Result], made: MadeWith = MADE) -> Path:
    folder = RunFolder(path)
    folder.begin(made)
    for result in results:
        folder.add(result)
    return path


def test_cases_that_turned_are_named(tmp_path: Path) -> None:
    found = compare_runs(written(tmp_path / "a", BEFORE), written(tmp_path / "b", AFTER))
    assert found.lost == (Turned("a", "What did it strike?"),)
    assert found.won == (Turned("c", "What did it strike?"),)


def test_as_many_won_as_lost_is_no_regression(tmp_path: Path) -> None:
    found = compare_runs(written(tmp_path / "a", BEFORE), written(tmp_path / "b", AFTER))
    [right] = [each for each in found.differences if each.measure == "right"]
    # a: -1, b: 0, c: +1; d had no verdict before
    assert (right.grown.value, right.grown.count) == (0, 3)
    assert right.grown.low < 0 < right.grown.high
    assert "right" not in found.regressions


def test_a_fall_beyond_the_tolerance_is_a_regression(tmp_path: Path) -> None:
    worse = [asked("a", right=False), *BEFORE[1:]]
    before, after = written(tmp_path / "a", BEFORE), written(tmp_path / "b", worse)
    # from 2/3 to 1/3
    assert "right" in compare_runs(before, after, tolerance=0.3).regressions
    assert "right" not in compare_runs(before, after, tolerance=0.34).regressions
    assert compare_runs(after, before).regressions == ()


def test_more_risk_is_a_regression(tmp_path: Path) -> None:
    # The wrong answer is now the surer one: the mean of 0, 1/2 becomes that of 1, 1/2.
    before = written(tmp_path / "a", [asked("a", right=True, sure=0.9), asked("b", right=False, sure=0.2)])
    after = written(tmp_path / "b", [asked("a", right=True, sure=0.2), asked("b", right=False, sure=0.9)])
    found = compare_runs(before, after)
    assert found.regressions == ("risk",)


def test_a_longer_summary_is_neither_better_nor_worse(tmp_path: Path) -> None:
    before = written(tmp_path / "a", [asked("a", right=True, words=10.0)])
    after = written(tmp_path / "b", [asked("a", right=True, words=90.0)])
    assert compare_runs(before, after).regressions == ()


def test_only_cases_of_both_runs_are_compared(tmp_path: Path) -> None:
    found = compare_runs(written(tmp_path / "a", BEFORE), written(tmp_path / "b", AFTER[:2]))
    assert (found.cases, found.only_in_one) == (2, 2)


def test_runs_of_different_sets_are_refused(tmp_path: Path) -> None:
    other = written(tmp_path / "b", AFTER, replace(MADE, cases_sha256="f" * 64))
    with pytest.raises(InputError, match=r"different sets \(cases_sha256\)"):
        compare_runs(written(tmp_path / "a", BEFORE), other)


def test_runs_without_a_case_in_common_are_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no case in common"):
        compare_runs(written(tmp_path / "a", BEFORE[:1]), written(tmp_path / "b", AFTER[1:]))


def test_a_folder_that_is_no_run_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"settings\.json cannot be read"):
        compare_runs(tmp_path, tmp_path)


def test_the_command_returns_1_on_a_regression(tmp_path: Path) -> None:
    before = written(tmp_path / "a", BEFORE)
    after = written(tmp_path / "b", [asked("a", right=False), *BEFORE[1:]])
    run = runner(tmp_path)
    result = run("eval", "compare", str(before), str(after))
    assert result.exit_code == 1
    assert "right" in result.stdout
    assert "Right before, wrong now (1):\na  What did it strike?" in result.stdout
    assert result.stdout.endswith("Worse by more than 0.02: right, risk, calibration_error\n")
    assert run("eval", "compare", str(before), str(after), "--tolerance", "0.5").exit_code == 0


def test_measures_that_stayed_as_they_were_take_one_line(tmp_path: Path) -> None:
    before, after = written(tmp_path / "a", BEFORE), written(tmp_path / "b", BEFORE)
    result = runner(tmp_path)("eval", "compare", str(before), str(after))
    assert (result.exit_code, result.stdout.splitlines()[0]) == (0, "written, 4 cases in both")
    assert result.stdout.endswith("\n\nUnchanged: right, risk, calibration_error\n")
    assert "difference" not in result.stdout
