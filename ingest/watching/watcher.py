"""The watcher: asks sources that are due, fetches what is new, hands it over, and remembers how far it is.

What it knows is in the archive before anything is fetched, so that one that was killed goes on where it was.
"""

from __future__ import annotations

import logging
import os
import random
import threading
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from ingest.document import Document
from ingest.errors import ArchiveError, DatelineError, InputError, RejectedDocument
from ingest.sources.files import Read, is_wanted, read_paths
from ingest.sources.page import page_document
from ingest.sources.web import Fetched
from ingest.watching.entry import Entry
from ingest.watching.feed_page import as_page, holds_whole_text
from ingest.watching.hosts import Hosts, NotNow
from ingest.watching.listing import read_listing
from ingest.watching.sources_file import SourceKind, WatchedSource
from ingest.watching.state import Item, SourceState, WatchState, utc_now

# What becomes of documents: for each origin a reason, or None where the archive has it now.
Deliver = Callable[[Sequence[Read]], Mapping[str, str | None]]
Tell = Callable[[str], None]

_AT_ONCE = 32  # items fetched before they are handed over
_HOSTS_AT_ONCE = 8
_MOST_NEW = 200  # items taken up from one list at a time
_RECENT_SITEMAPS, _MOST_SITEMAPS, _SITEMAP_DAYS = 3, 20, timedelta(days=3)
_TRIES = 6
_FIRST_DELAY, _MOST_DELAY = timedelta(minutes=5), timedelta(days=1)
# When to look again at a page that was taken in, after it was for the first, second … time.
_REVISITS = (timedelta(hours=1), timedelta(hours=6), timedelta(hours=24), timedelta(hours=48))
_HELD = timedelta(seconds=20)  # until the home is tried again that another process holds
_LONGEST_SLEEP = 30.0
_FORGETTING = timedelta(hours=1)
_log = logging.getLogger("dateline.watch")


@dataclass(frozen=True, slots=True)
class _Found:
    """What fetching an item gave: documents, or that it is as it was."""

    item: Item
    documents: tuple[Read, ...] = ()
    fetched: Fetched | None = None


