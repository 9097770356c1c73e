"""Fetching politely: robots.txt is kept to, and one host is asked for one thing at a time, at a pace."""

from __future__ import annotations

import threading
import time
from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from protego import Protego
from sqlalchemy import delete, insert, select

from ingest.errors import InputError, RejectedDocument
from ingest.sources.page import PAGES
from ingest.sources.tdm import TDM_FILE, rules_of, said_in
from ingest.sources.web import MAX_REDIRECTS, TOO_MANY, USER_AGENT, Fetched, fetch
from ingest.store.archive import Archive
from ingest.store.rows import epoch
from ingest.store.schema import robots
from ingest.watching.state import utc_now

ROBOT = USER_AGENT.partition("/")[0]
# RFC 9309: kept for a day at most; at least this much of a file is read.
_KEPT = timedelta(days=1)
_LONGEST_WAIT = timedelta(days=7)  # that a server can ask for
_MOST_RULES = 512 * 1024
_MOST_DELAY = 60.0
_SECONDS = 30.0
_UNKNOWN_TIME = timedelta(hours=1)


class NotAllowed(RejectedDocument):
    """robots.txt does not let a robot fetch it."""


class NotNow(RejectedDocument):
    """It could not be fetched now and may be later, not before `after` where the server said so."""

    def __init__(self, origin: str, reason: str, after: timedelta | None = None) -> None:
        super().__init__(origin, reason)
        self.after = after


@dataclass(slots=True)
class _Turns:
    """The turns at one host: when the next request may begin (time.monotonic())."""

    lock: threading.Lock = field(default_factory=threading.Lock)
    next_at: float = 0.0


