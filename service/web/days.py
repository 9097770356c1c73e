"""When what was found was published: bars of days, weeks or months, each of which narrows the view."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from service.evidence.found import FoundPassage

_MOST_BARS = 60


@dataclass(frozen=True, slots=True)
class Bar:
    """Articles published from `first` to `last`, both included; `share` is of the highest bar."""

    first: date
    last: date
    articles: int
    share: float


def bars(passages: Iterable[FoundPassage]) -> tuple[Bar, ...]:
    """Return bars over the days on which the passages' articles were published; undated ones have none."""
    days = {each.article_id: each.published_at.date() for each in passages if each.published_at}
    if not days:
        return ()
    spans = list(_spans(min(days.values()), max(days.values())))
    counted: Counter[int] = Counter()
    for day in days.values():
        counted[next(index for index, (_, last) in enumerate(spans) if day <= last)] += 1
    most = max(counted.values())
    return tuple(
        Bar(first, last, counted[index], counted[index] / most) for index, (first, last) in enumerate(spans)
    )


def _spans(first: date, last: date) -> Iterator[tuple[date, date]]:
    """Yield days, or whole weeks, months or years where there would be too many."""
    length = (last - first).days + 1
    if length <= _MOST_BARS:
        for number in range(length):
            day = first + timedelta(days=number)
            yield day, day
        return
    start = first - timedelta(days=first.weekday())
    if length > 7 * _MOST_BARS:
        start = first.replace(day=1) if length <= 31 * _MOST_BARS else first.replace(month=1, day=1)
    while start <= last:
        end = _next(start, length)
        yield start, end - timedelta(days=1)
        start = end


def _next(start: date, length: int) -> date:
    if length <= 7 * _MOST_BARS:
        return start + timedelta(days=7)
    if length <= 31 * _MOST_BARS:
        return (start + timedelta(days=32)).replace(day=1)
    return start.replace(year=start.year + 1)
