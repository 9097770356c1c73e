"""Who holds an office, as a sentence tells it: this person has it, takes it over, or gives it up."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from ingest.text.wordlists import word_set
from service.english.lemmas import Token, stem_of, tokens

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
# "Who led the party?" asks for whoever has an office there, "who leads the race?" does not.
_ASKED = re.compile(
    r"\bwho\s*(?:(?:['’]s|\bis|\bwas|\bwere|\bserve[sd] as|\bacted as|\bheld the (?:post|office|job) of)\s+"
    rf"(?P<office>[^?,;]+)|(?P<leads>{_LEADS})\b(?!\s+(?:away|off|into|over|for|against|in|up|out|with|to)\b)"
    r"(?![^?]*\b(?:race|marathon|elections?|polls?|standings|table|match|game|charts|vote|field|way)\b))",
    re.I,
)
_BEFORE = re.compile(
    r"\bbefore\s+(?P<name>[^\W\d_a-z][\w’'.-]*(?:\s+(?:[^\W\d_a-z][\w’'.-]*|de|van|von|der|al|bin))*)"
)
_DONE_BY = re.compile(r"\bby\W*\Z", re.I)  # "Who was the mayor killed by?"
# "The next president", "the first mayor": not whoever holds the office at a time.
_NOT_AT_A_TIME = word_set(
    "former previous past last next first second third new future ex only longest youngest oldest other"
    " another late outgoing incoming"
)
_DEPUTIES = word_set("deputy vice assistant associate shadow junior under")
# They tell offices apart, in whatever case they are typed: "the Prime Minister".
_QUALIFIERS = _DEPUTIES | word_set(
    "prime chief foreign finance interior defence defense home health education justice police fire head"
)
_DEPUTY_STEMS = frozenset(map(stem_of, _DEPUTIES))
_FORMER = word_set("former ex onetime erstwhile late past previous formerly")
_NEAR = 60  # characters
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
    r"\b(?:sworn?\s+in|swore\s+in|confirmed|(?:takes?|took|taking)\s+(?:up|office|over|charge|the\s+helm)"
    r"|becomes?|became|becoming|(?:re-?)?elect(?:s|ed)|(?:re-?)?appoint(?:s|ed)|nam(?:es|ed)|chose|chosen|chooses"
    r"|hir(?:es|ed)|promot(?:es|ed)|install(?:s|ed)|inaugurated|crowned|ordained|enthroned|succeed(?:s|ed)"
    r"|replac(?:es|ed)|(?:wins?|won)\b[^,;]{0,40}\belection|unveiled|pick(?:s|ed)|tapped|introduced"
    r"|begins|began|start(?:s|ed)|will\s+be)\b",
    re.I,
)
# "The council appointed [Ida Holm] mayor"
_MAKES = re.compile(
    r"\b(?:swears?\s+in|swore\s+in|confirm(?:s|ed)|(?:re-?)?elect(?:s|ed)|(?:re-?)?appoint(?:s|ed)|nam(?:es|ed)"
    r"|chose|chosen|chooses|hir(?:es|ed)|promot(?:es|ed)|install(?:s|ed)|unveil(?:s|ed)|pick(?:s|ed)"
    r"|(?:replac|succeed)ed\s+(?:as\s+[\w-]+\s+(?:of\s+[\w’'-]+\s+)?)?by)\b[^,;.]{0,60}\Z",
    re.I,
)
# "Nobody": "was not elected", "lost the election for"
_NOT = re.compile(
    r"\b(?:not|never|could|may|might|would|los[te]s?|fail\w*|refus\w*|declin\w*)\b|n['’]t\b|\bby\s+(?:\w+\s+)?\Z",
    re.I,
)
# Before the name of who goes: "she succeeds", "he takes over as mayor from"
_FOLLOWED = re.compile(
    r"(?:\b(?:succeed(?:s|ing)?|replac(?:es?|ing)|oust(?:s|ed|ing)|unseat(?:s|ed|ing))|\bsuccessor\s+to|\bin\s+place\s+of"
    r"|\b(?:he|she|who)\s+(?:succeeded|replaced|follow(?:s|ed))"
    r"|\b(?:over|charge|baton|reins|helm)\b(?:\s+[\w’'-]+){0,6}?\s+from)\s+(?:(?!by\b)[\w’'-]+\s+){0,3}\Z",
    re.I,
)
# "The board dismissed [Lena Orvik] as mayor"
_PUT_OUT = re.compile(
    r"\b(?:dismiss(?:es|ed)|sack(?:s|ed)|fires|fired|remov(?:es|ed)|suspend(?:s|ed))\s+(?:[\w’'-]+\s+){0,3}\Z",
    re.I,
)
# Behind the name: "stepped down", "will step down as", "was dismissed"
_GOES = re.compile(
    r"\W*+(?:who\s++)?(?:(?:has|had|will|is\s+to|to|is|was)\s++)?"
    r"(?:(?:step(?:s|ped|ping)?|st(?:and|ands|ood|anding))\s+(?:down|aside)|(?:resign|quit|retir)\w*"
    r"|(?:leav(?:es?|ing)|left|g(?:ive|ives|ave|iven|iving)\s+up)\s+(?:as|office|the\s+(?:post|job|role|captaincy))"
    r"|(?<=\bis\s)(?:dismissed|sacked|fired|ousted|removed|replaced|succeeded)"
    r"|(?<=\bwas\s)(?:dismissed|sacked|fired|ousted|removed|replaced|succeeded))\b",
    re.I,
)
_WAS = re.compile(r"\b(?:was|had been|once)\b", re.I)
# "who led the club until 2021", "who was editor from 2009 to 2018"
_UNTIL = re.compile(
    r"(?:(?!\b(?:will|said|says|told|is|are|has)\b)[^.;]){0,80}?"
    r"\b(?:(?:until|till)\b(?!\s+(?:an?|the)\b)|from\s+(?:\w+\s+)?\d{4}\s+to\b)",
    re.I,
)
# Between an office and who has it: "Mayor of Calder, [Ida Holm]", "the new mayor is [Ida Holm]"
_TITLE = re.compile(
    r"(?:\s+(?:of|for|at|in)\s+(?:the\s+)?[\w’'.-]+(?:\s+[^\W\d_a-z][\w’'.-]*){0,4})?(?:,|\s+(?:is|was|will\s+be))?\s*\Z"
)
# Between a name and its office: ", the mayor", "is mayor", "as mayor"; not "praised the mayor"
_HAS = re.compile(
    r"\W*,|\W*[(–—-]|.*\b(?:is|was|are|been|be|as|remains?|serves?|served|stays?)\b", re.I | re.S
)
_NAMED = re.compile(r"[’']?s?\s+[^\W\d_a-z][\w’'-]*[^\W\d_A-Z]")  # "mayor Ida Holm": whose title an office is
_APART = re.compile(
    r"[;:.!?—–()]|\b(?:and|but|while|after|before|when|that|whose|because|than|against)\b", re.I
)
_PLACES = 8  # of an office in a sentence that are looked at
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
    if asked is None or _DONE_BY.search(question):
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
        if each.word not in _DETERMINERS
        and noun != "executive"
        and (each.word in _QUALIFIERS or asked["office"][each.start].islower())
    }
    alike = next((each for each in _ALIKE if noun in each), frozenset({noun}))
    return Office(alike, frozenset(before), successor)


def tenure(office: Office, text: str, start: int, end: int) -> Tenure | None:
    """Return what a sentence says of the office and of who is named in `text[start:end]`; None: nothing."""
    if _FOLLOWED.search(text[:start]):
        return Tenure.ENDS
    words = tokens(text)
    places = [at for at, token in enumerate(words) if _noun(token) in office.nouns]
    for at in sorted(places[:_PLACES], key=lambda at: _distance(words, at, start, end)):
        if _is_same(office, words, at) and (found := _told(text, words, at, start, end)):
            return found
    return None


def is_acting(text: str, start: int, end: int) -> bool:
    """Return whether a sentence says near a name that its bearer has the office for the time being."""
    near = range(max(0, start - _NEAR), end + _NEAR)
    return any(each.word in _ACTING and each.start in near for each in tokens(text))


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
    if office.end <= start:
        title = _TITLE.match(text, office.end, start)
        if title is None:
            return None
        if _PUT_OUT.search(text[: office.start]) or _UNTIL.match(behind) or _GOES.match(behind):
            return Tenure.ENDS
        if former:
            return Tenure.ENDED
        return Tenure.BEGINS if _MAKES.search(text[: office.start]) else Tenure.HOLDS
    between = text[end : office.start]
    if _NOT.search(between) or _NAMED.match(text, office.end):
        return None
    if _PUT_OUT.search(text[:start]) or _GOES.match(between):
        return Tenure.ENDS
    if _BEGINS.search(between):
        return Tenure.BEGINS  # "Lena Orvik was sworn in as mayor"
    if _APART.search(between) or _distance(words, at, start, end) > _BESIDE:
        return None
    if _MAKES.search(text[:start]):
        return Tenure.BEGINS
    if not _HAS.match(between):
        return None
    if _UNTIL.match(behind):
        return Tenure.ENDS
    return Tenure.ENDED if former or _WAS.search(between) else Tenure.HOLDS
