"""`dateline chat`: by lines from a pipe, in a terminal, and against a running service."""

from __future__ import annotations

import os
import select
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from pathlib import Path

import pytest

from tests.commands import Run, runner

ROOT = Path(__file__).parents[3]
KESS = "When will the Kess Bridge open?"
AS_OF = ("--as-of", "2025-06-15")


@pytest.fixture(scope="module")
def home(copy_home: Callable[[], Path]) -> Path:
    return copy_home()


@pytest.fixture(scope="module")
def sample(home: Path) -> Run:
    """Run a command on the sample archive, without changing it."""
    return runner(home)


def talk(run: Run, *lines: str, options: tuple[str, ...] = AS_OF) -> str:
    result = run("chat", *options, stdin="\n".join(lines).encode())
    assert (result.exit_code, result.stderr) == (0, "")
    return result.stdout


def test_lines_from_a_pipe_are_answered_without_a_prompt(home: Path) -> None:
    command = [sys.executable, "-W", "error", str(ROOT / "dateline.py"), "--home", str(home), "chat", *AS_OF]
    done = subprocess.run(command, input=f"{KESS}\n", capture_output=True, text=True, timeout=120)
    assert (done.returncode, done.stderr) == (0, "")
    statements, _, sources = done.stdout.partition("\n\n")
    assert statements.startswith(
        "The new road bridge over the River Kess will open to traffic on Sunday 14 Sept"
    )
    assert statements.splitlines()[0].endswith(" [1] (plan or forecast)")
    assert sources.startswith("[1] Northgate Chronicle, 2025-05-06: ")


def test_a_follow_up_shows_what_it_carries(sample: Run) -> None:
    told = talk(sample, KESS, "And how much did it cost?")
    shown = [line for line in told.splitlines() if "Carried:" in line]
    assert len(shown) == 1
    assert "Kess Bridge" in shown[0]


def test_a_dropped_piece_is_carried_no_more_and_the_question_is_asked_again(sample: Run) -> None:
    told = talk(sample, KESS, "And how much did it cost?", "/drop kess bridge")
    shown = [line.removeprefix("Carried: ") for line in told.splitlines() if "Carried:" in line]
    first, again = (line.split(", ") for line in shown)
    assert again == [words for words in first if words != "Kess Bridge"] != first


def test_a_new_conversation_forgets_the_one_before(sample: Run) -> None:
    told = talk(sample, KESS, "/new", "And how much did it cost?", "/new", "/sources")
    assert "Carried:" not in told
    assert told.endswith("A new conversation.\nThere are no sources yet.\n")


def test_as_of_changes_what_is_seen(sample: Run) -> None:
    told = talk(sample, "/as-of", "/as-of 2025-06-15", KESS, "/as-of now", KESS, options=())
    before, _, after = told.partition("As of now.\nAs of 2025-06-15.\n")[2].partition("As of now.\n")
    assert "Sunday 14 September" in before
    assert "29 November" not in before
    assert "29 November" in after


def test_the_sources_are_shown_with_their_words(sample: Run) -> None:
    told = talk(sample, KESS, "/sources")
    assert "    > The new road bridge over the River Kess will open" in told
    assert "    https://northgatechronicle.example/2025/05/06/kess-bridge-to-open-in-september" in told


def test_a_refusal_names_the_nearest_passages(sample: Run) -> None:
    told = talk(sample, "What is the capital of Peru?")
    assert told.startswith("No answer (")
    assert "\nNearest passages:\n[1] " in told


def test_help_and_quit(sample: Run) -> None:
    told = talk(sample, "/help", "", "/quit", KESS)
    assert "/as-of DATE" in told
    assert "Kess" not in told


@pytest.mark.parametrize(
    ("line", "words"),
    [("/sauces", "no command /sauces"), ("/as-of soon", "'soon' is not a date"), ("x" * 2_001, "2000")],
)
def test_an_error_in_a_pipe_ends_with_its_exit_code(home: Path, line: str, words: str) -> None:
    command = [sys.executable, str(ROOT / "dateline.py"), "--home", str(home), "chat"]
    done = subprocess.run(command, input=line, capture_output=True, text=True, timeout=120)
    assert done.returncode == 2
    assert words in done.stderr


def test_an_unknown_writer_is_refused(home: Path) -> None:
    command = [sys.executable, str(ROOT / "dateline.py"), "--home", str(home)]
    for arguments in (("chat",), ("ask", KESS)):
        done = subprocess.run(
            [*command, *arguments, "--writer", "poet"], input="", capture_output=True, text=True, timeout=120
        )
        assert done.returncode == 2
        assert "poet" in done.stderr


def test_a_running_service_answers_the_same(sample: Run, server_url: str) -> None:
    lines = (KESS, "And how much did it cost?", "/sources")
    assert talk(sample, *lines, options=(*AS_OF, "--server", server_url)) == talk(sample, *lines)


# In a terminal


class Terminal:
    """A pseudo-terminal with the command in it."""

    def __init__(self, home: Path) -> None:
        self._ours, theirs = os.openpty()
        command = [sys.executable, str(ROOT / "dateline.py"), "--home", str(home), "chat", *AS_OF]
        environment = {**os.environ, "TERM": "dumb", "COLUMNS": "80"}
        self.process = subprocess.Popen(
            command, stdin=theirs, stdout=theirs, stderr=theirs, env=environment, start_new_session=True
        )
        os.close(theirs)

    def type(self, text: str) -> None:
        os.write(self._ours, text.encode())

    def read_until(self, words: str) -> str:
        """Return what is shown up to and with some words."""
        shown, deadline = "", time.monotonic() + 60
        while words not in shown:
            assert time.monotonic() < deadline, shown
            if select.select([self._ours], [], [], 0.1)[0]:
                shown += os.read(self._ours, 1).decode(errors="replace")
        return shown

    def close(self) -> None:
        self.process.kill()
        self.process.wait()
        os.close(self._ours)


@pytest.fixture
def terminal(home: Path) -> Iterator[Terminal]:
    if not hasattr(os, "openpty"):
        pytest.skip("there are no pseudo-terminals here")
    with closing(Terminal(home)) as opened:
        opened.read_until("/quit leaves.")
        opened.read_until("? ")
        yield opened


def test_a_terminal_gets_a_prompt_and_goes_on_after_an_error(terminal: Terminal) -> None:
    terminal.type("/sauces\n")
    terminal.read_until("no command /sauces")
    terminal.read_until("? ")
    terminal.type(f"{KESS}\n")
    assert "Sunday 14" in terminal.read_until("[1] Northgate Chronicle")
    terminal.read_until("? ")
    terminal.type("\x04")  # Ctrl-D
    assert terminal.process.wait(30) == 0


def test_ctrl_c_at_the_prompt_leaves(terminal: Terminal) -> None:
    for _ in range(3):
        # One that comes just before Python's prompt begins to wait is seen only with the next key.
        terminal.process.send_signal(signal.SIGINT)
        with suppress(subprocess.TimeoutExpired):
            terminal.process.wait(10)
            break
    assert terminal.process.returncode == 0
