"""The queue in the archive's tables: what was answered with a job is in them, and leaves them as articles.

What becomes of a document is written in the transaction that takes its articles in and takes it out of the
queue. So a process may end at any point: a document is in the queue or settled, never both and never neither.
"""

from __future__ import annotations

import json
import secrets
import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, delete, func, insert, select, update

from ingest.article import Article, Draft
from ingest.document import Document, Media
from ingest.errors import NotFoundError, QueueFullError, RejectedDocument
from ingest.jobs.job import Address, JobRejection, Queued
from ingest.pipeline import Accepted, conflict_reason
from ingest.settings import Settings
from ingest.store import rows
from ingest.store.archive import Acceptance, Archive
from ingest.store.journal import Action, JournalEntry
from ingest.store.schema import (
    job_articles,
    job_documents,
    job_rejections,
    job_rights,
    jobs,
    journal,
    passages,
    versions,
)
from ingest.text.clean import whole_characters

_MEGABYTE = 1_000_000
# Rows in one INSERT, and bytes of documents that are held while they are compressed.
_ROWS = 200
_STORED = (Acceptance.NEW, Acceptance.UPDATED)


@dataclass(frozen=True, slots=True)
class Taken:
    """A document of the queue that is being worked on; `job` and `number` are its place."""

    job: int
    number: int
    again: bool
    document: Document | RejectedDocument


@dataclass(frozen=True, slots=True)
class OpenJob:
    """A job with documents that wait, as the writer sees it."""

    seq: int
    urgent: bool
    again: bool


