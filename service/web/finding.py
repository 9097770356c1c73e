"""Articles by words as they are typed."""

from __future__ import annotations

from dataclasses import replace

from ingest.library import Library
from ingest.store.filters import Filters
from ingest.store.publishers import known_publishers
from ingest.store.reading.listing import ListFilters
from ingest.store.reading.shown import ArticleList, ListedArticle, VersionSummary
from service.english.words import WORD
from service.web.view import View

# Best passages, whose articles are listed.
_PASSAGES = 100


def find_articles(library: Library, words: str, view: View, limit: int, offset: int = 0) -> ArticleList:
    """Return articles with these words, or without words the latest published first. Raises InputError."""
    chosen = ListFilters(view.after, view.before, view.publishers)
    if not WORD.search(words):
        found = _listed(library, chosen, limit + 1, offset)
        return ArticleList(found[:limit], offset + limit if len(found) > limit else None)
    named = known_publishers(view.publishers, library.archive.publishers()) if view.publishers else ()
    filters = Filters(library.now(), view.after, view.before, named)
    passages = library.index.typed(words, _PASSAGES, filters)
    ids = tuple(dict.fromkeys(id_.rsplit("-", 2)[0] for id_ in passages))
    listed = _listed(library, replace(chosen, ids=ids), len(ids)) if ids else []
    return ArticleList(sorted(listed, key=lambda each: ids.index(each.article.id))[:limit], None)


def _listed(library: Library, filters: ListFilters, limit: int, offset: int = 0) -> list[ListedArticle]:
    found = library.archive.latest(filters, limit=limit, offset=offset)
    return [ListedArticle(article, VersionSummary.of(latest)) for article, latest in found]
