"""What the archive holds."""

from __future__ import annotations

from fastapi import APIRouter

from ingest.store.reading.shown import ArchiveStatus
from service.api.desk import OpenLibrary
from service.api.problems import documented

router = APIRouter(tags=["articles"])


@router.get("/v1/status", responses=documented(503))
def show_status(library: OpenLibrary) -> ArchiveStatus:
    """Say how much the archive holds, of which dates, and name its publishers."""
    return ArchiveStatus.of(library.archive)
