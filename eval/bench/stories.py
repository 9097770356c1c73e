"""How well and how fast the store puts copies into one story, in an archive that holds many others.

The articles of a set are placed one after the other, as they were published, in an archive in SQLite with
made-up fingerprints. Each of these has a fifth in common with one of the set's articles and its day, so that
the look-up meets about as many as it would among real articles of the same days.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from time import perf_counter, process_time

import numpy as np
from sqlalchemy import insert

from eval.bench.figures import Goal
from eval.documents.copies import WITHIN_SECONDS, ReadText, is_copy, made_copies, pairs_within_reach
from eval.metrics.intervals import SEED, Estimate, mean_of, percentiles
from eval.progress import Progress, silent
from ingest.article import Draft, article_id
from ingest.errors import InputError, RejectedDocument
from ingest.extract import extract
from ingest.sources.files import read_paths
from ingest.store import stories
from ingest.store.archive import Archive
from ingest.store.schema import articles, bands, fingerprints

PRECISION, RECALL = Goal(0.98, at_least=True), Goal(0.90, at_least=True)
PLACED = Goal(20, at_least=False)  # milliseconds, 95 of 100 articles
ARTICLES = 100_000
_SHARED = 0.2
_AT_ONCE = 2_000
_COPIED = 500  # articles that copies are made of
_MAX_BYTES = 20 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class WrongPair:
    """Two articles that were put into one story and are none by the rule, or the other way round."""

    together: bool
    one: str
    other: str


@dataclass(frozen=True, slots=True)
class MadeCopies:
    """The share of copies changed in one way that were put into their article's story."""

    how: str
    found: Estimate


@dataclass(frozen=True, slots=True)
class StoriesReport:
    """What was found in a set of `articles`.

    `precision` is the share of the pairs in one story that are copies by the exact rule, `recall` the share
    of the copies that are in one story; None without any. `made` are copies that were made of articles.
    Times are milliseconds to place one article where the archive holds `archive` others, until it is on disk;
    `busy` are those of the processor alone, which do not depend on what else the machine does.
    """

    articles: int
    pairs: int
    precision: Estimate | None
    recall: Estimate | None
    made: tuple[MadeCopies, ...]
    wrong: tuple[WrongPair, ...]
    archive: int
    p50: float
    p95: float
    busy_p50: float
    busy_p95: float

    @property
    def met(self) -> bool:
        """Whether all goals are kept to; what the set has none of is not judged."""
        shares = ((PRECISION, self.precision), (RECALL, self.recall))
        known = [(goal, each.value) for goal, each in shares if each is not None]
        return all(goal.met_by(value) for goal, value in (*known, (PLACED, self.busy_p95)))


@dataclass(frozen=True, slots=True)
class _Seconds:
    """How long an article took to be placed."""

    taken: float
    busy: float


def measure_stories(path: Path, among: int = ARTICLES, on_progress: Progress = silent) -> StoriesReport:
    """Measure the dated articles of a file or folder that `dateline ingest` reads, among so many others.

    Raises InputError for a path without two dated articles.
    """
    drafts = _read(path)
    texts = [ReadText.of(draft) for draft in drafts]
    near = list(pairs_within_reach(texts, on_progress))
    copies = {(one, other) for one, other, shared in near if is_copy(texts[one], texts[other], shared)}
    with TemporaryDirectory(prefix="dateline-eval-") as folder:
        archive = Archive(f"sqlite:///{folder}/archive.sqlite3")
        try:
            _fill(archive, [_print_of(draft) for draft in drafts], among, on_progress)
            seconds = [_placed(archive, draft) for draft in _shown(drafts, "place", on_progress)]
            together = set(_together(texts, _stories(archive, drafts)))
            made = list(_made(archive, drafts, on_progress))
        finally:
            archive.close()
    taken = percentiles([each.taken for each in seconds])
    busy = percentiles([each.busy for each in seconds])
    assert taken is not None
    assert busy is not None
    return StoriesReport(
        articles=len(drafts),
        pairs=len(near),
        precision=mean_of([pair in copies for pair in sorted(together)]),
        recall=mean_of([pair in together for pair in sorted(copies)]),
        made=tuple(made),
        wrong=tuple(_wrong(drafts, together, copies)),
        archive=among,
        p50=taken.p50 * 1000,
        p95=taken.p95 * 1000,
        busy_p50=busy.p50 * 1000,
        busy_p95=busy.p95 * 1000,
    )


