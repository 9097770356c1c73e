"""Processes of our own that reply to pickled requests, one at a time: what crashes or hangs there ends there.

A worker starts with its first request and ends with this process, however this process ends.
"""

from __future__ import annotations

import os
import pickle
import signal
import subprocess
import sys
import threading
from contextlib import suppress
from typing import IO, Any

from ingest.errors import BackendError


class WorkerEnded(Exception):
    """A worker ended without a reply; `code` is that of its process, negative for a signal."""

    def __init__(self, code: int) -> None:
        self.code = code
        self.how = signal.Signals(-code).name if code < 0 else f"exit code {code}"
        super().__init__(f"ended without a result ({self.how})")


class Worker:
    """A process that runs `function` of a module below this package, for any thread.

    `function` is called with `arguments`; it sends True once it is ready and then a reply to each request.
    `nice` is added to the priority of this process. `first` is sent before all requests.
    """

    def __init__(
        self,
        module: str,
        function: str,
        arguments: tuple[object, ...] = (),
        *,
        doing: str,
        first: object = None,
        nice: int = 0,
    ) -> None:
        self._code = _code(module, function, arguments, nice)
        self._doing, self._first = doing, first
        self._turn = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._closed = False

    def ask(self, request: object) -> Any:
        """Return the reply. Raises WorkerEnded, and BackendError when none starts or this one is closed."""
        with self._turn:
            return self._reply(request)

    def rest(self) -> None:
        """End the process where it has nothing to do; the next request starts another one."""
        with self._turn:
            if self._process is not None:
                _end(self._process)
                self._process = None

    def close(self) -> None:
        """End the process, also while it works: that request and later ones raise BackendError."""
        self._closed = True
        if process := self._process:
            _end(process)

    def _reply(self, request: object) -> Any:
        process = self._running()
        try:
            pickle.dump(request, _pipe(process.stdin))
            _pipe(process.stdin).flush()
            return pickle.load(_pipe(process.stdout))
        except (EOFError, OSError, ValueError, pickle.UnpicklingError):
            _end(process)
            if self._closed:
                raise _stopped() from None
            raise WorkerEnded(process.returncode) from None
        except BaseException:
            _end(process)  # interrupted: its reply must not be taken for the next request's
            raise

    def _running(self) -> subprocess.Popen[bytes]:
        if self._process is None or self._process.poll() is not None:
            if self._process is not None:
                _end(self._process)
            self._process = self._start()
        if self._closed:  # looked at last: `close` may have been called while it started
            _end(self._process)
            raise _stopped()
        return self._process

    def _start(self) -> subprocess.Popen[bytes]:
        """Return a process that waits for requests."""
        process = subprocess.Popen(
            [sys.executable, "-P", "-W", "ignore", "-c", self._code],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            # Ctrl-C is for this process, which then ends the worker. No session of its own: Linux gives each
            # one the same share of a processor, whatever the priorities within it.
            process_group=0,
        )
        try:
            if self._first is not None:
                pickle.dump(self._first, _pipe(process.stdin))
                _pipe(process.stdin).flush()
            pickle.load(_pipe(process.stdout))  # that it is ready; until then no request's time is running
        except BaseException as exc:
            _end(process)
            if isinstance(exc, Exception):
                raise BackendError(
                    f"the process that {self._doing} does not start (exit code {process.returncode}); "
                    "what it says stands above"
                ) from exc
            raise
        return process


def replies() -> IO[bytes]:
    """Return where a worker's function sends its replies; what a library prints goes to standard error."""
    out = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    return out


def send_reply(reply: object, out: IO[bytes]) -> None:
    """Send a reply of a worker's function; where nobody waits for it any more, the worker ends."""
    try:
        pickle.dump(reply, out)
        out.flush()
    except BrokenPipeError:
        os._exit(0)


def _code(module: str, function: str, arguments: tuple[object, ...], nice: int) -> str:
    # Modules are found where this process finds them, never in the folder that it happens to run in.
    lower = f"import os; os.nice({nice}); " if nice else ""
    found = f"import sys; sys.path[:] = {sys.path!r}; from {__package__}.{module} import {function}"
    return f"{lower}{found}; {function}(*{arguments!r})"


def _end(process: subprocess.Popen[bytes]) -> None:
    process.kill()
    process.wait()
    for pipe in (process.stdin, process.stdout):
        with suppress(OSError, ValueError):  # what could not be written any more
            _pipe(pipe).close()


def _pipe(pipe: IO[bytes] | None) -> IO[bytes]:
    assert pipe is not None
    return pipe


def _stopped() -> BackendError:
    return BackendError("Dateline is stopping; what was accepted is kept, send the rest again")
