"""What is shown of an archive, here and by a service to its clients: lists, articles, the whole."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Self

from ingest.article import Article, Kind, Version
from ingest.rights import Rights
from ingest.store.archive import Archive
from ingest.store.corrections import corrections_of, notices_about, stated_of
from ingest.store.publishers import families
from ingest.text.difference import DiffRun, difference
from ingest.text.notices import PublisherNotice, brief, notices_in

PAGE_DATA = "the data of its page"  # where a notice stands that is in no text


@dataclass(frozen=True, slots=True)
class VersionSummary:
    """A version without its text."""

    number: int
    title: str
    sha256: str
    kind: Kind
    published_at: datetime | None
    modified_at: datetime | None
    first_seen_at: datetime
    visible_from: datetime
    visible_until: datetime | None

    @classmethod
    def of(cls, version: Version) -> Self:
        return cls(
            number=version.number,
            title=version.title,
            sha256=version.sha256,
            kind=version.kind,
            published_at=version.published_at,
            modified_at=version.modified_at,
            first_seen_at=version.first_seen_at,
            visible_from=version.visible_from,
            visible_until=version.visible_until,
        )


@dataclass(frozen=True, slots=True)
class ListedArticle:
    """An article in a list."""

    article: Article
    latest: VersionSummary


@dataclass(frozen=True, slots=True)
class ArticleList:
    """A page of articles, the latest published first; `next_offset` is None on the last page."""

    articles: list[ListedArticle]
    next_offset: int | None


@dataclass(frozen=True, slots=True)
class ArticleNotice:
    """What its publisher says of an error in an article, or that it is withdrawn, in the exact words.

    They stand in `version` of `article_id`, from `start`; None: in its title, or where `source` says. That is
    the article itself, or a correction under an address of its own.
    """

    kind: Kind
    words: str
    article_id: str
    version: int
    start: int | None
    source: str | None = None

    @classmethod
    def of(cls, version: Version, notice: PublisherNotice) -> Self:
        return cls(notice.kind, notice.words, version.article_id, version.number, notice.start)

    @property
    def line(self) -> str:
        """The notice in one line: corrected: “An earlier version misstated the cost.”"""
        what = "withdrawn" if self.kind is Kind.RETRACTION else "corrected"
        return f"{what}: {brief(self.words)}{f' (in {self.source})' if self.source else ''}"


def article_notices(
    archive: Archive, version: Version, as_of: datetime | None = None
) -> tuple[ArticleNotice, ...]:
    """Return the notices in a version of an article, and those of its corrections elsewhere, by a moment.

    None is now: a correction that is embargoed until later is not told.
    """
    own = [ArticleNotice.of(version, notice) for notice in notices_in(version.title, version.text)]
    with archive.begin() as db:
        elsewhere = corrections_of(db, version.article_id)
        stated = stated_of(db, version.article_id, version.number)
    own += [each for words in stated if not _has(own, each := _stated(version, words))]
    for id_ in elsewhere:
        for last in archive.versions(id_, as_of or datetime.now(UTC))[-1:]:
            with archive.begin() as db:
                own += [ArticleNotice.of(last, each) for each in notices_about(db, version.article_id, last)]
    return tuple(own)


def _stated(version: Version, words: str) -> ArticleNotice:
    """Return what a page's data say of an error, where the text says it as well or else by itself."""
    spaced = r"\s+".join(map(re.escape, words.split()))
    spaced = re.sub("['‘’]", "['‘’]", re.sub('["“”]', '["“”]', spaced))
    found = re.search(rf"(?<!\w){spaced}(?!\w)", version.text)
    words, start, source = (found[0], found.start(), None) if found else (words, None, PAGE_DATA)
    return ArticleNotice(Kind.CORRECTION, words, version.article_id, version.number, start, source)


def _has(notices: Sequence[ArticleNotice], other: ArticleNotice) -> bool:
    """Return whether a notice, or one that holds it or is held by it, is among others."""
    return any(other.words in each.words or each.words in other.words for each in notices)


@dataclass(frozen=True, slots=True)
class ArticleDetails:
    """An article, its latest version in full, and all its versions in the order they became visible.

    `rights` are what its publisher said of its use; None: nothing is known.
    """

    article: Article
    latest: Version
    versions: list[VersionSummary]
    notices: tuple[ArticleNotice, ...] = ()
    rights: Rights | None = None


@dataclass(frozen=True, slots=True)
class VersionDifference:
    """What changed from one version of an article to another.

    `paragraphs` have, in turn, all words of both texts; where nothing was removed or added, nothing changed.
    """

    article: Article
    old: VersionSummary
    new: VersionSummary
    paragraphs: tuple[tuple[DiffRun, ...], ...]

    @classmethod
    def between(cls, archive: Archive, reference: str, old: int | None, new: int | None) -> Self:
        """Compare two versions of an article, by default the latest with the one before it.

        Raises NotFoundError, and InputError for a reference that fits several articles.
        """
        article = archive.find(reference)
        after = archive.version(article.id, new)
        before = archive.version(article.id, old or max(after.number - 1, 1))
        paragraphs = difference(before.text, after.text)
        return cls(article, VersionSummary.of(before), VersionSummary.of(after), paragraphs)


@dataclass(frozen=True, slots=True)
class ArchiveStatus:
    """The archive as a whole. `pending` counts changes that wait to be indexed."""

    embedding: str | None
    articles: int
    versions: int
    passages: int
    pending: int
    earliest: datetime | None
    latest: datetime | None
    publishers: list[str]

    @classmethod
    def of(cls, archive: Archive) -> Self:
        counts = archive.counts()
        return cls(
            embedding=archive.fact("embedding"),
            articles=counts.articles,
            versions=counts.versions,
            passages=counts.passages,
            pending=counts.pending,
            earliest=counts.earliest,
            latest=counts.latest,
            publishers=list(families(archive.publishers())),
        )
