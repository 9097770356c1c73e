"""A watcher made ready: over an archive, with what takes its documents in."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager

from ingest.jobs.jobs import LAST_SECONDS, Jobs
from ingest.library import Library
from ingest.pipeline import Accepted, IngestReport
from ingest.settings import Settings
from ingest.sources.files import Read
from ingest.store.archive import Archive
from ingest.watching.hosts import Hosts
from ingest.watching.sources_file import WatchedSource
from ingest.watching.state import WatchState
from ingest.watching.watcher import Deliver, Tell, Watcher

_log = logging.getLogger("dateline.watch")

TakeIn = Callable[[Sequence[Read], Callable[[Accepted], None]], IngestReport]


def open_watcher(
    watched: Sequence[WatchedSource],
    archive: Archive,
    settings: Settings,
    deliver: Deliver,
    stop: threading.Event,
    *,
    tell: Tell,
    ready: Callable[[], bool] = lambda: True,
) -> Watcher:
    """Return a watcher that keeps what it knows in `archive`."""
    limit = settings.max_document_bytes
    hosts = Hosts(
        archive, stop, max_bytes=limit, pace=settings.fetch_pace, allow_private=settings.fetch_private
    )
    state = WatchState(archive)
    return Watcher(watched, state, hosts, deliver, stop, max_bytes=limit, tell=tell, ready=ready)


def deliver_to(take_in: TakeIn) -> Deliver:
    """Return what hands documents to an ingest and says for each origin what became of it."""

    def deliver(documents: Sequence[Read]) -> Mapping[str, str | None]:
        became: dict[str, str | None] = {}
        report = take_in(documents, lambda accepted: became.__setitem__(accepted.origin, None))
        for rejected in report.rejected:
            became.setdefault(rejected.origin, rejected.reason)
        return became

    return deliver


@contextmanager
def watching(library: Library, jobs: Jobs, watched: Sequence[WatchedSource]) -> Iterator[None]:
    """Watch sources beside a service until the end; what arrives goes through its queue."""
    stop = threading.Event()

    def take_in(documents: Sequence[Read], on_accepted: Callable[[Accepted], None]) -> IngestReport:
        completed = jobs.complete(documents, source="watch", urgent=False)
        for accepted in completed.accepted:
            on_accepted(accepted)
        return completed.report

    watcher = open_watcher(
        watched,
        library.archive,
        library.settings,
        deliver_to(take_in),
        stop,
        tell=_log.info,
        ready=lambda: jobs.writer.stalled is None,
    )
    thread = threading.Thread(target=watcher.run, name="watcher", daemon=True)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        # What it fetches now is fetched again next time; a slow host must not keep the service from ending.
        thread.join(LAST_SECONDS)


def deliver_alone(settings: Settings) -> Deliver:
    """Return what takes documents into the home's archive, and holds the home only while it does."""

    def take_in(documents: Sequence[Read], on_accepted: Callable[[Accepted], None]) -> IngestReport:
        from ingest.library import open_library
        from ingest.pipeline import ingest

        with open_library(settings) as library:
            return ingest(library, documents, on_accepted=on_accepted)

    return deliver_to(take_in)
