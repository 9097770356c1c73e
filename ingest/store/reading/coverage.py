"""How many articles a question searches, and of which dates."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import Select, case, func, select

from ingest.store import rows
from ingest.store.archive import Archive
from ingest.store.filters import POSTS, Filters, FilterShape, parameters
from ingest.store.schema import posts, rights, versions

_KEPT = 1_000


@dataclass(frozen=True, slots=True)
class Coverage:
    """Articles that the filters let through, and their first and last publication."""

    articles: int
    earliest: datetime | None
    latest: datetime | None


@dataclass(frozen=True, slots=True)
class _Counted:
    """Coverages counted since a change; from `last_visible` on, every moment sees the same wordings."""

    change: tuple[int, int]
    last_visible: datetime
    coverages: dict[Filters, Coverage]


class CoverageCounter:
    """Counts what filters let through. It takes a scan of all articles, so it is kept until a change."""

    def __init__(self, archive: Archive) -> None:
        self._archive = archive
        self._counted: _Counted | None = None

    def count(self, filters: Filters) -> Coverage:
        counted = self._current()
        key = replace(filters, as_of=min(filters.as_of, counted.last_visible))
        if key not in counted.coverages:
            counted.coverages[key] = self._count(filters)
        return counted.coverages[key]

    def _current(self) -> _Counted:
        counted, change = self._counted, self._archive.last_change()
        if counted is None or counted.change != change or len(counted.coverages) >= _KEPT:
            with self._archive.begin() as db:
                seen, lifted = db.execute(_LAST).one()
            last = max(seen or 0, lifted or 0)
            counted = self._counted = _Counted(change, rows.known_moment(last), {})
        return counted

    def _count(self, filters: Filters) -> Coverage:
        with self._archive.begin() as db:
            counted = [
                db.execute(query, parameters(filters)).one() for query in _queries(FilterShape.of(filters))
            ]
        firsts = [first for _, first, _ in counted if first is not None]
        lasts = [last for _, _, last in counted if last is not None]
        return Coverage(
            sum(count for count, _, _ in counted),
            rows.unpacked(min(firsts, default=None)),
            rows.unpacked(max(lasts, default=None)),
        )


# The last moments at which a wording became visible and an embargo ends.
_LAST = select(
    select(func.max(versions.c.visible_from)).scalar_subquery(),
    select(func.max(rights.c.embargoed_until)).scalar_subquery(),
)


@lru_cache
def _queries(shape: FilterShape) -> list[Select[Any]]:
    """Return the queries for articles, and for posts and the articles of which only those are let through."""
    # An article has one visible wording at any moment, so versions are articles here.
    columns: Any = (func.count(versions.c.article_id), func.min(rows.PUBLISHED), func.max(rows.PUBLISHED))
    moment: Any = rows.packed(posts.c.posted_at)
    visible = shape.visible(select(versions.c.article_id))
    of_version = (versions.c.article_id == posts.c.article_id) & (versions.c.number == posts.c.version)
    other = case((posts.c.article_id.not_in(visible), posts.c.article_id))
    posted = select(func.count(other.distinct()), func.min(moment), func.max(moment)).join(
        versions, of_version
    )
    return [shape.visible(select(*columns)), shape.visible(posted, POSTS)]
