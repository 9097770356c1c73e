"""A title and tags for a conversation, made of its own words."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from ingest.text.wordlists import word_set
from service.dialogue.smalltalk import is_small_talk, without_greeting
from service.dialogue.templates import question_in
from service.dialogue.turns import AUXILIARIES, Turn, first_sentence, heavy_terms, mentions_in, phrases
from service.english.dates.find import find_spans
from service.english.words import STOP_WORDS, WORD, folded

_LONGEST = 500  # characters of a question that are looked at
# What asks, and says nothing of the matter.
_ASKING = word_set(
    "tell know give want explain show find happened happen happening news anything something everything"
    " summarise summarize summary timeline brief overview latest thanks thank hello okay hi hey ok sure sorry"
    " against among per via"
)
# Who or what nobody names: "Whoever breaks the rule", "Everyone pays"
_NOBODY = word_set(
    "whoever whatever whichever whomever anybody anyone anything everybody everyone everything nobody none"
    " nothing somebody someone something neither either several few many most all both others another"
)
_DETERMINER = re.compile(r"^(?:the|an?|this|that|these|those|his|her|its|their|our|my|your)\s+", re.I)
_INNER = word_set("of in for at on to and the de von van")
# Of a list of sources: "- [1] Harbour Post, 3 October 2025: Title"
_SOURCE = re.compile(r"^[^\w\n]*\[\d+\]\s*[^:\n]{1,80}:\s*(?P<title>[^\n]{3,150}?)(?:\s+—\s+\S+)?$", re.M)
_NO_TITLE = "Archive Questions"
_NO_TAG = "General"


@dataclass(frozen=True, slots=True)
class _Kept:
    """A word that says something; of two the one with the higher rank stays."""

    index: int
    rank: int


def title_of(
    turns: Sequence[Turn], as_of: datetime, *, least: int = 1, most: int = 6, characters: int = 80
) -> str:
    """Return a title of at most so many words and characters, from the first turn that is about something."""
    for turn in turns:
        if words := _words_of(_question(turn), most, as_of):
            return _cut(_padded(words, turn, least, most, as_of), characters)
    answers = (_words_of(first_sentence(turn.answer), most, as_of) for turn in turns)
    return _cut(next(filter(None, answers), _NO_TITLE.split()), characters)


def tags_of(turns: Sequence[Turn], as_of: datetime, most: int = 3) -> list[str]:
    """Return the names of the questions and answers, then what else the questions are about."""
    asked = [_question(turn) for turn in turns]
    told = [first_sentence(turn.answer) for turn in turns]
    named = [name.text for text in (*asked, *told) for name in mentions_in(text, as_of)]
    topics = [topic for text in asked if not mentions_in(text, as_of) for topic in phrases(text, as_of)]
    bare = [_DETERMINER.sub("", tag) for tag in (*named, *topics)]
    said = [tag for tag in bare if set(heavy_terms(tag)) and folded(tag) not in _ASKING | _NOBODY]
    found = {folded(tag): tag for tag in said}
    return list(found.values())[:most] or [_NO_TAG]


def _question(turn: Turn) -> str:
    question = question_in(turn.question) or turn.question
    return "" if is_small_talk(question) else without_greeting(question)[:_LONGEST]


def _words_of(text: str, most: int, as_of: datetime) -> list[str]:
    """Return the words of a text that say most, in their order, with what joins two of them."""
    words = list(WORD.finditer(text))
    names = [(name.start, name.end) for name in mentions_in(text, as_of)]
    dates = [(date.start, date.end) for date in find_spans(text, as_of)]
    kept = []
    for index, word in enumerate(words):
        named = any(start <= word.start() < end for start, end in names)
        dated = any(start <= word.start() < end for start, end in dates)
        if _says_something(word[0]) or (named and folded(word[0]) not in _ASKING):
            rank = 3 if named else 1 if dated else 2 if any(heavy_terms(word[0])) else 0
            kept.append(_Kept(index, rank))
    if not any(each.rank for each in kept):
        return []
    best = sorted(kept, key=lambda each: (-each.rank, each.index))[:most]
    chosen = sorted(each.index for each in best)
    return _joined([word[0] for word in words], chosen, most)


def _says_something(word: str) -> bool:
    plain = folded(word)
    return plain not in STOP_WORDS | AUXILIARIES | _ASKING and (len(plain) > 1 or plain.isdigit())


def _joined(words: Sequence[str], chosen: Sequence[int], most: int) -> list[str]:
    """Return the chosen words, with "of" and the like between two of them while there is room."""
    found: list[str] = []
    for at, index in enumerate(chosen):
        left = chosen[at - 1] if at else index
        between = words[left + 1 : index]
        room = most - len(found) - (len(chosen) - at)
        if 0 < len(between) <= min(2, room) and all(word.lower() in _INNER for word in between):
            found += [word.lower() for word in between]
        found.append(words[index])
    return [_capital(word) if word.lower() not in _INNER or not at else word for at, word in enumerate(found)]


def _padded(words: list[str], turn: Turn, least: int, most: int, as_of: datetime) -> list[str]:
    """Return the words with those of the answer or of a cited title, where they are too few."""
    least = max(least, 2)
    if len(words) >= least:
        return words
    title = _SOURCE.search(turn.answer)
    for text in (first_sentence(turn.answer), title["title"] if title else ""):
        known = {folded(word) for word in words}
        more = [word for word in _words_of(text, most, as_of) if folded(word) not in known | _INNER]
        words = [*words, *more[: max(least - len(words), 0)]]
    return words


def _cut(words: Sequence[str], characters: int) -> str:
    """Return as many words as fit; a first one that is too long is cut."""
    title = words[0][:characters]
    for word in words[1:]:
        if len(title) + 1 + len(word) > characters:
            break
        title = f"{title} {word}"
    return re.sub(r"(?:['’]s| (?:of|in|for|at|on|to|and|the|de|von|van))+$", "", title)


def _capital(word: str) -> str:
    return word[:1].upper() + word[1:]
