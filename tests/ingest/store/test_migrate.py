"""Archives that an earlier release wrote are opened, and keep what they hold."""

from __future__ import annotations

import sqlite3
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from pathlib import Path

from ingest.article import article_id
from ingest.store.archive import Archive
from tests.ingest.support import SEEN, accept_indexed, draft, on

NIGHT = datetime.fromisoformat("2019-07-10T00:30:00+02:00")


def first_schema(path: Path) -> None:
    """Write an archive with an article, then take from it what the second schema added."""
    archive = Archive(f"sqlite:///{path}")
    accept_indexed(archive, [draft("Ferry", "The ferry sails.", published_at="2025-03-01 23:00")], SEEN)
    archive.close()
    database = sqlite3.connect(path)
    database.executescript(
        """DROP INDEX versions_visible;
        ALTER TABLE versions DROP COLUMN published_offset;
        CREATE INDEX versions_visible ON versions (visible_from, visible_until, published_at);
        UPDATE facts SET value = '1' WHERE name = 'schema';"""
    )
    database.close()


def test_an_archive_of_the_first_schema_is_opened(tmp_path: Path) -> None:
    first_schema(path := tmp_path / "archive.sqlite3")
    archive = Archive(f"sqlite:///{path}")
    assert archive.version(article_id(draft("Ferry", ""))).published_at == on("2025-03-01 23:00")
    night = draft("Night train", "The night train runs.", published_at=NIGHT)
    accept_indexed(archive, [night], SEEN)
    assert archive.fact("schema") == "2"
    archive.close()
    again = Archive(f"sqlite:///{path}")
    published = again.version(article_id(night)).published_at
    assert published is not None
    assert published.isoformat() == NIGHT.isoformat()
    again.close()


def test_several_may_open_an_old_archive_at_once(tmp_path: Path) -> None:
    first_schema(path := tmp_path / "archive.sqlite3")
    with ThreadPoolExecutor(4) as pool:
        opened = list(pool.map(Archive, [f"sqlite:///{path}"] * 4))
    assert [archive.counts().articles for archive in opened] == [1] * 4
    for archive in opened:
        archive.close()
