"""A watcher made ready: over an archive, with what takes its documents in."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping, Sequence

from ingest.pipeline import Accepted, IngestReport
from ingest.settings import Settings
from ingest.sources.files import Read
from ingest.store.archive import Archive
from ingest.watching.hosts import Hosts
from ingest.watching.sources_file import WatchedSource
from ingest.watching.state import WatchState
from ingest.watching.watcher import Deliver, Tell, Watcher

TakeIn = Callable[[Sequence[Read], Callable[[Accepted], None]], IngestReport]


def open_watcher(
    watched: Sequence[WatchedSource],
    archive: Archive,
    settings: Settings,
    deliver: Deliver,
    stop: threading.Event,
    *,
    tell: Tell,
) -> Watcher:
    """Return a watcher that keeps what it knows in `archive`."""
    limit = settings.max_document_bytes
    hosts = Hosts(
        archive, stop, max_bytes=limit, pace=settings.fetch_pace, allow_private=settings.fetch_private
    )
    return Watcher(watched, WatchState(archive), hosts, deliver, stop, max_bytes=limit, tell=tell)


def deliver_to(take_in: TakeIn) -> Deliver:
    """Return what hands documents to an ingest and says for each origin what became of it."""

    def deliver(documents: Sequence[Read]) -> Mapping[str, str | None]:
        became: dict[str, str | None] = {}
        report = take_in(documents, lambda accepted: became.__setitem__(accepted.origin, None))
        for rejected in report.rejected:
            became.setdefault(rejected.origin, rejected.reason)
        return became

    return deliver


def deliver_alone(settings: Settings) -> Deliver:
    """Return what takes documents into the home's archive, and holds the home only while it does."""

    def take_in(documents: Sequence[Read], on_accepted: Callable[[Accepted], None]) -> IngestReport:
        from ingest.library import open_library
        from ingest.pipeline import ingest

        with open_library(settings) as library:
            return ingest(library, documents, on_accepted=on_accepted)

    return deliver_to(take_in)
