from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import pytest

from service.evidence.found import FoundPassage
from service.web.days import bars


def passage(article: str, published: datetime | None) -> FoundPassage:
    return FoundPassage("p", "text", None, "title", None, published, article, 1, 0, 4, "0", article, 0.5)


def on(*days: str) -> list[FoundPassage]:
    return [passage(str(n), datetime.fromisoformat(day).replace(tzinfo=UTC)) for n, day in enumerate(days)]


def test_an_article_counts_once_and_undated_ones_do_not() -> None:
    found = [*on("2025-05-01", "2025-05-03", "2025-05-03"), passage("x", None)]
    found += [passage("0", datetime(2025, 5, 1, tzinfo=UTC))]
    assert [(bar.first, bar.last, bar.articles, bar.share) for bar in bars(found)] == [
        (date(2025, 5, 1), date(2025, 5, 1), 1, 0.5),
        (date(2025, 5, 2), date(2025, 5, 2), 0, 0.0),
        (date(2025, 5, 3), date(2025, 5, 3), 2, 1.0),
    ]
    assert bars([passage("x", None)]) == ()


@pytest.mark.parametrize(
    ("first", "last", "length"),
    [
        ("2025-05-01", "2025-06-25", 1),
        ("2025-01-01", "2025-12-31", 7),
        ("2021-02-14", "2025-12-31", 31),
        ("1950-02-14", "2025-12-31", 365),
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
