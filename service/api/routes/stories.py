"""Stories: by the day on which they first appeared, and what is known of one."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Query

from ingest.store.reading.story_list import StoryList, list_stories
from service.api import examples
from service.api.desk import OpenLibrary
from service.api.problems import documented
from service.api.routes.articles import ArticleReference
from service.api.schemas import ByMoment
from service.stories.facts import find_story
from service.stories.story import Story

router = APIRouter(prefix="/v1/stories", tags=["stories"])

Day = Annotated[
    date | None,
    Query(
        ge=date(1800, 1, 1),
        le=date(2200, 12, 31),
        description="The day on which they first appeared, on the publishers' clocks. Default: the last one.",
        examples=[examples.STORY_DAY],
    ),
]
AsOf = Annotated[
    ByMoment | None,
    Query(
        description="See only what had been published by then; a date alone is its end. Default: now.",
        examples=["2025-10-31"],
    ),
]


@router.get("", responses=documented(422, 503))
def list_of_day(
    library: OpenLibrary,
    day: Day = None,
    as_of: AsOf = None,
    limit: Annotated[int, Query(ge=1, le=100)] = 20,
    offset: Annotated[int, Query(ge=0, le=2**31 - 1)] = 0,
) -> StoryList:
    """List the stories that first appeared on a day; first those that most publishers carried.

    A story is one text, whoever printed it, copied or lightly rewritten.
    """
    return list_stories(library.archive, day, as_of or library.now(), limit=limit, offset=offset)


@router.get("/{id}", responses=documented(404, 422, 503))
def show_story(id: ArticleReference, library: OpenLibrary, as_of: AsOf = None) -> Story:
    """Show a story: its first report, who copied whom, what came when, and which values differ.

    The id of each of its articles, or its beginning, leads to it as well. `citation`s can be checked later.
    """
    return find_story(library, id, as_of)
