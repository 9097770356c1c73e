"""JSON-LD as it is found in the wild: several objects, loose syntax, wrapped values, names behind ids."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator

from lxml.html import HtmlElement  # type: ignore[import-untyped]

from ingest.extract.page.loose_json import strict_json

Node = dict[str, object]

_MAX_DEPTH = 12
_WRAPPING = re.compile(
    r"^\s*(?:<!--|(?://|/\*)?\s*<!\[CDATA\[\s*(?:\*/)?)|(?:-->|(?://|/\*)?\s*\]\]>\s*(?:\*/)?)\s*$"
)
_SCHEMA = re.compile(r"^(?:schema:|https?://schema\.org/)")
# How often a script is gone on with after an object that cannot be read, and up to what length: each time all
# that is left of it is read again.
_MAX_TRIES = 4
_MAX_LOOSE = 250_000
# Where an id may stand as text in the place of the one that it names.
_BY_ID = frozenset(("author", "creator", "publisher", "mainEntity"))
_NAMES = frozenset(("name", "givenName", "familyName"))
# What stands there is another page's.
_POINTERS = frozenset(("itemListElement", "mentions", "citation", "isBasedOn", "relatedLink"))
# A string, which stays as it is (also one that does not end), or a comma that nothing follows.
_TRAILING_COMMA = re.compile(r'("(?:[^"\\]|\\.)*+(?:"|\Z))|,(?=\s*[}\]])', re.S)


def json_ld_nodes(tree: HtmlElement) -> list[Node]:
    """Return every object of the page's JSON-LD, outer ones first, what only points to others last.

    Where one only names another by its id, that one stands in its place.
    """
    walked = [
        each
        for script in tree.iter("script")
        if "ld+json" in (script.get("type") or "").lower()
        for value in _values(script.text or "")
        for each in _walk(value)
    ]
    found = [node for node, _ in sorted(walked, key=lambda each: each[1])]
    named: dict[str, Node] = {}
    for node in found:
        id_ = node.get("@id")
        if isinstance(id_, str) and _worth(node) > _worth(named.get(id_, {})):
            named[id_] = node
    return [{key: _resolved(key, value, named) for key, value in node.items()} for node in found]


def _values(text: str) -> Iterator[object]:
    """Yield the JSON values of a script; what is not strict is read as it seems to be meant."""
    if '"' not in text and "&quot;" in text:
        text = html.unescape(text)
    text = _TRAILING_COMMA.sub(lambda match: match[1] or "", _WRAPPING.sub("", text))
    found, rest = _decoded(text)
    yield from found
    for _ in range(_MAX_TRIES):
        if not rest or len(rest) > _MAX_LOOSE:
            return
        found, unread = _decoded(strict_json(rest))
        yield from found
        at = rest.find("\n{", 1) if unread else -1
        rest = rest[at + 1 :] if at > 0 else ""


def _decoded(text: str) -> tuple[list[object], str]:
    """Return the values that a text begins with, and what is left where one cannot be read."""
    decoder, at = json.JSONDecoder(strict=False), 0
    found: list[object] = []
    while at < len(text):
        if text[at] in "{[":
            try:
                value, at = decoder.raw_decode(text, at)
            except (ValueError, RecursionError):
                return found, text[at:]
            found.append(_expanded(value))
        else:
            at += 1  # white space, a semicolon, or a comma between objects
    return found, ""


def _expanded(value: object, depth: int = 0) -> object:
    """Return a value with the plain names of schema.org, and without the wrappings that JSON-LD allows."""
    if depth > _MAX_DEPTH:
        return value
    if isinstance(value, list):
        items = [_expanded(item, depth + 1) for item in value]
        return items[0] if len(items) == 1 and not isinstance(items[0], (dict, list)) else items
    if not isinstance(value, dict):
        return value
    for wrapping in ("@value", "@list", "@set"):
        if wrapping in value:
            return _expanded(value[wrapping], depth + 1)
    return {_SCHEMA.sub("", key): _expanded(inner, depth + 1) for key, inner in value.items()}


def _walk(value: object, depth: int = 0, *, pointed: bool = False) -> Iterator[tuple[Node, bool]]:
    """Yield each object, and whether it stands in a list of others."""
    if depth > _MAX_DEPTH:
        return
    if isinstance(value, dict):
        yield value, pointed
        for key, inner in value.items():
            yield from _walk(inner, depth + 1, pointed=pointed or key in _POINTERS)
    elif isinstance(value, list):
        for inner in value:
            yield from _walk(inner, depth + 1, pointed=pointed)


def _worth(node: Node) -> tuple[bool, int]:
    """Return what of several objects with one id the fullest has most of: a name before all."""
    return _has_name(node), len(node)


def _has_name(node: Node) -> bool:
    return any(node.get(name) for name in _NAMES)


def _resolved(key: str, value: object, named: dict[str, Node]) -> object:
    """Return a value with what its objects name by an id alone, one step deep: ids may go in a circle."""
    if isinstance(value, list):
        return [_resolved(key, item, named) for item in value]
    if isinstance(value, dict) and isinstance(value.get("@id"), str):
        # One whose name is empty, or of whom only an address stands beside the id, is named there as well.
        is_pointer = not (_has_name(value) if key in _BY_ID else value.keys() - {"@id", "@type"})
        return named.get(str(value["@id"]), value) if is_pointer else value
    return named.get(value, value) if isinstance(value, str) and key in _BY_ID else value
