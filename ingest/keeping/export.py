"""Articles as JSON lines that can be ingested again: every version, in the order they were accepted in."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Select, select

from ingest.article import Article, Post, Version, text_sha256
from ingest.errors import NotFoundError
from ingest.extract.exported import FORMAT
from ingest.rights import Rights
from ingest.store import rows
from ingest.store.archive import Archive
from ingest.store.filters import PUBLISHED_FOR, WindowEnd
from ingest.store.journal import Action
from ingest.store.posts import with_posts
from ingest.store.publishers import known_publishers
from ingest.store.rights import rights_in
from ingest.store.schema import articles, journal, rights, stated_corrections, versions

_ROWS = 200


@dataclass(frozen=True, slots=True)
class ExportSelection:
    """Which articles: those that meet every condition, with all their versions.

    An article of which one version was published in [after, before) meets that; bounds and
    names of publishers mean what they do in `Filters`.
    """

    ids: tuple[str, ...] = ()
    publishers: tuple[str, ...] = ()
    story_id: str | None = None
    after: datetime | None = None
    before: datetime | None = None


@dataclass(frozen=True, slots=True)
class Exported:
    """A version as a record; `record` is None when its text does not have its hash, and is not exported."""

    article_id: str
    version: int
    record: dict[str, Any] | None


def export(archive: Archive, selection: ExportSelection) -> Iterator[Exported]:
    """Yield the versions of the selected articles.

    In the order they were accepted in, so that ingest gives them the numbers they have here. Raises
    InputError for a publisher, NotFoundError for an id that the archive does not know.
    """
    selection = _known(archive, selection)
    with archive.begin() as db:
        stated = _stated(db)
        db.execution_options(yield_per=_ROWS)
        for row in db.execute(_query(selection)).mappings():
            article, [version] = rows.article(row), with_posts(db, [rows.version(row)])
            whole = text_sha256(version.text) == version.sha256
            record = (
                _record(article, version, stated) | {"rights": _rights(rights_in(row))} if whole else None
            )
            yield Exported(article.id, version.number, record)


def count(archive: Archive, selection: ExportSelection) -> int:
    """Return how many versions the selection has. Raises as `export` does."""
    query = select(versions.c.number).where(versions.c.article_id.in_(_ids(_known(archive, selection))))
    with archive.begin() as db:
        return len(db.execute(query).all())


def _known(archive: Archive, selection: ExportSelection) -> ExportSelection:
    """Return the selection with publishers as the archive spells them."""
    for id_ in selection.ids:
        archive.article(id_)
    if selection.story_id is not None:
        with archive.begin() as db:
            if not db.scalar(select(articles.c.id).where(articles.c.story_id == selection.story_id).limit(1)):
                raise NotFoundError(f"the archive has no story {selection.story_id}; see `dateline show ID`")
    return replace(selection, publishers=known_publishers(selection.publishers, archive.publishers()))


def _ids(selection: ExportSelection) -> Select[Any]:
    query = select(articles.c.id)
    if selection.ids:
        query = query.where(articles.c.id.in_(selection.ids))
    if selection.publishers:
        query = query.where(articles.c.publisher.in_(selection.publishers))
    if selection.story_id is not None:
        query = query.where(articles.c.story_id == selection.story_id)
    dated = select(versions.c.article_id)
    if selection.after:
        dated = dated.where(PUBLISHED_FOR[WindowEnd.of(selection.after)] >= rows.epoch(selection.after))
    if selection.before:
        dated = dated.where(PUBLISHED_FOR[WindowEnd.of(selection.before)] < rows.epoch(selection.before))
    return query.where(articles.c.id.in_(dated)) if selection.after or selection.before else query


def _query(selection: ExportSelection) -> Select[Any]:
    accepted = (
        (journal.c.article_id == versions.c.article_id)
        & (journal.c.version == versions.c.number)
        & (journal.c.action == Action.INDEX)
    )
    source = versions.join(articles, articles.c.id == versions.c.article_id).outerjoin(journal, accepted)
    source = source.outerjoin(rights, rights.c.article_id == articles.c.id)
    order = (journal.c.seq.nulls_last(), versions.c.article_id, versions.c.number)
    stated = (column for column in rights.c if column is not rights.c.article_id)
    query = select(versions, *rows.ARTICLE_COLUMNS, *stated).select_from(source)
    return query.where(versions.c.article_id.in_(_ids(selection))).order_by(*order)


def _stated(db: Connection) -> dict[tuple[str, int], list[str]]:
    """Return the corrections that pages' data state, by article and version; few have any."""
    found: dict[tuple[str, int], list[str]] = {}
    for row in db.execute(select(stated_corrections).order_by(*stated_corrections.primary_key)):
        found.setdefault((row.article_id, row.version), []).append(row.words)
    return found


def _record(
    article: Article, version: Version, stated: Mapping[tuple[str, int], list[str]]
) -> dict[str, Any]:
    dateline = version.dateline
    return {
        "format": FORMAT,
        "article_id": article.id,
        "version": version.number,
        "sha256": version.sha256,
        "url": article.url,
        "publisher": article.publisher,
        "story_id": article.story_id,
        "title": version.title,
        "byline": version.byline,
        "agency": version.agency,
        "dateline_place": dateline.place if dateline else None,
        "dateline_date": dateline.date.isoformat() if dateline and dateline.date else None,
        "section": version.section,
        "language": version.language,
        "published_at": _iso(version.published_at),
        "modified_at": _iso(version.modified_at),
        "first_seen_at": _iso(version.first_seen_at),
        "kind": version.kind.value,
        "corrections": stated.get((article.id, version.number), []),
        "text": version.text,
        "posts": [_post(post) for post in version.posts],
    }


def _post(post: Post) -> dict[str, Any]:
    return {
        "start": post.start,
        "end": post.end,
        "posted_at": _iso(post.posted_at),
        "modified_at": _iso(post.modified_at),
    }


def _rights(stated: Rights | None) -> dict[str, Any] | None:
    """Return what its publisher said of an article; what that amounts to is read again."""
    return None if stated is None else {"said": stated.said, "embargoed_until": _iso(stated.embargoed_until)}


def _iso(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None
