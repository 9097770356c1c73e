from __future__ import annotations

import json
import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest

from ingest.terminal import progress
from ingest.terminal.progress import Lines, shown_progress

ROOT = Path(__file__).parents[3]


class Clock:
    """A clock that a test turns."""

    def __init__(self) -> None:
        self.seconds = 100.0

    def __call__(self) -> float:
        return self.seconds


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def said() -> list[str]:
    return []


@pytest.fixture
def lines(said: list[str], clock: Clock) -> Lines:
    return Lines(said.append, clock)


def test_a_line_every_ten_seconds_says_what_is_done_and_left(
    lines: Lines, said: list[str], clock: Clock
) -> None:
    for done in range(0, 10_000, 100):
        lines("ingest", done / 10_000, f"{done:,} of 10,000 documents")
        clock.seconds += 4
    # 100 documents take 4 s, and the first of them is seen after 0 s.
    assert said[0] == "ingest: 300 of 10,000 documents, 6 min left"
    assert said[1] == "ingest: 600 of 10,000 documents, 6 min left"
    assert said[-1] == "ingest: 9,900 of 10,000 documents, 4 s left"
    assert len(said) == 33


def test_a_short_job_says_nothing(lines: Lines, said: list[str], clock: Clock) -> None:
    for done in range(9):
        lines("ingest", done / 9)
        clock.seconds += 1
    assert said == []


def test_without_a_known_end_nothing_is_said_about_it(lines: Lines, said: list[str], clock: Clock) -> None:
    lines("ingest", None, "3 documents")
    clock.seconds += 11
    lines("ingest", None, "40 documents")
    assert said == ["ingest: 40 documents"]


def test_what_an_earlier_run_has_done_does_not_count_as_speed(
    lines: Lines, said: list[str], clock: Clock
) -> None:
    lines("run sample", 0.5)
    clock.seconds += 60
    lines("run sample", 0.6)
    assert said == ["run sample: 60%, 4 min left"]  # a tenth a minute, four tenths to go


def test_each_stage_has_a_time_of_its_own(lines: Lines, said: list[str], clock: Clock) -> None:
    lines("build the archive", 0.0)
    clock.seconds += 3_600
    lines("run sample", 0.0)
    clock.seconds += 20_000
    lines("run sample", 0.5)
    assert said == ["run sample: 0%", "run sample: 50%, 6 h left"]


def test_lines_go_to_standard_error_alone(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(progress, "_EVERY", 0.0)
    with shown_progress() as show:
        show("ingest", 0.5, "1 of 2 documents")
    assert capsys.readouterr() == ("", "ingest: 1 of 2 documents\n")


_INGEST = """
import sys
import dateline
from ingest.terminal import progress
progress._EVERY = 0.0
sys.argv[1:1] = ["--home", sys.argv.pop(1)]
dateline.main()
"""


def _many(folder: Path) -> str:
    for number in range(40):
        story = {"title": f"Ferry {number}", "text": f"Ferry {number} sailed to Vellmar.", "id": number}
        (folder / f"{number}.json").write_text(json.dumps(story))
    return str(folder)


def test_ingest_without_a_terminal_says_how_many_documents_are_left(tmp_path: Path) -> None:
    (tmp_path / "inbox").mkdir()
    inbox = _many(tmp_path / "inbox")
    command = [sys.executable, "-c", _INGEST, str(tmp_path / "home"), "ingest", inbox, "--json"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    assert json.loads(done.stdout)["new"] == 40
    assert "ingest: 32 of 40 documents, 32 passages, " in done.stderr
    assert done.stderr.splitlines()[-1] == "ingest: 40 of 40 documents, 40 passages, 0 s left"


def test_ingest_on_a_terminal_shows_a_bar(tmp_path: Path) -> None:
    (tmp_path / "inbox").mkdir()
    inbox = _many(tmp_path / "inbox")
    command = [sys.executable, "-c", _INGEST, str(tmp_path / "home"), "ingest", inbox, "--json"]
    terminal, other_end = pty.openpty()
    env = {**os.environ, "TERM": "xterm"}
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=other_end, env=env) as ingesting:
        os.close(other_end)
        shown = b""
        try:
            while part := os.read(terminal, 65_536):
                shown += part
        except OSError:  # the other end is closed
            pass
        assert json.loads(ingesting.communicate()[0])["new"] == 40
    os.close(terminal)
    assert "━".encode() in shown
    assert b"left\n" not in shown
