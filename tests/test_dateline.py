"""The console script as a process of its own: streams, exit codes, signals, start-up."""

from __future__ import annotations

import json
import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

import pytest

from ingest.library import open_archive
from ingest.settings import load_settings
from ingest.store.home import HomeLock

ROOT = Path(__file__).parent.parent
COMMAND = [sys.executable, "-W", "error", str(ROOT / "dateline.py")]
QUESTION = "When will the Kess Bridge open?"
HEAVY = ("chromadb", "llama_index", "onnxruntime", "openai", "trafilatura", "tantivy", "fastapi")


@pytest.fixture(scope="module")
def home(copy_home: Callable[[], Path]) -> Path:
    return copy_home()


def run(
    home: Path, *arguments: str, stdin: bytes = b"", **variables: str
) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [*COMMAND, "--home", str(home), *arguments],
        input=stdin,
        capture_output=True,
        env={**os.environ, **variables},
        timeout=120,
    )


@contextmanager
def started(home: Path, *arguments: str) -> Iterator[subprocess.Popen[bytes]]:
    command = [*COMMAND, "--home", str(home), *arguments]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=pipe) as process:
        try:
            yield process
        finally:
            process.kill()


def lines_of_stories(count: int) -> bytes:
    stories = (
        {
            "url": f"https://valecourier.example/story/{number}",
            "title": f"Ferry number {number} is launched",
            "text": f"Ferry number {number} went down the slip at Marlow on Monday, the yard said. " * 3,
        }
        for number in range(count)
    )
    return b"".join(json.dumps(story).encode() + b"\n" for story in stories)


def imported(home: Path, *arguments: str) -> set[str]:
    """Return the heavy packages that a command has imported by its end."""
    program = (
        "import sys, dateline\n"
        "try: dateline.main()\n"
        "except SystemExit as end: assert not end.code, end.code\n"
        f"print('\\n' + ' '.join(name for name in {HEAVY!r} if name in sys.modules))"
    )
    command = [sys.executable, "-c", program, "--home", str(home), *arguments]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, check=True, text=True)
    return set(done.stdout.splitlines()[-1].split())


def test_help_and_settings_import_nothing_heavy(tmp_path: Path) -> None:
    assert imported(tmp_path, "--help") == set()
    assert imported(tmp_path, "settings") == set()


def test_showing_an_article_imports_no_model_and_no_index(home: Path) -> None:
    with open_archive(load_settings(home=home)) as archive:
        article, _ = archive.latest(limit=1)[0]
    assert imported(home, "show", article.id) <= {"tantivy"}


def test_an_answer_goes_to_standard_output_alone_and_can_be_checked(home: Path, tmp_path: Path) -> None:
    asked = run(home, "ask", "--json", QUESTION)
    assert (asked.returncode, asked.stderr) == (0, b"")
    (tmp_path / "a.json").write_bytes(asked.stdout)
    checked = run(home, "check", str(tmp_path / "a.json"))
    assert (checked.returncode, checked.stderr) == (0, b"")
    (tmp_path / "a.json").write_bytes(asked.stdout.replace(b'"quote": "', b'"quote": "~', 1))
    checked = run(home, "check", str(tmp_path / "a.json"))
    assert checked.returncode == 1
    assert b"[1] altered: " in checked.stdout


def test_a_refusal_exits_with_3(home: Path) -> None:
    assert run(home, "ask", "Who is the mayor of Paris?").returncode == 3


@pytest.mark.parametrize(
    "command",
    [["ask", QUESTION], ["search", QUESTION], ["summarize", "bridge"], ["remove", "a" * 16], ["reindex"]],
)
def test_an_empty_folder_is_no_archive_and_stays_empty(tmp_path: Path, command: list[str]) -> None:
    done = run(tmp_path, *command)
    assert (done.returncode, b"no archive in" in done.stderr) == (6, True)
    assert not any(tmp_path.iterdir())


@pytest.mark.parametrize("command", [["ask", QUESTION], ["search", QUESTION], ["list"], ["status"]])
def test_a_folder_that_is_not_there_is_named_and_not_made(tmp_path: Path, command: list[str]) -> None:
    asked = run(tmp_path / "mistyped", *command)
    assert asked.returncode == 6
    assert b"no archive in" in asked.stderr
    assert not (tmp_path / "mistyped").exists()


