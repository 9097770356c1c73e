"""The journal: what the indexes have to follow, and what readers of it have to look at again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum

from sqlalchemy import Connection, insert

from ingest.store import rows
from ingest.store.schema import journal


class Action(StrEnum):
    """What a journal entry says: that the indexes have to follow, or that readers of it should look again."""

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


def note(db: Connection, action: Action, article_id: str) -> None:
    """Write an entry that the indexes have nothing to do for."""
    now = rows.epoch(datetime.now(UTC))
    db.execute(insert(journal).values(action=action, article_id=article_id, done_at=now))
