"""Times found, held against those that a sentence names: places, extents and values."""

from __future__ import annotations

from datetime import UTC, datetime
from operator import attrgetter

import pytest

from eval.cases import Timex, TimexKind
from eval.datasets.timex_values import span_of
from eval.metrics.timexes import TimexMatches, f1, matches, share
from service.english.dates.find import find_spans

DAY = datetime(2025, 10, 8, tzinfo=UTC)
MET, EXACT, RIGHT = attrgetter("met"), attrgetter("exact"), attrgetter("right")


def matched(text: str, *expressions: tuple[str, str], kind: TimexKind = TimexKind.DATE) -> TimexMatches:
    """Return how what is found in a text meets (words, value) of its expressions."""
    timexes = [
        Timex(text.index(words), text.index(words) + len(words), kind, span_of(value))
        for words, value in expressions
    ]
    return matches(text, timexes, find_spans(text, DAY))


@pytest.mark.parametrize(
    ("text", "expressions", "right"),
    [
        ("It sank on 3 May 2024.", [("3 May 2024", "2024-05-03")], 1),
        ("It sank on 3 May 2024.", [("3 May 2024", "2024-05-04")], 0),
        ("It sank in early 2024.", [("early 2024", "2024")], 1),
        ("It sank in 2024.", [("2024", "20")], 0),
        ("It ran from May 2024 to July 2024.", [("May 2024", "2024-05"), ("July 2024", "2024-07")], 1),
        ("It opens in October of next year.", [("October", "2026-10"), ("next year", "2026")], 1),
        ("It opens soon.", [("soon", "FUTURE_REF")], None),
    ],
)
def test_the_value_is_right_at_its_place(
    text: str, expressions: list[tuple[str, str]], right: float | None
) -> None:
    found = matched(text, *expressions)
    assert share(found.wanted, RIGHT) == right
    assert found.all_right is (right != 0)


def test_precision_and_recall_make_f1() -> None:
    # Wanted: 2, met 1. Found: 2 (May is none of them), met 1. F1 = 2 * 1/2 * 1/2 / (1/2 + 1/2)
    found = matched("In 2024, in May, at noon.", ("2024", "2024"), ("noon", "2024-05-02T12:00"))
    other = matched("Nothing in May.")
    assert (f1([found], MET), f1([other], MET)) == (0.5, None)
    # Of 2 wanted 1, of 3 found 1
    assert f1([found, other], RIGHT) == pytest.approx(2 * (1 / 2) * (1 / 3) / (1 / 2 + 1 / 3))


def test_extents_are_compared() -> None:
    found = matched("It sank in the 1990s.", ("the 1990s", "199"))
    assert [(each.met, each.exact, each.right) for each in found.wanted] == [(True, False, True)]


def test_what_is_found_in_a_duration_is_neither_right_nor_wrong() -> None:
    found = matched("It took the past two years.", ("two years", "P2Y"), kind=TimexKind.DURATION)
    assert (found.wanted, found.found) == ((), ())
    assert [each.met for each in found.others] == [True]
