"""An open archive with its indexes and its embedding: what ingest writes to and questions read from."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime

from ingest.embeddings.configured import open_embedder
from ingest.embeddings.embedder import Embedder
from ingest.errors import ArchiveError, ModelMismatchError
from ingest.extractor import Extractor
from ingest.indexes.index import Index, index_folders
from ingest.indexes.view import readable_view
from ingest.settings import Settings
from ingest.store.allowance import RightsPolicy
from ingest.store.archive import Archive
from ingest.store.database import query_only_url, read_only_url
from ingest.store.home import HomeLock, make_home, require_archive, require_home, unwritable
from ingest.store.passages import PassageStore
from ingest.store.reading.coverage import CoverageCounter

_log = logging.getLogger("dateline.archive")

_MODEL = "embedding"
_CUT = "passage_tokens"


@dataclass(frozen=True, slots=True)
class Library:
    """The parts that belong together; `open_library` puts them together and checks that they agree."""

    settings: Settings
    archive: Archive
    passages: PassageStore
    coverage: CoverageCounter
    index: Index
    embedder: Embedder
    extractor: Extractor
    writable: bool = True

    def now(self) -> datetime:
        return datetime.now(UTC)

    def require_writable(self) -> None:
        """Raise ArchiveError when the home is only read: a change would be lost, or done by halves."""
        if not self.writable:
            raise ArchiveError(
                f"{self.settings.home} cannot be written to, and is only read; make the folder and all files "
                "in it writable, free some space, and start again. Nothing was changed"
            )


@contextmanager
def open_archive(settings: Settings, *, create: bool = False, reading: bool = False) -> Iterator[Archive]:
    """Yield the archive alone: enough to show articles and to check citations, and needs no lock.

    Raises ArchiveError when there is none and `create` is not given, and when only its indexes are there.
    Without `create`, one that cannot be written to can be read all the same. `reading` opens one in SQLite so
    that nothing can be changed in it, nor its schema migrated.
    """
    with ExitStack() as stack:
        url = settings.archive_url
        if settings.database_url is None:
            (make_home if create else require_home)(settings.home)
            require_archive(settings.archive_file, index_folders(settings), create=create)
            if not create:
                url = stack.enter_context(_present_url(settings, reading=reading))
        yield stack.enter_context(closing(Archive(url)))


@contextmanager
def _present_url(settings: Settings, *, reading: bool) -> Iterator[str]:
    """Yield the URL of the SQLite archive that is there; with `reading`, one that refuses changes."""
    if unwritable(settings.home, [settings.archive_file]):
        with read_only_url(settings.archive_file) as url:
            yield url
    else:
        yield query_only_url(settings.archive_file) if reading else settings.archive_url


@contextmanager
def open_library(
    settings: Settings, *, check: bool = True, reading: bool = False, without_chroma: int = 0
) -> Iterator[Library]:
    """Yield the library of `settings.home`, held for this process until the end.

    Raises HomeInUseError when another process has it, ModelMismatchError when the vectors stored are of
    another model, ArchiveError when an index does not hold what the archive says; `check=False`, for
    `dateline reindex`, skips the last two. With `reading`, a home that cannot be written to (a full disk, no
    permission) is opened all the same, from links to its indexes. Where nothing is pending and the archive
    has no more passages than `without_chroma`, Chroma stays closed until it is needed.
    """
    with ExitStack() as stack:
        index_settings = stack.enter_context(held_home(settings, reading=reading))
        writable = index_settings is settings
        # With a view of the indexes, what the real archive notes as done would be done in the view alone.
        archive = stack.enter_context(open_archive(index_settings, create=writable))
        embedder = open_embedder(settings)
        if check:
            check_model(archive, embedder, settings)
        later = settings.chroma_url is None and _is_small(archive, without_chroma)
        index = stack.enter_context(Index.open(index_settings, repair=not check, chroma_later=later))
        library = Library(
            settings=settings,
            archive=archive,
            passages=PassageStore(archive, RightsPolicy.of(settings)),
            coverage=CoverageCounter(archive),
            index=index,
            embedder=embedder,
            writable=writable,
            extractor=stack.enter_context(closing(open_extractor(settings))),
        )
        if check:
            check_indexes(library)
        yield library


def _is_small(archive: Archive, most: int) -> bool:
    counts = archive.counts()
    return not counts.pending and counts.passages <= most


def open_extractor(settings: Settings, nice: int = 0) -> Extractor:
    """Return what extracts documents within the limits of the settings; nothing starts yet.

    It works at a priority that is lower by `nice`.
    """
    return Extractor(settings.extract_seconds, settings.extract_memory_mb, nice)


@contextmanager
def held_home(settings: Settings, *, reading: bool) -> Iterator[Settings]:
    """Hold the home for this process; yield the settings with which its indexes are opened.

    They are the same, unless the home can only be read: then they name a view of it, and an archive that
    refuses changes.
    """
    with ExitStack() as stack:
        reason = _unwritable(settings) if reading else None
        if reason is None:
            stack.enter_context(HomeLock(settings.home))
            yield settings
            return
        _log.warning("%s cannot be written to (%s): it is only read", settings.home, reason)
        view = stack.enter_context(readable_view(settings.home, index_folders(settings)))
        url = settings.database_url
        if url is None:
            require_archive(settings.archive_file, index_folders(settings), create=False)
            url = stack.enter_context(_present_url(settings, reading=True))
        yield settings.model_copy(update={"home": view, "database_url": url})


def _unwritable(settings: Settings) -> str | None:
    """Return why the home cannot be written to; None if it can, and if there is nothing in it to be read."""
    folders = index_folders(settings)
    if not settings.home.is_dir() or not any(folder.is_dir() for folder in folders):
        return None
    archive = [settings.archive_file] if settings.database_url is None else []
    return unwritable(settings.home, [*archive, *(file for folder in folders for file in folder.glob("*.*"))])


def check_model(archive: Archive, embedder: Embedder, settings: Settings) -> None:
    """Compare the archive's embedding and passage size with the settings'; a new archive takes them on."""
    stored, cut = archive.fact(_MODEL), archive.fact(_CUT)
    if stored is None:
        remember_model(archive, embedder, settings)
    elif stored != _signature(embedder):
        raise ModelMismatchError(
            f"the archive's vectors are of {stored}, the settings name {_signature(embedder)}; "
            "set DATELINE_EMBEDDING* back, or run `dateline reindex` to embed everything again"
        )
    elif cut != str(settings.passage_tokens):
        raise ModelMismatchError(
            f"the archive's passages have {cut} tokens, DATELINE_PASSAGE_TOKENS={settings.passage_tokens}; "
            "set it back, or run `dateline reindex`"
        )


def same_model(library: Library) -> bool:
    """Return whether the vectors stored can be used again under the settings."""
    archive = library.archive
    return archive.fact(_MODEL) == _signature(library.embedder) and archive.fact(_CUT) == str(
        library.settings.passage_tokens
    )


def remember_model(archive: Archive, embedder: Embedder, settings: Settings) -> None:
    """Record what the archive's vectors are made with."""
    archive.set_facts({_MODEL: _signature(embedder), _CUT: str(settings.passage_tokens)})


