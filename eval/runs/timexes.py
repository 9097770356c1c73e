"""The times of one sentence are found, and what they are taken to mean is measured."""

from __future__ import annotations

from time import perf_counter

from eval.cases import TimexCase
from eval.metrics.timexes import matches
from eval.runs.results import MICROSECONDS, RESOLVED, TimexResult
from service.english.dates.find import find_spans

# A sentence takes the least of so many readings: others use the machine as well.
_READINGS = 3


def read_times(case: TimexCase) -> TimexResult:
    """Find the times of a sentence, read from the day of its article, and measure whether they are right."""
    taken = []
    for _ in range(_READINGS):
        start = perf_counter()
        found = tuple(find_spans(case.text, case.said_at))
        taken.append(perf_counter() - start)
    seconds = min(taken)
    right = matches(case.text, case.timexes, found).all_right
    figures = {RESOLVED: float(right), MICROSECONDS: seconds * 1e6}
    return TimexResult(case, figures, found, {"read": seconds})
