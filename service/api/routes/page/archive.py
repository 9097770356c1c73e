"""The archive on the page: its articles, their versions, what was rejected."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from fastapi import APIRouter, Request, Response
from fastapi.responses import HTMLResponse

from ingest.errors import NotFoundError
from ingest.store.reading.shown import VersionDifference
from ingest.store.rejects import read_rejects
from service.api.desk import Desk, DeskHeld
from service.api.problems import PAGE_HEADERS
from service.api.routes.articles import ArticleReference, VersionNumber
from service.api.routes.page.frame import Marked, Number, Offset, Page, Viewed, frame
from service.web.finding import find_articles
from service.web.reading import ReadArticle, reading
from service.web.view import View

router = APIRouter()

_LISTED = 50


@router.get("/archive")
def archive_page(
    view: Viewed, desk: DeskHeld, request: Request, words: str = "", offset: Offset = 0
) -> Response:
    """The newest articles, or those with some words."""
    shown = frame(request, desk) | _found(view, desk, words, offset)
    settings = desk.library.settings
    return Page(
        "archive.html.j2",
        **shown,
        here="/archive",
        counts=desk.library.archive.counts(),
        rejects=len(read_rejects(settings.home)),
        evaluated=settings.evaluation_file.is_file(),
    )


@router.get("/archive/list")
def archive_list(view: Viewed, desk: DeskHeld, words: str = "", offset: Offset = 0) -> Response:
    """The same list alone, for a search as it is typed."""
    return Page("list.html.j2", **_found(view, desk, words, offset), here="/archive")


def _found(view: View, desk: Desk, words: str, offset: int) -> dict[str, Any]:
    view = replace(view, as_of="")  # the list is of the newest versions
    listing = find_articles(desk.library, words, view, _LISTED, offset)
    return {"view": view, "words": words, "listed": listing.articles, "next_offset": listing.next_offset}


@router.get("/archive/rejected")
def rejected_page(desk: DeskHeld, request: Request) -> Response:
    """What could not become an article, with the reasons."""
    rejects = read_rejects(desk.library.settings.home)
    return Page("rejected.html.j2", **frame(request, desk), here="/archive", rejects=rejects)


@router.get("/archive/evaluation")
def evaluation_page(desk: DeskHeld) -> Response:
    """The report of the last evaluation run over this archive, as `dateline eval` wrote it."""
    file = desk.library.settings.evaluation_file
    if not file.is_file():
        raise NotFoundError("no evaluation was run over this archive; see `dateline eval run --path FILE`")
    # The report is one file with its style in it.
    policy = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'"
    return HTMLResponse(file.read_bytes(), headers={**PAGE_HEADERS, "Content-Security-Policy": policy})


@router.get("/articles/{id}")
def article_page(id: ArticleReference, desk: DeskHeld, request: Request) -> Response:
    """An article in its newest version."""
    return _article("article.html.j2", request, desk, reading(desk.library.archive, id))


@router.get("/articles/{id}/versions/{number}")
def version_page(
    id: ArticleReference, number: VersionNumber, place: Marked, desk: DeskHeld, request: Request
) -> Response:
    """One version of an article, with a place in it marked."""
    read = reading(desk.library.archive, id, number, place.start, place.end)
    return _article("article.html.j2", request, desk, read)


@router.get("/articles/{id}/versions/{number}/source")
def source_part(id: ArticleReference, number: VersionNumber, place: Marked, desk: DeskHeld) -> Response:
    """The same without a page around it, to stand beside an answer."""
    read = reading(desk.library.archive, id, number, place.start, place.end, place.marker)
    return Page("source.html.j2", read=read)


@router.get("/articles/{id}/difference")
def difference_page(
    id: ArticleReference,
    desk: DeskHeld,
    request: Request,
    old: Number | None = None,
    new: Number | None = None,
) -> Response:
    """What changed between two versions; by default between the last two."""
    found = VersionDifference.between(desk.library.archive, id, old, new)
    return Page("difference.html.j2", **frame(request, desk), here="/archive", found=found)


def _article(template: str, request: Request, desk: Desk, read: ReadArticle) -> Response:
    return Page(template, **frame(request, desk), here="/archive", read=read)
