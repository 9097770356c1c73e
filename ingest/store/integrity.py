"""What is damaged in an archive: the database itself, and each version with its passages."""

from __future__ import annotations

import re
import sqlite3
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from sqlalchemy import RowMapping, Select, select, tuple_

from ingest.article import text_sha256
from ingest.errors import ArchiveError
from ingest.store import rows
from ingest.store.archive import Archive
from ingest.store.passages import fits
from ingest.store.schema import articles, passages, posts, vectors, versions

_BATCH = 100
_MOST_LINES = 1_000
_NAME = re.compile(r"\w+")
_TREE = re.compile(r"\b[Tt]ree (\d+)")
_FLOAT_BYTES = 4

_Key = tuple[str, int]


@dataclass(frozen=True, slots=True)
class Fault:
    """Something in the archive that is not as it was stored; never the text itself."""

    problem: str
    table: str | None = None
    article_id: str | None = None
    version: int | None = None

    def __str__(self) -> str:
        article = f"article {self.article_id}, version {self.version}" if self.article_id else None
        return ": ".join(part for part in (self.table, article, self.problem) if part)


def database_faults(file: Path) -> list[Fault]:
    """Return what SQLite finds in its own file, a fault for each table."""
    try:
        with closing(connect_to_read(file)) as db:
            db.text_factory = lambda raw: raw.decode("utf-8", "replace")
            tables = _tables(db)
            found = [line for (line,) in db.execute(f"PRAGMA integrity_check({_MOST_LINES})")]
            orphans = [str(table) for table, *_ in db.execute("PRAGMA foreign_key_check")]
    except sqlite3.Error as exc:
        return [Fault(f"SQLite cannot check the file ({exc})")]
    except UnicodeDecodeError:
        return [Fault("SQLite cannot read the names of the tables")]
    lines = (line for text in found for line in text.splitlines())
    faults = Counter(_table_of(line, tables) for line in lines if line != "ok" and not line.startswith("***"))
    return [
        *(Fault(f"SQLite finds {_counted(count, 'fault')} in it", name) for name, count in faults.items()),
        *(
            Fault(f"{_counted(count, 'row')} of an article that is not there", name)
            for name, count in Counter(orphans).items()
        ),
    ]


def connect_to_read(file: Path) -> sqlite3.Connection:
    """Return a connection that only reads, wherever the file is. Raises sqlite3.Error."""
    # Not mode=ro: that leaves the files of the write-ahead log behind.
    db = sqlite3.connect(f"{file.absolute().as_uri()}?mode=rw", uri=True)
    try:
        db.execute("PRAGMA query_only = ON")
        db.execute("SELECT 1 FROM sqlite_schema")
    except sqlite3.OperationalError:
        # In a place that cannot be written to, SQLite reads only what it is told nobody changes.
        db.close()
        return sqlite3.connect(f"{file.absolute().as_uri()}?mode=ro&immutable=1", uri=True)
    return db


def _counted(count: int, noun: str) -> str:
    return f"{count:,} {noun}{'s' if count > 1 else ''}"


def _tables(db: sqlite3.Connection) -> dict[str, str]:
    """Return the table of each table and index, by name and by the number of its first page."""
    found: dict[str, str] = {}
    for name, table, page in db.execute("SELECT name, tbl_name, rootpage FROM sqlite_schema"):
        found |= {str(name): str(table), str(page): str(table)}
    return found


def _table_of(line: str, tables: dict[str, str]) -> str | None:
    if tree := _TREE.search(line):
        return tables.get(tree[1])
    return next((tables[word] for word in _NAME.findall(line) if word in tables and not word.isdigit()), None)


@dataclass(frozen=True, slots=True)
class Walked:
    """A version that was looked at: the ids of its passages and what is wrong with it."""

    passages: tuple[str, ...]
    faults: tuple[Fault, ...]


def walk_versions(archive: Archive, on_unlisted: Callable[[Fault], None]) -> Iterator[Walked]:
    """Yield every version; `on_unlisted` is told when not all of them could even be listed."""
    keys: list[_Key] = []
    try:
        with archive.begin() as db:
            query = select(versions.c.article_id, versions.c.number)
            for id_, number in db.execute(query.order_by(*query.selected_columns)):
                keys.append((id_, number))
    except ArchiveError:
        on_unlisted(Fault("not all rows can be listed", "versions"))
    for at in range(0, len(keys), _BATCH):
        yield from _walk(archive, keys[at : at + _BATCH])


