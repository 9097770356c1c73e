"""What a reader may see, and the conditions of a statement that let no more through."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from typing import Any

from sqlalchemy import Select, bindparam, func, or_, select

from ingest.store import rows
from ingest.store.schema import articles, versions

_DAY_SECONDS = 24 * 3600
# No clock is further from UTC.
MOST_OFFSET = 14 * 3600


@dataclass(frozen=True, slots=True)
class Filters:
    """What a reader may see: the wording as of a moment, published in [after, before), by these publishers.

    A bound at midnight UTC is a day, and days are those of the publisher's clock; any other bound is a
    moment. No publishers means all. An article without a publication date is outside every window.
    """

    as_of: datetime
    after: datetime | None = None
    before: datetime | None = None
    publishers: tuple[str, ...] = ()

    @property
    def narrow(self) -> bool:
        """Whether more than `as_of` is asked for."""
        return bool(self.after or self.before or self.publishers)


class WindowEnd(Enum):
    """What an end of a window is compared with."""

    NONE = "none"
    DAY = "day"  # the publisher's clock
    MOMENT = "moment"

    @classmethod
    def of(cls, end: datetime | None) -> WindowEnd:
        if end is None:
            return cls.NONE
        return cls.DAY if rows.epoch(end) % _DAY_SECONDS == 0 else cls.MOMENT


PUBLISHED_FOR: Mapping[WindowEnd, Any] = {
    WindowEnd.DAY: versions.c.published_at + func.coalesce(versions.c.published_offset, 0),
    WindowEnd.MOMENT: versions.c.published_at,
}


@dataclass(frozen=True, slots=True)
class FilterShape:
    """Which filters a statement has; statements are built once for each shape, which costs a millisecond."""

    after: WindowEnd
    before: WindowEnd
    publishers: bool

    @classmethod
    def of(cls, filters: Filters) -> FilterShape:
        return cls(WindowEnd.of(filters.after), WindowEnd.of(filters.before), bool(filters.publishers))

    def visible(self, query: Select[Any]) -> Select[Any]:
        """Add the conditions that a version must meet."""
        until = versions.c.visible_until
        return self.known(query).where(or_(until.is_(None), until > bindparam("as_of")))

    def known(self, query: Select[Any]) -> Select[Any]:
        """Add the conditions that a version must meet that may have been replaced by `as_of`.

        One that ends where it begins is not indexed yet, or was never seen.
        """
        until = versions.c.visible_until
        query = query.where(
            versions.c.visible_from <= bindparam("as_of"),
            or_(until.is_(None), until > versions.c.visible_from),
        )
        # A sum is not looked up in an index; the bound beside it is, and spares reading the whole archive.
        if self.after is not WindowEnd.NONE:
            query = query.where(
                PUBLISHED_FOR[self.after] >= bindparam("after"),
                versions.c.published_at >= bindparam("after") - MOST_OFFSET,
            )
        if self.before is not WindowEnd.NONE:
            query = query.where(
                PUBLISHED_FOR[self.before] < bindparam("before"),
                versions.c.published_at < bindparam("before") + MOST_OFFSET,
            )
        if self.publishers:
            named = articles.c.publisher.in_(bindparam("publishers", expanding=True))
            query = query.where(versions.c.article_id.in_(select(articles.c.id).where(named)))
        return query


def seen_by(query: Select[Any], as_of: datetime) -> Select[Any]:
    """Add the conditions that a version must meet that a reader had seen by a moment."""
    values = parameters(Filters(as_of))
    return FilterShape.of(Filters(as_of)).known(query).params(values)


def parameters(filters: Filters, ids: Sequence[str] | None = None) -> dict[str, Any]:
    """Return the values for a statement with the filters' shape."""
    parameters: dict[str, Any] = {"as_of": rows.epoch(filters.as_of)}
    if filters.after is not None:
        parameters["after"] = rows.epoch(filters.after)
    if filters.before is not None:
        parameters["before"] = rows.epoch(filters.before)
    if filters.publishers:
        parameters["publishers"] = list(filters.publishers)
    if ids is not None:
        parameters["ids"] = ids
    return parameters
