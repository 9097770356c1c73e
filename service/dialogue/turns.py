"""What the earlier turns of a dialogue were about: their names, phrases and the first sentence of an answer.

Nothing here trusts an answer: it comes back from a client, so only names and its first sentence are read.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import takewhile

from ingest.text.sentences import split_sentences
from ingest.text.wordlists import word_set
from service.answer import FORETOLD, TO_MACHINES
from service.english.dates.find import find_spans
from service.english.lemmas import stem_of
from service.english.names import is_country, names_country
from service.english.words import STOP_WORDS, WORD, find_names, folded

MAX_ANSWER = 4_000  # characters of an answer that are looked at
MAX_SENTENCE = 300  # characters of its first sentence; a longer one is not taken


@dataclass(frozen=True, slots=True)
class Turn:
    """An earlier question and its answer, as the client gives them back."""

    question: str
    answer: str


@dataclass(frozen=True, slots=True)
class Mention:
    """A capitalised name, `text[start:end]`."""

    start: int
    end: int
    text: str


_JOINTS = (" da ", " do ", " dos ", " di ", " al ", ".-", "-")  # "Mateus da Cruz", "U.S.-U.K."
_URL = re.compile(r"(?:https?://|www\.)\S+", re.I)
_MARKER = re.compile(r"\s*(?:\[\^?\d+(?:\s*,\s*\d+)*\]|【[^】]*】|\(\d+\))")
# What the service says of a statement behind its marker.
_NOTE = re.compile(rf" \((?:{re.escape(FORETOLD)}|{re.escape(TO_MACHINES)})\)")
# "[Chris Tang] He gave no date", as answers name whom a quotation means
_REFERENT = re.compile(r"\[([^\W\d][^\[\]\n]*)\] (?=(?:(?:And|But|So|Yet) )?(?:He|She|His|Her)\b)")
_TAG = re.compile(r"<!--.*?(?:-->|$)|<[^<>]{0,200}>", re.S)
_MARKUP = re.compile(r"[*_`#|{}\[\]<>\x00-\x08\x0b-\x1f]")
# How the service says that it has no answer, and a list of sources instead of one.
_NO_ANSWER = re.compile(
    r"\W*(?:no answer\b|the archive (?:is empty|has|covers|writes|answers)\b|sources?:)", re.I
)

_SOURCES = re.compile(r"\W*(?:sources?|nearest passages)\s*:", re.I)
# "[1] Quay Post, 2025-10-21: Title", with the lines that belong to it
_LISTED = re.compile(r"^[ \t]*(?:[-*][ \t]+)?\[\^?\d+\][^\n]*(?:\n[ \t]+[^\n]+)*", re.M)
_CARRIED = re.compile(r"^\W*carried:[^\n]*\n*", re.I)

AUXILIARIES = word_set(
    "is are was were be been did do does has have had will would can could should might must may shall"
)
VERBS = word_set(
    "began begin begun begins bought build built buy came come cost costs cut die died fell find found"
    " gave get give go got had happen held hit hold keep kept killed know knew laid lead leave led left"
    " lose lost made make met paid pay put ran read rise rose run said saw say see sell send sent set sold"
    " spent start stop take taken told took want wants went win won wrote written accept agree become"
    " include occur open reduce remain reopen sink stay receive happen employ"
)
_LONGEST_RUN = 3  # of words without "of" or "in"; more have a verb among them
_DETERMINERS = word_set("the a an his her its their this that these those")
_LINKS = word_set("of in at on off for")
_PERSON_KINDS = re.compile(r"\b(?:Mr|Mrs|Ms|Dr|Sir|Lord|Lady|Judge|President|Professor|Prof|Councillor)\.?$")
_TITLES = word_set("mr mrs ms dr sir lord lady judge president professor prof councillor superintendent")
NOT_PERSONS = word_set(
    "act academy africa agency airlines airport america archive association authority bank bay board"
    " bridge britain cape castle chronicle church city club college commission committee company"
    " corporation council court daily east echo energy england europe european event federal"
    " festival foundation gazette government group hospital house hotel institute"
    " international island islands junior kingdom lake law library lines marathon market media minister"
    " ministry monitor museum national network north observatory ocean office organisation park"
    " parliament party point police port post power republic reserve review river road royal"
    " school schools sea service services society south square st state states station street survey team"
    " telecom tower trust union united university valley water west world"
)
_INVERTED = re.compile(r"\b(?:do|does|did|(?:will|would|can|could)(?! be))\b", re.I)
_PLACE_BEFORE = re.compile(r"\b(?:the|in|at|from|off|near|to)\s+$", re.I)


def first_sentence(answer: str) -> str:
    """Return the first sentence of an answer without markers, URLs and markup; "" for a refusal or none.

    Nor does it have whom the answer names before a quotation.
    """
    line = next(_lines(_REFERENT.sub("", answer)), "")
    sentence = next((line[each.start : each.end] for each in split_sentences(line)), "")
    return sentence if len(sentence) <= MAX_SENTENCE else ""


def stated_text(answer: str) -> str:
    """Return what an answer states, without markers, markup and its list of sources; "" for a refusal."""
    lines = _lines(_REFERENT.sub(r"\1: ", answer))
    return " ".join(takewhile(lambda line: not _SOURCES.match(line), lines))


def _lines(answer: str) -> Iterator[str]:
    """Yield the lines of an answer that have words, without what it says was carried; none for a refusal."""
    text = _LISTED.sub("", _CARRIED.sub("", answer[:MAX_ANSWER].lstrip()))
    text = _MARKER.sub("", _URL.sub("", _TAG.sub(" ", _NOTE.sub("", text)))).strip()
    if _NO_ANSWER.match(text):
        return
    for line in text.splitlines():
        if WORD.search(line):
            yield " ".join(_MARKUP.sub(" ", line).split())


def mentions_in(text: str, as_of: datetime) -> list[Mention]:
    """Return the names in order, without dates; "Mateus da Cruz" is one, a sentence's first word none."""
    found: list[Mention] = []
    for name in find_names(text, find_spans(text, as_of)):
        for match in re.finditer(rf"(?<!\w){re.escape(name)}(?!\w)", text):
            if name.isalpha() and name[1:].islower() and folded(name) in VERBS | AUXILIARIES:
                continue
            found.append(Mention(match.start(), match.end(), name))
    return _joined(sorted(found, key=lambda name: (name.start, -name.end)), text)


