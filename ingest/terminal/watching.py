"""The commands that watch sources and show how they stand."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ingest.errors import InputError
from ingest.terminal.options import Json, Server, require_begun, service_at, settings_of
from ingest.terminal.output import minute, say, say_json, terminal_width
from ingest.text.clean import one_line

if TYPE_CHECKING:
    from ingest.watching.report import SourceReport

app = typer.Typer()

_SOURCES = Annotated[Path, typer.Argument(metavar="SOURCES", help="A TOML file; see the page on watching.")]


@app.command("watch")
def watch_command(
    ctx: typer.Context,
    file: _SOURCES,
    once: Annotated[
        bool, typer.Option("--once", help="Take in what is there now, and end: for cron.")
    ] = False,
    check: Annotated[
        bool, typer.Option("--check", help="Ask each source once and show what it lists; store nothing.")
    ] = False,
    json: Json = False,
) -> None:
    """Watch feeds, news sitemaps and folders, and take in what is new until stopped.

    With --once the exit code is 1 when a source fails or what arrived has to wait; with --check when a source
    is wrong.

    Beside a running service: `dateline serve --watch`.
    """
    from ingest.watching.sources_file import read_sources

    settings = settings_of(ctx)
    watched = read_sources(file)
    if check:
        from ingest.terminal.watched import checks_text
        from ingest.watching.trying import check_sources

        found = check_sources(watched, settings)
        if json:
            say_json(found)
        else:
            say(checks_text(found, terminal_width()))
        if any(each.problem for each in found):
            raise typer.Exit(1)
        return
    from ingest.library import open_archive
    from ingest.watching.report import source_reports
    from ingest.watching.start import deliver_alone, open_watcher

    with open_archive(settings, create=True) as archive, _stopped_by_signals() as stop:
        watcher = open_watcher(watched, archive, settings, deliver_alone(settings), stop, tell=say_now)
        watcher.run(once=once)
        reports = source_reports(archive)
    if json:
        say_json(reports)
    if once and (watcher.is_held_up or any(each.standing == "failing" for each in reports)):
        raise typer.Exit(1)


@app.command("sources")
def sources_command(
    ctx: typer.Context,
    name: Annotated[str | None, typer.Argument(metavar="NAME", help="Only this source.")] = None,
    dead: Annotated[bool, typer.Option("--dead", help="List what could not be taken, and why.")] = False,
    retry: Annotated[
        bool, typer.Option("--retry", help="Put what could not be taken back among what waits.")
    ] = False,
    json: Json = False,
    server: Server = None,
) -> None:
    """Show how the watched sources stand: when they answered last, what waits, who fell silent."""
    from ingest.library import open_archive
    from ingest.terminal.watched import dead_text, sources_text
    from ingest.watching.report import dead_items, retry_dead, source_reports

    if server is not None:
        from pydantic import TypeAdapter

        from ingest.watching.report import SourceList

        if dead or retry:
            raise InputError("--dead and --retry are of an archive here; leave out --server")
        service = service_at(ctx, server)
        every = service.read(service.get("/v1/sources"), TypeAdapter(SourceList)).sources
        shown = _named(every, name)
        say_json(shown) if json else say(sources_text(shown, terminal_width()))
        return
    settings = settings_of(ctx)
    require_begun(settings)
    with open_archive(settings) as archive:
        reports = _named(source_reports(archive), name)
        if retry:
            count = retry_dead(archive, name)
            say_json({"retried": count}) if json else say(f"{count} put back; the watcher takes them next")
            return
        if dead:
            items = dead_items(archive, name)
            say_json(items) if json else say(dead_text(items))
            return
    say_json(reports) if json else say(sources_text(reports, terminal_width()))


def _named(reports: Sequence[SourceReport], name: str | None) -> list[SourceReport]:
    found = [each for each in reports if name in (None, each.name)]
    if name is not None and not found:
        raise InputError(f"no source {name!r} was ever watched; `dateline sources` lists those that were")
    return found


def say_now(line: str) -> None:
    """Print a line with the time."""
    from datetime import UTC, datetime

    say(f"{minute(datetime.now(UTC))} {one_line(line)}")


@contextmanager
def _stopped_by_signals() -> Iterator[threading.Event]:
    """Yield an event that SIGINT and SIGTERM set; a second SIGINT ends the process at once."""
    stop = threading.Event()
    before = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}

    def ask_to_stop(number: int, _frame: object) -> None:
        stop.set()
        signal.signal(number, before[signal.Signals(number)])

    for number in before:
        signal.signal(number, ask_to_stop)
    try:
        yield stop
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
