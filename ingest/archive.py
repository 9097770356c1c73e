"""The store of record: articles, their versions, their passages and the index journal.

Everything else (Chroma, the keyword index) is derived from it. An article is accepted in the transaction that
also writes its journal entry, so whatever was accepted is found again and indexed after a crash.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    Connection,
    Engine,
    create_engine,
    delete,
    event,
    func,
    insert,
    select,
    update,
)
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from ingest import rows, stories
from ingest.article import Article, Draft, Version, article_id, text_sha256
from ingest.errors import ArchiveError, NotFoundError
from ingest.schema import (
    SCHEMA_VERSION,
    articles,
    bands,
    facts,
    fingerprints,
    journal,
    metadata,
    passages,
    vectors,
    versions,
)

# Copies of a wire story come within days. Like texts further apart are a series or a piece used again.
_STORY_SECONDS = 7 * 24 * 3600


class Outcome(StrEnum):
    """What accepting a draft did."""

    NEW = "new"
    UPDATED = "updated"
    UNCHANGED = "unchanged"


class Action(StrEnum):
    """What a journal entry asks the indexes to do."""

    INDEX = "index"
    REMOVE = "remove"


@dataclass(frozen=True, slots=True)
class JournalEntry:
    """One change that the derived indexes have to follow."""

    seq: int
    action: Action
    article_id: str
    version: int | None


@dataclass(frozen=True, slots=True)
class Counts:
    """How much the archive holds. Times are None when no article has a date."""

    articles: int
    versions: int
    passages: int
    pending: int
    earliest: datetime | None
    latest: datetime | None


class Archive:
    """Reads and writes the archive. Safe to share between threads; one process writes at a time."""

    def __init__(self, url: str) -> None:
        self.engine = _open_engine(url)
        with self.begin() as db:
            metadata.create_all(db)
            found = db.scalar(select(facts.c.value).where(facts.c.name == "schema"))
            if found is None:
                db.execute(insert(facts).values(name="schema", value=SCHEMA_VERSION))
            elif found != SCHEMA_VERSION:
                raise ArchiveError(
                    f"the archive has schema {found}, this Dateline reads {SCHEMA_VERSION}; "
                    "open it with the release that wrote it"
                )

    def close(self) -> None:
        self.engine.dispose()

    @contextmanager
    def begin(self) -> Iterator[Connection]:
        """Yield a connection in a transaction. Raises ArchiveError for what the database reports."""
        try:
            with self.engine.begin() as db:
                yield db
        except DBAPIError as exc:
            raise ArchiveError(f"archive {self.engine.url.render_as_string()}: {exc.orig}") from exc

    # Accepting

    def accept(self, drafts: Iterable[Draft], seen_at: datetime) -> list[tuple[Outcome, Article, int]]:
        """Store drafts in one transaction; return for each the outcome, the article and the version number.

        A draft whose wording is stored already changes nothing. `seen_at` dates what has no date of its own.
        """
        with self.begin() as db:
            return [self._accept(db, draft, rows.epoch(seen_at)) for draft in drafts]

    def _accept(self, db: Connection, draft: Draft, seen_at: int) -> tuple[Outcome, Article, int]:
        id_ = article_id(draft)
        sha256 = text_sha256(draft.text)
        stored = list(db.execute(_stored_versions(id_)).mappings())
        if same := _same_wording(stored, draft, sha256):
            return Outcome.UNCHANGED, _article(db, id_), same
        number = max((row["number"] for row in stored), default=0) + 1
        if number == 1:
            _store_article(db, id_, draft, rows.visible_from(draft, seen_at, []))
        visible = rows.visible_from(draft, seen_at, [row["visible_from"] for row in stored])
        row = rows.version_row(id_, number, draft, sha256, seen_at)
        db.execute(insert(versions).values({**row, "visible_from": visible}))
        _set_visibility(db, id_)
        db.execute(insert(journal).values(action=Action.INDEX, article_id=id_, version=number))
        return Outcome.NEW if number == 1 else Outcome.UPDATED, _article(db, id_), number

    def remove(self, id_: str) -> None:
        """Delete an article with all its versions. Raises NotFoundError."""
        with self.begin() as db:
            _article(db, id_)
            db.execute(insert(journal).values(action=Action.REMOVE, article_id=id_))
            db.execute(delete(articles).where(articles.c.id == id_))
            # Entries of a deleted article would ask for what is no longer there.
            db.execute(delete(journal).where(journal.c.article_id == id_, journal.c.action == Action.INDEX))

    # Reading

    def article(self, id_: str) -> Article:
        """Return an article. Raises NotFoundError."""
        with self.begin() as db:
            return _article(db, id_)

    def version(self, id_: str, number: int | None = None) -> Version:
        """Return a version of an article, by default the latest. Raises NotFoundError."""
        query = select(versions).where(versions.c.article_id == id_)
        if number is None:
            query = query.order_by(versions.c.visible_from.desc(), versions.c.number.desc()).limit(1)
        else:
            query = query.where(versions.c.number == number)
        with self.begin() as db:
            row = db.execute(query).mappings().first()
        if row is None:
            which = "" if number is None else f" version {number}"
            raise NotFoundError(f"the archive has no article {id_}{which}; see `dateline list`")
        return rows.version(row)

    def versions(self, id_: str) -> list[Version]:
        """Return all versions of an article in the order they became visible. Raises NotFoundError."""
        query = select(versions).where(versions.c.article_id == id_)
        with self.begin() as db:
            _article(db, id_)
            found = db.execute(query.order_by(versions.c.visible_from, versions.c.number)).mappings()
            return [rows.version(row) for row in found]

    def latest(
        self, *, limit: int, offset: int = 0, publisher: str | None = None
    ) -> list[tuple[Article, Version]]:
        """Return articles with their latest version, the latest published first."""
        query = (
            select(versions, *rows.ARTICLE_COLUMNS)
            .join(articles, articles.c.id == versions.c.article_id)
            .where(versions.c.visible_until.is_(None))
            .order_by(versions.c.visible_from.desc(), versions.c.article_id)
            .limit(limit)
            .offset(offset)
        )
        if publisher is not None:
            query = query.where(articles.c.publisher == publisher)
        with self.begin() as db:
            return [(rows.article(row), rows.version(row)) for row in db.execute(query).mappings()]

    def publishers(self) -> list[str]:
        """Return the names of all publishers, sorted."""
        query = select(articles.c.publisher).where(articles.c.publisher.is_not(None)).distinct()
        with self.begin() as db:
            return sorted(db.scalars(query))

    def counts(self) -> Counts:
        """Return how much the archive holds and how much of it waits to be indexed."""
        first, last = func.min(versions.c.published_at), func.max(versions.c.published_at)
        with self.begin() as db:
            earliest, latest = db.execute(select(first, last)).one()
            return Counts(
                articles=_count(db, articles),
                versions=_count(db, versions),
                passages=_count(db, passages),
                pending=db.scalar(_pending(func.count())) or 0,
                earliest=rows.moment(earliest),
                latest=rows.moment(latest),
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
        """Record that both indexes hold what the entries ask for."""
        done = update(journal).where(journal.c.seq.in_([entry.seq for entry in entries]))
        with self.begin() as db:
            db.execute(done.values(done_at=rows.epoch(at)))

    def reopen_journal(self, *, recut: bool) -> int:
        """Ask for every version to be indexed again; `recut` also drops its passages. Return how many."""
        with self.begin() as db:
            if recut:
                db.execute(delete(vectors))
                db.execute(delete(passages))
            db.execute(delete(journal).where(journal.c.action == Action.REMOVE))
            changed = db.execute(update(journal).values(done_at=None))
            return changed.rowcount

    # Facts about the archive as a whole

    def fact(self, name: str) -> str | None:
        with self.begin() as db:
            return db.scalar(select(facts.c.value).where(facts.c.name == name))

    def set_fact(self, name: str, value: str) -> None:
        with self.begin() as db:
            db.execute(delete(facts).where(facts.c.name == name))
            db.execute(insert(facts).values(name=name, value=value))


def _open_engine(url: str) -> Engine:
    try:
        parsed = make_url(url)
        engine = create_engine(parsed)
    except (SQLAlchemyError, ImportError) as exc:
        raise ArchiveError(f"DATELINE_DATABASE_URL cannot be used: {exc}") from exc
    if parsed.get_backend_name() == "sqlite":
        event.listen(engine, "connect", _set_pragmas)
    return engine


def _set_pragmas(connection: Any, _record: object) -> None:
    cursor = connection.cursor()
    cursor.execute("PRAGMA journal_mode = WAL")
    # FULL: what was reported as accepted survives a power cut, not only a killed process.
    cursor.execute("PRAGMA synchronous = FULL")
    cursor.execute("PRAGMA foreign_keys = ON")
    cursor.execute("PRAGMA busy_timeout = 5000")
    cursor.close()


def _store_article(db: Connection, id_: str, draft: Draft, visible_from: int) -> None:
    """Store a new article with its fingerprint, in the story it belongs to."""
    fingerprint = stories.fingerprint(draft.text)
    story = _story(db, fingerprint, visible_from) or id_
    db.execute(insert(articles).values(id=id_, url=draft.url, publisher=draft.publisher, story_id=story))
    db.execute(
        insert(fingerprints).values(article_id=id_, fingerprint=fingerprint, visible_from=visible_from)
    )
    keys = set(stories.bands(fingerprint))
    db.execute(insert(bands), [{"band": key, "article_id": id_} for key in keys])


def _story(db: Connection, fingerprint: bytes, visible_from: int) -> str | None:
    """Return the story a text belongs to, if any; stories that the text shows to be one are joined."""
    near = (
        select(articles.c.story_id, fingerprints.c.fingerprint)
        .join(fingerprints, fingerprints.c.article_id == articles.c.id)
        .where(
            articles.c.id.in_(select(bands.c.article_id).where(bands.c.band.in_(stories.bands(fingerprint)))),
            fingerprints.c.visible_from.between(visible_from - _STORY_SECONDS, visible_from + _STORY_SECONDS),
        )
    )
    found = {
        row.story_id
        for row in db.execute(near)
        if stories.similarity(fingerprint, row.fingerprint) >= stories.SAME_STORY
    }
    if not found:
        return None
    story: str = min(found)
    if len(found) > 1:
        db.execute(update(articles).where(articles.c.story_id.in_(found)).values(story_id=story))
    return story


def _stored_versions(id_: str) -> Any:
    columns = (versions.c.number, versions.c.sha256, versions.c.title, versions.c.visible_from)
    query = select(*columns).where(versions.c.article_id == id_)
    return query.order_by(versions.c.visible_from, versions.c.number)


def _same_wording(stored: Sequence[Any], draft: Draft, sha256: str) -> int | None:
    """Return the number of the stored version that the draft repeats, if any.

    An older wording is a repetition (a dump read again) unless it is dated after the latest one: then the
    publisher went back to it.
    """
    same = [row for row in stored if row["sha256"] == sha256 and row["title"] == draft.title]
    if not same:
        return None
    latest = stored[-1]
    went_back = (
        same[-1]["number"] != latest["number"]
        and draft.modified_at is not None
        and rows.epoch(draft.modified_at) > latest["visible_from"]
    )
    return None if went_back else int(same[-1]["number"])


def _set_visibility(db: Connection, id_: str) -> None:
    """Let each version of an article be visible until the next one is, whatever order they came in."""
    found = list(db.execute(_stored_versions(id_)).mappings())
    for row, following in zip(found, [*found[1:], None], strict=True):
        this = (versions.c.article_id == id_) & (versions.c.number == row["number"])
        until = following["visible_from"] if following else None
        db.execute(update(versions).where(this).values(visible_until=until))


def _article(db: Connection, id_: str) -> Article:
    row = db.execute(select(*rows.ARTICLE_COLUMNS).where(articles.c.id == id_)).mappings().first()
    if row is None:
        raise NotFoundError(f"the archive has no article {id_}; see `dateline list`")
    return rows.article(row)


def _pending(what: Any) -> Any:
    return select(what).select_from(journal).where(journal.c.done_at.is_(None))


def _count(db: Connection, table: Any) -> int:
    return db.scalar(select(func.count()).select_from(table)) or 0
