"""`dateline verify`: what is damaged is named by table and article, and no text is printed."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from ingest.errors import ArchiveError
from ingest.indexes.index import index_folders
from ingest.indexes.seal import SEAL, Seal
from ingest.keeping.verify import Verification, verify
from ingest.library import open_archive
from ingest.settings import Settings
from ingest.store.home import HomeLock
from ingest.terminal.keeping import verification_text
from tests.commands import runner
from tests.ingest.store.test_migrate import as_first_schema
from tests.ingest.support import SEEN, HashEmbedder, draft, holdings, open_with, settings_in

FARES = "fare"


@contextmanager
def database(settings: Settings) -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(settings.archive_file)) as db:
        yield db
        db.commit()


def victim(settings: Settings) -> tuple[str, int]:
    with database(settings) as db:
        id_, number = db.execute("SELECT article_id, number FROM versions ORDER BY 1 DESC").fetchone()
    return str(id_), int(number)


def test_a_whole_archive_is_whole_and_can_be_opened_afterwards(settings: Settings) -> None:
    found = verify(settings)
    kept = holdings(settings)
    assert (found.archive, found.indexes, found.unchecked) == ([], [], [])
    assert (found.versions, found.passages) == (len(kept.versions), len(kept.passages))
    with open_with(settings, HashEmbedder()) as library:
        assert library.index.intact


@pytest.mark.parametrize(
    ("change", "table", "problem"),
    [
        ("UPDATE versions SET text = replace(text, 'e', 'a')", "versions", "hash"),
        ("UPDATE versions SET text = CAST(x'ff00' AS TEXT)", "versions", "hash"),
        ("UPDATE versions SET published_at = 99999999999999999", "versions", "a value is none"),
        ("UPDATE versions SET kind = 'rumour'", "versions", "a value is none"),
        ("UPDATE passages SET sentences = x'01'", "passages", "does not fit"),
        ("DELETE FROM vectors", "vectors", "missing"),
        ("UPDATE vectors SET passage = x'0000'", "vectors", "damaged"),
    ],
)
def test_a_damaged_row_is_named_by_table_and_article(
    change: str, table: str, problem: str, settings: Settings
) -> None:
    id_, number = victim(settings)
    where = {"versions": "article_id = ? AND number = ?", "passages": "article_id = ? AND version = ?"}
    by_passage = "passage_id IN (SELECT id FROM passages WHERE article_id = ? AND version = ?)"
    with database(settings) as db:
        db.execute(f"{change} WHERE {where.get(table, by_passage)}", (id_, number))
    found = verify(settings)
    assert {(each.table, each.article_id, each.version) for each in found.archive} == {(table, id_, number)}
    assert all(problem in each.problem for each in found.archive)
    assert "dateline restore" in verification_text(found, None)


def test_pages_of_the_database_that_were_overwritten_are_named_by_table(settings: Settings) -> None:
    with database(settings) as db:
        [page] = db.execute("SELECT rootpage FROM sqlite_schema WHERE name = 'versions'").fetchone()
        [size] = db.execute("PRAGMA page_size").fetchone()
    with settings.archive_file.open("r+b") as file:
        file.seek((page - 1) * size + 12)
        file.write(b"\xff" * 200)
    found = verify(settings)
    assert "versions" in {each.table for each in found.archive}
    # A text of the archive is in no line of it, nor of what other commands say.
    said = verification_text(found, None)
    assert FARES not in said
    with (
        open_archive(settings) as archive,
        pytest.raises(ArchiveError, match=r"in versions.*dateline verify"),
    ):
        archive.versions(victim_of(settings))


def victim_of(settings: Settings) -> str:
    with database(settings) as db:
        return str(db.execute("SELECT id FROM articles").fetchone()[0])


def test_an_archive_that_cannot_be_opened_is_a_fault_and_no_crash(settings: Settings) -> None:
    body = settings.archive_file.read_bytes()
    settings.archive_file.write_bytes(body[:100] + b"\xfe" * 2_000 + body[2_100:])
    found = verify(settings)
    assert not found.sound
    assert found.unchecked


@pytest.mark.parametrize("columns", ["0, 9999999, 0", "0, 9, 99999999999999999"], ids=["span", "time"])
def test_a_damaged_post_is_named_by_its_article(columns: str, settings: Settings) -> None:
    id_, number = victim(settings)
    with database(settings) as db:
        db.execute(
            'INSERT INTO posts (article_id, version, visible_from, start, "end", posted_at) '
            f"VALUES (?, ?, 0, {columns})",
            (id_, number),
        )
    [fault] = verify(settings).archive
    assert (fault.table, fault.article_id, fault.version) == ("posts", id_, number)


def test_both_indexes_are_compared_with_the_archive(settings: Settings) -> None:
    id_, number = victim(settings)
    with database(settings) as db:
        db.execute("UPDATE passages SET id = id || 'x' WHERE article_id = ? AND version = ?", (id_, number))
        db.execute("PRAGMA foreign_keys = OFF")
        db.execute(
            "UPDATE vectors SET passage_id = passage_id || 'x' WHERE passage_id LIKE ?",
            (f"{id_}-{number}-%",),
        )
    found = verify(settings)
    assert found.archive == []
    said = " ".join(found.indexes)
    for part in ("are not in Chroma", "in Chroma are not in the archive", "are not in the keyword index"):
        assert part in said
    assert found.advice == ["`dateline reindex` builds the indexes anew from the archive"]
    with open_with(settings, HashEmbedder(), check=False):
        pass


def test_damaged_index_files_are_named_and_not_opened(settings: Settings) -> None:
    file = settings.home / "chroma" / "chroma.sqlite3"
    file.write_bytes(file.read_bytes()[:5_000])
    found = verify(settings)
    assert found.indexes == ["chroma/chroma.sqlite3 is damaged"]


def test_beside_a_process_that_holds_the_home_the_archive_alone_is_checked(settings: Settings) -> None:
    with HomeLock(settings.home):
        found = verify(settings)
    assert found.sound
    assert found.versions
    assert "is in use by process" in found.unchecked[0]


def test_without_an_archive_there_is_nothing_to_verify(tmp_path: Path) -> None:
    with pytest.raises(ArchiveError, match="no archive"):
        verify(settings_in(tmp_path))
    assert list(tmp_path.iterdir()) == []


def test_an_archive_of_the_first_schema_is_not_changed(settings: Settings) -> None:
    as_first_schema(settings.archive_file)
    before = settings.archive_file.read_bytes()
    with pytest.raises(ArchiveError, match=r"open it once where it can be written \(`dateline status`\)"):
        verify(settings)
    assert settings.archive_file.read_bytes() == before


def without_seal(settings: Settings) -> None:
    (settings.home / SEAL).unlink()


def with_a_change_pending(settings: Settings) -> None:
    with open_archive(settings) as archive:
        archive.accept([draft("Pier", "The pier opens.")], SEEN)


def with_another_graph_than_noted(settings: Settings) -> None:
    note = settings.home / "chroma" / "dateline.json"
    note.write_text(json.dumps({"gone/data_level0.bin": [1, 1]}))
    Seal(settings.home, index_folders(settings)).renew()


@pytest.mark.parametrize("leave", [without_seal, with_a_change_pending, with_another_graph_than_noted])
def test_what_tells_that_a_process_was_killed_is_left_as_it_is(
    leave: Callable[[Settings], None], settings: Settings
) -> None:
    leave(settings)
    seal = settings.home / SEAL
    before = seal.read_bytes() if seal.exists() else None
    assert verify(settings).indexes == []
    assert (seal.read_bytes() if seal.exists() else None) == before
    with open_with(settings, HashEmbedder()) as library:
        assert library.archive.counts().pending == 0


def test_a_seal_that_cannot_be_written_is_no_fault(settings: Settings) -> None:
    (settings.home / "indexes.new").mkdir()  # the draft of the seal cannot be written
    assert verify(settings).sound


def test_a_seal_that_cannot_be_removed_is_no_fault(settings: Settings) -> None:
    (settings.home / "keywords" / "meta.json").unlink()
    seal = settings.home / SEAL
    assert verify(settings).indexes
    assert not seal.exists()
    seal.mkdir()
    assert verify(settings).indexes


def test_the_command_has_exit_codes_and_json(settings: Settings) -> None:
    run = runner(settings.home)
    result = run("verify", "--json")
    assert (result.exit_code, json.loads(result.stdout)["sound"]) == (0, True)
    id_, number = victim(settings)
    with database(settings) as db:
        db.execute("UPDATE versions SET text = 'x' WHERE article_id = ?", (id_,))
    result = run("verify", "--json")
    said = json.loads(result.stdout)
    assert result.exit_code == 1
    assert {"table": "versions", "article_id": id_, "version": number} in [
        {name: each[name] for name in ("table", "article_id", "version")} for each in said["archive"]
    ]
    assert f"versions: article {id_}, version {number}: the text does not have" in run("verify").stdout


def test_what_is_found_is_told_in_lines() -> None:
    found = Verification(versions=2, passages=3, indexes=["Chroma's graph does not find what it holds"])
    assert verification_text(found, None).splitlines() == [
        "checked 2 versions and 3 passages",
        "indexes: 1 fault",
        "    Chroma's graph does not find what it holds",
        "what to do: `dateline reindex` builds the indexes anew from the archive",
    ]