class Watcher:
    """Watches sources until `stop` is set. What `deliver` fails to take waits, and is fetched again then.

    Nothing is fetched while `deliver` is not `ready`.
    """

    def __init__(
        self,
        watched: Sequence[WatchedSource],
        state: WatchState,
        hosts: Hosts,
        deliver: Deliver,
        stop: threading.Event,
        *,
        max_bytes: int,
        tell: Tell = lambda line: None,
        ready: Callable[[], bool] = lambda: True,
    ) -> None:
        self._watched = {source.name: source for source in watched}
        self._state = state
        self._hosts = hosts
        self._deliver = deliver
        self._stop = stop
        self._max_bytes = max_bytes
        self._tell = tell
        self._ready = ready
        self._draw = random.Random()
        self._held_until: datetime | None = None

    def run(self, *, once: bool = False) -> None:
        """Watch until stopped; with `once` ask all that did not fail, and end when nothing is due."""
        self._state.begin(list(self._watched.values()), utc_now())
        if once:
            self._state.all_due(utc_now())
        forgotten = datetime.min.replace(tzinfo=UTC)
        while not self._stop.is_set():
            try:
                if utc_now() - forgotten > _FORGETTING:
                    forgotten = utc_now()
                    self._state.forget(forgotten)
                worked = self.round()
            except ArchiveError as exc:  # a database that is busy or away now may be back soon
                if once:
                    raise
                self._tell(str(exc))
                self._stop.wait(_LONGEST_SLEEP)
                continue
            if once and not worked:
                return
            if not worked:
                self._stop.wait(self._idle_seconds())

    def round(self) -> bool:
        """Ask the sources that are due, and take in some of what is due; return whether anything was."""
        now = utc_now()
        due = [state for state in self._state.all() if state.watched and state.next_at <= now]
        with ThreadPoolExecutor(_HOSTS_AT_ONCE) as pool:
            list(pool.map(self._ask, due))
        return bool(due) | self._take_in()

    @property
    def is_held_up(self) -> bool:
        """Whether what arrived waits, because it could not be handed over."""
        return self._held_until is not None

    def _idle_seconds(self) -> float:
        times = [state.next_at for state in self._state.all() if state.watched]
        times += [when] if (when := self._state.next_due(self._watched)) else []
        if self._held_until:
            times = [max(when, self._held_until) for when in times]
        soonest = min(times, default=utc_now())
        return min(max((soonest - utc_now()).total_seconds(), 0.5), _LONGEST_SLEEP)

    # Asking sources

    def _ask(self, known: SourceState) -> None:
        source, now = self._watched[known.name], utc_now()
        try:
            answer, entries = self._entries(source, known)
        except (RejectedDocument, InputError) as exc:
            self._not_answered(source, known, exc)
            return
        except Exception as exc:  # one list that nobody foresaw must not end the watching of all
            _log.exception("reading the list of %s failed", source.name)
            self._not_answered(source, known, RejectedDocument(source.place, _unforeseen(exc)))
            return
        fresh = self._state.take_up(source.name, entries, now, _MOST_NEW)
        if known.failures:
            self._tell(f"{source.name}: answers again")
        if fresh:
            self._tell(f"{source.name}: {fresh} new or changed")
        etag, modified = _validators(answer) if answer else (None, None)
        if answer and answer.status == 304:
            etag, modified = known.etag, known.last_modified
        elif fresh >= _MOST_NEW:
            etag = modified = None  # the list has more than was taken up: read it again
        # A folder costs nobody anything; a site whose list is always new would be asked without end.
        more = fresh >= _MOST_NEW and source.kind is SourceKind.FOLDER
        again = now if more else now + self._jittered(source.every)
        self._state.answered(source.name, now, again, etag, modified)

    def _not_answered(self, source: WatchedSource, known: SourceState, exc: DatelineError) -> None:
        failures = known.failures + 1
        # What was not even asked costs nobody anything: somebody is about to mend it.
        wait = source.every
        if isinstance(exc, RejectedDocument):
            wait = min(source.every * 2 ** min(failures, 8), max(_MOST_DELAY, source.every))
        if isinstance(exc, NotNow):
            if self._stop.is_set():
                return
            wait = max(wait, exc.after or timedelta())
        reason = exc.reason if isinstance(exc, RejectedDocument) else str(exc)
        self._state.failed(source.name, utc_now() + self._jittered(wait), failures, reason)
        self._tell(f"{source.name}: {reason}")

    def _entries(self, source: WatchedSource, known: SourceState) -> tuple[Fetched | None, Sequence[Entry]]:
        if source.kind is SourceKind.FOLDER:
            return None, _files(Path(source.place))
        answer = self._hosts.listing(source.place, etag=known.etag, last_modified=known.last_modified)
        if answer.status == 304:
            return answer, ()
        listing = read_listing(answer.body, answer.url)
        entries = list(listing.entries)
        recent = sorted(listing.sitemaps, key=lambda link: (link.changed is None, link.changed), reverse=True)
        newest = [link for link in recent if link.changed and link.changed > utc_now() - _SITEMAP_DAYS]
        for link in newest[:_MOST_SITEMAPS] or recent[:_RECENT_SITEMAPS]:
            try:
                part = self._hosts.listing(link.url)
                entries += read_listing(part.body, part.url).entries
            except RejectedDocument as exc:  # the other parts are read all the same
                self._tell(f"{source.name}: {exc}")
        if listing.sitemaps:
            # An index has a date for each of its parts, and seldom one of its own that can be trusted.
            answer = replace(answer, headers=type(answer.headers)())
        return answer, entries

    def _jittered(self, wait: timedelta) -> timedelta:
        """Return nearly that time, so that sources asked at once are not asked at once for ever."""
        return wait * self._draw.uniform(0.9, 1.1)

    # Taking in

    def _take_in(self) -> bool:
        if not self._ready() or (self._held_until and utc_now() < self._held_until):
            return False
        items = self._state.due(utc_now(), _AT_ONCE, self._watched)
        by_host: dict[str, list[Item]] = defaultdict(list)
        for item in items:
            by_host[_place_of(item)].append(item)
        with ThreadPoolExecutor(_HOSTS_AT_ONCE) as pool:
            found = [each for some in pool.map(self._fetch_all, by_host.values()) for each in some]
        if found and not self._stop.is_set():
            self._hand_over(found)
        return bool(items)

    def _fetch_all(self, items: Sequence[Item]) -> list[_Found]:
        return [found for item in items if not self._stop.is_set() and (found := self._fetch(item))]

    def _fetch(self, item: Item) -> _Found | None:
        """Return what there is of an item, None if it has to wait or is lost."""
        source, entry = self._watched[item.source], item.entry
        try:
            if source.kind is SourceKind.FOLDER:
                read = read_paths([entry.url or ""], max_bytes=self._max_bytes)
                return _Found(item, tuple(self._with_publisher(document, source) for document in read))
            if source.text == "feed" or (source.text == "auto" and holds_whole_text(entry)):
                return _Found(item, (self._stated(as_page(entry), source, entry),))
            if entry.url is None:
                raise RejectedDocument(
                    entry.title or entry.key, "it has neither an address nor its whole text"
                )
            fetched = self._hosts.page(entry.url, etag=item.etag, last_modified=item.last_modified)
            if fetched.status == 304:
                return _Found(item, (), fetched)
            document = page_document(fetched)
            said = (*(document.said or ()), *self._hosts.reserved(fetched.url))
            document = self._stated(replace(document, said=said), source, entry)
            return _Found(item, (document,), fetched)
        except (RejectedDocument, InputError) as exc:
            self._put_off(item, exc)
            return None
        except Exception as exc:
            _log.exception("fetching %s failed", entry.url or entry.key)
            self._put_off(item, RejectedDocument(entry.url or entry.key, _unforeseen(exc)))
            return None

    def _with_publisher(self, document: Read, source: WatchedSource) -> Read:
        """Return what was read of a folder, with the publisher that the file of sources names."""
        if source.publisher is None or not isinstance(document, Document):
            return document
        return replace(document, publisher=source.publisher)

    def _stated(self, document: Document, source: WatchedSource, entry: Entry) -> Document:
        """Return a document with what the list says, for what it does not say itself."""
        return replace(document, published_at=entry.published, publisher=source.publisher)

    def _put_off(self, item: Item, exc: DatelineError) -> None:
        reason = exc.reason if isinstance(exc, RejectedDocument) else str(exc)
        next_at = None
        if isinstance(exc, NotNow):
            if self._stop.is_set():
                return
            if item.tries + 1 < _TRIES:
                wait = min(_FIRST_DELAY * 4**item.tries, _MOST_DELAY)
                next_at = utc_now() + self._jittered(max(wait, exc.after or timedelta()))
        self._state.put_off(item, next_at, reason)
        if next_at is None and not item.visits:
            self._tell(f"{item.source}: {item.entry.url or item.entry.title}: {reason}")

    def _hand_over(self, found: Sequence[_Found]) -> None:
        documents = [document for each in found for document in each.documents]
        try:
            became = self._deliver(documents) if documents else {}
        except DatelineError as exc:
            if self._held_until is None:
                self._tell(f"what arrived waits: {exc}")
            self._held_until = utc_now() + _HELD
            return
        self._held_until = None
        arrived = Counter(each.item.source for each in found if each.documents)
        for source, count in arrived.items():
            self._tell(f"{source}: {count} handed over")
        for each in found:
            if any(document.origin not in became for document in each.documents):
                self._state.put_off(each.item, utc_now() + _FIRST_DELAY, "its job was cancelled")
                continue
            reasons = [became[document.origin] for document in each.documents]
            if reasons and all(reasons):
                self._put_off(each.item, RejectedDocument(each.item.entry.url or "", str(reasons[0])))
            else:
                self._state.taken(each.item, self._next_visit(each), *_validators(each.fetched))

    def _next_visit(self, found: _Found) -> datetime | None:
        source, visits = self._watched[found.item.source], found.item.visits
        if found.fetched is None or not source.revisit or visits >= len(_REVISITS):
            return None
        return utc_now() + self._jittered(_REVISITS[visits])


def _unforeseen(exc: Exception) -> str:
    return f"failed in a way that was not foreseen ({type(exc).__name__}: {exc}); see the log"


def _validators(answer: Fetched | None) -> tuple[str | None, str | None]:
    if answer is None:
        return None, None
    return answer.headers.get("etag"), answer.headers.get("last-modified")


def _place_of(item: Item) -> str:
    return (item.entry.url or item.source).partition("://")[2].partition("/")[0] or item.source


def _files(folder: Path) -> list[Entry]:
    """Return the files of a folder that can be read, as entries that change with their size and time."""
    if not folder.is_dir():
        raise InputError(f"{folder} is no folder")
    found = []
    for root, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(names):
            path = Path(root, name)
            with suppress(OSError):  # gone since, or not to be read: it may be another time
                if is_wanted(name) and path.is_file() and not path.is_symlink():
                    found.append(_file_entry(path))
    return found


def _file_entry(path: Path) -> Entry:
    import hashlib

    from ingest.store.rows import known_moment

    key = hashlib.sha256(str(path).encode("utf-8", "surrogateescape")).hexdigest()[:32]
    return Entry(key, str(path), path.name, updated=known_moment(int(path.stat().st_mtime)))
