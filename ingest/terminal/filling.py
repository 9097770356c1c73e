"""The commands that fill an archive.

What takes long to import (Chroma, trafilatura, the embedding model) is imported in the commands that need it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated

import typer

from ingest.errors import DatelineError, HomeInUseError, InputError, RejectedDocument
from ingest.terminal.options import (
    INTERRUPTED,
    Json,
    Server,
    ready_library,
    require_begun,
    service_at,
    settings_of,
)
from ingest.terminal.output import note, say, say_json
from ingest.terminal.progress import ingest_progress
from ingest.text.clean import one_line

if TYPE_CHECKING:
    from ingest.pipeline import IngestReport, Progress
    from ingest.remote import RunningService
    from ingest.settings import Settings
    from ingest.sources.files import Read
    from ingest.terminal.upload import Sent

ALL_REJECTED = 8

_FETCH_SECONDS = 30

app = typer.Typer()


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
    wait: Annotated[
        bool,
        typer.Option("--wait/--no-wait", help="With --server: wait until it is done with them."),
    ] = True,
    json: Json = False,
    server: Server = None,
) -> None:
    """Take articles into the archive: HTML, text, Markdown, JSON, NewsML, PDF, mails and web archives.

    Exit code 8 when documents were found and every one was rejected.
    """
    from ingest.sources.count import count_documents
    from ingest.terminal.reports import IngestSummary, report_text

    settings = settings_of(ctx)
    skipped: Counter[str] = Counter()
    documents = _documents(paths or [], url, settings, follow_links, skipped)
    if server is not None and not wait:
        _left(service_at(ctx, server), documents, again=again, json=json)
        return
    progress = ingest_progress("ingest", documents=count_documents(paths or []))
    with _kept_when_interrupted(server is not None), progress as on_progress:
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

    try:
        with open_library(settings) as library:
            return ingest(library, documents, on_progress, again=again)
    except HomeInUseError as exc:
        if exc.url is None:
            raise
        # A service holds the home: it is the one who writes.
        raise HomeInUseError(
            f"{settings.home} is held by the service at {exc.url}, which takes documents in meanwhile: "
            f"run this command with --server {exc.url} (its key: DATELINE_API_KEY)",
            exc.url,
        ) from exc


def _queued(
    service: RunningService, documents: Iterator[Read], report: IngestReport, *, again: bool
) -> list[Sent]:
    """Send documents to a service; one that fails on the way goes on with what it has."""
    from ingest.terminal.upload import send_documents

    sent: list[Sent] = []
    try:
        sent += send_documents(service, documents, report, again=again)
    except (DatelineError, KeyboardInterrupt):
        if sent:
            count = sum(len(each.documents) for each in sent)
            note(f"dateline: the service has {count:,} documents and goes on with them (`dateline jobs`)")
        raise
    return sent


def _sent(
    service: RunningService, documents: Iterator[Read], on_progress: Progress, *, again: bool
) -> IngestReport:
    """Send documents to a service and wait until it is done with them."""
    from ingest.pipeline import IngestReport
    from ingest.terminal.upload import wait_for

    report = IngestReport()
    wait_for(service, _queued(service, documents, report, again=again), report, on_progress)
    return report


def _left(service: RunningService, documents: Iterator[Read], *, again: bool, json: bool) -> None:
    """Send documents to a service, say which jobs they are, and do not wait."""
    from ingest.pipeline import IngestReport
    from ingest.terminal.jobs import QueuedSummary, queued_text

    report = IngestReport()
    summary = QueuedSummary.of(_queued(service, documents, report, again=again), report)
    if json:
        say_json(summary)
    else:
        say(queued_text(summary, service.url))
    if report.rejected and not summary.jobs:
        raise typer.Exit(ALL_REJECTED)


def _documents(
    paths: list[str], url: str | None, settings: Settings, follow_links: bool, skipped: Counter[str]
) -> Iterator[Read]:
    from ingest.sources.files import read_paths

    if not paths and url is None:
        raise InputError("nothing to ingest; name files or folders, or give --url")
    found = read_paths(
        paths, max_bytes=settings.max_document_bytes, follow_links=follow_links, skipped=skipped
    )
    return _with_page(found, url, settings)


def _with_page(documents: Iterable[Read], url: str | None, settings: Settings) -> Iterator[Read]:
    yield from documents
    if url is not None:
        from ingest.sources.page import fetch_page, with_file
        from ingest.sources.tdm import TdmFiles

        private = settings.fetch_private
        try:
            page = fetch_page(
                url,
                max_bytes=settings.max_document_bytes,
                timeout=_FETCH_SECONDS,
                allow_private=private,
            )
            yield with_file(page, TdmFiles(timeout=_FETCH_SECONDS, allow_private=private))
        except RejectedDocument as rejected:
            yield rejected


@app.command("reindex")
def reindex_command(ctx: typer.Context, json: Json = False) -> None:
    """Rebuild both indexes from the archive, with the embedding model and passage size of the settings."""
    from ingest.library import open_library
    from ingest.pipeline import reindex
    from ingest.terminal.reports import seconds_text

    settings = settings_of(ctx)
    require_begun(settings)
    with (
        _kept_when_interrupted(),
        open_library(settings, check=False) as library,
        ingest_progress("reindex", passages=library.archive.counts().passages) as on_progress,
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
        # By its address, and not as `find` has it: that hides what is embargoed.
        id_ = (archive.article_at(reference) if "/" in reference else archive.article(reference)).id
        title = archive.versions(id_)[-1].title
        remove(library, id_)
    return id_, title


@contextmanager
def _kept_when_interrupted(at_service: bool = False) -> Iterator[None]:
    here = "what was accepted is kept, and the next command finishes indexing it"
    there = "the service goes on with what was sent; `dateline jobs --server URL` shows it"
    try:
        yield
    except KeyboardInterrupt as exc:
        note(f"dateline: interrupted; {there if at_service else here}")
        raise typer.Exit(INTERRUPTED) from exc
