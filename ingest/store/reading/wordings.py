"""Wordings: every version that was public by a moment, also those that another has replaced since."""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from typing import Any

import numpy as np
from sqlalchemy import RowMapping, Select, and_, bindparam, select, tuple_

from ingest.article import Article, Kind, Post, Sentence, blank, text_sha256
from ingest.store import rows
from ingest.store.allowance import RIGHTS, Allowance, RightsPolicy
from ingest.store.archive import Archive
from ingest.store.filters import POSTS, Filters, FilterShape, parameters
from ingest.store.passages import AlteredVersion
from ingest.store.schema import articles, passages, posts, rights, versions

_log = logging.getLogger("dateline.archive")

Key = tuple[str, int]  # an article and the number of a version


@dataclass(frozen=True, slots=True)
class KnownPost(Post):
    """A post of a live blog, and whether it was public by the moment asked for, and `replaced` by then."""

    known: bool = True
    replaced: bool = False


@dataclass(frozen=True, slots=True)
class Wording:
    """A version with its whole text, of which so much may be quoted as its `allowance` says.

    `replaced`: by the moment asked for, another stood in its place. `known`: what stands in no post was
    public by then.
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
    posts: tuple[KnownPost, ...] = ()
    known: bool = True

    @property
    def known_text(self) -> str:
        """The text, with white space in the place of what was not public yet."""
        if not self.posts:
            return self.text
        pieces, at = list[str](), 0
        for post in self.posts:
            pieces.append(_shown(self.text[at : post.start], self.known))
            pieces.append(_shown(self.text[post.start : post.end], post.known))
            at = post.end
        return "".join([*pieces, _shown(self.text[at:], self.known)])

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


def _shown(text: str, known: bool) -> str:
    return text if known else blank(text)


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
        shape, values = FilterShape.of(filters), parameters(filters, passage_ids)
        posted: defaultdict[Key, list[RowMapping]] = defaultdict(list)
        for row in db.execute(_posts_query(shape), values).mappings():
            posted[row["article_id"], row["version"]].append(row)
        for row in db.execute(_wording_query(shape), values).mappings():
            in_posts = posted[row["article_id"], row["number"]]
            if not row["known"] and not any(post["known"] for post in in_posts):
                continue
            allowance = policy.of_row(row)
            if allowance is None:
                continue
            if text_sha256(row["text"]) == row["sha256"]:
                loaded.wordings.append(_wording(row, in_posts, filters, allowance))
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


_NAMED = select(passages.c.article_id, passages.c.version).where(
    passages.c.id.in_(bindparam("ids", expanding=True))
)


@lru_cache
def _wording_query(shape: FilterShape) -> Select[Any]:
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
        and_(*shape.known()).label("known"),
        versions.c.text,
        *RIGHTS,
    ).select_from(
        versions.join(articles, articles.c.id == versions.c.article_id).outerjoin(
            rights, rights.c.article_id == versions.c.article_id
        )
    )
    return query.where(tuple_(versions.c.article_id, versions.c.number).in_(_NAMED))


@lru_cache
def _posts_query(shape: FilterShape) -> Select[Any]:
    of_version = (versions.c.article_id == posts.c.article_id) & (versions.c.number == posts.c.version)
    query = select(posts, versions.c.published_offset, and_(*shape.known(POSTS)).label("known"))
    query = query.join(versions, of_version).order_by(posts.c.start)
    return query.where(tuple_(posts.c.article_id, posts.c.version).in_(_NAMED))


def _wording(
    row: RowMapping, in_posts: Sequence[RowMapping], filters: Filters, allowance: Allowance
) -> Wording:
    return Wording(
        article=Article(row["article_id"], row["url"], row["publisher"], row["story_id"]),
        version=row["number"],
        title=row["title"],
        text=row["text"],
        sha256=row["sha256"],
        published_at=rows.published_at(row),
        visible_from=rows.known_moment(row["visible_from"]),
        replaced=_is_replaced(row, filters),
        kind=Kind(row["kind"]),
        allowance=allowance,
        posts=tuple(_post(post, filters) for post in in_posts),
        known=bool(row["known"]),
    )


def _post(row: RowMapping, filters: Filters) -> KnownPost:
    return KnownPost(
        start=row["start"],
        end=row["end"],
        posted_at=rows.on_clock(row["posted_at"], row["published_offset"] or 0),
        known=bool(row["known"]),
        replaced=_is_replaced(row, filters),
    )


def _is_replaced(row: RowMapping, filters: Filters) -> bool:
    until = rows.moment(row["visible_until"])
    return until is not None and until <= filters.as_of
