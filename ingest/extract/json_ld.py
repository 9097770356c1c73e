"""JSON-LD as it is found in the wild: objects after each other, trailing commas, names behind ids."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

from lxml.html import HtmlElement  # type: ignore[import-untyped]

Node = dict[str, object]

_MAX_DEPTH = 12
_WRAPPING = re.compile(r"^\s*(?:<!--|//\s*<!\[CDATA\[|<!\[CDATA\[)|(?:-->|(?://\s*)?\]\]>)\s*$")
# A string, which stays as it is (also one that does not end), or a comma that nothing follows.
_TRAILING_COMMA = re.compile(r'("(?:[^"\\]|\\.)*+(?:"|\Z))|,(?=\s*[}\]])', re.S)


def json_ld_nodes(tree: HtmlElement) -> list[Node]:
    """Return every object of the page's JSON-LD, outer ones first.

    Where one only names another by its id, that one stands in its place.
    """
    found = [
        node
        for script in tree.iter("script")
        if "ld+json" in (script.get("type") or "").lower()
        for value in _values(script.text or "")
        for node in _walk(value)
    ]
    named: dict[str, Node] = {}
    for node in found:
        id_ = node.get("@id")
        if isinstance(id_, str) and len(node) > len(named.get(id_, {})):
            named[id_] = node
    return [{key: _resolved(value, named) for key, value in node.items()} for node in found]


def _values(text: str) -> Iterator[object]:
    """Yield the JSON values of a script; what follows something that is none is left out."""
    text = _TRAILING_COMMA.sub(lambda match: match[1] or "", _WRAPPING.sub("", text))
    decoder, at = json.JSONDecoder(strict=False), 0
    while at < len(text):
        if text[at] in "{[":
            try:
                value, at = decoder.raw_decode(text, at)
            except (ValueError, RecursionError):
                return
            yield value
        else:
            at += 1  # white space, a semicolon, or a comma between objects


def _walk(value: object, depth: int = 0) -> Iterator[Node]:
    if depth > _MAX_DEPTH:
        return
    if isinstance(value, dict):
        yield value
        for inner in value.values():
            yield from _walk(inner, depth + 1)
    elif isinstance(value, list):
        for inner in value:
            yield from _walk(inner, depth + 1)


def _resolved(value: object, named: dict[str, Node]) -> object:
    """Return a value with what its objects name by an id alone, one step deep: ids may go in a circle."""
    if isinstance(value, list):
        return [_resolved(item, named) for item in value]
    if isinstance(value, dict) and isinstance(value.get("@id"), str) and not value.keys() - {"@id", "@type"}:
        return named.get(str(value["@id"]), value)
    return value
