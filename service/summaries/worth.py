"""What a sentence is worth to a summary by itself: place, names and figures, and whether it stands alone."""

from __future__ import annotations

import math
import re

import numpy as np

from ingest.article import Kind
from ingest.store.passages import StoredPassage
from ingest.text.calendar import MONTHS, WEEKDAYS
from ingest.text.furniture import is_furniture, is_in_note, may_have_verb
from service.english.lemmas import common_words, tokens
from service.evidence.scoring import FEATURES, Evidence

# Lengths in words: shorter ones are captions and labels, longer ones lists.
_SHORT, _LONG = 7, 55
_LEAD = 900  # characters after which a sentence is worth 1/e of the first one's place
_PLACE, _DENSE, _HEADLINE = 0.5, 0.25, 0.25
_LAST_RESORT = 0.02  # a label, a caption or a question: only where an article has nothing else
_LEANS, _QUOTES, _NOTES = 0.3, 0.5, 0.1
# Who "he" is and what "this" was stands in the sentence before.
_LEANING = re.compile(
    r"[\"“'‘(]?(?:He|She|It|They|His|Her|Hers|Its|Their|This|That|These|Those|Such|There|Here|But|And|Or|So|Yet"
    r"|However|Also|Then|Nor|Instead|Moreover|Meanwhile|Still|Both|Neither|Another|Others?|Some|One|Most"
    r"|By (?:then|contrast)|As a result|In (?:addition|contrast)|For example|At (?:one|that) point|The same"
    r"|The (?:first|second|third|two|three|latter|former|only))\b"
)
_DAYS = rf"(?:{'|'.join(name.capitalize() for name in (*MONTHS, *WEEKDAYS))})[a-z]*"
# "In itself, this is …": where no name stands before it.
_LEANS_LATER = re.compile(
    rf"\w+(?: (?:[a-z\d][\w'’-]*|{_DAYS})){{0,4}}, (?:he|she|it|they|his|her|its|their|there)\b"
    r"|\w+(?: [\w'’-]+){0,4}, (?:this|that|these|those)\b"
)
# "… he said": a quotation whose speaker was named before.
_UNNAMED = re.compile(
    r"\b(?:he|she|they|it)\s+(?:said|added|told|says|wrote)\b|\b(?:said|added|says)\s+(?:he|she|they)\b"
)
_NOTE = re.compile(
    r"correction\b|clarification\b|editor['’]s note\b|an earlier version"
    r"|this (?:article|story) (?:was|has been)"
    r"|by [A-Z]\w+ [A-Z]\w+$|[^.]{0,80}\bhas (?:also )?been (?:changed|corrected|amended|updated)\b"
    r"|(?:photo|photograph|image|picture|video|watch|listen|read more|related|subscribe|sign up|follow us"
    r"|reporting by|editing by|additional reporting|copyright|all rights|advertisement)\b",
    re.I,
)
_RETRACTED = re.compile(r"\b(?:retract|withdr[ae]wn|withdrew|withdraw)", re.I)
_CLOSING = "\"'”’)"
_ENDED = re.compile(r"[.!…][\"'”’)\]]*$")
_AROUND = ".,;:!?()[]\"'“”‘’…—–-$€£%"


def sentence(stored: StoredPassage, index: int, place: float = _PLACE) -> Evidence:
    """Return a sentence of a passage with what it is worth (0 to 1) as its score; `place` as for `worth`."""
    text, start = stored.sentence(index), stored.passage.sentences[index].start
    vector = stored.sentence_vectors[index]
    return Evidence(stored, index, text, worth(stored, text, start, place), vector, False, _NO_FEATURES)


# Without a question there is nothing for features to be about.
_NO_FEATURES = np.zeros(len(FEATURES))


def worth(stored: StoredPassage, text: str, start: int, place: float = _PLACE) -> float:
    """Return what a sentence that begins at `start` of its article is worth, 0 to 1.

    `place` is how much of that a place at the beginning is.
    """
    if stored.kind is Kind.RETRACTION and _RETRACTED.search(text):
        return 1.0  # whatever else it says, the publisher has taken it back
    words = text.split()
    at = start - stored.passage.start
    if _is_label(text) or is_in_note(stored.text, at, at + len(text)):
        return _LAST_RESORT
    if _NOTE.match(text):
        return _NOTES * math.exp(-start / _LEAD)
    headline = common_words(stored.title, text)
    value = place * math.exp(-start / _LEAD) + _DENSE * _density(words) + _HEADLINE * headline
    if leans(text):
        value *= _LEANS
    if text.startswith(("“", '"', "‘", "'")):
        value *= _QUOTES
    return value * _length(len(words))


def leans(text: str) -> bool:
    """Return whether who or what it tells of stands in another sentence."""
    leaning = _LEANING.match(text) or _LEANS_LATER.match(text) or _UNNAMED.search(text)
    return bool(leaning) or _half_quoted(text)


def is_whole_sentence(text: str) -> bool:
    """Return whether it is a whole sentence of some length with a verb, and no label, question or note."""
    cut = (
        text.rstrip(_CLOSING).endswith(("...", "…"))
        or _half_quoted(text)
        or text.count("(") > text.count(")")
    )
    whole = not cut and len(text.split()) >= _SHORT and _has_verb(text)
    return whole and not _is_label(text) and not _NOTE.match(text)


def _has_verb(text: str) -> bool:
    return may_have_verb(text) or any(token.past for token in tokens(text))


def _is_label(text: str) -> bool:
    return text.rstrip(_CLOSING).endswith("?") or not _ENDED.search(text) or is_furniture(text)


def _half_quoted(text: str) -> bool:
    """Whether it is the middle or the end of what somebody said in more than one sentence."""
    return text.count("“") != text.count("”") or text.count('"') % 2 == 1


def _density(words: list[str]) -> float:
    """How much of it are names and figures, 0 to 1; the first word's capital says nothing."""
    telling = sum(word[:1].isupper() or word[:1].isdigit() for word in (w.strip(_AROUND) for w in words[1:]))
    return min(1.0, telling / 6)


def _length(count: int) -> float:
    if count < _SHORT:
        return 0.1
    return 1.0 if count <= _LONG else _LONG / count
