"""Text of others: as the archive stores it, and as it can be shown."""

from __future__ import annotations

import re
import unicodedata

_NEWLINES = re.compile(r"\r\n?|[\u2028\u2029\x85\x0b\x0c]")
_UNSTORABLE = re.compile(r"[\x00-\x08\x0e-\x1f\ufeff\ud800-\udfff]")
_ESCAPE = re.compile(r"(?:\x1b\[|\x9b)[0-?]*[ -/]*[@-~]|(?:\x1b\]|\x9d)[^\x07\x1b\x9c]*(?:\x07|\x1b\\|\x9c)")
# Control characters except tab and newline, and those that turn the direction of the text after them.
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
_SURROGATE = re.compile(r"[\ud800-\udfff]")


def normalise_text(text: str) -> str:
    """Return `text` as the archive stores it: NFC, "\\n" newlines, no control characters, no outer blanks."""
    text = unicodedata.normalize("NFC", _UNSTORABLE.sub("", _NEWLINES.sub("\n", text)))
    return text.strip()


def is_storable(text: str) -> bool:
    """Return whether nothing in the text is what `normalise_text` takes out of every text."""
    return not _UNSTORABLE.search(text)


def clean(text: str) -> str:
    """Return the text without escape sequences and control characters; newlines and tabs stay."""
    return whole_characters(_CONTROL.sub("", _ESCAPE.sub("", text)))


def whole_characters(text: str) -> str:
    """Return the text with each half of a surrogate pair replaced, character for character."""
    return _SURROGATE.sub("\ufffd", text)


def unaccented(text: str) -> str:
    """Return the text for comparing: without case and without accents."""
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return "".join(char for char in decomposed if not unicodedata.combining(char))


def one_line(text: str) -> str:
    """Return the clean text with each run of blanks and newlines as one space."""
    return " ".join(clean(text).split())
