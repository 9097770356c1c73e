"""Other stories on the same event: near in meaning, published within a week, and with the same names."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from ingest.article import Article, Version
from ingest.embeddings.embedder import Vector
from ingest.library import Library
from ingest.store.filters import Filters
from ingest.store.passages import StoredPassage
from ingest.store.reading.story_list import ListedStory, stories_with
from ingest.text.stems import stems
from service.english.words import find_names
from service.evidence.search import rarity_in

# The cosine of the first passages, and the share of the names in them and in the titles, weighed by rarity.
# Of 50 pairs of RealTimeQA's stories that reach both, drawn at random and read, 47 tell of one event or of
# what came of it; the others are two round-ups and two pieces on a trend. Of 120 Wikinews articles on four
# subjects (car makers, markets) they find five pairs, all right.
_NEAR, _SAME_NAMES = 0.7, 0.3
_WITHIN = timedelta(days=7)
_MOST_READ, _MOST = 60, 20


@dataclass(frozen=True, slots=True)
class _Lead:
    """The names that an article begins with, by their stems."""

    names: frozenset[str]

    @classmethod
    def of(cls, title: str, text: str) -> _Lead:
        return cls(frozenset(stem for name in find_names(f"{title}. {text}", []) for stem in stems(name)))

    def in_common(self, other: _Lead, rarity: Callable[[str], float]) -> float:
        """Return the share of the names of both that both have, 0 to 1."""

        def weight(names: frozenset[str]) -> float:
            return sum(max(rarity(name), 0.0) for name in names)

        total = weight(self.names) + weight(other.names)
        return 2 * weight(self.names & other.names) / total if total else 0.0


def related_stories(
    library: Library, article: Article, version: Version, as_of: datetime
) -> list[ListedStory]:
    """Return stories on an article's event by a moment, the first published first; in doubt none."""
    published = version.published_at
    passages = library.passages.of_version(article.id, version.number)
    if published is None or not passages:
        return []
    filters = Filters(as_of, published - _WITHIN, published + _WITHIN)
    first, vector = passages[0]
    lead = _Lead.of(version.title, version.text[first.start : first.end])
    rarity = rarity_in(library)
    near = dict.fromkeys(
        stored.article.story_id
        for stored in _nearest(library, vector, filters)
        if stored.article.story_id != article.story_id
        and lead.in_common(_Lead.of(stored.title, stored.text), rarity) >= _SAME_NAMES
    )
    return stories_with(library.archive, list(near)[:_MOST], as_of)


def _nearest(library: Library, vector: Vector, filters: Filters) -> Iterator[StoredPassage]:
    """Yield the first passages of articles that are near, the nearest first."""
    near: list[tuple[float, str]] = []
    for ids, vectors in library.passages.scan(filters, leads=True):
        cosines = vectors @ vector
        near += [(float(cosines[row]), ids[row]) for row in (cosines >= _NEAR).nonzero()[0]]
    found = [id_ for _, id_ in sorted(near, reverse=True)[:_MOST_READ]]
    loaded = library.passages.load(found, filters).passages
    yield from (loaded[id_] for id_ in found if id_ in loaded)
