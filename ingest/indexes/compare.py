"""Compares Chroma with the archive, passage by passage, in a process of its own.

Opening damaged files can end the process that does it, or keep it for ever; here that is a finding.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from typing import Any

import numpy as np
from sqlalchemy import select

from ingest.embeddings.embedder import Vectors
from ingest.errors import DatelineError
from ingest.indexes.meaning import MeaningIndex
from ingest.settings import PREFIX, Settings, load_settings
from ingest.store.archive import Archive
from ingest.store.schema import vectors

_BATCH = 500
# Without a word for so long, it will not end: opening a graph of a million vectors takes half of it.
_SILENCE_SECONDS = 120.0
# The graph is approximate: of vectors that it holds it may not find one in five.
_SAMPLE, _LEAST_FOUND = 20, 0.8

OnProgress = Callable[[int], None]


def chroma_faults(settings: Settings, on_progress: OnProgress = lambda done: None) -> list[str]:
    """Return in what Chroma differs from the archive; `on_progress` gets how many passages were compared."""
    command = [sys.executable, "-P", "-m", __name__]  # no module of the folder that it runs in
    with subprocess.Popen(
        command, env=_environment(settings), stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as process:
        faults: list[str] | None = None
        for line in _lines(process):
            said = json.loads(line)
            if isinstance(said, int):
                on_progress(said)
            else:
                faults = said
        ended = process.wait()
    if faults is not None:
        return faults
    how = f"signal {signal.Signals(-ended).name}" if ended < 0 else f"exit code {ended}"
    return [f"reading Chroma's files ended a process ({how})"]


def _environment(settings: Settings) -> dict[str, str]:
    """Return the environment in which `load_settings` gives what these settings say of the archive."""
    names = ("home", "database_url", "chroma_url", "chroma_collection")
    values = {f"{PREFIX}{name.upper()}": str(getattr(settings, name) or "") for name in names}
    others = {name: value for name, value in os.environ.items() if not name.startswith(PREFIX)}
    return {**others, **values, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}


def _lines(process: subprocess.Popen[str]) -> Iterator[str]:
    """Yield what the process prints; it is killed when it is silent for too long."""
    assert process.stdout is not None
    while True:
        watchdog = threading.Timer(_SILENCE_SECONDS, process.kill)
        watchdog.start()
        try:
            line = process.stdout.readline()
        finally:
            watchdog.cancel()
        if not line:
            return
        yield line


def _compare(settings: Settings) -> Iterator[int | list[str]]:
    """Yield how many passages were compared, from time to time, and at the end what is wrong."""
    with (
        closing(Archive(settings.archive_url)) as archive,
        closing(MeaningIndex(settings.home, settings.chroma_url, settings.chroma_collection)) as index,
    ):
        pending = archive.counts().pending
        missing: list[str] = []
        changed: list[str] = []
        sample: list[tuple[str, Any]] = []
        compared = 0
        for ids, stored in _stored(archive):
            held = index.vectors(ids)
            missing += [id_ for id_ in ids if id_ not in held]
            changed += [
                id_ for id_, vector in zip(ids, stored, strict=True) if _differs(held.get(id_), vector)
            ]
            sample.append((ids[0], stored[0]))
            compared += len(ids)
            yield compared
        surplus = index.count() - (compared - len(missing))
        yield [
            *_listed(missing if not pending else [], "of the archive's passages are not in Chroma"),
            *([f"{surplus:,} passages in Chroma are not in the archive"] if surplus and not pending else []),
            *_listed(changed, "vectors in Chroma are not those of the archive"),
            *_graph_faults(index, [] if missing or changed else sample[:_SAMPLE]),
        ]


def _stored(archive: Archive) -> Iterator[tuple[list[str], Vectors]]:
    with archive.begin() as db:
        db.execution_options(yield_per=_BATCH)
        for rows in db.execute(select(vectors.c.passage_id, vectors.c.passage)).partitions():
            joined = b"".join(row.passage for row in rows)
            yield [row.passage_id for row in rows], np.frombuffer(joined, np.float32).reshape(len(rows), -1)


def _differs(held: Any, stored: Any) -> bool:
    return held is not None and not (held.shape == stored.shape and np.allclose(held, stored, atol=1e-5))


def _listed(ids: Sequence[str], what: str) -> list[str]:
    return [f"{len(ids):,} {what}, the first {ids[0]}"] if ids else []


def _graph_faults(index: MeaningIndex, sample: Sequence[tuple[str, Any]]) -> list[str]:
    # By similarity, not by id: passages with the same words have the same vector.
    nearest = [index.search(vector, 1) for _, vector in sample]
    found = sum(bool(hits) and hits[0][1] > 1 - 1e-3 for hits in nearest)
    return [] if found >= _LEAST_FOUND * len(sample) else ["Chroma's graph does not find what it holds"]


def print_faults() -> None:
    """Print the comparison for the settings of the environment, a JSON value a line."""
    try:
        for said in _compare(load_settings()):
            print(json.dumps(said), flush=True)
    except DatelineError as exc:
        print(json.dumps([str(exc)]), flush=True)
    finally:
        sys.stdout.flush()


if __name__ == "__main__":
    print_faults()
