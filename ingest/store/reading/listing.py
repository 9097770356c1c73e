"""Lists of articles, and one article by what a reader has of it: an id, its beginning, or an address."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import islice
from typing import Any

from sqlalchemy import Connection, Select, select

from ingest.article import Article, Version, address_id, former_id
from ingest.errors import InputError, NotFoundError
from ingest.moments import check_order
from ingest.store import rows
from ingest.store.filters import PUBLISHED_FOR, WindowEnd
from ingest.store.posts import with_posts
from ingest.store.rights import embargo_of, is_public
from ingest.store.schema import articles, versions
from ingest.text.clean import one_line, unaccented

_ID = re.compile(r"[0-9a-f]{1,16}")
_WHOLE_ID = 16
# Candidates that are named when a beginning fits several ids.
_NAMED = 10
_WORD = re.compile(r"\w+")
_LATEST_FIRST = (versions.c.published_at.desc().nulls_last(), versions.c.article_id)


@dataclass(frozen=True, slots=True)
class ListFilters:
    """Which articles a list has: published in [after, before), by these publishers, at this address.

    Bounds, publishers and articles without a date are as in Filters. Each word of `title` begins a word of
    the article's title, whatever its case and accents. `story_id`: only its articles; `ids`: only these.
    """

    after: datetime | None = None
    before: datetime | None = None
    publishers: tuple[str, ...] = ()
    title: str | None = None
    url: str | None = None
    story_id: str | None = None
    ids: tuple[str, ...] = ()

    def check(self) -> None:
        """Raise InputError for dates in the wrong order and for a title without a word."""
        check_order(self.after, self.before)
        if self.title is not None and not _words(self.title):
            raise InputError(f"title {self.title!r} has no word in it")


def latest_versions(
    db: Connection, filters: ListFilters, limit: int, offset: int
) -> list[tuple[Article, Version]]:
    """Return articles with their latest version, the latest published first, undated ones last."""
    query = select(versions, *rows.ARTICLE_COLUMNS).join(articles, articles.c.id == versions.c.article_id)
    query = query.order_by(*_LATEST_FIRST)
    if filters.title is None:
        query = _filtered(query, filters).limit(limit).offset(offset)
    else:
        query = query.where(_latest(), versions.c.article_id.in_(_titled(db, filters, limit, offset)))
    found = list(db.execute(query).mappings())
    return list(zip(map(rows.article, found), with_posts(db, list(map(rows.version, found))), strict=True))


def find_article(db: Connection, reference: str) -> Article:
    """Return the article with an id, the only one whose id begins so, or the one at an address.

    Raises NotFoundError, and InputError that names what an ambiguous beginning fits.
    """
    reference = reference.strip()
    # Outer: an article that waits to be indexed has no wording that is visible.
    latest = (versions.c.article_id == articles.c.id) & _latest()
    query = select(*rows.ARTICLE_COLUMNS, versions.c.title).outerjoin(versions, latest)
    query = query.where(_named(reference)).order_by(articles.c.id).limit(_NAMED + 1)
    found = list(db.execute(query).mappings())
    now = datetime.now(UTC)
    embargoes = [embargo_of(db, row["id"], now) for row in found]
    public = [row for row, until in zip(found, embargoes, strict=True) if until is None]
    if not public:
        hidden = f"article {reference} is embargoed until {embargoes[0]:%Y-%m-%d %H:%M} UTC" if found else ""
        raise NotFoundError(hidden or f"the archive has no article {reference}; see `dateline list`")
    if len(public) > 1 and "/" not in reference:
        raise InputError(_ambiguous(reference, public))
    # Of two that an archive got before it knew forms of addresses, the one that is gone on with.
    latest_id = address_id(reference) if "/" in reference else None
    return rows.article(next((row for row in public if row["id"] == latest_id), public[0]))


def _named(reference: str) -> Any:
    """Return the condition that an article is the one meant."""
    if "/" in reference:  # which no id has
        return articles.c.id.in_((address_id(reference), former_id(reference)))
    beginning = reference.lower()
    if not _ID.fullmatch(beginning):
        return articles.c.id == reference
    if len(beginning) == _WHOLE_ID:
        return articles.c.id == beginning
    return articles.c.id.startswith(beginning)


def _ambiguous(reference: str, found: Sequence[Any]) -> str:
    named = "; ".join(
        f"{row['id']} ({one_line(row['title'] or 'not indexed yet')})" for row in found[:_NAMED]
    )
    more = "; …" if len(found) > _NAMED else ""
    return f"several articles have an id that begins with {reference}: {named}{more}; give more of it"


def _latest() -> Any:
    return versions.c.visible_until.is_(None)


def _filtered(query: Select[Any], filters: ListFilters) -> Select[Any]:
    query = query.where(_latest(), is_public(versions.c.article_id, rows.epoch(datetime.now(UTC))))
    if filters.after:
        query = query.where(PUBLISHED_FOR[WindowEnd.of(filters.after)] >= rows.epoch(filters.after))
    if filters.before:
        query = query.where(PUBLISHED_FOR[WindowEnd.of(filters.before)] < rows.epoch(filters.before))
    if filters.publishers:
        query = query.where(articles.c.publisher.in_(filters.publishers))
    if filters.ids:
        query = query.where(articles.c.id.in_(filters.ids))
    if filters.story_id is not None:
        query = query.where(articles.c.story_id == filters.story_id)
    if filters.url is not None:
        query = query.where(articles.c.id.in_((address_id(filters.url), former_id(filters.url))))
    return query


def _titled(db: Connection, filters: ListFilters, limit: int, offset: int) -> list[str]:
    """Return the ids of a page of articles that have the words in their titles.

    Compared here and not in the database: SQLite knows the case of ASCII letters only, and no accents.
    """
    wanted = _words(filters.title or "")
    query = select(versions.c.article_id, versions.c.title)
    query = query.join(articles, articles.c.id == versions.c.article_id).order_by(*_LATEST_FIRST)
    titles = db.execute(_filtered(query, filters))
    fitting = (row.article_id for row in titles if _has_words(row.title, wanted))
    return list(islice(fitting, offset, offset + limit))


def _has_words(title: str, wanted: Sequence[str]) -> bool:
    words = _words(title)
    return all(any(word.startswith(beginning) for word in words) for beginning in wanted)


def _words(text: str) -> list[str]:
    return _WORD.findall(unaccented(text))
