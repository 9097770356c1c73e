"""Stories on the page: those of a day, and what is known of one."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response

from ingest.store.reading.story_list import list_stories
from service.api.desk import DeskHeld
from service.api.routes.articles import ArticleReference
from service.api.routes.page.frame import Number, Offset, Page, frame
from service.api.routes.stories import Day
from service.stories.facts import find_story
from service.web.reading import reading

router = APIRouter()

_LISTED = 50


@router.get("/stories")
def stories_page(desk: DeskHeld, request: Request, day: Day = None, offset: Offset = 0) -> Response:
    """The stories that first appeared on a day, those that most publishers carried first."""
    library = desk.library
    found = list_stories(library.archive, day, library.now(), limit=_LISTED, offset=offset)
    return Page("stories.html.j2", **frame(request, desk), here="/archive", found=found)


@router.get("/stories/{id}")
def story_page(id: ArticleReference, desk: DeskHeld, request: Request, source: Number = 1) -> Response:
    """What is known of a story, in its articles' sentences; beside it the article of one of them."""
    found = find_story(desk.library, id)
    cited = next((each for each in found.citations if each.marker == source), None)
    place = (cited.version, cited.start, cited.end, cited.marker) if cited else ()
    read = reading(desk.library.archive, cited.article_id, *place) if cited else None
    names = {each.article.id: each.article.publisher for each in found.articles}
    values = frame(request, desk) | {"here": "/archive", "story": found, "read": read}
    return Page("story.html.j2", **values, publishers_of=names)
