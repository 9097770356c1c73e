"""Passages without an answer."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query

from service.api.desk import OpenLibrary
from service.api.problems import documented
from service.api.schemas import SearchQuery
from service.ask import search
from service.evidence.found import SearchResult, found_passages

router = APIRouter(tags=["search"])


@router.get("/v1/search", responses=documented(422, 502, 503))
def search_passages(query: Annotated[SearchQuery, Query()], library: OpenLibrary) -> SearchResult:
    """Find the passages that fit a question best."""
    found = search(library, query.to_ask(), query.limit)
    return SearchResult(found_passages(found))
