"""The one writer of a service: it works through the queue while questions are answered.

Documents are read and embedded in processes of their own, at a lower priority; this process writes the
archive in short transactions. It takes the jobs in turns, so that a large one holds up no small one, and lets
those that somebody waits for go first.
"""

from __future__ import annotations

import logging
import threading
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import fields, replace
from time import monotonic

from ingest.article import Draft
from ingest.embeddings.apart import EmbedderApart, EmbeddingEnded
from ingest.embeddings.minilm import MODEL_NAME
from ingest.errors import DatelineError, RejectedDocument
from ingest.extractor import Extractor
from ingest.jobs.fetching import Fetcher
from ingest.jobs.queue import JobQueue, OpenJob, Taken
from ingest.jobs.rate import Rate
from ingest.library import Library, open_extractor
from ingest.pipeline import Accepted, IngestReport, drafts_of, index_pending
from ingest.store.rejects import note_rejects

_log = logging.getLogger("dateline.jobs")

# Documents of one job before the next job's turn, and before the indexes follow.
_TURN_DOCUMENTS = 32
# Text (code points) embedded and indexed at once: about 60 passages, two seconds of one processor. More would
# make who waits for one article wait for others, and a service that stops too.
_INDEX_CHARACTERS = 40_000
# Seconds until what failed is tried again: the first, and the most.
_BACK_OFF, _MOST_BACK_OFF = 1.0, 60.0
# Seconds without work until the processes are ended, whose models take 150 MB; and between two looks.
_REST_AFTER, _LOOK = 60.0, 5.0
_PRUNE_EVERY = 3600.0
# Times that the process which embeds may end with a version until it is the version's fault.
_DEATHS = 2


class Stopping(Exception):
    """Raised between two documents once the writer is to stop."""


