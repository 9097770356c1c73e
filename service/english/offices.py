"""Who holds an office, as a sentence tells it: this person has it, takes it over, or gives it up."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from service.english.lemmas import Token, stem_of, tokens
from service.english.words import word_set

# Held by one at a time: of senators, judges and lawmakers there are many.
_OFFICES = word_set(
    "president premier minister chancellor governor gov mayor king queen monarch emperor pope bishop"
    " archbishop ambassador commissioner secretary treasurer speaker chief ceo cfo boss executive chair"
    " chairman chairwoman chairperson director head leader manager owner editor publisher principal rector"
    " dean commander general admiral coach trainer captain skipper conductor curator spokesman spokeswoman"
    " spokesperson sheriff superintendent warden"
)
_LEADS = (
    r"(?:led|leads?|ran|runs?|head(?:s|ed)|chair(?:s|ed)|govern(?:s|ed)|coach(?:es|ed)|manage[sd]"
    r"|captain(?:s|ed)|own(?:s|ed)|edit(?:s|ed))"
)
# "Who led the party?" asks for whoever has an office there.
_ASKED = re.compile(
    r"\bwho\s*(?:(?:['’]s|\bis|\bwas|\bwere|\bserve[sd] as|\bacted as|\bheld the (?:post|office|job) of)\s+"
    rf"(?P<office>[^?,;]+)|(?P<leads>{_LEADS})\b(?!\s+(?:away|off|into|over|for|against)\b))",
    re.I,
)
_BEFORE = re.compile(r"\bbefore\s+(?:the\s+)?(?P<name>[^\W\d_a-z][^?,;]*)")
# "The next president", "the first mayor": not whoever holds the office at a time.
_NOT_AT_A_TIME = word_set(
    "former previous past last next first second third new future ex only longest youngest oldest other"
    " another late outgoing incoming"
)
_DEPUTIES = word_set("deputy vice assistant associate shadow junior under")
_DEPUTY_STEMS = frozenset(map(stem_of, _DEPUTIES))
_FORMER = word_set("former ex onetime erstwhile late past previous formerly")
_ACTING = word_set("acting interim caretaker provisional temporary")
# The same office, by who has it.
_ALIKE = (
    word_set("spokesman spokeswoman spokesperson"),
    word_set("chairman chairwoman chairperson chair"),
    word_set("governor gov"),
    word_set("ceo executive"),
)
_DETERMINERS = word_set("the a an its his her their our my your this that")
_LINKS = word_set("of for in at to on from with by and")
_BEGINS = re.compile(
    r"\b(?:sworn?\s+in|swore\s+in|confirmed|next|(?:takes?|took|taking)\s+(?:up|office|over|charge|the\s+helm)"
    r"|becomes?|became|becoming|(?:re-?)?elect(?:s|ed)|(?:re-?)?appoint(?:s|ed)|nam(?:es|ed)|chose|chosen|chooses"
    r"|hir(?:es|ed)|promot(?:es|ed)|install(?:s|ed)|inaugurated|crowned|ordained|enthroned|succeed(?:s|ed)"
    r"|replac(?:es|ed)|(?:wins?|won)\b[^,;]{0,40}\belection|unveiled|pick(?:s|ed)|tapped|introduced"
    r"|begins|began|start(?:s|ed))\b",
    re.I,
)
# Before the name of who goes: "she succeeds", "he takes over as mayor from"
_FOLLOWED = re.compile(
    r"(?:\b(?:succeed|replac|follow|oust|unseat)\w*|\bsuccessor\s+to|\bin\s+place\s+of"
    r"|\b(?:over|charge|baton|reins|helm)\b(?:\s+[\w’'-]+){0,6}?\s+from)\s+(?:[\w’'-]+\s+){0,3}\Z",
    re.I,
)
# "The board dismissed", "he beat the incumbent"
_PUT_OUT = re.compile(r"\b(?:dismiss|sack|fire|remov|defeat|beat|suspend)\w*\s+(?:[\w’'-]+\s+){0,3}\Z", re.I)
# Behind the name: "stepped down", "will step down as", "was dismissed"
_GOES = re.compile(
    r"\W*+(?:who\s++)?(?:(?:has|had|will|is\s+to|to|is|was)\s++)?"
    r"(?:(?:step(?:s|ped|ping)?|st(?:and|ands|ood|anding))\s+(?:down|aside)|(?:resign|quit|retir)\w*"
    r"|leav(?:es?|ing)|left|g(?:ive|ives|ave|iven|iving)\s+up"
    r"|(?<=\bis\s)(?:dismissed|sacked|fired|ousted|removed)|(?<=\bwas\s)(?:dismissed|sacked|fired|ousted|removed))\b",
    re.I,
)
_WAS = re.compile(r"\b(?:was|had been|once)\b", re.I)
# "who led the club until 2021", "who was editor from 2009 to 2018"
_UNTIL = re.compile(
    r"(?:(?!\bwill\b)[^.;]){0,80}?\b(?:(?:until|till)\b(?!\s+(?:an?|the)\b)|from\s+(?:\w+\s+)?\d{4}\s+to\b)",
    re.I,
)
_APART = re.compile(
    r"[;:.!?—–()]|\b(?:and|but|while|after|before|when|that|whose|because|than|against)\b", re.I
)
_BESIDE = 5  # words between an office and its holder: "the club's head coach since May, Ida Holm"


class Tenure(StrEnum):
    """What a sentence says of a person and an office."""

    HOLDS = "holds"
    BEGINS = "begins"
    ENDS = "ends"  # it tells of the end
    ENDED = "ended"  # "the former mayor"


@dataclass(frozen=True, slots=True)
class Office:
    """An office that a question asks the holder of.

    `nouns` may name it; `before` are stems of the words before the noun: prime, of minister. `successor`: who
    held it after the person that is asked for, "" where the question names nobody.
    """

    nouns: frozenset[str]
    before: frozenset[str]
    successor: str = ""


def asked_office(question: str) -> Office | None:
    """Return the office whose holder a question asks for, at some time or now; None if it asks for none."""
    asked = _ASKED.search(question)
    if asked is None:
        return None
    following = _BEFORE.search(question, asked.end("leads"))
    successor = following["name"].strip() if following else ""
    if asked["leads"]:
        return Office(_OFFICES | {asked["leads"].lower()}, frozenset(), successor)
    words: list[Token] = []
    for token in tokens(asked["office"]):
        if token.word in _LINKS or token.word == "before":
            break
        words.append(token)
    if not words or _noun(words[-1]) not in _OFFICES or any(each.word in _NOT_AT_A_TIME for each in words):
        return None
    noun = _noun(words[-1])
    before = {
        each.stem
        for each in words[:-1]
        if each.word not in _DETERMINERS and asked["office"][each.start].islower() and noun != "executive"
    }
    alike = next((each for each in _ALIKE if noun in each), frozenset({noun}))
    return Office(alike, frozenset(before), successor)


def tenure(office: Office, text: str, start: int, end: int) -> Tenure | None:
    """Return what a sentence says of the office and of who is named in `text[start:end]`; None: nothing."""
    if _FOLLOWED.search(text[:start]):
        return Tenure.ENDS
    words = tokens(text)
    places = [at for at, token in enumerate(words) if _noun(token) in office.nouns]
    for at in sorted(places, key=lambda at: _distance(words, at, start, end)):
        if _is_same(office, words, at) and (found := _told(text, words, at, start, end)):
            return found
    return None


def is_acting(text: str, start: int, end: int) -> bool:
    """Return whether a sentence says near a name that its bearer has the office for the time being."""
    near = tokens(text[max(0, start - 60) : end + 60])
    return any(each.word in _ACTING for each in near)


def _noun(token: Token) -> str:
    """Return a word without the ending of a possessive: "the mayor's"."""
    return token.word.removesuffix("'s").removesuffix("’s")


def _distance(words: Sequence[Token], at: int, start: int, end: int) -> int:
    """Return how many words stand between an office and a name."""
    office = words[at]
    if office.end <= start:
        return sum(office.end <= each.start and each.end <= start for each in words)
    return sum(end <= each.start and each.end <= office.start for each in words)


def _is_same(office: Office, words: Sequence[Token], at: int) -> bool:
    """Return whether a noun means the office: no deputy's, and the prime minister's if that is asked for."""
    near = {each.stem for each in words[max(0, at - 2) : at]}
    around = {each.stem for each in words[max(0, at - _BESIDE) : at + _BESIDE]}
    return not (near & _DEPUTY_STEMS) - office.before and office.before <= around


def _told(text: str, words: Sequence[Token], at: int, start: int, end: int) -> Tenure | None:
    """Return what a sentence says of a name and of the office that is its word number `at`."""
    office, behind = words[at], text[end:]
    first = end if office.start >= end else 0
    former = any(
        each.word in _FORMER or each.word.startswith("ex-")
        for each in words[max(0, at - 4) : at]
        if each.start >= first
    )
    between = text[office.end : start] if office.end <= start else text[end : office.start]
    near = not _APART.search(between) and _distance(words, at, start, end) <= _BESIDE
    if office.start >= end and _BEGINS.search(between) and not _GOES.match(between):
        return Tenure.BEGINS  # "Lena Orvik was sworn in as mayor"
    if _PUT_OUT.search(text[:start]) or (office.start >= end and _GOES.match(behind)):
        return Tenure.ENDS
    if not near:
        return None
    if _UNTIL.match(behind) or (office.end <= start and _GOES.match(behind)):
        return Tenure.ENDS
    if former or (office.start >= end and _WAS.search(between)):
        return Tenure.ENDED
    return Tenure.BEGINS if _BEGINS.search(text[: min(start, office.start)]) else Tenure.HOLDS
