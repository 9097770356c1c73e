"""Whether an archive and its indexes are whole; what is found is told, and nothing is changed."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import ExitStack, suppress
from dataclasses import dataclass, field

from ingest.errors import ArchiveError, HomeInUseError
from ingest.indexes.chroma_files import graph_intact
from ingest.indexes.compare import chroma_faults
from ingest.indexes.index import index_folders, indexed_by_words
from ingest.indexes.meaning import chroma_folder
from ingest.indexes.seal import Seal
from ingest.library import held_home, open_archive
from ingest.settings import Settings
from ingest.store.archive import Archive
from ingest.store.home import require_archive, require_home
from ingest.store.integrity import Fault, database_faults, walk_versions


@dataclass(slots=True)
class Verification:
    """What was looked at, and what is wrong. `unchecked` says what could not be looked at, and why."""

    versions: int = 0
    passages: int = 0
    pending: int = 0
    archive: list[Fault] = field(default_factory=list)
    indexes: list[str] = field(default_factory=list)
    unchecked: list[str] = field(default_factory=list)

    @property
    def sound(self) -> bool:
        return not self.archive and not self.indexes

    @property
    def advice(self) -> list[str]:
        """What to do, the archive first: the indexes are made from it."""
        advice = []
        if self.archive:
            advice.append(
                "restore the archive from a backup (`dateline restore SRC --force`); what has no backup: "
                "`dateline remove ID`, then ingest the article again"
            )
        if self.indexes:
            after = ", after the archive is whole," if self.archive else ""
            advice.append(f"`dateline reindex`{after} builds the indexes anew from the archive")
        return advice


Progress = Callable[[str, int, int | None], None]  # what is looked at, how much of it, and of how much


def verify(settings: Settings, on_progress: Progress = lambda what, done, total: None) -> Verification:
    """Check the database, the hash of every version, its passages, and both indexes against them.

    Raises ArchiveError when there is no archive, or one in SQLite of an earlier schema: it is not migrated.
    """
    found = Verification()
    if settings.database_url is None:
        _require_file(settings)
        on_progress("database", 0, None)
        found.archive += database_faults(settings.archive_file)
    ids: set[str] = set()
    try:
        with open_archive(settings, reading=True) as archive:
            ids = _verify_archive(archive, found, on_progress)
    except ArchiveError as exc:
        if not found.archive:
            raise
        found.unchecked.append(f"the versions: {exc}")
        found.unchecked.append("the indexes: they are compared with the archive")
        return found
    with ExitStack() as stack:
        try:
            held = stack.enter_context(held_home(settings, reading=True))
        except (HomeInUseError, ArchiveError) as exc:
            found.unchecked.append(f"the indexes: {exc}")
        else:
            _verify_indexes(held, ids, found, on_progress)
    return found


def _require_file(settings: Settings) -> None:
    require_home(settings.home)
    require_archive(settings.archive_file, index_folders(settings), create=False)


def _verify_archive(archive: Archive, found: Verification, on_progress: Progress) -> set[str]:
    """Look at every version; return the ids of the passages."""
    counts = None
    with suppress(ArchiveError):  # of one damaged row, which is found below
        counts = archive.counts()
    found.pending = counts.pending if counts else 0
    ids: set[str] = set()
    for walked in walk_versions(archive, found.archive.append):
        found.versions += 1
        found.archive += walked.faults
        ids.update(walked.passages)
        on_progress("versions", found.versions, counts.versions if counts else None)
    found.passages = len(ids)
    if (
        counts
        and not found.archive
        and (found.versions, found.passages) != (counts.versions, counts.passages)
    ):
        found.archive.append(
            Fault(f"{counts.versions:,} versions and {counts.passages:,} passages are counted, others found")
        )
    return ids


def _verify_indexes(settings: Settings, ids: set[str], found: Verification, on_progress: Progress) -> None:
    if found.pending:
        found.unchecked.append(
            f"whether the indexes hold all passages: {found.pending:,} changes wait to be indexed, which the "
            "next command does"
        )
    seal = Seal(settings.home, index_folders(settings))
    # Else it is the next command that has to find out whether a process was killed, and what it left.
    left_whole = seal.exists and not found.pending and graph_intact(chroma_folder(settings.home))
    damaged = [fault for fault in seal.faults(thorough=True) if not fault.written]
    found.indexes += map(str, damaged)
    if any(fault.name.startswith("chroma") for fault in damaged):
        found.unchecked.append("what is in Chroma: opening damaged files could end the process")
    else:
        found.indexes += chroma_faults(settings, lambda done: on_progress("Chroma", done, len(ids)))
    if not any(fault.name.startswith("keywords") for fault in damaged):
        found.indexes += _words_faults(settings, ids, found.pending > 0)
    # Without a seal that fits, the next command takes longer; a full disk is no reason to fail here.
    with suppress(OSError):
        if found.indexes:
            seal.remove()  # whoever opens them next looks closer
        elif left_whole:
            seal.renew()  # looking into Chroma has changed its file


def _words_faults(settings: Settings, ids: set[str], pending: bool) -> list[str]:
    try:
        held = indexed_by_words(settings)
    except ArchiveError as exc:
        return [str(exc)]
    faults = []
    if (missing := ids - set(held)) and not pending:
        faults.append(f"{len(missing):,} of the archive's passages are not in the keyword index")
    if (surplus := set(held) - ids) and not pending:
        faults.append(f"{len(surplus):,} passages in the keyword index are not in the archive")
    if len(held) != len(set(held)):
        faults.append(f"{len(held) - len(set(held)):,} passages are in the keyword index twice")
    return faults
