"""The commands that fill, show and mend an archive.

What takes long to import (Chroma, trafilatura, the embedding model) is imported in the commands that need it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated, Any

import typer

from ingest.errors import InputError, RejectedDocument
from ingest.terminal.output import note, say, say_json, terminal_width
from ingest.text import one_line

if TYPE_CHECKING:
    from ingest.library import Library
    from ingest.pipeline import IngestReport, Progress
    from ingest.settings import Settings
    from ingest.sources.files import Read

ALL_REJECTED = 8
INTERRUPTED = 130

_FETCH_SECONDS = 30

app = typer.Typer()

Json = Annotated[bool, typer.Option("--json", help="Print JSON.")]
ArticleId = Annotated[str, typer.Argument(metavar="ID", help="Article id, as `dateline list` prints it.")]


def settings_of(ctx: typer.Context, **overrides: Any) -> Settings:
    """Return the settings of this run; `ctx.obj` is what --home gave, or None."""
    from ingest.settings import load_settings

    return load_settings(home=ctx.obj, **overrides)


@contextmanager
def ready_library(settings: Settings) -> Iterator[Library]:
    """Yield the library with nothing pending: what an interrupted ingest accepted is indexed first."""
    from ingest.library import open_library
    from ingest.store.home import require_home

    if settings.database_url is None:
        require_home(settings.home)
    with open_library(settings) as library:
        if waiting := library.archive.counts().pending:
            from ingest.pipeline import IngestReport, index_pending

            note(f"dateline: indexing {waiting} changes that an interrupted command left")
            index_pending(library, IngestReport())
        yield library


# Filling


@app.command("ingest")
def ingest_command(
    ctx: typer.Context,
    paths: Annotated[
        list[str] | None, typer.Argument(metavar="PATH…", help='Files, folders, or "-" for JSON lines.')
    ] = None,
    url: Annotated[str | None, typer.Option(metavar="URL", help="Fetch one page from the web.")] = None,
    follow_links: Annotated[
        bool, typer.Option("--follow-links", help="Read what symbolic links in folders lead to.")
    ] = False,
    json: Json = False,
) -> None:
    """Take articles into the archive: HTML, text, Markdown, JSON and JSON lines, each also with .gz.

    Exit code 8 when documents were found and every one was rejected.
    """
    from ingest.library import open_library
    from ingest.pipeline import ingest
    from ingest.terminal.reports import IngestSummary, report_text

    settings = settings_of(ctx)
    skipped: Counter[str] = Counter()
    documents = _documents(paths or [], url, settings.max_document_bytes, follow_links, skipped)
    with _kept_when_interrupted(), open_library(settings) as library, _progress("Ingest") as on_progress:
        report = ingest(library, documents, on_progress)
    if json:
        say_json(IngestSummary.of(report, skipped))
    else:
        say(report_text(report, skipped))
    if report.rejected and not report.accepted:
        raise typer.Exit(ALL_REJECTED)


def _documents(
    paths: list[str], url: str | None, max_bytes: int, follow_links: bool, skipped: Counter[str]
) -> Iterator[Read]:
    from ingest.sources.files import read_paths

    if not paths and url is None:
        raise InputError("nothing to ingest; name files or folders, or give --url")
    found = read_paths(paths, max_bytes=max_bytes, follow_links=follow_links, skipped=skipped)
    return _with_page(found, url, max_bytes)


def _with_page(documents: Iterable[Read], url: str | None, max_bytes: int) -> Iterator[Read]:
    yield from documents
    if url is not None:
        from ingest.sources.page import fetch_page

        try:
            yield fetch_page(url, max_bytes=max_bytes, timeout=_FETCH_SECONDS)
        except RejectedDocument as rejected:
            yield rejected


@app.command("reindex")
def reindex_command(ctx: typer.Context, json: Json = False) -> None:
    """Rebuild both indexes from the archive, with the embedding model and passage size of the settings."""
    from ingest.library import open_library
    from ingest.pipeline import reindex
    from ingest.terminal.reports import seconds_text

    with (
        _kept_when_interrupted(),
        open_library(settings_of(ctx), check=False) as library,
        _progress("Reindex", library.archive.counts().passages) as on_progress,
    ):
        report = reindex(library, on_progress)
    if json:
        seconds = {stage: round(spent, 3) for stage, spent in report.seconds.items()}
        say_json({"passages": report.passages, "seconds": seconds})
    else:
        say(f"{report.passages:,} passages indexed in {seconds_text(report)}")


@app.command("remove")
def remove_command(ctx: typer.Context, id_: ArticleId) -> None:
    """Delete an article with all its versions; citations of it will be reported as missing."""
    from ingest.pipeline import IngestReport, index_pending

    with ready_library(settings_of(ctx)) as library:
        title = library.archive.version(id_).title
        library.archive.remove(id_)
        index_pending(library, IngestReport())
    say(f"removed {id_}: {one_line(title)}")


@contextmanager
def _kept_when_interrupted() -> Iterator[None]:
    try:
        yield
    except KeyboardInterrupt as exc:
        note("dateline: interrupted; what was accepted is kept, and the next command finishes indexing it")
        raise typer.Exit(INTERRUPTED) from exc


@contextmanager
def _progress(label: str, passages: int | None = None) -> Iterator[Progress]:
    """Yield what the pipeline calls; a bar on standard error if that is a terminal, else nothing."""
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

    console = Console(stderr=True)
    columns = (TextColumn("{task.description}", markup=False), BarColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as bar:
        task = bar.add_task(label, total=passages or None)

        def show(report: IngestReport) -> None:
            documents = f"{report.documents:,} documents, " if report.documents else ""
            text = f"{label}: {documents}{report.passages:,} passages"
            bar.update(task, description=text, completed=report.passages)

        yield show


# Showing


@app.command("list")
def list_command(
    ctx: typer.Context,
    limit: Annotated[int, typer.Option(min=1, help="At most this many articles.")] = 50,
    publisher: Annotated[str | None, typer.Option(help="Only this publisher's.")] = None,
    json: Json = False,
) -> None:
    """List articles, the latest published first."""
    from ingest.library import open_archive
    from ingest.terminal.reports import ArticleRow, list_text

    with open_archive(settings_of(ctx)) as archive:
        latest = archive.latest(limit=limit, publisher=publisher)
        found = [ArticleRow.of(article, version) for article, version in latest]
        total = archive.counts().articles
    if json:
        say_json(found)
        return
    if found:
        say(list_text(found, terminal_width()))
    if len(found) == limit < total:
        note(f"The archive has {total:,} articles; --limit shows more.")
    elif not found:
        note("No article matches." if total else "The archive is empty; fill it with `dateline ingest PATH`.")


@app.command("show")
def show_command(
    ctx: typer.Context,
    id_: ArticleId,
    version: Annotated[int | None, typer.Option(min=1, help="Version; default: the latest.")] = None,
    json: Json = False,
) -> None:
    """Print an article: what is known about it, then its text."""
    from ingest.library import open_archive
    from ingest.terminal.reports import ShownArticle, article_text

    with open_archive(settings_of(ctx)) as archive:
        shown = ShownArticle(
            archive.article(id_),
            archive.version(id_, version),
            [each.number for each in archive.versions(id_)],
        )
    if json:
        say_json(shown)
    else:
        say(article_text(shown, terminal_width()))


@app.command("status")
def status_command(ctx: typer.Context, json: Json = False) -> None:
    """Say what the archive holds and how much of it waits to be indexed."""
    from ingest.library import open_archive
    from ingest.terminal.reports import Status, status_text

    settings = settings_of(ctx)
    with open_archive(settings) as archive:
        embedding, publishers = archive.fact("embedding"), archive.publishers()
        status = Status.of(settings, archive.counts(), embedding, publishers)
    if json:
        say_json(status)
    else:
        say(status_text(status, terminal_width()))


@app.command("settings")
def settings_command(ctx: typer.Context, json: Json = False) -> None:
    """Print every setting as its environment variable, with the value in force and what it does."""
    from ingest.terminal.reports import settings_text, shown_settings

    shown = shown_settings(settings_of(ctx))
    if json:
        say_json(shown)
    else:
        say(settings_text(shown, terminal_width()))
