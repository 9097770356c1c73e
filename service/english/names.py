"""The names of a statement, and whether the sentences it cites know them under this or another form."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from ingest.text.letters import CAPITALS, PLAIN_QUOTES
from ingest.text.wordlists import word_set
from service.english.dates.find import FoundSpan
from service.english.lemmas import is_common, tokens
from service.english.places import TextPlaces, search_before
from service.english.words import find_names

# Titles that say nothing about who it is, and scales.
_TITLES = word_set("mr mrs ms miss dr sir dame lord lady st the of and for celsius fahrenheit")
# Names of several words that go by one, before the text is cut into words.
_LONG = {
    "US": r"\b(?:(?i:the )?United States(?: of America)?|U\.S\.(?:A\.)?|USA|US)(?!\w)",
    "UK": r"\b(?:United Kingdom|Great Britain|U\.K\.|UK)(?!\w)",
    "UN": r"\b(?:United Nations|U\.N\.)(?!\w)",
    "EU": r"\b(?:European Union|E\.U\.)(?!\w)",
    "UAE": r"\bUnited Arab Emirates\b",
}
# "World Health Organization (WHO)", "IAEA (International Atomic Energy Agency)"
_WORDS_OF_NAME = rf"(?:[{CAPITALS}][\w'’&-]{{0,60}}+\s+(?:(?:of|for|the|and|on|in)\s+){{0,2}}){{1,9}}"
_GIVEN = re.compile(
    rf"(?P<long>{_WORDS_OF_NAME})\((?P<short>[A-Z][A-Za-z.]{{1,9}})\)"
    rf"|\b(?P<before>[A-Z][A-Za-z.]{{1,9}})\s+\((?P<behind>{_WORDS_OF_NAME[:-5]}{{0,8}}[A-Z][\w-]*)\)"
)
# A country with the words for its people and things; "russian" and "israeli" follow from a rule.
_KIN = """\
us america american americans|uk britain british briton britons|england english|france french|germany german
netherlands dutch holland|china chinese|spain spanish spaniard|italy italian|greece greek|denmark danish dane
ireland irish|scotland scottish scot scots|wales welsh|poland polish pole|sweden swedish swede
finland finnish finn|turkey turkish turk turkiye|ukraine ukrainian|switzerland swiss|norway norwegian
canada canadian|argentina argentine argentinian|mexico mexican|portugal portuguese|hungary hungarian
belgium belgian|egypt egyptian|kyiv kiev|iraq iraqi|iran iranian|europe european|eu european
philippines filipino philippine|thailand thai|afghanistan afghan|syria syrian|lebanon lebanese
nigeria nigerian|niger nigerien|australia australian|austria austrian|georgia georgian|guinea guinean"""
_FAMILY = {
    word: frozenset(line.split())
    for line in reversed(re.split(r"[|\n]", _KIN))
    for word in reversed(line.split())
}
# CLDR says who governs ("Hong Kong SAR China") and adds other names ("Myanmar (Burma)").
_ADDED = re.compile(r"\s+SAR China$|\s*\(.*\)$")
_DEMONYMS = ("ian", "ish", "ese", "ean")
_ENDINGS = word_set("n ns an ans ian ians ish ese i is")
_LEAST_INITIALS = 3  # "PM" may be anybody
_LEAST_ROOT = 4  # letters that "Russia" and "Russian" share at least
_START = re.compile(r"(?:^|[.?!:…\"“‘(—–-]\s*)\Z")
# "F.C." as "FC"; "J. Smith" stays.
_DOTTED = re.compile(r"\b(?:[A-Z]\.){2,}|\b(?:[A-Z]\.)+[A-Z]\b")
# "FTC", "BoE"; not the numeral of "King Charles III"
_ACRONYM = re.compile(r"(?![IVX]+\Z)(?:[A-Z]{2,5}|[A-Z][a-z][A-Z]{1,3})s?")
# Apostrophes, and letters that are none with a mark: "O’Hara", "Łódź"
_PLAIN = PLAIN_QUOTES | str.maketrans(
    dict(zip("łŁøØđĐıðÐ", "lLoOdDidD", strict=True))
    | {"ß": "ss", "æ": "ae", "Æ": "Ae", "œ": "oe", "Œ": "Oe", "þ": "th", "Þ": "Th"}
)
_INITIALS = re.compile(r"\b[A-Z][a-z]?[A-Z][A-Za-z]{0,3}\b")
_CAPITALS = re.compile(r"\b(?!(?:Of|The|And|For)\b)[A-Z]")


@dataclass(frozen=True, slots=True)
class Name:
    """A name as it stands in a statement, with its words in comparable form."""

    text: str
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Known:
    """What cited sentences name. `plain`: words that also stand there without a capital."""

    names: tuple[frozenset[str], ...]
    plain: frozenset[str]
    texts: tuple[str, ...]
    acronyms: frozenset[str]
    initials: frozenset[str]

    @classmethod
    def of(cls, texts: Sequence[tuple[str, list[FoundSpan]]], publishers: Sequence[str]) -> Known:
        """Return what the texts name, each given with its dates; the publishers are known as well."""
        found = [name for text, dates in texts for name in find_names(_short(text), dates)]
        whole = [_short(text) for text, _ in texts]
        words = [frozenset(_words(name)) for name in [*found, *map(_short, publishers)]]
        capitals = ["".join(_CAPITALS.findall(name)) for name in [*found, *publishers]]
        return cls(
            names=tuple(filter(None, words)),
            plain=frozenset(word for text in whole for word in _small(text)),
            texts=tuple(" ".join(_words(text)) for text in whole),
            acronyms=frozenset(word for text in whole for word in re.findall(r"\b[A-Z]{2,}\b", text)),
            initials=frozenset(filter(lambda letters: len(letters) >= _LEAST_INITIALS, capitals)),
        )

    def has(self, name: Name) -> bool:
        """Return whether the name is there: in full, in a part, in short, or as several names in a row."""
        if any(f" {' '.join(name.words)} " in f" {text} " for text in self.texts):
            return True
        if self._abbreviated(name):
            return True
        letters = {_form(word) for word in name.text.split() if self._spelled_out(word)}
        known_words = self.plain | _TITLES | letters
        rest = {word for word in name.words if word not in known_words}
        if not rest:
            return True
        # "London" and "Russian" may meet in "the London Russian embassy", "Anna" and "Miller" may not.
        lands = {word for word in rest if _of_a_land(word) and any(_all_in({word}, k) for k in self.names)}
        whole = any(_all_in(words, known) for known in self.names for words in (rest, rest - lands))
        return whole or rest == lands or self._parts(name)

    def _parts(self, name: Name) -> bool:
        """Return whether "Ann Reed of Norland" joins two names that are there; not what ties them."""
        parts = re.split(r"\s+(?:of|for)\s+", name.text)
        return len(parts) > 1 and all(self.has(Name(part, _words(part))) for part in parts)

    def _spelled_out(self, word: str) -> bool:
        """Return whether the letters of an acronym begin the words of a name: "WHO"."""
        letters = word.strip("s'’")
        return (
            len(letters) >= _LEAST_INITIALS
            and letters.isupper()
            and any(letters in known for known in self.initials)
        )

    def _abbreviated(self, name: Name) -> bool:
        initials = "".join(_CAPITALS.findall(name.text))
        return len(initials) >= _LEAST_INITIALS and initials in self.acronyms


def claimed_names(text: str, dates: list[FoundSpan]) -> Iterator[Name]:
    """Yield the names of `text`; a common word that only begins a sentence is not taken for one."""
    short = _short(text.title() if text.isupper() else text)
    # Offsets move when long names become short ones, so the dates are told by their words there.
    dated = {word for date in dates for word in _words(text[date.start : date.end])}
    for name in find_names(short, dates if short == text else []):
        words = name.split()
        place = short.find(name)
        if search_before(_START, short, place) and is_common(words[0].strip("'’")) and not words[0].isupper():
            words.pop(0)
        # A figure or a month in a name is checked as a number or a date.
        words = [word for word in words if not word.isdigit() and _form(word) not in dated]
        forms = tuple(form for word in words for form in _words(word))
        if forms and not set(forms) <= _TITLES:
            yield Name(" ".join(words), forms)


def may_be_named(name: Name, text: str) -> bool:
    """Return whether a text may name the same: a word of it is there, the beginning of one, or its initials.

    So it is taken to be for what may be there in other words: an acronym, where somebody is from ("Spanish").
    """
    words = [word for word in name.words if word not in _TITLES]
    words = [word for word in words if not is_common(word)] or words  # any bridge is no Forth Bridge
    if any(map(is_of_people, words)) or any(map(_ACRONYM.fullmatch, name.text.split())):
        return True
    folded = _plain(text).lower()
    if not words or any(_begins_word(_root(word), folded) for word in words) or _in_short(name, text):
        return True
    return any(re.search(rf"\b{kin}\b", folded) for word in words for kin in _FAMILY.get(word, ()))


def _begins_word(root: str, text: str) -> bool:
    """Return whether a word of a text begins with `root`: "agreed" does not with "reed"."""
    at = text.find(root)
    while at > 0 and text[at - 1].isalnum():
        at = text.find(root, at + 1)
    return at >= 0


def _in_short(name: Name, text: str) -> bool:
    """Return whether a text has the initials of a name: "WHO", "BoE", "I.M.F."; "Who" is none."""
    initials = {letters for letters in _initials(name.text) if len(letters) >= _LEAST_INITIALS}
    if not initials:
        return False
    return any(short.upper() in initials for short in _INITIALS.findall(_short(text)))


def is_of_people(word: str) -> bool:
    """Return whether a word says where somebody is from: "french"."""
    # The territories last: they take a tenth of a second to read.
    return _of_a_land(word) and word not in _territories()


def _root(word: str) -> str:
    """Return what "Russia" and "Russian" share, and "Kia" and "Kias"."""
    return word[: max(_LEAST_ROOT, len(word) - 3)] if len(word) > _LEAST_ROOT else word.removesuffix("s")


def short_forms(text: str) -> Iterator[tuple[str, str]]:
    """Yield the long names of `text` for which it gives a short form in brackets, with that."""
    for match in _GIVEN.finditer(text):
        short = (match["short"] or match["before"]).replace(".", "")
        words = (match["long"] or match["behind"]).split()
        runs = [" ".join(words)] if match["behind"] else _runs_at_end(words)
        if long := next((run for run in runs if short.upper() in _initials(run)), None):
            yield long, short


def _runs_at_end(words: Sequence[str]) -> Iterator[str]:
    """Yield the last words that begin with a capital, the fewest first."""
    for first in range(len(words) - 2, -1, -1):
        if words[first][0].isupper():
            yield " ".join(words[first:])


def _initials(name: str) -> set[str]:
    return {"".join(_CAPITALS.findall(name)), "".join(word[0] for word in name.split()).upper()}


def names_in_short(text: str, forms: Sequence[tuple[str, str]]) -> Iterator[tuple[int, int, str]]:
    """Yield where names stand that have a short form, among them those in `forms`, each with that."""
    found: list[tuple[int, int, str]] = []
    for short, pattern in (*((short, _either(long, short)) for long, short in forms), *_LONG.items()):
        taken = TextPlaces((start, end) for start, end, _ in found)
        places = (match.span() for match in re.finditer(pattern, text))
        found += [(*place, short) for place in places if not taken.meet(*place)]
    yield from found


def _either(long: str, short: str) -> str:
    one, other = re.escape(long), re.escape(short)
    return rf"\b(?:{one}(?:\s+\({other}\))?|{other}(?:\s+\({one}\))?)(?!\w)"


def _short(text: str) -> str:
    for short, long in _LONG.items():
        text = re.sub(long, short, text)
    return _DOTTED.sub(lambda match: match[0].replace(".", ""), text)


def comparable(text: str) -> tuple[str, ...]:
    """Return the words of a name in the form that `same_name` compares: "us" for "the U.S.'s"."""
    return _words(_short(text))


def _words(text: str) -> tuple[str, ...]:
    return tuple(map(_form, re.findall(r"\w+(?:['’]\w+)*", text)))


def _small(text: str) -> Iterator[str]:
    """Yield the words without a capital, and what may be one at the beginning of a sentence."""
    for token in tokens(text):
        raw = text[token.start : token.end]
        if raw[0].islower() or (
            not raw.isupper() and search_before(_START, text, token.start) and is_common(raw)
        ):
            yield from _words(raw)


@lru_cache(maxsize=20_000)
def _form(word: str) -> str:
    return (_plain(re.sub(r"['’]s$", "", word)) or word).lower()


def _plain(text: str) -> str:
    """Return a text without accents, and without the letters that have no plain form."""
    if text.isascii():
        return text
    return unicodedata.normalize("NFKD", text.translate(_PLAIN)).encode("ascii", "ignore").decode()


def is_country(name: str) -> bool:
    """Return whether a name is that of a country, a territory or a region of the world."""
    plain = name.casefold().removeprefix("the ")
    return plain in _FAMILY or plain in _territories()


def names_country(name: str, *, least: int = 1) -> bool:
    """Return whether a name has a country of at least `least` words in it: "West Africa"."""
    words = name.split()
    runs = (words[first:last] for first in range(len(words)) for last in range(first + least, len(words) + 1))
    return any(is_country(" ".join(run)) for run in runs)


@cache
def _territories() -> frozenset[str]:
    """Return the names that Unicode's CLDR has, in English and in lower case."""
    from babel import Locale  # reads its data files

    return frozenset(_ADDED.sub("", name).casefold() for name in Locale("en").territories.values())


