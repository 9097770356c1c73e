"""The words in which news tells a count and its change: "the death toll rose to 19"."""

from __future__ import annotations

import re
from collections.abc import Iterable

from service.english.lemmas import stem_of


def _stems(words: str) -> frozenset[str]:
    return frozenset(map(stem_of, words.split()))


# Words for one matter. Of those who died, "people" may be left out.
_DEATH = _stems("die dead death killed perished fatalities")
_PEOPLE = _stems("people persons")
_DIED = "died"
# They tell that there is a count, how it changed and how sure it is, not what is counted.
_COUNTING = _stems(
    "least most many number total toll count tally figure now far rise climb grow increase jump raise revise"
    " update reach stand know confirm report believe think fear"
)
_CHANGE = (
    r"(?:ris(?:e|es|en|ing)|rose|climb(?:s|ed|ing)?|gr(?:ow|ows|own|ew)|increas(?:e|es|ed)|jump(?:s|ed)?|soar(?:s|ed)?"
    r"|rais(?:e|es|ed)|revis(?:e|es|ed)|updat(?:e|es|ed)|lower(?:s|ed)?|f[ae]ll(?:s|en)?|drop(?:s|ped)?)"
)
_REACH = r"(?:reach(?:es|ed)?|pass(?:es|ed)|hit|topped|exceed(?:s|ed)|surpass(?:es|ed))"
_UP_TO = r"\s+(?:[a-z]+\s+){0,2}\Z"  # "to at least"
_CHANGED = re.compile(
    rf"\b{_CHANGE}\b[^,;:.\d]{{0,80}}?\b(?:up|down)?\s*to{_UP_TO}|\b{_REACH}{_UP_TO}|\bnow\b[^,;:.\d]{{0,40}}\Z",
    re.I,
)
_STOOD = re.compile(rf"\b(?:stands?|stood|put)\s+at{_UP_TO}", re.I)
_NOW = re.compile(r"[^,;:.\d]{0,40}\bnow\b", re.I)


def matter(stem: str) -> str | None:
    """Return what a word's stem is about, None if it only tells that something is counted."""
    if stem in _COUNTING:
        return None
    return _DIED if stem in _DEATH else stem


def says_all(stems: Iterable[str], wanted: Iterable[str]) -> bool:
    """Return whether words tell of all that others do; "death toll" tells of people who died."""
    told = set(map(matter, stems))
    return set(filter(None, map(matter, wanted))) <= told | (_PEOPLE if _DIED in told else set())


def is_changed(text: str, start: int, end: int) -> bool:
    """Return whether a text says that its figure, `text[start:end]`, is another than before."""
    return bool(_CHANGED.search(text, 0, start) or _NOW.match(text, end))


def is_total(text: str, start: int) -> bool:
    """Return whether a text says that something stands at the figure at `start`, or has come to it."""
    return bool(_CHANGED.search(text, 0, start) or _STOOD.search(text, 0, start))
