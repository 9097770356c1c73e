"""Archives that an earlier release wrote are opened, and keep what they hold."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from ingest.article import Draft, article_id
from ingest.errors import ArchiveError
from ingest.store.archive import Acceptance, Archive
from ingest.store.database import query_only_url
from ingest.store.schema import SCHEMA_VERSION
from tests.ingest.support import SEEN, accept_indexed, draft, on

NIGHT = datetime.fromisoformat("2019-07-10T00:30:00+02:00")


def first_schema(path: Path, *others: Draft) -> None:
    """Write an archive with an article, then take from it what the second schema added."""
    archive = Archive(f"sqlite:///{path}")
    ferry = draft("Ferry", "The ferry sails.", published_at="2025-03-01 23:00")
    accept_indexed(archive, [ferry, *others], SEEN)
    archive.close()
    as_first_schema(path)


def as_first_schema(path: Path) -> None:
    """Take from an archive what the second schema added."""
    database = sqlite3.connect(path)
    database.executescript(
        """DROP INDEX versions_visible;
        ALTER TABLE versions DROP COLUMN published_offset;
        CREATE INDEX versions_visible ON versions (visible_from, visible_until, published_at);
        UPDATE facts SET value = '1' WHERE name = 'schema';"""
    )
    database.close()


def immutable_url(path: Path) -> str:
    return f"sqlite:///file:{path}?mode=ro&immutable=1&uri=true"


def test_an_archive_of_the_first_schema_is_opened(tmp_path: Path) -> None:
    first_schema(path := tmp_path / "archive.sqlite3")
    archive = Archive(f"sqlite:///{path}")
    assert archive.version(article_id(draft("Ferry", ""))).published_at == on("2025-03-01 23:00")
    night = draft("Night train", "The night train runs.", published_at=NIGHT)
    accept_indexed(archive, [night], SEEN)
    assert archive.fact("schema") == SCHEMA_VERSION
    archive.close()
    again = Archive(f"sqlite:///{path}")
    published = again.version(article_id(night)).published_at
    assert published is not None
    assert published.isoformat() == NIGHT.isoformat()
    again.close()


@pytest.mark.parametrize("open_url", [query_only_url, immutable_url])
def test_where_it_can_only_be_read_it_is_named(open_url: Callable[[Path], str], tmp_path: Path) -> None:
    first_schema(path := tmp_path / "archive.sqlite3")
    before = path.read_bytes()
    with pytest.raises(ArchiveError, match=r"schema 1, .* open it once where it can be written"):
        Archive(open_url(path))
    assert path.read_bytes() == before


def test_reading_the_same_file_again_fills_in_the_offset_that_the_first_schema_lacked(tmp_path: Path) -> None:
    night = draft("Night train", "The night train runs.", published_at=NIGHT)
    first_schema(path := tmp_path / "archive.sqlite3", night)
    archive = Archive(f"sqlite:///{path}")

    def stated() -> str:
        published = archive.version(article_id(night)).published_at
        assert published is not None
        return published.isoformat()

    assert stated() == "2019-07-09T22:30:00+00:00"
    another = draft("Night train", "The night train runs.", published_at=NIGHT + timedelta(hours=1))
    for again, then in ((another, "2019-07-09T22:30:00+00:00"), (night, NIGHT.isoformat())):
        [(outcome, _, number)] = archive.accept([again], SEEN)
        assert (outcome, number, stated()) == (Acceptance.UNCHANGED, 1, then)
    # An offset that is known stays.
    elsewhere = draft("Night train", "The night train runs.", published_at=NIGHT.astimezone(UTC))
    archive.accept([elsewhere], SEEN)
    assert stated() == NIGHT.isoformat()
    assert archive.pending(10) == []
    archive.close()


def test_several_may_open_an_old_archive_at_once(tmp_path: Path) -> None:
    first_schema(path := tmp_path / "archive.sqlite3")
    with ThreadPoolExecutor(4) as pool:
        opened = list(pool.map(Archive, [f"sqlite:///{path}"] * 4))
    assert [archive.counts().articles for archive in opened] == [1] * 4
    for archive in opened:
        archive.close()


@pytest.mark.parametrize(("schema", "lacking"), [(3, "corrections"), (4, "stated_corrections")])
def test_an_archive_of_a_later_schema_gets_the_table_that_it_lacks(
    tmp_path: Path, schema: int, lacking: str
) -> None:
    archive = Archive(f"sqlite:///{tmp_path / 'archive.sqlite3'}")
    accept_indexed(archive, [draft("Ferry", "The ferry sails.")], SEEN)
    archive.close()
    database = sqlite3.connect(tmp_path / "archive.sqlite3")
    database.executescript(
        f"DROP TABLE {lacking}; UPDATE facts SET value = '{schema}' WHERE name = 'schema';"
    )
    database.close()
    again = Archive(f"sqlite:///{tmp_path / 'archive.sqlite3'}")
    assert again.fact("schema") == SCHEMA_VERSION
    correction = draft("Correction: Ferry", "The ferry sailed on Monday.", corrections=("It did not sail.",))
    [(outcome, _, _)] = again.accept([correction], SEEN)
    assert outcome is Acceptance.NEW
    again.close()
