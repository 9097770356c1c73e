"""The queue of a real service: what it takes in beside its answers, and what kills of it leave."""

from __future__ import annotations

import json
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import psutil
import pytest

from ingest.library import open_archive
from ingest.settings import load_settings
from tests.service.api.process import serving, stopped

KEY = {"Authorization": "Bearer k"}
VARIABLES = {"DATELINE_API_KEY": "k", "DATELINE_EMBEDDING_THREADS": "1"}
_SECONDS = 120.0


def record(number: int, **fields: str) -> dict[str, str]:
    text = (
        f"Barge {number} of the Wexmoor line was launched on Thursday with {number + 40} crates of tea. "
        f"Its skipper, Ines Okafor, said that quay {number} had never seen a launch like it."
    )
    url = f"https://wexmoorbugle.example/barge/{number}"
    return {"url": url, "title": f"Barge {number} launched", "text": text, "publisher": "Bugle", **fields}


def long_records(count: int) -> list[dict[str, str]]:
    """Return records of a dozen passages each, so that a kill comes while they are worked on."""
    return [
        {**record(n), "text": "\n\n".join(f"Line {m}. {record(n * 100 + m)['text']}" for m in range(12))}
        for n in range(count)
    ]


@contextmanager
def served(home: Path, **variables: str) -> Iterator[tuple[Any, httpx.Client]]:
    with (
        serving(home, **VARIABLES, **variables) as (process, url),
        httpx.Client(base_url=url, headers=KEY, timeout=_SECONDS) as client,
    ):
        yield process, client


def sent(client: httpx.Client, records: list[dict[str, str]]) -> str:
    answer = client.post("/v1/jobs", json=records)
    assert answer.status_code == 202, answer.text
    id_ = answer.json()["id"]
    assert answer.headers["Location"] == f"/v1/jobs/{id_}"
    return str(id_)


def job_of(client: httpx.Client, id_: str) -> dict[str, Any]:
    found: dict[str, Any] = client.get(f"/v1/jobs/{id_}").raise_for_status().json()
    return found


def until(holds: Callable[[], Any]) -> Any:
    """Wait for a state; how long it takes is the machine's business."""
    end = time.monotonic() + _SECONDS
    while not (found := holds()):
        assert time.monotonic() < end, "it did not come"
        time.sleep(0.05)
    return found


def finished(client: httpx.Client, id_: str) -> dict[str, Any]:
    def look() -> dict[str, Any] | None:
        details = job_of(client, id_)
        return details if details["job"]["finished_at"] else None

    found: dict[str, Any] = until(look)
    return found


def done(client: httpx.Client, id_: str) -> int:
    return int(job_of(client, id_)["job"]["done"])


def workers(process: Any) -> list[psutil.Process]:
    children = psutil.Process(process.pid).children()
    return [child for child in children if "serve_" in " ".join(child.cmdline())]


def test_a_job_is_taken_in_and_can_be_asked_about(tmp_path: Path) -> None:
    with served(tmp_path, DATELINE_JOB_NICE="7") as (process, client):
        id_ = sent(client, [record(1), record(2), {"title": "No text"}, record(1)])
        details = finished(client, id_)
        job = details["job"]
        assert (job["state"], job["total"], job["done"], job["passages"]) == ("done", 4, 4, 2)
        assert (job["new"], job["unchanged"], job["rejected"], job["to_index"]) == (2, 1, 1, 0)
        reason = "field 'text' is missing or empty"
        assert details["rejections"] == [{"number": 2, "origin": "[2]", "reason": reason}]
        question = {"question": "How many crates of tea did Barge 2 carry?"}
        assert "42 crates" in client.post("/v1/answers", json=question).json()["statements"][0]["text"]
        listed = client.get("/v1/jobs").json()
        assert [each["id"] for each in listed["jobs"]] == [id_]
        assert (listed["queue"]["documents"], listed["queue"]["jobs"]) == (0, 0)
        own = psutil.Process(process.pid).nice()
        assert {worker.nice() for worker in workers(process)} == {min(own + 7, 19)}
        metrics = client.get("/metrics").text
        assert 'dateline_queue_documents{state="to_read"} 0.0' in metrics
        assert 'dateline_job_results_total{outcome="new"} 2.0' in metrics
        assert 'dateline_job_results_total{outcome="rejected"} 1.0' in metrics
        cancelled = client.delete(f"/v1/jobs/{id_}")
        assert (cancelled.status_code, cancelled.json()["state"]) == (200, "done")
        assert client.get("/v1/jobs/feed").status_code == 404
        assert client.delete("/v1/jobs/feed").status_code == 404
        assert httpx.post(client.base_url.join("/v1/jobs"), json=record(3)).status_code == 401


def test_a_service_killed_again_and_again_loses_nothing_and_takes_nothing_in_twice(tmp_path: Path) -> None:
    records = long_records(16)
    jobs: list[str] = []
    for kill in range(3):
        with served(tmp_path) as (process, client):
            if kill < 2:
                part = records[kill * 8 : kill * 8 + 8]
                jobs.append(sent(client, [*part, {"title": f"No text {kill}"}]))
            settled = sum(done(client, id_) for id_ in jobs)
            until(lambda client=client, settled=settled: sum(done(client, id_) for id_ in jobs) > settled)
            process.send_signal(signal.SIGKILL)
            process.wait()
    with served(tmp_path) as (process, client):
        for id_ in jobs:
            job = finished(client, id_)["job"]
            assert (job["done"], job["new"], job["unchanged"], job["rejected"]) == (9, 8, 0, 1)
        listed = client.get("/v1/articles", params={"limit": 100}).json()["articles"]
        assert sorted(each["article"]["url"] for each in listed) == sorted(each["url"] for each in records)
        assert {each["latest"]["number"] for each in listed} == {1}
        counts = client.get("/readyz").json()
        assert (counts["articles"], counts["pending"]) == (16, 0)
        assert sum(job_of(client, id_)["job"]["passages"] for id_ in jobs) == counts["passages"]
        stopped(process)


