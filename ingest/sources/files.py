"""Files, folders and standard input as documents; one bad file or line never stops the rest."""

from __future__ import annotations

import gzip
import json
import os
import stat
import sys
import zlib
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, cast

from ingest.document import Document, Media
from ingest.errors import InputError, RejectedDocument
from ingest.sources.records import records_of

_MEDIA = {
    ".html": Media.HTML,
    ".htm": Media.HTML,
    ".txt": Media.TEXT,
    ".md": Media.MARKDOWN,
    ".markdown": Media.MARKDOWN,
    ".json": Media.RECORD,
    ".xml": Media.XML,
    ".eml": Media.MAIL,
    ".pdf": Media.PDF,
}
_WEB_ARCHIVES = {".warc"}
_LINE_ENDINGS = {".jsonl", ".ndjson"}
_BAD_GZIP = (EOFError, gzip.BadGzipFile, zlib.error)

Read = Document | RejectedDocument


def read_paths(
    paths: Iterable[str], *, max_bytes: int, follow_links: bool = False, skipped: Counter[str] | None = None
) -> Iterator[Read]:
    """Yield the documents of files, folders and "-" (JSON lines on standard input), each at most `max_bytes`.

    What folders hold that is not read is counted in `skipped`, by ending or kind: symbolic links within them
    as well, unless `follow_links`. Raises InputError for a path that does not exist, before anything is read.
    """
    names = list(paths)
    for name in names:
        if name != "-" and not os.path.exists(name):
            raise InputError(f"{name}: no such file or folder; check the path")
    walk = _Walk(follow_links, Counter() if skipped is None else skipped)
    return _read_all(names, max_bytes, walk)


def _read_all(names: list[str], max_bytes: int, walk: _Walk) -> Iterator[Read]:
    for name in names:
        if name == "-":
            yield from _read_lines(sys.stdin.buffer, "stdin", max_bytes)
        elif os.path.isdir(name):
            yield from _read_folder(Path(name), max_bytes, walk)
        else:
            yield from _read_file(Path(name), max_bytes, walk.skipped)


def _read_folder(folder: Path, max_bytes: int, walk: _Walk) -> Iterator[Read]:
    unreadable: list[OSError] = []
    found = sorted(walk.files(folder, unreadable))
    for error in unreadable:
        yield RejectedDocument(str(error.filename), f"the folder cannot be read ({error.strerror})")
    for path in found:
        yield from _read_file(path, max_bytes, walk.skipped)


def is_wanted(name: str) -> bool:
    """Return whether a file in a folder is read, by its name."""
    return not name.startswith(".") and _unread_kind(name) is None


@dataclass(frozen=True, slots=True)
class _Walk:
    """How folders are gone through, and the count of what is left out."""

    follow_links: bool
    skipped: Counter[str]

    def files(self, folder: Path, unreadable: list[OSError]) -> Iterator[Path]:
        """Yield the files to read; a folder that links lead to again is gone through once."""
        seen: set[tuple[int, int]] = set()
        for root, folders, files in os.walk(folder, onerror=unreadable.append, followlinks=self.follow_links):
            place = os.stat(root)
            if (place.st_dev, place.st_ino) in seen:
                folders.clear()
                continue
            seen.add((place.st_dev, place.st_ino))
            folders[:] = [name for name in folders if self._is_kept(Path(root, name), folder=True)]
            yield from (path for name in files if self._is_kept(path := Path(root, name), folder=False))

    def _is_kept(self, path: Path, *, folder: bool) -> bool:
        kind = self._left_out(path, folder=folder)
        if kind is not None:
            self.skipped[kind] += 1
        return kind is None

    def _left_out(self, path: Path, *, folder: bool) -> str | None:
        """Return what is counted of a path that is not read: its ending, or the kind of thing it is."""
        if path.name.startswith("."):
            return "hidden"
        if not self.follow_links and path.is_symlink():
            return "symbolic link"
        if folder:
            return None
        return _unread_kind(path.name) or (None if path.is_file() else "not a regular file")


def _unread_kind(name: str) -> str | None:
    """Return what is counted of a file that is not read, by its name."""
    if name.startswith("README"):
        return "README"
    ending = _ending(name)
    return None if ending in _MEDIA or ending in _LINE_ENDINGS | _WEB_ARCHIVES else ending or "without ending"


def holds_lines(name: str) -> bool:
    """Return whether each line of a file is a document, by its name; "-" is standard input."""
    return name == "-" or _ending(name) in _LINE_ENDINGS


