"""The words of a text: its names, its quoted phrases and, of a question, the terms to search for."""

from __future__ import annotations

import re

from ingest.text.letters import CAPITALS
from ingest.text.wordlists import word_set
from service.english.dates.find import FoundSpan
from service.english.places import TextPlaces

STOP_WORDS = word_set(
    "a about according after all also am an and another any are as at be because been before being both but"
    " by can could despite did do does doing done during each following either else every for from get had"
    " has have having he her here hers him his how i if in into is it its itself just let many may me might"
    " more most much must my no nor not now of off on once one only or other our out over own please said"
    " say says shall she should since so some such tell than that the their them then there these they this"
    " those through to too true under until up us very was we were what what's when where whether which"
    " while who who's whom whose why will with within without would yet you your"
)
# Words of a time expression that no article repeats: of "last July" only "july" is searched for.
_RELATIVE = word_set(
    "ago coming current day days decade decades earlier early end last late later mid middle month months"
    " next past previous quarter start this today tomorrow week weekend weeks year years yesterday two three"
    " four five six seven eight nine ten couple few"
)
# "O'Hara", "AT&T", "twenty-one"
WORD = re.compile(r"\w+(?:['’.&-]\w+)*")
# A capitalised word: "J.K.", "Gov.", "d'Orsay", "al-Sisi", "Booking.com", "eBay"
_CAPITAL = (
    r"(?:(?:[A-Z]\.)+[A-Z]?|(?:Gov|Sen|Rep|Gen|Lt|Dr|Mr|Mrs|Ms|St|Prof)\.(?=\s[A-Z])"
    rf"|(?:[dlDLO]['’]|al-|[a-z](?=[A-Z][a-z][a-z]))?[{CAPITALS}](?:[\w&-]|['’](?!s?\b))*(?:\.\w+)*)"
)
# "Gov. Ann O'Hara", "Bank of England", "Super Bowl 50"
_NAME = re.compile(
    rf"(?<![\w’'-]){_CAPITAL}"
    rf"(?:\s+(?:(?:of|for|de|del|van|von|der|la|bin)\s+(?:the\s+)?(?={_CAPITAL}))?"
    rf"(?:{_CAPITAL}|\d+\b(?![.,:%]\d| (?:hundred|thousand|million|billion|trillion|percent|per cent)\b)))*"
)
# “a mess”, "unsafe", 'green plan'; not the apostrophes of "O'Hara's", but over that of 'we can't'
_QUOTED = re.compile(r"\"([^\"]+)\"|“([^”]+)”|(?<!\w)['‘]((?:[^'’]|(?<=\w)['’](?=\w)){2,})['’](?!\w)")


def folded(word: str) -> str:
    """Return `word` without case and without a possessive "'s"."""
    return re.sub(r"['’]s$", "", word.casefold())


def find_names(text: str, dates: list[FoundSpan]) -> tuple[str, ...]:
    """Return the capitalised names in `text`, each once, without function words before them or dates."""
    names: dict[str, None] = {}
    dated = TextPlaces((date.start, date.end) for date in dates)
    for match in _NAME.finditer("" if text.isupper() else text):
        words = match[0].split()
        while words and _is_function_word(words[0]):
            words.pop(0)
        start = match.end() - len(" ".join(words))
        if dated.cover(start, match.end()):
            continue
        name = re.sub(r"['’]s?$", "", " ".join(words)).strip(" .-&")
        if len(name) > 1:
            names.setdefault(name)
    return tuple(names)


def find_quoted(text: str) -> tuple[str, ...]:
    """Return what stands in quotation marks."""
    return tuple(next(filter(None, groups)).strip() for groups in _QUOTED.findall(text))


def quoted_ranges(text: str) -> list[range]:
    """Return where quotations stand, with their marks."""
    return [range(match.start(), match.end()) for match in _QUOTED.finditer(text)]


def find_terms(text: str, dates: list[FoundSpan]) -> tuple[str, ...]:
    """Return the content words in order; of a date only what can stand in an article ("2013", "july")."""
    terms: dict[str, None] = {}
    for match in WORD.finditer(text):
        word = folded(match[0])
        dated = any(date.start <= match.start() < date.end for date in dates)
        if not _is_function_word(match[0]) and not (dated and word in _RELATIVE):
            terms.setdefault(word)
    return tuple(terms)


def _is_function_word(raw: str) -> bool:
    """Whether `raw` is a stop word; "US" and "WHO" are names."""
    return folded(raw) in STOP_WORDS and not (raw.isupper() and len(raw) > 1)