class Hosts:
    """Fetches, at most one thing at a time from each host."""

    def __init__(
        self, archive: Archive, stop: threading.Event, *, max_bytes: int, pace: float, allow_private: bool
    ) -> None:
        self._archive = archive
        self._stop = stop
        self._max_bytes = max_bytes
        self._pace = pace
        self._allow_private = allow_private
        self._turns: dict[str, _Turns] = defaultdict(_Turns)
        self._rules: dict[str, tuple[datetime, Protego]] = {}

    def page(self, url: str, *, etag: str | None = None, last_modified: str | None = None) -> Fetched:
        """Fetch a page that robots.txt lets a robot fetch: 200, or 304 where it is as it was.

        So it is with each page that it redirects to, on whatever host. Raises NotAllowed, NotNow, and
        RejectedDocument for what will not be there later either.
        """
        headers = {"Accept": "text/html,application/xhtml+xml;q=0.9,*/*;q=0.5"}
        headers |= _unless(etag, last_modified)
        place = url
        for _ in range(MAX_REDIRECTS + 1):
            try:
                found = self._fetch(place, self._allowed_pace(place), headers, pages=True)
            except NotAllowed as exc:
                raise NotAllowed(url, exc.reason if place == url else str(exc)) from None
            if found.target is None:
                return found
            place = found.target
        raise RejectedDocument(url, TOO_MANY)

    def reserved(self, url: str) -> tuple[str, ...]:
        """Return what the host of a page says of it in tdmrep.json; nothing where that is not to be had."""
        try:
            return said_in(self._rules_of(f"{_host(url)}{TDM_FILE}", rules_of), url)
        except NotNow:
            return ()

    def _allowed_pace(self, url: str) -> float:
        """Return the least seconds between two requests to the host of a page. Raises NotAllowed, NotNow."""
        try:
            rules = self._rules_of(f"{_host(url)}/robots.txt", _text)
        except NotNow as exc:
            raise NotNow(url, f"robots.txt: {exc.reason}", exc.after or _UNKNOWN_TIME) from exc
        if not rules.can_fetch(url, ROBOT):
            raise NotAllowed(url, "robots.txt does not let robots fetch it")
        delay = rules.crawl_delay(ROBOT)
        return max(self._pace, min(float(delay), _MOST_DELAY)) if delay else self._pace

    def listing(self, url: str, *, etag: str | None = None, last_modified: str | None = None) -> Fetched:
        """Fetch a feed or sitemap, which is there for programs: robots.txt is not asked. Raises as `page`."""
        headers = {"Accept": "application/atom+xml,application/rss+xml,application/feed+json,*/*;q=0.5"}
        return self._fetch(url, self._pace, headers | _unless(etag, last_modified), pages=False)

    def _fetch(self, url: str, pace: float, headers: Mapping[str, str], *, pages: bool) -> Fetched:
        turns = self._turns[_host(url)]
        with turns.lock:
            if self._stop.wait(max(turns.next_at - time.monotonic(), 0)):
                raise NotNow(url, "stopped", timedelta())
            try:
                found = fetch(
                    url,
                    max_bytes=self._max_bytes,
                    timeout=_SECONDS,
                    allow_private=self._allow_private,
                    wanted=PAGES if pages else None,
                    headers=headers,
                    follow=not pages,
                )
            except RejectedDocument as exc:
                raise NotNow(url, exc.reason) from exc
            finally:
                turns.next_at = time.monotonic() + pace
        return _usable(url, found)

    def _rules_of(self, url: str, read: Callable[[bytes], str]) -> Protego:
        """Return the rules that a host has at an address, none where there are none. Raises NotNow."""
        read_at, rules = self._rules.get(url, (None, None))
        if rules is None or read_at is None or utc_now() - read_at > _KEPT:
            self._rules[url] = _, rules = utc_now(), Protego.parse(self._kept(url, read))
        return rules

    def _kept(self, url: str, read: Callable[[bytes], str]) -> str:
        now = utc_now()
        with self._archive.begin() as db:
            db.execute(delete(robots).where(robots.c.fetched_at < epoch(now - _KEPT)))
            kept = db.scalar(select(robots.c.rules).where(robots.c.host == url))
        if kept is not None:
            return str(kept)
        try:
            rules = read(self._fetch(url, self._pace, {}, pages=False).body[:_MOST_RULES])
        except NotNow:
            raise  # until it is known, nothing is
        except RejectedDocument:
            rules = ""
        with self._archive.begin() as db:
            db.execute(delete(robots).where(robots.c.host == url))
            db.execute(insert(robots).values(host=url, rules=rules, fetched_at=epoch(now)))
        return rules


def _text(body: bytes) -> str:
    return body.decode("utf-8", "replace")


def _host(url: str) -> str:
    parts = urlsplit(url)
    if not parts.netloc:
        raise InputError(f"{url}: not an address that can be fetched")
    return f"{parts.scheme}://{parts.netloc.rpartition('@')[2].lower()}"


def _unless(etag: str | None, last_modified: str | None) -> dict[str, str]:
    """Return the headers that ask for it only if it changed."""
    given = {"If-None-Match": etag, "If-Modified-Since": last_modified}
    return {name: value for name, value in given.items() if value}


def _usable(url: str, found: Fetched) -> Fetched:
    if found.status in (200, 304) or found.target is not None:
        return found
    reason = f"the server answered {found.status} {found.reason}".strip()
    if found.status in (408, 425, 429) or found.status >= 500:
        raise NotNow(url, reason, _retry_after(found))
    raise RejectedDocument(url, reason)


def _retry_after(found: Fetched) -> timedelta | None:
    """Return how long the server asks to wait, in seconds or until a date; a week at most."""
    from email.utils import parsedate_to_datetime

    value = found.headers.get("retry-after", "").strip()
    try:
        if value.isdecimal():
            return min(timedelta(seconds=int(value)), _LONGEST_WAIT)
        return min(max(parsedate_to_datetime(value) - utc_now(), timedelta()), _LONGEST_WAIT)
    except OverflowError:
        return _LONGEST_WAIT
    except (ValueError, TypeError):
        return None
