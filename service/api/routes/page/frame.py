"""What all parts of the page have: their frame, the reader's view, the article beside an answer."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import Annotated, Any

from fastapi import Depends, Query, Request
from fastapi.responses import HTMLResponse

from ingest.store.publishers import families
from service.answer import Citation, CitedText, fallback_note
from service.api.desk import Desk
from service.api.guards.sessions import form_token
from service.api.problems import PAGE_HEADERS
from service.evidence.standing import standing
from service.web.layout import laid_out
from service.web.reading import ReadArticle, reading
from service.web.view import View


def _view(request: Request) -> View:
    return View.of(request.query_params.multi_items())


@dataclass(frozen=True, slots=True)
class MarkedPlace:
    """A place in a text, and the marker that leads there."""

    start: Annotated[int | None, Query(ge=0, le=2**31 - 1)] = None
    end: Annotated[int | None, Query(ge=0, le=2**31 - 1)] = None
    marker: Annotated[int | None, Query(ge=1, le=2**31 - 1)] = None


Viewed = Annotated[View, Depends(_view)]
Marked = Annotated[MarkedPlace, Depends()]
Number = Annotated[int, Query(ge=1, le=2**31 - 1)]
Offset = Annotated[int, Query(ge=0, le=2**31 - 1)]


class Page(HTMLResponse):
    """A page, or a part of one."""

    def __init__(self, template: str, **values: Any) -> None:
        super().__init__(laid_out(template, **values), headers=PAGE_HEADERS)


def frame(request: Request, desk: Desk) -> dict[str, Any]:
    """Return what every page needs."""
    return {
        "form_token": form_token(request) if request.app.state.settings.keys else None,
        "publishers": sorted(families(desk.library.archive.publishers())),
        "fallback": lambda cited: fallback_note(cited.writer, cited.writing),
        "citation_of": _citation_of,
        "standing": partial(standing, desk.library.archive, desk.library.passages),
    }


def _citation_of(cited: CitedText, marker: int) -> Citation:
    return next(each for each in cited.citations if each.marker == marker)


def opened(desk: Desk, cited: CitedText | None, marker: int = 1) -> ReadArticle | None:
    """Return the article of a citation of an answer; beside a refusal stands none."""
    if cited is None or not cited.statements:
        return None
    found = next((each for each in cited.citations if each.marker == marker), cited.citations[0])
    place = (found.version, found.start, found.end, found.marker)
    return reading(desk.library.archive, found.article_id, *place)


def archive_state(desk: Desk) -> object:
    """What an answer depends on besides what was asked: the archive, and which day it is."""
    return desk.library.archive.last_change(), desk.library.now().date()
