"""A draft becomes a new article, a new version of one, or nothing new."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Connection, delete, insert, select, update

from ingest.addresses import is_front_page, shown_address
from ingest.article import Draft, Kind, article_id, former_id, text_sha256
from ingest.store import rows, stories
from ingest.store.corrections import note_version, state_corrections, withdrawn_article
from ingest.store.journal import Action, add_entry
from ingest.store.posts import set_posts_visibility, store_posts
from ingest.store.rights import embargo_of, note_rights
from ingest.store.schema import articles, bands, facts, fingerprints, versions
from ingest.text.stamps import without_stamps

# Copies of a wire story come within days. Like texts further apart are a series or a piece used again.
_STORY_SECONDS = 7 * 24 * 3600
# Of 40,000 pairs of unrelated news articles half share less than .14 of the shorter one's longer words, nine
# in ten less than .31, and next to none a run of four words; an updated text keeps most of both.
_RELATED_WORDS = 0.35
_RELATED_RUNS = 0.02
_LEAST_WORDS = 5  # of fewer nothing can be told
_WORD = re.compile(r"[^\W\d_]{5,}")


class Acceptance(StrEnum):
    """What accepting a draft did."""

    NEW = "new"
    UPDATED = "updated"
    UNCHANGED = "unchanged"
    CONFLICT = "conflict"  # another story under an address or guid that has one: nothing was stored
    REMOVED = "removed"  # it was removed before, and nobody asked for it again: nothing was stored


def accept_draft(
    db: Connection, draft: Draft, seen_at: int, *, again: bool = False
) -> tuple[Acceptance, str, int]:
    """Store a draft unless its wording is stored; return the outcome, article id and version number.

    What withdraws another article and names it becomes a version of that, which is no evidence from then on.
    In a conflict the number is that of the latest version of the story that has the id; of an article that
    was removed it is 0. `again` takes that in, too.
    """
    own = id_ = _own_id(db, draft)
    sha256 = text_sha256(draft.text)
    seen_at = rows.epoch(draft.seen_at) if draft.seen_at else seen_at
    stored = list(db.execute(_stored_versions(id_)).mappings())
    if not stored and draft.kind is Kind.RETRACTION and (withdrawn := withdrawn_article(db, draft)):
        id_ = withdrawn
        stored = list(db.execute(_stored_versions(id_)).mappings())
    if not stored and _was_removed(db, id_):
        if not again:
            return Acceptance.REMOVED, id_, 0
        db.execute(delete(facts).where(facts.c.name == _removed(id_)))
    if stored and draft.known_id and _address(db, id_) != draft.url:
        return Acceptance.CONFLICT, id_, stored[-1]["number"]
    if same := _same_wording(db, id_, stored, draft, sha256):
        _fill_offset(db, id_, same, draft)
        now = datetime.now(UTC)
        hidden = embargo_of(db, id_, now)
        if id_ == own:
            _note_rights(db, id_, draft, stored)
        if hidden and not embargo_of(db, id_, now):
            add_entry(db, Action.RELEASE, id_)
        if state_corrections(db, id_, same, draft.corrections):
            add_entry(db, Action.CORRECT, id_, same)
        return Acceptance.UNCHANGED, id_, same
    if stored and _is_another_story(db, id_, stored[-1], draft):
        if draft.url and draft.guid and draft.publisher and shown_address(draft.guid) is None:
            # The address is that of a list, or has gone over to another story; it leads to neither.
            return accept_draft(db, replace(draft, url=None), seen_at, again=again)
        return Acceptance.CONFLICT, id_, stored[-1]["number"]
    number = max((row["number"] for row in stored), default=0) + 1
    visible = rows.visible_from(draft, seen_at, [row["visible_from"] for row in stored])
    if number == 1:
        _store_article(db, id_, draft, visible)
    row = rows.version_row(id_, number, draft, sha256, seen_at)
    # No moment sees it yet: until the indexes hold it, readers keep the wording they have.
    db.execute(insert(versions).values({**row, "visible_from": visible, "visible_until": visible}))
    store_posts(db, id_, number, draft.posts)
    note_version(db, id_, number, draft)
    if id_ == own:
        _note_rights(db, id_, draft, stored)
    state_corrections(db, id_, number, draft.corrections)
    return (Acceptance.NEW if number == 1 else Acceptance.UPDATED), id_, number


def _note_rights(db: Connection, id_: str, draft: Draft, stored: Sequence[Any]) -> None:
    """Store what a draft says of its use, if that is the latest that its publisher said of the article.

    Not so of a capture from before a version that is stored.
    """
    seen = rows.epoch(draft.seen_at) if draft.seen_at else None
    if seen is None or all(seen >= row["first_seen_at"] for row in stored):
        note_rights(db, id_, draft.rights)


def _fill_offset(db: Connection, id_: str, number: int, draft: Draft) -> None:
    """Store the publisher's offset of a version that was accepted before archives kept it."""
    if draft.published_at is None:
        return
    lacking = (
        (versions.c.article_id == id_)
        & (versions.c.number == number)
        & (versions.c.published_at == rows.epoch(draft.published_at))
        & versions.c.published_offset.is_(None)
    )
    offset = rows.offset_of(draft.published_at)
    db.execute(update(versions).where(lacking).values(published_offset=offset))


