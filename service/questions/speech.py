"""Whether a question asks who said something, or what somebody said."""

from __future__ import annotations

import re
from dataclasses import dataclass

from ingest.text.speech.english import CALL, SAY
from service.english.words import find_names

_SPEAKING = SAY | CALL
# "Who said that …?", "Who has called it …?"
_WHO = re.compile(
    r"\bwho(?:m| was it (?:that|who)| is quoted as)?\s+(?:(?:has|have|had|once|also)\s+){0,2}(\w+)\b", re.I
)
_WHOSE = re.compile(r"\bwhose (?:words|quote|statement|remark)\b|\bwho is (?:being )?quoted\b", re.I)
# "What did NAME say about …?", "How does NAME describe …?", "What was NAME quoted as saying?": what stands
# before the name.
_WHAT = re.compile(r"\b(?:what|how|why|whom)\b.{0,20}?\b(?:did|does|do|has|have|had|was|is)\s", re.I)
_MOST_NAME = 81
_WORD = re.compile(r"(?<=\s)\w+\b")


@dataclass(frozen=True, slots=True)
class AskedSpeech:
    """What is asked of speech: what those of these names said; with no name, who said something."""

    names: tuple[str, ...]


def asked_speech(text: str) -> AskedSpeech | None:
    """Return what a question asks of what was said, or None where it asks something else."""
    if _WHOSE.search(text) or any(_speaks(match[1]) for match in _WHO.finditer(text)):
        return AskedSpeech(())
    if (asking := _WHAT.search(text)) and (names := find_names(_who_speaks(text[asking.end() :]), [])):
        return AskedSpeech(names)
    return None


def _who_speaks(text: str) -> str:
    """Return what stands before the first word of speaking, "" where there is none."""
    verb = next((word for word in _WORD.finditer(text) if word.start() > 2 and _speaks(word[0])), None)
    return text[: verb.start()].rstrip() if verb and verb.start() <= _MOST_NAME else ""


def _speaks(word: str) -> bool:
    return word.casefold() in _SPEAKING
