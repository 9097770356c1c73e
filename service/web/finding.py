"""Articles by words as they are typed: titles first, then what has the words in its text."""

from __future__ import annotations

from dataclasses import dataclass

from ingest.library import Library
from ingest.store.filters import Filters
from ingest.store.listing import ListFilters
from ingest.store.publishers import known_publishers
from ingest.store.shown import ListedArticle, VersionSummary
from service.english.words import WORD
from service.web.view import View

# Passages whose articles follow those with the words in their titles.
_PASSAGES = 100


@dataclass(frozen=True, slots=True)
class Listing:
    """Articles, and where the next ones begin, if there are more."""

    articles: list[ListedArticle]
    next_offset: int | None = None


def find_articles(library: Library, words: str, view: View, limit: int, offset: int = 0) -> Listing:
    """Return articles with these words, or without words the latest published first. Raises InputError."""
    chosen = ListFilters(view.after, view.before, view.publishers)
    if not WORD.search(words):
        found = _listed(library, chosen, limit + 1, offset)
        return Listing(found[:limit], offset + limit if len(found) > limit else None)
    titled = _listed(library, ListFilters(view.after, view.before, view.publishers, words), limit)
    named = known_publishers(view.publishers, library.archive.publishers()) if view.publishers else ()
    filters = Filters(library.now(), view.after, view.before, named)
    passages = library.index.matching(words, _PASSAGES, filters)
    ids = dict.fromkeys(id_.rsplit("-", 2)[0] for id_, _ in passages)
    by_words = ListFilters(view.after, view.before, view.publishers, ids=tuple(ids))
    ranked = {each.article.id: each for each in (_listed(library, by_words, len(ids)) if ids else [])}
    both = {each.article.id: each for each in titled} | {id_: ranked[id_] for id_ in ids if id_ in ranked}
    return Listing(list(both.values())[:limit])


def _listed(library: Library, filters: ListFilters, limit: int, offset: int = 0) -> list[ListedArticle]:
    found = library.archive.latest(filters, limit=limit, offset=offset)
    return [ListedArticle(article, VersionSummary.of(latest)) for article, latest in found]
