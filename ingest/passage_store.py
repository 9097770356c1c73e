"""Passages and their vectors in the archive: written by the pipeline, read by retrieval."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import numpy as np
import numpy.typing as npt
from sqlalchemy import RowMapping, Select, func, insert, or_, select

from ingest import rows
from ingest.archive import Archive
from ingest.article import Article, Kind, Passage, Sentence
from ingest.embedding import PassageVectors, Vectors, unit
from ingest.schema import articles, passages, vectors, versions

# Ids in one statement: below the variable limit of every SQLite still in use.
_IDS = 900
# Rows held in memory at once when scanning vectors.
_SCAN_ROWS = 2_000


@dataclass(frozen=True, slots=True)
class Filters:
    """What a reader may see: the wording as of a moment, published in [after, before), by these publishers.

    No publishers means all. An article without a publication date is outside every window.
    """

    as_of: datetime
    after: datetime | None = None
    before: datetime | None = None
    publishers: tuple[str, ...] = ()

    @property
    def narrow(self) -> bool:
        """Whether more than `as_of` is asked for."""
        return bool(self.after or self.before or self.publishers)


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
        for start in range(0, len(ids), _IDS):
            query = _visible(_stored_columns(), filters).where(passages.c.id.in_(ids[start : start + _IDS]))
            with self._archive.begin() as db:
                for row in db.execute(query).mappings():
                    found[row["passage_id"]] = _stored(row)
        return found

    def published(self, ids: Sequence[str], filters: Filters) -> dict[str, datetime]:
        """Return when those of the passages that the filters let through were published, or first visible."""
        moment = func.coalesce(versions.c.published_at, versions.c.visible_from).label("moment")
        found: dict[str, datetime] = {}
        for start in range(0, len(ids), _IDS):
            query = _visible(select(passages.c.id, moment), filters)
            with self._archive.begin() as db:
                for row in db.execute(query.where(passages.c.id.in_(ids[start : start + _IDS]))):
                    found[row.id] = rows.known_moment(row.moment)
        return found

    def scan(self, filters: Filters) -> Iterator[tuple[list[str], Vectors]]:
        """Yield (ids, vectors of shape (n, dimension)) of all passages the filters let through, in chunks."""
        query = _visible(select(passages.c.id, vectors.c.passage), filters, with_vectors=True)
        with self._archive.begin() as db:
            result = db.execution_options(yield_per=_SCAN_ROWS).execute(query)
            for chunk in result.partitions():
                ids = [row.id for row in chunk]
                yield (
                    ids,
                    np.frombuffer(b"".join(row.passage for row in chunk), np.float32).reshape(len(ids), -1),
                )

    def coverage(self, filters: Filters) -> tuple[int, datetime | None, datetime | None]:
        """Return how many articles the filters let through, and their first and last publication."""
        query: Any = select(
            func.count(versions.c.article_id.distinct()).label("articles"),
            func.min(versions.c.published_at).label("first"),
            func.max(versions.c.published_at).label("last"),
        )
        with self._archive.begin() as db:
            row = db.execute(_visible_versions(query, filters)).one()
        return row.articles, rows.moment(row.first), rows.moment(row.last)


def _visible_versions(query: Select[Any], filters: Filters) -> Select[Any]:
    as_of = rows.epoch(filters.as_of)
    query = query.where(
        versions.c.visible_from <= as_of,
        or_(versions.c.visible_until.is_(None), versions.c.visible_until > as_of),
    )
    if filters.after:
        query = query.where(versions.c.published_at >= rows.epoch(filters.after))
    if filters.before:
        query = query.where(versions.c.published_at < rows.epoch(filters.before))
    if filters.publishers:
        named = select(articles.c.id).where(articles.c.publisher.in_(filters.publishers))
        query = query.where(versions.c.article_id.in_(named))
    return query


def _visible(query: Select[Any], filters: Filters, *, with_vectors: bool = False) -> Select[Any]:
    joined = versions.join(
        passages,
        (passages.c.article_id == versions.c.article_id) & (passages.c.version == versions.c.number),
    )
    if with_vectors:
        joined = joined.join(vectors, vectors.c.passage_id == passages.c.id)
    return _visible_versions(query.select_from(joined), filters)


def _stored_columns() -> Select[Any]:
    # The one passage is cut out by the database: a version's whole text can be a hundred times longer.
    text = func.substr(versions.c.text, passages.c.start + 1, passages.c.end - passages.c.start)
    # A subquery for each row beats a join here: few rows, and the planner cannot start at the wrong table.
    own_vectors = select(vectors.c.sentences).where(vectors.c.passage_id == passages.c.id).scalar_subquery()
    own_article = articles.c.id == passages.c.article_id
    return select(
        passages,
        passages.c.id.label("passage_id"),
        text.label("passage_text"),
        own_vectors.label("sentence_vectors"),
        select(articles.c.url).where(own_article).scalar_subquery().label("url"),
        select(articles.c.publisher).where(own_article).scalar_subquery().label("publisher"),
        select(articles.c.story_id).where(own_article).scalar_subquery().label("story_id"),
        versions.c.title,
        versions.c.sha256,
        versions.c.kind,
        versions.c.published_at,
        versions.c.visible_from,
    )


def _stored(row: RowMapping) -> StoredPassage:
    passage = _passage(row)
    directions = np.frombuffer(row["sentence_vectors"], np.int8).reshape(len(passage.sentences), -1)
    return StoredPassage(
        passage=passage,
        article=Article(row["article_id"], row["url"], row["publisher"], row["story_id"]),
        text=row["passage_text"],
        title=row["title"],
        sha256=row["sha256"],
        kind=Kind(row["kind"]),
        published_at=rows.moment(row["published_at"]),
        visible_from=rows.known_moment(row["visible_from"]),
        sentence_vectors=unit(directions),
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
