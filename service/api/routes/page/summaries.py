"""Summaries on the page."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request, Response

from ingest.errors import InputError
from service.api.desk import Desk, DeskHeld
from service.api.record import record_summary
from service.api.routes.page.frame import Number, Page, Viewed, archive_state, frame, opened
from service.api.routes.page.taking import taken
from service.llm.budget import stop_if_left
from service.summaries.styles import Style
from service.summaries.summary import Summary, SummaryRequest
from service.summarize import summarize
from service.web.copies import CopyForm
from service.web.kept import Kept
from service.web.reading import story
from service.web.view import View

router = APIRouter()

_STYLES = tuple(each.value for each in Style)
_ABOUT = ("article", "story")  # what a summary can be of besides a topic


def _named(request: Request) -> tuple[str, str] | None:
    """Return what a summary is of that has an id: its kind and the id."""
    given = request.query_params
    return next(((name, given[name]) for name in _ABOUT if given.get(name)), None)


Named = Annotated[tuple[str, str] | None, Depends(_named)]


@router.get("/summary")
def summary_page(
    view: Viewed,
    named: Named,
    desk: DeskHeld,
    request: Request,
    style: Style = Style.BRIEF,
    source: Number = 1,
) -> Response:
    """A summary of a topic, an article, a story, or what was published within dates."""
    wanted = _wanted(view, style, named)
    summary = _summarised(request, desk, wanted) if wanted else None
    return Page(
        "summary.html.j2",
        **frame(request, desk),
        view=view,
        here="/summary",
        named=named,
        style=style.value,
        styles=_STYLES,
        summary=summary,
        heading=_heading(desk, wanted) if wanted else None,
        read=opened(desk, summary, source),
        more={"style": style.value, **(dict([named]) if named else {})},
    )


@router.get("/summary/take")
def take_summary(
    view: Viewed,
    named: Named,
    desk: DeskHeld,
    request: Request,
    style: Style = Style.BRIEF,
    form: CopyForm = CopyForm.JSON,
) -> Response:
    """A summary to take along."""
    wanted = _wanted(view, style, named)
    if wanted is None:
        raise InputError("nothing says what to summarise")
    return taken(desk, request, _heading(desk, wanted), _summarised(request, desk, wanted), form)


def _wanted(view: View, style: Style, named: tuple[str, str] | None) -> SummaryRequest | None:
    """Return what is to be summarised, None as long as nothing is named."""
    about: dict[str, Any] = {f"{named[0]}_id": named[1]} if named else {}
    if not named and view.questions:
        about["question"] = view.question
    if not about and not (view.since or view.until):
        return None
    return SummaryRequest(**about, **view.filters, style=style)


def _summarised(request: Request, desk: Desk, wanted: SummaryRequest) -> Summary:
    """Return a summary; the one that was shown is the one that is taken along."""
    summaries: Kept[Summary] = request.app.state.summaries
    key = (wanted, archive_state(desk))
    summary = summaries.get(key)
    if summary is None:
        made = summarize(desk.library, wanted, desk.writers.named(None), lambda done, total: stop_if_left())
        summary = desk.keeper.keep(made)
        record_summary(summary)
        if not (summary.writing and summary.writing.fallback):
            summaries.keep(key, summary)
    return summary


def _heading(desk: Desk, wanted: SummaryRequest) -> str:
    if wanted.question:
        return wanted.question
    if wanted.article_id:
        article = desk.library.archive.find(wanted.article_id)
        return desk.library.archive.version(article.id).title
    if wanted.story_id:
        listed = story(desk.library.archive, wanted.story_id)
        return listed[0].latest.title if listed else wanted.story_id
    return "What was published"
