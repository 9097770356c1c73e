"""How many documents there will be, as far as that is known without reading them."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable, Iterator
from functools import partial
from pathlib import Path

from ingest.sources.files import holds_lines, holds_pages, is_wanted

# Lines are counted in files of at most so many bytes together: that takes a tenth of a second.
_MOST_BYTES = 100_000_000
_CHUNK = 1 << 20


def count_documents(paths: Iterable[str]) -> int | None:
    """Return how many documents files and folders hold; None for what cannot be told at a glance."""
    count = size = 0
    for path in _files(paths):
        if not path.is_file() or holds_pages(path.name):
            return None
        if not holds_lines(path.name):
            count += 1
            continue
        try:
            size += path.stat().st_size
            if path.suffix == ".gz" or size > _MOST_BYTES:
                return None
            with path.open("rb") as file:
                count += sum(chunk.count(b"\n") for chunk in iter(partial(file.read, _CHUNK), b""))
        except OSError:
            return None
    return count or None


def _files(paths: Iterable[str]) -> Iterator[Path]:
    for path in map(Path, paths):
        if not path.is_dir():
            yield path
            continue
        for root, folders, names in os.walk(path):
            folders[:] = [name for name in folders if not name.startswith(".")]
            found = (Path(root, name) for name in names if is_wanted(name))
            yield from (path for path in found if _is_regular(path))


def _is_regular(path: Path) -> bool:
    """Return whether a path is a file itself: a pipe would be waited for, a link can lead anywhere."""
    try:
        return stat.S_ISREG(path.lstat().st_mode)
    except OSError:
        return False