class JobQueue:
    """The jobs of an archive. Safe to share between threads; one of them settles documents."""

    def __init__(self, archive: Archive, settings: Settings) -> None:
        self._archive = archive
        self._settings = settings

    # What is put in

    def enqueue(
        self, documents: Iterable[Queued], *, source: str, now: datetime, again: bool, urgent: bool
    ) -> str:
        """Store documents as a job and return its id; once this returns they are on disk.

        Raises QueueFullError and stores nothing where they would go over a limit of the settings.
        """
        id_ = secrets.token_hex(8)
        with self._archive.begin() as db:
            values = {"id": id_, "source": source, "again": again, "urgent": urgent, "total": 0}
            # The first statement writes: until the end of the transaction nobody else adds to the queue.
            made = db.execute(insert(jobs).values(**values, created_at=rows.epoch(now)))
            assert made.inserted_primary_key
            seq: int = made.inserted_primary_key[0]
            total, rejected = self._fill(db, seq, documents)
            counts = {"total": total, "rejected": rejected, "settled": rejected}
            db.execute(update(jobs).where(jobs.c.seq == seq).values(**counts))
            if total > rejected:
                self._require_room(db)
        return id_

    def _fill(self, db: Connection, seq: int, documents: Iterable[Queued]) -> tuple[int, int]:
        waiting: list[dict[str, Any]] = []
        said: list[dict[str, Any]] = []
        total = rejected = 0
        for number, document in enumerate(documents):
            total += 1
            if isinstance(document, RejectedDocument):
                rejected += 1
                _reject(db, seq, number, [document])
                continue
            waiting.append(_waiting(seq, number, document))
            said += _said(seq, number, document)
            if len(waiting) == _ROWS:
                db.execute(insert(job_documents), waiting)
                waiting.clear()
        if waiting:
            db.execute(insert(job_documents), waiting)
        if said:
            db.execute(insert(job_rights), said)
        return total, rejected

    def _require_room(self, db: Connection) -> None:
        documents, size = _size(db)
        most, megabytes = self._settings.job_documents, self._settings.job_mb
        if documents > most:
            raise QueueFullError(
                f"with these documents {documents:,} would wait and DATELINE_JOB_DOCUMENTS allows {most:,}; "
                "send them again when some are done"
            )
        if size > megabytes * _MEGABYTE:
            raise QueueFullError(
                f"with these documents {size / _MEGABYTE:,.0f} MB would wait and DATELINE_JOB_MB allows "
                f"{megabytes:,.0f}; send them again when some are done"
            )

    # What is taken out

    def open_jobs(self) -> list[OpenJob]:
        """Return the jobs of which documents wait to be read, the oldest first."""
        waits = (
            select(job_documents.c.number)
            .where(job_documents.c.fetched.is_(True), job_documents.c.job == jobs.c.seq)
            .exists()
        )
        columns = (jobs.c.seq, jobs.c.urgent, jobs.c.again)
        query = select(*columns).where(jobs.c.finished_at.is_(None), waits).order_by(jobs.c.seq)
        with self._archive.begin() as db:
            return [OpenJob(*row) for row in db.execute(query)]

    def take(self, job: OpenJob) -> Taken | None:
        """Return the next document of a job; it stays in the queue until it is settled."""
        query = (
            select(job_documents, job_rights.c.said)
            .outerjoin(job_rights, _OF_DOCUMENT)
            .where(job_documents.c.fetched.is_(True), job_documents.c.job == job.seq)
            .order_by(job_documents.c.number)
            .limit(1)
        )
        with self._archive.begin() as db:
            row = db.execute(query).mappings().first()
        return None if row is None else Taken(job.seq, row["number"], job.again, _document(row))

    def settle(
        self, taken: Taken, drafts: Sequence[Draft], rejected: Sequence[RejectedDocument], now: datetime
    ) -> tuple[list[Accepted], list[RejectedDocument]] | None:
        """Take a document out of the queue and its drafts into the archive, in one transaction.

        Return what was accepted and everything that was rejected; None where its job was cancelled meanwhile.
        """
        origin = taken.document.origin
        reasons, found = list(rejected), list[Accepted]()
        with self._archive.begin() as db:
            gone = db.execute(_row(taken.job, taken.number, delete(job_documents)))
            if not gone.rowcount:
                return None
            accepted = self._archive.accept_in(db, drafts, now, again=taken.again)
            for draft, (outcome, article, version) in zip(drafts, accepted, strict=True):
                if outcome is Acceptance.CONFLICT:
                    reasons.append(RejectedDocument(origin, conflict_reason(draft, article)))
                else:
                    found.append(Accepted(origin, outcome, article, version))
            _note_articles(db, taken, found)
            _reject(db, taken.job, taken.number, reasons)
            _count(db, taken.job, [each.outcome for each in found], len(reasons), now)
        return found, reasons

    def next_address(self) -> tuple[int, int, str] | None:
        """Return the next address to fetch, with its job and its number; it stays in the queue."""
        query = (
            select(job_documents.c.job, job_documents.c.number, job_documents.c.url)
            .where(job_documents.c.fetched.is_(False))
            .order_by(job_documents.c.job, job_documents.c.number)
            .limit(1)
        )
        with self._archive.begin() as db:
            row = db.execute(query).first()
        return None if row is None else (row.job, row.number, row.url)

    def store_page(self, job: int, number: int, page: Document | RejectedDocument, now: datetime) -> None:
        """Put a page that was fetched in its address's place, or settle the address as rejected."""
        with self._archive.begin() as db:
            if isinstance(page, Document):
                values = _waiting(job, number, page)
                stored = db.execute(_row(job, number, update(job_documents)).values(values))
                if stored.rowcount and (said := _said(job, number, page)):
                    db.execute(insert(job_rights), said)
            elif db.execute(_row(job, number, delete(job_documents))).rowcount:
                _reject(db, job, number, [page])
                _count(db, job, [], 1, now)

    def cancel(self, id_: str, now: datetime) -> None:
        """Drop what of a job waits; what was settled stays. Raises NotFoundError."""
        with self._archive.begin() as db:
            cancelled = update(jobs).where(
                jobs.c.id == id_, jobs.c.finished_at.is_(None), jobs.c.cancelled_at.is_(None)
            )
            db.execute(cancelled.values(cancelled_at=rows.epoch(now)))
            seq = db.scalar(select(jobs.c.seq).where(jobs.c.id == id_))
            if seq is None:
                raise not_found(id_)
            db.execute(delete(job_documents).where(job_documents.c.job == seq))

    # What was indexed

    def note_indexed(self, entries: Sequence[JournalEntry]) -> None:
        """Add the passages of entries that are done to the counts of their jobs."""
        for entry in entries:
            here = (passages.c.article_id == entry.article_id, passages.c.version == entry.version)
            count = select(func.count()).select_from(passages).where(*here).scalar_subquery()
            of_entry = _stored_as(entry)
            known = func.coalesce(jobs.c.passages, 0)
            with self._archive.begin() as db:
                db.execute(update(jobs).where(jobs.c.seq.in_(of_entry)).values(passages=known + count))

    def finish(self, now: datetime) -> int:
        """Note which jobs are finished: nothing of them waits any more. Return how many."""
        over = (jobs.c.settled >= jobs.c.total) | jobs.c.cancelled_at.is_not(None)
        with self._archive.begin() as db:
            ended = list(db.scalars(select(jobs.c.seq).where(jobs.c.finished_at.is_(None), over)))
            pending = set(db.scalars(select(job_articles.c.job).select_from(_PENDING).where(_IS_PENDING)))
            done = [seq for seq in ended if seq not in pending]
            for seq in done:
                # Counted once more: a process that was killed may not have added what it indexed last.
                values = {"finished_at": rows.epoch(now), "passages": _passages(db, seq)}
                db.execute(update(jobs).where(jobs.c.seq == seq).values(values))
        return len(done)

    def withdraw(self, entry: JournalEntry, reason: str, now: datetime) -> list[RejectedDocument]:
        """Reject a version that was accepted and cannot be embedded. Return its documents, if it had any."""
        which = (job_articles.c.article_id == entry.article_id, job_articles.c.version == entry.version)
        with self._archive.begin() as db:
            found = list(db.execute(select(job_articles).where(*which)).mappings())
            if not found:
                return []
            db.execute(delete(job_articles).where(*which))
            self._archive.withdraw(db, entry)
            for row in found:
                rejected = RejectedDocument(row["origin"], reason)
                _reject(db, row["job"], row["number"], [rejected], first=row["part"])
                outcome = jobs.c[row["outcome"]]
                counts = {outcome: outcome - 1, jobs.c.rejected: jobs.c.rejected + 1}
                db.execute(update(jobs).where(jobs.c.seq == row["job"]).values(counts))
        return [RejectedDocument(row["origin"], reason) for row in found]

    def prune(self, now: datetime) -> int:
        """Forget the jobs that finished longer ago than the settings say. Return how many."""
        before = rows.epoch(now - timedelta(days=self._settings.job_days))
        with self._archive.begin() as db:
            return db.execute(delete(jobs).where(jobs.c.finished_at < before)).rowcount

    # What a finished job did

    def articles(self, id_: str) -> list[Accepted]:
        """Return what was accepted of a job, in the order of its documents."""
        query = (
            select(job_articles)
            .join(jobs, jobs.c.seq == job_articles.c.job)
            .where(jobs.c.id == id_)
            .order_by(job_articles.c.number, job_articles.c.part)
        )
        with self._archive.begin() as db:
            found = list(db.execute(query).mappings())
        return [self._accepted(row) for row in found]

    def rejections(self, id_: str, limit: int, offset: int = 0) -> list[JobRejection]:
        """Return rejections of a job in the order of its documents."""
        query = (
            select(job_rejections.c.number, job_rejections.c.origin, job_rejections.c.reason)
            .join(jobs, jobs.c.seq == job_rejections.c.job)
            .where(jobs.c.id == id_)
            .order_by(job_rejections.c.number, job_rejections.c.part)
            .limit(limit)
            .offset(offset)
        )
        with self._archive.begin() as db:
            return [JobRejection(*row) for row in db.execute(query)]

    def _accepted(self, row: Any) -> Accepted:
        try:
            article = self._archive.article(row["article_id"])
        except NotFoundError:  # removed before, or since
            article = Article(row["article_id"], None, None, row["article_id"])
        return Accepted(row["origin"], Acceptance(row["outcome"]), article, row["version"])


