"""Batches sent to a service that is busy, and to one that fails on the way."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path

import pytest

from ingest.document import Document, Media
from ingest.errors import BackendError, DatelineError, RejectedDocument
from ingest.pipeline import IngestReport
from ingest.remote import RunningService
from ingest.settings import Settings, load_settings
from ingest.terminal.upload import ingest_remote
from tests.answering import answering
from tests.commands import STORY, runner

ACCEPTED = {
    **{"documents": 32, "new": 32, "updated": 0, "unchanged": 0, "removed_before": 0},
    **{"rejected": [], "passages": 32, "seconds": {}},
}


def body(content: dict[str, object]) -> bytes:
    return json.dumps(content).encode()


def boats(count: int) -> Iterator[Document]:
    for number in range(count):
        story = {**STORY, "url": f"https://valecourier.example/boat/{number}", "title": f"Boat {number}"}
        yield Document(f"boats:{number}", Media.RECORD, json.dumps(story).encode())


def test_a_busy_service_is_asked_again(
    run_service: Callable[[Settings], AbstractContextManager[str]], tmp_path: Path
) -> None:
    settings = load_settings(home=tmp_path / "home", api_key="k", rate_limit="1/second")
    report, seen = IngestReport(), list[int]()
    with run_service(settings) as url:
        service = RunningService(url, settings.api_key)
        ingest_remote(service, boats(34), report, lambda report: seen.append(report.documents))
    assert (report.documents, report.new, report.rejected) == (34, 34, [])
    assert seen == [32, 34]
    assert report.seconds["embed"] > 0


def test_a_service_that_fails_on_the_way_leaves_what_it_took_in(tmp_path: Path) -> None:
    lines = b"\n".join(document.body for document in boats(40))
    with answering((200, body(ACCEPTED)), (503, body({"detail": "the disk is full"}))) as url:
        result = runner(tmp_path)("ingest", "-", "--server", url, stdin=lines)
    assert isinstance(result.exception, BackendError)
    assert str(result.exception) == f"{url}: the disk is full"
    assert result.stderr.startswith("dateline: 32 documents were dealt with before")


@pytest.mark.parametrize(
    ("status", "content"),
    [
        (200, {"documents": "many"}),
        (422, {"errors": 7}),
        (422, {"errors": [{"field": "body", "message": "x"}]}),
    ],
)
def test_an_answer_that_accounts_for_no_document_is_an_error(status: int, content: dict[str, object]) -> None:
    report = IngestReport()
    with answering((status, body(content))) as url, pytest.raises(DatelineError, match=url):
        ingest_remote(RunningService(url), boats(2), report)
    assert report.documents == 0


def test_what_could_not_be_read_is_not_sent() -> None:
    report = IngestReport()
    ingest_remote(RunningService("http://127.0.0.1:1"), [RejectedDocument("a.html", "empty")], report)
    assert [str(each) for each in report.rejected] == ["a.html: empty"]
    assert report.documents == 1


def test_a_rejected_part_of_a_document_is_named_and_the_others_go_on() -> None:
    report = IngestReport()
    problem: dict[str, object] = {"errors": [{"field": "0.articles[0]", "message": "no title"}]}
    with answering((422, body(problem)), (200, body(ACCEPTED))) as url:
        ingest_remote(RunningService(url), boats(34), report)
    assert [str(each) for each in report.rejected] == ["boats:0.articles[0]: no title"]
    assert report.documents == 34
