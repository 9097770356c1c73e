"""The store of record: articles, their versions, their passages and the index journal.

Everything else (Chroma, the keyword index) is derived from it. An article is accepted in the transaction that
also writes its journal entry, so whatever was accepted is found again and indexed after a crash.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, delete, func, insert, inspect, select, update

from ingest.article import Article, Draft, Version, address_id, former_id
from ingest.errors import ArchiveError, NotFoundError
from ingest.rights import Rights
from ingest.store import rows
from ingest.store.accept import Acceptance as Acceptance
from ingest.store.accept import accept_draft, remember_removal, set_visibility
from ingest.store.database import is_read_only, open_engine, transaction
from ingest.store.filters import seen_by
from ingest.store.journal import Action, JournalEntry, add_entry
from ingest.store.migrate import is_earlier, migrate
from ingest.store.posts import with_posts
from ingest.store.publishers import known_publishers
from ingest.store.reading.listing import ListFilters, find_article, latest_versions
from ingest.store.rights import rights_of
from ingest.store.schema import (
    SCHEMA_VERSION,
    articles,
    facts,
    journal,
    metadata,
    passages,
    rights,
    vectors,
    versions,
)


@dataclass(frozen=True, slots=True)
class Counts:
    """How much the archive holds. Times are None when no article has a date."""

    articles: int
    versions: int
    passages: int
    pending: int
    earliest: datetime | None
    latest: datetime | None


_EVERY = ListFilters()
# Entries are done in their order, but for ends of embargoes, which are done when they are written. Each half
# walks back from the end of the journal, not through all of it.
_LAST_CHANGE = select(
    select(func.max(journal.c.seq)).scalar_subquery(),
    select(func.max(journal.c.seq))
    .where(journal.c.done_at.is_not(None), journal.c.action != Action.RELEASE)
    .scalar_subquery(),
)


class Archive:
    """Reads and writes the archive. Safe to share between threads; one process writes at a time."""

    def __init__(self, url: str) -> None:
        self.engine = open_engine(url)
        self._publishers: tuple[tuple[int, int], list[str]] = ((-1, -1), [])
        try:
            with self.begin() as db:
                _prepare(db)
        except ArchiveError:
            self.close()
            raise

    def close(self) -> None:
        self.engine.dispose()

    def begin(self) -> AbstractContextManager[Connection]:
        """Yield a connection in a transaction. Raises ArchiveError for what the database reports."""
        return transaction(self.engine)

    # Accepting

    def accept(
        self, drafts: Iterable[Draft], seen_at: datetime, *, again: bool = False
    ) -> list[tuple[Acceptance, Article, int]]:
        """Store drafts in one transaction; return for each the outcome, the article and the version number.

        A draft whose wording is stored already changes nothing, nor does one of an article that was removed,
        unless `again`. `seen_at` dates what has no date of its own.
        """
        with self.begin() as db:
            return self.accept_in(db, drafts, seen_at, again=again)

    def accept_in(
        self, db: Connection, drafts: Iterable[Draft], seen_at: datetime, *, again: bool = False
    ) -> list[tuple[Acceptance, Article, int]]:
        """Do as `accept` in a transaction of the caller's, who notes there what became of the drafts."""
        return [_accept(db, draft, rows.epoch(seen_at), again) for draft in drafts]

    def withdraw(self, db: Connection, entry: JournalEntry) -> None:
        """Delete a version that no reader has seen yet, and its journal entry, as if it had never come."""
        id_, number = entry.article_id, entry.version
        db.execute(delete(journal).where(journal.c.seq == entry.seq))
        db.execute(delete(versions).where(versions.c.article_id == id_, versions.c.number == number))
        left = select(func.count()).select_from(versions).where(versions.c.article_id == id_)
        if not db.scalar(left):
            db.execute(delete(articles).where(articles.c.id == id_))

    def remove(self, id_: str) -> None:
        """Delete an article with all its versions, and remember that it was removed. Raises NotFoundError."""
        with self.begin() as db:
            _article(db, id_)
            remember_removal(db, id_, rows.epoch(datetime.now(UTC)))
            add_entry(db, Action.REMOVE, id_)
            db.execute(delete(articles).where(articles.c.id == id_))
            # Entries of a deleted article would ask for what is no longer there.
            others = journal.c.action != Action.REMOVE
            db.execute(delete(journal).where(journal.c.article_id == id_, others))

    def released(self, after: datetime, until: datetime) -> list[str]:
        """Return the ids of articles whose embargoes ended after a moment and until another."""
        ended = rights.c.embargoed_until.between(rows.epoch(after) + 1, rows.epoch(until))
        with self.begin() as db:
            return list(db.scalars(select(rights.c.article_id).where(ended)))

    def release(self, ids: Iterable[str], at: datetime) -> None:
        """Write into the journal that embargoes of articles have ended."""
        with self.begin() as db:
            if db.dialect.name == "postgresql":
                # What is written there before may be committed later, and a reader would go past it.
                db.exec_driver_sql("LOCK TABLE journal IN SHARE ROW EXCLUSIVE MODE")
            for id_ in ids:
                add_entry(db, Action.RELEASE, id_, done_at=at)

    # Reading

    def article(self, id_: str) -> Article:
        """Return an article. Raises NotFoundError."""
        with self.begin() as db:
            return _article(db, id_)

    def article_at(self, url: str) -> Article:
        """Return the article at an address. Raises NotFoundError."""
        with self.begin() as db:
            try:
                return _article(db, address_id(url))
            except NotFoundError:
                return _article(db, former_id(url))

    def version(self, id_: str, number: int | None = None) -> Version:
        """Return a version of an article, by default the latest. Raises NotFoundError."""
        query = select(versions).where(versions.c.article_id == id_)
        if number is None:
            query = query.order_by(versions.c.visible_from.desc(), versions.c.number.desc()).limit(1)
        else:
            # A citation from outside can name any number; databases compare with 32 bits.
            query = query.where(versions.c.number == (number if 0 < number < 2**31 else 0))
        with self.begin() as db:
            row = db.execute(query).mappings().first()
            if row is not None:
                return with_posts(db, [rows.version(row)])[0]
            which = "" if number is None else f" version {number}"
            raise NotFoundError(f"the archive has no article {id_}{which}; see `dateline list`")

    def versions(self, id_: str, as_of: datetime | None = None) -> list[Version]:
        """Return all versions of an article in the order they became visible. Raises NotFoundError.

        `as_of`: only those that a reader had seen by then.
        """
        query = select(versions).where(versions.c.article_id == id_)
        if as_of is not None:
            query = seen_by(query, as_of)
        with self.begin() as db:
            _article(db, id_)
            found = db.execute(query.order_by(versions.c.visible_from, versions.c.number)).mappings()
            return with_posts(db, [rows.version(row) for row in found])

    def rights(self, id_: str) -> Rights | None:
        """Return what the publisher of an article has said of its use, None where nothing is known."""
        with self.begin() as db:
            return rights_of(db, id_)

    def find(self, reference: str) -> Article:
        """Return the article with an id, the only one whose id begins so, or the one at an address.

        Raises NotFoundError, and InputError that names what an ambiguous beginning fits.
        """
        with self.begin() as db:
            return find_article(db, reference)

    def latest(
        self, filters: ListFilters = _EVERY, *, limit: int, offset: int = 0
    ) -> list[tuple[Article, Version]]:
        """Return articles with their latest version, the latest published first, undated ones last.

        A publisher's name may have any case. Raises InputError for filters that cannot be used.
        """
        filters.check()
        named = known_publishers(filters.publishers, self.publishers()) if filters.publishers else ()
        with self.begin() as db:
            return latest_versions(db, replace(filters, publishers=named), limit, offset)

    def last_change(self) -> tuple[int, int]:
        """Return what differs after every change that a reader can see, by whichever process it was made."""
        with self.begin() as db:
            accepted, indexed = db.execute(_LAST_CHANGE).one()
            return accepted or 0, indexed or 0

    def never_used(self) -> bool:
        """Return whether no article was ever accepted: an archive that was emptied remembers that."""
        with self.begin() as db:
            return db.scalar(select(func.count()).select_from(journal)) == 0

    def publishers(self) -> list[str]:
        """Return the names of all publishers, sorted; read again only after a change."""
        change = self.last_change()
        if self._publishers[0] != change:
            query = select(articles.c.publisher).where(articles.c.publisher.is_not(None)).distinct()
            with self.begin() as db:
                self._publishers = (change, sorted(db.scalars(query)))
        return self._publishers[1]

    def counts(self) -> Counts:
        """Return how much the archive holds and how much of it waits to be indexed."""
        first, last = func.min(rows.PUBLISHED), func.max(rows.PUBLISHED)
        with self.begin() as db:
            earliest, latest = db.execute(select(first, last)).one()
            return Counts(
                articles=_count(db, articles),
                versions=_count(db, versions),
                passages=_count(db, passages),
                pending=db.scalar(_pending(func.count())) or 0,
                earliest=rows.unpacked(earliest),
                latest=rows.unpacked(latest),
            )

    # The journal

    def pending(self, limit: int) -> list[JournalEntry]:
        """Return the oldest journal entries that the indexes have not followed yet."""
        query = _pending(journal).order_by(journal.c.seq).limit(limit)
        with self.begin() as db:
            return [
                JournalEntry(row.seq, Action(row.action), row.article_id, row.version)
                for row in db.execute(query)
            ]

    def mark_done(self, entries: Sequence[JournalEntry], at: datetime) -> None:
        """Record that both indexes hold what the entries ask for: from now on readers see it."""
        done = update(journal).where(journal.c.seq.in_([entry.seq for entry in entries]))
        with self.begin() as db:
            db.execute(done.values(done_at=rows.epoch(at)))
            for id_ in {entry.article_id for entry in entries if entry.action is Action.INDEX}:
                waiting = _pending(journal.c.version).where(journal.c.article_id == id_)
                set_visibility(db, id_, set(db.scalars(waiting)))

    def reopen_journal(self, *, recut: bool) -> int:
        """Ask for every version to be indexed again; `recut` also drops its passages. Return how many."""
        with self.begin() as db:
            if recut:
                db.execute(delete(vectors))
                db.execute(delete(passages))
            db.execute(delete(journal).where(journal.c.action == Action.REMOVE))
            again = update(journal).where(journal.c.action == Action.INDEX)
            changed = db.execute(again.values(done_at=None))
            return changed.rowcount

    # Facts about the archive as a whole

    def fact(self, name: str) -> str | None:
        with self.begin() as db:
            return db.scalar(select(facts.c.value).where(facts.c.name == name))

    def set_facts(self, values: Mapping[str, str]) -> None:
        """Record facts, all of them or none."""
        with self.begin() as db:
            db.execute(delete(facts).where(facts.c.name.in_(list(values))))
            db.execute(insert(facts), [{"name": name, "value": value} for name, value in values.items()])


