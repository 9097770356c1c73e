"""What a reader may see, and the conditions of a statement that let no more through."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import Enum
from typing import Any

from sqlalchemy import ColumnElement, Select, bindparam, exists, func, or_, select

from ingest.store import rows
from ingest.store.rights import is_public
from ingest.store.schema import articles, passages, posts, versions

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


@dataclass(frozen=True, slots=True)
class Public:
    """When something became public, and from when until when it is read: columns of its table."""

    published_at: ColumnElement[Any]
    visible_from: ColumnElement[Any]
    visible_until: ColumnElement[Any]

    def published_for(self, end: WindowEnd) -> Any:
        """Return what an end of a window is compared with."""
        offset = func.coalesce(versions.c.published_offset, 0)
        return self.published_at + offset if end is WindowEnd.DAY else self.published_at


VERSIONS = Public(versions.c.published_at, versions.c.visible_from, versions.c.visible_until)
# With the versions that they are posts of, on whose clock they are.
POSTS = Public(posts.c.posted_at, posts.c.visible_from, posts.c.visible_until)
IS_IN_POST = (
    (posts.c.article_id == passages.c.article_id)
    & (posts.c.version == passages.c.version)
    & (posts.c.start <= passages.c.start)
    & (posts.c.end > passages.c.start)
)
# The first half is looked up in a list that is made once, and spares nearly all passages the second.
IN_NO_POST = or_(
    passages.c.article_id.not_in(select(posts.c.article_id)),
    ~exists().where(IS_IN_POST).correlate(passages),
)

PUBLISHED_FOR: Mapping[WindowEnd, Any] = {
    end: VERSIONS.published_for(end) for end in (WindowEnd.DAY, WindowEnd.MOMENT)
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

    def visible(self, query: Select[Any], what: Public = VERSIONS, *, looked_up: bool = False) -> Select[Any]:
        """Add the conditions that a version, or a post, must meet."""
        until = what.visible_until
        conditions = self.known(what, looked_up=looked_up)
        return query.where(*conditions, or_(until.is_(None), until > bindparam("as_of")))

    def known(self, what: Public = VERSIONS, *, looked_up: bool = False) -> list[ColumnElement[bool]]:
        """Return the conditions that a version, or a post, must meet that may have been replaced by `as_of`.

        One that ends where it begins is not indexed yet, or was never seen. `looked_up`: the statement names
        what it reads, so the publisher of each is looked up; else the articles of the publishers are listed.
        """
        until = what.visible_until
        conditions: list[ColumnElement[bool]] = [
            what.visible_from <= bindparam("as_of"),
            or_(until.is_(None), until > what.visible_from),
            is_public(versions.c.article_id, bindparam("public_at")),
        ]
        # A sum is not looked up in an index; the bound beside it is, and spares reading the whole archive.
        if self.after is not WindowEnd.NONE:
            conditions += [
                what.published_for(self.after) >= bindparam("after"),
                what.published_at >= bindparam("after") - MOST_OFFSET,
            ]
        if self.before is not WindowEnd.NONE:
            conditions += [
                what.published_for(self.before) < bindparam("before"),
                what.published_at < bindparam("before") + MOST_OFFSET,
            ]
        if self.publishers:
            article = articles.alias()
            theirs = article.c.publisher.in_(bindparam("publishers", expanding=True))
            article_id = versions.c.article_id
            conditions.append(
                exists().where(article.c.id == article_id, theirs)
                if looked_up
                else article_id.in_(select(article.c.id).where(theirs))
            )
        return conditions


def seen_by(query: Select[Any], as_of: datetime) -> Select[Any]:
    """Add the conditions that a version must meet that a reader had seen by a moment."""
    filters = Filters(as_of)
    return query.where(*FilterShape.of(filters).known()).params(parameters(filters))


def parameters(filters: Filters, ids: Sequence[str] | None = None) -> dict[str, Any]:
    """Return the values for a statement with the filters' shape."""
    # What is embargoed until tomorrow is not to be read today, whatever moment is asked for.
    public_at = min(filters.as_of, datetime.now(UTC))
    parameters: dict[str, Any] = {"as_of": rows.epoch(filters.as_of), "public_at": rows.epoch(public_at)}
    if filters.after is not None:
        parameters["after"] = rows.epoch(filters.after)
    if filters.before is not None:
        parameters["before"] = rows.epoch(filters.before)
    if filters.publishers:
        parameters["publishers"] = list(filters.publishers)
    if ids is not None:
        parameters["ids"] = ids
    return parameters
