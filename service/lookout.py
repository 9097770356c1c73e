"""What the service does by itself: it looks what has arrived, and tells whom it concerns.

The journal of the archive says what happened since the last look, so nothing is lost with a process. Of
several processes over one archive one looks at a time.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

from ingest.errors import DatelineError
from ingest.store.reading.arrivals import arrivals_since, end_turn, note_seen, read_up_to, take_turn
from service.evidence.library import AskableLibrary
from service.follows.again import ask_again
from service.forecasts.store import store_forecasts
from service.kept.compare import compare_kept
from service.kept.store import prune_kept
from service.webhooks.outbox import any_due, prune_webhooks
from service.webhooks.send import send_due

# The name under which the journal is read for kept answers and follows, and for forecasts.
CHANGES, FORECASTS = "changes", "forecasts"
# How far ends of embargoes have been looked at, in epoch seconds.
EMBARGOES = "embargoes"
_DAY = 24 * 3600
# Entries that are looked at together: a burst of articles asks a question once.
_TOGETHER = 500
# Of forecasts, which are found article by article: so many are stored at once.
_FEW = 100
_RENEWED = 30.0  # seconds between two renewals of a turn
_log = logging.getLogger("dateline.lookout")

OnProgress = Callable[[int], None]
# Called before each step of a look, and may raise to end it: the next look does what is left.
Between = Callable[[], None]


def look(library: AskableLibrary, between: Between = lambda: None) -> None:
    """Look once at what has arrived since the last time. Does nothing where the archive can only be read."""
    if not library.writable:
        return
    look_at_changes(library, between)
    look_for_forecasts(library, lambda seq: between())
    prune(library, library.now())
    send_webhooks(library, between)


def look_at_changes(library: AskableLibrary, between: Between = lambda: None) -> None:
    """Compare kept answers with what has changed, and ask again what is followed."""
    archive = library.archive
    _release(library)
    if arrivals_since(archive, read_up_to(archive, CHANGES), 1) is None or not take_turn(archive, CHANGES):
        return
    try:
        while arrived := arrivals_since(archive, read_up_to(archive, CHANGES), _TOGETHER):
            step = _keeping_turn(library, CHANGES, between)
            compare_kept(library, arrived, step)
            ask_again(library, arrived, step)
            note_seen(archive, CHANGES, arrived.seq)
            send_webhooks(library, between)  # who follows is told before the rest of a backlog is read
            if not take_turn(archive, CHANGES):
                return
    finally:
        end_turn(archive, CHANGES)


def _keeping_turn(library: AskableLibrary, name: str, between: Between) -> Between:
    """Return what also renews the turn of this process, which no step may outlast."""
    taken = time.monotonic()

    def step() -> None:
        nonlocal taken
        between()
        if time.monotonic() - taken > _RENEWED:
            take_turn(library.archive, name)
            taken = time.monotonic()

    return step


def _release(library: AskableLibrary) -> None:
    """Write into the journal which embargoes have ended since the last look, if any has."""
    archive, now = library.archive, library.now()
    last = read_up_to(archive, EMBARGOES)
    if last and not archive.released(_moment(last), now):
        return
    if take_turn(archive, EMBARGOES):
        # Another process may have looked since. Before the first look, who may wait has asked lately.
        last = read_up_to(archive, EMBARGOES) or int(now.timestamp()) - library.settings.answers_days * _DAY
        if ended := archive.released(_moment(last), now):
            archive.release(ended, now)
        note_seen(archive, EMBARGOES, int(now.timestamp()))
        end_turn(archive, EMBARGOES)


def _moment(seconds: int) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)


def look_for_forecasts(library: AskableLibrary, on_progress: OnProgress = lambda seq: None) -> None:
    """Store what the articles that arrived say will be."""
    archive = library.archive
    if arrivals_since(archive, read_up_to(archive, FORECASTS), 1) is None:
        return
    if not take_turn(archive, FORECASTS):
        return
    try:
        while arrived := arrivals_since(archive, read_up_to(archive, FORECASTS), _FEW):
            store_forecasts(archive, arrived)
            note_seen(archive, FORECASTS, arrived.seq)
            on_progress(arrived.seq)
            if not take_turn(archive, FORECASTS):
                return
    finally:
        end_turn(archive, FORECASTS)


def send_webhooks(library: AskableLibrary, between: Between = lambda: None) -> None:
    """Send the webhooks whose time has come."""
    archive = library.archive
    if library.settings.webhook_secret is None or not any_due(archive, library.now()):
        return
    if take_turn(archive, "webhooks"):
        try:
            send_due(library, between)
        finally:
            end_turn(archive, "webhooks")


def prune(library: AskableLibrary, now: datetime) -> None:
    """Delete answers that were kept for as long as the settings say, and old webhooks."""
    prune_kept(library.archive, now - timedelta(days=library.settings.answers_days))
    prune_webhooks(library.archive, now)


@contextmanager
def looking_out(library: AskableLibrary) -> Iterator[None]:
    """Look at what has arrived every few seconds, in a thread of its own, until the end."""
    if not library.writable:
        yield
        return
    stop = threading.Event()
    thread = threading.Thread(target=_look_until, args=(library, stop), name="lookout", daemon=True)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join()


class _Stopped(Exception):
    """The service ends amid a look."""


def _look_until(library: AskableLibrary, stop: threading.Event) -> None:
    def between() -> None:
        if stop.is_set():
            raise _Stopped

    while not stop.wait(library.settings.lookout_seconds):
        try:
            look(library, between)
        except _Stopped:
            return
        except DatelineError as exc:
            _log.warning("what has arrived was not looked at, and will be: %s", exc)
        except Exception:  # the service goes on answering; the next look may find its way
            _log.exception("looking at what has arrived failed")
