"""What publishers reserved, kept with each article: the newest statement holds for all its versions."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, delete, insert, select

from ingest.rights import Rights
from ingest.store import rows
from ingest.store.schema import rights


def note_rights(db: Connection, article_id: str, stated: Rights | None) -> None:
    """Store what a document states in place of what was known; None: it states nothing, and that stays."""
    if stated is None:
        return
    db.execute(delete(rights).where(rights.c.article_id == article_id))
    if stated != Rights():
        until = stated.embargoed_until
        values = {
            "article_id": article_id,
            "said": json.dumps(stated.said, ensure_ascii=False),
            "reserved": stated.reserved,
            "most_characters": stated.most_characters,
            "embargoed_until": rows.epoch(until) if until else None,
        }
        db.execute(insert(rights).values(**values))


def rights_of(db: Connection, article_id: str) -> Rights | None:
    """Return what the publisher of an article has said, None where nothing is known."""
    row = db.execute(select(rights).where(rights.c.article_id == article_id)).mappings().first()
    return None if row is None else rights_in(row)


def rights_in(row: Any) -> Rights | None:
    """Return the rights of a row that may have none, as an outer join gives it."""
    if row["said"] is None:
        return None
    return Rights(
        said=tuple(json.loads(row["said"])),
        reserved=row["reserved"],
        most_characters=row["most_characters"],
        embargoed_until=rows.moment(row["embargoed_until"]),
    )


def is_public(article_id: Any, at: Any) -> Any:
    """Return the condition that no embargo hides an article at a moment, in epoch seconds."""
    embargoes = rights.alias()  # a query may join the rights themselves
    # Few at a time: to look these up once costs less than to ask for each article.
    hidden = select(embargoes.c.article_id).where(embargoes.c.embargoed_until > at)
    return article_id.not_in(hidden)


def embargo_of(db: Connection, article_id: str, at: datetime) -> datetime | None:
    """Return until when an article is hidden, None where it is not at a moment."""
    query = select(rights.c.embargoed_until).where(rights.c.article_id == article_id)
    until = rows.moment(db.scalar(query))
    return until if until is not None and until > at else None
