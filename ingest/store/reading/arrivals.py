"""What has happened in the archive since a reader of its journal looked last, and who may read on.

Of several processes over one archive only the one that holds the turn reads on. Who dies keeps the turn until
its time is over; what it had not noted is then read again.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import uuid4

from sqlalchemy import func, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite

from ingest.store.archive import Archive
from ingest.store.journal import Action
from ingest.store.schema import journal, lookouts, versions

# Seconds for which a turn is held; it is taken again with each batch that is read.
_TURN = 180

# Of this process: it may take its own turn again.
HOLDER = uuid4().hex


@dataclass(frozen=True, slots=True)
class StatedCorrection:
    """A correction beside the text of a version, and since when it is known."""

    article_id: str
    version: int
    at: datetime


@dataclass(frozen=True, slots=True)
class Arrivals:
    """What became visible and what was removed up to the journal's entry `seq`, in its order.

    `corrected` are corrections that publishers stated beside a text that stays.
    """

    seq: int
    versions: tuple[tuple[str, int], ...]
    removed: tuple[str, ...]
    corrected: tuple[StatedCorrection, ...] = ()

    @property
    def articles(self) -> list[str]:
        """The ids of the articles that arrived, changed or were removed, each once."""
        return list(
            dict.fromkeys(
                [
                    *(id_ for id_, _ in self.versions),
                    *self.removed,
                    *(each.article_id for each in self.corrected),
                ]
            )
        )


def arrivals_since(archive: Archive, seq: int, limit: int) -> Arrivals | None:
    """Return what the indexes followed after the entry `seq`, at most `limit` entries; None: nothing."""
    waiting = select(func.min(journal.c.seq)).where(journal.c.done_at.is_(None)).scalar_subquery()
    query = (
        select(*journal.c)
        .where(journal.c.seq > seq, journal.c.done_at.is_not(None))
        # Entries are done in their order, but for the moment in which several of them are.
        .where(or_(waiting.is_(None), journal.c.seq < waiting))
        .order_by(journal.c.seq)
        .limit(limit)
    )
    with archive.begin() as db:
        entries = db.execute(query).all()
        released = [entry.article_id for entry in entries if entry.action == Action.RELEASE]
        latest = select(versions.c.article_id, versions.c.number).where(
            versions.c.article_id.in_(released), versions.c.visible_until.is_(None)
        )
        public = [(row.article_id, row.number) for row in db.execute(latest)] if released else []
    if not entries:
        return None
    indexed = [(entry.article_id, entry.version) for entry in entries if entry.action == Action.INDEX]
    removed = [entry.article_id for entry in entries if entry.action == Action.REMOVE]
    corrected = [
        StatedCorrection(entry.article_id, entry.version, datetime.fromtimestamp(entry.done_at, UTC))
        for entry in entries
        if entry.action == Action.CORRECT
    ]
    return Arrivals(entries[-1].seq, (*indexed, *public), tuple(removed), tuple(corrected))


def read_up_to(archive: Archive, name: str) -> int:
    """Return up to which entry a reader has read the journal; 0: it never did."""
    with archive.begin() as db:
        return db.scalar(select(lookouts.c.seq).where(lookouts.c.name == name)) or 0


def take_turn(archive: Archive, name: str) -> bool:
    """Take the turn of a reader for this process, or go on with it; False: another process has it."""
    now = int(time.time())
    free = or_(lookouts.c.holder == HOLDER, lookouts.c.held_until < now)
    with archive.begin() as db:
        dialect = postgresql if db.dialect.name == "postgresql" else sqlite
        new = dialect.insert(lookouts).values(name=name, seq=0, held_until=0)
        db.execute(new.on_conflict_do_nothing())
        taken = update(lookouts).where(lookouts.c.name == name, free)
        return bool(db.execute(taken.values(holder=HOLDER, held_until=now + _TURN)).rowcount)


def note_seen(archive: Archive, name: str, seq: int) -> None:
    """Record how far a reader has read; what it found must be stored by now."""
    own = update(lookouts).where(lookouts.c.name == name, lookouts.c.holder == HOLDER)
    with archive.begin() as db:
        db.execute(own.values(seq=seq))


def end_turn(archive: Archive, name: str) -> None:
    """Let another process take the turn at once."""
    own = update(lookouts).where(lookouts.c.name == name, lookouts.c.holder == HOLDER)
    with archive.begin() as db:
        db.execute(own.values(held_until=0))
