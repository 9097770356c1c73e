"""How far a measurement is, shown as bars on standard error."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

# Told the name of a stage and the share of it that is done, 0 to 1.
Progress = Callable[[str, float], None]


def silent(stage: str, share: float) -> None:
    """Show no progress."""


@contextmanager
def progress_bars() -> Iterator[Progress]:
    """Yield what a measurement calls; nothing is shown where standard error is no terminal."""
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TaskID, TextColumn, TimeElapsedColumn

    console = Console(stderr=True)
    columns = (TextColumn("{task.description}", markup=False), BarColumn(), TimeElapsedColumn())
    tasks: dict[str, TaskID] = {}
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as bars:

        def show(stage: str, share: float) -> None:
            if stage not in tasks:
                tasks[stage] = bars.add_task(stage, total=1)
            bars.update(tasks[stage], completed=min(share, 1))

        yield show
