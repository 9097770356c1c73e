"""Articles as JSON lines that can be ingested again: every version, in the order they were accepted in."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from difflib import get_close_matches
from typing import Any

from sqlalchemy import Select, select

from ingest.article import Article, Version, text_sha256
from ingest.errors import InputError, NotFoundError
from ingest.extract.exported import FORMAT
from ingest.store import rows
from ingest.store.archive import Action, Archive
from ingest.store.schema import articles, journal, versions

_ROWS = 200


@dataclass(frozen=True, slots=True)
class Selection:
    """Which articles: those that meet every condition, with all their versions.

    An article of which one version was published in [after, before) meets that.
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


def export(archive: Archive, selection: Selection) -> Iterator[Exported]:
    """Yield the versions of the selected articles.

    In the order they were accepted in, so that ingest gives them the numbers they have here. Raises
    InputError for a publisher, NotFoundError for an id that the archive does not know.
    """
    _require_known(archive, selection)
    with archive.begin() as db:
        db.execution_options(yield_per=_ROWS)
        for row in db.execute(_query(selection)).mappings():
            article, version = rows.article(row), rows.version(row)
            whole = text_sha256(version.text) == version.sha256
            yield Exported(article.id, version.number, _record(article, version) if whole else None)


def count(archive: Archive, selection: Selection) -> int:
    """Return how many versions the selection has."""
    query = select(versions.c.number).where(versions.c.article_id.in_(_ids(selection)))
    with archive.begin() as db:
        return len(db.execute(query).all())


def _require_known(archive: Archive, selection: Selection) -> None:
    known = archive.publishers()
    for name in selection.publishers:
        if name not in known:
            near = get_close_matches(name, known, n=3, cutoff=0.5)
            hint = f"; do you mean {' or '.join(near)}?" if near else "; see `dateline status`"
            raise InputError(f"the archive has no publisher {name!r}{hint}")
    for id_ in selection.ids:
        archive.article(id_)
    if selection.story_id is not None:
        with archive.begin() as db:
            if not db.scalar(select(articles.c.id).where(articles.c.story_id == selection.story_id).limit(1)):
                raise NotFoundError(f"the archive has no story {selection.story_id}; see `dateline show ID`")


def _ids(selection: Selection) -> Select[Any]:
    query = select(articles.c.id)
    if selection.ids:
        query = query.where(articles.c.id.in_(selection.ids))
    if selection.publishers:
        query = query.where(articles.c.publisher.in_(selection.publishers))
    if selection.story_id is not None:
        query = query.where(articles.c.story_id == selection.story_id)
    dated = select(versions.c.article_id)
    if selection.after:
        dated = dated.where(versions.c.published_at >= rows.epoch(selection.after))
    if selection.before:
        dated = dated.where(versions.c.published_at < rows.epoch(selection.before))
    return query.where(articles.c.id.in_(dated)) if selection.after or selection.before else query


def _query(selection: Selection) -> Select[Any]:
    accepted = (
        (journal.c.article_id == versions.c.article_id)
        & (journal.c.version == versions.c.number)
        & (journal.c.action == Action.INDEX)
    )
    source = versions.join(articles, articles.c.id == versions.c.article_id).outerjoin(journal, accepted)
    order = (journal.c.seq.nulls_last(), versions.c.article_id, versions.c.number)
    query = select(versions, *rows.ARTICLE_COLUMNS).select_from(source)
    return query.where(versions.c.article_id.in_(_ids(selection))).order_by(*order)


def _record(article: Article, version: Version) -> dict[str, Any]:
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
        "text": version.text,
    }


def _iso(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None


def selection_of(
    ids: Sequence[str],
    publishers: Sequence[str],
    story_id: str | None,
    after: str | None,
    before: str | None,
) -> Selection:
    """Return the selection of a command's arguments. Raises InputError for a date that is none."""
    return Selection(
        tuple(ids), tuple(publishers), story_id, _moment("--after", after), _moment("--before", before)
    )


def _moment(option: str, text: str | None) -> datetime | None:
    if text is None:
        return None
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as exc:
        raise InputError(f"{option} {text!r} must look like 2025-09-30 or 2025-09-30T14:00:00Z") from exc
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
