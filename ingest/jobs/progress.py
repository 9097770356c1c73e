"""How far jobs are: read from the archive's tables, beside whoever works through the queue."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, func, select

from ingest.jobs.job import Job, JobState, QueueStatus
from ingest.jobs.queue import not_found, pending_of_jobs, queue_size, waiting_of_jobs
from ingest.store import rows
from ingest.store.archive import Archive
from ingest.store.schema import jobs

# Characters in a token of cl100k_base, in news: for how many passages a text will make before it is cut.
_TOKEN_CHARACTERS = 4.2
_MEGABYTE = 1_000_000


def read_jobs(archive: Archive, passage_tokens: int, *, limit: int, offset: int = 0) -> list[Job]:
    """Return jobs, the latest first."""
    query = select(jobs).order_by(jobs.c.seq.desc()).limit(limit).offset(offset)
    with archive.begin() as db:
        pending = pending_of_jobs(db)
        return [_job(row, pending, passage_tokens) for row in db.execute(query).mappings()]


def read_job(archive: Archive, passage_tokens: int, id_: str) -> Job:
    """Return a job. Raises NotFoundError."""
    with archive.begin() as db:
        row = db.execute(select(jobs).where(jobs.c.id == id_)).mappings().first()
        if row is None:
            raise not_found(id_)
        # Of a finished job nothing is pending, and a poll after the end stays cheap.
        pending = {} if row["finished_at"] is not None else pending_of_jobs(db)
        return _job(row, pending, passage_tokens)


def read_queue(archive: Archive, passage_tokens: int, now: datetime) -> QueueStatus:
    """Return what waits in the queue."""
    with archive.begin() as db:
        documents, to_fetch, size = queue_size(db)
        pending = pending_of_jobs(db)
        count, oldest = _open_jobs(db)
    characters = sum(each for _, each in pending.values())
    return QueueStatus(
        documents=documents,
        to_fetch=to_fetch,
        megabytes=round(size / _MEGABYTE, 3),
        to_index=sum(versions for versions, _ in pending.values()),
        passages_to_index=_passages(characters, passage_tokens),
        jobs=count,
        oldest_seconds=max(0.0, now.timestamp() - oldest) if oldest is not None else 0.0,
    )


def with_estimate(job: Job, archive: Archive, rate: float | None, stalled: str | None) -> Job:
    """Return an unfinished job with how fast the queue goes and how long it will take.

    Jobs get their turns one after the other, so of each no more goes before this one's end than it has.
    """
    if job.is_finished:
        return job
    left = None
    if rate:
        with archive.begin() as db:
            waiting = waiting_of_jobs(db)
            seq = db.scalar(select(jobs.c.seq).where(jobs.c.id == job.id))
        own = waiting.get(seq or 0, 0)
        before = sum(min(own, count) for count in waiting.values())
        left = round((before + job.to_index) / rate, 1)
    speed = round(rate, 2) if rate is not None else None
    return replace(job, documents_per_second=speed, seconds_left=left, stalled=stalled)


def _open_jobs(db: Connection) -> tuple[int, int | None]:
    query = select(func.count(), func.min(jobs.c.created_at)).where(jobs.c.finished_at.is_(None))
    count, oldest = db.execute(query).one()
    return count, oldest


def _job(row: Any, pending: Mapping[int, tuple[int, int]], passage_tokens: int) -> Job:
    to_index, characters = pending.get(row["seq"], (0, 0))
    return Job(
        id=row["id"],
        state=_state(row),
        source=row["source"],
        created_at=rows.known_moment(row["created_at"]),
        started_at=rows.moment(row["started_at"]),
        finished_at=rows.moment(row["finished_at"]),
        total=row["total"],
        done=row["settled"],
        new=row["new"],
        updated=row["updated"],
        unchanged=row["unchanged"],
        removed_before=row["removed_before"],
        rejected=row["rejected"],
        to_index=to_index,
        passages_to_index=_passages(characters, passage_tokens),
        passages=row["passages"] or 0,
    )


def _state(row: Any) -> JobState:
    if row["cancelled_at"] is not None:
        return JobState.CANCELLED
    if row["finished_at"] is not None:
        return JobState.DONE
    return JobState.WORKING if row["started_at"] is not None else JobState.WAITING


def _passages(characters: int, passage_tokens: int) -> int:
    """Return about how many passages texts of so many characters make."""
    return -(-characters // max(1, int(passage_tokens * _TOKEN_CHARACTERS)))
