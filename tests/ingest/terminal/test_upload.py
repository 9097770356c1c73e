"""Documents sent as jobs to a service: one that is busy, and one that fails on the way."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest

from ingest.document import Document, Media
from ingest.errors import BackendError, DatelineError, RejectedDocument
from ingest.library import open_archive
from ingest.pipeline import IngestReport
from ingest.remote import RunningService
from ingest.settings import Settings, load_settings
from ingest.terminal.upload import _MEDIA_TYPES, _headers, send_documents, wait_for
from tests.answering import answering
from tests.commands import STORY, runner

RunService = Callable[[Settings], AbstractContextManager[str]]


def job(**fields: Any) -> dict[str, Any]:
    counts = dict.fromkeys(("updated", "unchanged", "removed_before", "to_index", "passages_to_index"), 0)
    made = {"id": "a1", "state": "done", "source": "sent", "created_at": "2026-03-01T12:00:00Z", **counts}
    times = {"started_at": None, "finished_at": "2026-03-01T12:01:00Z"}
    return {**made, **times, "total": 2, "done": 2, "new": 2, "rejected": 0, "passages": 3, **fields}


def shown(*rejections: tuple[int, str, str], **fields: Any) -> tuple[int, bytes]:
    listed = [{"number": n, "origin": origin, "reason": reason} for n, origin, reason in rejections]
    return 200, body({"job": job(**fields), "rejections": listed, "next_offset": None})


def body(content: dict[str, Any]) -> bytes:
    return json.dumps(content).encode()


def boats(count: int) -> Iterator[Document]:
    for number in range(count):
        story = {**STORY, "url": f"https://valecourier.example/boat/{number}", "title": f"Boat {number}"}
        said = ("x-robots-tag: noai", "tdm-reservation: 1") if number == 3 else None
        yield Document(f"boats:{number}", Media.RECORD, json.dumps(story).encode(), said=said)


def sent(service: RunningService, documents: Iterator[Document], **options: Any) -> IngestReport:
    report = IngestReport()
    wait_for(service, list(send_documents(service, documents, report)), report, **options)
    return report


def test_a_busy_service_is_asked_again(run_service: RunService, tmp_path: Path) -> None:
    settings = load_settings(home=tmp_path / "home", api_key="k", rate_limit="1/second", embedding_threads=1)
    seen = list[int]()
    with run_service(settings) as url:
        service = RunningService(url, settings.api_key)
        report = sent(service, boats(34), on_progress=lambda report: seen.append(report.documents))
    assert (report.documents, report.new, report.rejected) == (34, 34, [])
    assert seen == sorted(seen)
    # What the server of a page said of its use goes with it.
    with open_archive(settings) as archive:
        found = [archive.rights(article.id) for article, _ in archive.latest(limit=40)]
    assert [each.said for each in found if each] == [("x-robots-tag: noai", "tdm-reservation: 1")]
    assert seen[-1] == 34
    assert report.seconds["service"] > 0


def test_progress_is_told_until_the_end() -> None:
    seen: list[tuple[int, int]] = []
    waits = shown(state="working", finished_at=None, done=1, new=1, passages=0)
    with answering((202, body(job())), waits, waits, shown(), shown()) as url:
        report = sent(
            RunningService(url),
            boats(2),
            on_progress=lambda report: seen.append((report.documents, report.passages)),
            sleep=lambda _: None,
        )
    assert seen == [(1, 0), (1, 0), (2, 3)]
    assert (report.documents, report.new, report.passages) == (2, 2, 3)


def test_a_service_that_fails_on_the_way_goes_on_with_what_it_has(tmp_path: Path) -> None:
    lines = b"\n".join(document.body for document in boats(501))
    with answering((202, body(job())), (503, body({"detail": "the disk is full"}))) as url:
        result = runner(tmp_path)("ingest", "-", "--server", url, stdin=lines)
    assert isinstance(result.exception, BackendError)
    assert str(result.exception) == f"{url}: the disk is full"
    assert result.stderr.startswith("dateline: the service has 500 documents and goes on with them")


@pytest.mark.parametrize(
    ("status", "content"),
    [(202, {"documents": "many"}), (200, {}), (422, {"errors": 7}), (404, {"detail": "Not Found"})],
)
def test_an_answer_that_is_no_job_is_an_error(status: int, content: dict[str, Any]) -> None:
    with answering((status, body(content))) as url, pytest.raises(DatelineError, match=url):
        sent(RunningService(url), boats(2))


def test_what_could_not_be_read_is_not_sent() -> None:
    report = IngestReport()
    service = RunningService("http://127.0.0.1:1")
    assert list(send_documents(service, [RejectedDocument("a.html", "empty")], report)) == []
    assert [str(each) for each in report.rejected] == ["a.html: empty"]
    assert report.documents == 1


def test_a_rejected_part_of_a_document_is_named_as_it_is_here() -> None:
    parts = shown((0, "0.articles[0]", "no title"), (1, "1", "empty"), rejected=2, new=0)
    with answering((202, body(job())), shown(rejected=2, new=0), parts) as url:
        report = sent(RunningService(url), boats(2))
    assert [str(each) for each in report.rejected] == ["boats:0.articles[0]: no title", "boats:1: empty"]


def test_a_job_that_somebody_cancelled_is_said() -> None:
    ended = shown(state="cancelled", done=1, new=1)
    with answering((202, body(job())), ended, ended) as url:
        report = sent(RunningService(url), boats(2))
    assert [str(each) for each in report.rejected] == ["job a1: was cancelled before it was done"]


def test_a_page_of_an_archive_is_sent_with_its_time() -> None:
    seen = datetime(2025, 3, 1, 7, tzinfo=timezone(timedelta(hours=1)))
    page = Document("pages.warc", Media.HTML, b"", url="https://quayside.example/dam", seen_at=seen)
    assert _headers(page) == {
        "Content-Location": "https://quayside.example/dam",
        "Memento-Datetime": "Sat, 01 Mar 2025 06:00:00 GMT",
    }
    assert _headers(Document("story.txt", Media.TEXT, b"")) == {}


def test_every_kind_of_document_can_be_sent() -> None:
    assert set(_MEDIA_TYPES) == set(Media)
