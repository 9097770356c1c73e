"""The commands of a living archive: kept answers, follows, forecasts and webhooks."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated

import typer

from ingest.errors import HomeInUseError
from ingest.terminal.options import (
    Json,
    Publishers,
    Server,
    moment_of,
    ready_library,
    service_at,
    settings_of,
)
from ingest.terminal.output import note, say, say_json, terminal_width
from ingest.terminal.progress import shown_progress
from service.terminal.options import ready_askable

if TYPE_CHECKING:
    from ingest.settings import Settings
    from ingest.store.archive import Archive
    from service.follows.follow import Follow, FollowList
    from service.forecasts.forecast import ForecastList
    from service.kept.kept import KeptAnswer, KeptList
    from service.webhooks.webhook import WebhookList

app = typer.Typer()

OneId = Annotated[str | None, typer.Argument(metavar="ID", help="Show this one; its beginning is enough.")]
Limit = Annotated[int, typer.Option(min=1, max=100, help="At most this many.")]
Offset = Annotated[int, typer.Option(min=0, help="Leave out so many before.")]


@app.command("answers")
def answers_command(
    ctx: typer.Context,
    id: OneId = None,
    stale: Annotated[bool, typer.Option("--stale", help="Only those that something changed of.")] = False,
    limit: Limit = 20,
    offset: Offset = 0,
    json: Json = False,
    server: Server = None,
) -> None:
    """List the answers and summaries that are kept, or show one with what changed since.

    What has arrived is compared with them first. They are kept for DATELINE_ANSWERS_DAYS.
    """
    from service.terminal.living_text import kept_answer_text, kept_text

    if id is not None:
        shown = _kept(ctx, server, id)
        say_json(shown) if json else say(kept_answer_text(shown, terminal_width()))
        return
    found = _listed(ctx, server, stale or None, limit, offset)
    if json:
        say_json(found)
    elif found.answers:
        say(kept_text(found.answers, terminal_width()))
    else:
        note("No kept answer is stale." if stale else "No answer is kept.")
    if found.next_offset and not json:
        note(f"There are more; --offset {found.next_offset} shows those that follow.")


def _listed(ctx: typer.Context, server: str | None, stale: bool | None, limit: int, offset: int) -> KeptList:
    if server is not None:
        from service.remote import kept_service

        return kept_service(service_at(ctx, server), stale=stale, limit=limit, offset=offset)
    from service.kept.store import list_kept

    with _looked(settings_of(ctx)) as archive:
        return list_kept(archive, stale=stale, limit=limit, offset=offset)


def _kept(ctx: typer.Context, server: str | None, id_: str) -> KeptAnswer:
    if server is not None:
        from service.remote import kept_answer_service

        return kept_answer_service(service_at(ctx, server), id_)
    from service.kept.store import find_kept

    with _looked(settings_of(ctx)) as archive:
        return find_kept(archive, id_)


@contextmanager
def _looked(settings: Settings) -> Iterator[Archive]:
    """Yield the archive once what has arrived was looked at; a service that holds the home does so itself."""
    from ingest.library import open_archive
    from service.lookout import look

    try:
        with ready_askable(settings) as library:
            look(library)
            yield library.archive
    except HomeInUseError:
        with open_archive(settings, reading=True) as archive:
            yield archive


@app.command("follow")
def follow_command(
    ctx: typer.Context,
    question: Annotated[str, typer.Argument(metavar="QUESTION", help="A question or a topic.")],
    publisher: Publishers = None,
    webhook: Annotated[str | None, typer.Option(metavar="URL", help="Tell this address of news.")] = None,
    json: Json = False,
    server: Server = None,
) -> None:
    """Ask a question again as articles arrive, and tell what is new: `dateline follows` has it."""
    from service.terminal.living_text import follow_text

    made = _follow(ctx, server, question, publisher or [], webhook)
    say_json(made) if json else say(follow_text(made, terminal_width()))


def _follow(
    ctx: typer.Context, server: str | None, question: str, publishers: list[str], webhook: str | None
) -> Follow:
    if server is not None:
        from service.remote import follow_service

        return follow_service(service_at(ctx, server), question, publishers, webhook)
    from service.follows.again import follow

    with ready_askable(settings_of(ctx)) as library:
        return follow(library, question, publishers, webhook)


@app.command("follows")
def follows_command(
    ctx: typer.Context,
    id: OneId = None,
    json: Json = False,
    server: Server = None,
) -> None:
    """List what is followed, or show one follow with its news; what has arrived is looked at first."""
    from service.terminal.living_text import follow_text, follows_text

    if id is not None:
        shown = _one_follow(ctx, server, id)
        say_json(shown) if json else say(follow_text(shown, terminal_width()))
        return
    found = _all_follows(ctx, server)
    if json:
        say_json(found)
    elif found.follows:
        say(follows_text(found.follows, terminal_width()))
    else:
        note("Nothing is followed; `dateline follow QUESTION` begins.")


def _one_follow(ctx: typer.Context, server: str | None, id_: str) -> Follow:
    if server is not None:
        from service.remote import one_follow_service

        return one_follow_service(service_at(ctx, server), id_)
    from service.follows.store import find_follow

    with _looked(settings_of(ctx)) as archive:
        return find_follow(archive, id_)


def _all_follows(ctx: typer.Context, server: str | None) -> FollowList:
    if server is not None:
        from service.remote import follows_service

        return follows_service(service_at(ctx, server))
    from service.follows.store import list_follows

    with _looked(settings_of(ctx)) as archive:
        return list_follows(archive)


@app.command("unfollow")
def unfollow_command(
    ctx: typer.Context,
    id: Annotated[str, typer.Argument(metavar="ID", help="The id of the follow; its beginning is enough.")],
    server: Server = None,
) -> None:
    """End a follow; its news are gone as well."""
    shown = _one_follow(ctx, server, id)
    if server is not None:
        service_at(ctx, server).delete(f"/v1/follows/{shown.id}")
    else:
        from service.follows.store import end_follow

        with ready_library(settings_of(ctx)) as library:
            end_follow(library.archive, shown.id)
    note(f"No longer followed: {shown.question}")


@app.command("forecasts")
def forecasts_command(
    ctx: typer.Context,
    due: Annotated[
        str | None, typer.Option(metavar="DATE", help="Those whose time was over by then, the latest first.")
    ] = None,
    publisher: Publishers = None,
    limit: Limit = 20,
    offset: Offset = 0,
    json: Json = False,
    server: Server = None,
) -> None:
    """List what articles say will be and by when, the soonest first, with later articles that bear on it."""
    from service.terminal.living_text import forecasts_text

    found = _forecasts(ctx, server, due, publisher or [], limit, offset)
    if json:
        say_json(found)
        return
    if found.forecasts:
        say(forecasts_text(found.forecasts, terminal_width()))
    else:
        note(
            "No forecast was found." if due else "No forecast is open; --due DATE lists those that are over."
        )
    if found.next_offset:
        note(f"There are more; --offset {found.next_offset} shows those that follow.")


def _forecasts(
    ctx: typer.Context, server: str | None, due: str | None, publishers: list[str], limit: int, offset: int
) -> ForecastList:
    by = moment_of("--due", due, end_of_day=True)
    if server is not None:
        from service.remote import forecasts_service

        return forecasts_service(service_at(ctx, server), by, publishers, limit, offset)
    from ingest.store.publishers import known_publishers
    from service.forecasts.later import with_later
    from service.forecasts.store import ForecastFilters, list_forecasts
    from service.lookout import look_for_forecasts

    with ready_askable(settings_of(ctx)) as library, shown_progress() as show:
        last = max(library.archive.last_change()[0], 1)
        if library.writable:
            look_for_forecasts(library, lambda seq: show("read", seq / last, f"{seq:,} of {last:,} changes"))
        named = known_publishers(tuple(publishers), library.archive.publishers())
        filters = ForecastFilters(library.now(), by, tuple(named))
        return with_later(library, list_forecasts(library, filters, limit=limit, offset=offset))


@app.command("webhooks")
def webhooks_command(
    ctx: typer.Context,
    dead: Annotated[bool, typer.Option("--dead", help="Only those that failed too often.")] = False,
    retry: Annotated[str | None, typer.Option(metavar="ID", help="Send this one again.")] = None,
    json: Json = False,
    server: Server = None,
) -> None:
    """List webhooks, the latest first, with why the last try of each failed; or send one again."""
    from service.terminal.living_text import webhooks_text

    if retry is not None:
        _retry(ctx, server, retry)
        note(
            f"{retry} is sent again"
            + ("" if server else " when a service runs or `dateline answers` is called")
        )
        return
    found = _webhooks(ctx, server, dead=dead)
    if json:
        say_json(found)
    elif found.webhooks:
        say(webhooks_text(found.webhooks, terminal_width()))
    else:
        note("No webhook is dead." if dead else "No webhook was sent.")


def _retry(ctx: typer.Context, server: str | None, id_: str) -> None:
    if server is not None:
        service_at(ctx, server).delete(f"/v1/webhooks/{id_}/failure")
        return
    from service.webhooks.outbox import send_again

    with ready_library(settings_of(ctx)) as library:
        send_again(library.archive, id_, library.now())


def _webhooks(ctx: typer.Context, server: str | None, *, dead: bool) -> WebhookList:
    if server is not None:
        from service.remote import webhooks_service

        return webhooks_service(service_at(ctx, server), dead=dead)
    from ingest.library import open_archive
    from service.webhooks.outbox import read_webhooks

    with open_archive(settings_of(ctx), reading=True) as archive:
        return read_webhooks(archive, dead=dead)
