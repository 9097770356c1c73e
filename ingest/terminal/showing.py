"""The commands that show an archive."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from ingest.article import text_sha256
from ingest.errors import InputError
from ingest.terminal.options import (
    After,
    Before,
    Json,
    Publishers,
    Server,
    moment_of,
    service_at,
    settings_of,
)
from ingest.terminal.output import note, say, say_json, terminal_width

if TYPE_CHECKING:
    from ingest.store.reading.listing import ListFilters
    from ingest.store.reading.shown import VersionDifference
    from ingest.terminal.reports import Listed, ShownArticle, Status

app = typer.Typer()


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
    from ingest.store.reading.listing import ListFilters
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
    diff: Annotated[
        bool, typer.Option("--diff", help="Print what changed since the version before it.")
    ] = False,
    since: Annotated[
        int | None, typer.Option("--from", min=1, help="With --diff: what changed since this version.")
    ] = None,
    json: Json = False,
    server: Server = None,
) -> None:
    """Print an article: what is known about it, then its text."""
    from ingest.terminal.reports import article_text, difference_text

    if since is not None and not diff:
        raise InputError("--from is for --diff: it says since which version")
    if diff:
        compared = _compared(ctx, server, reference, since, version)
        if json:
            say_json(compared)
        else:
            say(difference_text(compared, terminal_width()))
        return

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
    from ingest.store.reading.shown import article_notices
    from ingest.terminal.reports import ShownArticle

    with open_archive(settings_of(ctx)) as archive:
        article = archive.find(reference)
        numbers = [each.number for each in archive.versions(article.id)]
        found = archive.version(article.id, version)
        notices, rights = article_notices(archive, found), archive.rights(article.id)
        return ShownArticle(article, found, numbers, notices, rights)


def _compared(
    ctx: typer.Context, server: str | None, reference: str, old: int | None, new: int | None
) -> VersionDifference:
    if server is not None:
        from ingest.terminal.remote import compare_remote

        return compare_remote(service_at(ctx, server), reference, old, new)
    from ingest.library import open_archive
    from ingest.store.reading.shown import VersionDifference

    with open_archive(settings_of(ctx)) as archive:
        return VersionDifference.between(archive, reference, old, new)


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
    from ingest.store.reading.shown import ArchiveStatus
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
