"""In which language a text is written."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from ingest.text.speech.english import FUNCTION_WORDS

if TYPE_CHECKING:
    from py3langid.langid import LanguageIdentifier

_WORD = re.compile(r"[^\W\d_]+")
_READ = 2_000  # characters
_SHORT = 60  # letters: a headline may be in any language
# Of 918 English articles each has .27 or more of such words, of texts in six other languages none over .06.
_ENGLISH = 0.2
_SURE = 0.9


def language_of(text: str) -> str | None:
    """Return the code of a text's language; None for a text too short or too mixed to tell."""
    start = text[:_READ]
    words = _WORD.findall(start.casefold())
    if sum(map(len, words)) < _SHORT:
        return None
    if sum(word in FUNCTION_WORDS for word in words) >= _ENGLISH * len(words):
        return "en"
    code, chance = identifier().classify(start)
    return code if chance >= _SURE else None


@cache
def identifier() -> LanguageIdentifier:
    """Return what tells a language by its letters, with chances that add up to one."""
    from py3langid.langid import MODEL_FILE, LanguageIdentifier  # takes half a second; few texts need it

    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
