"""What is known of each source and of what it has listed, in the archive: a killed watcher goes on here."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Any

from pydantic import TypeAdapter
from sqlalchemy import Connection, Select, Update, delete, func, insert, select, update

from ingest.store.archive import Archive
from ingest.store.rows import epoch, known_moment, moment
from ingest.store.schema import listed_items, sources
from ingest.watching.entry import Entry
from ingest.watching.sources_file import WatchedSource

# Taken and dead items are forgotten so long after they were listed last; a feed that goes back further would
# have them fetched once more, which changes nothing.
_FORGET, _REMEMBERED = timedelta(days=90), timedelta(days=45)
_ENTRY: TypeAdapter[Entry] = TypeAdapter(Entry)
_SAFE_IDS = 500


class ItemState(StrEnum):
    """How far something that a source lists has come."""

    WAITING = "waiting"
    TAKEN = "taken"
    DEAD = "dead"  # could not be taken, and is not tried again by itself


@dataclass(frozen=True, slots=True)
class Item:
    """Something that a source lists. `visits` counts the times that it was taken in."""

    source: str
    state: ItemState
    entry: Entry
    tries: int
    visits: int
    reason: str | None
    etag: str | None
    last_modified: str | None


@dataclass(frozen=True, slots=True)
class SourceState:
    """How a source stands: its last answer (`checked_at`), its failures since then and the last `problem`."""

    name: str
    place: str
    etag: str | None
    last_modified: str | None
    checked_at: datetime | None
    next_at: datetime
    failures: int
    problem: str | None
    watched: bool


@dataclass(frozen=True, slots=True)
class ItemCounts:
    """How many of a source's items are in each state, and when it listed something new last."""

    waiting: int = 0
    taken: int = 0
    dead: int = 0
    latest: datetime | None = None


