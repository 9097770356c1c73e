"""The records of the queue: a job, how far it is, and what became of its documents."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from ingest.document import Document
from ingest.errors import RejectedDocument

# Whose documents a job has: those that clients send, or those that a watcher of sources finds.
SENT = "sent"


class JobState(StrEnum):
    """Where a job is. `done`: what was accepted of it can be asked about."""

    WAITING = "waiting"
    WORKING = "working"
    DONE = "done"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True)
class Address:
    """The address of a page that is to be fetched."""

    url: str


# What a job takes: a document that was rejected before it came is among its rejections.
Queued = Document | RejectedDocument | Address


@dataclass(frozen=True, slots=True)
class JobRejection:
    """A document, or a part of one, that did not become an article. `number` is its place in the job."""

    number: int
    origin: str
    reason: str


@dataclass(frozen=True, slots=True)
class Job:
    """Documents that were sent together, and what has become of them.

    `done` of `total` documents are settled: their articles are `new`, `updated`, `unchanged` or were
    `removed_before`, or they are `rejected`; a document can hold several articles. `to_index` versions, of
    about `passages_to_index` passages, wait for the indexes, `passages` are in them.
    `documents_per_second` and `seconds_left` are null until they are known, `stalled` says why nothing goes
    on at the moment.
    """

    id: str
    state: JobState
    source: str
    created_at: datetime
    started_at: datetime | None
    finished_at: datetime | None
    total: int
    done: int
    new: int
    updated: int
    unchanged: int
    removed_before: int
    rejected: int
    to_index: int
    passages_to_index: int
    passages: int
    documents_per_second: float | None = None
    seconds_left: float | None = None
    stalled: str | None = None

    @property
    def is_finished(self) -> bool:
        return self.finished_at is not None


@dataclass(frozen=True, slots=True)
class JobDetails:
    """A job, and some of its rejections in the order of its documents."""

    job: Job
    rejections: Sequence[JobRejection]
    next_offset: int | None


@dataclass(frozen=True, slots=True)
class QueueStatus:
    """What waits: `documents` (of which `to_fetch` are addresses) with `megabytes` of content, and versions.

    `oldest_seconds` is the age of the oldest job that is not finished.
    """

    documents: int = 0
    to_fetch: int = 0
    megabytes: float = 0
    to_index: int = 0
    passages_to_index: int = 0
    jobs: int = 0
    oldest_seconds: float = 0
    documents_per_second: float | None = None
    stalled: str | None = None


@dataclass(frozen=True, slots=True)
class JobList:
    """Jobs, the latest first, and the queue that they are in."""

    jobs: Sequence[Job]
    queue: QueueStatus = field(default_factory=QueueStatus)
    next_offset: int | None = None
