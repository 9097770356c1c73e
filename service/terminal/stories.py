"""The command that lists and shows stories."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from ingest.errors import InputError
from ingest.terminal.options import Json, Server, moment_of, service_at, settings_of
from ingest.terminal.output import note, say, say_json, terminal_width
from service.terminal.options import AsOf, ready_askable

if TYPE_CHECKING:
    from datetime import date, datetime

    from ingest.store.reading.story_list import StoryList
    from service.stories.story import Story

app = typer.Typer()


@app.command("stories")
def stories_command(
    ctx: typer.Context,
    id: Annotated[
        str | None,
        typer.Argument(metavar="ID", help="Show this story; the id of one of its articles will do."),
    ] = None,
    day: Annotated[
        str | None, typer.Option(metavar="DATE", help="The day they first appeared; default: the last one.")
    ] = None,
    as_of: AsOf = None,
    limit: Annotated[int, typer.Option(min=1, max=100, help="At most this many.")] = 20,
    offset: Annotated[int, typer.Option(min=0, help="Leave out so many before.")] = 0,
    json: Json = False,
    server: Server = None,
) -> None:
    """List the stories that first appeared on a day, or show one: its course, and where articles differ."""
    from service.terminal.story_text import stories_text, story_text

    by = moment_of("--as-of", as_of, end_of_day=True)
    if id is not None:
        shown = _story(ctx, server, id, by)
        say_json(shown) if json else say(story_text(shown, terminal_width()))
        return
    found = _stories(ctx, server, _day(day), by, limit, offset)
    if json:
        say_json(found)
        return
    if found.stories:
        say(stories_text(found, terminal_width()))
    else:
        note(f"No story first appeared on {found.day}." if found.day else "No article has a date.")
    if found.next_offset:
        note(f"There are more; --offset {found.next_offset} shows those that follow.")
    elif not found.stories and (near := found.earlier or found.later):
        note(f"The nearest day with articles: --day {near}")


def _day(text: str | None) -> date | None:
    moment = moment_of("--day", text)
    if moment is not None and len(text or "") > len("2025-10-31"):
        raise InputError(f"--day: {text!r} is not a day such as 2025-10-31")
    return moment.date() if moment else None


def _stories(
    ctx: typer.Context, server: str | None, day: date | None, as_of: datetime | None, limit: int, offset: int
) -> StoryList:
    if server is not None:
        from service.remote import stories_service

        return stories_service(service_at(ctx, server), day, as_of, limit, offset)
    from datetime import UTC, datetime

    from ingest.library import open_archive
    from ingest.store.reading.story_list import list_stories

    with open_archive(settings_of(ctx), reading=True) as archive:
        return list_stories(archive, day, as_of or datetime.now(UTC), limit=limit, offset=offset)


def _story(ctx: typer.Context, server: str | None, id_: str, as_of: datetime | None) -> Story:
    if server is not None:
        from service.remote import one_story_service

        return one_story_service(service_at(ctx, server), id_, as_of)
    from service.stories.facts import find_story

    with ready_askable(settings_of(ctx)) as library:
        return find_story(library, id_, as_of)
