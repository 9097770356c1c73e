"""Posts of live blogs: what a version's text has in parts that became public one by one.

A later version of a live blog repeats most posts, has new ones, and may no longer reach back to the first. So
at any moment a post is read in the latest version of that moment that reaches back to its time; one that no
version had by then, in the first that has it, from the time on at which it was posted or last changed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import Connection, insert, select, tuple_, update

from ingest.article import Kind, Post, Version
from ingest.store import rows
from ingest.store.schema import posts

_IDS = 400  # versions in one statement


def store_posts(db: Connection, id_: str, number: int, stored: Sequence[Post]) -> None:
    """Store the posts of a version. As the version, they are seen by no moment until that is indexed."""
    values = [
        {
            "article_id": id_,
            "version": number,
            "start": post.start,
            "end": post.end,
            "posted_at": rows.epoch(post.posted_at),
            "modified_at": rows.epoch(post.modified_at) if post.modified_at else None,
            "visible_from": rows.epoch(post.posted_at),
            "visible_until": rows.epoch(post.posted_at),
        }
        for post in stored
    ]
    if values:
        db.execute(insert(posts), values)


def with_posts(db: Connection, versions: Sequence[Version]) -> list[Version]:
    """Return versions with their posts, the times of which are on the publisher's clock."""
    found: dict[tuple[str, int], list[Any]] = {}
    for at in range(0, len(versions), _IDS):
        keys = [(version.article_id, version.number) for version in versions[at : at + _IDS]]
        query = select(posts).where(tuple_(posts.c.article_id, posts.c.version).in_(keys))
        for row in db.execute(query.order_by(posts.c.start)).mappings():
            found.setdefault((row["article_id"], row["version"]), []).append(row)
    return [_with(version, found.get((version.article_id, version.number), ())) for version in versions]


def _with(version: Version, found: Sequence[Any]) -> Version:
    if not found:
        return version
    offset = rows.offset_of(version.published_at) if version.published_at else 0
    read = tuple(
        Post(
            start=row["start"],
            end=row["end"],
            posted_at=rows.on_clock(row["posted_at"], offset),
            modified_at=rows.moment(row["modified_at"]),
        )
        for row in found
    )
    return replace(version, posts=read)


def set_posts_visibility(db: Connection, id_: str, versions: Sequence[Any]) -> None:
    """Say of each post of an article from when until when it is read in its version.

    `versions` are those that are indexed, in the order in which they became visible.
    """
    found: dict[int, list[Any]] = {}
    for row in db.execute(select(posts).where(posts.c.article_id == id_)).mappings():
        found.setdefault(row["version"], []).append(row)
    if not found:
        return
    # A version without posts tells all that had happened by then, and what withdraws a live blog all of it.
    reach = [
        0
        if version["kind"] == Kind.RETRACTION
        else min((post["posted_at"] for post in found.get(version["number"], ())), default=0)
        for version in versions
    ]
    for place, version in enumerate(versions):
        for post in found.get(version["number"], ()):
            at = post["posted_at"]
            earlier = zip(reach[:place], versions[:place], strict=True)
            later = zip(reach[place + 1 :], versions[place + 1 :], strict=True)
            had_its_time = any(since <= at <= other["visible_from"] for since, other in earlier)
            begin = max(at, post["modified_at"] or at, version["visible_from"] if had_its_time else at)
            end = next((other["visible_from"] for since, other in later if since <= at), None)
            if (begin, end) != (post["visible_from"], post["visible_until"]):
                this = (
                    (posts.c.article_id == id_)
                    & (posts.c.version == version["number"])
                    & (posts.c.start == post["start"])
                )
                db.execute(update(posts).where(this).values(visible_from=begin, visible_until=end))