class JobWriter:
    """Works through a queue in a thread of its own, from `start` to `stop`."""

    def __init__(self, library: Library, queue: JobQueue) -> None:
        self._given = library
        self.queue = queue
        settings = library.settings
        self._extractor = open_extractor(settings, settings.job_nice)
        self._embedder = _apart(library)
        self._library = _working(library, self._extractor, self._embedder)
        self._fetcher = Fetcher(self._library, queue)
        self.rate = Rate()
        self.outcomes: Counter[str] = Counter()
        self.stalled: str | None = None
        self.failure: DatelineError | None = None
        self.failures = 0
        self.changed = threading.Condition()
        self.ended = False
        self._turn = threading.Lock()
        self._wake, self._wake_fetcher = threading.Event(), threading.Event()
        self._finishing = self._stopped = False
        self._last_job = 0
        self._deaths: Counter[int] = Counter()
        self._one_by_one = False
        self._pruned = monotonic() - _PRUNE_EVERY
        self._threads = [
            threading.Thread(target=self._run, name="writer", daemon=True),
            threading.Thread(target=self._fetch, name="fetcher", daemon=True),
        ]

    def start(self) -> None:
        """Begin, with what an earlier process left."""
        for thread in self._threads:
            thread.start()

    def wake(self) -> None:
        """Look into the queue now."""
        self._wake.set()
        self._wake_fetcher.set()

    def finish_soon(self) -> None:
        """Stop after the document that is being worked on, and after the jobs that somebody waits for."""
        self._finishing = True
        self.wake()

    def stop(self, seconds: float) -> None:
        """Stop; what is not finished after so many seconds is broken off and done at the next start."""
        self.finish_soon()
        self._threads[0].join(seconds)
        self.abort()
        self._threads[0].join()
        # Not the fetcher's: a page may take half a minute, and its address stays in the queue.

    def abort(self) -> None:
        """Stop now: the processes are ended, and who waits is told."""
        self._stopped = True
        self._extractor.close()
        if self._embedder is not None:
            self._embedder.close()
        self.wake()

    @contextmanager
    def turn(self) -> Iterator[Library]:
        """Yield the library for a change that is not in the queue, between two documents of it."""
        with self._turn:
            yield self._library

    def finish_pending(self) -> None:
        """Index what an earlier process accepted."""
        with self._turn:
            index_pending(self._library, IngestReport(), characters=_INDEX_CHARACTERS)

    # The thread

    def _run(self) -> None:
        pause = _BACK_OFF
        try:
            while not self._stopped:
                try:
                    worked = self._round()
                    pause, self.stalled = _BACK_OFF, None
                except Stopping:
                    return
                except Exception as exc:
                    if self._stopped:
                        return
                    if not isinstance(exc, DatelineError):
                        _log.exception("a fault of Dateline's; please report it")
                    self._failed(exc, pause)
                    pause = min(2 * pause, _MOST_BACK_OFF)
                else:
                    if not worked and not self._idle():
                        return
        finally:
            self.ended = True
            self._tell()

    def _failed(self, error: Exception, pause: float) -> None:
        fault = (
            error if isinstance(error, DatelineError) else DatelineError(f"{type(error).__name__}: {error}")
        )
        self.failure = fault
        self.stalled = f"{fault}; tried again in {pause:g} s"
        _log.warning("the queue waits: %s", self.stalled)
        self.failures += 1
        self._tell()
        self._wake.wait(pause)  # what was sent meanwhile is tried at once
        self._wake.clear()

    def _idle(self) -> bool:
        """Wait for work; return False when there is none any more, since the writer is to stop."""
        if self._finishing:
            return False
        if self._wake.wait(_REST_AFTER):
            self._wake.clear()
        elif self._embedder is not None:
            self._embedder.rest()
        return True

    def _round(self) -> bool:
        """Give one job a turn and let the indexes follow; return whether there was anything to do."""
        if monotonic() - self._pruned > _PRUNE_EVERY:
            self._pruned = monotonic()
            self.queue.prune(self._library.now())
        with self._turn:
            self._index()  # what an earlier round, or an earlier process, has left
            self._finish()
        job = self._next_job()
        if job is None:
            return False
        rejected: list[RejectedDocument] = []
        taken: set[str] = set()
        try:
            self._work_on(job, rejected, taken)
        finally:
            home = self._library.settings.home
            note_rejects(home, rejected, taken, self._library.now())
        with self._turn:
            self._index()
            self._finish()
        return True

    def _next_job(self) -> OpenJob | None:
        """Return the job whose turn it is: one that somebody waits for, else the one after the last."""
        waiting = self.queue.open_jobs()
        urgent = [job for job in waiting if job.urgent]
        if urgent or self._finishing:
            return urgent[0] if urgent else None
        after = [job for job in waiting if job.seq > self._last_job]
        return next(iter(after or waiting), None)

    def _work_on(self, job: OpenJob, rejected: list[RejectedDocument], accepted: set[str]) -> None:
        """Read documents of a job and take in what they hold, until its turn is over."""
        size = 0
        for _ in range(_TURN_DOCUMENTS):
            taken = self.queue.take(job)
            if taken is None:
                break
            size += self._settle(taken, rejected, accepted)
            self._last_job = job.seq
            if size >= _INDEX_CHARACTERS or self._stopped or (self._finishing and not job.urgent):
                break
            if not job.urgent and any(other.urgent for other in self.queue.open_jobs()):
                break

    def _settle(self, taken: Taken, rejected: list[RejectedDocument], accepted: set[str]) -> int:
        """Deal with one document; return how many characters its articles have."""
        report = IngestReport()
        drafts = drafts_of(taken.document, self._extractor, report)
        with self._turn:
            settled = self._settled(taken, drafts, report.rejected)
        if settled is None:
            return 0
        found, reasons = settled
        self.rate.add(1)
        self.outcomes.update(str(each.outcome) for each in found)
        self.outcomes["rejected"] += len(reasons)
        rejected += reasons
        accepted.update(each.origin for each in found)
        self._tell()
        return sum(len(draft.text) for draft in drafts)

    def _settled(
        self, taken: Taken, drafts: Sequence[Draft], rejected: Sequence[RejectedDocument]
    ) -> tuple[list[Accepted], list[RejectedDocument]] | None:
        try:
            return self.queue.settle(taken, drafts, rejected, self._library.now())
        except DatelineError:
            raise
        except Exception as exc:
            # A fault of ours that one document meets: the others go on, and the report names it.
            _log.exception("a document of the queue cannot be taken in: %s", taken.document.origin)
            reason = f"cannot be taken in ({type(exc).__name__}: {exc}); please report this with the document"
            refused = RejectedDocument(taken.document.origin, reason)
            return self.queue.settle(taken, [], [*rejected, refused], self._library.now())

    # The indexes

    def _index(self) -> None:
        """Let the indexes follow the journal, and the counts of the jobs."""
        characters = 1 if self._one_by_one else _INDEX_CHARACTERS
        while not self._stopped and (entries := self._library.archive.pending(limit=_TURN_DOCUMENTS)):
            try:
                index_pending(self._library, IngestReport(), self._between_groups, characters=characters)
            except EmbeddingEnded as ended:
                self._blame(ended)
                raise
            finally:
                left = {entry.seq for entry in self._library.archive.pending(limit=_TURN_DOCUMENTS)}
                self.queue.note_indexed([entry for entry in entries if entry.seq not in left])
        if not self._stopped:
            self._one_by_one = False

    def _between_groups(self, report: IngestReport) -> None:
        self._tell()
        if self._stopped:
            raise Stopping

    def _blame(self, ended: EmbeddingEnded) -> None:
        """Find the version with which the process ends: one by one; then it is rejected."""
        if not self._one_by_one:
            self._one_by_one = True
            return
        [oldest] = self._library.archive.pending(limit=1)
        self._deaths[oldest.seq] += 1
        if self._deaths[oldest.seq] < _DEATHS:
            return
        withdrawn = self.queue.withdraw(oldest, str(ended), self._library.now())
        self.outcomes["rejected"] += len(withdrawn)
        note_rejects(self._library.settings.home, withdrawn, (), self._library.now())

    def _finish(self) -> None:
        if self.queue.finish(self._library.now()):
            self._tell()

    def _tell(self) -> None:
        with self.changed:
            self.changed.notify_all()

    # The other thread

    def _fetch(self) -> None:
        while not self._stopped and not self._finishing:
            try:
                if self._fetcher.fetch_all(lambda: self._stopped or self._finishing):
                    self._wake.set()
                self._wake_fetcher.wait(_REST_AFTER)
                self._wake_fetcher.clear()
            except DatelineError as exc:
                _log.warning("an address of the queue waits: %s; tried again in %g s", exc, _LOOK)
                self._wake_fetcher.wait(_LOOK)
            except Exception:
                _log.exception("fetching addresses of the queue failed; tried again in %g s", _MOST_BACK_OFF)
                self._wake_fetcher.wait(_MOST_BACK_OFF)


def _apart(library: Library) -> EmbedderApart | None:
    """Return the library's embedder with a process of its own; None where an endpoint does the work."""
    settings = library.settings
    here = library.embedder.name == MODEL_NAME or settings.embedding == "llama-index"
    return EmbedderApart(library.embedder, settings) if here else None


def _working(library: Library, extractor: Extractor, embedder: EmbedderApart | None) -> Library:
    """Return the library as the writer uses it: the same archive and indexes, other processes."""
    parts = {field.name: getattr(library, field.name) for field in fields(Library)}
    return replace(Library(**parts), extractor=extractor, embedder=embedder or library.embedder)
