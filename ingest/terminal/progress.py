"""How far a long job is, on standard error: bars on a terminal, elsewhere a line now and then."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from time import monotonic
from typing import TYPE_CHECKING, Protocol

from ingest.terminal.output import note

if TYPE_CHECKING:
    from ingest.pipeline import IngestReport

# Seconds between two lines; a job that takes less prints none.
_EVERY = 10.0


class Show(Protocol):
    """Shows that a stage has done a share, 0 to 1, of what it has to do; None: that is not known."""

    def __call__(self, stage: str, share: float | None, detail: str = "") -> None: ...


@contextmanager
def shown_progress() -> Iterator[Show]:
    """Yield what a job calls as it goes on. Standard output is left alone."""
    from rich.console import Console

    console = Console(stderr=True)
    if not console.is_terminal:
        yield Lines(note)
        return
    from rich.progress import BarColumn, Progress, TaskID, TextColumn, TimeElapsedColumn

    columns = (TextColumn("{task.description}", markup=False), BarColumn(), TimeElapsedColumn())
    tasks: dict[str, TaskID] = {}
    with Progress(*columns, console=console, transient=True) as bars:

        def show(stage: str, share: float | None, detail: str = "") -> None:
            if stage not in tasks:
                tasks[stage] = bars.add_task(stage, total=None)
            total = None if share is None else 1
            bars.update(tasks[stage], description=_said(stage, detail), total=total, completed=share or 0)

        yield show


class Lines:
    """Prints a line every ten seconds, with what is left by the time that the stage has taken so far."""

    def __init__(self, write: Callable[[str], None], now: Callable[[], float] = monotonic) -> None:
        self._write, self._now = write, now
        self._last = now()
        self._begun: dict[str, tuple[float, float]] = {}  # stage: when it was first shown, and its share then

    def __call__(self, stage: str, share: float | None, detail: str = "") -> None:
        moment = self._now()
        begun, first = self._begun.setdefault(stage, (moment, share or 0.0))
        if moment - self._last < _EVERY:
            return
        self._last = moment
        parts = [_said(stage, detail or ("" if share is None else f"{share:.0%}"))]
        if share is not None and first < share <= 1:
            parts.append(f"{_duration((moment - begun) * (1 - share) / (share - first))} left")
        self._write(", ".join(parts))


def _said(stage: str, detail: str) -> str:
    return f"{stage}: {detail}" if detail else stage


def _duration(seconds: float) -> str:
    if seconds < 100:
        return f"{seconds:.0f} s"
    return f"{seconds / 60:.0f} min" if seconds < 100 * 60 else f"{seconds / 3600:.0f} h"


@contextmanager
def ingest_progress(
    stage: str, *, documents: int | None = None, passages: int | None = None
) -> Iterator[Callable[[IngestReport], None]]:
    """Yield what the pipeline calls; how much is left is said by the number of documents, or of passages."""
    with shown_progress() as show:

        def on_progress(report: IngestReport) -> None:
            counts = [_of(report.documents, documents, "documents")] if report.documents else []
            counts.append(_of(report.passages, passages, "passages"))
            done, total = (report.documents, documents) if documents else (report.passages, passages)
            show(stage, done / total if total and done <= total else None, ", ".join(counts))

        show(stage, 0.0 if documents or passages else None)  # from here on its time counts
        yield on_progress


def _of(done: int, total: int | None, things: str) -> str:
    return f"{done:,} of {total:,} {things}" if total and done <= total else f"{done:,} {things}"
