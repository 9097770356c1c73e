"""Markup inside of another format, as plain text."""

from __future__ import annotations

import re

from lxml import html  # type: ignore[import-untyped]

from ingest.extract.page.broken import BROKEN_TREE
from ingest.text.clean import normalise_text

_BLOCKS = ("p", "div", "section", "h1", "h2", "h3", "h4", "h5", "h6", "li", "blockquote", "tr", "pre", "hl2")
_NO_TEXT = ("script", "style", "figure", "figcaption", "table-caption", "media", "media-caption", "head")


def plain_text(markup: str) -> str:
    """Return the text of markup, a paragraph for each block."""
    try:
        tree = html.fromstring(f"<div>{normalise_text(markup)}</div>")
    except BROKEN_TREE:
        return ""
    for element in list(tree.iter(*_NO_TEXT)):
        element.drop_tree()
    for element in tree.iter(*_BLOCKS, "br", "td"):
        element.tail = ("\n\n" if element.tag in _BLOCKS else " ") + (element.tail or "")
        if element.tag in _BLOCKS:
            # White space of the source ends no paragraph; a block within another does.
            element.text = " ".join((element.text or "").split()) + (" " if len(element) else "")
    blocks = (" ".join(block.split()) for block in re.split(r"\n\s*\n", tree.text_content()))
    return "\n\n".join(block for block in blocks if block)