def check_indexes(library: Library) -> None:
    """Raise ArchiveError when an index is not what the archive says and no work is pending."""
    counts = library.archive.counts()
    if counts.pending:
        if not library.index.intact and library.writable:
            empty_indexes(library, recut=False)  # killed while Chroma wrote; vectors are in the archive
        return  # the next ingest finishes it
    if not library.index.intact:
        raise ArchiveError(
            "Chroma's files were changed by something else; run `dateline reindex` "
            "(to copy a home, keep the times of its files: `cp -a`)"
        )
    keywords = library.index.size()
    meaning = library.index.counts()[0] if library.index.chroma_is_open else counts.passages
    if meaning != counts.passages or keywords != counts.passages:
        raise ArchiveError(
            f"the archive holds {counts.passages} passages, Chroma {meaning}, the keyword index {keywords}; "
            "run `dateline reindex`"
        )


def empty_indexes(library: Library, *, recut: bool) -> None:
    """Ask the journal for everything again and empty the indexes; `recut` drops passages and vectors too.

    Raises ArchiveError when the indexes hold passages and the archive never had an article: what it had is
    lost, and the indexes are all that is left.
    """
    if library.archive.never_used() and any(library.index.counts()):
        raise ArchiveError(
            f"the archive is empty, but its indexes in {library.settings.home} hold passages: "
            "restore the archive from a backup; nothing was changed"
        )
    library.archive.reopen_journal(recut=recut)
    # Only now: until the journal is open again, a crash would leave less indexed than it says.
    library.index.clear()


def _signature(embedder: Embedder) -> str:
    return f"{embedder.name} ({embedder.dimension})"
