"""Passages and their vectors in the archive: written by the pipeline, read by retrieval."""

from __future__ import annotations

import logging
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

import numpy as np
import numpy.typing as npt
from sqlalchemy import (
    BigInteger,
    ColumnElement,
    CompoundSelect,
    Connection,
    FromClause,
    RowMapping,
    Select,
    bindparam,
    cast,
    func,
    insert,
    null,
    select,
    tuple_,
    union_all,
)

from ingest.article import Article, Kind, Passage, Sentence, text_sha256
from ingest.embeddings.embedder import PassageVectors, Vectors, unit
from ingest.errors import ArchiveError
from ingest.store import rows
from ingest.store.allowance import RIGHTS, WHOLE, Allowance, RightsPolicy
from ingest.store.archive import Archive
from ingest.store.filters import IN_NO_POST, IS_IN_POST, POSTS, Filters, FilterShape, parameters
from ingest.store.rights import is_public
from ingest.store.schema import articles, passages, posts, rights, vectors, versions
from ingest.text.furniture import is_furniture, is_in_note

# Ids in one statement: below the variable limit of every SQLite still in use.
_IDS = 900
# Rows held in memory at once when scanning vectors.
_SCAN_ROWS = 2_000
# Passages held at once when walking through them: with their vectors about 10 MB.
_WALK_ROWS = 500
_SPAN_BYTES = 8  # two int32
_LEAD = "-0"  # how the id of a version's first passage ends

_log = logging.getLogger("dateline.archive")


@dataclass(frozen=True, slots=True)
class StoredPassage:
    """A passage with what a citation of it needs.

    `sentence_vectors` is (sentences, dimension), unit length; int8 precision. `posted_at`: of the post of a
    live blog that it is in. Of an article of which only so much may be quoted as its `allowance` says, each
    of the sentences is a part that may be.
    """

    passage: Passage
    article: Article
    text: str
    title: str
    sha256: str
    kind: Kind
    published_at: datetime | None
    visible_from: datetime
    sentence_vectors: Vectors
    posted_at: datetime | None = None
    allowance: Allowance = WHOLE

    @property
    def public_since(self) -> datetime:
        """When the post of a live blog was posted, else its article published, or else it became visible."""
        return self.posted_at or self.published_at or self.visible_from

    def sentence(self, index: int) -> str:
        """Return the text of a sentence."""
        span, base = self.passage.sentences[index], self.passage.start
        return self.text[span.start - base : span.end - base]

    def tells(self, index: int) -> bool:
        """Return whether a sentence is part of what its article tells, and no furniture around that."""
        span, base = self.passage.sentences[index], self.passage.start
        in_note = is_in_note(self.text, span.start - base, span.end - base)
        return not in_note and not is_furniture(self.sentence(index))


@dataclass(frozen=True, slots=True, order=True)
class AlteredVersion:
    """A version whose text, or a passage of it, is not as it was stored."""

    article_id: str
    version: int

    def __str__(self) -> str:
        return (
            f"article {self.article_id}, version {self.version}, is not as it was stored (its hash or its "
            "passages do not fit its text), so nothing of it was used; run `dateline verify`"
        )


@dataclass(frozen=True, slots=True)
class LoadedPassages:
    """Passages by id, each cut out of a text that has the hash it was stored with; `altered` have not.

    `reserved` are those of which nothing may be quoted: a search may tell that they are there.
    """

    passages: dict[str, StoredPassage] = field(default_factory=dict)
    reserved: dict[str, StoredPassage] = field(default_factory=dict)
    altered: set[AlteredVersion] = field(default_factory=set)


