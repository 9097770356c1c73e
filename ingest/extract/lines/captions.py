"""Lines about a picture, captions and credits: they describe what is seen, and are no part of the story."""

from __future__ import annotations

import re
from itertools import pairwise

from ingest.text.furniture import AGENCY, NAME

_PICTURE = r"(?:photo(?:graph|grapher)?|image|picture|pic|illustration|graphic|video)s?"
# "Hide Caption 4 of 12" stands behind each caption of a gallery.
_COUNTER = re.compile(
    r"\b(?:hide|show|view|see|toggle|expand|close|read) captions?\b"
    r"(?:\W{0,3}\d{1,4} ?(?:of|/) ?\d{1,4}\b)?",
    re.I,
)
_GALLERY = re.compile(
    rf"(?:^|(?<=[.!?”\"’)] )){_PICTURE}: |^(?:gallery|slideshow|in pictures)\s*[:|]\s*", re.I
)
_NUMBERED = re.compile(
    rf"^\W*(?:(?:{_PICTURE}|slide)\s*\d{{1,4}}\s?(?:of|/)\s?\d{{1,4}}\b"
    rf"|\d{{1,4}} of \d{{1,4}}(?:\s*[|:–—]|\s+{_PICTURE}\b|$))",
    re.I,
)
_LABEL = re.compile(
    rf"^[\W_]*(?:(?:file |main |cover |featured |lead )?{_PICTURE}\W{{0,3}}"
    r"(?:(?:by|credits?|source|courtesy|captions?)(?: of)?\b\s*[:/|©-]?|[:|©/])"
    r"|(?:media|audio) (?:captions?|source|credits?)\b|pictured(?: (?:above|below|left|right))?\s*:"
    r"|(?:caption|credits?)\s*[:|©/]|courtesy(?: of)?\s*[:/])",
    re.I,
)
_MAX_LABELLED = 40  # words
# Whose the picture is, with nothing behind it: "… on Friday. Elsa Koury/Wide Images", "(Photo by E. Koury)".
_SIGNED = re.compile(
    rf"(?:{NAME}(?: {NAME}){{0,3}} ?/ ?(?:{NAME}(?: {NAME}){{0,2}} ?/ ?)?{AGENCY}"
    rf"|[.”\"] {NAME} {NAME} ?/ ?{NAME}(?: {NAME}){{0,3}}"
    rf"|[|©] ?(?:{NAME} ){{0,4}}{AGENCY}|(?<![a-z]){AGENCY}/{NAME}(?: {NAME}){{0,3}}"
    r"|\b(?:Photo(?:graph)?|Image|Pic(?:ture)?|Illustration|Graphic|Video|Credit)s?: "
    rf"(?:{NAME} ){{0,4}}{NAME}"
    rf"|[\[(][^\[\]()]{{0,60}}/ ?{AGENCY}[\])]|(?:via )?Getty Images"
    rf"|\((?i:(?:ap |file |pool |handout |stock )?{_PICTURE}(?::| by\b| credit\b| courtesy\b|/|\)))"
    r"[^()]{0,120}\)?)$"
)
_TAIL = 200  # characters
# On a line of its own: what it is a label of stands on the next.
_ALONE = re.compile(rf"^[\W_]*(?:{_PICTURE}|media|audio) (?:(?P<told>captions?)|sources?|credits?)\W*$", re.I)
_MAX_NAMED = 6  # words


def without_gallery(line: str) -> str:
    """Return a line without the captions of a gallery in it, and what was written around them."""
    counters = list(_COUNTER.finditer(line))
    if not counters:
        return line
    label = _GALLERY.search(line, 0, counters[0].start())
    before = line[: label.start()] if label else ""
    return f"{before.strip()} {line[counters[-1].end() :].lstrip(' .|')}".strip()


def captions_below(lines: list[str]) -> set[int]:
    """Return which lines are the caption or the source that the label in the line above announces."""
    shown = [at for at, line in enumerate(lines) if line.strip()]
    found: set[int] = set()
    for above, below in pairwise(shown):
        label, words = _ALONE.match(lines[above]), len(lines[below].split())
        if label and words <= (_MAX_LABELLED if label["told"] else _MAX_NAMED):
            found.add(below)
    return found


def is_caption(line: str) -> bool:
    """Say whether `line` is about a picture, or says whose it is: "Photo: A. Name/Agency"."""
    if _NUMBERED.match(line) or _SIGNED.search(line[-_TAIL:]):
        return True
    if not (label := _LABEL.match(line)) or len(line.split()) > _MAX_LABELLED:
        return False
    # "Photographs: that was all they left, she said." is a sentence; so is "Video: An earlier …".
    runs_on = line[label.end() :].lstrip()[:1].islower() or line.lower().startswith("video")
    return not (runs_on and line.endswith("."))
