"""Commands with --server: what a real service gives is what the archive itself gives."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path

import pytest

from ingest.errors import BackendError, DatelineError, InputError, NotFoundError, SettingsError
from ingest.settings import Settings, load_settings
from tests.commands import LATER, STORY, Run, runner

RunService = Callable[[Settings], AbstractContextManager[str]]

FERRY = "https://www.harbourpost.example/2025/07/09/star-of-ellery-ferry-capsizes/?utm_source=desk"


@pytest.fixture
def there(server_url: str, tmp_path: Path) -> Run:
    """Run a command at the service of the sample archive, without a home."""
    run = runner(tmp_path / "none")
    return lambda *arguments, **options: run(*arguments, "--server", server_url, **options)


@pytest.mark.parametrize(
    "command",
    [
        ("list", "--limit", "3"),
        ("list", "--limit", "3", "--offset", "70"),
        ("list", "--limit", "150", "--json"),
        ("list", "--after", "2025-07-01", "--before", "2025-08-01", "--publisher", "HARBOUR post"),
        ("list", "--title", "kess BRIDGE", "--json"),
        ("list", "--title", "zeppelin"),
        ("show", "b31cd678a3d61600"),
        ("show", "b31cd", "--json"),
        ("show", FERRY, "--version", "1"),
        ("show", FERRY, "--diff"),
        ("show", "b31cd", "--diff", "--from", "1", "--version", "2", "--json"),
    ],
)
def test_a_service_prints_what_the_archive_prints(there: Run, sample: Run, command: tuple[str, ...]) -> None:
    remote, here = there(*command), sample(*command)
    assert (remote.exit_code, remote.stdout, remote.stderr) == (0, here.stdout, here.stderr)
    assert remote.stdout or remote.stderr


@pytest.mark.parametrize(
    ("command", "error"),
    [
        (("show", "feedfeedfeedfeed"), NotFoundError),
        (("show", "https://harbourpost.example/gone"), NotFoundError),
        (("show", "b31cd678a3d61600", "--version", "9"), NotFoundError),
        (("show", "d"), InputError),
        (("list", "--publisher", "Harbor Post"), InputError),
        (("list", "--after", "2025-07-01", "--before", "2025-07-01"), InputError),
    ],
)
def test_what_is_wrong_is_the_same_error(
    there: Run, sample: Run, command: tuple[str, ...], error: type[DatelineError]
) -> None:
    remote, here = there(*command).exception, sample(*command).exception
    assert type(remote) is type(here) is error
    assert str(here) in str(remote)


def test_status_of_a_service_says_where_it_is(there: Run, sample: Run, server_url: str) -> None:
    remote, here = (json.loads(run("status", "--json").stdout) for run in (there, sample))
    places = {"home": None, "archive": None, "server": server_url}
    assert remote == {**here, **places}
    assert there("status").stdout.startswith(f"server      {server_url}\nembedding ")


def test_a_service_without_a_key_refuses_changes_and_says_what_to_set(there: Run) -> None:
    for command in (("ingest", "-"), ("remove", "b31cd678a3d61600")):
        error = there(*command, stdin=json.dumps(STORY).encode()).exception
        assert isinstance(error, SettingsError)
        assert "DATELINE_API_KEY" in str(error)


# Changes


@pytest.fixture
def changed(run_service: RunService, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Run]:
    """Run a command at a service of an empty archive, which takes bodies of at most 100 kB."""
    monkeypatch.setenv("DATELINE_API_KEY", "k")
    run = runner(tmp_path / "none")
    with run_service(load_settings(home=tmp_path / "home", max_request_mb=0.1)) as url:
        yield lambda *arguments, **options: run(*arguments, "--server", url, **options)


def stories(count: int) -> Iterator[dict[str, str]]:
    for number in range(count):
        text = f"Boat {number} of the Marlow fleet was launched on Monday, the yard said. "
        url = f"https://valecourier.example/boat/{number}"
        yield {**STORY, "url": url, "title": f"Boat {number} launched", "text": text}


def test_a_folder_is_sent_in_batches_and_each_document_is_accounted_for(changed: Run, tmp_path: Path) -> None:
    inbox = tmp_path / "inbox"
    inbox.mkdir()
    (inbox / "boats.jsonl").write_text("\n".join(map(json.dumps, stories(40))), encoding="utf-8")
    (inbox / "empty.html").write_bytes(b"")
    (inbox / 'heron "é".md').write_text(f"# Heron\n\n{STORY['text']}", encoding="utf-8")
    (inbox / "large.txt").write_text("Too large to be sent. " * 8_000, encoding="utf-8")
    (inbox / "lines.jsonl").write_text('no json\n{"title": "No text"}\n', encoding="utf-8")
    result = changed("ingest", str(inbox), "--json")
    report = json.loads(result.stdout)
    assert (result.exit_code, result.stderr) == (0, "")
    assert (report["documents"], report["new"], report["passages"]) == (45, 41, 41)
    reasons = {Path(each["origin"]).name: each["reason"] for each in report["rejected"]}
    assert set(reasons) == {"empty.html", "large.txt", "lines.jsonl:1", "lines.jsonl:2"}
    assert "DATELINE_MAX_REQUEST_MB" in reasons["large.txt"]
    assert reasons["lines.jsonl:2"] == "field 'text' is missing or empty"
    assert "unchanged  41\n" in changed("ingest", str(inbox)).stdout


def test_versions_come_and_an_article_goes(changed: Run) -> None:
    for story in (STORY, LATER):
        assert changed("ingest", "-", stdin=json.dumps(story).encode()).exit_code == 0
    [listed] = json.loads(changed("list", "--json").stdout)
    assert listed["version"] == 2
    assert isinstance(changed("remove", listed["id"][:6]).exception, NotFoundError)
    assert changed("remove", STORY["url"]).stdout == f"removed {listed['id']}: Lido to open in May\n"
    assert isinstance(changed("remove", listed["id"]).exception, NotFoundError)
    assert changed("list").stderr.startswith("The archive is empty")


def test_everything_rejected_exits_with_8(changed: Run) -> None:
    result = changed("ingest", "-", stdin=b'{"title": "No text"}\nno json\n')
    assert result.exit_code == 8
    assert "stdin:1: field 'text' is missing or empty" in result.stdout
    assert "stdin:2: not valid JSON" in result.stdout


def test_a_service_that_is_gone_is_an_error_of_its_own(tmp_path: Path) -> None:
    for command in (["list"], ["show", "d3"], ["status"], ["ingest", "-"], ["remove", "d3"]):
        result = runner(tmp_path)(*command, "--server", "http://127.0.0.1:1", stdin=b"{}")
        assert isinstance(result.exception, BackendError)
        assert "dateline serve" in str(result.exception)
