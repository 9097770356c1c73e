"""Keeps what is answered, beside the answering: an answer never waits for the disk."""

from __future__ import annotations

import logging
import queue
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

from ingest.errors import ArchiveError
from ingest.library import Library
from service.answer import Answer
from service.ask import AskRequest
from service.kept.kept import Result, request_of
from service.kept.store import Keeping, add_kept, new_id

# Answers that wait to be written; with more the archive cannot be written to, and the next are not kept.
_MOST_WAITING = 1_000
_AT_ONCE = 50
_TRIES = 3
_WAIT = 0.2  # seconds, longer after each try; SQLite itself waits for others
_log = logging.getLogger("dateline.kept")


class Keeper:
    """Gives answers their ids and writes them in a thread of its own.

    Nothing is kept, and no id given, where the settings say so or the home can only be read.
    """

    def __init__(self, library: Library) -> None:
        self._library = library
        self._keeps = library.writable and library.settings.answers_days > 0
        self._waiting: queue.Queue[Keeping | None] = queue.Queue(_MOST_WAITING)
        self._thread: threading.Thread | None = None
        self._starting = threading.Lock()

    def keep(self, result: Result, asked: AskRequest | None = None) -> Result:
        """Return an answer with its id; it is kept soon. `asked` has the filters that it was asked with."""
        if not self._keeps or result.id:
            return result
        given = replace(result, id=new_id())
        again = request_of(given, asked) if isinstance(given, Answer) and asked else None
        try:
            self._waiting.put_nowait(Keeping(given.id or "", given, again, self._library.now()))
        except queue.Full:
            _log.warning("an answer is not kept: %s wait to be written", _MOST_WAITING)
            return result
        self._start()
        return given

    def flush(self) -> None:
        """Wait until what was answered so far is written, or cannot be."""
        self._waiting.join()

    def close(self) -> None:
        """Write what waits, and stop."""
        if self._thread:
            self._waiting.put(None)
            self._thread.join()

    def _start(self) -> None:
        with self._starting:
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name="keeper", daemon=True)
                self._thread.start()

    def _run(self) -> None:
        while True:
            batch = [self._waiting.get()]
            while len(batch) < _AT_ONCE and not self._waiting.empty():
                batch.append(self._waiting.get_nowait())
            try:
                self._write([each for each in batch if each])
            finally:
                for _ in batch:
                    self._waiting.task_done()
            if None in batch:
                return

    def _write(self, keeping: list[Keeping]) -> None:
        for left in reversed(range(_TRIES)):
            try:
                if keeping:
                    add_kept(self._library.archive, keeping)
                return
            except ArchiveError as exc:  # busy, or the disk is full: the answers were given all the same
                if not left:
                    _log.warning("%s answers are not kept: %s", len(keeping), exc)
                else:
                    time.sleep(_WAIT * (_TRIES - left))
            except Exception:  # the answers behind these are kept all the same
                _log.exception("%s answers are not kept", len(keeping))
                return


@contextmanager
def keeping(library: Library) -> Iterator[Keeper]:
    """Yield a keeper; at the end everything is written."""
    keeper = Keeper(library)
    try:
        yield keeper
    finally:
        keeper.close()
