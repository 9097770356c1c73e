"""Articles at a running service instead of an archive in this process, as the same records."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import quote

from pydantic import TypeAdapter

from ingest.article import Version
from ingest.errors import NotFoundError
from ingest.remote import RunningService
from ingest.store.reading.listing import ListFilters
from ingest.store.reading.shown import (
    ArchiveStatus,
    ArticleDetails,
    ArticleList,
    ArticleNotice,
    ListedArticle,
    VersionDifference,
)
from ingest.terminal.reports import ArticleRow, Listed, ShownArticle, Status
from ingest.text.notices import notices_in

_PATH = "/v1/articles"
# The service gives no more articles at once.
_PAGE = 100


_PAGES, _DETAILS, _VERSION = TypeAdapter(ArticleList), TypeAdapter(ArticleDetails), TypeAdapter(Version)
_HELD, _DIFFERENCE = TypeAdapter(ArchiveStatus), TypeAdapter(VersionDifference)


def list_remote(service: RunningService, filters: ListFilters, limit: int, offset: int) -> Listed:
    """Return a page of the service's articles, asked for in as many requests as it takes."""
    rows: list[ArticleRow] = []
    following: int | None = offset
    while following is not None and len(rows) < limit:
        query = {**_query(filters), "limit": min(_PAGE, limit - len(rows)), "offset": following}
        page = service.read(service.get(_PATH, query), _PAGES)
        rows += [_row(each) for each in page.articles]
        following = page.next_offset
    return Listed(rows, following is not None)


def show_remote(service: RunningService, reference: str, number: int | None) -> ShownArticle:
    """Return a version of the article with an id, its beginning, or an address."""
    found = _details(service, reference)
    version, notices = found.latest, found.notices
    if number not in (None, version.number):
        version = service.read(service.get(f"{_PATH}/{found.article.id}/versions/{number}"), _VERSION)
        own = (ArticleNotice.of(version, notice) for notice in notices_in(version.title, version.text))
        notices = (*own, *(each for each in notices if each.article_id != found.article.id))
    numbers = [each.number for each in found.versions]
    return ShownArticle(found.article, version, numbers, notices, found.rights)


def compare_remote(
    service: RunningService, reference: str, old: int | None, new: int | None
) -> VersionDifference:
    """Return what changed between two versions of the article with an id, its beginning, or an address."""
    id_ = _details(service, reference).article.id if "/" in reference else reference.strip()
    query = {name: value for name, value in (("from", old), ("to", new)) if value is not None}
    return service.read(service.get(f"{_PATH}/{quote(id_, safe='')}/diff", query), _DIFFERENCE)


def remove_remote(service: RunningService, reference: str) -> tuple[str, str]:
    """Remove the article with an id or at an address; return its id and its title."""
    found = _details(service, reference)
    id_ = found.article.id if "/" in reference else reference
    service.delete(f"{_PATH}/{quote(id_, safe='')}")
    return id_, found.latest.title


def status_remote(service: RunningService) -> Status:
    """Return what the service's archive holds."""
    held = service.read(service.get("/v1/status"), _HELD)
    return Status.of(held, server=service.url)


def _details(service: RunningService, reference: str) -> ArticleDetails:
    id_ = reference.strip()
    if "/" in id_:
        # In a path, the slashes of an address would be the path's own.
        [*found] = service.read(service.get(_PATH, {"url": id_}), _PAGES).articles
        if not found:
            raise NotFoundError(f"the archive has no article {id_}; see `dateline list`")
        id_ = found[0].article.id
    return service.read(service.get(f"{_PATH}/{quote(id_, safe='')}"), _DETAILS)


def _query(filters: ListFilters) -> Mapping[str, str | list[str]]:
    query: dict[str, str | list[str]] = {}
    if filters.after:
        query["after"] = filters.after.isoformat()
    if filters.before:
        query["before"] = filters.before.isoformat()
    if filters.publishers:
        query["publisher"] = list(filters.publishers)
    if filters.title is not None:
        query["title"] = filters.title
    return query


def _row(listed: ListedArticle) -> ArticleRow:
    return ArticleRow.of(listed.article, listed.latest)
