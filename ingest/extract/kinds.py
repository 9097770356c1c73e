"""What a version is to a reader, as its own words say: an article, a correction, a retraction."""

from __future__ import annotations

import re

from ingest.article import Kind

# What may stand before a label at the start of a line (quotes, stars); bounded, against slow matching.
_EDGE = r"^[^\w\n]{0,5}"
_STORY = r"(?:article|story|report|piece|item|column|post)"
_RETRACTED_TITLE = re.compile(
    rf"{_EDGE}(?:retract(?:ed|ion)|withdrawn|withdrawal|(?-i:(?:MANDATORY )?KILL(?:ED)?))\b"
    r"\s*(?:[:\-–—\]]|notice\b)",
    re.I,
)
# Only "article" and "story": reports and posts that are withdrawn are what news is about.
_RETRACTED_LEAD = re.compile(
    r"\bthis (?:article|story) (?:has been|was|is being|is) (?:fully )?"
    r"(?:retracted|withdrawn|taken down|removed)\b"
    r"|\bwe (?:have |are )?(?:retract(?:ed|ing)?|withdrawn|withdrew|withdrawing)"
    r" (?:this|the|our) (?:article|story)\b"
    r"|\bha(?:s|ve) (?:retracted|withdrawn) this (?:article|story)\b"
    rf"|{_EDGE}(?:(?:editor['’]s note|note to readers)[:.\s-]+)?the (?:article|story) (?:has been|was)"
    r" (?:retracted|withdrawn)\b"
    rf"|{_EDGE}retraction\s*[:\-–—]",
    re.I | re.M,
)
_CORRECTION = re.compile(
    rf"{_EDGE}(?:(?i:corrections?|clarifications?)\s*[:\-–—]|(?:CORRECTION|CLARIFICATION)S?\b"
    r"|(?i:corrections?|clarifications?)(?: appended)?[^\w\n]*$|CORRECTED\b)"
    rf"|(?i:\bthis {_STORY} (?:has been|was|is) (?:corrected|(?:updated|amended|revised) to correct)\b)"
    rf"|(?i:\b(?:an earlier|a previous|the original) version of this {_STORY}"
    r" (?:incorrectly|misstated|mistakenly"
    r"|wrongly|misidentified|misspelled|misattributed|gave|stated|said)\b)"
    r"|^\((?:Corrects|Refiles to correct)\b",
    re.M,
)
_CORRECTED_TITLE = re.compile(rf"{_EDGE}correct(?:ed|ion)\s*[(:\-–—]", re.I)
_CORRECTION_WORDS = ("correct", "clarification", "version of this")
_LEAD_LENGTH = 600


def kind_of(title: str, text: str) -> Kind:
    """Return RETRACTION or CORRECTION where title or text says so, else ARTICLE."""
    if _RETRACTED_TITLE.search(title) or _RETRACTED_LEAD.search(text[:_LEAD_LENGTH]):
        return Kind.RETRACTION
    if _CORRECTED_TITLE.search(title) or _corrects(text):
        return Kind.CORRECTION
    return Kind.ARTICLE


def _corrects(text: str) -> bool:
    # The pattern is slow on long texts, and most of them do not hold one of these words.
    folded = text.casefold()
    return any(word in folded for word in _CORRECTION_WORDS) and bool(_CORRECTION.search(text))
