"""Whether the files of the indexes are as the last process left them.

Damaged files do not only give errors: Chroma and Tantivy panic on them, abort the process or end it with
SIGSEGV, and a damaged graph can give wrong results without a word. So damage is found before they are opened.
A process that opens the indexes takes the seal off and puts it on again at its end. Where there is none, that
process was killed, and what can be checked without a seal is checked.
"""

from __future__ import annotations

import json
import os
import sqlite3
import zlib
from collections.abc import Iterator, Sequence
from contextlib import closing, suppress
from dataclasses import dataclass
from pathlib import Path

SEAL = "indexes.json"
_GRAPH_IDS = "index_metadata.pickle"
_CHUNK = 1 << 20


@dataclass(frozen=True, slots=True)
class _Left:
    """A file as it was left. `stat` changes with every write to it; `crc` tells whether the bytes did.

    `writes` is what a SQLite database counts in its header with each transaction; 0 for other files.
    """

    stat: tuple[int, ...]
    crc: int
    writes: int


@dataclass(frozen=True, slots=True)
class FileFault:
    """A file that is not as it was left; `written`: a database that SQLite has written to since."""

    name: str
    problem: str
    written: bool = False

    def __str__(self) -> str:
        return f"{self.name} {self.problem}"


class Seal:
    """The seal of the index folders of a home."""

    def __init__(self, home: Path, folders: Sequence[Path]) -> None:
        self._home, self._folders = home, folders
        self._file = home / SEAL
        self._left = self._read()
        self.exists = self._left is not None

    def faults(self, *, thorough: bool = False) -> list[FileFault]:
        """Return what is not as it was left.

        A file's bytes are read only where its times and size are others than they were, as those of a copied
        home are; `thorough` reads them all. Of 150 MB that takes 0.06 s.
        """
        found, faults = self._files()
        for name in sorted(found.keys() | (self._left or {}).keys()):
            left = (self._left or {}).get(name)
            if name not in found:
                faults.append(FileFault(name, "is missing"))
            elif left and (thorough or left.stat != _stat(found[name])):
                faults += self._compared(name, found[name], left)
        if not self.exists:
            faults += self._checked(found)
        return faults

    def remove(self) -> None:
        """Take the seal off: the files are about to change."""
        self._file.unlink(missing_ok=True)

    def renew(self) -> None:
        """Seal the files as they are now; what did not change since is not read again."""
        found, faults = self._files()
        before = self._left or {}
        left = {name: _left(path, before.get(name)) for name, path in found.items()}
        draft = self._file.with_suffix(".new")
        if not faults:
            draft.write_text(
                json.dumps({name: [*each.stat, each.crc, each.writes] for name, each in left.items()})
            )
            os.replace(draft, self._file)

    def _read(self) -> dict[str, _Left] | None:
        try:
            noted = json.loads(self._file.read_text(encoding="utf-8"))
            return {name: _Left(tuple(values[:-2]), *values[-2:]) for name, values in noted.items()}
        except (OSError, ValueError, AttributeError, TypeError, IndexError):
            return None

    def _files(self) -> tuple[dict[str, Path], list[FileFault]]:
        """Return the files by their names within the home, and what could not be listed."""
        errors: list[OSError] = []
        found = {self._named(path): path for each in self._folders for path in walk(each, errors)}
        return found, [
            FileFault(self._named(each.filename), f"cannot be read ({each.strerror})") for each in errors
        ]

    def _named(self, path: Path | str) -> str:
        return Path(path).relative_to(self._home).as_posix()

    def _compared(self, name: str, path: Path, left: _Left) -> list[FileFault]:
        try:
            now = _left(path, None)
        except OSError as exc:
            return [FileFault(name, f"cannot be read ({exc.strerror})")]
        if (now.stat[0], now.crc) == (left.stat[0], left.crc):
            return []
        written = now.writes != left.writes
        return [FileFault(name, "was changed by something else" if written else "is damaged", written)]

    def _checked(self, found: dict[str, Path]) -> list[FileFault]:
        """Check what can be checked without a seal: the databases."""
        databases = {name: path for name, path in found.items() if path.suffix == ".sqlite3"}
        return [FileFault(name, "is damaged") for name, path in databases.items() if not _is_sound(path)]


def walk(folder: Path, errors: list[OSError]) -> Iterator[Path]:
    """Yield the files of an index that are read when it is opened; `errors` gets what cannot be listed."""
    if folder.exists():
        for root, _, names in os.walk(folder, onerror=errors.append):
            # Locks and what SQLite has beside a database come and go.
            names = [name for name in names if not name.endswith((".lock", "-journal", "-wal", "-shm"))]
            if _GRAPH_IDS not in names:
                # Without them Chroma does not read a graph, but makes it anew from its log.
                names = [name for name in names if not name.endswith(".bin")]
            yield from (Path(root, name) for name in names)


def _stat(path: Path) -> tuple[int, ...]:
    # The time of the last change cannot be set back, as that of the last write can.
    stat = path.stat()
    return stat.st_size, stat.st_mtime_ns, stat.st_ctime_ns


def _left(path: Path, before: _Left | None) -> _Left:
    stat = _stat(path)
    return before if before and before.stat == stat else _Left(stat, _crc(path), _writes(path))


def _writes(path: Path) -> int:
    if path.suffix != ".sqlite3":
        return 0
    with path.open("rb") as file:
        return int.from_bytes(file.read(28)[24:], "big")


def _crc(path: Path) -> int:
    crc = 0
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            crc = zlib.crc32(chunk, crc)
    return crc


def _is_sound(database: Path) -> bool:
    # ValueError: a message of SQLite can hold what is damaged, and need not be UTF-8.
    with suppress(sqlite3.Error, OSError, ValueError), closing(sqlite3.connect(database, timeout=5)) as db:
        return bool(db.execute("PRAGMA quick_check(1)").fetchone() == ("ok",))
    return False
