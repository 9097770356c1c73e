from __future__ import annotations

import json
import logging
import re
from pathlib import Path

import httpx

from ingest.settings import load_settings
from service.api.observability.logs import JsonLines, Repeated, TextLines, request_log
from service.api.record import Record
from tests.service.api.process import serving, stopped

QUESTION = "When will the Kess Bridge open?"
SECRET = "opensesame"
ASKED = {"Authorization": f"Bearer {SECRET}", "X-Request-ID": "job-17"}


def log_of(home: Path, **variables: str) -> list[str]:
    """Return the log of a service that was asked once, with a key and a query string."""
    with serving(home, DATELINE_API_KEYS=f"desk={SECRET}", **variables) as (process, url):
        answers = f"{url}/v1/answers?note=zeppelin"
        assert httpx.post(answers, json={"question": QUESTION}, headers=ASKED).status_code == 200
        return stopped(process)


def test_each_line_is_json_with_the_facts_of_its_request(copy_home) -> None:
    log = log_of(copy_home(), DATELINE_LOG="json")
    lines = [json.loads(line) for line in log]
    assert all({"time", "level", "message"} <= line.keys() for line in lines)
    assert any(line["logger"] == "uvicorn.error" for line in lines)
    [line] = [line for line in lines if line.get("status")]
    assert line["level"] == "info"
    assert line["request_id"] == "job-17"
    assert line["key"] == "desk"
    assert (line["method"], line["path"], line["route"]) == ("POST", "/v1/answers", "/v1/answers")
    assert (line["status"], line["writer"], line["outcome"]) == (200, "extractive", "answered")
    assert line["statements"] >= 1
    assert line["timings"].keys() >= {"question", "embed", "retrieve", "evidence", "write"}
    assert sum(line["timings"].values()) <= line["seconds"]
    for private in (SECRET, "Kess", "zeppelin"):
        assert private not in "".join(log)


def test_a_text_line_says_the_same(copy_home) -> None:
    [line] = [line for line in log_of(copy_home()) if "job-17" in line]
    start = r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ INFO POST '/v1/answers' 200 \d\.\d{3} s job-17 "
    assert re.match(start + "key=desk kind=answer writer=extractive outcome=answered statements=", line)
    assert re.search(r" retrieve_s=0\.\d+", line)
    assert SECRET not in line
    assert "Kess" not in line


def test_questions_are_logged_when_that_is_wanted(copy_home) -> None:
    log = log_of(copy_home(), DATELINE_LOG="json", DATELINE_LOG_QUESTIONS="true")
    assert [json.loads(line)["question"] for line in log if 'question":' in line] == [QUESTION]


def test_an_error_stays_on_one_line_of_json() -> None:
    try:
        raise RuntimeError("two\nlines")
    except RuntimeError as exc:
        failed = (RuntimeError, exc, exc.__traceback__)
    record = logging.LogRecord("a", logging.ERROR, "a.py", 1, "request %s failed", ("x",), failed)
    line = JsonLines().format(record)
    assert "\n" not in line
    assert "two\nlines" in json.loads(line)["exc_info"]


def test_what_a_caller_wrote_cannot_forge_a_line(caplog) -> None:
    with caplog.at_level(logging.INFO, "service.api"):
        request_log(questions=False)(
            Record("id", "GET", "/a\n2025-01-01T00:00:00Z INFO forged", rejected_by="a b\nc")
        )
    for form in (TextLines(), JsonLines()):
        assert len(form.format(caplog.records[-1]).splitlines()) == 1


def test_a_part_that_stays_broken_says_so_once() -> None:
    quiet = Repeated()
    records = [
        logging.makeLogRecord({"name": name, "created": at})
        for name, at in (("a", 1000.0), ("a", 1010.0), ("b", 1010.0), ("a", 1299.0), ("a", 1301.0))
    ]
    assert [quiet.filter(record) for record in records] == [True, False, True, False, True]


def test_the_key_of_a_service_is_in_no_setting_shown() -> None:
    assert SECRET not in repr(load_settings(api_keys=f"desk={SECRET}"))
