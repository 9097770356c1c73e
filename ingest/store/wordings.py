"""Wordings: every version that was public by a moment, also those that another has replaced since."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from typing import Any

import numpy as np
from sqlalchemy import RowMapping, Select, bindparam, select, tuple_

from ingest.article import Article, Kind, Sentence, text_sha256
from ingest.store import rows
from ingest.store.allowance import RIGHTS, Allowance, RightsPolicy
from ingest.store.archive import Archive
from ingest.store.filters import Filters, FilterShape, parameters
from ingest.store.passages import AlteredVersion
from ingest.store.schema import articles, passages, rights, versions

_log = logging.getLogger("dateline.archive")

Key = tuple[str, int]  # an article and the number of a version


@dataclass(frozen=True, slots=True)
class Wording:
    """A version with its whole text, of which so much may be quoted as its `allowance` says.

    `replaced`: by the moment asked for, another stood in its place.
    """

    article: Article
    version: int
    title: str
    text: str
    sha256: str
    published_at: datetime | None
    visible_from: datetime
    replaced: bool
    kind: Kind
    allowance: Allowance

    @property
    def key(self) -> Key:
        return self.article.id, self.version

    @property
    def public_since(self) -> datetime:
        """When the article was published, or else became visible."""
        return self.published_at or self.visible_from


@dataclass(frozen=True, slots=True)
class LoadedWordings:
    """Wordings with the hash that they were stored with; `altered` have another."""

    wordings: list[Wording] = field(default_factory=list)
    altered: set[AlteredVersion] = field(default_factory=set)


def wordings_of(
    archive: Archive, passage_ids: Sequence[str], filters: Filters, policy: RightsPolicy
) -> LoadedWordings:
    """Return the versions that have these passages (at most 900) and that the filters let through.

    What may not even be found is left out.
    """
    loaded = LoadedWordings()
    if not passage_ids:
        return loaded
    with archive.begin() as db:
        query = _wording_query(FilterShape.of(filters))
        for row in db.execute(query, parameters(filters, passage_ids)).mappings():
            allowance = policy.of_row(row)
            if allowance is None:
                continue
            if text_sha256(row["text"]) == row["sha256"]:
                loaded.wordings.append(_wording(row, filters, allowance))
            else:
                loaded.altered.add(AlteredVersion(row["article_id"], row["number"]))
    for altered in sorted(loaded.altered):
        _log.warning("%s", altered)
    return loaded


def sentences_of(archive: Archive, keys: Iterable[Key]) -> dict[Key, list[Sentence]]:
    """Return the sentences of versions in the order of their texts."""
    found: dict[Key, list[Sentence]] = {}
    with archive.begin() as db:
        for key in keys:
            values = dict(zip(("article", "version"), key, strict=True))
            spans = b"".join(db.scalars(_SENTENCES, values))
            borders = np.frombuffer(spans, np.int32).reshape(-1, 2).tolist()
            found[key] = [Sentence(start, end) for start, end in borders]
    return found


_SENTENCES = (
    select(passages.c.sentences)
    .where(passages.c.article_id == bindparam("article"), passages.c.version == bindparam("version"))
    .order_by(passages.c.start)
)


@lru_cache
def _wording_query(shape: FilterShape) -> Select[Any]:
    named = select(passages.c.article_id, passages.c.version).where(
        passages.c.id.in_(bindparam("ids", expanding=True))
    )
    query = select(
        versions.c.article_id,
        versions.c.number,
        articles.c.url,
        articles.c.publisher,
        articles.c.story_id,
        versions.c.title,
        versions.c.sha256,
        versions.c.kind,
        versions.c.published_at,
        versions.c.published_offset,
        versions.c.visible_from,
        versions.c.visible_until,
        versions.c.text,
        *RIGHTS,
    ).select_from(
        versions.join(articles, articles.c.id == versions.c.article_id).outerjoin(
            rights, rights.c.article_id == versions.c.article_id
        )
    )
    return shape.known(query.where(tuple_(versions.c.article_id, versions.c.number).in_(named)))


def _wording(row: RowMapping, filters: Filters, allowance: Allowance) -> Wording:
    until = rows.moment(row["visible_until"])
    return Wording(
        article=Article(row["article_id"], row["url"], row["publisher"], row["story_id"]),
        version=row["number"],
        title=row["title"],
        text=row["text"],
        sha256=row["sha256"],
        published_at=rows.published_at(row),
        visible_from=rows.known_moment(row["visible_from"]),
        replaced=until is not None and until <= filters.as_of,
        kind=Kind(row["kind"]),
        allowance=allowance,
    )
