"""The archive's database: how it is opened, and what its errors mean to a reader."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from ingest.errors import ArchiveError

_REMEDIES = {
    "SQLITE_NOTADB": "restore the file from a backup, or name another DATELINE_HOME",
    "SQLITE_CORRUPT": "restore the file from a backup, or name another DATELINE_HOME",
    "SQLITE_FULL": "free some space on the disk and run the command again",
    "SQLITE_IOERR": "check the disk and its free space, and run the command again",
    "SQLITE_READONLY": "make the folder and its files writable",
    "SQLITE_CANTOPEN": "check that the folder exists and is writable",
    "SQLITE_BUSY": "another program is writing to it; run the command again when that has ended",
}


def open_engine(url: str) -> Engine:
    """Return an engine for an SQLAlchemy URL; nothing is opened yet. Raises ArchiveError."""
    try:
        parsed = make_url(url)
        engine = create_engine(parsed)
    except (SQLAlchemyError, ImportError) as exc:
        raise ArchiveError(f"DATELINE_DATABASE_URL cannot be used: {exc}") from exc
    if parsed.get_backend_name() == "sqlite":
        event.listen(engine, "connect", _set_pragmas)
    return engine


@contextmanager
def transaction(engine: Engine) -> Iterator[Connection]:
    """Yield a connection in a transaction. Raises ArchiveError for what the database reports."""
    try:
        with engine.begin() as db:
            yield db
    except SQLAlchemyError as exc:
        raise ArchiveError(_explained(engine, exc)) from exc


def _explained(engine: Engine, error: SQLAlchemyError) -> str:
    """Say which archive, what the database said and, where we know it, what to do."""
    cause = error.orig if isinstance(error, DBAPIError) else error
    # "SQLITE_IOERR_WRITE" is a kind of "SQLITE_IOERR".
    name = "_".join(str(getattr(cause, "sqlite_errorname", "")).split("_")[:2])
    remedy = f"; {_REMEDIES[name]}" if name in _REMEDIES else ""
    return f"archive {engine.url.render_as_string()}: {cause}{remedy}"


def _set_pragmas(connection: Any, _record: object) -> None:
    # Flipped bytes need not be UTF-8. Read so, a text no longer has its hash, and is known to be altered.
    connection.text_factory = partial(str, encoding="utf-8", errors="replace")
    cursor = connection.cursor()
    cursor.execute("PRAGMA busy_timeout = 5000")
    _use_wal(cursor)
    # FULL: what was reported as accepted survives a power cut, not only a killed process.
    cursor.execute("PRAGMA synchronous = FULL")
    cursor.execute("PRAGMA foreign_keys = ON")
    cursor.close()


def _use_wal(cursor: Any) -> None:
    """Switch a new database to WAL; SQLite does not wait when another process is doing the same."""
    for _ in range(50):
        try:
            cursor.execute("PRAGMA journal_mode = WAL")
            return
        except sqlite3.OperationalError:
            time.sleep(0.1)
    cursor.execute("PRAGMA journal_mode = WAL")