def _of_a_land(word: str) -> bool:
    return word in _FAMILY or word.endswith(_DEMONYMS)


def forms_of_land(name: Sequence[str]) -> frozenset[str]:
    """Return what the last word of a country's name may be of its people and things: "fijian" for "fiji"."""
    word = name[-1]
    if word in _FAMILY:
        return _FAMILY[word]
    lands = {word.removesuffix(ending) for ending in ("", *_ENDINGS)}
    lands = {land for land in lands if " ".join((*name[:-1], land)) in _territories()}
    return frozenset({word} | lands | {f"{land}{ending}" for land in lands for ending in _ENDINGS})


def _all_in(words: set[str], known: frozenset[str]) -> bool:
    return bool(words) and all(any(same_name(word, other) for other in known) for word in words)


def same_name(word: str, other: str) -> bool:
    """Return whether two words in comparable form may name the same: "russia" and "russian"."""
    if word == other:
        return True
    if word in _FAMILY or other in _FAMILY:
        return word in _FAMILY.get(other, ()) or other in _FAMILY.get(word, ())
    short, long = sorted((word, other), key=len)
    ending = long[len(short) :]
    # "Ross" and "Rossi" are two persons.
    return (
        len(short) >= _LEAST_ROOT
        and long.startswith(short)
        and ending in _ENDINGS
        and short in _territories()
    )
