"""Documents are extracted in a process of their own, which ends when one takes too long or too much memory.

A page can be made to keep a parser busy for hours, or to crash it. No thread can be stopped in there;
a process can, and the next document gets a new one.
"""

from __future__ import annotations

import signal

from ingest.article import Draft
from ingest.document import Document
from ingest.errors import RejectedDocument
from ingest.workers import Worker, WorkerEnded

# The exit code of a worker whose document needs more memory than it may have.
OUT_OF_MEMORY = 70
# What a worker sends for a document: its drafts, or why it has none.
Extracted = list[Draft] | str


class Extractor:
    """Extracts documents one at a time, for any thread, each within `seconds` and `memory_mb`.

    The worker starts with the first document, at a priority that is lower by `nice`. It ends with this
    process, however this process ends.
    """

    def __init__(self, seconds: float, memory_mb: int, nice: int = 0) -> None:
        self._seconds = seconds
        self._memory_mb = memory_mb
        self._worker = Worker(
            "extract.worker",
            "serve_documents",
            (seconds, memory_mb),
            doing="extracts documents",
            nice=nice,
        )

    def extract(self, document: Document) -> list[Draft]:
        """Return the drafts of `document`, its main story first.

        Raises RejectedDocument when it has none or goes over a limit, BackendError when no worker starts or
        the extractor is closed.
        """
        try:
            reply: Extracted = self._worker.ask(document)
        except WorkerEnded as ended:
            reply = self._reason(ended)
        if isinstance(reply, str):
            raise RejectedDocument(document.origin, reply)
        return reply

    def close(self) -> None:
        """End the worker, also while it extracts: that document and later ones raise BackendError."""
        self._worker.close()

    def _reason(self, ended: WorkerEnded) -> str:
        if ended.code == -signal.SIGALRM:
            return f"took longer than {self._seconds:g} s to read (DATELINE_EXTRACT_SECONDS)"
        if ended.code == OUT_OF_MEMORY:
            return f"needs more than {self._memory_mb} MB of memory to read (DATELINE_EXTRACT_MEMORY_MB)"
        return f"the process that read it ended without a result ({ended.how})"
