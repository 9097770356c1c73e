"""What a reader may see, and the conditions of a statement that let no more through."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, bindparam, or_, select

from ingest.store import rows
from ingest.store.schema import articles, versions


@dataclass(frozen=True, slots=True)
class Filters:
    """What a reader may see: the wording as of a moment, published in [after, before), by these publishers.

    No publishers means all. An article without a publication date is outside every window.
    """

    as_of: datetime
    after: datetime | None = None
    before: datetime | None = None
    publishers: tuple[str, ...] = ()

    @property
    def narrow(self) -> bool:
        """Whether more than `as_of` is asked for."""
        return bool(self.after or self.before or self.publishers)


@dataclass(frozen=True, slots=True)
class FilterShape:
    """Which filters a statement has; statements are built once for each shape, which costs a millisecond."""

    after: bool
    before: bool
    publishers: bool

    @classmethod
    def of(cls, filters: Filters) -> FilterShape:
        return cls(filters.after is not None, filters.before is not None, bool(filters.publishers))

    def visible(self, query: Select[Any]) -> Select[Any]:
        """Add the conditions that a version must meet."""
        as_of: Any = bindparam("as_of")
        query = query.where(
            versions.c.visible_from <= as_of,
            or_(versions.c.visible_until.is_(None), versions.c.visible_until > as_of),
        )
        if self.after:
            query = query.where(versions.c.published_at >= bindparam("after"))
        if self.before:
            query = query.where(versions.c.published_at < bindparam("before"))
        if self.publishers:
            named = articles.c.publisher.in_(bindparam("publishers", expanding=True))
            query = query.where(versions.c.article_id.in_(select(articles.c.id).where(named)))
        return query


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
