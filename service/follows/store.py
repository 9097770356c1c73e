"""Follows in the archive."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import numpy as np
from pydantic import TypeAdapter
from pydantic_core import to_json
from sqlalchemy import Connection, RowMapping, delete, func, insert, select, update

from ingest.embeddings.embedder import Vector
from ingest.errors import InputError, NotFoundError
from ingest.store import rows
from ingest.store.archive import Archive
from ingest.store.schema import follow_news, follows
from service.answer import Citation
from service.ask import AskRequest
from service.follows.follow import Follow, FollowList, FollowRow, News

MOST_FOLLOWS = 500
_SHOWN = 50
_ID_BYTES = 6
_CITATIONS: TypeAdapter[tuple[Citation, ...]] = TypeAdapter(tuple[Citation, ...])
_REQUEST: TypeAdapter[AskRequest] = TypeAdapter(AskRequest)
_NEWS: TypeAdapter[News] = TypeAdapter(News)


@dataclass(frozen=True, slots=True)
class Followed:
    """A follow as it is asked again: its request, the question as a vector, and what was told so far."""

    id: str
    request: AskRequest
    webhook: str | None
    vector: Vector
    reach: float
    told: tuple[Citation, ...]


def add_follow(
    archive: Archive,
    request: AskRequest,
    webhook: str | None,
    placed: tuple[Vector, float],
    told: Sequence[Citation],
    at: datetime,
) -> str:
    """Store a follow; return its id. Raises InputError where there are too many."""
    id_, now = secrets.token_hex(_ID_BYTES), rows.epoch(at)
    values = {
        "id": id_,
        "made_at": now,
        "asked_at": now,
        "question": request.question,
        "request": to_json(request).decode(),
        "webhook": webhook,
        "vector": placed[0].astype(np.float32).tobytes(),
        "reach": float(placed[1]),
        "record": to_json(tuple(told)).decode(),
    }
    with archive.begin() as db:
        if (db.scalar(select(func.count()).select_from(follows)) or 0) >= MOST_FOLLOWS:
            raise InputError(
                f"{MOST_FOLLOWS} questions are followed already; end one with `dateline unfollow ID`"
            )
        db.execute(insert(follows).values(values))
    return id_


def all_followed(archive: Archive) -> list[Followed]:
    """Return all that is followed."""
    with archive.begin() as db:
        return [_followed(row) for row in db.execute(select(follows)).mappings()]


def note_asked(db: Connection, id_: str, told: Sequence[Citation], news: News | None, at: datetime) -> bool:
    """Store what a look found; return whether the follow is still there."""
    this = update(follows).where(follows.c.id == id_)
    values = {"asked_at": rows.epoch(at), "record": to_json(tuple(told)).decode()}
    if not db.execute(this.values(values)).rowcount:
        return False
    if news:
        db.execute(
            insert(follow_news).values(follow_id=id_, at=rows.epoch(news.at), record=to_json(news).decode())
        )
        shown = select(follow_news.c.seq).where(follow_news.c.follow_id == id_)
        oldest = shown.order_by(follow_news.c.seq.desc()).offset(_SHOWN).limit(1).scalar_subquery()
        db.execute(delete(follow_news).where(follow_news.c.follow_id == id_, follow_news.c.seq <= oldest))
    return True


def find_follow(archive: Archive, reference: str) -> Follow:
    """Return a follow by its id or its beginning. Raises NotFoundError, and InputError for one of several."""
    reference = reference.strip().lower()
    query = select(follows).where(follows.c.id.startswith(reference, autoescape=True)).order_by(follows.c.id)
    with archive.begin() as db:
        found = list(db.execute(query.limit(2)).mappings())
        if not found or not reference:
            raise NotFoundError(f"nothing is followed as {reference!r}; see `dateline follows`")
        if len(found) > 1 and found[0]["id"] != reference:
            raise InputError(f"{reference} is the beginning of several ids; give more of it")
        row = found[0]
        told = select(follow_news.c.record).where(follow_news.c.follow_id == row["id"])
        latest = db.scalars(told.order_by(follow_news.c.seq.desc()).limit(_SHOWN))
        news = tuple(_NEWS.validate_json(record) for record in latest)
    followed = _followed(row)
    return Follow(
        id=row["id"],
        question=row["question"],
        publishers=followed.request.publishers,
        webhook=row["webhook"],
        made_at=rows.known_moment(row["made_at"]),
        asked_at=rows.known_moment(row["asked_at"]),
        says=followed.told,
        news=news,
    )


def list_follows(archive: Archive) -> FollowList:
    """Return all that is followed, the latest made first."""
    count = func.count(follow_news.c.seq).label("news")
    last = func.max(follow_news.c.at).label("last")
    query = select(follows, count, last).outerjoin(follow_news, follow_news.c.follow_id == follows.c.id)
    query = query.group_by(follows.c.id).order_by(follows.c.made_at.desc(), follows.c.id)
    with archive.begin() as db:
        return FollowList([_listed(row) for row in db.execute(query).mappings()])


def end_follow(archive: Archive, id_: str) -> None:
    """Delete a follow with its news. Raises NotFoundError."""
    with archive.begin() as db:
        db.execute(delete(follow_news).where(follow_news.c.follow_id == id_))
        if not db.execute(delete(follows).where(follows.c.id == id_)).rowcount:
            raise NotFoundError(f"nothing is followed as {id_!r}; see `dateline follows`")


def _followed(row: RowMapping) -> Followed:
    return Followed(
        id=row["id"],
        request=_REQUEST.validate_json(row["request"]),
        webhook=row["webhook"],
        vector=np.frombuffer(row["vector"], np.float32),
        reach=row["reach"],
        told=_CITATIONS.validate_json(row["record"]),
    )


def _listed(row: RowMapping) -> FollowRow:
    return FollowRow(
        id=row["id"],
        question=row["question"],
        publishers=_REQUEST.validate_json(row["request"]).publishers,
        webhook=row["webhook"],
        made_at=rows.known_moment(row["made_at"]),
        asked_at=rows.known_moment(row["asked_at"]),
        news=row["news"],
        last_news_at=rows.moment(row["last"]),
    )
