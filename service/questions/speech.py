"""Whether a question asks who said something, or what somebody said."""

from __future__ import annotations

import re
from dataclasses import dataclass

from ingest.text.speech.english import CALL, SAY
from service.english.words import find_names

_VERB = rf"(?:{'|'.join(sorted(SAY | CALL))})"
# "Who said that …?", "Who has called it …?", "Whose words were …?"
_WHO = re.compile(
    rf"\bwho(?:m| was it (?:that|who)| is quoted as)?\s+(?:(?:has|have|had|once|also)\s+){{0,2}}{_VERB}\b"
    r"|\bwhose (?:words|quote|statement|remark)\b|\bwho is (?:being )?quoted\b",
    re.I,
)
# "What did NAME say about …?", "How does NAME describe …?", "What was NAME quoted as saying?"
_WHAT = re.compile(
    r"\b(?:what|how|why|whom)\b.{0,20}?\b(?:did|does|do|has|have|had|was|is)"
    rf"\s(?P<who>.{{2,80}}?)\s{_VERB}\b",
    re.I,
)


@dataclass(frozen=True, slots=True)
class AskedSpeech:
    """What is asked of speech: what those of these names said; with no name, who said something."""

    names: tuple[str, ...]


def asked_speech(text: str) -> AskedSpeech | None:
    """Return what a question asks of what was said, or None where it asks something else."""
    if _WHO.search(text):
        return AskedSpeech(())
    if (match := _WHAT.search(text)) and (names := find_names(match["who"], [])):
        return AskedSpeech(names)
    return None
