"""How much memory ingest and asking take at most, each measured in a process of its own."""

from __future__ import annotations

import multiprocessing
import os
import re
import resource
import sys
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from itertools import cycle, islice
from pathlib import Path
from typing import TypeVar

from eval.bench.corpus import cut, first_documents, open_corpus
from eval.bench.figures import Figure, Goal
from eval.homes import eval_settings, temporary_library
from eval.progress import Progress, silent
from ingest.pipeline import ingest
from service.ask import ask
from service.evidence.library import open_askable

INGEST_MEMORY = Goal(700, at_least=False)
SERVED_QUESTIONS = 50

_PROCESSES = Path("/proc")
_STATUS = _PROCESSES / "self/status"
T = TypeVar("T")


def measure_memory(
    path: Path | None, home: Path, sizes: tuple[int, ...], on_progress: Progress = silent
) -> list[Figure]:
    """Measure ingest of so many passages for each of `sizes`, and asking the archive in `home`."""
    found, stages = [], len(sizes) + 1
    for number, size in enumerate(sizes):
        on_progress("measure memory", number / stages)
        peak = in_own_process(ingest_peak, path, size)
        found.append(Figure(f"memory of ingest, {size:,} passages", peak, "MB", INGEST_MEMORY))
    on_progress("measure memory", len(sizes) / stages)
    peak = in_own_process(serving_peak, path, home)
    on_progress("measure memory", 1)
    return [*found, Figure(f"memory of serving, {SERVED_QUESTIONS} questions", peak, "MB")]


def ingest_peak(path: Path | None, passages: int) -> float:
    """Ingest so many passages of a corpus; return this process's peak memory in MB."""
    corpus = open_corpus(path)
    with temporary_library() as library:
        ingest(library, first_documents(cut(corpus, library.settings.passage_tokens), passages))
    return peak_memory()


def serving_peak(path: Path | None, home: Path) -> float:
    """Open the archive in `home` and ask it questions; return this process's peak memory in MB."""
    with open_askable(eval_settings(home)) as library:
        for request in islice(cycle(open_corpus(path).questions), SERVED_QUESTIONS):
            ask(library, request)
    return peak_memory()


def peak_memory() -> float:
    """Return the most memory that this process has held so far, in MB (2**20 bytes)."""
    # Not getrusage where it can be avoided: on Linux a process starts with its parent's peak.
    if _STATUS.exists() and (found := re.search(r"VmHWM:\s+(\d+) kB", _STATUS.read_text())):
        return int(found[1]) / 1024
    unit = 1024 * 1024 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / unit


def tree_memory(pid: int | None) -> float | None:
    """Return the MB that a process and its children hold now, what they share counted once.

    None where the system does not say so, or the process has ended. `pid` None is this process.
    """
    own = _PROCESSES / str(pid or os.getpid())
    try:
        # Pss: a page that three processes share counts a third in each.
        found = re.search(r"^Pss:\s+(\d+) kB", (own / "smaps_rollup").read_text(), re.MULTILINE)
        children = [child for task in (own / "task").iterdir() for child in _children(task)]
    except OSError:
        return None
    return (int(found[1]) / 1024 if found else 0.0) + sum(tree_memory(child) or 0.0 for child in children)


def _children(task: Path) -> list[int]:
    try:
        return [int(child) for child in (task / "children").read_text().split()]
    except OSError:
        if task.exists():
            raise  # the system does not say what children there are
        return []  # the thread has ended


def in_own_process(function: Callable[..., T], *args: object) -> T:
    """Return what a function gives in a process that begins with nothing."""
    # "spawn": a forked process would begin with all of this one's memory.
    with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as pool:
        return pool.submit(function, *args).result()