def remember_removal(db: Connection, id_: str, at: int) -> None:
    """Note that an article was removed, so that the next dump does not bring it back."""
    db.execute(delete(facts).where(facts.c.name == _removed(id_)))
    db.execute(insert(facts).values(name=_removed(id_), value=str(at)))


def _was_removed(db: Connection, id_: str) -> bool:
    return db.scalar(select(facts.c.value).where(facts.c.name == _removed(id_))) is not None


def _removed(id_: str) -> str:
    return f"removed {id_}"


def _own_id(db: Connection, draft: Draft) -> str:
    """Return the id of a draft's article; one that the archive has under a former id keeps that."""
    id_ = article_id(draft)
    former = former_id(draft.url) if draft.url and not draft.known_id else id_
    if former == id_ or _is_known(db, id_):
        return id_
    if draft.url and is_front_page(draft.url):
        titles = select(versions.c.title).where(versions.c.article_id == former)
        return former if draft.title in db.scalars(titles) else id_
    return former if _is_known(db, former) else id_


def _is_known(db: Connection, id_: str) -> bool:
    stored = db.scalar(select(articles.c.id).where(articles.c.id == id_)) is not None
    return stored or _was_removed(db, id_)


def _address(db: Connection, id_: str) -> str | None:
    url: str | None = db.scalar(select(articles.c.url).where(articles.c.id == id_))
    return url


def _is_another_story(db: Connection, id_: str, latest: Any, draft: Draft) -> bool:
    """Return whether neither title nor text has anything to do with the latest version's.

    A publisher that gives an address to another story, or a program that counts its records anew, must not
    make a "correction" of the one that is there.
    """
    titles = [title.casefold() for title in (latest["title"], draft.title)]
    if draft.kind in (Kind.CORRECTION, Kind.RETRACTION) or titles[0] == titles[1]:
        return False
    if _words(titles[0]) & _words(titles[1]):
        return False
    this = (versions.c.article_id == id_) & (versions.c.number == latest["number"])
    text = db.scalar(select(versions.c.text).where(this)) or ""
    if stories.similarity(stories.fingerprint(text), stories.fingerprint(draft.text)) >= _RELATED_RUNS:
        return False
    one, other = _words(text), _words(draft.text)
    shorter = min(len(one), len(other))
    return shorter >= _LEAST_WORDS and len(one & other) < _RELATED_WORDS * shorter


def _words(text: str) -> frozenset[str]:
    return frozenset(_WORD.findall(text.casefold()))


def _store_article(db: Connection, id_: str, draft: Draft, visible_from: int) -> None:
    """Store a new article with its fingerprint, in the story it belongs to."""
    fingerprint = stories.fingerprint(draft.text)
    story = _story(db, draft.text, fingerprint, visible_from) or id_
    db.execute(insert(articles).values(id=id_, url=draft.url, publisher=draft.publisher, story_id=story))
    db.execute(
        insert(fingerprints).values(article_id=id_, fingerprint=fingerprint, visible_from=visible_from)
    )
    keys = set(stories.bands(fingerprint))
    db.execute(insert(bands), [{"band": key, "article_id": id_} for key in keys])


