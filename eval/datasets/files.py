"""Files of published sets: found by name, read line by line, every error with file, line and field."""

from __future__ import annotations

import gzip
import json
import zlib
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeVar

from pydantic import TypeAdapter, ValidationError

from eval.cases import wrong_field
from ingest.errors import InputError
from ingest.moments import parse_moment

T = TypeVar("T")

_UNREADABLE = (OSError, EOFError, zlib.error, UnicodeDecodeError)


class CaseIds:
    """Gives each case of a set an id of its own: that of its line, or file and line where that is taken."""

    def __init__(self) -> None:
        self._taken: set[str] = set()

    def of(self, given: str | int | None, where: str) -> str:
        """Return the id of the case at `where`, "file:line"."""
        place = Path(where).name
        id_ = str(given) if given not in (None, "") else place
        if id_ in self._taken:
            id_ = f"{id_} ({place})"
        self._taken.add(id_)
        return id_


def named_once(*names: str | None) -> tuple[str, ...]:
    """Return the names that a line gives for what it is, each once."""
    return tuple(dict.fromkeys(name for name in names if name))


def as_moment(value: object) -> object:
    """Return a day, or a time on the publisher's clock, whose day it is that counts."""
    if not isinstance(value, str) or not value.strip():
        return value or None
    try:
        parse_moment(value, end_of_day=False)
    except InputError as exc:
        raise ValueError(str(exc)) from exc
    return datetime.fromisoformat(value.strip()).replace(tzinfo=UTC)


def require(folder: Path, *names: str, kind: str) -> None:
    """Raise InputError, naming what is missing, unless `folder` has all files of a `kind` set.

    Names may be patterns such as "*/meta.info".
    """
    if not folder.is_dir():
        raise InputError(f"{folder}: no such folder; give that of a {kind} set")
    missing = [name for name in names if not any(folder.glob(name))]
    if missing:
        raise InputError(f"{folder} is not a {kind} set: {', '.join(missing)} missing")


def files_of(path: Path, *patterns: str, kind: str) -> list[Path]:
    """Return the file, or the files of a folder that fit a pattern. Raises InputError if there are none."""
    if path.is_file():
        return [path]
    if not path.is_dir():
        raise InputError(f"{path}: no such file or folder; give that of a {kind} set")
    found = sorted({file for pattern in patterns for file in path.glob(pattern) if file.is_file()})
    if not found:
        raise InputError(f"{path} is not a {kind} set: no file named {' or '.join(patterns)}")
    return found


def read_lines(path: Path, record: TypeAdapter[T]) -> Iterator[tuple[str, T]]:
    """Yield ("file:line", record) of JSON lines, plain or ".gz". Raises InputError with line and field."""
    for number, line in enumerate(_text(path).split("\n"), start=1):
        if line.strip():
            where = f"{path}:{number}"
            yield where, _record(where, line, record)


def read_all_lines(path: Path, record: TypeAdapter[T], *, kind: str) -> list[tuple[str, T]]:
    """Return ("file:line", record) of a file, or of all in a folder. Raises InputError if there is none."""
    files = files_of(path, "*.jsonl", "*.jsonl.gz", kind=kind)
    found = [line for file in files for line in read_lines(file, record)]
    if not found:
        raise InputError(f"{path}: nothing in it; a {kind} set has a JSON object on each line")
    return found


def read_json(path: Path, record: TypeAdapter[T]) -> T:
    """Return the record that a JSON file holds, plain or ".gz". Raises InputError with the field."""
    return _record(str(path), _text(path), record)


def _text(path: Path) -> str:
    try:
        body = path.read_bytes()
        return (gzip.decompress(body) if path.suffix == ".gz" else body).decode("utf-8-sig")
    except _UNREADABLE as exc:
        raise InputError(f"{path}: cannot be read ({exc})") from exc


def _record(where: str, text: str, record: TypeAdapter[T]) -> T:
    try:
        return record.validate_python(json.loads(text))
    except ValidationError as exc:
        raise wrong_field(where, exc) from exc
    except (ValueError, RecursionError) as exc:
        raise InputError(f"{where}: not valid JSON ({exc})") from exc