def not_found(id_: str) -> NotFoundError:
    return NotFoundError(f"there is no job {id_}; see `dateline jobs`, which forgets those of long ago")


_PENDING = job_articles.join(
    journal,
    (journal.c.article_id == job_articles.c.article_id) & (journal.c.version == job_articles.c.version),
)
_IS_PENDING = journal.c.done_at.is_(None) & (journal.c.action == Action.INDEX)
_OF_DOCUMENT = (job_rights.c.job == job_documents.c.job) & (job_rights.c.number == job_documents.c.number)


def _waiting(job: int, number: int, document: Document | Address) -> dict[str, Any]:
    if isinstance(document, Address):
        place: dict[str, Any] = {"media": Media.HTML, "origin": document.url, "url": document.url}
        place |= {"published_at": None, "publisher": None, "seen_at": None}
        return {"job": job, "number": number, "fetched": False, "size": 0, "body": b"", **place}
    # Level 1: a page shrinks to a fifth, at 100 MB a second.
    body = zlib.compress(document.body, 1)
    return {
        "job": job,
        "number": number,
        "fetched": True,
        "size": len(body),
        "media": str(document.media),
        "origin": _storable(document.origin),
        "url": document.url,
        "published_at": document.published_at.isoformat() if document.published_at else None,
        "publisher": _storable(document.publisher) if document.publisher else None,
        "seen_at": document.seen_at.isoformat() if document.seen_at else None,
        "body": body,
    }


def _said(job: int, number: int, document: Document | Address) -> list[dict[str, Any]]:
    """Return the row of what a document's server said, none where no server was asked."""
    if isinstance(document, Address) or document.said is None:
        return []
    return [{"job": job, "number": number, "said": json.dumps([_storable(each) for each in document.said])}]


