"""Ingest is killed with SIGKILL at many points; the next command finishes, and nothing is lost or doubled."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from queue import SimpleQueue

import numpy as np
import pytest
from sqlalchemy import select

from ingest.embeddings.minilm import MiniLM
from ingest.library import Library
from ingest.store.archive import Archive
from ingest.store.schema import versions
from service.ask import AskRequest, ask
from service.evidence.library import AskableLibrary
from tests.ingest.crashing import Crasher, Ended, Run
from tests.ingest.support import (
    QUESTIONS,
    HashEmbedder,
    Holdings,
    assert_whole,
    harbour_steps,
    holdings,
    on,
    open_with,
    settings_in,
    write_many,
)

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="needs fork and SIGKILL")

_CALLS = 30
_TIMES = 6
_AS_OF = on("2026-01-15")


@dataclass(frozen=True)
class Undisturbed:
    """A run to the end: what it left, what it answers, and when a process can be killed in it."""

    kept: Holdings
    answers: list[list[str]]
    ended: Ended


@pytest.fixture(scope="module")
def crashers() -> Iterator[SimpleQueue[Crasher]]:
    with ExitStack() as stack:
        free: SimpleQueue[Crasher] = SimpleQueue()
        for _ in range(2):
            free.put(stack.enter_context(Crasher()))
        yield free


@pytest.fixture(scope="module")
def minilm() -> MiniLM:
    return MiniLM(threads=1)


@pytest.fixture(scope="module")
def undisturbed(
    crashers: SimpleQueue[Crasher], minilm: MiniLM, tmp_path_factory: pytest.TempPathFactory
) -> Undisturbed:
    folder = tmp_path_factory.mktemp("undisturbed")
    crasher = crashers.get()
    ended = crasher.run(Run(str(folder)))
    crashers.put(crasher)
    with open_with(settings_in(folder), minilm) as library:
        answers = _answers(library)
    kept = holdings(settings_in(folder))
    assert_whole(kept)
    return Undisturbed(kept, answers, ended)


@pytest.mark.timeout(600)
def test_after_a_kill_at_any_point_the_next_command_finishes(
    undisturbed: Undisturbed, crashers: SimpleQueue[Crasher], minilm: MiniLM, tmp_path: Path
) -> None:
    moments = _moments(undisturbed.ended)
    assert len(moments) == _CALLS + _TIMES
    runs = [_in_new_folder(run, tmp_path / str(number)) for number, run in enumerate(moments)]
    with ThreadPoolExecutor(2) as pool:
        for run, ended in zip(runs, pool.map(lambda run: _run(crashers, run), runs), strict=True):
            assert ended.killed or run.after_seconds, f"{run} was not killed"
            try:
                _recover(Path(run.folder), undisturbed, minilm)
            except AssertionError as exc:
                raise AssertionError(f"after {_described(run, undisturbed.ended)}") from exc


def test_graph_that_chroma_had_half_written_is_built_anew(
    crashers: SimpleQueue[Crasher], tmp_path: Path
) -> None:
    embedder, settings = HashEmbedder(dimension=1024), settings_in(tmp_path)
    assert _run(crashers, Run(str(tmp_path), work="many", when_written=True)).killed
    with open_with(settings, embedder) as library:
        write_many(library)
    kept = holdings(settings)
    assert_whole(kept)
    assert len(kept.articles) == 30
    with open_with(settings, embedder) as library:
        ids = list(kept.vectors)[::50]
        nearest = [library.index.nearest(kept.vectors[id_], 3) for id_ in ids]
    # The graph is approximate, and built by several threads: on a busy machine it can miss one.
    hit = [found[0][1] == pytest.approx(1, abs=1e-5) for found in nearest]
    assert sum(hit) >= 0.9 * len(hit)


def _moments(ended: Ended) -> list[Run]:
    """Return runs killed at each kind of call and evenly between, and after even parts of the time."""
    calls = ended.calls
    at = {_middle([n for n, name in enumerate(calls, 1) if name == kind]) for kind in sorted(set(calls))}
    assert len(at) < _CALLS
    spread = (round(len(calls) * (2 * n + 1) / 100) for n in np.random.default_rng(5).permutation(50))
    for number in spread:
        if len(at) == _CALLS:
            break
        at.add(number)
    timed = [ended.seconds * (n + 1) / (_TIMES + 1) for n in range(_TIMES)]
    return [Run("", at_call=n) for n in sorted(at)] + [Run("", after_seconds=s) for s in timed]


def _middle(numbers: Sequence[int]) -> int:
    return numbers[len(numbers) // 2]


def _in_new_folder(run: Run, folder: Path) -> Run:
    folder.mkdir()
    return Run(str(folder), at_call=run.at_call, after_seconds=run.after_seconds)


def _run(crashers: SimpleQueue[Crasher], run: Run) -> Ended:
    crasher = crashers.get()
    try:
        return crasher.run(run)
    finally:
        crashers.put(crasher)


def _recover(folder: Path, undisturbed: Undisturbed, minilm: MiniLM) -> None:
    settings = settings_in(folder)
    settings.home.mkdir(exist_ok=True)
    accepted = _accepted(Archive(settings.archive_url))
    # Any command finishes what was accepted …
    with open_with(settings, minilm):
        pass
    kept = holdings(settings)
    assert_whole(kept)
    assert {row[:2] for row in kept.versions} == accepted
    # … and the commands given again do the rest.
    with open_with(settings, minilm) as library:
        harbour_steps(library)
        assert _answers(library) == undisturbed.answers
    _assert_same(holdings(settings), undisturbed.kept)


def _accepted(archive: Archive) -> set[tuple[str, int]]:
    # Not by the archive's own readers: they do not see what waits to be indexed.
    with archive.begin() as db:
        found = db.execute(select(versions.c.article_id, versions.c.number)).all()
    archive.close()
    return {(article_id, number) for article_id, number in found}


def _assert_same(kept: Holdings, expected: Holdings) -> None:
    assert_whole(kept)
    assert kept.articles == expected.articles
    assert kept.versions == expected.versions
    assert kept.passages == expected.passages
    for id_, vector in expected.vectors.items():
        # Embedded in another batch, a vector may differ in its last digits.
        assert float(kept.vectors[id_] @ vector) > 0.9999


def _answers(library: Library) -> list[list[str]]:
    askable = AskableLibrary.of(library)
    answers = [ask(askable, AskRequest(question, as_of=_AS_OF)) for question in QUESTIONS]
    return [[f"{c.article_id} {c.version} {c.quote}" for c in answer.citations] for answer in answers]


def _described(run: Run, ended: Ended) -> str:
    if run.at_call is None:
        return f"{run.after_seconds:.2f} of {ended.seconds:.2f} seconds"
    return f"call {run.at_call}: {ended.calls[run.at_call - 1]}"
