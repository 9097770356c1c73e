"""The sets that can be run: that of the sample archive, and those of others from a path."""

from __future__ import annotations

import hashlib
import json
import random
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from importlib.resources import files
from pathlib import Path
from typing import TypeVar

from sqlalchemy import select

from eval.cases import (
    Attribution,
    Case,
    Claim,
    FollowUp,
    NoticeCase,
    SourceComparison,
    SummaryCase,
    TimexCase,
    read_cases,
    to_record,
)
from eval.datasets import READERS, read_set
from eval.datasets.own import OWN, read_own
from eval.datasets.published import EvalSet, Measure
from eval.homes import ALL_PASSAGES, build_home, cached_home, copy_home, eval_settings
from eval.progress import Progress, silent
from ingest.document import Document
from ingest.errors import InputError, RejectedDocument
from ingest.library import open_archive
from ingest.settings import Settings
from ingest.sources.files import read_paths
from ingest.store.archive import Archive
from ingest.store.schema import versions

SAMPLE = "sample"
SET_NAMES = (SAMPLE, *READERS)

_SETS = Path(__file__).parents[1] / "sets"
_MAX_BYTES = 20 * 1024 * 1024
_SAMPLE_MEASURES = (
    Measure.RETRIEVAL,
    Measure.ANSWERS,
    Measure.CITATIONS,
    Measure.REFUSALS,
    Measure.SUMMARIES,
)

T = TypeVar("T", Case, SummaryCase, Claim, FollowUp, Attribution, SourceComparison, NoticeCase, TimexCase)
Documents = Callable[[], Iterable[Document | RejectedDocument]]


@dataclass(frozen=True, slots=True)
class RunnableSet:
    """A set with the documents of its archive. The hashes are of all its cases and of all its documents.

    `own` are the settings of the user's archive, where that is asked; else one is built of the documents,
    added to a copy of the archive in the home `among`, if that is given.
    """

    cases: EvalSet
    documents: Documents
    document_count: int
    cases_sha256: str
    documents_sha256: str
    own: Settings | None = None
    among: Path | None = None

    @property
    def name(self) -> str:
        return self.cases.name

    @property
    def size(self) -> int:
        return len(self.cases.all)

    def limited(self, limit: int | None, seed: int) -> RunnableSet:
        """Return the set with at most `limit` cases of each kind; a smaller limit draws some of the same."""
        if limit is None:
            return self
        part = replace(
            self.cases,
            cases=_drawn(self.cases.cases, limit, seed),
            summaries=_drawn(self.cases.summaries, limit, seed),
            claims=_drawn(self.cases.claims, limit, seed),
            follow_ups=_drawn(self.cases.follow_ups, limit, seed),
            attributions=_drawn(self.cases.attributions, limit, seed),
            comparisons=_drawn(self.cases.comparisons, limit, seed),
            notices=_drawn(self.cases.notices, limit, seed),
            timexes=_drawn(self.cases.timexes, limit, seed),
        )
        return replace(self, cases=part)


def open_own(path: Path, settings: Settings) -> RunnableSet:
    """Return the user's questions about their archive. Raises InputError, and ArchiveError without one."""
    with open_archive(settings) as archive:
        cases = read_own(path, archive)
        held = _held(archive)
    asked = replace(cases, cases=tuple(map(_as_written, cases.cases)))
    runnable = _with_hashes(asked, lambda: ())
    return replace(
        runnable, cases=cases, document_count=len(held), documents_sha256=_sha256(held), own=settings
    )


def among(runnable: RunnableSet, home: Path) -> RunnableSet:
    """Return the set with its documents among those of the archive in `home`.

    Raises InputError for a set that is asked of the user's archive, ArchiveError without one in `home`.
    """
    if runnable.own or not runnable.document_count:
        raise InputError(f"the set {runnable.name!r} has no articles of its own to be put among others")
    with open_archive(eval_settings(home)) as archive:
        held = _held(archive)
    both = _sha256([runnable.documents_sha256.encode(), *held])
    return replace(runnable, among=home, documents_sha256=both)


