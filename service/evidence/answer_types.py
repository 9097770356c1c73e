"""Whether a sentence has the kind of thing that is asked for, or says that it is not given."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

from ingest.text.letters import CAPITALS, SMALL_LETTERS
from service.english.dates.find import has_vague_date
from service.english.figures.amounts import has_coins, has_share, has_vague_amount, has_vague_duration
from service.english.figures.values import ValueKind, find_values
from service.questions.expect import Expect

_PERSON = re.compile(
    # a title: "Mr Osei"
    r"\b(?:Mr|Mrs|Ms|Dr|Sir|Lord|Lady|Dame|President|Prime Minister|Minister|Gov|Governor|Sen|Senator|Rep"
    r"|King|Queen|Prince|Princess|Pope|Judge|Justice|Mayor|Chancellor|Professor|Prof|Chief|Captain|General)"
    r"\b\.? [A-Z]"
    # two capitalised words: "Ines Duarte", "Anna K. van Berg"
    rf"|\b[{CAPITALS}][\w'’-]*[{SMALL_LETTERS}.] (?:[A-Z]\. |(?:de|van|von|bin|al|der|la) )*"
    rf"[{CAPITALS}][\w'’-]*[{SMALL_LETTERS}]"
    # one that acts: "but Osei said"
    rf"|[{SMALL_LETTERS},] [{CAPITALS}][{SMALL_LETTERS}'’-]+ (?:said|says|told|won|was|is|has|had|will|who)\b"
)
_PLACE = re.compile(
    # "in Porto", "across the northern Alps", but not "in May"
    r"\b(?:[Ii]n|[Aa]t|[Ff]rom|[Nn]ear|[Tt]o|of|[Aa]cross|[Oo]utside|[Aa]round|[Oo]ff|through|between"
    r"|towards?|into) (?:(?:the|northern|southern|eastern|western|central|downtown|nearby) )*"
    r"(?!(?:Jan|Feb|March|April|May|June|July|Aug|Sept|Oct|Nov|Dec|Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)"
    rf"(?:day|\b|[a-z]*ber|uary|ust))[{CAPITALS}]"
    # "the city of Porto", ", Portugal, "
    r"|\b(?:city|town|village|capital|province|island|country) of [A-Z]|, [A-Z][a-z]+, "
)
_ORGANISATION = re.compile(  # "NATO", "to the Nordhavn", "Nordhavn said"
    rf"\b[A-Z]{{2,}}\b|[a-z,’'] (?:the )?[{CAPITALS}][\w&'’-]+"
    rf"|^[{CAPITALS}][\w&'’-]+ (?:[A-Z&]|(?:said|says|has|is|was|will)\b)"
)
_REASON = re.compile(  # "because of fog", "to save money", "citing costs"
    r"\b(?:because|due to|after|amid|following|owing to|thanks to|as a result|since|so that|in order to"
    r"|over|blam(?:ed?|ing)|caus(?:ed?|ing)|cit(?:ed?|ing)|prompted|sparked|triggered|reasons?|therefore"
    r"|to (?:[a-z]{3,})|as|for)\b"
)
# “We are tired,” or "the captain said"
_QUOTE = re.compile(r"[\"“”«]|(?:^|\s)['‘]\w|\b(?:said|says|told|tweeted|wrote)\b")
_DEFINITION = re.compile(  # "a heat dome is …", "…, a kind of …"
    r"\b(?:is|are|was|were|means?|refers?|known as|called|defined)\b|, (?:an?|the|which) "
)
_SIGNS = {
    Expect.PERSON: _PERSON,
    Expect.PLACE: _PLACE,
    Expect.ORGANISATION: _ORGANISATION,
    Expect.REASON: _REASON,
    Expect.QUOTE: _QUOTE,
    Expect.DEFINITION: _DEFINITION,
}
_KINDS = {
    Expect.DATE: {ValueKind.DATE},
    Expect.DURATION: {ValueKind.DURATION},
    Expect.NUMBER: {ValueKind.NUMBER, ValueKind.MONEY, ValueKind.PERCENT, ValueKind.DURATION},
    Expect.MONEY: {ValueKind.MONEY},
    Expect.PERCENT: {ValueKind.PERCENT},
}
# What answers without a figure or a date.
_IN_WORDS: dict[Expect, Callable[[str], bool]] = {
    Expect.DATE: has_vague_date,
    Expect.DURATION: has_vague_duration,
    Expect.NUMBER: has_vague_amount,
    Expect.MONEY: has_coins,
    Expect.PERCENT: has_share,
}


def answers_type(expect: Expect, sentence: str) -> bool:
    """Whether `sentence` has something of the expected kind; always True for YES_NO and OTHER."""
    if expect in _SIGNS:
        return _SIGNS[expect].search(sentence) is not None
    if expect not in _KINDS:
        return True
    in_words = _IN_WORDS.get(expect)
    if in_words is not None and in_words(sentence):
        return True
    return any(value.kind in _KINDS[expect] for value in find_values(sentence))


@dataclass(frozen=True, slots=True)
class _AskingWords:
    """How a clause, a noun and a verb without an object name what is asked: "when", "date", "explain"."""

    clause: str
    noun: str
    verb: str | None = None


_ASKED = {
    Expect.DATE: _AskingWords(
        r"when", r"dates?|day|timeline|timetable|time\s?frame|schedule|deadline|timing"
    ),
    Expect.DURATION: _AskingWords(
        r"how long|when", r"duration|length|timeline|timetable|time\s?frame|end date"
    ),
    Expect.NUMBER: _AskingWords(
        r"how (?:many|much|old|far|big|large)", r"numbers?|figures?|totals?|tolls?|count|size|estimate"
    ),
    Expect.MONEY: _AskingWords(
        r"how much|what price", r"prices?|terms|amounts?|costs?|value|sum|figures?|size"
    ),
    Expect.PERCENT: _AskingWords(r"how (?:many|much)", r"percentages?|share|proportion|figures?|rate"),
    Expect.PERSON: _AskingWords(
        r"who|whom|whose", r"names?|identit(?:y|ies)|successor|replacement", r"named?|identif(?:y|ied)"
    ),
    Expect.PLACE: _AskingWords(r"where", r"locations?|places?|sites?|whereabouts|venue|destination"),
    Expect.ORGANISATION: _AskingWords(r"who|which", r"names?|identit(?:y|ies)", r"named?|identif(?:y|ied)"),
    Expect.REASON: _AskingWords(
        r"why|what caused|what led", r"reasons?|motives?|causes?|explanations?", r"explain(?:ed)?"
    ),
    Expect.QUOTE: _AskingWords(
        r"what", r"comments?|statement|responses?", r"comment(?:ed)?|respond(?:ed)?|reply|replied"
    ),
    Expect.YES_NO: _AskingWords(r"whether|if", r"decision|plans"),
    Expect.DEFINITION: _AskingWords(r"what", r"details?"),
    Expect.OTHER: _AskingWords(r"what|which|whether|how", r"details?"),
}
_SAY = (
    r"(?:sa(?:y|id|ying)|specif(?:y|ied|ying)|giv(?:e|en|ing)|gave|disclos(?:e|ed|ing)|reveal(?:ed|ing)?"
    r"|provid(?:e|ed|ing)|stat(?:e|ed|ing)|announc(?:e|ed|ing)|identif(?:y|ied|ying)|nam(?:e|ed|ing)"
    r"|releas(?:e|ed|ing)|elaborat(?:e|ed|ing)(?: on)?|explain(?:ed|ing)?|comment(?:ed|ing)?(?: on)?"
    r"|detail(?:ed|ing)?|set(?:ting)?|offer(?:ed|ing)?|confirm(?:ed|ing)?|know|clear|known|decided?"
    r"|mention(?:ed|ing)?)"
)
_NOT = r"(?:n['’]t|\bnot|\bnever|\bwithout|\bdeclin(?:ed|es|ing) to|\brefus(?:ed|es|ing) to|\byet to)"
_ADVERBS = r"(?:(?:yet|been|immediately|publicly|be|further|also|so far) )*"
_GAP = r"(?:[\w'’-]+ ){0,4}?"  # a few words: "not give (a clear) reason"
_GIVEN = (
    r"(?:given|set|announced|disclosed|available|provided|released|specified|offered|named|decided|reported)"
)
_HELD = r"(?:timeline|timetable|schedule|date|estimate|explanation|comment|details|figures?)"


@cache
def _unstated(expect: Expect) -> re.Pattern[str]:
    """The ways to say that what is asked is not given. Compiling one takes 8 ms; a question needs one."""
    asked = _ASKED[expect]
    noun, either = asked.noun, rf"(?:{asked.clause}|{asked.noun})\b(?! to\b)"
    ways = [
        # "has not said when", "declined to give a reason"
        rf"{_NOT} {_ADVERBS}{_SAY} {_GAP}{either}",
        # "gave no date", "there was no comment"
        r"\b(?:gave|giv(?:e|en|ing)|offered|provided|released|there (?:is|was|are|were)) no "
        rf"{_GAP}(?:{noun})\b",
        # "had no firm timetable"
        rf"\bha(?:s|ve|d) no {_GAP}(?={_HELD}\b)(?:{noun})\b",
        # "no timetable has been set"
        rf"\bno (?:[\w-]+ )?(?:{noun}) (?:[\w'’]+ ){{0,3}}?{_GIVEN}\b",
        # "it is unclear why", "an undisclosed sum"
        rf"\b(?:unclear|unknown|uncertain|unspecified|undisclosed|no word(?: yet)? on) {_GAP}{either}",
        # "the cause of the fire remains unclear", "wasn’t immediately known", "is yet to be"
        rf"\b{either} (?:[\w'’]+ ){{0,6}}?(?:"
        r"(?:is|are|was|were|remain(?:s|ed)?|still) (?:\w+ )?(?:unclear|unknown|undisclosed)"
        rf"|(?:is|are|was|were|has|have)(?:n['’]t| not) {_ADVERBS}"
        rf"(?:known|clear|confirmed|determined|identified|revealed|{_GIVEN})"
        r"|(?:is|are|has|have) yet to be)\b",
    ]
    if asked.verb:  # "declined to comment"
        ways.append(rf"{_NOT} {_ADVERBS}(?:{asked.verb})\b")
    return re.compile("|".join(ways), re.I)


_NAMED = {expect: re.compile(f"{asked.clause}|{asked.noun}", re.I) for expect, asked in _ASKED.items()}
_ANNOUNCED = re.compile(
    r"\byet to be (?:announced|decided|determined|set|named|confirmed|disclosed|revealed|identified)\b"
)
_ANNOUNCEABLE = (Expect.DATE, Expect.PERSON, Expect.PLACE)
_DENIALS = (
    *("not ", "n't ", "n’t ", "no ", "No ", "without ", "declin", "refus", "yet to", "never "),
    *("unclear", "unknown", "undisclosed", "unspecified", "uncertain"),
)


def says_unstated(expect: Expect, sentence: str) -> bool:
    """Whether `sentence` says outright that the asked-for thing is not given ("did not give a reason")."""
    if not any(denial in sentence for denial in _DENIALS):
        return False
    # _NAMED is quick and spares most sentences the slow pattern.
    named = _ASKED[expect].verb or _NAMED[expect].search(sentence)
    if named and _unstated(expect).search(sentence):
        return True
    return expect in _ANNOUNCEABLE and _ANNOUNCED.search(sentence) is not None
