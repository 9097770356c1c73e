"""The living archive on the page: what arrives, what became of answers, what is followed and foretold."""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response

from ingest.errors import InputError
from ingest.store.publishers import known_publishers
from ingest.store.rejects import read_rejects
from ingest.watching.report import dead_items, source_list
from service.api.desk import Desk, DeskHeld
from service.api.guards.feeds import feed_path
from service.api.routes.page.frame import Number, Offset, Page, Viewed, frame, opened
from service.follows.store import find_follow, list_follows
from service.forecasts.later import with_later
from service.forecasts.store import ForecastFilters, list_forecasts
from service.kept.store import find_kept, list_kept

router = APIRouter()

_LISTED = 20
_DEAD, _JOBS = 50, 10
_Id = Annotated[str, Query(max_length=64)]


@router.get("/arrivals")
def arrivals_page(desk: DeskHeld, request: Request) -> Response:
    """The sources that are watched, the queue, and what could not be taken in."""
    return Page("arrivals.html.j2", **_living(request, desk), **_arriving(desk))


@router.get("/arrivals/list")
def arrivals_part(desk: DeskHeld) -> Response:
    """The same without a page around it, for a look every few seconds."""
    return Page("arriving.html.j2", **_arriving(desk))


def _arriving(desk: Desk) -> dict[str, Any]:
    archive = desk.library.archive
    return {
        "listed": source_list(archive),
        "dead": dead_items(archive, None)[:_DEAD],
        "found": desk.jobs.list(limit=_JOBS, offset=0),
        "rejects": len(read_rejects(desk.library.settings.home)),
        "now": desk.library.now(),
    }


@router.get("/kept")
def kept_page(desk: DeskHeld, request: Request, all: bool = False, offset: Offset = 0) -> Response:
    """Answers that something changed of since they were given, or all that are kept."""
    desk.keeper.flush()
    archive = desk.library.archive
    found = list_kept(archive, stale=None if all else True, limit=_LISTED, offset=offset)
    return Page("kept_list.html.j2", **_living(request, desk), found=found, all=all)


@router.get("/kept/{id}")
def kept_answer_page(id: str, desk: DeskHeld, request: Request, source: Number = 1) -> Response:
    """An answer as it was given, with what changed since."""
    desk.keeper.flush()
    kept = find_kept(desk.library.archive, id)
    read = opened(desk, kept.result, source)
    return Page("kept.html.j2", **(_living(request, desk) | {"kept": kept, "read": read}))


@router.get("/follows")
def follows_page(desk: DeskHeld, request: Request, id: _Id | None = None) -> Response:
    """What is followed, and the news of each."""
    archive = desk.library.archive
    rows = list_follows(archive).follows
    shown = [find_follow(archive, row.id) for row in rows if id in (None, row.id)]
    values = _living(request, desk) | {"feed_path": partial(feed_path, request)}
    return Page("follows.html.j2", **values, follows=shown[:_LISTED], all=len(rows))


@router.get("/forecasts")
def forecasts_page(
    view: Viewed, desk: DeskHeld, request: Request, over: bool = False, offset: Offset = 0
) -> Response:
    """What articles said would be: what is due next, or with `over` what was due."""
    library = desk.library
    if view.filtered and (view.since or view.until):
        raise InputError("forecasts are listed by when they are due; leave out the dates")
    named = known_publishers(view.publishers, library.archive.publishers())
    now = library.now()
    filters = ForecastFilters(now, now + timedelta(seconds=1) if over else None, tuple(named))
    found = with_later(library, list_forecasts(library, filters, limit=_LISTED, offset=offset))
    return Page("forecasts.html.j2", **_living(request, desk), view=view, found=found, over=over)


def _living(request: Request, desk: Desk) -> dict[str, Any]:
    return frame(request, desk) | {"here": "/archive", "read": None}