def _joined(names: list[Mention], text: str) -> list[Mention]:
    joined: list[Mention] = []
    for name in names:
        if joined and name.start < joined[-1].end:
            continue
        if joined and text[joined[-1].end : name.start] in _JOINTS:
            first = joined.pop()
            name = Mention(first.start, name.end, text[first.start : name.end])
        joined.append(name)
    return joined


def looks_like_person(name: Mention, text: str) -> bool:
    """Return whether a name in `text` looks like that of a person."""
    words = [folded(word) for word in WORD.findall(name.text)]
    if words[0] in _TITLES or _PERSON_KINDS.search(text[: name.start].rstrip()):
        return True
    owner = text.startswith(("'s", "’s"), name.end)
    placed = _PLACE_BEFORE.search(text[: name.start]) and not owner
    plain = 2 <= len(words) <= 4 and not any(char.isdigit() or char == "." for char in name.text[2:])
    if not plain or placed or (NOT_PERSONS | {"of"}) & set(words):
        return False
    # Of one word it may be a first name: "Jordan", "Chad".
    return not (is_country(name.text) or names_country(name.text, least=2))


def phrases(question: str, as_of: datetime) -> list[str]:
    """Return the noun phrases around a question's names, persons last; its longest phrase if it has none."""
    words = list(WORD.finditer(question))
    names = mentions_in(question, as_of)
    grown = [_grown(question, words, name.start, name.end) for name in names]
    if grown:
        ranked = sorted(zip(names, grown, strict=True), key=lambda pair: looks_like_person(pair[0], question))
        return list(dict.fromkeys(phrase for _, phrase in ranked))
    dates = find_spans(question, as_of)
    plain = [
        _grown(question, words, word.start(), word.end())
        for word in words
        if _content(word[0]) and not any(date.start <= word.start() < date.end for date in dates)
    ]
    return [max(plain, key=len)] if plain else []


