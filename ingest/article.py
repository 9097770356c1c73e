"""The records of the archive. Offsets are code points, end exclusive.

Times are aware datetimes in UTC, but for `published_at`: it keeps the publisher's offset where one is stated,
so that its day is the day on which the publisher's readers had it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import TypeVar

from ingest.addresses import address_key, former_key, is_front_page, shown_address
from ingest.rights import Rights

_Day = date  # within Dateline, the field `date` hides the type from whoever evaluates annotations


class Kind(StrEnum):
    """What a version is to a reader."""

    ARTICLE = "article"
    TEASER = "teaser"  # the start of a story that stands in full elsewhere
    CORRECTION = "correction"  # the version says that it corrects an earlier one
    RETRACTION = "retraction"  # the publisher has withdrawn the story


@dataclass(frozen=True, slots=True)
class Dateline:
    """Where and when a story was filed, as its first line says: "HONG KONG, Oct 3"."""

    place: str
    date: _Day | None = None


@dataclass(frozen=True, slots=True)
class Post:
    """A post of a live blog: `text[start:end]` of its version, and the time that it was posted at.

    `modified_at` is the time of its last change, where the page states one for the post itself.
    """

    start: int
    end: int
    posted_at: datetime
    modified_at: datetime | None = None

    @property
    def changed_at(self) -> datetime:
        """From when on its words, as they stand, may have been read."""
        return max(self.posted_at, self.modified_at or self.posted_at)


_P = TypeVar("_P", bound=Post)


def post_at(posts: Iterable[_P], offset: int) -> _P | None:
    """Return the post that has the character at `offset` of its text, None where none has it."""
    return next((post for post in posts if post.start <= offset < post.end), None)


def blank(text: str) -> str:
    """Return a line of white space as long as `text`, to stand in its place."""
    return " " * (len(text) - 1) + "\n" if text else ""


def without_other_posts(text: str, posts: Sequence[Post], offset: int) -> str:
    """Return a text without what is of other posts than `offset`, or of any; all offsets stay the same."""
    own = post_at(posts, offset)
    if own:
        return blank(text[: own.start]) + text[own.start : own.end]
    for post in posts:
        text = text[: post.start] + blank(text[post.start : post.end]) + text[post.end :]
    return text


@dataclass(frozen=True, slots=True)
class Draft:
    """A story as a source gave it, before the archive has accepted it.

    `url` is canonical; `guid` is the publisher's own identifier where there is no URL. What another archive
    exported brings its `known_id` where no URL gives it, and when it was first `seen_at`. `rights` None: the
    document says nothing of them, and those that are known stay. `corrections` are words in which the
    publisher says beside the text what was wrong.
    """

    title: str
    text: str
    url: str | None = None
    guid: str | None = None
    publisher: str | None = None
    byline: str | None = None
    agency: str | None = None
    dateline: Dateline | None = None
    section: str | None = None
    language: str | None = None
    published_at: datetime | None = None
    modified_at: datetime | None = None
    kind: Kind = Kind.ARTICLE
    known_id: str | None = None
    seen_at: datetime | None = None
    rights: Rights | None = None
    posts: tuple[Post, ...] = ()
    corrections: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Article:
    """What stays the same over all versions of a story."""

    id: str
    url: str | None
    publisher: str | None
    story_id: str


@dataclass(frozen=True, slots=True)
class Version:
    """One wording of an article. `text` is NFC with "\\n" newlines and never changes once stored.

    A reader at time t sees the version with `visible_from` <= t < `visible_until` (None: the latest). `posts`
    are those of a live blog, in the order of the text; each has times of its own.
    """

    article_id: str
    number: int
    title: str
    text: str
    sha256: str
    byline: str | None
    agency: str | None
    dateline: Dateline | None
    section: str | None
    language: str | None
    published_at: datetime | None
    modified_at: datetime | None
    first_seen_at: datetime
    kind: Kind
    visible_from: datetime
    visible_until: datetime | None
    posts: tuple[Post, ...] = ()

    def posted_at(self, offset: int) -> datetime | None:
        """Return when the post was posted that has the character at `offset`, None outside of any."""
        post = post_at(self.posts, offset)
        return post.posted_at if post else None

    def public_since(self, offset: int) -> datetime:
        """Return when the post of a character was posted, else the article published, or first visible."""
        return self.posted_at(offset) or self.published_at or self.visible_from

    def text_around(self, offset: int) -> str:
        """Return the text without other posts than that of `offset`; all offsets stay the same."""
        return without_other_posts(self.text, self.posts, offset)


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence: `version.text[start:end]`."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Passage:
    """A run of whole sentences: `version.text[start:end]`. `tokens` are counted with cl100k_base."""

    id: str
    article_id: str
    version: int
    start: int
    end: int
    tokens: int
    sentences: tuple[Sentence, ...]


def text_sha256(text: str) -> str:
    """Return the hex sha256 of `text` in UTF-8: the fingerprint a citation carries."""
    return hashlib.sha256(text.encode()).hexdigest()


def article_id(draft: Draft) -> str:
    """Return the stable id of a draft: from its URL, else publisher and guid, else its text.

    The address of a whole site is none of a story. A guid without a publisher says nothing: every program
    counts from 1.
    """
    if draft.known_id:
        return draft.known_id
    if draft.url and not is_front_page(draft.url):
        return address_id(draft.url)
    if draft.guid and draft.publisher:
        return _short_hash(f"guid:{draft.publisher}\n{draft.guid}")
    return _short_hash(f"text:{draft.text}")


def address_id(url: str) -> str:
    """Return the id of the article at an address, in whatever form; http or https may be missing."""
    return _short_hash(f"url:{address_key(_whole(url))}")


def former_id(url: str) -> str:
    """Return the id that an article at an address has in an archive that did not know its form."""
    return _short_hash(f"url:{former_key(_whole(url))}")


def _whole(url: str) -> str:
    return shown_address(url if "://" in url else f"https://{url}") or url


def _short_hash(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()[:16]


def passage_id(article_id: str, version: int, index: int) -> str:
    """Return the id of the `index`-th passage (from 0) of a version."""
    return f"{article_id}-{version}-{index}"