def test_output_off_a_terminal_has_no_escapes(home: Path) -> None:
    for arguments in (["ask", QUESTION], ["ingest", str(ROOT / "ingest/sample/text")]):
        done = run(home, *arguments, FORCE_COLOR="", TERM="xterm-256color")
        assert done.returncode == 0
        assert b"\x1b" not in done.stdout + done.stderr


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (["show", "0000"], 4, b"dateline: the archive has no article 0000; see `dateline list`\n"),
        (["ingest", "gone\n.html"], 2, b"dateline: gone .html: no such file or folder; check the path\n"),
        (["serve", "--host", "0.0.0.0"], 2, b"dateline: DATELINE_HOST=0.0.0.0 can be reached by others"),
        (["ask", "x?", "--server", "http://127.0.0.1:1"], 7, b"dateline: no service answers at http://127.0"),
    ],
)
def test_an_error_on_purpose_is_one_line(home: Path, arguments: list[str], code: int, message: bytes) -> None:
    done = run(home, *arguments)
    assert (done.returncode, done.stdout) == (code, b"")
    assert done.stderr.startswith(message)
    assert done.stderr.count(b"\n") == 1


def test_an_unknown_setting_is_refused(tmp_path: Path) -> None:
    done = run(tmp_path, "status", DATELINE_HOEM="x")
    assert done.returncode == 2
    assert done.stderr.startswith(b"dateline: unknown setting DATELINE_HOEM; known: DATELINE_HOME, ")


def test_an_archive_in_use_names_its_holder(home: Path) -> None:
    with HomeLock(home):
        done = run(home, "ask", QUESTION)
        shown = run(home, "list")
    assert done.returncode == 5
    assert f"is in use by process {os.getpid()} ".encode() in done.stderr
    assert shown.returncode == 0


def test_a_page_that_cannot_be_read_makes_no_noise(tmp_path: Path) -> None:
    (tmp_path / "bad.html").write_bytes(b"<html><body><p>x")
    done = run(tmp_path / "home", "ingest", str(tmp_path / "bad.html"))
    assert (done.returncode, done.stderr) == (8, b"")
    assert b"rejected   1\n" in done.stdout


def test_a_reader_that_goes_away_is_no_error(home: Path) -> None:
    with started(home, "list", "--json", "--limit", "1000") as process:
        assert process.stdout
        assert process.stderr
        process.stdout.close()
        assert process.stderr.read() == b""
        assert process.wait(60) == 1


def test_what_the_encoding_lacks_is_escaped_and_json_stays_utf_8(tmp_path: Path) -> None:
    home = tmp_path / "home"
    story = {
        "url": "https://x.example/1",
        "title": "香港 café",
        "text": "The café in 香港 opened on Monday. " * 5,
    }
    assert run(home, "ingest", "-", stdin=json.dumps(story).encode()).returncode == 0
    listed = run(home, "list", PYTHONIOENCODING="latin-1")
    assert listed.stdout.rstrip().endswith(b"\\u9999\\u6e2f caf\xe9")
    assert (
        json.loads(run(home, "list", "--json", PYTHONIOENCODING="latin-1").stdout)[0]["title"] == "香港 café"
    )


def test_an_interrupted_ingest_keeps_what_it_accepted(tmp_path: Path) -> None:
    home = tmp_path / "home"
    with started(home, "ingest", "-") as process:
        assert process.stdin
        # One transaction holds 32 documents; the input stays open, so the command then waits for more.
        process.stdin.write(lines_of_stories(40))
        process.stdin.flush()
        _wait_for_articles(home, 32)
        process.send_signal(signal.SIGINT)
        _, errors = process.communicate(timeout=60)
    assert process.returncode == 130
    assert errors.decode().splitlines() == [
        "dateline: interrupted; what was accepted is kept, and the next command finishes indexing it"
    ]
    assert run(home, "search", "ferry number 7").returncode == 0
    status = json.loads(run(home, "status", "--json").stdout)
    assert (status["articles"], status["passages"], status["pending"]) == (32, 32, 0)


def _wait_for_articles(home: Path, count: int) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        # Not through Archive, which would create the tables while the command does.
        with suppress(sqlite3.OperationalError), closing(_read_only(home)) as db:
            if db.execute("SELECT count(*) FROM articles").fetchone()[0] >= count:
                return
        time.sleep(0.05)
    pytest.fail(f"fewer than {count} articles after a minute")


def _read_only(home: Path) -> sqlite3.Connection:
    return sqlite3.connect(f"file:{home / 'archive.sqlite3'}?mode=ro", uri=True)


def test_the_version_and_the_exit_codes_are_told(tmp_path: Path) -> None:
    assert run(tmp_path, "--version").stdout.startswith(b"dateline ")
    assert b"3 `ask` refused" in run(tmp_path, "--help").stdout
    assert run(tmp_path, "unheard-of").returncode == 2
