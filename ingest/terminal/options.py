"""Options that commands share, and what they mean: settings, a running service, a library that is ready."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Any

import typer

from ingest.errors import InputError
from ingest.terminal.output import note
from ingest.terminal.progress import ingest_progress

if TYPE_CHECKING:
    from ingest.library import Library
    from ingest.remote import RunningService
    from ingest.settings import Settings

INTERRUPTED = 130  # the exit code

Json = Annotated[bool, typer.Option("--json", help="Print JSON.")]
After = Annotated[str | None, typer.Option(metavar="DATE", help="Only articles published then or later.")]
Before = Annotated[str | None, typer.Option(metavar="DATE", help="Only articles published before that.")]
Publishers = Annotated[
    list[str] | None, typer.Option("--publisher", metavar="NAME", help="Only this publisher's; repeatable.")
]
Server = Annotated[
    str | None,
    typer.Option("--server", metavar="URL", help="Ask a running service; its key is DATELINE_API_KEY."),
]


def moment_of(option: str, text: str | None, *, end_of_day: bool = False) -> datetime | None:
    """Return the moment that an option gives. Raises InputError that names the option."""
    from ingest.moments import parse_moment

    if text is None:
        return None
    try:
        return parse_moment(text, end_of_day=end_of_day)
    except InputError as exc:
        raise InputError(f"{option}: {exc}") from exc


def settings_of(ctx: typer.Context, **overrides: Any) -> Settings:
    """Return the settings of this run; `ctx.obj` is what --home gave, or None."""
    from ingest.settings import load_settings

    return load_settings(home=ctx.obj, **overrides)


def service_at(ctx: typer.Context, server: str) -> RunningService:
    """Return the running service that --server names, with the key of the settings."""
    from ingest.remote import RunningService

    return RunningService(server, settings_of(ctx).api_key)


@contextmanager
def ready_library(settings: Settings, *, reading: bool = False, without_chroma: int = 0) -> Iterator[Library]:
    """Yield the library with nothing pending: what an interrupted ingest accepted is indexed first.

    `reading` and `without_chroma` are as for `open_library`.
    """
    from ingest.library import open_library

    require_begun(settings)
    with open_library(settings, reading=reading, without_chroma=without_chroma) as library:
        if library.writable and (waiting := library.archive.counts().pending):
            from ingest.pipeline import IngestReport, index_pending

            note(f"dateline: indexing {waiting} changes that an interrupted command left")
            with ingest_progress("index") as on_progress:
                index_pending(library, IngestReport(), on_progress)
        yield library


def require_begun(settings: Settings) -> None:
    """Raise ArchiveError where there is no archive: only `ingest` and `serve` begin one."""
    from ingest.indexes.index import index_folders
    from ingest.store.home import require_archive, require_home

    if settings.database_url is None:
        require_home(settings.home)
        require_archive(settings.archive_file, index_folders(settings), create=False)
