"""The archive's database: how it is opened, and what its errors mean to a reader."""

from __future__ import annotations

import re
import shutil
import sqlite3
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import quote

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from ingest.errors import ArchiveError

_REMEDIES = {
    "SQLITE_NOTADB": "restore the file from a backup (`dateline restore`), or name another DATELINE_HOME",
    "SQLITE_CORRUPT": "`dateline verify` says what is damaged",
    "SQLITE_FULL": "free some space on the disk and run the command again",
    "SQLITE_IOERR": "check the disk and its free space, and run the command again",
    "SQLITE_READONLY": "make the folder and its files writable",
    "SQLITE_CANTOPEN": "check that the file is there and may be read, and its folder written to",
    "SQLITE_BUSY": "another program is writing to it; run the command again when that has ended",
}
_TABLE = re.compile(r"\b(?:FROM|JOIN|INTO|UPDATE)\s+([a-z]+)\b")
_ARTICLE_ID = re.compile(r"[0-9a-f]{16}")


def open_engine(url: str) -> Engine:
    """Return an engine for an SQLAlchemy URL; nothing is opened yet. Raises ArchiveError."""
    try:
        parsed = make_url(url)
        engine = create_engine(parsed)
    except (SQLAlchemyError, ImportError) as exc:
        raise ArchiveError(f"DATELINE_DATABASE_URL cannot be used: {exc}") from exc
    if parsed.get_backend_name() == "sqlite":
        event.listen(engine, "connect", _read_only_pragmas if is_read_only(engine) else _set_pragmas)
    return engine


def is_read_only(engine: Engine) -> bool:
    """Return whether the engine is one of `read_only_url` or `query_only_url`."""
    return engine.url.get_backend_name() == "sqlite" and "mode" in engine.url.query


@contextmanager
def read_only_url(file: Path) -> Iterator[str]:
    """Yield the URL of a SQLite file in a place that cannot be written to.

    SQLite takes such a file as it is only if told that nobody changes it. Where a process that was killed
    left changes beside it, both are copied; the copy refuses changes, which would end with it.
    """
    wal = file.with_name(f"{file.name}-wal")
    with ExitStack() as stack:
        if wal.exists() and wal.stat().st_size:
            folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="dateline-")))
            for each in (file, wal):
                shutil.copyfile(each, folder / each.name)
            yield query_only_url(folder / file.name)
        else:
            yield f"sqlite:///file:{quote(str(file.absolute()))}?mode=ro&immutable=1&uri=true"


def query_only_url(file: Path) -> str:
    """Return the URL of a SQLite file that others may write to, and whoever opens it so may not."""
    # Not mode=ro: that leaves the files of the write-ahead log behind.
    return f"sqlite:///file:{quote(str(file.absolute()))}?mode=rw&uri=true"


@contextmanager
def transaction(engine: Engine) -> Iterator[Connection]:
    """Yield a connection in a transaction. Raises ArchiveError for what the database reports."""
    try:
        with engine.begin() as db:
            yield db
    except SQLAlchemyError as exc:
        raise ArchiveError(_explained(engine, exc)) from exc
    except UnicodeDecodeError as exc:
        # SQLite names what is damaged in its schema, and damaged names need not be UTF-8.
        raise ArchiveError(f"archive {_named(engine)} is damaged; `dateline verify` says where") from exc


def _explained(engine: Engine, error: SQLAlchemyError) -> str:
    """Say which archive, what the database said and, where we know it, what to do."""
    cause = error.orig if isinstance(error, DBAPIError) else error
    # "SQLITE_IOERR_WRITE" is a kind of "SQLITE_IOERR".
    name = "_".join(str(getattr(cause, "sqlite_errorname", "")).split("_")[:2])
    remedy = f"; {_REMEDIES[name]}" if name in _REMEDIES else ""
    where = _place(error) if name == "SQLITE_CORRUPT" else ""
    return f"archive {_named(engine)}: {cause}{where}{remedy}"


def _named(engine: Engine) -> str:
    """Return the file of a SQLite archive, else the URL without its password."""
    file = engine.url.database if engine.url.get_backend_name() == "sqlite" else None
    return file.removeprefix("file:") if file else engine.url.render_as_string()


def _place(error: SQLAlchemyError) -> str:
    """Return which tables a statement that failed read, and the article where it names one."""
    if not isinstance(error, DBAPIError) or not error.statement:
        return ""
    tables = list(dict.fromkeys(_TABLE.findall(error.statement)))
    values = error.params.values() if isinstance(error.params, Mapping) else error.params or ()
    ids = {value for value in values if isinstance(value, str) and _ARTICLE_ID.fullmatch(value)}
    article = f", article {ids.pop()}" if len(ids) == 1 else ""
    return f" (in {' or '.join(tables)}{article})" if tables else ""


def _read_pragmas(connection: Any, _record: object) -> None:
    # Flipped bytes need not be UTF-8. Read so, a text no longer has its hash, and is known to be altered.
    connection.text_factory = partial(str, encoding="utf-8", errors="replace")


def _read_only_pragmas(connection: Any, record: object) -> None:
    _read_pragmas(connection, record)
    connection.execute("PRAGMA busy_timeout = 5000")
    connection.execute("PRAGMA query_only = ON")


def _set_pragmas(connection: Any, record: object) -> None:
    _read_pragmas(connection, record)
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
