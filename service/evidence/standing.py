"""What has become of the versions that are cited: corrected, replaced, withdrawn."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from ingest.article import Kind, Version
from ingest.errors import NotFoundError
from ingest.moments import long_day
from ingest.store.archive import Archive
from ingest.store.passages import PassageStore
from ingest.store.reading.shown import ArticleNotice, article_notices
from ingest.text.notices import brief
from service.answer import Citation, Statement

_A_DAY = timedelta(days=1)  # a page is mended in its first hours


def with_standing(archive: Archive, passages: PassageStore, statement: Statement) -> Statement:
    """Return the statement, its citations with what is to be known of their versions today."""
    cited = (as_it_stands(archive, passages, each) for each in statement.citations)
    return replace(statement, citations=tuple(cited))


def as_it_stands(
    archive: Archive, passages: PassageStore, citation: Citation, as_of: datetime | None = None
) -> Citation:
    """Return the citation with what is to be known of its version; `as_of`: only what was known by then."""
    return replace(citation, standing=standing(archive, passages, citation, as_of))


def standing(
    archive: Archive, passages: PassageStore, citation: Citation, as_of: datetime | None = None
) -> str | None:
    """Return what is to be known of the version that a citation is of, None for one that stands as published.

    `as_of`: only what was known by then. Of a notice that may not be quoted the kind is told.
    """
    try:
        versions = archive.versions(citation.article_id, as_of)
        found = article_notices(archive, versions[-1], as_of) if versions else ()
        notices = [each if _may_be_quoted(passages, each) else replace(each, words="") for each in found]
    except NotFoundError:
        return "no longer in the archive"
    cited = next((each for each in versions if each.number == citation.version), None)
    if cited is None:
        return "no longer in the archive"
    return "; ".join(_standing(cited, versions[-1], notices)) or None


def _may_be_quoted(passages: PassageStore, notice: ArticleNotice) -> bool:
    allowance = passages.allowance(notice.article_id)
    return allowance is not None and allowance.allows(notice.words)


def _standing(cited: Version, latest: Version, notices: Sequence[ArticleNotice]) -> list[str]:
    if latest.kind is Kind.RETRACTION:
        told = [f": {brief(each.words)}" for each in notices if each.kind is Kind.RETRACTION and each.words][
            :1
        ]
        return ["".join(["withdrawn by its publisher", *told])]
    replaced = cited.number < latest.number
    corrected = [
        each.line if each.words else "corrected" for each in notices if each.kind is Kind.CORRECTION
    ][-1:]
    if not corrected and latest.kind is Kind.CORRECTION and not replaced:
        corrected = ["corrected"]
    version = f"version {cited.number}" + (", since replaced" if replaced else "")
    numbered = [version] if replaced or (cited.number > 1 and not corrected) else []
    return [*numbered, *(corrected or _changed(cited))]


def _changed(cited: Version) -> list[str]:
    """Say on which day a page was last changed, where that is another than that of its publication.

    A page may be written anew for years under the day on which it was first published.
    """
    published, modified = cited.published_at, cited.modified_at
    if published is None or modified is None or cited.posts or modified - published < _A_DAY:
        return []
    return [f"page changed {long_day(modified)}"]
