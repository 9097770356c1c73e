"""Forecasts: what articles say will be, and by when."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query

from ingest.store.publishers import known_publishers
from service.api import examples
from service.api.desk import OpenLibrary
from service.api.problems import documented
from service.api.schemas import ByMoment
from service.forecasts.forecast import ForecastList
from service.forecasts.later import with_later
from service.forecasts.store import ForecastFilters, list_forecasts

router = APIRouter(prefix="/v1/forecasts", tags=["forecasts"])


@router.get("", responses=documented(422, 503))
def list_foretold(
    library: OpenLibrary,
    due: Annotated[
        ByMoment | None,
        Query(
            description="Those whose time was over by then, the latest first. Default: those whose time is "
            "not over yet, the soonest first.",
            examples=["2025-12-31"],
        ),
    ] = None,
    publisher: Annotated[
        list[str] | None,
        Query(max_length=100, description="May be given several times.", examples=[[examples.PUBLISHER]]),
    ] = None,
    limit: Annotated[int, Query(ge=1, le=100)] = 20,
    offset: Annotated[int, Query(ge=0, le=2**31 - 1)] = 0,
) -> ForecastList:
    """List claims about the future that name a time, each with later articles that bear on it.

    They are those of articles as they stand now. What was taken in a moment ago may not be among them yet.
    """
    named = known_publishers(tuple(publisher or ()), library.archive.publishers())
    filters = ForecastFilters(library.now(), due, tuple(named))
    return with_later(library, list_forecasts(library, filters, limit=limit, offset=offset))
