"""The commands of ingest/terminal/filling.py and showing.py."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest

from ingest.errors import InputError, NotFoundError
from ingest.settings import Settings
from tests.commands import LATER, STORY, Run, runner
from tests.slow_pages import many_attributes, page

ROOT = Path(__file__).parents[3]

# Ingest


def test_ingest_reports_what_became_of_each_document(tmp_path: Path) -> None:
    lines = f"{json.dumps(STORY)}\n{json.dumps(STORY)}\nno json\n".encode()
    result = runner(tmp_path / "home")("ingest", "-", "--json", stdin=lines)
    report = json.loads(result.stdout)
    assert result.exit_code == 0
    assert (report["new"], report["updated"], report["unchanged"], report["passages"]) == (1, 0, 1, 1)
    assert [each["origin"] for each in report["rejected"]] == ["stdin:3"]
    assert set(report["seconds"]) >= {"read", "extract", "archive", "embed", "index"}


def test_ingest_of_a_changed_story_counts_as_updated(small: Run) -> None:
    result = small("ingest", "-", stdin=json.dumps(LATER).encode())
    assert "updated    1" in result.stdout
    assert result.stderr == ""


def test_ingest_exits_with_8_when_everything_was_rejected(tmp_path: Path) -> None:
    (tmp_path / "empty.html").write_bytes(b"")
    result = runner(tmp_path / "home")("ingest", str(tmp_path / "empty.html"))
    assert result.exit_code == 8
    assert "empty.html: the file is empty" in result.stdout


def test_ingest_of_an_empty_folder_is_done_at_once(tmp_path: Path) -> None:
    (tmp_path / "inbox").mkdir()
    result = runner(tmp_path / "home")("ingest", str(tmp_path / "inbox"))
    assert (result.exit_code, "documents  0" in result.stdout) == (0, True)


@pytest.mark.parametrize("arguments", [[], ["missing.html"], ["--url", "http://127.0.0.1/"]])
def test_ingest_of_what_cannot_be_read_is_an_input_error(tmp_path: Path, arguments: list[str]) -> None:
    assert isinstance(runner(tmp_path / "home")("ingest", *arguments).exception, InputError)


def test_ingest_goes_on_behind_a_page_that_takes_too_long(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    inbox = tmp_path / "inbox"
    inbox.mkdir()
    for name, body in [
        ("a.html", page()),
        ("b.html", many_attributes()),
        ("c.json", json.dumps(STORY).encode()),
    ]:
        (inbox / name).write_bytes(body)
    monkeypatch.setenv("DATELINE_EXTRACT_SECONDS", "3")
    report = json.loads(runner(tmp_path / "home")("ingest", str(inbox), "--json").stdout)
    assert (report["new"], [Path(each["origin"]).name for each in report["rejected"]]) == (2, ["b.html"])
    assert report["rejected"][0]["reason"].startswith("took longer than 3 s to read")


def test_ingest_of_a_page_that_takes_too_long_can_be_interrupted(tmp_path: Path) -> None:
    (tmp_path / "slow.html").write_bytes(many_attributes())
    command = [sys.executable, str(ROOT / "dateline.py"), "--home", str(tmp_path / "home"), "ingest"]
    with subprocess.Popen(
        [*command, str(tmp_path / "slow.html")], stderr=subprocess.PIPE, text=True, process_group=0
    ) as ingesting:
        while not (workers := psutil.Process(ingesting.pid).children()):
            assert ingesting.poll() is None
            time.sleep(0.05)
        time.sleep(1)
        os.killpg(ingesting.pid, signal.SIGINT)  # as a terminal does
        said = ingesting.communicate(timeout=10)[1]
    assert ingesting.returncode == 130
    assert (
        said
        == "dateline: interrupted; what was accepted is kept, and the next command finishes indexing it\n"
    )
    assert not workers[0].is_running()


# Showing


def test_list_gives_a_line_for_each_article_the_latest_first(sample: Run) -> None:
    result = sample("list", "--limit", "5", "--publisher", "Harbour Post")
    lines = result.stdout.splitlines()
    assert len(lines) == 5
    assert all("  Harbour Post  " in line for line in lines)
    dates = [line.split()[1] for line in lines]
    assert dates == sorted(dates, reverse=True)


def test_list_and_show_as_json_name_the_same_article(sample: Run) -> None:
    listed = json.loads(sample("list", "--json", "--limit", "1").stdout)
    shown = json.loads(sample("show", "--json", listed[0]["id"]).stdout)
    assert shown["article"]["id"] == listed[0]["id"]
    assert shown["version"]["title"] == listed[0]["title"]
    assert shown["versions"] == [1]


def test_show_prints_the_version_asked_for(small: Run) -> None:
    small("ingest", "-", stdin=json.dumps(LATER).encode())
    id_ = json.loads(small("list", "--json").stdout)[0]["id"]
    latest, first = small("show", id_).stdout, small("show", id_, "--version", "1").stdout
    assert latest.startswith("Lido to open in May\n\npublisher  Vale Courier\n")
    assert "version    2 (others: 1)\n" in latest
    assert latest.endswith(LATER["text"] + "\n")
    assert "version    1 (others: 2); replaced 2025-03-09 09:00 UTC\n" in first
    assert first.endswith(STORY["text"] + "\n")
    assert isinstance(small("show", id_, "--version", "3").exception, NotFoundError)


def test_show_says_what_changed_since_the_version_before(small: Run) -> None:
    id_ = json.loads(small("list", "--json").stdout)[0]["id"]
    assert small("show", id_, "--diff").stdout.endswith(
        "version 1 to 1 of " + id_ + "\n\nnothing changed in the text\n"
    )
    small("ingest", "-", stdin=json.dumps(LATER).encode())
    text = small("show", id_, "--diff").stdout
    assert text.startswith(f"Lido to open in May\nversion 1 to 2 of {id_}\n")
    assert "[-" in text
    assert "{+" in text
    compared = json.loads(small("show", id_, "--diff", "--json").stdout)
    said = {
        fate: "".join(
            words["text"]
            for part in compared["paragraphs"]
            for words in part
            if words["fate"] in ("kept", fate)
        ).split()
        for fate in ("removed", "added")
    }
    assert (said["removed"], said["added"]) == (STORY["text"].split(), LATER["text"].split())
    assert isinstance(small("show", id_, "--from", "1").exception, InputError)


def test_status_counts_what_the_archive_holds(small: Run) -> None:
    status = json.loads(small("status", "--json").stdout)
    counted = [status[name] for name in ("articles", "versions", "passages", "pending")]
    assert counted == [1, 1, 1, 0]
    assert status["publishers"] == ["Vale Courier"]
    assert "articles    1\n" in small("status").stdout


def test_status_names_a_publisher_once_however_it_is_spelled(small: Run) -> None:
    again = {"title": "Baths to close", "text": STORY["text"][::-1], "publisher": "VALE COURIER"}
    small("ingest", "-", stdin=json.dumps(again).encode())
    assert len(json.loads(small("status", "--json").stdout)["publishers"]) == 1


def test_remove_takes_the_article_and_its_passages(small: Run) -> None:
    id_ = json.loads(small("list", "--json").stdout)[0]["id"]
    assert small("remove", id_).stdout == f"removed {id_}: Lido to open in May\n"
    status = json.loads(small("status", "--json").stdout)
    assert (status["articles"], status["passages"], status["pending"]) == (0, 0, 0)
    assert isinstance(small("remove", id_).exception, NotFoundError)
    assert "archive is empty" in small("list").stderr


def test_reindex_builds_the_indexes_again(small: Run) -> None:
    assert json.loads(small("reindex", "--json").stdout)["passages"] == 1
    assert small("reindex").stdout.startswith("1 passages indexed in ")
    assert small("ask", "When will the Marlow lido open?").exit_code == 0


def test_settings_show_every_value_and_no_secret(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATELINE_API_KEY", "hush-hush")
    monkeypatch.setenv(
        "DATELINE_DATABASE_URL", "postgresql://desk:hush-hush@db.example/news?sslpassword=hush"
    )
    monkeypatch.setenv("DATELINE_PORT", "9000")
    run = runner(tmp_path / "home")
    shown = {each["name"]: each["value"] for each in json.loads(run("settings", "--json").stdout)}
    assert set(shown) == {f"DATELINE_{name.upper()}" for name in Settings.model_fields}
    assert shown["DATELINE_PORT"] == 9000
    assert shown["DATELINE_HOME"] == str(tmp_path / "home")
    text = run("settings").stdout
    assert "DATELINE_API_KEY=(set, hidden)\n    Bearer key" in text
    assert "DATELINE_DATABASE_URL=postgresql://desk:***@db.example/news?sslpassword=***" in text
    assert "hush" not in text + json.dumps(shown)
