"""Documents are extracted in a process of their own, which ends when one takes too long or too much memory.

A page can be made to keep a parser busy for hours, or to crash it. No thread can be stopped in there;
a process can, and the next document gets a new one.
"""

from __future__ import annotations

import pickle
import signal
import subprocess
import sys
import threading
from contextlib import suppress
from typing import IO, cast

from ingest.article import Draft
from ingest.document import Document
from ingest.errors import BackendError, RejectedDocument

# The exit code of a worker whose document needs more memory than it may have.
OUT_OF_MEMORY = 70
# What a worker sends for a document: its drafts, or why it has none.
Extracted = list[Draft] | str


class Extractor:
    """Extracts documents one at a time, for any thread, each within `seconds` and `memory_mb`.

    The worker starts with the first document. It ends with this process, however this process ends.
    """

    def __init__(self, seconds: float, memory_mb: int) -> None:
        self._seconds = seconds
        self._memory_mb = memory_mb
        self._turn = threading.Lock()
        self._worker: subprocess.Popen[bytes] | None = None
        self._closed = False

    def extract(self, document: Document) -> list[Draft]:
        """Return the drafts of `document`, its main story first.

        Raises RejectedDocument when it has none or goes over a limit, BackendError when no worker starts or
        the extractor is closed.
        """
        with self._turn:
            reply = self._reply(document)
        if isinstance(reply, str):
            raise RejectedDocument(document.origin, reply)
        return reply

    def close(self) -> None:
        """End the worker, also while it extracts: that document and later ones raise BackendError."""
        self._closed = True
        if worker := self._worker:
            _end(worker)

    def _reply(self, document: Document) -> Extracted:
        worker = self._running()
        try:
            pickle.dump(document, _pipe(worker.stdin))
            _pipe(worker.stdin).flush()
            return cast("Extracted", pickle.load(_pipe(worker.stdout)))
        except (EOFError, OSError, ValueError, pickle.UnpicklingError):
            _end(worker)
            if self._closed:
                raise _stopped() from None
            return self._reason(worker.returncode)
        except BaseException:
            _end(worker)  # interrupted: its reply must not be taken for the next document's
            raise

    def _running(self) -> subprocess.Popen[bytes]:
        if self._worker is None or self._worker.poll() is not None:
            if self._worker is not None:
                _end(self._worker)
            self._worker = _start(self._seconds, self._memory_mb)
        if self._closed:  # looked at last: `close` may have been called while the worker started
            _end(self._worker)
            raise _stopped()
        return self._worker

    def _reason(self, code: int) -> str:
        if code == -signal.SIGALRM:
            return f"took longer than {self._seconds:g} s to read (DATELINE_EXTRACT_SECONDS)"
        if code == OUT_OF_MEMORY:
            return f"needs more than {self._memory_mb} MB of memory to read (DATELINE_EXTRACT_MEMORY_MB)"
        how = signal.Signals(-code).name if code < 0 else f"exit code {code}"
        return f"the process that read it ended without a result ({how})"


def _start(seconds: float, memory_mb: int) -> subprocess.Popen[bytes]:
    """Return a worker that waits for documents."""
    # Modules are found where this process finds them, never in the folder that it happens to run in.
    code = f"import sys; sys.path[:] = {sys.path!r}; from {__package__}.extract.worker import serve_documents"
    worker = subprocess.Popen(
        [sys.executable, "-P", "-W", "ignore", "-c", f"{code}; serve_documents({seconds!r}, {memory_mb!r})"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        start_new_session=True,  # Ctrl-C is for this process, which then ends the worker
    )
    try:
        pickle.load(_pipe(worker.stdout))  # that it is ready; until then no document's time is running
    except BaseException as exc:
        _end(worker)
        if isinstance(exc, Exception):
            raise BackendError(
                f"the process that extracts documents does not start (exit code {worker.returncode}); "
                "what it says stands above"
            ) from exc
        raise
    return worker


def _end(worker: subprocess.Popen[bytes]) -> None:
    worker.kill()
    worker.wait()
    for pipe in (worker.stdin, worker.stdout):
        with suppress(OSError, ValueError):  # what could not be written any more
            _pipe(pipe).close()


def _pipe(pipe: IO[bytes] | None) -> IO[bytes]:
    assert pipe is not None
    return pipe


def _stopped() -> BackendError:
    return BackendError("Dateline is stopping; what was accepted is kept, send the rest again")