def _as_written(case: Case) -> Case:
    """Return a question without what only the archive knows: how many wordings its article has."""
    articles = tuple((replace(spans[0], version=1, start=0, end=1),) for spans in case.evidence)
    return replace(case, evidence=articles)


def _held(archive: Archive) -> list[bytes]:
    """Return what tells the contents of an archive from others: a line for each version."""
    columns = (versions.c.article_id, versions.c.number, versions.c.title, versions.c.sha256)
    with archive.begin() as db:
        rows = db.execute(select(*columns).order_by(versions.c.article_id, versions.c.number))
        return [json.dumps(list(row)).encode() for row in rows]


def open_set(name: str, path: Path | None) -> RunnableSet:
    """Return a set by name; only the sample set needs no path. Raises InputError."""
    if name == SAMPLE:
        if path is not None:
            raise InputError(f"{path}: the set {SAMPLE!r} is part of Dateline and takes no --path")
        return _with_hashes(_sample(), _sample_documents)
    if name not in READERS:
        raise InputError(
            f"{name!r} is no set; known are {', '.join(SET_NAMES)}, and {OWN!r} with the --path of your own"
        )
    if path is None:
        raise InputError(f"the set {name!r} is not part of Dateline; say where it is with --path")
    found = replace(read_set(name, path), name=name)
    return _with_hashes(found, found.documents)


def archive_home(runnable: RunnableSet, cache: Path) -> Path:
    """Return where the archive of a set is kept, whether it is built or not."""
    return cached_home(cache, runnable.documents_sha256)


def built_home(runnable: RunnableSet, cache: Path, on_progress: Progress = silent) -> Path:
    """Return the home with the archive of a set, built unless an earlier run has done so."""
    home = archive_home(runnable, cache)
    built = home.with_suffix(".built")
    if not (built.exists() and home.is_dir()):
        if runnable.among and not home.exists():
            copy_home(runnable.among, home)
        build_home(home, lambda: _told(runnable, on_progress), ALL_PASSAGES)
        built.touch()
    return home


def _told(runnable: RunnableSet, on_progress: Progress) -> Iterator[Document | RejectedDocument]:
    for number, document in enumerate(runnable.documents(), start=1):
        on_progress("build the archive", number / runnable.document_count)
        yield document


def _sample() -> EvalSet:
    cases: list[Case] = []
    summaries: list[SummaryCase] = []
    for file in sorted(_SETS.glob(f"{SAMPLE}*.jsonl")):
        for case in read_cases(file):
            if isinstance(case, Case):
                cases.append(case)
            else:
                summaries.append(case)
    return EvalSet(SAMPLE, _SAMPLE_MEASURES, cases=tuple(cases), summaries=tuple(summaries))


def _sample_documents() -> Iterator[Document | RejectedDocument]:
    return read_paths([str(files("ingest") / SAMPLE)], max_bytes=_MAX_BYTES)


def _with_hashes(cases: EvalSet, documents: Documents) -> RunnableSet:
    records = [to_record(case) for case in cases.all]
    ids = Counter(str(record["id"]) for record in records)
    if twice := [id_ for id_, count in ids.items() if count > 1]:
        raise InputError(f"the set {cases.name!r} has two cases with the id {twice[0]!r}; ids must differ")
    lines = (json.dumps(record, sort_keys=True).encode() for record in records)
    bodies = [document.body for document in documents() if isinstance(document, Document)]
    return RunnableSet(cases, documents, len(bodies), _sha256(lines), _sha256(bodies))


def _sha256(parts: Iterable[bytes]) -> str:
    digest = hashlib.sha256()
    for part in parts:
        digest.update(hashlib.sha256(part).digest())
    return digest.hexdigest()


def _drawn(cases: Sequence[T], limit: int, seed: int) -> tuple[T, ...]:
    order = list(range(len(cases)))
    random.Random(seed).shuffle(order)
    return tuple(cases[index] for index in sorted(order[:limit]))
