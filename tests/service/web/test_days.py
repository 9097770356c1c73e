from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

import pytest

from service.evidence.library import AskableLibrary
from service.web.days import bars, timeline
from service.web.view import View


def on(*days: str) -> list[date]:
    return [date.fromisoformat(day) for day in days]


def test_bars_count_articles() -> None:
    found = bars(on("2025-05-01", "2025-05-03", "2025-05-03"))
    assert [(bar.first, bar.last, bar.articles, bar.share) for bar in found] == [
        (date(2025, 5, 1), date(2025, 5, 1), 1, 0.5),
        (date(2025, 5, 2), date(2025, 5, 2), 0, 0.0),
        (date(2025, 5, 3), date(2025, 5, 3), 2, 1.0),
    ]
    assert bars([]) == ()


def test_a_timeline_is_of_articles_with_the_questions_words(library: AskableLibrary) -> None:
    found = timeline(library, "When will the Kess Bridge open?", View(as_of="2025-10-31"))
    assert found.words == ("Kess Bridge",)
    assert sum(bar.articles for bar in found.bars) > 1
    narrowed = timeline(
        library, "When will the Kess Bridge open?", View(since="2025-10-01", until="2025-10-31")
    )
    assert narrowed == found
    assert timeline(library, "Zeppelins?", View()).bars == ()
    assert timeline(library, "how many wasp or hornet nests were found?", View()).words == ("hornet", "nests")


@pytest.mark.parametrize(
    ("first", "last", "length"),
    [
        ("2025-05-01", "2025-06-25", 1),
        ("2025-01-01", "2025-12-31", 7),
        ("2021-02-14", "2025-12-31", 31),
        ("1970-02-14", "2025-12-31", 365),
        ("1850-02-14", "2025-12-31", 3_652),
    ],
)
def test_long_times_have_longer_bars_without_gaps(first: str, last: str, length: int) -> None:
    found = bars(on(first, last))
    assert len(found) <= 80
    assert sum(bar.articles for bar in found) == 2
    assert found[0].first <= date.fromisoformat(first)
    assert found[-1].last >= date.fromisoformat(last)
    assert all(b.first - a.last == timedelta(days=1) for a, b in pairwise(found))
    assert length - 3 <= (found[1].last - found[1].first).days + 1 <= length + 1
