"""Who is "he" and who is "she", as a text itself says: by a title, a first name, what it calls somebody, or
the pronouns of the sentence that names them."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ingest.text.speech.english import ADVERBS, FUNCTION_WORDS, is_adverb
from ingest.text.speech.first_names import MEN, WOMEN
from ingest.text.speech.subjects import Phrase
from ingest.text.wordlists import word_set

HE, SHE = "he", "she"
_FEMALE = word_set(
    """wife widow mother mum mom grandmother daughter granddaughter sister aunt niece stepmother
    girl girlfriend fiancee fiancée actress waitress duchess countess baroness princess queen nun heiress
    ex-wife lady mistress"""
)
_MALE = word_set(
    """husband widower father dad grandfather son grandson brother uncle nephew stepfather boy boyfriend
    fiance fiancé duke baron prince king monk ex-husband gentleman"""
)
_NOT_MEN = ("woman", "human", "german", "roman", "norman", "ottoman")
_PRONOUN = re.compile(r"\b(?:he|she|him|her|his|hers|himself|herself)\b", re.I)
_OF = {"his": HE, "himself": HE, "her": SHE, "herself": SHE}
_OBJECT = re.compile(r"(?<=\w )(?:(him)|(her)(?=\W*$|\s*[^\w\s]|\s+(\w+)))\b", re.I)
# What may stand behind "her" only where it has no noun: "rang her later".
_BEHIND_OBJECT = FUNCTION_WORDS | ADVERBS
_SENTENCE_ENDS = re.compile(r"[.!?;:\n\"“”]")
_FAR = 150  # code points behind a name that its own pronoun stands within


def of_names(words: Sequence[str]) -> str | None:
    """Return "he" or "she" where titles and first names tell."""
    plain = {word.rstrip(".") for word in words}
    man, woman = bool(plain & MEN), bool(plain & WOMEN)
    return None if man == woman else HE if man else SHE


def of_noun(noun: str) -> str | None:
    """Return "he" or "she" where what somebody is called tells: "a widow", "the spokeswoman"."""
    noun = noun.lower()
    if noun in _FEMALE or noun.endswith("woman"):
        return SHE
    return HE if noun in _MALE else None


def of_office(noun: str) -> str | None:
    """Return "he" for "the chairman", which a first name may contradict."""
    return HE if noun.lower().endswith("man") and not noun.lower().endswith(_NOT_MEN) else None


def by_own_pronoun(text: str, name: Phrase, before: Phrase | None, after: Phrase | None) -> str | None:
    """Return "he" or "she" by "his", "her" or "herself" behind the only name of a sentence.

    `before` and `after` are the names next to it in the text. "He" and "him" may be somebody else.
    """
    if before and not _SENTENCE_ENDS.search(text, before.end, name.start):
        return None
    end = min(name.end + _FAR, after.start if after else len(text))
    stop = _SENTENCE_ENDS.search(text, name.end, end)
    found = _PRONOUN.search(text, name.end, stop.start() if stop else end)
    if not found or objects(text[name.end : end])[0:1] == [found.start() - name.end]:
        return None
    return _OF.get(found[0].lower())


def objects(text: str) -> list[int]:
    """Return where "him" and "her" stand that are somebody else than the subject before them."""
    return [each.start() for each in _OBJECT.finditer(text) if _is_object(each)]


def has_object(text: str, pronoun: str) -> bool:
    """Return whether "him" (of "he") or "her" stands in a sentence as somebody else than its subject."""
    wanted = "him" if pronoun == HE else "her"
    return any(text[at : at + 3].lower() == wanted for at in objects(text))


def _is_object(found: re.Match[str]) -> bool:
    behind = found[3]
    return bool(found[1]) or behind is None or behind.lower() in _BEHIND_OBJECT or is_adverb(behind.lower())