def holds_pages(name: str) -> bool:
    """Return whether a file holds many pages, by its name: how many is known at its end."""
    return _ending(name) in _WEB_ARCHIVES


def _ending(name: str) -> str:
    return Path(name.lower().removesuffix(".gz")).suffix


def _read_file(path: Path, max_bytes: int, skipped: Counter[str]) -> Iterator[Read]:
    ending, origin = _ending(path.name), str(path)
    try:
        if not stat.S_ISREG(path.stat().st_mode):
            yield RejectedDocument(origin, "not a regular file")
            return
        with _open(path) as stream:
            yield from read_stream(stream, origin, ending, max_bytes=max_bytes, skipped=skipped)
    except OSError as exc:
        yield RejectedDocument(origin, f"the file cannot be read ({exc.strerror or exc})")


def _open(path: Path) -> IO[bytes]:
    # Records of web archives are gzipped one by one, so that what stands before a break can be read.
    if path.name.lower().endswith(".gz") and not holds_pages(path.name):
        return cast("IO[bytes]", gzip.open(path, "rb"))
    return path.open("rb")


def read_stream(
    stream: IO[bytes], origin: str, ending: str, *, max_bytes: int, skipped: Counter[str] | None = None
) -> Iterator[Read]:
    """Yield the documents of an open file, read as one whose name has this ending (".html").

    What a web archive holds besides pages is counted in `skipped`.
    """
    if ending in _WEB_ARCHIVES:
        from ingest.sources.warc import read_warc

        yield from read_warc(
            stream, origin, max_bytes=max_bytes, skipped=Counter() if skipped is None else skipped
        )
    elif ending in _LINE_ENDINGS:
        yield from _read_lines(stream, origin, max_bytes)
    elif ending in _MEDIA:
        yield from _read_whole(stream, origin, _MEDIA[ending], max_bytes)
    else:
        known = " ".join([*_MEDIA, *sorted(_LINE_ENDINGS | _WEB_ARCHIVES)])
        yield RejectedDocument(origin, f"unknown ending {ending!r}; known are {known}, each also with .gz")


def _read_whole(stream: IO[bytes], origin: str, media: Media, max_bytes: int) -> Iterator[Read]:
    try:
        # Reading one byte past the bound also ends the decompression of a gzip bomb there.
        body = stream.read(max_bytes + 1)
    except _BAD_GZIP as exc:
        yield RejectedDocument(origin, f"broken gzip file ({exc})")
        return
    if not body.strip():
        yield RejectedDocument(origin, "the file is empty")
    elif len(body) > max_bytes:
        yield RejectedDocument(origin, f"larger than {max_bytes} bytes; raise the limit or split the file")
    elif media is Media.RECORD:
        yield from _read_json(body, origin)
    else:
        yield Document(origin, media, body)


def _read_json(body: bytes, origin: str) -> Iterator[Read]:
    """Yield the records of a JSON file, as "file.json[0]" where it has a list."""
    try:
        for found in records_of(body):
            yield Document(found.origin(origin), Media.RECORD, found.body)
    except ValueError as exc:
        yield RejectedDocument(origin, str(exc))


def _read_lines(stream: IO[bytes], origin: str, max_bytes: int) -> Iterator[Read]:
    number, empty = 0, True
    while True:
        number += 1
        try:
            line = stream.readline(max_bytes + 1)
            too_long = len(line) > max_bytes and not line.endswith(b"\n")
            if too_long:
                _skip_line(stream)
        except _BAD_GZIP as exc:
            yield RejectedDocument(f"{origin}:{number}", f"broken gzip file ({exc})")
            return
        if not line:
            break
        if line.strip():
            empty = False
            where = f"{origin}:{number}"
            yield _too_long(where, max_bytes) if too_long else _read_line(line, where)
    if empty:
        yield RejectedDocument(origin, "the file is empty")


def _too_long(origin: str, max_bytes: int) -> RejectedDocument:
    return RejectedDocument(origin, f"a line longer than {max_bytes} bytes; raise the limit")


def _skip_line(stream: IO[bytes]) -> None:
    while (rest := stream.readline(1 << 20)) and not rest.endswith(b"\n"):
        pass


def _read_line(line: bytes, origin: str) -> Read:
    line = line.removeprefix(b"\xef\xbb\xbf").strip()
    try:
        value = json.loads(line)
    except (ValueError, RecursionError) as exc:
        return RejectedDocument(origin, f"not valid JSON ({exc})")
    if not isinstance(value, dict):
        return RejectedDocument(origin, f"expected a JSON object, got {type(value).__name__}")
    return Document(origin, Media.RECORD, line)
