"""The queue's tables, over a real archive: what is in them, what leaves them, and what is counted."""

from __future__ import annotations

import random
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from ingest.article import Draft
from ingest.document import Document, Media
from ingest.errors import ArchiveError, NotFoundError, QueueFullError, RejectedDocument
from ingest.extract import extract
from ingest.jobs.job import Address, Job, JobState, Queued
from ingest.jobs.progress import read_job, read_jobs, read_queue
from ingest.jobs.queue import JobQueue, Taken
from ingest.settings import Settings
from ingest.store.archive import Acceptance, Archive
from tests.ingest.support import SEEN, record, settings_in

TEXT = "The tram to the old quay was painted on Monday, and nobody was hurt by it."


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return settings_in(tmp_path, job_documents=20, job_mb=0.5)


@pytest.fixture
def archive(settings: Settings) -> Iterator[Archive]:
    settings.home.mkdir()
    with closing(Archive(settings.archive_url)) as opened:
        yield opened


@pytest.fixture
def queue(archive: Archive, settings: Settings) -> JobQueue:
    return JobQueue(archive, settings)


def put(queue: JobQueue, *documents: Queued, urgent: bool = False, again: bool = False) -> str:
    return queue.enqueue(documents, source="sent", now=SEEN, again=again, urgent=urgent)


def take(queue: JobQueue, job: int = 0) -> Taken:
    taken = queue.take(queue.open_jobs()[job])
    assert taken is not None
    return taken


def settle(queue: JobQueue, taken: Taken, *rejected: RejectedDocument) -> tuple[list[str], list[str]] | None:
    document = taken.document
    drafts: list[Draft] = extract(document) if isinstance(document, Document) and not rejected else []
    settled = queue.settle(taken, drafts, rejected, SEEN)
    if settled is None:
        return None
    return [str(each.outcome) for each in settled[0]], [each.reason for each in settled[1]]


def indexed(queue: JobQueue, archive: Archive) -> int:
    archive.mark_done(archive.pending(100), SEEN)
    return queue.finish(SEEN)


def shown(archive: Archive, id_: str) -> Job:
    return read_job(archive, 48, id_)


def test_a_document_leaves_the_queue_as_an_article(queue: JobQueue, archive: Archive) -> None:
    id_ = put(queue, record("Tram painted", TEXT), record("Quay opened", f"{TEXT} It was blue."))
    assert (shown(archive, id_).state, shown(archive, id_).total) == (JobState.WAITING, 2)
    assert settle(queue, take(queue)) == (["new"], [])
    job = shown(archive, id_)
    assert (job.state, job.done, job.new, job.to_index, job.passages_to_index) == (
        JobState.WORKING,
        1,
        1,
        1,
        1,
    )
    assert settle(queue, take(queue)) == (["new"], [])
    assert queue.open_jobs() == []
    assert queue.finish(SEEN) == 0  # not before the indexes hold it
    assert indexed(queue, archive) == 1
    job = shown(archive, id_)
    assert (job.state, job.done, job.new, job.to_index, job.is_finished) == (JobState.DONE, 2, 2, 0, True)


def test_what_is_settled_once_more_changes_nothing(queue: JobQueue, archive: Archive) -> None:
    id_ = put(queue, record("Tram painted", TEXT))
    taken = take(queue)
    settle(queue, taken)
    assert settle(queue, taken) is None
    assert (shown(archive, id_).done, len(archive.pending(9))) == (1, 1)


def test_what_fails_on_the_way_stays_in_the_queue(queue: JobQueue, archive: Archive) -> None:
    id_ = put(queue, record("Tram painted", TEXT))
    taken = take(queue)
    drafts = [replace(draft, text="\ud800") for draft in extract(record("Tram painted", TEXT))]
    with pytest.raises((ArchiveError, UnicodeError)):
        queue.settle(taken, drafts, [], SEEN)
    assert (shown(archive, id_).done, archive.counts().articles) == (0, 0)
    assert take(queue) == taken


