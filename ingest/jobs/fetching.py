"""The addresses of the queue are fetched beside the work on documents: a slow host holds up no other."""

from __future__ import annotations

import logging
from collections.abc import Callable

from ingest.document import Document
from ingest.errors import DatelineError, InputError, RejectedDocument
from ingest.jobs.queue import JobQueue
from ingest.library import Library
from ingest.sources.page import fetch_page, with_file
from ingest.sources.tdm import TdmFiles

_log = logging.getLogger("dateline.jobs")
# Seconds for one page, as `dateline ingest --url` has.
_SECONDS = 30


class Fetcher:
    """Puts pages in the place of addresses, one at a time."""

    def __init__(self, library: Library, queue: JobQueue, *, allow_private: bool = False) -> None:
        self._library = library
        self._queue = queue
        self._allow_private = allow_private
        self._tdm_files = TdmFiles(timeout=_SECONDS, allow_private=allow_private)

    def fetch_all(self, stopping: Callable[[], bool]) -> int:
        """Fetch what the queue has until it has none, or `stopping`; return how many were dealt with."""
        fetched = 0
        while not stopping() and (found := self._queue.next_address()):
            job, number, url = found
            self._queue.store_page(job, number, self._page(url), self._library.now())
            fetched += 1
        return fetched

    def _page(self, url: str) -> Document | RejectedDocument:
        most = self._library.settings.max_document_bytes
        try:
            page = fetch_page(url, max_bytes=most, timeout=_SECONDS, allow_private=self._allow_private)
            return with_file(page, self._tdm_files)
        except RejectedDocument as rejected:
            return RejectedDocument(url, rejected.reason)
        except InputError as refused:
            return RejectedDocument(url, str(refused).removeprefix(f"{url}: "))
        except DatelineError:
            raise
        except Exception as exc:  # the addresses behind it are fetched all the same
            _log.exception("fetching %s failed", url)
            return RejectedDocument(
                url, f"failed in a way that was not foreseen ({type(exc).__name__}: {exc})"
            )