class PassageStore:
    """The passages of an archive; what is read of them keeps to what their publishers reserved."""

    def __init__(self, archive: Archive, policy: RightsPolicy | None = None) -> None:
        self._archive = archive
        self.policy = policy or RightsPolicy()

    def add(self, cut: Sequence[tuple[Passage, PassageVectors]]) -> None:
        """Store passages with their vectors in one transaction."""
        if not cut:
            return
        with self._archive.begin() as db:
            db.execute(insert(passages), [_passage_row(passage) for passage, _ in cut])
            db.execute(insert(vectors), [_vector_row(passage, found) for passage, found in cut])

    def of_version(self, article_id: str, version: int) -> list[tuple[Passage, npt.NDArray[np.float32]]]:
        """Return the passages of a version with their vectors, in the order of the text."""
        query = (
            select(passages, vectors.c.passage)
            .join(vectors, vectors.c.passage_id == passages.c.id)
            .where(passages.c.article_id == article_id, passages.c.version == version)
            .order_by(passages.c.start)
        )
        with self._archive.begin() as db:
            return [
                (_passage(row), np.frombuffer(row["passage"], np.float32))
                for row in db.execute(query).mappings()
            ]

    def load(self, ids: Sequence[str], filters: Filters) -> LoadedPassages:
        """Return those of the passages that the filters let through, as far as each may be quoted.

        The hash of each version is compared at every load: what was altered since the last one is seen, and
        24 passages take half a millisecond longer for it.
        """
        loaded = LoadedPassages()
        for some in _id_batches(ids):
            with self._archive.begin() as db:
                _load(db, parameters(filters, some), FilterShape.of(filters), self.policy, loaded)
        for altered in sorted(loaded.altered):
            _log.warning("%s", altered)
        return loaded

    def published(self, ids: Sequence[str], filters: Filters) -> dict[str, datetime]:
        """Return since when those of the passages are public that the filters let through."""
        found: dict[str, datetime] = {}
        for some in _id_batches(ids):
            with self._archive.begin() as db:
                result = db.execute(_published_query(FilterShape.of(filters)), parameters(filters, some))
                found.update((row.id, rows.known_moment(row.since)) for row in result)
        return found

    def of_shared_stories(self, ids: Sequence[str]) -> list[str]:
        """Return those of the passages (at most 900) whose story has another article among them."""
        with self._archive.begin() as db:
            found = db.execute(_STORIES, {"ids": ids}).all()
        writers: defaultdict[str, set[str]] = defaultdict(set)
        for row in found:
            writers[row.story_id].add(row.article_id)
        return [row.id for row in found if len(writers[row.story_id]) > 1]

    def scan(self, filters: Filters, *, leads: bool = False) -> Iterator[tuple[list[str], Vectors]]:
        """Yield (ids, vectors of shape (n, dimension)) of all passages the filters let through, in chunks.

        `leads`: only the first of each version.
        """
        branches = _vector_queries(FilterShape.of(filters))
        if leads:
            branches = [branch.where(passages.c.id.endswith(_LEAD)) for branch in branches]
        query = union_all(*branches)
        with self._archive.begin() as db:
            db.execution_options(yield_per=_SCAN_ROWS)
            result = db.execute(query, parameters(filters))
            for chunk in result.partitions():
                joined = b"".join(row.passage for row in chunk)
                if len(joined) != len(chunk) * len(chunk[0].passage):
                    raise ArchiveError("the archive's table vectors is damaged; run `dateline verify`")
                yield [row.id for row in chunk], np.frombuffer(joined, np.float32).reshape(len(chunk), -1)

    def ids(
        self,
        filters: Filters,
        *,
        article_id: str | None = None,
        story_id: str | None = None,
        lead: int | None = None,
    ) -> list[str]:
        """Return the ids of the passages that the filters let through, the first published first.

        Only those of an article or a story if one is named; `lead`: only what begins before that offset.
        """
        chosen: list[ColumnElement[bool]] = []
        if article_id is not None:
            chosen.append(passages.c.article_id == article_id)
        if story_id is not None:
            chosen.append(articles.c.story_id == story_id)
        if lead is not None:
            chosen.append(passages.c.start < lead)
        branches = [branch.where(*chosen) for branch in _ids_queries(FilterShape.of(filters))]
        query = union_all(*branches).order_by("since", "article_id", "version", "start")
        with self._archive.begin() as db:
            return list(db.scalars(query, parameters(filters)))

    def allowance(self, article_id: str) -> Allowance | None:
        """Return how much of an article may be quoted now; None: it may not be used, or is not public."""
        query = select(articles.c.publisher, *RIGHTS).select_from(
            articles.outerjoin(rights, rights.c.article_id == articles.c.id)
        )
        public = is_public(articles.c.id, rows.epoch(datetime.now(UTC)))
        with self._archive.begin() as db:
            row = db.execute(query.where(articles.c.id == article_id, public)).mappings().first()
        return None if row is None else self.policy.of_row(row)

    def walk(self, ids: Sequence[str], filters: Filters) -> Iterator[LoadedPassages]:
        """Yield the passages in the order of their ids, a batch at a time; what is gone is left out."""
        for some in _batches(ids, _WALK_ROWS):
            loaded = self.load(some, filters)
            ordered = {id_: loaded.passages[id_] for id_ in some if id_ in loaded.passages}
            yield replace(loaded, passages=ordered)


def _id_batches(ids: Sequence[str]) -> Iterator[Sequence[str]]:
    return _batches(ids, _IDS)


def _batches(ids: Sequence[str], size: int) -> Iterator[Sequence[str]]:
    for start in range(0, len(ids), size):
        yield ids[start : start + size]


