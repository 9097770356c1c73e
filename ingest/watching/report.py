"""How the watched sources stand: who answers, who fails, who fell silent, what could not be taken."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from itertools import pairwise
from time import monotonic

from ingest.store.archive import Archive
from ingest.watching.state import ItemCounts, SourceState, WatchState, utc_now

# A source's usual rhythm is seen in so many of its last items, and not in fewer than the least.
_SEEN, _LEAST_SEEN = 60, 8
# Silent: nothing for so many times the gap that nine in ten of its gaps are within, and for some hours.
_TIMES, _LEAST_SILENCE = 3, timedelta(hours=6)
_KEPT_SECONDS = 30.0


class SourceStanding(StrEnum):
    """How a source stands."""

    OK = "ok"
    NEW = "new"  # not asked yet
    FAILING = "failing"
    SILENT = "silent"  # it answers, and lists nothing new though it usually does
    LEFT = "left"  # the file does not name it any more


@dataclass(frozen=True, slots=True)
class SourceReport:
    """How a source stands. `latest`: when its newest item appeared; `silent_since`: that, if it is silent."""

    name: str
    place: str
    standing: SourceStanding
    checked_at: datetime | None
    next_at: datetime | None
    latest: datetime | None
    silent_since: datetime | None
    waiting: int
    taken: int
    dead: int
    failures: int
    problem: str | None


@dataclass(frozen=True, slots=True)
class SilentSource:
    """A source that has given nothing since then: it does not answer, or lists nothing new."""

    name: str
    since: datetime


@dataclass(frozen=True, slots=True)
class Currency:
    """How current a watched archive is: all sources that answer had done so at `to`."""

    to: datetime
    silent: tuple[SilentSource, ...] = ()


@dataclass(frozen=True, slots=True)
class SourceList:
    """How all sources stand, and how current the archive is by them; None where nothing is watched."""

    sources: tuple[SourceReport, ...]
    currency: Currency | None


@dataclass(frozen=True, slots=True)
class DeadItem:
    """Something that could not be taken, and why."""

    source: str
    url: str | None
    title: str | None
    reason: str | None
    tries: int


class CurrencyKeeper:
    """How current an archive is, looked up at most twice a minute: each answer says it."""

    def __init__(self, archive: Archive) -> None:
        self._archive = archive
        self._known: tuple[float, Currency | None] | None = None

    def now(self) -> Currency | None:
        """Return how current the archive is, None where nothing is watched."""
        if self._known is None or monotonic() - self._known[0] > _KEPT_SECONDS:
            self._known = monotonic(), currency(self._archive)
        return self._known[1]


def source_list(archive: Archive) -> SourceList:
    """Return how all sources stand."""
    return SourceList(tuple(source_reports(archive)), currency(archive))


def source_reports(archive: Archive) -> list[SourceReport]:
    """Return how each source stands that was ever watched, by name."""
    state = WatchState(archive)
    counts, now = state.counts(), utc_now()
    return [_report(state, source, counts.get(source.name, ItemCounts()), now) for source in state.all()]


def currency(archive: Archive) -> Currency | None:
    """Return how current the archive is, None where nothing is watched."""
    reports = [each for each in source_reports(archive) if each.standing is not SourceStanding.LEFT]
    answered = [
        each.checked_at for each in reports if each.standing in (SourceStanding.OK, SourceStanding.SILENT)
    ]
    asked = [moment for moment in answered if moment]
    if not asked:
        return None
    silent = [
        SilentSource(each.name, since)
        for each in reports
        if (
            since := each.silent_since
            or (each.checked_at if each.standing is SourceStanding.FAILING else None)
        )
    ]
    return Currency(min(asked), tuple(silent))


def _report(state: WatchState, source: SourceState, counts: ItemCounts, now: datetime) -> SourceReport:
    moments = [moment for moment in state.moments(source.name, _SEEN) if moment <= now]
    silent = bool(source.checked_at) and not source.failures and is_silent(moments, now)
    return SourceReport(
        name=source.name,
        place=source.place,
        standing=_standing(source, silent),
        checked_at=source.checked_at,
        next_at=source.next_at if source.watched else None,
        latest=moments[0] if moments else None,
        silent_since=moments[0] if silent and source.watched else None,
        waiting=counts.waiting,
        taken=counts.taken,
        dead=counts.dead,
        failures=source.failures,
        problem=source.problem,
    )


def _standing(source: SourceState, silent: bool) -> SourceStanding:
    if not source.watched:
        return SourceStanding.LEFT
    if source.failures:
        return SourceStanding.FAILING
    if source.checked_at is None:
        return SourceStanding.NEW
    return SourceStanding.SILENT if silent else SourceStanding.OK


def is_silent(moments: Sequence[datetime], now: datetime) -> bool:
    """Return whether a source whose items appeared then, the last first, is silent for its own rhythm."""
    if len(moments) < _LEAST_SEEN:
        return False
    gaps = sorted(later - earlier for later, earlier in pairwise(moments))
    usual = gaps[int(0.9 * (len(gaps) - 1))]
    return now - moments[0] > max(usual * _TIMES, _LEAST_SILENCE)


def dead_items(archive: Archive, source: str | None) -> list[DeadItem]:
    """Return what could not be taken, the latest first."""
    return [
        DeadItem(item.source, item.entry.url, item.entry.title, item.reason, item.tries)
        for item in WatchState(archive).dead(source)
    ]


def retry_dead(archive: Archive, source: str | None) -> int:
    """Put what could not be taken back among what waits; return how much that is."""
    return WatchState(archive).retry(source, utc_now())
