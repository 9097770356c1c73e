"""The indexes of a home that cannot be written to, as files that can be opened.

Chroma and Tantivy write to what they only read: Chroma to its database, Tantivy a lock. So a folder of links
stands for the home's, with a copy of Chroma's database.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path

from ingest.errors import ArchiveError
from ingest.indexes.seal import SEAL, walk


@contextmanager
def readable_view(home: Path, folders: Sequence[Path]) -> Iterator[Path]:
    """Yield a folder in which the index folders of `home` can be opened. Raises ArchiveError."""
    files = [home / SEAL, *(file for folder in folders for file in walk(folder, []))]
    with ExitStack() as stack:
        try:
            view = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="dateline-")))
            for file in filter(Path.is_file, files):
                _mirror(file.absolute(), view / file.relative_to(home))
        except PermissionError as exc:
            raise ArchiveError(
                f"{exc.filename} cannot be read ({exc.strerror}); change its permissions"
            ) from exc
        except OSError as exc:
            raise ArchiveError(
                f"{home} cannot be written to, nor can the temporary folder ({exc.strerror}), which reading "
                "then needs; set TMPDIR to a folder with some space"
            ) from exc
        yield view


def _mirror(file: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    if file.suffix == ".sqlite3":
        shutil.copyfile(file, target)
        journal = file.with_name(f"{file.name}-journal")
        if journal.exists():  # of a process that was killed: without it the database is half written
            shutil.copyfile(journal, target.with_name(journal.name))
    else:
        os.symlink(file, target)
