"""What the pronouns and demonstratives of a question mean, by the last turns of its dialogue."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime

from service.dialogue.ellipsis import is_role, with_topic
from service.dialogue.turns import (
    AUXILIARIES,
    Memory,
    heavy_terms,
    is_person,
    mentions_in,
    named_thing,
    object_phrase,
    person,
    phrases,
    topic_of,
)
from service.english.dates import find_spans
from service.english.lemmas import stem_of
from service.english.words import STOP_WORDS, WORD, folded, word_set

_AUX = "|".join(sorted(AUXILIARIES))
# "The" in a question that brings this many new words means something new.
_FEW = 3
DEFINITE = re.compile(r"\b(?P<det>the|that|this|these|those)\s+(?P<noun>[a-z]+)\b(?P<tail>\s+\w+)?")
TAILS = word_set("of in at on for from to between against with that who which about called named")
_SAID_SO = re.compile(r"\b(?P<verb>say|said|claim|announce)\s+(?:that|this|so|it)(?=\W*$)", re.I)
_HE = re.compile(r"\b(?:he|she|him|his|hers?)\b", re.I)
_IT = re.compile(r"\b(?:it|its|they|their|them|theirs|this|that|these|those)\b", re.I)
_NO_IT = re.compile(
    r"\bis it (?:true|possible|likely|legal|safe|raining|known|worth|necessary)\b"
    r"|\b(?:does|did|will) it take to\b|\bwhat time is it\b|\bit is (?:said|true)\b",
    re.I,
)
_CLAUSE = re.compile(
    r",|\b(?:that|when|if|because|said|say|says|who|which|before|after|while|since|and|as|how|what|whether"
    r"|where)\b"
)
_THERE = re.compile(
    r"(?<!\bis )(?<!\bare )(?<!\bwas )(?<!\bwere )(?<!\bbe )(?<!\bbeen )\bthere\b"
    r"(?!\s+(?:is|are|was|were|will|has|have|be|been)\b)",
    re.I,
)
_THEN = re.compile(r"\b(?:(?:at|by|in)\s+that\s+(?:time|moment|point|year|month|day)|then)(?=\W*$)", re.I)
_PAIR = re.compile(r"\b(?:the\s+)?(?P<which>former|latter|both(?:\s+of\s+them)?)\b", re.I)
_OF_THEM = re.compile(r"\b(?:of\s+(?:them|those|these))\b", re.I)
_COUNTED_THINGS = re.compile(
    rf"^(?:of\s+)?(?:how many|which)\s+(?P<noun>(?!people|persons)(?:[a-z-]+\s+){{0,2}}[a-z-]+s)\s+"
    rf"(?:{_AUX})\b",
    re.I,
)
_COUNTED = re.compile(r"^(?:of\s+)?(?:how many|which|what)\s+(?P<noun>[a-z][a-z-]+)", re.I)
_CLASSES = word_set(
    "company firm bank group operator organisation organization agency council club union bureau"
)
_PLACES = word_set("city country island town village region place area state republic capital")
# "The Harbour Post reported in July that ": who said so is what is asked.
_REPORTED = re.compile(
    r"^[^,;:]{1,60}?\b(?:reported|said|says|wrote|announced|told \w+)(?:\s+(?:in|on|last)\s+\w+)?\s+that\s+",
    re.I,
)
_NOUN = re.compile(rf"\b(?:the|a|an|any|which|what|every|each)\s+(?!(?:{_AUX})\b)(?P<noun>\w+)", re.I)


def resolve(text: str, memories: Sequence[Memory], as_of: datetime) -> str:
    """Return the text with its pronouns replaced by what they mean, where the dialogue tells it."""
    last = memories[-1]
    if _SAID_SO.search(text) and last.sentence:
        sentence = reported(last.sentence)
        text = _SAID_SO.sub(lambda match: f"{match['verb']} that {sentence}", text)
        return _with_he(text, memories, as_of)
    named = bool(mentions_in(text, as_of))
    text = _with_pair(text, last, as_of)
    text = _with_he(text, memories, as_of)
    text = _with_time(text, last, as_of)
    text = _with_place(text, last, as_of)
    if not named and len(_new_terms(text, memories)) <= _FEW:
        text = _with_definite(text, memories, as_of)
    return _with_it(text, memories, as_of, named=named)


def _new_terms(text: str, memories: Sequence[Memory]) -> set[str]:
    return set(heavy_terms(text)) - {term for memory in memories for term in heavy_terms(memory.question)}


def _with_pair(text: str, last: Memory, as_of: datetime) -> str:
    names = [name.text for name in mentions_in(last.question, as_of)]
    pair = _PAIR.search(text)
    if pair is None or len(names) < 2 or mentions_in(text, as_of):
        return text
    word = pair["which"].lower()
    means = {"former": names[-2], "latter": names[-1]}.get(word, f"both {names[-2]} and {names[-1]}")
    return text[: pair.start()] + means + text[pair.end() :]


def _with_he(text: str, memories: Sequence[Memory], as_of: datetime) -> str:
    match = _HE.search(text)
    if match is None or any(name.start < match.start() for name in mentions_in(text, as_of)):
        return text
    if any(is_role(noun["noun"]) for noun in _NOUN.finditer(text[: match.start()])):
        return text
    who = person(memories, as_of)
    if who is None:
        return with_topic(text, " and ".join(phrases(memories[-1].question, as_of)[:2]))
    word = match[0].lower()
    owns = word in ("his", "hers") or (word == "her" and re.match(r"\s+[a-z]", text[match.end() :]))
    return text[: match.start()] + (f"{who}'s" if owns else who) + text[match.end() :]


def _with_time(text: str, last: Memory, as_of: datetime) -> str:
    dates = find_spans(last.question, as_of)
    then = _THEN.search(text)
    if then is None or not dates:
        return text
    return f"{text[: then.start()]}in {last.question[dates[0].start : dates[0].end]}{text[then.end() :]}"


def _with_place(text: str, last: Memory, as_of: datetime) -> str:
    there = _THERE.search(text)
    if there is None or any(name.start < there.start() for name in mentions_in(text, as_of)):
        return text
    names = mentions_in(last.question, as_of)
    if not names:
        return text
    for name in names:
        led = re.search(r"\b(in|at|from|to|of)\s+(?:the\s+)?$", last.question[: name.start], re.I)
        if led:
            return (
                f"{text[: there.start()]}{'at' if led[1] == 'at' else 'in'} {name.text}{text[there.end() :]}"
            )
    phrase = next((each for each in phrases(last.question, as_of) if names[0].text in each), names[0].text)
    return f"{text[: there.start()]}at {phrase}{text[there.end() :]}"


def _with_definite(text: str, memories: Sequence[Memory], as_of: datetime) -> str:
    """Return the text with "the bridge", "that company" as the phrase of the dialogue that they mean."""
    for match in DEFINITE.finditer(text):
        tail = (match["tail"] or "").strip().lower()
        if tail in TAILS or (match["det"] != "the" and tail.endswith("s")):
            continue
        phrase = meant(match["noun"], memories, as_of)
        if phrase and not any(name.text in phrase for name in mentions_in(text, as_of)):
            return text[: match.start()] + phrase + text[match.end("noun") :]
    return text


def meant(noun: str, memories: Sequence[Memory], as_of: datetime) -> str | None:
    """Return what "the bridge" means: a phrase of the dialogue with that noun, or a name of that class."""
    for memory in reversed(memories):
        grown = phrases(memory.question, as_of)
        for phrase in grown:
            if stem_of(noun) in {stem_of(word[0]) for word in WORD.finditer(phrase)} and mentions_in(
                phrase, as_of
            ):
                return phrase
        if noun in _CLASSES | _PLACES:
            answered = named_thing(memory, as_of)
            names = [n for n in mentions_in(memory.question, as_of) if not is_person(n, memory.question)]
            return answered or next((name.text for name in names), None)
    return None


def _with_it(text: str, memories: Sequence[Memory], as_of: datetime, *, named: bool) -> str:
    last = memories[-1]
    counted = _COUNTED.match(last.question)
    if _OF_THEM.search(text) and counted:
        return with_topic(
            _OF_THEM.sub(f"of the {counted['noun']}", text), " and ".join(phrases(last.question, as_of)[:2])
        )
    for match in [] if _NO_IT.search(text) else _IT.finditer(text):
        word, before, after = match[0].lower(), text[: match.start()], text[match.end() :]
        if word in ("this", "that", "these", "those") and re.match(r"\s+[a-z]", after):
            continue
        owns = word in ("its", "their")
        # In "how many doses of its vaccine can Lindqvist make" the name follows.
        if (owns and named) or _bound(before, owns=owns, as_of=as_of):
            continue
        many = _COUNTED_THINGS.match(last.question)
        if many and word in ("they", "them"):
            topic = " and ".join(phrases(last.question, as_of)[:1])
            return with_topic(f"{before}the {many['noun']}{after}", topic)
        phrase = named_thing(last, as_of) or next(iter(phrases(last.question, as_of)), None)
        topic = topic_of(last.question, as_of)
        if phrase and topic != phrase and object_phrase(last.question, as_of) in topic.split(" and "):
            return with_topic(text, topic)  # the name or the thing: the question does not say
        if phrase is None or _is_person_phrase(phrase, last, as_of):
            return with_topic(text, phrase or "")
        return before + (f"{phrase}'s" if owns else phrase) + after
    return text


def _is_person_phrase(phrase: str, memory: Memory, as_of: datetime) -> bool:
    """Return whether a phrase of an earlier question is a person's name."""
    return any(
        name.text == phrase and is_person(name, memory.question)
        for name in mentions_in(memory.question, as_of)
    )


def _bound(before: str, *, owns: bool, as_of: datetime) -> bool:
    """Whether the question itself says what a pronoun after `before` means."""
    ends = [name.end for name in mentions_in(before, as_of)]
    ends += [noun.end() for noun in _NOUN.finditer(before)]
    return bool(ends) and (owns or _CLAUSE.search(before[min(ends) :]) is not None)


def reported(sentence: str) -> str:
    """Return the sentence as it stands after "that", without quotation marks and who reported it."""
    text = _REPORTED.sub("", re.sub(r"[\"“”]", "", sentence).strip(" .?!"))
    text = re.sub(r"^(?:But|And|So|Yet)\s+", "", text)
    first, _, rest = text.partition(" ")
    return f"{first.lower()} {rest}" if folded(first) in STOP_WORDS else text
