"""Backups: one file, taken while others write, verified, and put back with indexes built anew."""

from __future__ import annotations

import json
import sqlite3
import threading
from contextlib import closing
from pathlib import Path

import pytest

from ingest.errors import ArchiveError, HomeInUseError, InputError
from ingest.keeping.backup import back_up, put_back
from ingest.keeping.verify import verify
from ingest.library import open_archive
from ingest.pipeline import reindex
from ingest.settings import Settings
from ingest.store.archive import Archive
from ingest.store.home import HomeLock
from ingest.store.schema import SCHEMA_VERSION
from tests.commands import run_with_story, runner
from tests.ingest.store.test_migrate import as_first_schema
from tests.ingest.support import (
    SEEN,
    HashEmbedder,
    assert_whole,
    draft,
    holdings,
    open_with,
    settings_in,
)


@pytest.fixture
def empty(tmp_path: Path) -> Settings:
    return settings_in(tmp_path / "other")


def rebuilt(settings: Settings) -> None:
    with open_with(settings, HashEmbedder(), check=False) as library:
        reindex(library)


def test_a_backup_put_back_is_the_same_archive(settings: Settings, empty: Settings, tmp_path: Path) -> None:
    before = holdings(settings)
    written = back_up(settings, tmp_path / "backup.sqlite3")
    assert (written.articles, written.versions) == (len(before.articles), len(before.versions))
    assert put_back(empty, written.file, force=False) is None
    rebuilt(empty)
    after = holdings(empty)
    assert_whole(after)
    assert (after.articles, after.versions, after.passages) == (
        before.articles,
        before.versions,
        before.passages,
    )
    assert verify(empty).sound


def test_a_backup_is_of_one_moment_while_others_write(settings: Settings, tmp_path: Path) -> None:
    stop = threading.Event()
    archive = Archive(settings.archive_url)

    def write() -> None:
        number = 0
        while not stop.is_set():
            number += 1
            archive.accept([draft(f"Story {number}", f"Story {number} of the day. " * 50)], SEEN)

    writer = threading.Thread(target=write)
    writer.start()
    try:
        with HomeLock(settings.home):  # as a running service does
            written = [back_up(settings, tmp_path / f"{number}.sqlite3") for number in range(3)]
    finally:
        stop.set()
        writer.join()
        archive.close()
    counts = [each.articles for each in written]
    assert counts == sorted(counts)
    assert counts[-1] > counts[0]


def test_a_folder_gets_a_file_with_the_date_and_nothing_is_overwritten(
    settings: Settings, tmp_path: Path
) -> None:
    (tmp_path / "backups").mkdir()
    written = back_up(settings, tmp_path / "backups")
    assert written.file.name.startswith("dateline-20")
    with pytest.raises(InputError, match="exists"):
        back_up(settings, written.file)
    assert [path.name for path in (tmp_path / "backups").iterdir()] == [written.file.name]


def test_what_a_home_holds_is_set_aside_only_when_told(settings: Settings, tmp_path: Path) -> None:
    written = back_up(settings, tmp_path / "backup.sqlite3")
    before = {path.name: path.read_bytes() for path in settings.home.glob("*.*") if path.is_file()}
    with pytest.raises(InputError, match="holds an archive; with --force"):
        put_back(settings, written.file, force=False)
    after = {path.name: path.read_bytes() for path in settings.home.glob("*.*") if path.is_file()}
    assert after == before
    aside = put_back(settings, written.file, force=True)
    assert aside is not None
    assert sorted(path.name for path in aside.iterdir()) == [
        "archive.sqlite3",
        "chroma",
        "indexes.json",
        "keywords",
    ]
    rebuilt(settings)
    assert_whole(holdings(settings))


def test_a_home_can_be_put_back_too(settings: Settings, empty: Settings) -> None:
    put_back(empty, settings.home, force=False)
    with open_archive(empty) as archive:
        assert archive.counts().articles


