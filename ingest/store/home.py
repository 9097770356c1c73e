"""The folder that holds an archive, and the lock that keeps a second process out of it."""

from __future__ import annotations

import json
import os
import shutil
import sys
from collections.abc import Iterator, Sequence
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Self

from filelock import FileLock, Timeout

from ingest.errors import ArchiveError, HomeInUseError

_HOLDER = "lock.json"
# What SQLite and Chroma write when they are opened to be read, and more.
_SPACE = 256 * 1024


class HomeLock:
    """Holds `home` for one process; a second holder fails at once and is told who the first is.

    The operating system frees the lock when its process ends, however it ends.
    """

    def __init__(self, home: Path) -> None:
        self._home = home
        self._holder = home / _HOLDER
        self._lock = FileLock(home / "lock", timeout=0)

    def __enter__(self) -> Self:
        make_home(self._home)
        try:
            self._lock.acquire()
        except Timeout as exc:
            raise self._in_use() from exc
        except OSError as exc:
            raise _unusable(self._home, exc.strerror) from exc
        # It only serves a message: a full disk must not stop what reads.
        with suppress(OSError):
            _write_holder(self._holder, _this_process())
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        with suppress(OSError):
            self._holder.unlink(missing_ok=True)
        self._lock.release()

    def _in_use(self) -> HomeInUseError:
        who, url = "another process", None
        try:
            holder = json.loads(self._holder.read_text(encoding="utf-8"))
            who = f"process {holder['pid']} ({holder['command']}, since {holder['since']})"
            url = holder.get("url")
        except (OSError, ValueError, KeyError, TypeError):
            pass
        advice = f"Go through it (--server {url}) if the command can" if url else "Wait for it to end"
        return HomeInUseError(f"{self._home} is in use by {who}. {advice}, or stop it.", url)


def announce(home: Path, url: str) -> None:
    """Let whoever finds the home locked by this process know that it answers at `url`."""
    # A home that cannot be written to has no such file: nobody is locked out of it either.
    with suppress(OSError):
        _write_holder(home / _HOLDER, {**_this_process(), "url": url})


def _write_holder(file: Path, holder: dict[str, object]) -> None:
    """Write it in one step: another process may be reading it."""
    written = file.with_suffix(".new")
    written.write_text(json.dumps(holder), encoding="utf-8")
    written.replace(file)


def make_home(home: Path) -> None:
    """Create the folder. Raises ArchiveError when that cannot be done."""
    _refuse_file(home)
    try:
        home.mkdir(parents=True, exist_ok=True)
    except OSError as exc:
        raise _unusable(home, exc.strerror) from exc
    if not os.access(home, os.W_OK | os.X_OK, effective_ids=os.access in os.supports_effective_ids):
        raise _unusable(home, "it is not writable")


def unwritable(home: Path, files: Sequence[Path]) -> str | None:
    """Return why nothing can be stored in `home` or in those of the files that exist; None if it can."""
    probe = home / f".space-{os.getpid()}"
    try:
        probe.write_bytes(bytes(_SPACE))
        for file in files:
            if file.exists():
                file.open("r+b").close()
    except OSError as exc:
        return exc.strerror or str(exc)
    finally:
        with suppress(OSError):
            probe.unlink(missing_ok=True)
    return None


def require_home(home: Path) -> None:
    """Raise ArchiveError when there is no such folder: what only reads does not begin an archive."""
    _refuse_file(home)
    if not home.is_dir():
        raise _no_archive(home)


def require_archive(file: Path, indexes: Sequence[Path], *, create: bool) -> None:
    """Raise ArchiveError when the archive's file is not there, or is empty.

    With `create` a new one may begin, but not beside indexes: they are those of an archive that is gone.
    """
    if file.is_file() and file.stat().st_size:
        return
    filled = [folder.name for folder in indexes if folder.is_dir() and any(folder.iterdir())]
    if filled:
        state = "is empty" if file.exists() else "is missing"
        raise ArchiveError(
            f"{file} {state}, though its indexes ({', '.join(filled)}) are there: restore it from a backup, "
            "or, to begin anew, move those folders away. Nothing was changed"
        )
    if not create:
        raise _no_archive(file.parent)


def _refuse_file(home: Path) -> None:
    """Raise ArchiveError for a home that is a file, or is said to be inside one."""
    for path in (home, *home.parents):
        if os.path.exists(path) and not os.path.isdir(path):
            raise ArchiveError(
                f"{path} is a file, and an archive needs a folder; name one with --home or DATELINE_HOME"
            )


def _no_archive(home: Path) -> ArchiveError:
    return ArchiveError(
        f"there is no archive in {home}; name its folder with --home or DATELINE_HOME, or begin one with "
        "`dateline ingest`"
    )


def _unusable(home: Path, reason: str | None) -> ArchiveError:
    return ArchiveError(
        f"{home} cannot be used as DATELINE_HOME: {reason}; name a folder that can be written to"
    )


def discard(folder: Path) -> None:
    """Remove a folder of the home in one step for whoever looks: a half-removed index would be opened."""
    doomed = folder.with_name(f"{folder.name}.discarded")
    try:
        if doomed.exists():
            shutil.rmtree(doomed)
        if folder.exists():
            folder.rename(doomed)
            shutil.rmtree(doomed)
    except OSError as exc:
        raise ArchiveError(f"{folder} cannot be removed ({exc.strerror}); remove it yourself") from exc


def _command(arguments: Sequence[str]) -> Iterator[str]:
    """Yield the name of the command among the arguments: "serve" of "--home archive serve"."""
    words = iter(arguments)
    for word in words:
        if word == "--home":
            next(words, None)
        elif not word.startswith("-"):
            yield word
            return


def _this_process() -> dict[str, object]:
    command = " ".join([Path(sys.argv[0]).name, *_command(sys.argv[1:])])
    since = datetime.now(UTC).isoformat(timespec="seconds")
    return {"pid": os.getpid(), "command": command, "since": since}