def _read(path: Path) -> list[Draft]:
    """Return each dated article once, the first published first."""
    found: dict[str, Draft] = {}
    for document in read_paths([str(path)], max_bytes=_MAX_BYTES):
        try:
            if isinstance(document, RejectedDocument):
                raise document
            drafts = extract(document)
        except RejectedDocument:
            continue
        for draft in drafts:
            if draft.published_at is not None:
                found.setdefault(article_id(draft), draft)
    if len(found) < 2:
        raise InputError(f"{path}: no two articles with a date to compare")
    return sorted(found.values(), key=lambda draft: draft.published_at or _NEVER)


_NEVER = datetime.max.replace(tzinfo=UTC)
_Print = tuple[bytes, int]


def _print_of(draft: Draft) -> _Print:
    return stories.fingerprint(draft.text), round((draft.published_at or _NEVER).timestamp())


def _fill(archive: Archive, prints: Sequence[_Print], count: int, on_progress: Progress) -> None:
    """Store made-up articles: their fingerprints, without texts."""
    draw = np.random.default_rng(SEED)
    for start in range(0, count, _AT_ONCE):
        on_progress(f"fill with {count:,}", start / count)
        made = [
            (f"made-{number:011}", *_made_up(draw, *prints[number % len(prints)]))
            for number in range(start, min(start + _AT_ONCE, count))
        ]
        rows = [{"id": id_, "url": None, "publisher": None, "story_id": id_} for id_, _, _ in made]
        printed = [
            {"article_id": id_, "fingerprint": made_up, "visible_from": at} for id_, made_up, at in made
        ]
        keys = [
            {"band": key, "article_id": id_}
            for id_, made_up, _ in made
            for key in set(stories.bands(made_up))
        ]
        with archive.begin() as db:
            db.execute(insert(articles), rows)
            db.execute(insert(fingerprints), printed)
            db.execute(insert(bands), keys)


def _made_up(draw: np.random.Generator, real: bytes, at: int) -> _Print:
    hashes = np.frombuffer(real, "<u4")
    own = draw.integers(0, 2**32, len(hashes), dtype=np.uint64).astype("<u4")
    shared = draw.random(len(hashes)) < _SHARED
    shared[0] = True  # how long it is
    return np.where(shared, hashes, own).astype("<u4").tobytes(), at


def _placed(archive: Archive, draft: Draft) -> _Seconds:
    """Accept an article; return how long that took."""
    start, busy = perf_counter(), process_time()
    archive.accept([draft], draft.published_at or _NEVER)
    return _Seconds(perf_counter() - start, process_time() - busy)


def _shown(drafts: Sequence[Draft], stage: str, on_progress: Progress) -> Iterator[Draft]:
    for number, draft in enumerate(drafts):
        on_progress(stage, number / len(drafts))
        yield draft


def _stories(archive: Archive, drafts: Iterable[Draft]) -> list[str]:
    return [archive.article(article_id(draft)).story_id for draft in drafts]


def _together(texts: Sequence[ReadText], story_ids: Sequence[str]) -> Iterator[tuple[int, int]]:
    """Yield the places of any two within a week that are in one story."""
    members: defaultdict[str, list[int]] = defaultdict(list)
    for place, id_ in enumerate(story_ids):
        members[id_] += [place]
    for places in members.values():
        for at, one in enumerate(places):
            for other in places[at + 1 :]:
                if abs(texts[one].published - texts[other].published) <= WITHIN_SECONDS:
                    yield one, other


def _made(archive: Archive, drafts: Sequence[Draft], on_progress: Progress) -> Iterator[MadeCopies]:
    """Place copies of some of the articles, an hour later; yield how many of each kind were found."""
    random = Random(SEED)
    found: defaultdict[str, list[bool]] = defaultdict(list)
    some = drafts[:: -(-len(drafts) // _COPIED)]
    for number, draft in enumerate(_shown(some, "place copies", on_progress)):
        later = (draft.published_at or _NEVER) + timedelta(hours=1)
        for how, text in made_copies(draft.text, drafts[-number - 1].text, random).items():
            copy = replace(
                draft, url=None, guid=f"{number} {how}", publisher=how, text=text, published_at=later
            )
            _placed(archive, copy)
            one, other = _stories(archive, (draft, copy))
            found[how].append(one == other)
    for how, each in found.items():
        if value := mean_of(each):
            yield MadeCopies(how, value)


def _wrong(
    drafts: Sequence[Draft], together: set[tuple[int, int]], copies: set[tuple[int, int]]
) -> Iterator[WrongPair]:
    for one, other in sorted(together ^ copies):
        names = [drafts[place].url or drafts[place].title for place in (one, other)]
        yield WrongPair((one, other) in together, *names)
