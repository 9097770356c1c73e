"""Passages and their vectors in the archive: written by the pipeline, read by retrieval."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

import numpy as np
import numpy.typing as npt
from sqlalchemy import RowMapping, Select, bindparam, func, insert, select

from ingest.article import Article, Kind, Passage, Sentence
from ingest.embeddings.embedder import PassageVectors, Vectors, unit
from ingest.store import rows
from ingest.store.archive import Archive
from ingest.store.filters import Filters, FilterShape, parameters
from ingest.store.schema import articles, passages, vectors, versions

# Ids in one statement: below the variable limit of every SQLite still in use.
_IDS = 900
# Rows held in memory at once when scanning vectors.
_SCAN_ROWS = 2_000
# Passages held at once when walking through them: with their vectors about 10 MB.
_WALK_ROWS = 500
_SPAN_BYTES = 8  # two int32


@dataclass(frozen=True, slots=True)
class StoredPassage:
    """A passage with what a citation of it needs.

    `sentence_vectors` is (sentences, dimension), unit length; int8 precision.
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

    @property
    def public_since(self) -> datetime:
        """When the article was published, or else became visible."""
        return self.published_at or self.visible_from


class PassageStore:
    """The passages of an archive."""

    def __init__(self, archive: Archive) -> None:
        self._archive = archive

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

    def load(self, ids: Sequence[str], filters: Filters) -> dict[str, StoredPassage]:
        """Return those of the passages that the filters let through, by id."""
        found: dict[str, StoredPassage] = {}
        for some in _id_batches(ids):
            with self._archive.begin() as db:
                result = db.execute(_stored_query(FilterShape.of(filters)), parameters(filters, some))
                found.update((stored.passage.id, stored) for stored in _stored_passages(result.mappings()))
        return found

    def published(self, ids: Sequence[str], filters: Filters) -> dict[str, datetime]:
        """Return when those of the passages that the filters let through were published, or first visible."""
        found: dict[str, datetime] = {}
        for some in _id_batches(ids):
            with self._archive.begin() as db:
                result = db.execute(_published_query(FilterShape.of(filters)), parameters(filters, some))
                found.update((id_, rows.known_moment(moment)) for id_, moment in result)
        return found

    def scan(self, filters: Filters) -> Iterator[tuple[list[str], Vectors]]:
        """Yield (ids, vectors of shape (n, dimension)) of all passages the filters let through, in chunks."""
        with self._archive.begin() as db:
            db.execution_options(yield_per=_SCAN_ROWS)
            result = db.execute(_vector_query(FilterShape.of(filters)), parameters(filters))
            for chunk in result.partitions():
                joined = b"".join(row.passage for row in chunk)
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
        query = _ids_query(FilterShape.of(filters))
        if article_id is not None:
            query = query.where(passages.c.article_id == article_id)
        if story_id is not None:
            query = query.where(articles.c.story_id == story_id)
        if lead is not None:
            query = query.where(passages.c.start < lead)
        with self._archive.begin() as db:
            return list(db.scalars(query, parameters(filters)))

    def walk(self, ids: Sequence[str], filters: Filters) -> Iterator[list[StoredPassage]]:
        """Yield the passages in the order of their ids, a batch at a time; what is gone is left out."""
        for some in _batches(ids, _WALK_ROWS):
            loaded = self.load(some, filters)
            yield [loaded[id_] for id_ in some if id_ in loaded]


def _id_batches(ids: Sequence[str]) -> Iterator[Sequence[str]]:
    return _batches(ids, _IDS)


def _batches(ids: Sequence[str], size: int) -> Iterator[Sequence[str]]:
    for start in range(0, len(ids), size):
        yield ids[start : start + size]


_WITH_VERSIONS = passages.join(
    versions, (versions.c.article_id == passages.c.article_id) & (versions.c.number == passages.c.version)
)
_NAMED_IDS = passages.c.id.in_(bindparam("ids", expanding=True))


@lru_cache
def _published_query(shape: FilterShape) -> Select[Any]:
    moment = func.coalesce(versions.c.published_at, versions.c.visible_from)
    return shape.visible(select(passages.c.id, moment).select_from(_WITH_VERSIONS).where(_NAMED_IDS))


@lru_cache
def _ids_query(shape: FilterShape) -> Select[Any]:
    moment = func.coalesce(versions.c.published_at, versions.c.visible_from)
    source = _WITH_VERSIONS.join(articles, articles.c.id == passages.c.article_id)
    order = (moment, passages.c.article_id, passages.c.version, passages.c.start)
    return shape.visible(select(passages.c.id).select_from(source)).order_by(*order)


@lru_cache
def _vector_query(shape: FilterShape) -> Select[Any]:
    source = _WITH_VERSIONS.join(vectors, vectors.c.passage_id == passages.c.id)
    return shape.visible(select(passages.c.id, vectors.c.passage).select_from(source))


@lru_cache
def _stored_query(shape: FilterShape) -> Select[Any]:
    source = _WITH_VERSIONS.join(articles, articles.c.id == passages.c.article_id).join(
        vectors, vectors.c.passage_id == passages.c.id
    )
    query = select(
        passages,
        # Cut out by the database: a version's whole text can be a hundred times longer.
        func.substr(versions.c.text, passages.c.start + 1, passages.c.end - passages.c.start).label("cut"),
        vectors.c.sentences.label("sentence_vectors"),
        articles.c.url,
        articles.c.publisher,
        articles.c.story_id,
        versions.c.title,
        versions.c.sha256,
        versions.c.kind,
        versions.c.published_at,
        versions.c.published_offset,
        versions.c.visible_from,
    )
    return shape.visible(query.select_from(source).where(_NAMED_IDS))


def _stored_passages(found: Iterable[RowMapping]) -> Iterator[StoredPassage]:
    kept = list(found)
    if not kept:
        return
    sizes = [len(row["sentences"]) // _SPAN_BYTES for row in kept]
    directions = np.frombuffer(b"".join(row["sentence_vectors"] for row in kept), np.int8)
    # Scaled for all rows at once: one call for each costs more than the arithmetic.
    parts = np.split(unit(directions.reshape(sum(sizes), -1)), np.cumsum(sizes)[:-1])
    for row, sentence_vectors in zip(kept, parts, strict=True):
        yield _stored(row, sentence_vectors)


def _stored(row: RowMapping, sentence_vectors: Vectors) -> StoredPassage:
    return StoredPassage(
        passage=_passage(row),
        article=Article(row["article_id"], row["url"], row["publisher"], row["story_id"]),
        text=row["cut"],
        title=row["title"],
        sha256=row["sha256"],
        kind=Kind(row["kind"]),
        published_at=rows.published(row),
        visible_from=rows.known_moment(row["visible_from"]),
        sentence_vectors=sentence_vectors,
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