_WITH_VERSIONS = passages.join(
    versions, (versions.c.article_id == passages.c.article_id) & (versions.c.number == passages.c.version)
)
_NAMED_IDS = passages.c.id.in_(bindparam("ids", expanding=True))


_SINCE = func.coalesce(versions.c.published_at, versions.c.visible_from)


def _visible(shape: FilterShape, source: FromClause, *columns: Any, named: bool = False) -> list[Select[Any]]:
    """Return the queries for passages that stand in no post, and for those of posts; `named`: of named ids.

    Before the columns named stand the passage's id, since when it is public, from when on it is visible, and
    when its post was posted. In two queries, each of which finds its days in an index.
    """
    told = (
        passages.c.id,
        _SINCE.label("since"),
        versions.c.visible_from,
        cast(null(), BigInteger).label("posted_at"),
    )
    posted = passages.c.id, posts.c.posted_at.label("since"), posts.c.visible_from, posts.c.posted_at
    unposted = select(*told, *columns).select_from(source).where(IN_NO_POST)
    of_posts = select(*posted, *columns).select_from(source.join(posts, IS_IN_POST))
    queries = [shape.visible(unposted, looked_up=named), shape.visible(of_posts, POSTS, looked_up=named)]
    return [query.where(_NAMED_IDS) for query in queries] if named else queries


_STORIES = (
    select(passages.c.id, passages.c.article_id, articles.c.story_id)
    .join(articles, articles.c.id == passages.c.article_id)
    .where(_NAMED_IDS)
)


@lru_cache
def _published_query(shape: FilterShape) -> CompoundSelect[Any]:
    return union_all(*_visible(shape, _WITH_VERSIONS, named=True))


@lru_cache
def _ids_queries(shape: FilterShape) -> list[Select[Any]]:
    source = _WITH_VERSIONS.join(articles, articles.c.id == passages.c.article_id)
    order = (passages.c.article_id, passages.c.version, passages.c.start)
    return _visible(shape, source, *(column.label(column.name) for column in order))


@lru_cache
def _vector_queries(shape: FilterShape) -> list[Select[Any]]:
    source = _WITH_VERSIONS.join(vectors, vectors.c.passage_id == passages.c.id)
    return _visible(shape, source, vectors.c.passage)


@lru_cache
def _stored_query(shape: FilterShape) -> CompoundSelect[Any]:
    source = _WITH_VERSIONS.join(articles, articles.c.id == passages.c.article_id).join(
        vectors, vectors.c.passage_id == passages.c.id
    )
    source = source.outerjoin(rights, rights.c.article_id == passages.c.article_id)
    columns = (
        *(column for column in passages.c if column is not passages.c.id),
        vectors.c.sentences.label("sentence_vectors"),
        articles.c.url,
        articles.c.publisher,
        articles.c.story_id,
        versions.c.title,
        versions.c.sha256,
        versions.c.kind,
        versions.c.published_at,
        versions.c.published_offset,
        *RIGHTS,
    )
    return union_all(*_visible(shape, source, *columns, named=True))


@lru_cache
def _text_query() -> Select[Any]:
    """Each text once: that of a long version can have thousands of passages."""
    named = select(passages.c.article_id, passages.c.version).where(_NAMED_IDS)
    key = tuple_(versions.c.article_id, versions.c.number)
    columns = (versions.c.article_id, versions.c.number, versions.c.sha256, versions.c.text)
    return select(*columns).where(key.in_(named))


def _load(
    db: Connection, values: dict[str, Any], shape: FilterShape, policy: RightsPolicy, loaded: LoadedPassages
) -> None:
    """Add the passages that `values` names to `loaded`, and the versions that are not as they were stored."""
    waiting: defaultdict[AlteredVersion, list[RowMapping]] = defaultdict(list)
    for row in db.execute(_stored_query(shape), values).mappings():
        waiting[AlteredVersion(row["article_id"], row["version"])].append(row)
    if not waiting:
        return
    cut: list[tuple[RowMapping, str]] = []
    for article_id, number, sha256, text in db.execute(_text_query(), {"ids": values["ids"]}):
        which = AlteredVersion(article_id, number)
        of_version = waiting.pop(which, [])
        if text_sha256(text) == sha256 and all(fits(row, text) for row in of_version):
            cut += [(row, text[row["start"] : row["end"]]) for row in of_version]
        elif of_version:
            loaded.altered.add(which)
    _add_stored(cut, policy, loaded)


