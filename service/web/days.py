"""When articles with a question's words were published: bars that narrow the view."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from ingest.library import Library
from ingest.store.filters import Filters
from ingest.store.publishers import known_publishers
from ingest.text.stems import stems
from service.questions.question import parse_question
from service.web.view import View

_MOST_BARS = 60
# Passages that are counted at most; how many rare words they have.
_MOST_PASSAGES = 2_000
_RAREST = 2


@dataclass(frozen=True, slots=True)
class Bar:
    """Articles published from `first` to `last`, both included; `share` is of the highest bar."""

    first: date
    last: date
    articles: int
    share: float


@dataclass(frozen=True, slots=True)
class Timeline:
    """The bars, and the words that the articles have."""

    words: tuple[str, ...]
    bars: tuple[Bar, ...]


def timeline(library: Library, question: str, view: View) -> Timeline:
    """Return when articles about a question's first name were published, whatever days the view has.

    Of a question without a name it is those with its two rarest words.
    """
    parsed = parse_question(question, as_of=view.moment or library.now())
    words = parsed.names[:1] or _rarest(library, parsed.terms)
    wanted = list(dict.fromkeys(stem for word in words for stem in stems(word)))
    publishers = known_publishers(view.publishers, library.archive.publishers()) if view.publishers else ()
    filters = Filters(view.moment or library.now(), publishers=publishers)
    ids = library.index.having(wanted, len(wanted), _MOST_PASSAGES, filters)
    published = library.passages.published(ids, filters)
    return Timeline(
        words, bars({id_.rsplit("-", 2)[0]: moment.date() for id_, moment in published.items()}.values())
    )


def _rarest(library: Library, terms: Sequence[str]) -> tuple[str, ...]:
    counted = [(library.index.document_frequency(stem), term) for term in terms for stem in stems(term)[:1]]
    return tuple(dict.fromkeys(term for frequency, term in sorted(counted) if frequency))[:_RAREST]


def bars(days: Collection[date]) -> tuple[Bar, ...]:
    """Return bars over days on which articles were published, one day for each article."""
    if not days:
        return ()
    spans = list(_spans(min(days), max(days)))
    counted: Counter[int] = Counter()
    for day in days:
        counted[next(index for index, (_, last) in enumerate(spans) if day <= last)] += 1
    most = max(counted.values())
    return tuple(
        Bar(first, last, counted[index], counted[index] / most) for index, (first, last) in enumerate(spans)
    )


def _spans(first: date, last: date) -> Iterator[tuple[date, date]]:
    """Yield days, or whole weeks, months, years or decades where there would be too many."""
    length = (last - first).days + 1
    start, step = _steps(first, length)
    while start <= last:
        end = step(start)
        yield start, end - timedelta(days=1)
        start = end


def _steps(first: date, length: int) -> tuple[date, Callable[[date], date]]:
    """Return where the first bar begins, and what gives the beginning of the next."""
    if length <= _MOST_BARS:
        return first, lambda start: start + timedelta(days=1)
    if length <= 7 * _MOST_BARS:
        return first - timedelta(days=first.weekday()), lambda start: start + timedelta(days=7)
    if length <= 31 * _MOST_BARS:
        return first.replace(day=1), lambda start: (start + timedelta(days=32)).replace(day=1)
    years = 1 if length <= 365 * _MOST_BARS else 10
    return date(first.year // years * years, 1, 1), lambda start: start.replace(year=start.year + years)