def topic_of(question: str, as_of: datetime) -> str:
    """Return what a question is about: its phrases with names; with a bare name what it ends with, too."""
    named = phrases(question, as_of)[:2]
    other = object_phrase(question, as_of)
    bare = len(named) == 1 and named[0] in (name.text for name in mentions_in(question, as_of))
    return " and ".join([*named, other] if other and bare else named)


def object_phrase(question: str, as_of: datetime) -> str | None:
    """Return the phrase of several words, without a name, that a question ends with."""
    words = list(WORD.finditer(question))
    if not words or not _content(words[-1][0]):
        return None
    phrase = _grown(question, words, words[-1].start(), words[-1].end())
    start = question.rindex(phrase)
    if _INVERTED.search(question) and any(name.end == start - 1 for name in mentions_in(question, as_of)):
        phrase = phrase.partition(" ")[2]  # "deploy real-time facial recognition" after "will Hong Kong"
    named = mentions_in(f"x {phrase}", as_of) or find_spans(phrase, as_of)
    return phrase if " " in phrase and not named else None


def _grown(question: str, words: list[re.Match[str]], start: int, end: int) -> str:
    first = next(i for i, word in enumerate(words) if word.end() > start)
    last = max(i for i, word in enumerate(words) if word.start() < end)
    left, right = _leftmost(question, words, first), _rightmost(question, words, last)
    return question[min(words[left].start(), start) : max(words[right].end(), end)]


def _leftmost(question: str, words: list[re.Match[str]], first: int) -> int:
    """The first word of the phrase: over adjectives and nouns to an article, and on over "of", "in"."""
    at, run = first, 0
    while at > 0 and question[words[at - 1].end() : words[at].start()] == " ":
        word = words[at - 1][0].lower()
        if word in _LINKS:
            if at < 2 or not _content(words[at - 2][0]) or question[words[at - 2].end()] != " ":
                break
            at -= 2
        elif word in _DETERMINERS:
            at -= 1
            if at == 0 or words[at - 1][0].lower() not in _LINKS:
                break
        elif _content(word) and words[at][0].lower() not in _DETERMINERS and run < _LONGEST_RUN:
            at -= 1
            run += 1
            continue
        else:
            break
        run = 0
    while at < first and words[at][0].lower() in _LINKS:
        at += 1
    return at


def _rightmost(question: str, words: list[re.Match[str]], last: int) -> int:
    """The last word of the phrase: "the Orsu valley", but "will the Kess Bridge" of "… open"."""
    at = last
    while at + 1 < len(words) and at < last + 3:
        gap = question[words[at].end() : words[at + 1].start()]
        abbreviated = gap == ". " and "." in words[at][0]  # "the U.K. agreement"
        if not (gap in (" ", "’ ", "' ", ".-") or abbreviated) or not _content(words[at + 1][0]):
            break
        at += 1
    verb_next = at + 1 < len(words) and words[at + 1][0].lower() in VERBS
    if at > last and not verb_next and _INVERTED.search(question[: words[last].start()]):
        cut_off = at == last + 3 and at + 1 < len(words)
        at = last if cut_off else at - 1  # without the verb: "Hong Kong", "the Tern satellite"
    while at > last and re.search(r"(?:ed|ly|already|now)$", words[at][0]):
        at -= 1
    return at


def _content(word: str) -> bool:
    plain = word.lower()
    verbal = (
        plain.endswith(("ed", "ing")) and "-" not in plain and plain not in ("building", "hearing", "wing")
    )
    return folded(plain) not in STOP_WORDS | AUXILIARIES | VERBS and not (verbal and len(plain) > 4)


def heavy_terms(text: str) -> Iterator[str]:
    """Yield the words of `text` that say what it is about, as stems."""
    for match in WORD.finditer(text):
        word = folded(match[0])
        if _content(word) and word not in _LIGHT:
            yield stem_of(word)


_LIGHT = VERBS | word_set(
    "actually exactly long big old far high low large many much people person thing things reason first"
    " last new old still so name named called go work use used think become open close total number time"
    " times kind part one ones two three next latest same different main else more anyone anybody someone"
)