def test_a_service_that_is_told_to_stop_leaves_the_queue_for_the_next_start(tmp_path: Path) -> None:
    with served(tmp_path) as (process, client):
        id_ = sent(client, long_records(60))
        until(lambda: done(client, id_))
        log = stopped(process)
        assert not any("Traceback" in line for line in log), log
    with open_archive(load_settings(home=tmp_path), reading=True) as archive:
        assert 0 < archive.counts().articles < 60
    with served(tmp_path) as (_, client):
        assert done(client, id_) > 0
        client.delete(f"/v1/jobs/{id_}")
        job = finished(client, id_)["job"]
        assert (job["state"], job["total"]) == ("cancelled", 60)
        assert job["done"] == job["new"] < 60
        assert client.get("/readyz").json()["articles"] == job["new"]


def test_a_worker_that_is_killed_is_started_again(tmp_path: Path) -> None:
    with served(tmp_path) as (process, client):
        id_ = sent(client, long_records(12))
        until(lambda: done(client, id_) and len(workers(process)) == 2)
        for worker in workers(process):
            worker.kill()
        job = finished(client, id_)["job"]
        # One that was being read at the time is named; no other is lost.
        assert job["done"] == 12
        assert job["new"] + job["rejected"] == 12
        assert job["new"] >= 10


def test_who_waits_goes_first_and_a_large_job_holds_up_no_small_one(tmp_path: Path) -> None:
    with served(tmp_path) as (_, client):
        id_ = sent(client, long_records(60))
        until(lambda: done(client, id_))
        small = sent(client, [record(998)])
        answer = client.post("/v1/articles", json=record(999))
        assert (answer.status_code, answer.json()["new"], answer.json()["passages"]) == (200, 1, 1)
        assert finished(client, small)["job"]["new"] == 1
        article = answer.json()["articles"][0]["article_id"]
        assert client.delete(f"/v1/articles/{article}").status_code == 204
        assert job_of(client, id_)["job"]["finished_at"] is None


def test_a_full_queue_says_when_to_come_again(tmp_path: Path) -> None:
    with served(tmp_path, DATELINE_JOB_DOCUMENTS="2") as (_, client):
        answer = client.post("/v1/jobs", json=[record(n) for n in range(3)])
        assert (answer.status_code, answer.headers["Retry-After"]) == (429, "30")
        assert "DATELINE_JOB_DOCUMENTS allows 2" in answer.json()["detail"]
        assert client.get("/v1/jobs").json()["jobs"] == []
        assert client.post("/v1/jobs", json=[record(1), record(2)]).status_code == 202


@pytest.mark.parametrize(
    ("body", "status", "says"),
    [
        ({"addresses": "https://a.example"}, 422, "must be a list of addresses"),
        ({"addresses": [1]}, 422, "must be a list of addresses"),
        ({"addresses": []}, 422, "no article in the body"),
        ([], 422, "no article in the body"),
    ],
)
def test_a_body_that_is_no_job_is_refused(editor: httpx.Client, body: object, status: int, says: str) -> None:
    answer = editor.post("/v1/jobs", json=body)
    assert (answer.status_code, says in answer.json()["detail"]) == (status, True)


def test_addresses_that_must_not_be_fetched_are_rejected(editor: httpx.Client) -> None:
    addresses = ["http://127.0.0.1/x", "http://169.254.169.254/latest", "ftp://a.example/", "no address"]
    answer = editor.post("/v1/jobs", json={"addresses": addresses})
    assert answer.status_code == 202
    details = finished(editor, answer.json()["id"])
    assert [each["origin"] for each in details["rejections"]] == addresses
    reasons = [each["reason"] for each in details["rejections"]]
    assert all("is a private or local address" in reason for reason in reasons[:2])
    assert all("http:// or https://" in reason for reason in reasons[2:])


def test_a_service_without_a_key_takes_no_jobs(client: httpx.Client) -> None:
    assert client.post("/v1/jobs", json=record(1)).status_code == 403
    assert client.get("/v1/jobs").status_code == 200


def test_a_document_that_ends_the_embedding_is_rejected_and_the_rest_goes_on(tmp_path: Path) -> None:
    embedding = {
        "DATELINE_EMBEDDING": "llama-index",
        "DATELINE_EMBEDDING_CLASS": "tests.service.api.fragile:FragileEmbedding",
    }
    with served(tmp_path, **embedding) as (_, client):
        id_ = sent(client, [record(1), record(2, title="The zeppelin ends it"), record(3)])
        details = finished(client, id_)
        assert (details["job"]["new"], details["job"]["rejected"]) == (2, 1)
        [rejection] = details["rejections"]
        assert rejection["origin"] == "[1]"
        assert "the process that embeds passages ended without a result (exit code 3)" in rejection["reason"]
        assert client.get("/readyz").json()["articles"] == 2
        body = json.loads(Path(tmp_path, "rejected.jsonl").read_text())
        assert body["origin"] == "[1]"
