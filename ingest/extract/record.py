"""Records: one JSON object with the field names of common tools (news-please, trafilatura, schema.org)."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from ingest.article import Draft, Kind
from ingest.document import Document
from ingest.errors import RejectedDocument
from ingest.extract.corrections import stated_corrections
from ingest.extract.dates.parse import is_placeholder, parse_date
from ingest.extract.draft import Fields, collapsed, to_draft
from ingest.extract.encoding import decode
from ingest.extract.exported import draft_of_exported, is_exported
from ingest.extract.ninjs import is_ninjs, record_of_ninjs, rights_of_ninjs

_TITLE = ("title", "headline")
_TEXT = ("text", "maintext", "body", "content", "raw_text", "articleBody")
_URL = ("url", "link", "canonical_url")
_GUID = ("guid", "id")
_PUBLISHER = ("publisher", "sitename", "site_name", "source-hostname", "source_domain", "hostname")
AGENCY = ("agency",)
BYLINE = ("byline", "author", "authors")
PUBLISHED = (
    "published_at", "published", "date_publish", "datePublished", "publishing_date", "pubDate", "pub_date",
    "date",
)  # fmt: skip
MODIFIED = ("modified_at", "modified", "updated", "updated_at", "date_modify", "dateModified")
_SECTION = ("section", "articleSection", "category")
_LANGUAGE = ("language", "lang", "inLanguage")


def extract_record(document: Document) -> list[Draft]:
    """Return the article of one JSON object; raise RejectedDocument naming a field of wrong type or date."""
    try:
        record = json.loads(decode(document.body))
    except (ValueError, RecursionError) as exc:
        raise RejectedDocument(document.origin, f"not valid JSON ({exc})") from exc
    if not isinstance(record, dict):
        raise RejectedDocument(document.origin, f"expected a JSON object, got {type(record).__name__}")
    if is_exported(record):
        return [draft_of_exported(document.origin, record)]
    if is_ninjs(record):
        draft = draft_of_record(document, record_of_ninjs(document, record))
        return [replace(draft, rights=rights_of_ninjs(document, record))]
    return [draft_of_record(document, record)]


def draft_of_record(document: Document, record: Mapping[str, object]) -> Draft:
    """Return the Draft of a mapping with the field names above; raise RejectedDocument naming the field."""
    reader = RecordReader(document.origin, record)
    title, text = reader.text(_TITLE), reader.text(_TEXT)
    if not collapsed(title):
        raise RejectedDocument(document.origin, "field 'title' is missing or empty")
    source = reader.names(("source",))
    is_link = bool(source) and str(source).startswith(("http://", "https://"))
    draft = to_draft(
        Fields(
            title=title or "",
            text=text or "",
            url=reader.text(_URL) or (source if is_link else None) or document.url,
            guid=reader.identifier(),
            publisher=reader.names(_PUBLISHER) or (None if is_link else source),
            byline=reader.names(BYLINE),
            agency=reader.names(AGENCY),
            section=reader.names(_SECTION),
            language=reader.text(_LANGUAGE),
            published_at=reader.moment(PUBLISHED),
            modified_at=reader.moment(MODIFIED),
            kind=reader.kind(),
            corrections=stated_corrections(record.get("correction")),
        )
    )
    if not draft.text:
        raise RejectedDocument(document.origin, "field 'text' is missing or empty")
    return draft


class RecordReader:
    """Typed access to the fields of a record; each accessor returns the first of `keys` that has a value."""

    def __init__(self, origin: str, record: Mapping[str, object]) -> None:
        self._origin = origin
        self._record = record

    def text(self, keys: tuple[str, ...]) -> str | None:
        """Return a field that must be text."""
        key, value = self._first(keys)
        if value is not None and not isinstance(value, str):
            raise self._wrong(key, "text", value)
        return value

    def names(self, keys: tuple[str, ...]) -> str | None:
        """Return a field that is a name, {"name": ...} or a list of these, joined by ", "."""
        key, value = self._first(keys)
        items = value if isinstance(value, list) else [value]
        names = [item.get("name") if isinstance(item, dict) else item for item in items if item is not None]
        if not all(isinstance(name, str) for name in names):
            raise self._wrong(key, "a name or a list of names", value)
        return ", ".join(dict.fromkeys(str(name).strip() for name in names if str(name).strip())) or None

    def identifier(self) -> str | None:
        """Return the guid, which may be text or a whole number."""
        key, value = self._first(_GUID)
        if isinstance(value, bool) or not isinstance(value, (str, int, type(None))):
            raise self._wrong(key, "text or a whole number", value)
        return None if value is None else str(value)

    def moment(self, keys: tuple[str, ...]) -> datetime | None:
        """Return a field that must be a date: ISO, epoch seconds or in words. 0001-01-01 is none."""
        key, value = self._first(keys)
        if value is None or is_placeholder(value):
            return None
        found = parse_date(value)
        if found is None:
            raise self._wrong(key, "a date between 1800 and now (ISO 8601, epoch seconds or in words)", value)
        return found

    def kind(self) -> Kind | None:
        """Return the field `kind`."""
        value = self.text(("kind",))
        try:
            return Kind(value) if value else None
        except ValueError as exc:
            raise self._wrong("kind", f"one of {', '.join(Kind)}", value) from exc

    def _first(self, keys: tuple[str, ...]) -> tuple[str, object]:
        for key in keys:
            value = self._record.get(key)
            if value is not None and value != "" and value != []:
                return key, value
        return keys[0], None

    def _wrong(self, key: str, wanted: str, value: object) -> RejectedDocument:
        shown = repr(value)
        shown = shown if len(shown) <= 80 else f"{shown[:80]}…"
        return RejectedDocument(self._origin, f"field {key!r} must be {wanted}, got {shown}")
