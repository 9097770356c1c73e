"""Stories by the day on which they first appeared: how many publishers carried each."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, RowMapping, func, select

from ingest.article import Article, Version
from ingest.store import rows, stories
from ingest.store.archive import Archive
from ingest.store.filters import MOST_OFFSET, PUBLISHED_FOR, Filters, FilterShape, WindowEnd, parameters
from ingest.store.publishers import families
from ingest.store.schema import articles, fingerprints, versions

_DAY = timedelta(days=1)
# The nearest articles by UTC are read for the nearest by their publishers' clocks: those of a day or so.
_NEAR = 200
_NEVER = 2**40
_clock = PUBLISHED_FOR[WindowEnd.DAY]


@dataclass(frozen=True, slots=True)
class ListedStory:
    """A story in a list, with its first report.

    `agency` sent it, as the first article says that names one. `publishers` printed it, one name for each,
    the first in front.
    """

    id: str
    title: str
    article_id: str
    publisher: str | None
    published_at: datetime | None
    agency: str | None
    articles: int
    publishers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class StoryList:
    """Stories that first appeared on a day, on the publishers' clocks; what most publishers carried first.

    `stories` are a page of `total`. `day` is None where no article has a date. `earlier` and `later` are the
    nearest days with articles.
    """

    day: date | None
    total: int
    stories: list[ListedStory]
    next_offset: int | None
    earlier: date | None
    later: date | None


def list_stories(
    archive: Archive, day: date | None, as_of: datetime, *, limit: int, offset: int = 0
) -> StoryList:
    """Return the stories of a day, by default the last with an article, as a reader saw them by a moment."""
    with archive.begin() as db:
        day = day or _last_day(db, as_of, before=None)
        if day is None:
            return StoryList(None, 0, [], None, None, None)
        start = datetime(day.year, day.month, day.day, tzinfo=UTC)
        filters = Filters(as_of, start, start + _DAY)
        earlier, later = _last_day(db, as_of, before=start), _first_day(db, as_of, after=start + _DAY)
        printed = list(db.execute(_of_day(filters), parameters(filters)).mappings())
    found = [_listed(each) for each in _by_story(printed) if _first_day_of(each) == day]
    found.sort(key=lambda each: (-len(each.publishers), -each.articles))  # stays in order of publication
    more = offset + limit if len(found) > offset + limit else None
    return StoryList(day, len(found), found[offset : offset + limit], more, earlier, later)


def stories_with(archive: Archive, ids: Sequence[str], as_of: datetime) -> list[ListedStory]:
    """Return stories by their ids, the first published first."""
    filters = Filters(as_of)
    query = _articles_of(articles.c.story_id.in_(ids), filters)
    with archive.begin() as db:
        printed = list(db.execute(query, parameters(filters)).mappings())
    return [_listed(each) for each in _by_story(printed)]


def articles_of_story(
    archive: Archive, story_id: str, as_of: datetime, limit: int
) -> list[tuple[Article, Version]]:
    """Return a story's articles as a reader saw them at a moment, the first published first, undated last."""
    filters = Filters(as_of)
    query = _visible((versions, *rows.ARTICLE_COLUMNS), articles.c.story_id == story_id, filters)
    with archive.begin() as db:
        found = db.execute(query.limit(limit), parameters(filters)).mappings()
        return [(rows.article(row), _as_seen(rows.version(row), as_of)) for row in found]


def _as_seen(version: Version, as_of: datetime) -> Version:
    """Return a version without the end that it had after a moment."""
    until = version.visible_until
    return replace(version, visible_until=None) if until is not None and until > as_of else version


def nearest_earlier(archive: Archive, ids: Sequence[str]) -> dict[str, tuple[str, float]]:
    """Return for each article of a story which earlier one it is most like; `ids` are in their order.

    With it stands the share of the shorter one's word runs that both have. The first article is like none.
    """
    query = select(fingerprints.c.article_id, fingerprints.c.fingerprint)
    with archive.begin() as db:
        found = db.execute(query.where(fingerprints.c.article_id.in_(ids)))
        prints: dict[str, bytes] = {id_: print_ for id_, print_ in found}
    there = [id_ for id_ in ids if id_ in prints]
    nearest: dict[str, tuple[str, float]] = {}
    for place, id_ in enumerate(there[1:], start=1):
        most = max(there[:place], key=lambda each: stories.similarity(prints[id_], prints[each]))
        nearest[id_] = most, round(stories.containment(prints[id_], prints[most]), 2)
    return nearest


def _of_day(filters: Filters) -> Any:
    """Return the query for all articles of the stories that a window has an article of."""
    found = select(articles.c.story_id).join(versions, versions.c.article_id == articles.c.id)
    of_day = FilterShape.of(filters).visible(found)
    return _articles_of(articles.c.story_id.in_(of_day), filters)


def _articles_of(condition: Any, filters: Filters) -> Any:
    """Return the query for articles without their texts, whatever window the filters have."""
    columns = (versions.c.title, versions.c.agency, versions.c.published_at, versions.c.published_offset)
    return _visible((*rows.ARTICLE_COLUMNS, *columns), condition, filters)


def _visible(columns: Sequence[Any], condition: Any, filters: Filters) -> Any:
    """Return the query for what a reader sees as of a moment, in the order of publication."""
    query = select(*columns).join_from(articles, versions, versions.c.article_id == articles.c.id)
    seen = FilterShape.of(Filters(filters.as_of)).visible(query.where(condition))
    return seen.order_by(versions.c.published_at.nulls_last(), articles.c.id)


def _by_story(printed: Iterable[RowMapping]) -> Iterable[list[RowMapping]]:
    found: defaultdict[str, list[RowMapping]] = defaultdict(list)
    for row in printed:
        found[row["story_id"]].append(row)
    return found.values()


def _first_day_of(printed: Sequence[RowMapping]) -> date | None:
    moment = rows.published_at(printed[0])
    return moment.date() if moment else None


def _listed(printed: Sequence[RowMapping]) -> ListedStory:
    first = printed[0]
    return ListedStory(
        id=first["story_id"],
        title=first["title"],
        article_id=first["id"],
        publisher=first["publisher"],
        published_at=rows.published_at(first),
        agency=next((row["agency"] for row in printed if row["agency"]), None),
        articles=len(printed),
        publishers=families([row["publisher"] for row in printed]),
    )


def _last_day(db: Connection, as_of: datetime, before: datetime | None) -> date | None:
    """Return the last day with a visible article, of those before a moment if one is given."""
    end = _NEVER if before is None else rows.epoch(before)
    near = _seen(as_of).where(_clock < end, versions.c.published_at < end + MOST_OFFSET)
    return _day(db, func.max, near.order_by(versions.c.published_at.desc()))


def _first_day(db: Connection, as_of: datetime, after: datetime) -> date | None:
    """Return the first day with a visible article from a moment on."""
    start = rows.epoch(after)
    near = _seen(as_of).where(_clock >= start, versions.c.published_at >= start - MOST_OFFSET)
    return _day(db, func.min, near.order_by(versions.c.published_at))


def _seen(as_of: datetime) -> Any:
    filters = Filters(as_of)
    return FilterShape.of(filters).visible(select(_clock.label("clock"))).params(parameters(filters))


def _day(db: Connection, least_or_most: Any, near: Any) -> date | None:
    clock = near.limit(_NEAR).subquery().c.clock
    seconds = db.scalar(select(least_or_most(clock)))
    return None if seconds is None else rows.known_moment(seconds).date()
