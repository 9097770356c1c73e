"""Rows of the archive's tables as records, and back."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

from sqlalchemy import RowMapping, func

from ingest.article import Article, Dateline, Draft, Kind, Version
from ingest.errors import ArchiveError
from ingest.store.schema import articles, versions

# Labelled, because a query that joins versions has an article_id of its own.
ARTICLE_COLUMNS = (
    articles.c.id,
    articles.c.url,
    articles.c.publisher,
    articles.c.story_id,
)

_OFFSETS = 1 << 18  # more than two days in seconds


def packed(seconds: Any) -> Any:
    """Return a time in a query and the offset of its publisher's clock as one number, ordered by time.

    The least of them brings the offset of the first with it.
    """
    return seconds * _OFFSETS + func.coalesce(versions.c.published_offset, 0) + _OFFSETS // 2


PUBLISHED: Any = packed(versions.c.published_at)


def epoch(moment: datetime) -> int:
    """Return whole epoch seconds of an aware datetime."""
    return int(moment.timestamp())


def moment(seconds: int | None) -> datetime | None:
    """Return the aware UTC datetime of epoch seconds."""
    return None if seconds is None else known_moment(seconds)


def known_moment(seconds: int) -> datetime:
    """Return the aware UTC datetime of epoch seconds from a column that is never null.

    Raises ArchiveError for what is no time: nothing but damage to the file puts it there.
    """
    return on_clock(seconds, 0)


def offset_of(moment: datetime) -> int:
    """Return by how many seconds the clock of an aware datetime is ahead of UTC."""
    return int((moment.utcoffset() or timedelta()).total_seconds())


def published_at(row: RowMapping) -> datetime | None:
    """Return the time of publication on the publisher's clock."""
    seconds = row["published_at"]
    return None if seconds is None else on_clock(seconds, row["published_offset"] or 0)


def posted_at(row: RowMapping) -> datetime | None:
    """Return the time that a row's post was posted at, on the publisher's clock; None where it has none."""
    seconds = row["posted_at"]
    return None if seconds is None else on_clock(seconds, row["published_offset"] or 0)


def unpacked(number: int | None) -> datetime | None:
    """Return the time that a value of `packed` stands for, on the publisher's clock."""
    if number is None:
        return None
    seconds, offset = divmod(number, _OFFSETS)
    return on_clock(seconds, offset - _OFFSETS // 2)


def on_clock(seconds: int, offset: int) -> datetime:
    """Return the datetime of epoch seconds on a clock that is so many seconds ahead of UTC.

    Raises ArchiveError for what is no time.
    """
    try:
        return datetime.fromtimestamp(seconds, timezone(timedelta(seconds=offset)) if offset else UTC)
    except (ValueError, OverflowError, OSError, TypeError) as exc:
        raise ArchiveError("the archive has a time that is none; run `dateline verify`") from exc


def article(row: RowMapping) -> Article:
    return Article(row["id"], row["url"], row["publisher"], row["story_id"])


def version(row: RowMapping) -> Version:
    """Return a row as a version. Raises ArchiveError, which names it, for one that is damaged."""
    try:
        return _version(row)
    except (ValueError, TypeError, ArchiveError) as exc:
        raise ArchiveError(
            f"the archive's table versions is damaged at article {row['article_id']}, version "
            f"{row['number']}; run `dateline verify`"
        ) from exc


def _version(row: RowMapping) -> Version:
    return Version(
        article_id=row["article_id"],
        number=row["number"],
        title=row["title"],
        text=row["text"],
        sha256=row["sha256"],
        byline=row["byline"],
        agency=row["agency"],
        dateline=_dateline(row),
        section=row["section"],
        language=row["language"],
        published_at=published_at(row),
        modified_at=moment(row["modified_at"]),
        first_seen_at=known_moment(row["first_seen_at"]),
        kind=Kind(row["kind"]),
        visible_from=known_moment(row["visible_from"]),
        visible_until=moment(row["visible_until"]),
    )


def visible_from(draft: Draft, seen_at: int, earlier: Sequence[int]) -> int:
    """Return when a draft's wording became public, given when the article's `earlier` wordings did.

    A text that says it was modified counts from then on, not from its first publication: what it says may
    not have been known before. A changed text that does not say when it changed counts from when we saw it.
    """
    modified = epoch(draft.modified_at) if draft.modified_at else None
    published = epoch(draft.published_at) if draft.published_at else None
    if earlier:
        return modified if modified is not None and modified not in earlier else max(seen_at, *earlier)
    return max((time for time in (published, modified) if time is not None), default=seen_at)


def version_row(article_id: str, number: int, draft: Draft, sha256: str, seen_at: int) -> dict[str, Any]:
    """Return the values of a new version's row, but for its visibility."""
    dateline = draft.dateline
    return {
        "article_id": article_id,
        "number": number,
        "title": draft.title,
        "text": draft.text,
        "sha256": sha256,
        "byline": draft.byline,
        "agency": draft.agency,
        "dateline_place": dateline.place if dateline else None,
        "dateline_date": dateline.date.isoformat() if dateline and dateline.date else None,
        "section": draft.section,
        "language": draft.language,
        "published_at": epoch(draft.published_at) if draft.published_at else None,
        "published_offset": offset_of(draft.published_at) if draft.published_at else None,
        "modified_at": epoch(draft.modified_at) if draft.modified_at else None,
        "first_seen_at": seen_at,
        "kind": draft.kind.value,
    }


def _dateline(row: RowMapping) -> Dateline | None:
    if row["dateline_place"] is None:
        return None
    day = row["dateline_date"]
    return Dateline(row["dateline_place"], date.fromisoformat(day) if day else None)
