"""Runs ingests in processes that are killed with SIGKILL, at a call or after a time.

Started as a program it imports what an ingest needs and then forks a process for each line on standard input,
so that a run does not pay for the imports. Before a fork nothing is opened, and no thread works.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from types import FrameType, TracebackType
from typing import Any, Self

from ingest.embeddings.embedder import PassageText
from ingest.embeddings.minilm import MiniLM
from ingest.store.home import HomeLock
from ingest.text.tokens import count_tokens
from tests.ingest.support import HashEmbedder, harbour_steps, open_with, settings_in, write_many

ROOT = Path(__file__).parents[2]

# Loaded before the fork: with one thread for itself the model is safe to share.
_MINILM = MiniLM(threads=1)

# Calls at which state changes hands: SQLite, Tantivy and Chroma, and the note about Chroma's files.
_CALLS = {
    "execute", "executemany", "commit", "upsert", "delete", "create_collection",
    "add_document", "delete_documents_by_term", "wait_merging_threads", "reload", "run", "replace",
}  # fmt: skip


@dataclass(frozen=True)
class Run:
    """What to run in `folder` and when to kill it; with no moment given it runs to its end."""

    folder: str
    work: str = "harbour"
    at_call: int | None = None
    after_seconds: float | None = None
    when_written: bool = False  # when Chroma writes its graph


@dataclass(frozen=True)
class Ended:
    """How a run ended: whether it was killed, its seconds, and, run to its end, the calls it made."""

    killed: bool
    seconds: float
    calls: list[str]


class Crasher:
    """A process that forks the runs, one at a time."""

    def __enter__(self) -> Self:
        environment = {**os.environ, "OPENBLAS_NUM_THREADS": "1", "TOKENIZERS_PARALLELISM": "false"}
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.ingest.crashing"],
            cwd=ROOT,
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._process.communicate()

    def run(self, run: Run) -> Ended:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps(asdict(run)) + "\n")
        self._process.stdin.flush()
        return Ended(**json.loads(self._process.stdout.readline()))


def main() -> None:
    _warm_up()
    for line in sys.stdin:
        run = Run(**json.loads(line))
        start = time.perf_counter()
        pid = os.fork()
        if pid == 0:
            _child(run)
        status = _wait_and_kill(run, pid)
        killed = os.WIFSIGNALED(status)
        calls = [] if killed else Path(run.folder, "calls").read_text().splitlines()
        print(json.dumps(asdict(Ended(killed, time.perf_counter() - start, calls))), flush=True)


def _warm_up() -> None:
    import chromadb.api.rust  # noqa: F401

    count_tokens("")
    _MINILM.embed_passages([PassageText("", "A sentence.", ((0, 11),))])


def _child(run: Run) -> None:
    code = 1
    try:
        recorder = _Recorder(run.at_call)
        sys.setprofile(recorder.see)
        _WORK[run.work](Path(run.folder))
        sys.setprofile(None)
        Path(run.folder, "calls").write_text("\n".join(recorder.calls))
        code = 0
    except BaseException as exc:
        print(f"{type(exc).__name__}: {exc}", file=sys.stderr, flush=True)
    finally:
        os._exit(code)


def _wait_and_kill(run: Run, pid: int) -> int:
    """Wait for the moment and kill the process, or for its end; return its status."""
    due = _due(run, time.perf_counter())
    if due is None:
        return os.waitpid(pid, 0)[1]
    while True:
        ended, status = os.waitpid(pid, os.WNOHANG)
        if ended:
            return status
        if due():
            os.kill(pid, signal.SIGKILL)
            return os.waitpid(pid, 0)[1]
        if run.after_seconds:
            time.sleep(0.001)


def _due(run: Run, start: float) -> Callable[[], bool] | None:
    """Return what says that the moment has come to kill from outside, if that is asked for."""
    if run.when_written:
        return _Graph(Path(run.folder, "home", "chroma")).is_being_written
    seconds = run.after_seconds
    return None if seconds is None else lambda: time.perf_counter() - start >= seconds


class _Graph:
    """Chroma's graph on disk: made empty by the first change, written when there are a thousand."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._header: Path | None = None
        self._made = 0

    def is_being_written(self) -> bool:
        if self._header is None:
            if (self._folder / "dateline.json").exists():
                self._header = next(self._folder.glob("*/header.bin"))
                self._made = self._header.stat().st_mtime_ns
            return False
        return self._header.stat().st_mtime_ns != self._made


class _Recorder:
    """Notes the calls of `_CALLS` before and after they are made, and kills the process at the n-th note."""

    def __init__(self, stop_at: int | None) -> None:
        self.calls: list[str] = []
        self._stop_at = stop_at

    def see(self, frame: FrameType, event: str, arg: Any) -> None:
        if event not in ("c_call", "c_return") or getattr(arg, "__name__", "") not in _CALLS:
            return
        owner = arg.__self__
        if isinstance(owner, str):
            return
        self.calls.append(f"{event} {type(owner).__name__}.{arg.__name__}")
        if len(self.calls) == self._stop_at:
            os.kill(os.getpid(), signal.SIGKILL)


def _harbour(folder: Path) -> None:
    with HomeLock(folder / "home"), open_with(settings_in(folder), _MINILM) as library:
        harbour_steps(library)


def _many(folder: Path) -> None:
    with open_with(settings_in(folder), HashEmbedder(dimension=1024)) as library:
        write_many(library)


_WORK: dict[str, Callable[[Path], None]] = {"harbour": _harbour, "many": _many}

if __name__ == "__main__":
    main()
