"""The commands that fill, show and mend an archive.

What takes long to import (Chroma, trafilatura, the embedding model) is imported in the commands that need it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated, Any

import typer

from ingest.article import text_sha256
from ingest.errors import DatelineError, InputError, RejectedDocument
from ingest.terminal.options import After, Before, Publishers, Server, moment_of
from ingest.terminal.output import note, say, say_json, terminal_width
from ingest.terminal.progress import shown_progress
from ingest.text.clean import one_line

if TYPE_CHECKING:
    from ingest.library import Library
    from ingest.pipeline import IngestReport, Progress
    from ingest.remote import RunningService
    from ingest.settings import Settings
    from ingest.sources.files import Read
    from ingest.store.listing import ListFilters
    from ingest.terminal.reports import Listed, ShownArticle, Status

ALL_REJECTED = 8
INTERRUPTED = 130

_FETCH_SECONDS = 30

app = typer.Typer()

Json = Annotated[bool, typer.Option("--json", help="Print JSON.")]


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

    _require_archive(settings)
    with open_library(settings, reading=reading, without_chroma=without_chroma) as library:
        if library.writable and (waiting := library.archive.counts().pending):
            from ingest.pipeline import IngestReport, index_pending

            note(f"dateline: indexing {waiting} changes that an interrupted command left")
            with _progress("index") as on_progress:
                index_pending(library, IngestReport(), on_progress)
        yield library


def _require_archive(settings: Settings) -> None:
    """Raise ArchiveError where there is no archive: only `ingest` and `serve` begin one."""
    from ingest.indexes.index import index_folders
    from ingest.store.home import require_archive, require_home

    if settings.database_url is None:
        require_home(settings.home)
        require_archive(settings.archive_file, index_folders(settings), create=False)


# Filling


@app.command("ingest")
def ingest_command(
    ctx: typer.Context,
    paths: Annotated[
        list[str] | None, typer.Argument(metavar="PATH…", help='Files, folders, or "-" for JSON lines.')
    ] = None,
    url: Annotated[str | None, typer.Option(metavar="URL", help="Fetch one page from the web.")] = None,
    again: Annotated[bool, typer.Option("--again", help="Take in what was removed, too.")] = False,
    follow_links: Annotated[
        bool, typer.Option("--follow-links", help="Read what symbolic links in folders lead to.")
    ] = False,
    json: Json = False,
    server: Server = None,
) -> None:
    """Take articles into the archive: HTML, text, Markdown, JSON and JSON lines, each also with .gz.

    Exit code 8 when documents were found and every one was rejected.
    """
    from ingest.sources.count import count_documents
    from ingest.terminal.reports import IngestSummary, report_text

    settings = settings_of(ctx)
    skipped: Counter[str] = Counter()
    documents = _documents(paths or [], url, settings.max_document_bytes, follow_links, skipped)
    progress = _progress("ingest", documents=count_documents(paths or []))
    with _kept_when_interrupted(), progress as on_progress:
        if server is not None:
            report = _sent(service_at(ctx, server), documents, on_progress, again=again)
        else:
            report = _ingested(settings, documents, on_progress, again=again)
    if json:
        say_json(IngestSummary.of(report, skipped))
    else:
        say(report_text(report, skipped))
    if report.rejected and not report.accepted:
        raise typer.Exit(ALL_REJECTED)


def _ingested(
    settings: Settings, documents: Iterator[Read], on_progress: Progress, *, again: bool
) -> IngestReport:
    from ingest.library import open_library
    from ingest.pipeline import ingest

    with open_library(settings) as library:
        return ingest(library, documents, on_progress, again=again)


def _sent(
    service: RunningService, documents: Iterator[Read], on_progress: Progress, *, again: bool
) -> IngestReport:
    """Send documents to a service; one that fails on the way leaves what it had taken in."""
    from ingest.pipeline import IngestReport
    from ingest.terminal.upload import ingest_remote

    report = IngestReport()
    try:
        ingest_remote(service, documents, report, on_progress, again=again)
    except DatelineError:
        if report.accepted:
            note(f"dateline: {report.documents:,} documents were dealt with before; they can be sent again")
        raise
    return report


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

    settings = settings_of(ctx)
    _require_archive(settings)
    with (
        _kept_when_interrupted(),
        open_library(settings, check=False) as library,
        _progress("reindex", passages=library.archive.counts().passages) as on_progress,
    ):
        report = reindex(library, on_progress)
        aside = [str(folder) for folder in library.index.set_aside]
    if json:
        seconds = {stage: round(spent, 3) for stage, spent in report.seconds.items()}
        say_json({"passages": report.passages, "seconds": seconds, "set_aside": aside})
    else:
        for folder in aside:
            say(f"set aside {folder}: it was damaged; remove it when you do not need it")
        say(f"{report.passages:,} passages indexed in {seconds_text(report)}")


@app.command("remove")
def remove_command(
    ctx: typer.Context,
    reference: Annotated[
        str, typer.Argument(metavar="ID", help="Whole article id, or the article's address.")
    ],
    server: Server = None,
) -> None:
    """Delete an article with all its versions; citations of it will be reported as missing.

    It stays removed when it is ingested once more, unless with --again.
    """
    id_, title = _removed(ctx, server, reference)
    say(f"removed {id_}: {one_line(title)}")


def _removed(ctx: typer.Context, server: str | None, reference: str) -> tuple[str, str]:
    """Remove an article; return its id and its title. Part of an id is not enough to lose one."""
    if server is not None:
        from ingest.terminal.remote import remove_remote

        return remove_remote(service_at(ctx, server), reference)
    from ingest.pipeline import remove

    with ready_library(settings_of(ctx)) as library:
        archive = library.archive
        id_ = archive.find(reference).id if "/" in reference else archive.article(reference).id
        title = archive.versions(id_)[-1].title
        remove(library, id_)
    return id_, title


@contextmanager
def _kept_when_interrupted() -> Iterator[None]:
    try:
        yield
    except KeyboardInterrupt as exc:
        note("dateline: interrupted; what was accepted is kept, and the next command finishes indexing it")
        raise typer.Exit(INTERRUPTED) from exc


@contextmanager
def _progress(stage: str, *, documents: int | None = None, passages: int | None = None) -> Iterator[Progress]:
    """Yield what the pipeline calls; how much is left is said by the number of documents, or of passages."""
    with shown_progress() as show:

        def on_progress(report: IngestReport) -> None:
            counts = [_of(report.documents, documents, "documents")] if report.documents else []
            counts.append(_of(report.passages, passages, "passages"))
            done, total = (report.documents, documents) if documents else (report.passages, passages)
            show(stage, done / total if total and done <= total else None, ", ".join(counts))

        show(stage, 0.0 if documents or passages else None)  # from here on its time counts
        yield on_progress


def _of(done: int, total: int | None, things: str) -> str:
    return f"{done:,} of {total:,} {things}" if total and done <= total else f"{done:,} {things}"


# Showing


@app.command("list")
def list_command(
    ctx: typer.Context,
    limit: Annotated[int, typer.Option(min=1, help="At most this many articles.")] = 50,
    offset: Annotated[int, typer.Option(min=0, help="Leave out so many before.")] = 0,
    after: After = None,
    before: Before = None,
    publisher: Publishers = None,
    title: Annotated[
        str | None, typer.Option(metavar="WORDS", help="Only titles with words that begin so.")
    ] = None,
    json: Json = False,
    server: Server = None,
) -> None:
    """List articles, the latest published first."""
    from ingest.store.listing import ListFilters
    from ingest.terminal.reports import list_text

    filters = ListFilters(
        moment_of("--after", after), moment_of("--before", before), tuple(publisher or ()), title
    )
    found = _listed(ctx, server, filters, limit, offset)
    if json:
        say_json(found.rows)
        return
    if found.rows:
        say(list_text(found.rows, terminal_width()))
    if found.more:
        note(f"There are more; --offset {offset + limit} shows those that follow.")
    elif not found.rows and (offset or filters != ListFilters()):
        note("No article matches.")
    elif not found.rows:
        note("The archive is empty; fill it with `dateline ingest PATH`.")


def _listed(ctx: typer.Context, server: str | None, filters: ListFilters, limit: int, offset: int) -> Listed:
    if server is not None:
        from ingest.terminal.remote import list_remote

        return list_remote(service_at(ctx, server), filters, limit, offset)
    from ingest.library import open_archive
    from ingest.terminal.reports import ArticleRow, Listed

    with open_archive(settings_of(ctx)) as archive:
        found = archive.latest(filters, limit=limit + 1, offset=offset)
    return Listed([ArticleRow.of(*each) for each in found[:limit]], len(found) > limit)


@app.command("show")
def show_command(
    ctx: typer.Context,
    reference: Annotated[
        str,
        typer.Argument(metavar="ID", help="Article id, or its beginning, or the article's address."),
    ],
    version: Annotated[int | None, typer.Option(min=1, help="Version; default: the latest.")] = None,
    json: Json = False,
    server: Server = None,
) -> None:
    """Print an article: what is known about it, then its text."""
    from ingest.terminal.reports import article_text

    shown = _shown(ctx, server, reference, version)
    if json:
        say_json(shown)
    else:
        say(article_text(shown, terminal_width()))
    if text_sha256(shown.version.text) != shown.version.sha256:
        note("This text is not the one that was stored: its hash is another. Run `dateline verify`.")


def _shown(ctx: typer.Context, server: str | None, reference: str, version: int | None) -> ShownArticle:
    if server is not None:
        from ingest.terminal.remote import show_remote

        return show_remote(service_at(ctx, server), reference, version)
    from ingest.library import open_archive
    from ingest.terminal.reports import ShownArticle

    with open_archive(settings_of(ctx)) as archive:
        article = archive.find(reference)
        numbers = [each.number for each in archive.versions(article.id)]
        return ShownArticle(article, archive.version(article.id, version), numbers)


@app.command("status")
def status_command(ctx: typer.Context, json: Json = False, server: Server = None) -> None:
    """Say what the archive holds and how much of it waits to be indexed."""
    from ingest.terminal.reports import status_text

    status = _status(ctx, server)
    if json:
        say_json(status)
    else:
        say(status_text(status, terminal_width()))


def _status(ctx: typer.Context, server: str | None) -> Status:
    if server is not None:
        from ingest.terminal.remote import status_remote

        return status_remote(service_at(ctx, server))
    from ingest.library import open_archive
    from ingest.store.shown import ArchiveStatus
    from ingest.terminal.reports import Status

    settings = settings_of(ctx)
    with open_archive(settings) as archive:
        return Status.of(ArchiveStatus.of(archive), settings)


@app.command("settings")
def settings_command(ctx: typer.Context, json: Json = False) -> None:
    """Print every setting as its environment variable, with the value in force and what it does."""
    from ingest.terminal.reports import settings_text, shown_settings

    shown = shown_settings(settings_of(ctx))
    if json:
        say_json(shown)
    else:
        say(settings_text(shown, terminal_width()))
