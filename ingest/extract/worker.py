"""The process that extracts documents for `ingest.extractor`: a pickled document in, a pickled reply out."""

from __future__ import annotations

import logging
import os
import pickle
import resource
import select
import signal
import sys
import threading
from pathlib import Path
from typing import IO

from ingest.document import Document
from ingest.errors import RejectedDocument
from ingest.extract import extract, extractor_of
from ingest.extractor import OUT_OF_MEMORY, Extracted
from ingest.workers import replies, send_reply

_MEGABYTE = 1024 * 1024
_LOOK_MS = 50  # how often the watch looks
# A hard limit on addresses, as a share of the memory, for what grows between two looks. It must not come
# first: libraries take an allocation that fails for a broken page or go on without the rest. macOS has none.
_ADDRESSES = 2


def serve_documents(seconds: float, memory_mb: int) -> None:
    """Reply to documents until standard input ends; one that goes over a limit ends the process."""
    out = replies()
    logging.disable(logging.CRITICAL)  # the reply says what is wrong with a document
    most = memory_mb * _MEGABYTE
    if sys.platform == "linux":
        resource.setrlimit(resource.RLIMIT_AS, (_ADDRESSES * most, _ADDRESSES * most))
    threading.Thread(target=_watch, args=(most,), daemon=True).start()
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    try:
        _serve(out, seconds)
    except MemoryError:
        os._exit(OUT_OF_MEMORY)


def _serve(out: IO[bytes], seconds: float) -> None:
    send_reply(True, out)  # ready
    while True:
        try:
            document: Document = pickle.load(sys.stdin.buffer)
        except EOFError:
            return
        extractor_of(document.media)  # its libraries take a second to import, which is not the document's
        # The system ends a process at this signal wherever it is, whether or not its parent still lives.
        signal.setitimer(signal.ITIMER_REAL, seconds)
        reply = _reply(document)
        signal.setitimer(signal.ITIMER_REAL, 0)
        send_reply(reply, out)


def _reply(document: Document) -> Extracted:
    try:
        return extract(document)
    except RejectedDocument as rejected:
        return rejected.reason
    except MemoryError:
        raise
    except Exception as exc:
        # A fault of ours or of a library: the other documents go on, and the report names it.
        return f"cannot be read ({type(exc).__name__}: {exc}); please report this with the document"


def _watch(most: int) -> None:
    """End the process when nobody holds the other end of its input, or when it has more than `most` bytes."""
    other_end = select.poll()
    other_end.register(0, 0)  # hanging up is told without being asked for
    while not other_end.poll(_LOOK_MS):
        if _memory() > most:
            os._exit(OUT_OF_MEMORY)
    os._exit(0)


def _memory() -> int:
    """Return the bytes of memory that this process has, or had at most where the system says no more."""
    try:
        return int(Path("/proc/self/statm").read_text().split()[1]) * resource.getpagesize()
    except OSError:
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss  # macOS counts it in bytes
