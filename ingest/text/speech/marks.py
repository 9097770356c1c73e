"""Where quotation marks open and close in a text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

_MARKS = re.compile(r"''|[\"“”„«»]|['‘’]|\n\s*")
_PAIRS = {"“": "”", "„": "“”", "«": "»", "‘": "’"}
_BEFORE_OPENING = " \xa0\t\n([{—–-/…:"
_AFTER_CLOSING = " \xa0\t\n)]}—–-/…:;,.?!"
MAX_QUOTATION = 3_000  # code points; a mark that waits longer for its other half was none


@dataclass(frozen=True, slots=True)
class Quoted:
    """What stands between marks, `text[start:end]` with them.

    `goes_on`: the text's paragraph ends before the mark closes, so the next one carries the quotation on.
    """

    start: int
    end: int
    mark: int = 1  # length of a mark
    goes_on: bool = False

    def words(self, text: str) -> str:
        """Return what stands between the marks."""
        return text[self.start + self.mark : self.end - (0 if self.goes_on else self.mark)]


def quoted_spans(text: str) -> list[Quoted]:
    """Return what stands in quotation marks, in order, none within another, each within its paragraph."""
    return list(_spans(text))


def _spans(text: str) -> Iterator[Quoted]:
    opened: re.Match[str] | None = None
    for match in _MARKS.finditer(text):
        if opened and match.start() - opened.start() > MAX_QUOTATION:
            opened = None
        if match[0][0] == "\n":
            if opened and _carries_on(text, opened[0], match.end()):
                yield Quoted(opened.start(), match.start(), len(opened[0]), goes_on=True)
            opened = None
        elif opened is None:
            opened = match if _opens(text, match) else None
        elif _closes(text, opened[0], match):
            yield Quoted(opened.start(), match.end(), len(opened[0]))
            opened = None
        elif match[0] == opened[0] and opened[0] in "“«„" and _opens(text, match):
            opened = match  # the first one never closed


def _carries_on(text: str, mark: str, paragraph: int) -> bool:
    """Return whether the next paragraph opens with the same mark, as that of a long quotation does."""
    return text.startswith(mark, paragraph)


def _opens(text: str, match: re.Match[str]) -> bool:
    before, after = text[match.start() - 1 : match.start()], text[match.end() : match.end() + 1]
    if match[0] in "“„«":
        return True
    if match[0] in "\"''‘":
        return (not before or before in _BEFORE_OPENING) and bool(after) and not after.isspace()
    return False


def _closes(text: str, opening: str, match: re.Match[str]) -> bool:
    if match[0] in _PAIRS.get(opening, opening):
        if match[0] in "'’":  # not the apostrophe of "don't"
            after = text[match.end() : match.end() + 1]
            before = text[match.start() - 1 : match.start()]
            return (not after or after in _AFTER_CLOSING) and not before.isspace()
        if match[0] == '"' and text[match.start() - 1].isspace():
            return not text[match.end() : match.end() + 1].isalnum()
        return True
    return opening in '“"' and match[0] in '”"' and not _opens(text, match)
