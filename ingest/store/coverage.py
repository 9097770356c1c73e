"""How many articles a question searches, and of which dates."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import Select, func, select

from ingest.store import rows
from ingest.store.archive import Archive
from ingest.store.filters import Filters, FilterShape, parameters
from ingest.store.schema import rights, versions

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
            count, first, last = db.execute(_query(FilterShape.of(filters)), parameters(filters)).one()
        return Coverage(count, rows.unpacked(first), rows.unpacked(last))


# The last moments at which a wording became visible and an embargo ends.
_LAST = select(
    select(func.max(versions.c.visible_from)).scalar_subquery(),
    select(func.max(rights.c.embargoed_until)).scalar_subquery(),
)


@lru_cache
def _query(shape: FilterShape) -> Select[Any]:
    # An article has one visible wording at any moment, so versions are articles here.
    columns: Any = (func.count(versions.c.article_id), func.min(rows.PUBLISHED), func.max(rows.PUBLISHED))
    return shape.visible(select(*columns))