@pytest.mark.parametrize(
    "damage",
    [
        "UPDATE versions SET text = text || '!' WHERE number = 2",
        "DELETE FROM vectors",
        "PRAGMA user_version = 0",
    ],
)
def test_a_damaged_archive_is_neither_backed_up_nor_put_back(
    damage: str, settings: Settings, empty: Settings, tmp_path: Path
) -> None:
    whole = back_up(settings, tmp_path / "whole.sqlite3").file
    for file in (settings.archive_file, whole):
        with closing(sqlite3.connect(file)) as db:
            db.execute(damage)
            db.commit()
            db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    if damage.startswith("PRAGMA"):
        body = whole.read_bytes()
        for file in (settings.archive_file, whole):
            file.write_bytes(body[: len(body) // 2])
    with pytest.raises(ArchiveError, match=r"is not a whole archive|cannot be copied"):
        back_up(settings, tmp_path / "backup.sqlite3")
    with pytest.raises(ArchiveError, match=r"is not a whole archive|cannot be copied"):
        put_back(empty, whole, force=False)
    assert not list(tmp_path.glob("backup*"))
    assert not list(empty.home.glob("archive*"))


def test_an_archive_of_the_first_schema_is_backed_up_and_put_back(
    settings: Settings, empty: Settings, tmp_path: Path
) -> None:
    kept = len(holdings(settings).versions)
    as_first_schema(settings.archive_file)
    before = settings.archive_file.read_bytes()
    written = back_up(settings, tmp_path / "backup.sqlite3")
    assert written.versions == kept
    assert settings.archive_file.read_bytes() == before
    assert not list(tmp_path.glob("backup.sqlite3-*"))
    # The archive itself is a backup too, such as an earlier release wrote.
    put_back(empty, settings.archive_file, force=False)
    rebuilt(empty)
    assert verify(empty).sound
    with open_archive(empty) as archive:
        assert archive.fact("schema") == SCHEMA_VERSION


def test_a_database_of_another_program_is_left_as_it_is(empty: Settings, tmp_path: Path) -> None:
    with closing(sqlite3.connect(other := tmp_path / "other.sqlite3")) as db:
        db.execute("CREATE TABLE notes (note TEXT)")
        db.commit()
    with pytest.raises(ArchiveError):
        put_back(empty, other, force=False)
    assert not list(empty.home.glob("archive*"))


def test_a_home_in_use_is_not_replaced(settings: Settings, empty: Settings, tmp_path: Path) -> None:
    written = back_up(settings, tmp_path / "backup.sqlite3")
    with HomeLock(empty.home), pytest.raises(HomeInUseError):
        put_back(empty, written.file, force=True)


def test_other_databases_have_their_own_tools(tmp_path: Path) -> None:
    settings = settings_in(tmp_path, database_url="postgresql+psycopg://localhost/dateline")
    with pytest.raises(InputError, match="pg_dump"):
        back_up(settings, tmp_path / "backup")
    with pytest.raises(InputError, match="pg_dump"):
        put_back(settings, tmp_path / "backup", force=False)


def test_what_is_no_backup_is_named(settings: Settings, empty: Settings, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no such file"):
        put_back(empty, tmp_path / "gone", force=False)
    with pytest.raises(InputError, match="is the archive of this home"):
        put_back(settings, settings.home, force=True)
    with pytest.raises(ArchiveError, match="no archive"):
        back_up(empty, tmp_path / "backup")
    (tmp_path / "text").write_text("no database " * 1_000)
    with pytest.raises(ArchiveError, match=r"cannot be copied|not a whole"):
        put_back(empty, tmp_path / "text", force=False)


def test_the_commands_give_an_archive_that_answers(tmp_path: Path) -> None:
    run_with_story(tmp_path / "home")("backup", str(tmp_path / "backup"))
    run = runner(tmp_path / "other")
    restored = run("restore", str(tmp_path / "backup"), "--json")
    assert restored.exit_code == 0, restored.exception
    assert json.loads(restored.stdout)["sound"] is True
    assert run("ask", "When does the lido open?").exit_code == 0
