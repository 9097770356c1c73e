"""Forecasts in the archive: found once when a version arrives, listed with what was written later."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import RowMapping, delete, insert, select

from ingest.article import Kind, Version
from ingest.errors import NotFoundError
from ingest.library import Library
from ingest.store import rows
from ingest.store.archive import Archive
from ingest.store.reading.arrivals import Arrivals
from ingest.store.rights import is_public
from ingest.store.schema import articles, forecasts, posts, versions
from service.answer import Citation, Speaker
from service.forecasts.find import FoundForecast, find_forecasts
from service.forecasts.forecast import Forecast, ForecastList, Part


@dataclass(frozen=True, slots=True)
class ForecastFilters:
    """Which forecasts are listed: with `due`, those whose time was over by then, the latest first.

    Else those whose time is not over at `now`, the soonest first. No publishers means all.
    """

    now: datetime
    due: datetime | None = None
    publishers: tuple[str, ...] = ()


def store_forecasts(archive: Archive, arrivals: Arrivals) -> int:
    """Find the forecasts of the articles that arrived, in their latest versions; return how many."""
    found: list[dict[str, Any]] = []
    ids = arrivals.articles
    for id_ in ids:
        try:
            found += [_row(id_, version, each) for version, each in _found(archive.version(id_))]
        except NotFoundError:  # removed
            continue
    with archive.begin() as db:
        db.execute(delete(forecasts).where(forecasts.c.article_id.in_(ids)))
        there = set(db.scalars(select(articles.c.id).where(articles.c.id.in_(ids))))
        if kept := [row for row in found if row["article_id"] in there]:
            db.execute(insert(forecasts), kept)
    return len(kept)


def list_forecasts(
    library: Library, filters: ForecastFilters, *, limit: int, offset: int = 0
) -> ForecastList:
    """Return forecasts without what was written later, none of articles that may not be quoted whole."""
    archive = library.archive
    until = forecasts.c.due_until
    query = (
        select(
            forecasts,
            articles.c.url,
            articles.c.publisher,
            articles.c.story_id,
            versions.c.title,
            versions.c.sha256,
            versions.c.text,
            versions.c.published_at,
            versions.c.published_offset,
            posts.c.posted_at,
        )
        .join(articles, articles.c.id == forecasts.c.article_id)
        .join(
            versions,
            (versions.c.article_id == forecasts.c.article_id) & (versions.c.number == forecasts.c.version),
        )
        .outerjoin(
            posts,
            (posts.c.article_id == forecasts.c.article_id)
            & (posts.c.version == forecasts.c.version)
            & (posts.c.start <= forecasts.c.start)
            & (posts.c.end > forecasts.c.start),
        )
    )
    if filters.due is None:
        query = query.where(until > rows.epoch(filters.now)).order_by(until, *_PLACE)
    else:
        query = query.where(until <= rows.epoch(filters.due)).order_by(until.desc(), *_PLACE)
    query = query.where(
        is_public(forecasts.c.article_id, rows.epoch(filters.now)),
        library.passages.policy.leaves_whole(archive.publishers()),
    )
    if filters.publishers:
        query = query.where(articles.c.publisher.in_(filters.publishers))
    with archive.begin() as db:
        found = list(db.execute(query.limit(limit + 1).offset(offset)).mappings())
    listed = [_forecast(row, marker) for marker, row in enumerate(found[:limit], offset + 1)]
    return ForecastList(listed, offset + limit if len(found) > limit else None)


_IN_NO_POST = -1
_PLACE = (forecasts.c.article_id, forecasts.c.start)


def _found(version: Version) -> list[tuple[int, FoundForecast]]:
    """Return the forecasts of a version that stands, with its number."""
    if version.kind is Kind.RETRACTION:
        return []
    return [
        (version.number, each)
        for start in [_IN_NO_POST, *(post.start for post in version.posts)]
        for each in find_forecasts(version.text_around(start), version.public_since(start))
    ]


def _row(article_id: str, version: int, found: FoundForecast) -> dict[str, Any]:
    speaker = found.speaker or (None, None)
    return {
        "article_id": article_id,
        "version": version,
        "start": found.start,
        "end": found.end,
        "event_start": found.event[0],
        "event_end": found.event[1],
        "words_start": found.deadline[0],
        "words_end": found.deadline[1],
        "due_from": rows.epoch(found.due_from),
        "due_until": rows.epoch(found.due_until),
        "speaker_start": speaker[0],
        "speaker_end": speaker[1],
    }


def _forecast(row: RowMapping, marker: int) -> Forecast:
    text: str = row["text"]
    said_by = row["speaker_start"], row["speaker_end"]
    return Forecast(
        citation=Citation(
            marker=marker,
            article_id=row["article_id"],
            version=row["version"],
            sha256=row["sha256"],
            start=row["start"],
            end=row["end"],
            quote=text[row["start"] : row["end"]],
            title=row["title"],
            publisher=row["publisher"],
            published_at=rows.published_at(row),
            url=row["url"],
            story_id=row["story_id"],
            posted_at=rows.posted_at(row),
        ),
        speaker=Speaker(text[slice(*said_by)], *said_by) if said_by[0] is not None else None,
        event=_words(text, row["event_start"], row["event_end"]),
        deadline=_words(text, row["words_start"], row["words_end"]),
        due_from=rows.known_moment(row["due_from"]),
        due_until=rows.known_moment(row["due_until"]),
    )


def _words(text: str, start: int, end: int) -> Part:
    return Part(text[start:end], start, end)
