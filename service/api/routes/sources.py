"""The sources that are watched, and how they stand."""

from __future__ import annotations

from fastapi import APIRouter

from ingest.watching.report import SourceList, source_list
from service.api.desk import OpenLibrary
from service.api.problems import documented

router = APIRouter(tags=["articles"])


@router.get("/v1/sources", responses=documented(503))
def list_sources(library: OpenLibrary) -> SourceList:
    """Say how each watched source stands, and how current the archive is by them."""
    return source_list(library.archive)
