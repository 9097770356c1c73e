"""A version as `dateline export` wrote it: taken as it is, since its text was cleaned when it came in."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date, datetime

from ingest.addresses import is_front_page
from ingest.article import Dateline, Draft, Kind, Post, address_id, former_id, text_sha256
from ingest.errors import RejectedDocument
from ingest.extract.dates.parse import embargo_end, plausible
from ingest.rights import Rights
from ingest.text.clean import is_storable, normalise_text

FORMAT = "dateline-export-1"
_ID = re.compile(r"[0-9a-f]{16}")


def is_exported(record: Mapping[str, object]) -> bool:
    """Return whether a record is a version that was exported."""
    return record.get("format") == FORMAT


def draft_of_exported(origin: str, record: Mapping[str, object]) -> Draft:
    """Return the draft of an exported version.

    Raises RejectedDocument when a field is missing or wrong, or the text does not have its hash: it was
    changed since.
    """
    try:
        draft = _draft(record)
        same = text_sha256(draft.text) == record.get("sha256")
    except (KeyError, TypeError, ValueError) as exc:
        raise RejectedDocument(origin, f"not what `dateline export` writes ({exc})") from exc
    if not same:
        raise RejectedDocument(origin, "the text does not have its hash: it was changed after the export")
    if normalise_text(draft.text) != draft.text:
        raise RejectedDocument(origin, "the text is not as an archive stores it")
    if draft.url and not is_front_page(draft.url) and record["article_id"] not in _ids(draft.url):
        raise RejectedDocument(origin, "the article's id is not that of its address")
    return draft


def _ids(url: str) -> tuple[str, str]:
    return address_id(url), former_id(url)


def _draft(record: Mapping[str, object]) -> Draft:
    url, id_ = _optional(record, "url"), _text(record, "article_id")
    if not _ID.fullmatch(id_):
        raise ValueError(f"article_id {id_[:40]!r}")
    place, day = _optional(record, "dateline_place"), _optional(record, "dateline_date")
    return Draft(
        title=_text(record, "title"),
        text=_text(record, "text"),
        url=url,
        publisher=_optional(record, "publisher"),
        byline=_optional(record, "byline"),
        agency=_optional(record, "agency"),
        dateline=Dateline(place, date.fromisoformat(day) if day else None) if place else None,
        section=_optional(record, "section"),
        language=_optional(record, "language"),
        published_at=_moment(record, "published_at"),
        modified_at=_moment(record, "modified_at"),
        kind=Kind(_text(record, "kind")),
        # An address gives the id; the guid that gave another one is not kept, nor is how addresses were read.
        known_id=None if url and id_ == address_id(url) and not is_front_page(url) else id_,
        seen_at=_moment(record, "first_seen_at"),
        rights=_rights(record.get("rights")),
        posts=tuple(_posts(record)),
        corrections=_corrections(record),
    )


def _rights(stated: object) -> Rights | None:
    """Return the rights of a record; those that an earlier release exported have none."""
    if stated is None:
        return None
    said = stated.get("said") if isinstance(stated, dict) else None
    if not isinstance(stated, dict) or not isinstance(said, list) or not all(map(_is_statement, said)):
        raise ValueError("rights must have a list of statements")
    embargo = _optional(stated, "embargoed_until")
    return Rights.of(said, embargo_end(embargo) if embargo else None)


def _is_statement(said: object) -> bool:
    return isinstance(said, str) and is_storable(said)


def _posts(record: Mapping[str, object]) -> Iterator[Post]:
    """Yield the posts of a live blog, which stand one behind the other; earlier exports have none."""
    at, size = 0, len(_text(record, "text"))
    listed = record.get("posts", [])
    if not isinstance(listed, list):
        raise ValueError("posts must be a list")
    for each in listed:
        start, end, posted = each["start"], each["end"], _moment(each, "posted_at")
        if (
            not (isinstance(start, int) and isinstance(end, int) and at <= start < end <= size)
            or posted is None
        ):
            raise ValueError(f"a post at {start!r} to {end!r}")
        yield Post(start, end, posted, _moment(each, "modified_at"))
        at = end


def _corrections(record: Mapping[str, object]) -> tuple[str, ...]:
    """Return the corrections that were stated; releases before had none."""
    found = record.get("corrections") or []
    if not isinstance(found, list):
        raise TypeError("corrections must be a list")
    return tuple(_text({"corrections": each}, "corrections") for each in found)


def _text(record: Mapping[str, object], name: str) -> str:
    value = record[name]
    if not isinstance(value, str) or not value:
        raise ValueError(f"{name} must be text")
    if not is_storable(value):
        raise ValueError(f"{name} has control characters or halves of characters")
    return value


def _optional(record: Mapping[str, object], name: str) -> str | None:
    return None if record.get(name) is None else _text(record, name)


def _moment(record: Mapping[str, object], name: str) -> datetime | None:
    text = _optional(record, name)
    if text is None:
        return None
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise ValueError(f"{name} has no time zone")
    if plausible(moment) is None:
        raise ValueError(f"{name} {text[:40]!r} is not between 1800 and now")
    return moment
