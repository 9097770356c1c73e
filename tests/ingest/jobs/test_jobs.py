"""The queue and its writer in one process with an open library, as a service has them."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from ingest.document import Document, Media
from ingest.errors import BackendError, RejectedDocument
from ingest.jobs.fetching import Fetcher
from ingest.jobs.job import Address, Job, JobState
from ingest.jobs.jobs import Jobs, working
from ingest.jobs.queue import JobQueue
from ingest.library import Library, open_library
from tests.ingest.embeddings.embedding_server import KEY, running
from tests.ingest.support import HashEmbedder, assert_whole, holdings, open_with, record, settings_in

_SECONDS = 60.0


def until(holds: Callable[[], Any]) -> Any:
    end = time.monotonic() + _SECONDS
    while not (found := holds()):
        assert time.monotonic() < end, "it did not come"
        time.sleep(0.02)
    return found


def finished(jobs: Jobs, id_: str) -> Job:
    def look() -> Job | None:
        job = jobs.job(id_)
        return job if job.is_finished else None

    job: Job = until(look)
    return job


def tram(number: int) -> Document:
    text = f"Tram {number} was painted in the shed on day {number}, they said."
    return record(f"Tram {number} painted", text)


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    with open_with(settings_in(tmp_path), HashEmbedder()) as opened:
        yield opened


def test_documents_of_a_watcher_become_articles(tmp_path: Path) -> None:
    settings = settings_in(tmp_path)
    with open_with(settings, HashEmbedder()) as library:
        _work_through(library)
    assert_whole(holdings(settings))


def _work_through(library: Library) -> None:
    jobs = Jobs(library)
    # Before anybody works: what was put in waits, whoever starts next.
    first = jobs.enqueue([tram(1), RejectedDocument("feed item 7", "has no text")], source="watch")
    assert (jobs.status().documents, jobs.job(first).state) == (1, JobState.WAITING)
    with working(jobs):
        second = jobs.enqueue((tram(n) for n in range(2, 60)), source="watch")
        assert [finished(jobs, id_).new for id_ in (first, second)] == [1, 58]
        assert finished(jobs, second).source == "watch"
        completed = jobs.complete([tram(2), tram(99), Document("x.txt", Media.TEXT, b" ")], again=False)
        report = completed.report
        assert (report.documents, report.new, report.unchanged, report.passages) == (3, 1, 1, 1)
        assert [each.origin for each in report.rejected] == ["x.txt"]
        assert [each.outcome for each in completed.accepted] == ["unchanged", "new"]
        listed = jobs.list(limit=2, offset=0)
        assert ([job.source for job in listed.jobs], listed.next_offset) == (["articles", "watch"], 2)


def test_who_waits_when_the_writer_stops_is_told_where_it_is_kept(library: Library) -> None:
    jobs = Jobs(library)
    with working(jobs):
        pass
    with pytest.raises(BackendError, match="is kept as job") as raised:
        jobs.complete([tram(1)], again=False)
    assert jobs.list(limit=1, offset=0).jobs[0].id in str(raised.value)


def test_an_endpoint_that_fails_is_waited_for(tmp_path: Path) -> None:
    with running() as server:
        endpoint = {
            "embedding": "openai",
            "embedding_model": "m",
            "embedding_base_url": server.url,
            "embedding_api_key": KEY,
        }
        with open_library(settings_in(tmp_path, **endpoint)) as library:
            jobs = Jobs(library)
            server.fail("not json", 1_000)
            with working(jobs):
                id_ = jobs.enqueue([tram(1)])
                stalled = until(lambda: jobs.job(id_).stalled)
                assert server.url in stalled
                assert "tried again in" in stalled
                with pytest.raises(BackendError, match="what was sent is kept as job"):
                    jobs.complete([tram(2)], again=False)
                server.fail("", 0)
                assert finished(jobs, id_).new == 1
                until(lambda: jobs.status().jobs == 0)
                until(lambda: jobs.status().stalled is None)
                assert library.archive.counts().articles == 2


class _Pages(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        body = b"Lido to open\n\nThe Marlow lido will open to swimmers on 4 May, the council said.\n"
        self.send_response(200 if self.path == "/lido" else 410)
        self.send_header("Content-Type", "text/plain")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        pass


@contextmanager
def pages() -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), _Pages) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


def test_addresses_are_fetched_and_taken_in(library: Library) -> None:
    queue = JobQueue(library.archive, library.settings)
    jobs = Jobs(library)
    with pages() as url:
        id_ = jobs.enqueue([Address(f"{url}/lido"), Address(f"{url}/gone"), Address("http://[::1")])
        assert Fetcher(library, queue, allow_private=True).fetch_all(lambda: False) == 3
    with working(jobs):
        job = finished(jobs, id_)
    assert (job.total, job.new, job.rejected) == (3, 1, 2)
    reasons = [each.reason for each in jobs.details(id_, limit=9, offset=0).rejections]
    assert reasons[0] == "the server answered 410 Gone"
    assert "not a URL" in reasons[1]
    assert library.archive.latest(limit=1)[0][0].url == f"{url}/lido"