def _prepare(db: Connection) -> None:
    """Create the tables of a new archive, or migrate an old one.

    Raises ArchiveError for one of a later schema, and for an old one that can only be read.
    """
    if db.dialect.name == "sqlite" and not inspect(db).has_table(facts.name):
        # Two processes may open a new home at once (`status` during the first ingest): one makes the tables.
        db.exec_driver_sql("BEGIN IMMEDIATE")
    known = inspect(db).has_table(facts.name)
    found = db.scalar(select(facts.c.value).where(facts.c.name == "schema")) if known else None
    if found is not None:
        if is_earlier(found) and is_read_only(db.engine):
            raise ArchiveError(
                f"the archive has schema {found}, this Dateline reads {SCHEMA_VERSION}; open it once where "
                "it can be written (`dateline status`), which brings it to that"
            )
        found = migrate(db, found)
    if found not in (None, SCHEMA_VERSION):
        raise ArchiveError(
            f"the archive has schema {found}, this Dateline reads {SCHEMA_VERSION}; "
            "open it with the release that wrote it"
        )
    metadata.create_all(db)
    if found is None:
        db.execute(insert(facts).values(name="schema", value=SCHEMA_VERSION))


def _accept(db: Connection, draft: Draft, seen_at: int, again: bool) -> tuple[Acceptance, Article, int]:
    outcome, id_, number = accept_draft(db, draft, seen_at, again=again)
    if outcome is Acceptance.REMOVED:
        return outcome, Article(id_, draft.url, draft.publisher, id_), number
    if outcome in (Acceptance.NEW, Acceptance.UPDATED):
        add_entry(db, Action.INDEX, id_, number)
    return outcome, _article(db, id_), number


def _article(db: Connection, id_: str) -> Article:
    row = db.execute(select(*rows.ARTICLE_COLUMNS).where(articles.c.id == id_)).mappings().first()
    if row is None:
        raise NotFoundError(f"the archive has no article {id_}; see `dateline list`")
    return rows.article(row)


def _pending(what: Any) -> Any:
    return select(what).select_from(journal).where(journal.c.done_at.is_(None))


def _count(db: Connection, table: Any) -> int:
    return db.scalar(select(func.count()).select_from(table)) or 0
