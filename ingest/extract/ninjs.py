"""IPTC ninjs, News in JSON, of any generation as a record: 1.x names its bodies, 2.x and 3.x list them."""

from __future__ import annotations

import re
from collections.abc import Mapping

from ingest.document import Document
from ingest.errors import RejectedDocument
from ingest.extract.dates.parse import embargo_end
from ingest.extract.markup import plain_text
from ingest.rights import TERMS, Rights, statement

# In small letters: 3.x writes "versionCreated".
_MARKS = frozenset(("versioncreated", "contentcreated", "headlines", "bodies", "pubstatus"))
_STORIES = ("text", "composite")
_CREATED = ("firstcreated", "contentcreated", "versioncreated")
_AUTHORITY = re.compile(r"^(?:urn:newsml:|tag:)([\w.-]+\.[a-z]{2,})[:,]", re.I)


def is_ninjs(record: Mapping[str, object]) -> bool:
    """Return whether a JSON object is a ninjs item."""
    names = {name.casefold() for name in record}
    return "uri" in names and bool(names & _MARKS or _bodies_named(names))


def record_of_ninjs(document: Document, item: Mapping[str, object]) -> dict[str, object]:
    """Return an item with the field names of records; raise RejectedDocument for one without a story."""
    fields = {name.casefold(): value for name, value in item.items()}
    status = fields.get("pubstatus")
    if status == "withheld":
        raise RejectedDocument(document.origin, "its publisher withholds it (pubstatus is 'withheld')")
    kind = fields.get("type") or "text"
    cancelled = status in ("canceled", "cancelled")
    title = fields.get("headline") or _value(fields.get("headlines"), "main") or fields.get("title")
    text = _text(fields) if kind in _STORIES else None
    if cancelled and kind in _STORIES:
        # What is withdrawn often comes without its text; what it says then is that.
        text = text or next((each for each in (fields.get("ednote"), title) if isinstance(each, str)), None)
    if not text:
        reason = f"a ninjs item of type {kind!r}; read are text items with body_text, body_xhtml or bodies"
        raise RejectedDocument(document.origin, reason)
    uri = str(fields.get("uri") or "")
    is_link = uri.startswith(("http://", "https://"))
    created = [fields[name] for name in _CREATED if fields.get(name)]
    return {
        "title": title,
        "text": text,
        "url": fields.get("url") or (uri if is_link else None),
        "guid": None if is_link else uri,
        "publisher": fields.get("copyrightholder") or fields.get("source") or _authority(uri),
        "byline": fields.get("byline") or fields.get("by"),
        "language": fields.get("language"),
        "published_at": next(iter(created), None),
        "modified_at": fields.get("versioncreated") if len(created) > 1 else None,
        "kind": "retraction" if cancelled else None,
    }


def rights_of_ninjs(document: Document, item: Mapping[str, object]) -> Rights:
    """Return what an item says of its use; one without an embargo has none, whatever an earlier one had.

    Raises RejectedDocument for an embargo whose end cannot be read.
    """
    fields = {name.casefold(): value for name, value in item.items()}
    listed = fields.get("rightsinfo")
    terms = [fields.get("usageterms"), *(each.get("usageterms") for each in _entries(listed))]
    terms += [_lower(listed).get("linkedrights")] if isinstance(listed, dict) else []
    said = [statement(TERMS, each) for each in terms if isinstance(each, str) and each.strip()]
    embargo = fields.get("embargoed")
    try:
        return Rights.of(said, embargo_end(str(embargo)) if embargo else None)
    except ValueError as exc:
        raise RejectedDocument(document.origin, str(exc)) from exc


def _bodies_named(names: set[str]) -> list[str]:
    """Return the names of bodies, plain text first, then XHTML."""
    bodies = [name for name in names if name.startswith("body_")]
    return sorted(bodies, key=lambda name: (name != "body_text", name != "body_xhtml", name))


def _text(fields: Mapping[str, object]) -> str | None:
    for name in _bodies_named(set(fields)):
        value = fields[name]
        if isinstance(value, str) and value.strip():
            return value if name == "body_text" else plain_text(value)
    for body in sorted(
        _entries(fields.get("bodies")), key=lambda body: "plain" not in str(body.get("contenttype", ""))
    ):
        value = body.get("value")
        if isinstance(value, str) and value.strip():
            marked = "plain" not in str(body.get("contenttype", "")) and re.search(r"<\w+[^>]*>", value)
            return plain_text(value) if marked else value
    return None


def _value(listed: object, role: str) -> object:
    """Return the value of the entry with the role, or of the first."""
    entries = _entries(listed)
    return next((entry.get("value") for entry in sorted(entries, key=lambda e: e.get("role") != role)), None)


def _entries(listed: object) -> list[dict[str, object]]:
    return [_lower(entry) for entry in listed if isinstance(entry, dict)] if isinstance(listed, list) else []


def _lower(entry: Mapping[str, object]) -> dict[str, object]:
    return {str(name).casefold(): value for name, value in entry.items()}


def _authority(uri: str) -> str | None:
    match = _AUTHORITY.match(uri)
    return match[1] if match else None
