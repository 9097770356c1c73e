"""A quotation within a quotation: whether the one who speaks says it as well, or tells what another said."""

from __future__ import annotations

import re

from ingest.text.speech.english import AUXILIARY, PASSIVE, PERSONAL, SAY, is_adverb
from ingest.text.speech.marks import QuotedSpan, quoted_spans

_DOUBLE_MARKS = ("``", "''")
_CLOSING = ("'", "’", "”")
_LONGEST_LABEL = 3  # words: the ‘deep state’
_SENTENCE_END = re.compile(r"[.!?;]\s")
_WORD = re.compile(r"[^\W_]+")
_OWN_BEHIND = re.compile(r"\W*(?:I|we)\b")
_OWN = ("I", "We", "we")


def inner_of(text: str, start: int, end: int) -> tuple[int, int]:
    """Return where the words within a quotation's marks begin and end; the last mark may be missing."""
    mark = 2 if text.startswith(_DOUBLE_MARKS, start) else 1
    closed = any(each.end == end - start for each in quoted_spans(text[start:end]))
    return start + mark, end - mark if closed else end


def span_within(inner: str, start: int, end: int, *, goes_on: bool) -> QuotedSpan | None:
    """Return the quotation within the words of another that `inner[start:end]` stands in.

    `goes_on`: the last one may be closed in the next paragraph. One that is all of the words is the other.
    """
    for closing in ("", *_CLOSING) if goes_on else ("",):
        for each in quoted_spans(f"{inner}{closing}"):
            if each.start <= start and end <= each.end:
                return each if each.start > 0 or each.end < len(inner) else None
    return None


def is_own(inner: str, told: QuotedSpan) -> bool:
    """Return whether the one who speaks says these words as well: "I said, ‘…’", the ‘deep state’."""
    words = told.words(inner)
    if len(words.split()) <= _LONGEST_LABEL and words[-1:].isalnum() and not _is_introduced(inner, told):
        return True
    before = _SENTENCE_END.split(inner[: told.start])[-1]
    return _says_i(before) if _WORD.search(before) else bool(_OWN_BEHIND.match(inner, told.end))


def _is_introduced(inner: str, told: QuotedSpan) -> bool:
    """Return whether a comma or colon stands before words, as it does before those that somebody says."""
    return inner[: told.start].rstrip()[-1:] in tuple(",:")


def _says_i(clause: str) -> bool:
    """Return whether the last subject before a quotation is "I", with a verb of speech: not "I was told"."""
    words = _WORD.findall(clause)
    at = next((n for n in range(len(words) - 1, -1, -1) if _may_speak(words[n])), None)
    if at is None or words[at] not in _OWN:
        return False
    behind = [word.lower() for word in words[at + 1 :]]
    if behind[:2] == ["was", "like"]:
        return True
    verb = next((word for word in behind if word not in AUXILIARY - PASSIVE and not is_adverb(word)), "")
    return verb in SAY


def _may_speak(word: str) -> bool:
    return word in _OWN or word.lower() in PERSONAL or word[0].isupper()
