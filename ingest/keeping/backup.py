"""Backups of an archive: one file, taken while a service runs, and put back with its indexes built anew.

Indexes are not copied. They cannot be, consistently, from another process, and they come back from the
vectors that the archive holds: 22,000 passages in 116 seconds on a busy machine.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable
from contextlib import closing, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from ingest.errors import ArchiveError, InputError
from ingest.indexes.index import index_folders
from ingest.indexes.seal import SEAL
from ingest.settings import Settings
from ingest.store.archive import Archive
from ingest.store.database import read_only_url
from ingest.store.home import HomeLock, require_archive, require_home
from ingest.store.integrity import Fault, connect_to_read, database_faults, walk_versions
from ingest.store.migrate import migrate_copy

# 4 MB: small enough for a bar that moves.
_PAGES = 1_000

OnPages = Callable[[int, int], None]  # pages copied, of how many


@dataclass(frozen=True, slots=True)
class Backup:
    """A backup that was written and verified."""

    file: Path
    bytes: int
    articles: int
    versions: int


def back_up(settings: Settings, target: Path, on_pages: OnPages = lambda done, total: None) -> Backup:
    """Write the archive as it is now to a new file; a folder gets one with the date in its name.

    Raises InputError for a target that exists or an archive that is not in SQLite, ArchiveError when the copy
    cannot be written or is not whole.
    """
    _require_sqlite(settings)
    require_home(settings.home)
    require_archive(settings.archive_file, index_folders(settings), create=False)
    if target.is_dir():
        target = target / f"dateline-{datetime.now(UTC):%Y%m%d-%H%M%S}.sqlite3"
    if target.exists():
        raise InputError(f"{target} exists; name a file that does not, or a folder")
    _copy(settings.archive_file, target, on_pages)
    try:
        articles, versions = _require_whole(target, settings.archive_file)
    except ArchiveError:
        target.unlink(missing_ok=True)
        raise
    return Backup(target, target.stat().st_size, articles, versions)


def put_back(
    settings: Settings, source: Path, *, force: bool, on_pages: OnPages = lambda done, total: None
) -> Path | None:
    """Make a backup the archive of the home; its indexes are left for `reindex` to build.

    `source` is a backup or a home. What the home held is set aside with `force`, and where it is then is
    returned. Raises InputError without `force` when it holds something, ArchiveError for a backup that is not
    whole, and HomeInUseError; then nothing was changed.
    """
    _require_sqlite(settings)
    file = source / settings.archive_file.name if source.is_dir() else source
    if not file.is_file():
        raise InputError(f"{file}: no such file; name what `dateline backup` wrote")
    if file.resolve() == settings.archive_file.resolve():
        raise InputError(f"{file} is the archive of this home; name a backup")
    with HomeLock(settings.home):
        held = _held(settings)
        if held and not force:
            raise InputError(
                f"{settings.home} holds an archive; with --force it is set aside and replaced by the backup"
            )
        fresh = settings.archive_file.with_suffix(".restored")
        fresh.unlink(missing_ok=True)
        _copy(file, fresh, on_pages)
        try:
            _require_whole(fresh, file)
        except ArchiveError:
            fresh.unlink(missing_ok=True)
            raise
        aside = _set_aside(settings.home, held) if held else None
        os.replace(fresh, settings.archive_file)
    return aside


def _require_sqlite(settings: Settings) -> None:
    if settings.database_url is not None:
        raise InputError(
            "the archive is in the database of DATELINE_DATABASE_URL: back it up with that database's own "
            "tools (PostgreSQL: pg_dump and pg_restore), then `dateline reindex`"
        )


def _copy(source: Path, target: Path, on_pages: OnPages) -> None:
    """Copy a database as it is at one moment, while others write to it; the target is there whole or not."""
    draft = target.with_name(f"{target.name}.part")
    draft.unlink(missing_ok=True)
    try:
        with closing(connect_to_read(source)) as db, closing(sqlite3.connect(draft)) as copy:
            # Within a transaction that reads, changes of others are not seen: the copy need not begin again.
            db.isolation_level = None
            db.execute("BEGIN")
            db.execute("SELECT count(*) FROM sqlite_schema").fetchone()
            db.backup(copy, pages=_PAGES, progress=lambda _, left, total: on_pages(total - left, total))
            copy.execute("PRAGMA journal_mode = DELETE")  # one file, with nothing beside it
        os.replace(draft, target)
    except (sqlite3.Error, OSError) as exc:
        reason = getattr(exc, "strerror", None) or exc
        raise ArchiveError(f"{source} cannot be copied to {target} ({reason})") from exc
    finally:
        with suppress(OSError):
            draft.unlink(missing_ok=True)


def _require_whole(file: Path, source: Path) -> tuple[int, int]:
    """Return how many articles and versions a copy of `source` holds, once it has this release's schema.

    Raises ArchiveError when it is damaged.
    """
    faults: list[Fault] = database_faults(file)
    if not faults:
        migrate_copy(file)
        with read_only_url(file) as url, closing(Archive(url)) as archive:
            for walked in walk_versions(archive, faults.append):
                faults += walked.faults
            if not faults:
                counts = archive.counts()
                return counts.articles, counts.versions
    raise ArchiveError(
        f"{file} is not a whole archive ({faults[0]}; {len(faults):,} in all); nothing was changed"
    )


def _held(settings: Settings) -> list[Path]:
    files = settings.home.glob(f"{settings.archive_file.name}*")
    return [*files, *(path for path in (*index_folders(settings), settings.home / SEAL) if path.exists())]


def _set_aside(home: Path, held: list[Path]) -> Path:
    aside = home / f"replaced-{datetime.now(UTC):%Y%m%d-%H%M%S}"
    try:
        aside.mkdir()
        for path in held:
            os.rename(path, aside / path.name)
    except OSError as exc:
        raise ArchiveError(
            f"{home} cannot be set aside ({exc.strerror}); what was moved is in {aside}"
        ) from exc
    return aside
