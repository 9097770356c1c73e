"""Index files that were damaged: found before they are opened, named, set aside and built anew."""

from __future__ import annotations

import os
import random
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from ingest.errors import ArchiveError, InputError
from ingest.indexes.compare import chroma_faults
from ingest.indexes.meaning import open_client
from ingest.indexes.seal import SEAL, Seal
from ingest.pipeline import reindex
from ingest.settings import Settings
from tests.ingest.support import HashEmbedder, assert_whole, holdings, open_with

RANDOM = random.Random(3)
WORD = HashEmbedder().embed_question("ferry")


def flip(path: Path) -> None:
    body = bytearray(path.read_bytes())
    for _ in range(16):
        body[RANDOM.randrange(len(body))] ^= RANDOM.randrange(1, 256)
    path.write_bytes(body)


def truncate(path: Path) -> None:
    os.truncate(path, path.stat().st_size // 2)


def empty(path: Path) -> None:
    path.write_bytes(b"")


def overwrite(path: Path) -> None:
    stat = path.stat()
    body = bytearray(path.read_bytes())
    at = RANDOM.randrange(len(body))
    body[at : at + 512] = RANDOM.randbytes(len(body[at : at + 512]))
    path.write_bytes(body)
    os.utime(path, ns=(stat.st_atime_ns, stat.st_mtime_ns))  # as a disk does: no time changes with it


FILES = (
    "chroma/chroma.sqlite3",
    "keywords/*.term",
    "keywords/*.idx",
    "keywords/meta.json",
)


@pytest.mark.parametrize("damage", [flip, truncate, empty, overwrite, Path.unlink])
@pytest.mark.parametrize("pattern", FILES)
def test_a_damaged_file_is_named_and_reindex_heals_it(
    pattern: str, damage: Callable[[Path], None], settings: Settings
) -> None:
    file = next(settings.home.glob(pattern))
    damage(file)
    name = file.relative_to(settings.home).as_posix()
    with pytest.raises(ArchiveError, match=f"{name} (is missing|is damaged|was changed).*dateline reindex"):
        open_with(settings, HashEmbedder()).__enter__()
    with open_with(settings, HashEmbedder(), check=False) as library:
        reindex(library)
        [aside] = library.index.set_aside
    folder = name.partition("/")[0]
    assert aside.name.startswith(f"{folder}.damaged-20")
    assert list(aside.iterdir())
    with open_with(settings, HashEmbedder()) as library:
        assert library.index.nearest(WORD, 3)
    assert_whole(holdings(settings))


def test_a_damaged_database_is_found_after_a_process_that_was_killed(settings: Settings) -> None:
    (settings.home / SEAL).unlink()
    database = settings.home / "chroma" / "chroma.sqlite3"
    body = bytearray(database.read_bytes())
    body[4096:8192] = RANDOM.randbytes(4096)
    database.write_bytes(body)
    with pytest.raises(ArchiveError, match=r"chroma/chroma\.sqlite3 is damaged; run `dateline reindex`"):
        open_with(settings, HashEmbedder()).__enter__()
    with open_with(settings, HashEmbedder(), check=False) as library:
        reindex(library)
        assert len(library.index.set_aside) == 1
    assert_whole(holdings(settings))


def test_a_sound_index_is_not_set_aside(settings: Settings) -> None:
    with open_with(settings, HashEmbedder(), check=False) as library:
        reindex(library)
        assert library.index.set_aside == ()


def test_a_process_that_has_the_indexes_open_has_taken_the_seal_off(settings: Settings) -> None:
    with open_with(settings, HashEmbedder()):
        assert not (settings.home / SEAL).exists()
    assert (settings.home / SEAL).exists()
    with pytest.raises(InputError), open_with(settings, HashEmbedder()):
        raise InputError("a question that is none")
    assert (settings.home / SEAL).exists()
    with pytest.raises(ZeroDivisionError), open_with(settings, HashEmbedder()):
        _ = 1 / 0
    assert not (settings.home / SEAL).exists()


def test_what_is_left_beside_the_files_is_no_damage(settings: Settings) -> None:
    (settings.home / "chroma" / "notes.txt").write_text("mine")
    (settings.home / "keywords" / ".tantivy-writer.lock").unlink(missing_ok=True)
    with open_with(settings, HashEmbedder()) as library:
        assert library.index.nearest(WORD, 3)


def test_times_that_changed_are_no_damage(settings: Settings) -> None:
    for file in settings.home.rglob("*"):
        os.utime(file, (1, 1))
    with open_with(settings, HashEmbedder()) as library:
        assert library.index.nearest(WORD, 3)


@pytest.mark.parametrize("note", ["", "[]", '{"chroma/chroma.sqlite3": []}', '{"chroma/chroma.sqlite3": 3}'])
def test_a_seal_that_cannot_be_read_is_none(note: str, settings: Settings) -> None:
    (settings.home / SEAL).write_text(note)
    seal = Seal(settings.home, [settings.home / "chroma"])
    assert not seal.exists
    assert seal.faults() == []


def test_a_database_that_is_no_database_is_damaged_without_a_seal(tmp_path: Path) -> None:
    folder = tmp_path / "chroma"
    folder.mkdir()
    with closing(sqlite3.connect(folder / "chroma.sqlite3")) as db:
        db.execute("CREATE TABLE t (x)")
    seal = Seal(tmp_path, [folder])
    assert seal.faults() == []
    (folder / "chroma.sqlite3").write_bytes(b"x" * 5_000)
    assert [str(fault) for fault in seal.faults()] == ["chroma/chroma.sqlite3 is damaged"]


def test_another_client_of_chroma_does_no_damage(settings: Settings) -> None:
    client = open_client(settings.home, None)
    client.get_collection(settings.chroma_collection, embedding_function=None).count()
    client.close()
    assert Seal(settings.home, [settings.home / "chroma"]).faults()
    with open_with(settings, HashEmbedder()) as library:
        assert library.index.nearest(WORD, 3)


def test_what_another_client_changed_is_damage(settings: Settings) -> None:
    client = open_client(settings.home, None)
    collection = client.get_collection(settings.chroma_collection, embedding_function=None)
    [id_] = collection.get(limit=1)["ids"]
    collection.update(ids=[id_], embeddings=[WORD])
    client.close()
    with pytest.raises(ArchiveError, match="dateline reindex"):
        open_with(settings, HashEmbedder()).__enter__()


def test_chroma_is_compared_with_the_archive_in_a_process_that_may_end(settings: Settings) -> None:
    assert chroma_faults(settings) == []
    with closing(sqlite3.connect(settings.archive_file)) as db:
        db.execute("DELETE FROM vectors WHERE rowid IN (SELECT rowid FROM vectors LIMIT 2)")
        db.commit()
    assert chroma_faults(settings) == ["2 passages in Chroma are not in the archive"]
    (settings.home / "chroma" / "chroma.sqlite3").write_bytes(b"x" * 10_000)
    assert len(chroma_faults(settings)) == 1