class WatchState:
    """Reads and writes what is known; several threads of one watcher may share it."""

    def __init__(self, archive: Archive) -> None:
        self._archive = archive

    # Sources

    def begin(self, watched: Sequence[WatchedSource], now: datetime) -> None:
        """Take over what the file names: new sources are due at once, others are no longer watched."""
        names = {source.name for source in watched}
        with self._archive.begin() as db:
            known = {row.name: row.place for row in db.execute(select(sources.c.name, sources.c.place))}
            for source in watched:
                if source.name not in known:
                    new = {"name": source.name, "place": source.place, "next_at": epoch(now)}
                    db.execute(insert(sources).values(**new, failures=0, watched=1))
                else:
                    moved = known[source.name] != source.place
                    afresh = {"etag": None, "last_modified": None, "next_at": epoch(now)} if moved else {}
                    db.execute(
                        update(sources)
                        .where(sources.c.name == source.name)
                        .values(place=source.place, watched=1, **afresh)
                    )
            gone = [name for name in known if name not in names]
            if gone:
                db.execute(update(sources).where(sources.c.name.in_(gone)).values(watched=0))

    def all(self) -> list[SourceState]:
        """Return every source that was ever watched, by name."""
        with self._archive.begin() as db:
            rows = db.execute(select(sources).order_by(sources.c.name)).mappings().all()
        return [
            SourceState(
                name=row["name"],
                place=row["place"],
                etag=row["etag"],
                last_modified=row["last_modified"],
                checked_at=moment(row["checked_at"]),
                next_at=known_moment(row["next_at"]),
                failures=row["failures"],
                problem=row["problem"],
                watched=bool(row["watched"]),
            )
            for row in rows
        ]

    def answered(
        self, name: str, now: datetime, next_at: datetime, etag: str | None, last_modified: str | None
    ) -> None:
        """Note that a source answered."""
        self._note(
            name,
            checked_at=epoch(now),
            next_at=epoch(next_at),
            failures=0,
            problem=None,
            etag=etag,
            last_modified=last_modified,
        )

    def failed(self, name: str, next_at: datetime, failures: int, problem: str) -> None:
        """Note that a source did not answer, or not so that it could be used."""
        self._note(name, next_at=epoch(next_at), failures=failures, problem=problem)

    def _note(self, name: str, **values: object) -> None:
        with self._archive.begin() as db:
            db.execute(update(sources).where(sources.c.name == name).values(**values))

    def all_due(self, now: datetime) -> None:
        """Let every source that is watched be asked at once; one that failed has its time to recover."""
        watched = update(sources).where(sources.c.watched == 1, sources.c.failures == 0)
        with self._archive.begin() as db:
            db.execute(watched.values(next_at=epoch(now)))

    # What they list

    def take_up(self, source: str, entries: Iterable[Entry], now: datetime, most: int) -> int:
        """Take up what is new in a list, or changed since it was taken; return how many that are.

        At most `most` are, those first that the list has first: the rest stays for the next time.
        """
        found = list(entries)
        with self._archive.begin() as db:
            known = _moments(db, source, [entry.key for entry in found])
            fresh = [entry for entry in found if entry.key not in known][:most]
            changed = [
                entry
                for entry in found
                if entry.key in known and entry.updated and epoch(entry.updated) > (known[entry.key] or 0)
            ][: max(0, most - len(fresh))]
            # What is listed is remembered.
            for first in range(0, len(known), _SAFE_IDS):
                some = listed_items.c.key.in_(list(known)[first : first + _SAFE_IDS])
                stale = listed_items.c.listed_at < epoch(now - _REMEMBERED)
                this = update(listed_items).where(listed_items.c.source == source, some, stale)
                db.execute(this.values(listed_at=epoch(now)))
            for entry in fresh:
                values = {"source": source, "key": entry.key, "state": ItemState.WAITING, "tries": 0}
                values |= {"visits": 0, "listed_at": epoch(now), "next_at": epoch(now)}
                db.execute(insert(listed_items).values(**values, **_of_entry(entry)))
            for entry in changed:
                again = {"state": ItemState.WAITING, "tries": 0, "next_at": epoch(now), "reason": None}
                db.execute(_item(source, entry.key).values(**again, **_of_entry(entry)))
        return len(fresh) + len(changed)

    def due(self, now: datetime, most: int, watched: Collection[str]) -> list[Item]:
        """Return items of these sources whose time has come, the longest waiting first."""
        query = (
            select(listed_items)
            .where(listed_items.c.next_at <= epoch(now), listed_items.c.source.in_(list(watched)))
            .order_by(listed_items.c.next_at, listed_items.c.listed_at, listed_items.c.key)
            .limit(most)
        )
        return self._items(query)

    def next_due(self, watched: Collection[str]) -> datetime | None:
        """Return when the next item of these sources is due."""
        query = select(func.min(listed_items.c.next_at)).where(listed_items.c.source.in_(list(watched)))
        with self._archive.begin() as db:
            return moment(db.scalar(query))

    def dead(self, source: str | None = None, most: int = 1_000) -> list[Item]:
        """Return what could not be taken, the latest first."""
        query = select(listed_items).where(listed_items.c.state == ItemState.DEAD)
        if source is not None:
            query = query.where(listed_items.c.source == source)
        return self._items(query.order_by(listed_items.c.listed_at.desc()).limit(most))

    def _items(self, query: Select[Any]) -> list[Item]:
        with self._archive.begin() as db:
            rows = db.execute(query).mappings().all()
        return [
            Item(
                source=row["source"],
                state=ItemState(row["state"]),
                entry=_ENTRY.validate_json(row["entry"]),
                tries=row["tries"],
                visits=row["visits"],
                reason=row["reason"],
                etag=row["etag"],
                last_modified=row["last_modified"],
            )
            for row in rows
        ]

    def taken(
        self, item: Item, next_at: datetime | None, etag: str | None, last_modified: str | None
    ) -> None:
        """Note that an item was taken in, and when to look again."""
        # What was taken needs its text no more.
        kept = replace(item.entry, content=None, summary=None)
        with self._archive.begin() as db:
            db.execute(
                _item(item.source, item.entry.key).values(
                    state=ItemState.TAKEN,
                    tries=0,
                    visits=item.visits + 1,
                    next_at=epoch(next_at) if next_at else None,
                    reason=None,
                    etag=etag,
                    last_modified=last_modified,
                    **_of_entry(kept),
                )
            )

    def put_off(self, item: Item, next_at: datetime | None, reason: str) -> None:
        """Note that an item could not be taken. Without another time it is dead, unless taken before."""
        ends = next_at is None  # a page that was taken in before stays so
        state = (ItemState.TAKEN if item.visits else ItemState.DEAD) if ends else item.state
        with self._archive.begin() as db:
            db.execute(
                _item(item.source, item.entry.key).values(
                    state=state,
                    tries=item.tries + 1,
                    next_at=epoch(next_at) if next_at else None,
                    reason=reason,
                )
            )

    def retry(self, source: str | None, now: datetime) -> int:
        """Put dead items back among those that wait; return how many there were."""
        query = update(listed_items).where(listed_items.c.state == ItemState.DEAD)
        if source is not None:
            query = query.where(listed_items.c.source == source)
        with self._archive.begin() as db:
            done = db.execute(query.values(state=ItemState.WAITING, tries=0, next_at=epoch(now)))
            return done.rowcount

    def counts(self) -> dict[str, ItemCounts]:
        """Return the counts of each source that has items."""
        with self._archive.begin() as db:
            rows = db.execute(
                select(
                    listed_items.c.source,
                    listed_items.c.state,
                    func.count(),
                    func.max(listed_items.c.listed_at),
                ).group_by(listed_items.c.source, listed_items.c.state)
            ).all()
        found: dict[str, ItemCounts] = {}
        for source, state, count, latest in rows:
            before = found.get(source, ItemCounts())
            last = max(filter(None, (before.latest, moment(latest))), default=None)
            found[source] = replace(before, **{state: count}, latest=last)
        return found

    def moments(self, source: str, most: int) -> list[datetime]:
        """Return when the latest items appeared, the last first: as listed, where the list gives no time."""
        appeared = func.coalesce(listed_items.c.moment, listed_items.c.listed_at)
        query = select(appeared).where(listed_items.c.source == source)
        with self._archive.begin() as db:
            return [known_moment(value) for value in db.scalars(query.order_by(appeared.desc()).limit(most))]

    def forget(self, now: datetime) -> None:
        """Forget what was listed long ago and is done with."""
        with self._archive.begin() as db:
            db.execute(
                delete(listed_items).where(
                    listed_items.c.next_at.is_(None), listed_items.c.listed_at < epoch(now - _FORGET)
                )
            )


def _item(source: str, key: str) -> Update:
    return update(listed_items).where(listed_items.c.source == source, listed_items.c.key == key)


def _of_entry(entry: Entry) -> dict[str, object]:
    record = {name: value for name, value in asdict(entry).items() if value is not None}
    times = {name: value.isoformat() for name, value in record.items() if isinstance(value, datetime)}
    when = entry.moment
    return {"entry": json.dumps(record | times), "moment": epoch(when) if when else None}


def _moments(db: Connection, source: str, keys: Sequence[str]) -> dict[str, int | None]:
    found: dict[str, int | None] = {}
    for first in range(0, len(keys), _SAFE_IDS):
        query = select(listed_items.c.key, listed_items.c.moment).where(
            listed_items.c.source == source, listed_items.c.key.in_(keys[first : first + _SAFE_IDS])
        )
        found |= {row.key: row.moment for row in db.execute(query)}
    return found


def utc_now() -> datetime:
    """Return the time in whole seconds, which is what the archive keeps."""
    return datetime.now(UTC).replace(microsecond=0)
