"""The journal: what the indexes have to follow, and what readers of it have to look at again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import Connection, insert

from ingest.store import rows
from ingest.store.schema import journal


class Action(StrEnum):
    """What a journal entry says: INDEX and REMOVE are for the indexes, all are for readers of the journal."""

    INDEX = "index"
    REMOVE = "remove"
    RELEASE = "release"  # an article's embargo has ended
    CORRECT = "correct"  # a publisher says beside a text that stays that it was wrong


@dataclass(frozen=True, slots=True)
class JournalEntry:
    """One change that the derived indexes have to follow."""

    seq: int
    action: Action
    article_id: str
    version: int | None


def add_entry(
    db: Connection,
    action: Action,
    article_id: str,
    version: int | None = None,
    done_at: datetime | None = None,
) -> None:
    """Write an entry; it waits for the indexes, as they come to it, unless it is done at once."""
    values = {"action": action, "article_id": article_id, "version": version}
    db.execute(insert(journal).values(**values, done_at=rows.epoch(done_at) if done_at else None))