def _story(db: Connection, text: str, fingerprint: bytes, visible_from: int) -> str | None:
    """Return the story a text belongs to, if any; stories that the text shows to be one are joined."""
    near = (
        select(articles.c.id, articles.c.story_id, fingerprints.c.fingerprint)
        .join(fingerprints, fingerprints.c.article_id == articles.c.id)
        .where(
            articles.c.id.in_(select(bands.c.article_id).where(bands.c.band.in_(stories.bands(fingerprint)))),
            fingerprints.c.visible_from.between(visible_from - _STORY_SECONDS, visible_from + _STORY_SECONDS),
        )
    )
    found = {
        row.story_id
        for row in db.execute(near)
        if _is_same(db, text, row.id, stories.similarity(fingerprint, row.fingerprint))
    }
    if not found:
        return None
    story: str = min(found)
    if len(found) > 1:
        db.execute(update(articles).where(articles.c.story_id.in_(found)).values(story_id=story))
    return story


def _is_same(db: Connection, text: str, id_: str, estimate: float) -> bool:
    """Return whether a text and an article's first are one story; in doubt they are compared themselves."""
    if abs(estimate - stories.SAME_STORY) < stories.DOUBT:
        first = select(versions.c.text).where(versions.c.article_id == id_, versions.c.number == 1)
        if stored := db.scalar(first):
            estimate = stories.exact_similarity(text, stored)
    return estimate >= stories.SAME_STORY


def _stored_versions(id_: str) -> Any:
    columns = (
        versions.c.number,
        versions.c.sha256,
        versions.c.title,
        versions.c.kind,
        versions.c.first_seen_at,
        versions.c.visible_from,
    )
    query = select(*columns).where(versions.c.article_id == id_)
    return query.order_by(versions.c.visible_from, versions.c.number)


def _same_wording(db: Connection, id_: str, stored: Sequence[Any], draft: Draft, sha256: str) -> int | None:
    """Return the number of the stored version that the draft repeats, if any.

    An older wording is a repetition (a dump read again) unless it is dated after the latest one: then the
    publisher went back to it. The words of an article that is withdrawn say that by their kind.
    """
    titled = [row for row in stored if row["title"] == draft.title]
    same = [row for row in titled if row["sha256"] == sha256] or _same_story(db, id_, titled, draft.text)
    latest = stored[-1] if stored else None
    if not same or latest is None:
        return None
    if draft.kind is Kind.RETRACTION and latest["kind"] != Kind.RETRACTION:
        return None
    went_back = (
        same[-1]["number"] != latest["number"]
        and draft.modified_at is not None
        and rows.epoch(draft.modified_at) > latest["visible_from"]
    )
    return None if went_back else int(same[-1]["number"])


def _same_story(db: Connection, id_: str, titled: Sequence[Any], text: str) -> list[Any]:
    """Return the versions that differ from a text only in what a page says of itself."""
    if not titled:
        return []
    words = without_stamps(text)
    numbers = [row["number"] for row in titled]
    these = (versions.c.article_id == id_) & versions.c.number.in_(numbers)
    texts = db.execute(select(versions.c.number, versions.c.text).where(these))
    same = {row.number for row in texts if without_stamps(row.text) == words}
    return [row for row in titled if row["number"] in same]


def set_visibility(db: Connection, id_: str, pending: Collection[int]) -> None:
    """Let each version of an article be visible until the next one is, whatever order they came in.

    Versions that the indexes do not hold yet, `pending`, stay out of it.
    """
    found = [row for row in db.execute(_stored_versions(id_)).mappings() if row["number"] not in pending]
    for row, following in zip(found, [*found[1:], None], strict=True):
        this = (versions.c.article_id == id_) & (versions.c.number == row["number"])
        until = following["visible_from"] if following else None
        db.execute(update(versions).where(this).values(visible_until=until))
    set_posts_visibility(db, id_, found)
