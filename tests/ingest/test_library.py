"""A library that is only read takes no change, in whichever of its files a change would be lost."""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from ingest.errors import ArchiveError
from ingest.library import Library, open_archive, open_library
from ingest.pipeline import ingest, reindex, remove
from ingest.settings import Settings, load_settings
from tests.conftest import CopyHome
from tests.ingest.support import SEEN, draft, record

_NOBODY = 65_534
ELLERY = "b31cd678a3d61600"
CHANGES: list[Callable[[Library], object]] = [
    lambda library: ingest(library, [record("Lido", "The lido opens on Friday.")]),
    lambda library: remove(library, ELLERY),
    reindex,
    # What has no check of its own is refused by the database.
    lambda library: library.archive.accept([draft("Lido", "The lido opens on Friday.")], SEEN),
]


@contextmanager
def with_one_file_read_only(home: Path, name: str) -> Iterator[Settings]:
    """Copy a home, let one file be read-only, and be a user for whom that holds: for root it does not."""
    # Not tmp_path: its parents are closed to the user that root becomes here.
    with tempfile.TemporaryDirectory() as folder:
        os.chmod(folder, 0o755)
        copy = Path(shutil.copytree(home, Path(folder, "home")))
        (copy / name).chmod(0o444)
        if is_root := os.geteuid() == 0:
            for path in (copy, *copy.rglob("*")):
                os.chown(path, _NOBODY, _NOBODY)
            os.seteuid(_NOBODY)
        try:
            yield load_settings(home=copy, embedding_threads=1)
        finally:
            if is_root:
                os.seteuid(0)


@pytest.mark.skipif(sys.platform == "win32", reason="needs file modes")
@pytest.mark.parametrize("name", ["chroma/chroma.sqlite3", "archive.sqlite3"])
def test_where_one_file_cannot_be_written_to_nothing_is_changed(name: str, copy_home: CopyHome) -> None:
    with with_one_file_read_only(copy_home(), name) as settings:
        with open_archive(settings, reading=True) as archive:
            before = archive.last_change(), archive.counts()
        with open_library(settings, reading=True) as library:
            assert not library.writable
            for change in CHANGES:
                with pytest.raises(ArchiveError, match="writable"):
                    change(library)
            assert library.archive.article(ELLERY)
        with open_archive(settings, reading=True) as archive:
            assert (archive.last_change(), archive.counts()) == before
