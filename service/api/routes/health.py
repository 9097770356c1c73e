"""Whether the service lives and can answer."""

from __future__ import annotations

import logging

from fastapi import APIRouter, HTTPException

from ingest.errors import DatelineError
from service.api.desk import OpenLibrary
from service.api.guards.auth import may_know
from service.api.problems import documented
from service.api.schemas import Alive, Ready, ReadyCounts

log = logging.getLogger(__name__)

router = APIRouter(tags=["health"])


# Not in the thread pool: a service that is busy with questions is alive.
@router.get("/healthz")
async def alive() -> Alive:
    """Answer as long as the process does."""
    return Alive()


@router.get("/readyz", responses=documented(503))
def ready(library: OpenLibrary) -> ReadyCounts | Ready:
    """Answer 200 once the archive and both indexes answer; with the counts, for who may ask."""
    knows = may_know(library.settings)
    try:
        library.index.counts()
        counts = library.archive.counts()
    except DatelineError as exc:
        log.error("not ready: %s", exc)
        raise HTTPException(503, str(exc) if knows else "not ready; the service's log says why") from exc
    return ReadyCounts.of(counts) if knows else Ready()
