"""What the endpoints share: the open library, and the order of its changes."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Annotated

from fastapi import Depends, HTTPException, Request

from ingest.jobs.jobs import Jobs
from service.api.record import current
from service.evidence.library import AskableLibrary
from service.kept.keeper import Keeper
from service.writers.choose import Writers

# Each change that waits holds a thread of the pool (40) that also answers questions.
_MAX_WAITING = 8
_RETRY_AFTER = {"Retry-After": "10"}


class Changes:
    """Lets one change of the library at a time through, while questions go on."""

    def __init__(self) -> None:
        self._places = threading.BoundedSemaphore(_MAX_WAITING)
        self._turn = threading.Lock()

    @contextmanager
    def turn(self) -> Iterator[None]:
        """Wait for the changes before this one. Raises a 429 when too many wait already."""
        if not self._places.acquire(blocking=False):
            if record := current.get():
                record.rejected_by = "changes"
            raise HTTPException(429, f"{_MAX_WAITING} changes are under way; try again later", _RETRY_AFTER)
        try:
            with self._turn:
                yield
        finally:
            self._places.release()


@dataclass(frozen=True, slots=True)
class Desk:
    """The library of this process, who writes and keeps answers, its queue, and the order of changes."""

    library: AskableLibrary
    writers: Writers
    keeper: Keeper
    jobs: Jobs
    changes: Changes = field(default_factory=Changes)


async def _desk(request: Request) -> Desk:
    desk: Desk = request.app.state.desk
    return desk


async def _library(request: Request) -> AskableLibrary:
    desk: Desk = request.app.state.desk
    return desk.library


DeskHeld = Annotated[Desk, Depends(_desk)]
OpenLibrary = Annotated[AskableLibrary, Depends(_library)]
