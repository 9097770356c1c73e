"""An article as it is read, with words of it marked, and what belongs to it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from ingest.article import Article, Kind, Version
from ingest.errors import InputError
from ingest.rights import Rights
from ingest.store.archive import Archive
from ingest.store.reading.listing import ListFilters
from ingest.store.reading.shown import ArticleNotice, ListedArticle, VersionSummary, article_notices

# Articles of one story that are named beside one of them, and on its own page.
_MOST_OTHERS, MOST_OF_STORY = 20, 500


@dataclass(frozen=True, slots=True)
class Run:
    """A part of a paragraph; the cited words are `marked`."""

    text: str
    marked: bool = False


@dataclass(frozen=True, slots=True)
class ReadArticle:
    """One version of an article, in paragraphs. `others` are the articles that print the same story.

    `posted` says of each paragraph that begins a post of a live blog when that was posted. `notices` are
    what the publisher says today of errors in it, `rights` what it said of its use.
    """

    article: Article
    version: Version
    versions: tuple[VersionSummary, ...]
    paragraphs: tuple[tuple[Run, ...], ...]
    posted: tuple[datetime | None, ...]
    others: tuple[ListedArticle, ...]
    more_others: int
    marker: int | None = None
    notices: tuple[ArticleNotice, ...] = ()
    rights: Rights | None = None

    @property
    def newest(self) -> VersionSummary:
        return self.versions[-1]

    @property
    def replaced(self) -> bool:
        return self.version.number != self.newest.number

    @property
    def withdrawn(self) -> bool:
        return self.newest.kind is Kind.RETRACTION


def reading(
    archive: Archive,
    article_id: str,
    number: int | None = None,
    start: int | None = None,
    end: int | None = None,
    marker: int | None = None,
) -> ReadArticle:
    """Return an article, by default in its newest version, with `text[start:end]` marked.

    Raises NotFoundError, and InputError for a place that the text does not have.
    """
    article = archive.find(article_id)
    version = archive.version(article.id, number)
    if (start is None) != (end is None):
        raise InputError("a place has a start and an end")
    if start is not None and end is not None and not 0 <= start < end <= len(version.text):
        raise InputError(f"the text has {len(version.text):,} characters, and no place {start} to {end}")
    versions = archive.versions(article.id)
    others = [each for each in story(archive, article.story_id) if each.article.id != article.id]
    return ReadArticle(
        article=article,
        version=version,
        versions=tuple(VersionSummary.of(each) for each in versions),
        paragraphs=tuple(_paragraphs(version.text, start or 0, end or 0)),
        posted=tuple(_posted(version)),
        others=tuple(others[:_MOST_OTHERS]),
        more_others=max(len(others) - _MOST_OTHERS, 0),
        marker=marker,
        notices=article_notices(archive, versions[-1]),
        rights=archive.rights(article.id),
    )


def story(archive: Archive, story_id: str) -> list[ListedArticle]:
    """Return the articles of a story, the first published first, undated ones last."""
    found = archive.latest(ListFilters(story_id=story_id), limit=MOST_OF_STORY)
    listed = [ListedArticle(article, VersionSummary.of(latest)) for article, latest in reversed(found)]
    return sorted(listed, key=lambda each: each.latest.published_at is None)


def _lines(text: str) -> Iterator[tuple[int, str]]:
    """Yield the lines of a text that are not empty, with their offsets."""
    at = 0
    for line in text.split("\n"):
        if line.strip():
            yield at, line
        at += len(line) + 1


def _posted(version: Version) -> Iterator[datetime | None]:
    times = {post.start: post.posted_at for post in version.posts}
    yield from (times.get(at) for at, _ in _lines(version.text))


def _paragraphs(text: str, start: int, end: int) -> Iterator[tuple[Run, ...]]:
    for at, line in _lines(text):
        first, last = max(start - at, 0), min(end - at, len(line))
        yield tuple(_runs(line, first, last)) if first < last else (Run(line),)


def _runs(line: str, first: int, last: int) -> Iterator[Run]:
    for text, marked in ((line[:first], False), (line[first:last], True), (line[last:], False)):
        if text:
            yield Run(text, marked)
