"""Where quotation marks open and close in a text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

# Which marks close what each opens, in whatever language.
_CLOSED_BY = {
    "“": '”"',
    "„": "“”",
    "”": "”",
    "«": "»",
    "»": "«»",
    "‹": "›",
    "›": "‹›",
    "‘": "’",
    "‚": "‘’'",
    "「": "」",
    "『": "』",
    "``": ("''", '"'),
    "''": ("''",),
    '"': '"”',
    "'": "'",
}
_MARKS = re.compile(r"''|``|[\"“”„«»‹›‘’‚'「」『』]|\n\s*")
# These open wherever they stand, the others only before a word, and behind none.
_ALWAYS_OPEN = frozenset("“„«‚「『")
_BEFORE_OPENING = " \xa0\t\n([{―—–-/…:"
_AFTER_CLOSING = " \xa0\t\n)]}―—–-/…:;,.?!"
_DECADE = re.compile(r"\d0s\b")  # '90s
# "the dogs' day" within single marks, and where such marks open or close
_POSSESSIVE = re.compile(r"s['’]\s+[a-z]")
_SINGLE_OPENS = re.compile(r"(?<![\w'’])['‘](?=\w)")
_SINGLE_CLOSES = re.compile(r"(?<=[\w.,;:!?…])['’](?!\w)")
MAX_QUOTATION = 3_000  # code points; a mark that waits longer for its other half was none


@dataclass(frozen=True, slots=True)
class QuotedSpan:
    """What stands between marks, `text[start:end]` with them.

    `goes_on`: the text's paragraph ends before the mark closes, so the next one carries the quotation on.
    """

    start: int
    end: int
    mark: int = 1  # length of a mark
    goes_on: bool = False

    def words(self, text: str) -> str:
        """Return what stands between the marks."""
        return text[slice(*self.inner)]

    @property
    def inner(self) -> tuple[int, int]:
        """Where the words begin and end."""
        return self.start + self.mark, self.end - (0 if self.goes_on else self.mark)


def quoted_spans(text: str, longest: int = MAX_QUOTATION) -> list[QuotedSpan]:
    """Return what stands in quotation marks, in order, none within another, each within its paragraph."""
    return list(_spans(text, longest))


def _spans(text: str, longest: int) -> Iterator[QuotedSpan]:
    opened: re.Match[str] | None = None
    for match in _MARKS.finditer(text):
        if opened and match.start() - opened.start() > longest:
            opened = None
        if match[0][0] == "\n":
            if opened and _carries_on(text, opened[0], match.end()):
                yield QuotedSpan(opened.start(), match.start(), len(opened[0]), goes_on=True)
            opened = None
        elif opened is None:
            opened = match if _opens(text, match) else None
        elif _closes(text, opened[0], match):
            yield QuotedSpan(opened.start(), match.end(), len(opened[0]))
            opened = None
        elif match[0] == opened[0] and opened[0] in _ALWAYS_OPEN and _opens(text, match):
            opened = match  # the first one never closed


def _carries_on(text: str, mark: str, paragraph: int) -> bool:
    """Return whether the next paragraph opens with the same mark, as that of a long quotation does."""
    return text.startswith(mark, paragraph)


def _opens(text: str, match: re.Match[str]) -> bool:
    before, after = text[match.start() - 1 : match.start()], text[match.end() : match.end() + 1]
    if match[0] in _ALWAYS_OPEN:
        return True
    if match[0] not in _CLOSED_BY or (match[0] == "'" and _DECADE.match(text, match.end())):
        return False
    return (not before or before in _BEFORE_OPENING) and bool(after) and not after.isspace()


def _closes(text: str, opening: str, match: re.Match[str]) -> bool:
    if match[0] not in _CLOSED_BY[opening]:
        return False
    after, before = text[match.end() : match.end() + 1], text[match.start() - 1 : match.start()]
    if match[0] in "'’":  # not the apostrophe of "don't"
        ends = (not after or after in _AFTER_CLOSING) and not before.isspace()
        return ends and not _is_possessive(text, match.start())
    if opening == "“" or match[0] == "”":
        return match[0] != '"' or not _opens(text, match)
    if match[0] == '"' and before.isspace():
        return not after.isalnum()
    return True


def _is_possessive(text: str, place: int) -> bool:
    """Return whether a single mark is that of "the dogs' day": another closes what was opened."""
    if not _POSSESSIVE.match(text, place - 1):
        return False
    stop = text.find("\n", place)
    stop = min(place + MAX_QUOTATION, stop if stop >= 0 else len(text))
    opens = _SINGLE_OPENS.search(text, place + 1, stop)
    return _SINGLE_CLOSES.search(text, place + 1, opens.start() if opens else stop) is not None