def test_counts_are_by_what_became_of_each(queue: JobQueue, archive: Archive) -> None:
    put(queue, record("Tram painted", TEXT))
    settle(queue, take(queue))
    indexed(queue, archive)
    id_ = put(
        queue,
        record("Tram painted", TEXT),
        record("Tram painted", f"{TEXT} A day later it was blue."),
        RejectedDocument("c.html", "is empty"),
        Document("no.html", Media.TEXT, b"x"),
    )
    assert settle(queue, take(queue)) == (["unchanged"], [])
    assert settle(queue, take(queue)) == (["updated"], [])
    assert settle(queue, take(queue), RejectedDocument("no.html", "has no text")) == ([], ["has no text"])
    indexed(queue, archive)
    job = shown(archive, id_)
    assert (job.total, job.done, job.new, job.updated, job.unchanged, job.rejected) == (4, 4, 0, 1, 1, 2)
    rejections = queue.rejections(id_, 10)
    assert [(each.number, each.origin, each.reason) for each in rejections] == [
        (2, "c.html", "is empty"),
        (3, "no.html", "has no text"),
    ]
    assert queue.rejections(id_, 10, offset=1) == rejections[1:]
    assert [each.outcome for each in queue.articles(id_)] == [Acceptance.UNCHANGED, Acceptance.UPDATED]


def test_what_was_removed_is_taken_in_only_on_request(queue: JobQueue, archive: Archive) -> None:
    for again, outcome in ((False, "new"), (False, "removed"), (True, "new")):
        put(queue, record("Tram painted", TEXT), again=again)
        assert settle(queue, take(queue)) == ([outcome], [])
        indexed(queue, archive)
        if archive.counts().articles:
            archive.remove(archive.latest(limit=1)[0][0].id)
            indexed(queue, archive)


@pytest.mark.parametrize("origin", ["half \ud83d", "a\0b", "é" * 3_000])
def test_any_name_of_a_document_can_be_kept(queue: JobQueue, origin: str) -> None:
    put(queue, Document(origin, Media.TEXT, b"x"), RejectedDocument(origin, origin))
    assert take(queue).document.origin.startswith(origin[:1])


def test_a_cancelled_job_keeps_what_was_settled(queue: JobQueue, archive: Archive) -> None:
    id_ = put(queue, *(record(f"Tram {n}", f"{TEXT} It was tram {n}.") for n in range(3)))
    settle(queue, take(queue))
    at_work = take(queue)
    queue.cancel(id_, SEEN)
    assert settle(queue, at_work) is None
    assert queue.open_jobs() == []
    indexed(queue, archive)
    queue.cancel(id_, SEEN)
    job = shown(archive, id_)
    assert (job.state, job.done, job.total, job.new, job.is_finished) == (JobState.CANCELLED, 1, 3, 1, True)


def test_a_job_that_is_done_is_not_cancelled(queue: JobQueue, archive: Archive) -> None:
    id_ = put(queue, record("Tram painted", TEXT))
    settle(queue, take(queue))
    indexed(queue, archive)
    queue.cancel(id_, SEEN)
    assert shown(archive, id_).state is JobState.DONE


def test_an_unknown_job_is_named(queue: JobQueue, archive: Archive) -> None:
    for look in (lambda: queue.cancel("feed", SEEN), lambda: shown(archive, "feed")):
        with pytest.raises(NotFoundError, match="no job feed"):
            look()


def test_a_full_queue_takes_nothing_of_what_is_too_much(queue: JobQueue, archive: Archive) -> None:
    put(queue, *(Document(f"{n}", Media.TEXT, b"x") for n in range(15)))
    with pytest.raises(QueueFullError, match=r"21 would wait and DATELINE_JOB_DOCUMENTS allows 20"):
        put(queue, *(Document(f"{n}", Media.TEXT, b"x") for n in range(6)))
    assert (len(read_jobs(archive, 48, limit=9)), read_queue(archive, 48, SEEN).documents) == (1, 15)
    put(queue, *(RejectedDocument("x", "empty") for _ in range(30)))  # of these none waits