def _walk(archive: Archive, keys: Sequence[_Key]) -> Iterator[Walked]:
    """Yield the versions of these keys; where a batch cannot be read, one after the other."""
    try:
        texts = {(row["article_id"], row["number"]): row for row in _read(archive, _version_query(keys))}
        cut: dict[_Key, list[RowMapping]] = {key: [] for key in keys}
        for row in _read(archive, _passage_query(keys)):
            cut.setdefault((row["article_id"], row["version"]), []).append(row)
        posted: dict[_Key, list[RowMapping]] = {key: [] for key in keys}
        for row in _read(archive, _post_query(keys)):
            posted.setdefault((row["article_id"], row["version"]), []).append(row)
    except ArchiveError:
        if len(keys) > 1:
            for key in keys:
                yield from _walk(archive, [key])
        else:
            [(id_, number)] = keys
            yield Walked((), (Fault("cannot be read", _unreadable(archive, keys), id_, number),))
        return
    for key in keys:
        yield _walked(key, texts.get(key), cut[key], posted[key])


def _read(archive: Archive, query: Select[tuple[object, ...]]) -> list[RowMapping]:
    with archive.begin() as db:
        return list(db.execute(query).mappings())


def _unreadable(archive: Archive, keys: Sequence[_Key]) -> str:
    try:
        _read(archive, _version_query(keys))
    except ArchiveError:
        return versions.name
    return f"{passages.name}, {vectors.name} or {posts.name}"


def _version_query(keys: Sequence[_Key]) -> Select[tuple[object, ...]]:
    key = tuple_(versions.c.article_id, versions.c.number)
    source = versions.outerjoin(articles, articles.c.id == versions.c.article_id)
    return select(versions, articles.c.id.label("owner")).select_from(source).where(key.in_(keys))


def _passage_query(keys: Sequence[_Key]) -> Select[tuple[object, ...]]:
    key = tuple_(passages.c.article_id, passages.c.version)
    source = passages.outerjoin(vectors, vectors.c.passage_id == passages.c.id)
    columns = (passages, vectors.c.passage, vectors.c.sentences.label("sentence_vectors"))
    return select(*columns).select_from(source).where(key.in_(keys)).order_by(passages.c.start)


def _post_query(keys: Sequence[_Key]) -> Select[tuple[object, ...]]:
    return select(posts).where(tuple_(posts.c.article_id, posts.c.version).in_(keys)).order_by(posts.c.start)


def _walked(
    key: _Key, version: RowMapping | None, cut: Sequence[RowMapping], posted: Sequence[RowMapping]
) -> Walked:
    ids = tuple(str(row["id"]) for row in cut)
    if version is None:
        return Walked(ids, (Fault("is in an index of the table, but not in it", versions.name, *key),))
    problems = [Fault(problem, versions.name, *key) for problem in _version_problems(version)]
    text = version["text"] if isinstance(version["text"], str) else ""
    for row in cut:
        if row["passage"] is None or not _measures(row):
            lost = f"the vectors of passage {row['id']} are missing or damaged"
            problems.append(Fault(lost, vectors.name, *key))
        elif not problems and not fits(row, text):
            problems.append(Fault(f"passage {row['id']} does not fit the text", passages.name, *key))
    if not problems and not _fit(posted, text):
        problems.append(Fault("its posts do not fit the text, or have times that are none", posts.name, *key))
    return Walked(ids, tuple(problems))


def _fit(posted: Sequence[RowMapping], text: str) -> bool:
    """Return whether posts stand one behind the other in a text, and their times are times."""
    at = 0
    for post in posted:
        if not at <= post["start"] < post["end"] <= len(text):
            return False
        try:
            rows.known_moment(post["posted_at"])
            rows.moment(post["modified_at"])
        except ArchiveError:
            return False
        at = post["end"]
    return True


def _version_problems(row: RowMapping) -> Iterator[str]:
    try:
        version = rows.version(row)
    except ArchiveError:
        yield "a value is none that can stand there"
        return
    if row["owner"] is None:
        yield "its row in the table articles is missing"
    if not isinstance(version.text, str) or text_sha256(version.text) != version.sha256:
        yield "the text does not have the hash that it was stored with"


def _measures(row: RowMapping) -> bool:
    vector = row["passage"]
    if not isinstance(vector, bytes) or not vector or len(vector) % _FLOAT_BYTES:
        return False
    return bool(np.isfinite(np.frombuffer(vector, np.float32)).all())