def _document(row: Any) -> Document | RejectedDocument:
    try:
        published, seen = row["published_at"], row["seen_at"]
        return Document(
            row["origin"],
            Media(row["media"]),
            zlib.decompress(row["body"]),
            row["url"],
            published_at=datetime.fromisoformat(published) if published else None,
            publisher=row["publisher"],
            seen_at=datetime.fromisoformat(seen) if seen else None,
            said=tuple(json.loads(row["said"])) if row["said"] else None,
        )
    except (TypeError, ValueError, zlib.error) as exc:
        return RejectedDocument(row["origin"], f"was damaged while it waited ({exc}); send it again")


def _row(job: int, number: int, statement: Any) -> Any:
    return statement.where(job_documents.c.job == job, job_documents.c.number == number)


def _note_articles(db: Connection, taken: Taken, accepted: Sequence[Accepted]) -> None:
    if not accepted:
        return
    where = {"job": taken.job, "number": taken.number}
    noted = [
        {
            **where,
            "part": part,
            "origin": _storable(each.origin),
            "outcome": str(each.outcome),
            "article_id": each.article.id,
            "version": each.version,
        }
        for part, each in enumerate(accepted)
    ]
    db.execute(insert(job_articles), noted)


def _reject(
    db: Connection, job: int, number: int, rejected: Sequence[RejectedDocument], first: int | None = None
) -> None:
    if not rejected:
        return
    if first is None:
        first = 0
    else:  # of a document of which other parts may be rejected already
        first += 1_000_000
    noted = [
        {
            "job": job,
            "number": number,
            "part": part,
            "origin": _storable(each.origin),
            "reason": _storable(each.reason),
        }
        for part, each in enumerate(rejected, first)
    ]
    db.execute(insert(job_rejections), noted)


def _count(db: Connection, job: int, outcomes: Sequence[Acceptance], rejected: int, now: datetime) -> None:
    """Count a document that is settled."""
    values: dict[Any, Any] = {
        jobs.c.settled: jobs.c.settled + 1,
        jobs.c.rejected: jobs.c.rejected + rejected,
        jobs.c.started_at: func.coalesce(jobs.c.started_at, rows.epoch(now)),
    }
    for outcome, column in _COLUMNS.items():
        values[column] = column + outcomes.count(outcome)
    db.execute(update(jobs).where(jobs.c.seq == job).values(values))


_COLUMNS = {
    Acceptance.NEW: jobs.c.new,
    Acceptance.UPDATED: jobs.c.updated,
    Acceptance.UNCHANGED: jobs.c.unchanged,
    Acceptance.REMOVED: jobs.c.removed_before,
}


def _stored_as(entry: JournalEntry) -> Any:
    return select(job_articles.c.job).where(
        job_articles.c.article_id == entry.article_id,
        job_articles.c.version == entry.version,
        job_articles.c.outcome.in_(_STORED),
    )


def _passages(db: Connection, seq: int) -> int:
    """Count the passages of the versions that a job brought."""
    same = (passages.c.article_id == job_articles.c.article_id) & (
        passages.c.version == job_articles.c.version
    )
    query = (
        select(func.count())
        .select_from(job_articles.join(passages, same))
        .where(job_articles.c.job == seq, job_articles.c.outcome.in_(_STORED))
    )
    return db.scalar(query) or 0


def _size(db: Connection) -> tuple[int, int]:
    """Return how many documents wait, and how many bytes they have."""
    count, size = db.execute(select(func.count(), func.sum(job_documents.c.size))).one()
    return count, int(size or 0)


def pending_of_jobs(db: Connection) -> dict[int, tuple[int, int]]:
    """Return how many versions of each job wait for the indexes, and how many characters they have."""
    source = _PENDING.join(
        versions,
        (versions.c.article_id == job_articles.c.article_id) & (versions.c.number == job_articles.c.version),
    )
    query = (
        select(job_articles.c.job, func.count(), func.sum(func.length(versions.c.text)))
        .select_from(source)
        .where(_IS_PENDING)
        .group_by(job_articles.c.job)
    )
    return {seq: (count, int(size or 0)) for seq, count, size in db.execute(query)}


def waiting_of_jobs(db: Connection) -> dict[int, int]:
    """Return how many documents of each job wait."""
    query = select(job_documents.c.job, func.count()).group_by(job_documents.c.job)
    return {seq: count for seq, count in db.execute(query)}


def queue_size(db: Connection) -> tuple[int, int, int]:
    """Return how many documents wait, how many of them are addresses, and how many bytes they have."""
    count, size = _size(db)
    to_fetch = db.scalar(
        select(func.count()).select_from(job_documents).where(job_documents.c.fetched.is_(False))
    )
    return count, to_fetch or 0, size


def _storable(text: str) -> str:
    return whole_characters(text).replace("\0", "")
