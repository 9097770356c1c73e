"""Whether a question is in the language that the models know."""

from __future__ import annotations

import re

from ingest.text.language import identifier
from ingest.text.wordlists import word_set

_WORD = re.compile(r"[^\W\d_]+")
# Words that few questions in English do without, and hardly any in another language has.
_ENGLISH = word_set("and did does from how the were what when where which who whom whose why with would")
# What begins a question in German, French, Spanish, Italian, Portuguese, Dutch, the Nordic languages,
# Romanian, Polish, Czech, Croatian, Hungarian and Finnish, and no text in English: "Wann starb …?" is too
# short for the letters to tell. Not "Cine", "Kde" or "Ile", which begin names.
_ELSEWHERE = word_set(
    "wann wer wessen warum wieso weshalb wohin woher wieviel welche welcher welches welchen"
    " quand où pourquoi combien quel quelle quels quelles"
    " cuándo cuando quién quien quiénes dónde cuánto cuántos cuánta cuántas cuál cuáles qué cómo"
    " perché quanto quanti quante quale quali quem onde quantos quantas qual quais"
    " wanneer waarom waar hoeveel welk hvem hvad hva hvor hvornår hvorfor hvilken vem vad när varför"
    " cât câtă câți câte când unde kto kiedy gdzie dlaczego kdo kdy kolik proč tko koliko gdje zašto"
    " mikor mennyi hány miért kuka milloin missä miksi paljonko"
)
# English itself and what the identifier takes for English at times.
_NEAR = ("en", "pcm")
# Of 2,826 headlines cut to three words, .004 are taken for another language; of 40 questions in four
# other languages 38 are.
_LEAST = 0.01


def is_in_english(text: str) -> bool:
    """Return whether a text is in English; a name alone, or what tells no language, is taken to be."""
    words = _WORD.findall(text)
    if words and words[0].casefold() in _ELSEWHERE:
        return False
    # Within a question in another language, "The Guardian" has a capital.
    plain = [word for place, word in enumerate(words) if place == 0 or not word[0].isupper()]
    if not words or not _ENGLISH.isdisjoint(word.casefold() for word in plain):
        return True
    if all(word[0].isupper() for word in words):
        return True
    # "Wer leitet Brightwater Energy?" is English for most of its letters.
    return all(_may_be_english(each) for each in (text, " ".join(plain if len(plain) > 1 else words)))


def _may_be_english(text: str) -> bool:
    chances: dict[str, float] = dict(identifier().rank(text))
    return sum(chances.get(name, 0.0) for name in _NEAR) >= _LEAST
