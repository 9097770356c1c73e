"""Whether the service lives and can answer."""

from __future__ import annotations

from fastapi import APIRouter, HTTPException
from fastapi.responses import RedirectResponse

from ingest.errors import DatelineError
from service.api.desk import OpenLibrary
from service.api.problems import documented
from service.api.schemas import Alive, Ready

router = APIRouter(tags=["health"])


@router.get("/", include_in_schema=False)
async def home() -> RedirectResponse:
    return RedirectResponse("/docs")


# Not in the thread pool: a service that is busy with questions is alive.
@router.get("/healthz")
async def alive() -> Alive:
    """Answer as long as the process does."""
    return Alive()


@router.get("/readyz", responses=documented(503))
def ready(library: OpenLibrary) -> Ready:
    """Answer 200 once the archive and both indexes answer."""
    try:
        library.index.counts()
        return Ready.of(library.archive.counts())
    except DatelineError as exc:
        raise HTTPException(503, str(exc)) from exc
