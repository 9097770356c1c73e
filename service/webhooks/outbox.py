"""Webhooks in the archive: stored in the transaction that they tell of, until each is sent or dead."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from uuid import uuid4

from pydantic_core import to_json
from sqlalchemy import Connection, RowMapping, delete, insert, select, update

from ingest.errors import NotFoundError
from ingest.store import rows
from ingest.store.archive import Archive
from ingest.store.schema import webhooks
from service.webhooks.webhook import State, Webhook, WebhookList

# What was sent is remembered so long.
_REMEMBERED = timedelta(days=30)


def add_webhook(db: Connection, url: str, type_: str, data: object, at: datetime) -> str:
    """Store a webhook to be sent; return its id, which stays the same for every try."""
    id_ = str(uuid4())
    body = to_json({"id": id_, "type": type_, "timestamp": at.isoformat(), "data": data}).decode()
    now = rows.epoch(at)
    db.execute(insert(webhooks).values(id=id_, url=url, body=body, made_at=now, tries=0, next_at=now))
    return id_


def due(archive: Archive, now: datetime, limit: int) -> list[tuple[Webhook, str]]:
    """Return the webhooks whose time has come, the longest waiting first, each with its body."""
    query = select(webhooks).where(webhooks.c.next_at <= rows.epoch(now))
    with archive.begin() as db:
        found = db.execute(query.order_by(webhooks.c.next_at, webhooks.c.id).limit(limit)).mappings()
        return [(_webhook(row), row["body"]) for row in found]


def any_due(archive: Archive, now: datetime) -> bool:
    """Return whether a webhook waits to be sent."""
    query = select(webhooks.c.id).where(webhooks.c.next_at <= rows.epoch(now)).limit(1)
    with archive.begin() as db:
        return db.scalar(query) is not None


def note_sent(archive: Archive, id_: str, at: datetime) -> None:
    """Record that a webhook was taken."""
    _change(archive, id_, next_at=None, sent_at=rows.epoch(at), failure=None, tries=webhooks.c.tries + 1)


def note_failed(archive: Archive, id_: str, failure: str, next_at: datetime | None) -> None:
    """Record that a try failed, and when the next one is; None: it is given up."""
    at = rows.epoch(next_at) if next_at else None
    _change(archive, id_, next_at=at, failure=failure, tries=webhooks.c.tries + 1)


def send_again(archive: Archive, id_: str, at: datetime) -> None:
    """Let a webhook that is dead, or waits, be sent at once. Raises NotFoundError."""
    with archive.begin() as db:
        dead = update(webhooks).where(webhooks.c.id == id_, webhooks.c.sent_at.is_(None))
        if not db.execute(dead.values(next_at=rows.epoch(at), tries=0)).rowcount:
            raise NotFoundError(f"no webhook {id_} waits or is dead; see `dateline webhooks`")


def read_webhooks(archive: Archive, *, dead: bool = False, limit: int = 50) -> WebhookList:
    """Return webhooks, the latest first; `dead`: only those that were given up."""
    query = select(webhooks).order_by(webhooks.c.made_at.desc(), webhooks.c.id).limit(limit)
    if dead:
        query = query.where(webhooks.c.next_at.is_(None), webhooks.c.sent_at.is_(None))
    with archive.begin() as db:
        return WebhookList([_webhook(row) for row in db.execute(query).mappings()])


def prune_webhooks(archive: Archive, now: datetime) -> None:
    """Forget webhooks that were sent or given up long ago."""
    old = webhooks.c.made_at < rows.epoch(now - _REMEMBERED)
    with archive.begin() as db:
        if db.scalar(select(webhooks.c.id).where(old).limit(1)):
            db.execute(delete(webhooks).where(old, webhooks.c.next_at.is_(None)))


def _change(archive: Archive, id_: str, **values: object) -> None:
    with archive.begin() as db:
        db.execute(update(webhooks).where(webhooks.c.id == id_).values(**values))


def _webhook(row: RowMapping) -> Webhook:
    waiting, sent = row["next_at"] is not None, row["sent_at"] is not None
    return Webhook(
        id=row["id"],
        type=str(json.loads(row["body"])["type"]),
        url=row["url"],
        state=State.WAITING if waiting else State.SENT if sent else State.DEAD,
        made_at=rows.known_moment(row["made_at"]),
        tries=row["tries"],
        next_at=rows.moment(row["next_at"]),
        sent_at=rows.moment(row["sent_at"]),
        failure=row["failure"],
    )
