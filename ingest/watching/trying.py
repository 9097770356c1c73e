"""Sources asked once, to see that a file of them is right; nothing is stored."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from ingest.errors import InputError, RejectedDocument
from ingest.settings import Settings
from ingest.sources.web import fetch
from ingest.watching.listing import read_listing
from ingest.watching.sources_file import SourceKind, WatchedSource

_SECONDS = 30.0


@dataclass(frozen=True, slots=True)
class SourceCheck:
    """What asking a source once gave."""

    name: str
    place: str
    entries: int
    newest: datetime | None
    problem: str | None


def check_sources(watched: Sequence[WatchedSource], settings: Settings) -> list[SourceCheck]:
    """Ask each source once, and return what it lists."""
    return [_check(source, settings) for source in watched]


def _check(source: WatchedSource, settings: Settings) -> SourceCheck:
    try:
        if source.kind is SourceKind.FOLDER:
            if not Path(source.place).is_dir():
                raise InputError(f"{source.place} is no folder")
            return SourceCheck(source.name, source.place, 0, None, None)
        answer = fetch(
            source.place,
            max_bytes=settings.max_document_bytes,
            timeout=_SECONDS,
            allow_private=settings.fetch_private,
        )
        if answer.status != 200:
            raise RejectedDocument(source.place, f"the server answered {answer.status} {answer.reason}")
        listing = read_listing(answer.body, answer.url)
    except (RejectedDocument, InputError) as exc:
        reason = exc.reason if isinstance(exc, RejectedDocument) else str(exc)
        return SourceCheck(source.name, source.place, 0, None, reason)
    newest = max((entry.moment for entry in listing.entries if entry.moment), default=None)
    return SourceCheck(source.name, source.place, len(listing.entries) or len(listing.sitemaps), newest, None)
