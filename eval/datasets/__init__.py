"""Sets of others, read from a path that the user gives; none of them is part of Dateline."""

from __future__ import annotations

from pathlib import Path

from ingest.errors import InputError


def require(folder: Path, *names: str, kind: str) -> None:
    """Raise InputError, naming what is missing, unless `folder` has all files of a `kind` set.

    Names may be patterns such as "*/meta.info".
    """
    if not folder.is_dir():
        raise InputError(f"{folder}: no such folder; give that of a {kind} set")
    missing = [name for name in names if not any(folder.glob(name))]
    if missing:
        raise InputError(f"{folder} is not a {kind} set: {', '.join(missing)} missing")