def fits(row: RowMapping, text: str) -> bool:
    """Return whether a passage and its sentences stand within its text, one after the other."""
    spans, directions = row["sentences"], row["sentence_vectors"]
    if not isinstance(spans, bytes) or not isinstance(directions, bytes) or not spans or not directions:
        return False
    if len(spans) % _SPAN_BYTES or len(directions) % (len(spans) // _SPAN_BYTES):
        return False
    borders = np.frombuffer(spans, np.int32)
    inside = 0 <= row["start"] <= borders[0] and borders[-1] <= row["end"] <= len(text)
    return bool(inside and (borders[1:] >= borders[:-1]).all())


def _add_stored(cut: Sequence[tuple[RowMapping, str]], policy: RightsPolicy, loaded: LoadedPassages) -> None:
    if not cut:
        return
    sizes = [len(row["sentences"]) // _SPAN_BYTES for row, _ in cut]
    widths = [len(row["sentence_vectors"]) // size for (row, _), size in zip(cut, sizes, strict=True)]
    width = Counter(widths).most_common(1)[0][0]
    whole = [index for index, each in enumerate(widths) if each == width]
    directions = np.frombuffer(b"".join(cut[index][0]["sentence_vectors"] for index in whole), np.int8)
    # Scaled for all rows at once: one call for each costs more than the arithmetic.
    borders = np.cumsum([sizes[index] for index in whole])[:-1]
    parts = dict(zip(whole, np.split(unit(directions.reshape(-1, width)), borders), strict=True))
    for index, (row, text) in enumerate(cut):
        allowance = policy.of_row(row)
        if allowance is None:
            continue
        try:
            stored = _stored(row, text, parts[index], allowance)
            part = stored if allowance.whole else _in_parts(stored)
            if part.passage.sentences:
                loaded.passages[row["id"]] = part
            else:
                loaded.reserved[row["id"]] = stored
        except (KeyError, ValueError, ArchiveError):  # vectors, a kind or a time that is none
            loaded.altered.add(AlteredVersion(row["article_id"], row["version"]))


def _stored(row: RowMapping, text: str, sentence_vectors: Vectors, allowance: Allowance) -> StoredPassage:
    return StoredPassage(
        passage=_passage(row),
        article=Article(row["article_id"], row["url"], row["publisher"], row["story_id"]),
        text=text,
        title=row["title"],
        sha256=row["sha256"],
        kind=Kind(row["kind"]),
        published_at=rows.published_at(row),
        visible_from=rows.known_moment(row["visible_from"]),
        sentence_vectors=sentence_vectors,
        allowance=allowance,
        posted_at=rows.posted_at(row),
    )


def _in_parts(stored: StoredPassage) -> StoredPassage:
    """Return a passage with sentences of which each may be quoted; the parts of one have its vector."""
    passage = stored.passage
    parts = [
        (number, Sentence(sentence.start + start, sentence.start + end))
        for number, sentence in enumerate(passage.sentences)
        for start, end in stored.allowance.pieces(
            stored.text[sentence.start - passage.start : sentence.end - passage.start]
        )
    ]
    return replace(
        stored,
        passage=replace(passage, sentences=tuple(part for _, part in parts)),
        sentence_vectors=stored.sentence_vectors[[number for number, _ in parts]],
    )


def _passage(row: RowMapping) -> Passage:
    spans = np.frombuffer(row["sentences"], np.int32).reshape(-1, 2).tolist()
    return Passage(
        id=row["id"],
        article_id=row["article_id"],
        version=row["version"],
        start=row["start"],
        end=row["end"],
        tokens=row["tokens"],
        sentences=tuple(Sentence(start, end) for start, end in spans),
    )


def _passage_row(passage: Passage) -> dict[str, Any]:
    spans = np.array([(s.start, s.end) for s in passage.sentences], np.int32)
    return {
        "id": passage.id,
        "article_id": passage.article_id,
        "version": passage.version,
        "start": passage.start,
        "end": passage.end,
        "tokens": passage.tokens,
        "sentences": spans.tobytes(),
    }


def _vector_row(passage: Passage, found: PassageVectors) -> dict[str, Any]:
    return {
        "passage_id": passage.id,
        "passage": found.passage.astype(np.float32).tobytes(),
        "sentences": _directions(found.sentences).tobytes(),
    }


def _directions(sentence_vectors: Vectors) -> npt.NDArray[np.int8]:
    """Return int8 vectors of the same direction: a quarter of the space, cosines within about 0.003."""
    largest = np.abs(sentence_vectors).max(axis=-1, keepdims=True)
    directions: npt.NDArray[np.int8] = np.rint(sentence_vectors / np.maximum(largest, 1e-12) * 127).astype(
        np.int8
    )
    return directions
