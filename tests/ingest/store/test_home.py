"""The home: one process holds it, the next is told who, and folders that cannot be used are named."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from ingest.errors import ArchiveError, HomeInUseError
from ingest.library import open_library
from ingest.settings import load_settings
from ingest.store.home import HomeLock, announce, discard, make_home, require_home

ROOT = Path(__file__).parents[3]
_HOLD = """
import sys, time
from pathlib import Path
from ingest.store.home import HomeLock
with HomeLock(Path(sys.argv[2])):
    print("held", flush=True)
    time.sleep(60)
"""
_OPEN = """
import sys, time
from pathlib import Path
from ingest.errors import DatelineError
from ingest.library import open_library
from ingest.settings import load_settings
start = time.perf_counter()
try:
    with open_library(load_settings(home=Path(sys.argv[1]))):
        pass
except DatelineError as exc:
    print(f"{time.perf_counter() - start:.3f} {'chromadb' in sys.modules} {exc}")
    sys.exit(exc.exit_code)
"""


@contextmanager
def held(home: Path) -> Iterator[subprocess.Popen[str]]:
    """Hold a home in another process for as long as the context lasts."""
    command = [sys.executable, "-c", _HOLD, "ingest", str(home)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "held\n"
        try:
            yield process
        finally:
            process.kill()


def test_second_process_fails_at_once_and_names_the_first(tmp_path: Path) -> None:
    home = tmp_path / "home"
    with held(home) as holder:
        start = time.perf_counter()
        second = subprocess.run(
            [sys.executable, "-c", _OPEN, str(home)], cwd=ROOT, capture_output=True, text=True, check=False
        )
        total = time.perf_counter() - start
    seconds, chroma_imported, message = second.stdout.split(" ", 2)
    assert second.returncode == 5
    assert f"process {holder.pid} (-c ingest, since 20" in message
    assert "Wait for it to end, or stop it." in message
    assert float(seconds) < 1
    assert total < 3 * _slowness()
    assert chroma_imported == "False"


@pytest.mark.parametrize(
    ("arguments", "shown"),
    [
        (["serve"], "dateline serve"),
        (["--home", "archive", "serve", "--port", "0"], "dateline serve"),
        (["--home=archive", "ingest", "pages"], "dateline ingest"),
        ([], "dateline"),
    ],
)
def test_the_holder_is_known_by_its_command(
    arguments: list[str], shown: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "argv", ["/usr/bin/dateline", *arguments])
    with HomeLock(tmp_path), pytest.raises(HomeInUseError, match=rf"\({shown}, since "):
        HomeLock(tmp_path).__enter__()


def test_second_holder_in_the_same_process_fails_too(tmp_path: Path) -> None:
    with HomeLock(tmp_path), pytest.raises(HomeInUseError, match=f"process {os.getpid()}"):
        HomeLock(tmp_path).__enter__()


@pytest.mark.skipif(sys.platform == "win32", reason="needs SIGKILL")
def test_home_of_a_killed_process_is_free_again(tmp_path: Path) -> None:
    with held(tmp_path) as holder:
        holder.send_signal(signal.SIGKILL)
        holder.wait()
        with HomeLock(tmp_path):
            kept = json.loads((tmp_path / "lock.json").read_text())
    assert kept["pid"] == os.getpid()
    assert not (tmp_path / "lock.json").exists()


@pytest.mark.parametrize("note", ["", "{", "[]", '{"pid": 1}'])
def test_holder_whose_note_cannot_be_read_is_another_process(tmp_path: Path, note: str) -> None:
    with HomeLock(tmp_path):
        (tmp_path / "lock.json").write_text(note)
        with pytest.raises(HomeInUseError, match="in use by another process"):
            HomeLock(tmp_path).__enter__()


def test_lock_is_freed_when_opening_fails_later(tmp_path: Path) -> None:
    (tmp_path / "archive.sqlite3").write_bytes(b"not a database " * 1000)
    with pytest.raises(ArchiveError, match="not a database"), open_library(load_settings(home=tmp_path)):
        pass
    with HomeLock(tmp_path):
        pass


@pytest.mark.parametrize("inside", ["", "deeper", "deeper/still"])
def test_home_that_is_a_file_is_named_with_what_to_do(tmp_path: Path, inside: str) -> None:
    path = tmp_path / "home"
    path.write_text("")
    for use in (make_home, require_home):
        with pytest.raises(ArchiveError, match=f"^{path} is a file, and .* name one with --home"):
            use(path / inside)


def test_a_holder_that_answers_at_an_address_is_gone_through(tmp_path: Path) -> None:
    with HomeLock(tmp_path):
        announce(tmp_path, "http://127.0.0.1:8484")
        with pytest.raises(
            HomeInUseError, match=f"process {os.getpid()} .*--server http://127.0.0.1:8484\\)"
        ):
            HomeLock(tmp_path).__enter__()
    assert [path.name for path in tmp_path.iterdir()] == ["lock"]


def test_home_that_cannot_be_made_or_written_to_is_named() -> None:
    for home in (Path("/proc/dateline"), Path("/sys")):
        if home.parent.exists() and sys.platform == "linux":
            with pytest.raises(ArchiveError, match=f"{home} cannot be used as DATELINE_HOME"):
                HomeLock(home).__enter__()


@pytest.mark.skipif(sys.platform == "win32", reason="needs file modes")
def test_read_only_home_is_named() -> None:
    # Not tmp_path: its parents are closed to the user that root becomes here.
    with tempfile.TemporaryDirectory() as folder:
        os.chmod(folder, 0o755)
        home = Path(folder, "home")
        home.mkdir(mode=0o555)
        with _ordinary_user(), pytest.raises(ArchiveError, match="it is not writable"):
            make_home(home)


@contextmanager
def _ordinary_user() -> Iterator[None]:
    """Become a user that may not write everywhere, if this one is root."""
    if os.geteuid() != 0:
        yield
        return
    os.seteuid(65_534)
    try:
        yield
    finally:
        os.seteuid(0)


def test_discarded_folder_is_gone_and_so_are_the_rests_of_an_earlier_one(tmp_path: Path) -> None:
    for name in ("index", "index.discarded"):
        (tmp_path / name / "deep").mkdir(parents=True)
        (tmp_path / name / "deep" / "file").write_text("x")
    discard(tmp_path / "index")
    assert list(tmp_path.iterdir()) == []
    discard(tmp_path / "index")


def _slowness() -> float:
    """Return how many processes share a core now: a busy machine starts an interpreter more slowly."""
    return max(1.0, os.getloadavg()[0] / (os.cpu_count() or 1)) if hasattr(os, "getloadavg") else 1.0
