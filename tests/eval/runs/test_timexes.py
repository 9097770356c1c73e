"""A sentence is read for its times, and what they are taken to mean is measured."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from eval.cases import Timex, TimexCase, TimexKind
from eval.datasets.timex_values import span_of
from eval.runs.results import TimexResult, result_from_line, result_to_line
from eval.runs.summary import summarise_run
from eval.runs.timexes import read_times


def read(text: str, words: str, value: str, kind: TimexKind = TimexKind.DATE) -> TimexResult:
    start = text.index(words)
    timex = Timex(start, start + len(words), kind, span_of(value))
    return read_times(TimexCase(text, text, datetime(2025, 10, 8, tzinfo=UTC), (timex,), (words,)))


RESULTS = (
    read("The bell rang yesterday.", "yesterday", "2025-10-07"),
    read("The bell rang on Friday.", "Friday", "2025-10-10"),
    read("The bell rang at 8.30.", "8.30", "2025-10-08T08:30", TimexKind.TIME),
    read("The bell rang for two hours.", "two hours", "PT2H", TimexKind.DURATION),
)


def test_a_result_says_what_was_found_and_whether_it_is_right() -> None:
    assert [result.right for result in RESULTS] == [1, 0, 0, 1]
    for result in RESULTS:
        assert result_from_line("x:1", result_to_line(result)) == result


def test_the_measures_count_expressions() -> None:
    summary = summarise_run("timexes", RESULTS, seed=1)
    found = {name: estimate.value for name, estimate in summary.measures.items()}
    assert found.pop("timex_microseconds") > 0
    assert found == {
        "timex_found": pytest.approx(2 / 3),
        "timex_true": 1,
        "timex_f1": pytest.approx(0.8),
        "timex_exact_f1": pytest.approx(0.8),
        "timex_value": 0.5,
        "timex_value_found": pytest.approx(1 / 3),
        "timex_value_true": 0.5,
        "timex_value_f1": pytest.approx(0.4),
        "timex_date_found": 1,
        "timex_date_value_found": 0.5,
        "timex_time_found": 0,
        "timex_time_value_found": 0,
        "timex_duration_met": 0,
    }
    assert summary.tags["Friday"].measures["timex_value"].value == 0
