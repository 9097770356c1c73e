"""Text of others in a Markdown message: it stays as it is unless Markdown would read it.

Most text says nothing to a Markdown reader, so a quotation stands in a message as it stands in its article.
Where a link, an image, HTML, a heading, emphasis or the like would form, its characters are escaped. An
address in the text stays, too: a program that makes a link of it shows where it leads.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from markdown_it import MarkdownIt
from markdown_it.token import Token

from ingest.text.clean import clean

_READER = MarkdownIt("commonmark").enable(["table", "strikethrough"])
_LINE_ENDS = re.compile(r"[\n\t\u2028\u2029]+")
# What takes part in a construct: characters, and as a line end what begins one where a line does ("# ").
_START, _MARK = "\n", "[1]"
_CLASSES = ("\\", "`", "*", "_", "[", "]", "<", "~", "&", _START, _MARK)
_LINE_START = re.compile(r"^(\d*)([#+.)>-])")
_MARKER = re.compile(r"(?<!\\)\[(?=\^?\d+\])")
# What readers of this service, or other ones of Markdown, would take for a marker, a footnote or struck text.
_READ_ELSEWHERE = re.compile(r"\[\^?\d+\]|~(?=\S)[^~]*(?<=\S)~")
# What can begin something that other text of the line completes.
_OPENS = re.compile(r"[`*_\[<~\\]")
_ESCAPED = re.compile(r"\\.")
_SHOWN = ("text", "text_special")


def in_one_line(text: str) -> str:
    """Return the text without control characters, and with a space for each of its line ends."""
    return _LINE_ENDS.sub(" ", clean(text)).strip()


@lru_cache(maxsize=4_096)
def plain(text: str, before: str = "", after: str = "") -> str:
    """Return Markdown that shows the text as one line and nothing else; `before` and `after` share it."""
    text = in_one_line(text)
    if _shows(text, text, before, after):
        return text
    needed = [each for each in _CLASSES if not _shows(_escaped(text, _others(each)), text, before, after)]
    found = _escaped(text, needed)
    return found if _shows(found, text, before, after) else _escaped(text, _CLASSES)


def guarded(text: str) -> str:
    """Return what `plain` does, so that it stays text beside any other text of its line."""
    text = in_one_line(text)
    return text if not _OPENS.search(text) and _shows(text, text, "", "") else _escaped(text, _CLASSES)


def _others(one: str) -> list[str]:
    return [each for each in _CLASSES if each != one]


def _escaped(text: str, classes: Sequence[str]) -> str:
    text = "".join(f"\\{character}" if character in classes else character for character in text)
    text = _MARKER.sub(r"\\[", text) if _MARK in classes else text
    return _LINE_START.sub(r"\1\\\2", text) if _START in classes else text


def _shows(markdown: str, text: str, before: str, after: str) -> bool:
    """Whether a line of Markdown shows the text between what stands beside it, and is nothing but text."""
    if _READ_ELSEWHERE.search(_ESCAPED.sub("", markdown)):
        return False
    return _shown(f"{before}{markdown}{after}") == f"{before}{text}{after}".strip()


def _shown(line: str) -> str | None:
    """Return the text of a line that is one paragraph of nothing but text; else None."""
    tokens = _READER.parse(line)
    inline = [token for token in tokens if token.type == "inline"]
    kinds = [token.type for token in tokens if token.type != "inline"]
    if len(inline) != 1 or kinds != ["paragraph_open", "paragraph_close"]:
        return None
    return _text_of(inline[0])


def _text_of(token: Token) -> str | None:
    children = token.children or []
    if any(child.type not in _SHOWN for child in children):
        return None
    return "".join(child.content for child in children)