def test_a_queue_is_full_by_its_size_too(queue: JobQueue) -> None:
    noise = random.Random(1).randbytes(600_000)
    with pytest.raises(QueueFullError, match="DATELINE_JOB_MB"):
        put(queue, Document("noise", Media.TEXT, noise))


def test_an_address_waits_until_its_page_is_there(queue: JobQueue, archive: Archive) -> None:
    id_ = put(queue, Address("https://a.example/1"), Address("https://a.example/2"))
    assert queue.open_jobs() == []
    status = read_queue(archive, 48, SEEN + timedelta(seconds=90))
    assert (status.documents, status.to_fetch, status.jobs, status.oldest_seconds) == (2, 2, 1, 90)
    job, number, url = queue.next_address() or (0, 0, "")
    assert url == "https://a.example/1"
    queue.store_page(job, number, Document(url, Media.TEXT, b"Story", url), SEEN)
    assert take(queue).document == Document(url, Media.TEXT, b"Story", url)
    job, number, url = queue.next_address() or (0, 0, "")
    queue.store_page(job, number, RejectedDocument(url, "gone"), SEEN)
    assert queue.next_address() is None
    assert (shown(archive, id_).done, shown(archive, id_).rejected) == (1, 1)


def test_a_damaged_document_is_rejected_and_not_waited_for(queue: JobQueue, archive: Archive) -> None:
    put(queue, record("Tram painted", TEXT))
    with archive.begin() as db:
        db.exec_driver_sql("UPDATE job_documents SET body = 'torn'")
    document = take(queue).document
    assert isinstance(document, RejectedDocument)
    assert "was damaged while it waited" in document.reason


def test_a_version_that_cannot_be_embedded_is_withdrawn(queue: JobQueue, archive: Archive) -> None:
    first = put(queue, record("Tram painted", TEXT))
    settle(queue, take(queue))
    indexed(queue, archive)
    second = put(
        queue, record("Tram painted", f"{TEXT} A day later."), record("Quay opened", f"Quay. {TEXT}")
    )
    settle(queue, take(queue))
    settle(queue, take(queue))
    for entry in archive.pending(9):
        [rejected] = queue.withdraw(entry, "ends the process", SEEN)
        assert rejected.reason == "ends the process"
    indexed(queue, archive)
    job = shown(archive, second)
    assert (job.state, job.new, job.updated, job.rejected) == (JobState.DONE, 0, 0, 2)
    counts = archive.counts()
    assert (counts.articles, counts.versions, counts.pending) == (1, 1, 0)
    assert shown(archive, first).new == 1


def test_finished_jobs_are_forgotten_after_their_days(queue: JobQueue, archive: Archive) -> None:
    done, waiting = put(queue, RejectedDocument("x", "empty")), put(queue, record("Tram painted", TEXT))
    queue.finish(SEEN)
    assert queue.prune(SEEN + timedelta(days=29)) == 0
    assert queue.prune(SEEN + timedelta(days=31)) == 1
    assert [job.id for job in read_jobs(archive, 48, limit=9)] == [waiting]
    assert queue.rejections(done, 9) == []


def test_what_a_server_said_waits_with_its_document(queue: JobQueue, archive: Archive) -> None:
    said = replace(record("Tram painted", TEXT), said=("x-robots-tag: noai",))
    put(queue, said, record("Quay opened", f"{TEXT} It was blue."), Address("https://quay.example/page"))
    job, number, _ = queue.next_address() or (0, 0, "")
    page = replace(record("Page", f"{TEXT} It was red."), said=())
    queue.store_page(job, number, page, SEEN)
    found = []
    while queue.open_jobs():
        taken = take(queue)
        found.append(taken.document.said if isinstance(taken.document, Document) else "rejected")
        settle(queue, taken)
    assert found == [("x-robots-tag: noai",), None, ()]
