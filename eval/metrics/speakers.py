"""Whether two phrases name one speaker: by their head words, since one may be longer than the other.

"Senate leader Mitch McConnell" has the head "mcconnell", "Tim Hess, a real estate developer in Virginia" the
heads "hess" and "developer", "the transcript of the debate" the head "transcript".
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from ingest.text.wordlists import word_set
from service.english.lemmas import stem_of
from service.english.words import STOP_WORDS, WORD, folded

_BREAK = re.compile(r"\s*[,;:()–—]\s*|\s+(?:-+|and|or)\s+")
# "One of his advisers" are advisers.
_PART_OF = re.compile(
    r"^(?:(?:at least|about|nearly|more than)\s+)?(?:\w+\s+)?(?:one|two|three|some|many|most|all|both"
    r"|several|few|any|none|each|half|number|group|dozens|hundreds|thousands|majority)\s+of\s+",
    re.I,
)
# What follows a head: "the mayor of Brenn", "people who live there"; not in "Bank of China".
_AFTER = word_set(
    "of in on at for from to with by about against who whom whose which that where when as including among"
    " near under over after before behind inside outside representing named called"
)
_NO_NAMES = word_set("jr sr ii iii iv phd md")


def is_named_speaker(found: str, named: Sequence[str]) -> bool:
    """Return whether a phrase has a head word that one of the named speakers has."""
    return any(heads(found) & heads(name) for name in named)


def heads(phrase: str) -> frozenset[str]:
    """Return the stems of the head words of a phrase and of what stands beside it between commas."""
    parts = [part for part in _BREAK.split(phrase) if WORD.search(part)]
    named = [head for n, part in enumerate(parts) if (head := _head(part, first=n == 0))]
    return frozenset(named) or frozenset(map(folded, WORD.findall(phrase)))


def _head(part: str, *, first: bool) -> str | None:
    """Return the last word before what follows a head; None for what only goes on, as "who …" does."""
    words = WORD.findall(_PART_OF.sub("", part))
    while words and folded(words[-1]) in _NO_NAMES:
        words.pop()
    if not words or (not first and words[0].lower() in _AFTER):
        return None
    end = next((n for n in range(1, len(words)) if words[n] in _AFTER and not _in_name(words, n)), len(words))
    head = words[end - 1]
    return None if folded(head) in STOP_WORDS and len(words) > 1 else stem_of(head)


def _in_name(words: Sequence[str], n: int) -> bool:
    """Return whether a name goes on after the word: "Bank of China", "Department for Transport"."""
    return (
        n + 1 < len(words)
        and words[n - 1][0].isupper()
        and words[n + 1][0].isupper()
        and words[n] in ("of", "for")
    )
