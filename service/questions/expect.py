"""Which kind of thing answers a question, told by its wording alone."""

from __future__ import annotations

import re
from enum import StrEnum

from ingest.text.sentences import typed_sentences
from ingest.text.wordlists import word_set
from service.english.words import STOP_WORDS


class Expect(StrEnum):
    """The kind of thing that answers the question."""

    DATE = "date"
    DURATION = "duration"
    NUMBER = "number"
    MONEY = "money"
    PERCENT = "percent"
    PERSON = "person"
    PLACE = "place"
    ORGANISATION = "organisation"
    REASON = "reason"
    QUOTE = "quote"
    YES_NO = "yes_no"
    DEFINITION = "definition"
    OTHER = "other"


_NOUNS = {
    Expect.PERSON: (
        "person people man woman boy girl actor actress singer player politician president minister premier"
        " governor senator leader chief ceo boss coach driver artist author writer celebrity director king"
        " queen prince princess athlete musician rapper scientist comedian official judge mayor investor"
        " executive star boxer golfer footballer quarterback striker monarch pope lawmaker candidate"
        " chancellor secretary member head founder manager model gymnast swimmer runner congressman"
        " congresswoman mp spokesman spokeswoman spokesperson successor winner victim suspect owner chairman"
        " chairwoman captain journalist presenter professor astronaut composer painter inventor son daughter"
        " wife husband father mother brother sister republican democrat"
    ),
    Expect.PLACE: (
        "country city state town place continent county region province island planet location venue village"
        " nation territory airport capital district stadium street site area park port suburb municipality"
        " borough destination"
    ),
    Expect.ORGANISATION: (
        "company organisation organization team club agency bank party airline automaker carmaker retailer"
        " firm broadcaster university school college newspaper league network studio brand business employer"
        " corporation department ministry union charity manufacturer publisher maker chain court committee"
        " academy association supermarket publication startup conglomerate"
    ),
    Expect.DATE: "year date day month century decade time",
    Expect.NUMBER: "number age population temperature speed height toll size total figure score magnitude",
    Expect.MONEY: (
        "price cost salary fee amount budget fine revenue profit value worth wage wages earnings income"
    ),
    Expect.PERCENT: "percentage percent proportion share rate inflation",
    Expect.REASON: "reason cause motive",
    Expect.DURATION: "duration length",
    Expect.DEFINITION: "meaning definition",
    Expect.QUOTE: "quote quotation",
}
_HEADS = {noun: expect for expect, nouns in _NOUNS.items() for noun in nouns.split()}
# Before the noun that is asked for: "what IS THE NAME OF THE Danish swimmer".
_SKIPPED = word_set(
    "is are was were s the a an of these following name names title one two three actual other exact its his"
    " her their"
)
_CLOSERS = STOP_WORDS | word_set("during against near between among like said")

_AUX = (
    r"(?:is|are|was|were|did|do|does|has|have|had|will|would|can|could|should|might|must|may|isn|aren"
    r"|wasn|didn)"
)
_QUESTION_WORD = r"(?:who|what|which|when|where|why|how)"
_WH = re.compile(r"\b(?:who(?:m|se)?|what|which|when|where|why|how)\b")
# What may stand before the question word: "And ", "In ", "From about "
_OPENING = re.compile(
    r"\W*(?:(?:and|so|but|then|also)\W+)?"
    r"(?:(?:to|in|on|at|for|from|by|with|of|about|since|until|during|under|after|before|as|through|against"
    r"|over|around|approximately|roughly|exactly)\s+){0,2}"
    rf"(?={_QUESTION_WORD})"
)
# "Has the airline said (why …)", "Do you know (when …)"
_TOLD = re.compile(
    r"\b(?:know|known|tell|told|say|said|explain|explained|clear|announced?|specif(?:y|ied)|disclosed?"
    r"|revealed?|giv(?:e|en)|wonder(?:ing)?|find out)\b[^?]{0,30}?"
    rf"\b(?={_QUESTION_WORD}\b)"
)
# "Name the mayor of Lyon." asks "what the mayor of lyon".
_ORDER = re.compile(r"\W*(?:name|list|give(?: me)?|identify|state|find)\s+")
_ESSAY = re.compile(r"what (?:discuss|describe|explain|compare|summari[sz]e|tell|write|show)\b")
_BECAUSE = re.compile(r"\bbecause(?: of)?:$")
# "who is Anna Berg?", in the case of the question; who "the mayor" is, is a person.
_WHO_IS_NAME = re.compile(r"\b[Ww]ho(?:['’]s| is| was) [A-Z][\w.'’-]*(?:\s+[A-Z][\w.'’-]*)*\s*\?*$")
_WHO_IS = re.compile(r"who(?:['’]s| is| was) [^?]*\W*$")
# Before the noun of "what is the company's new price": "the company's ".
_OWNED = re.compile(r"^(what (?:is|are|was|were) )(?:[\w-]+ ){0,5}?[\w-]+['’]s? ")
_MONEY_WORD = re.compile(
    r"[£$€]|\b(?:cost(?:s|ing)?|bills?|fares?|pay|paid|pays|worth|spen[dt]|sell|sold|price|money|earn|earned|fined?|fund(?:ing|ed)?"
    r"|raised?|invest(?:ed|ing)?|donated?|valued|salary|tax|debt|budget|bid|offer(?:ed)?|charged?|lose"
    r"|lost|save|buy|bought|aid|assistance|grants?|loans?|compensation|damages)\b"
)
# "how much have rents increased" asks for a number, if one of money.
_CHANGED = re.compile(r"\b(?:increased?|decreased?|risen|rise|rose|grown?|grew|dropped|fallen|fall|fell)\b")
_TIMES = r"(?:seconds|minutes|hours|days|nights|weeks|months|years|decades|centuries)"
# "what is a heat dome", "what are non-fungible tokens": up to four words and no phrase such as "the cost of".
_WHAT_IS = (
    r"what(?:['’]s| is| are) "
    r"(?!(?:it|this|that|they|he|she|happening|going|new|next|wrong|left|known|their|his|her|its)\b)"
    r"(?!.*\b(?:the|of|in|for|to|from|by|on|at|about|doing|being)\b)"
    r"\S+(?: \S+){0,3} ?\W*$"
)
# The question from its question word on; the first that fits decides.
_CUES = tuple(
    (re.compile(pattern), expect)
    for pattern, expect in (
        (r"why|how come", Expect.REASON),
        (r"what (?:\w+ )?(?:caused?|causes|prompted|led to|sparked|triggered|motivated)\b", Expect.REASON),
        (r"what (?:did|do|does|has|have|had|was) .*\b(?:say(?:ing)?|said|tell|told|tweet)\b", Expect.QUOTE),
        (r"what (?:did|does|do|is|are) .*\b(?:mean|meant by|stand for|refer to)\b", Expect.DEFINITION),
        (rf"how (?:long|much (?:more )?(?:time|longer)|many (?:\w+ )?{_TIMES}(?! old))\b", Expect.DURATION),
        (r"how (?:much|many|often|old|far|tall|big|large|deep|high|fast)\b", Expect.NUMBER),
        (r"how (?:heavy|hot|cold|wide|close|strong)\b", Expect.NUMBER),
        (r"(?:when|how soon)\b", Expect.DATE),
        (r"where\b", Expect.PLACE),
        (r"who(?:m|se)?\b", Expect.PERSON),
        (r"how\b", Expect.OTHER),
        (_WHAT_IS, Expect.DEFINITION),
    )
)


def expected(text: str) -> Expect:
    """Return the kind of thing that answers the question `text`; OTHER if its wording does not tell."""
    asking = asking_part(text)
    if not asking:
        return Expect.YES_NO
    if _WHO_IS.match(asking) and _WHO_IS_NAME.search(text):
        return Expect.DEFINITION
    if _BECAUSE.search(text):
        return Expect.REASON
    if _ESSAY.match(asking) or text.endswith(":"):
        return Expect.OTHER
    cue = next((expect for pattern, expect in _CUES if pattern.match(asking)), None)
    if cue is Expect.NUMBER and asking.startswith("how much") and _MONEY_WORD.search(text.lower()):
        return Expect.NUMBER if _CHANGED.search(asking) else Expect.MONEY
    if cue:
        return cue
    return Expect.DEFINITION if asking.startswith("what define ") else _head(asking)


def asking_part(text: str) -> str:
    """Return the lower-cased question from its question word on; "" for yes or no; else "what …".

    "As for Peru, what is its capital?" gives "what is its capital?", "Name the mayor!" "what the mayor!".
    """
    sentence = _asking_sentence(text)
    opening = _OPENING.match(sentence)
    if opening:
        return sentence[opening.end() :]
    told = _TOLD.search(sentence)
    reported = sentence[told.end() :] if told else None
    if re.match(rf"\W*{_AUX}\b", sentence) or "true or false" in text.lower():
        return reported or ""
    for match in reversed(list(_WH.finditer(sentence))):
        if _asks(match):
            return sentence[match.start() :]
    return reported or "what " + _ORDER.sub("", sentence, count=1)


def asks(text: str) -> bool:
    """Return whether a text is a question and not only names what one would be about."""
    return text.rstrip().endswith("?") or text.lower().endswith(asking_part(text))


def _asking_sentence(text: str) -> str:
    """The last sentence with a question word, else the last with a question mark, else the last."""
    sentences = typed_sentences(text) or [text]
    asked = [part for part in sentences if _WH.search(part.lower())]
    return (asked or [part for part in sentences if "?" in part] or sentences)[-1].lower()


def _asks(word: re.Match[str]) -> bool:
    """Whether a "who", "which" … inside a sentence asks, and does not begin a relative clause."""
    before, after = word.string[: word.start()].rstrip(), word.string[word.end() :]
    inverted = re.match(rf"(?:['’]s)?\s*{_AUX}\b", after) is not None or after.startswith(("'s", "’s"))
    if before.endswith(tuple(",.:;-–")) and inverted:  # "the singer, who was …" but "As for Peru, what is …"
        return word[0] not in ("which", "who")
    return word[0] in ("what", "which", "how", "whose", "whom") or not after.strip(" ?.:")


def _head(asking: str) -> Expect:
    """The kind named by the first known noun after the question word, or by one directly after that."""
    found, begun = Expect.OTHER, False
    phrase = re.sub(r"['’]s\b", "", _OWNED.sub(r"\1", asking))
    for raw in re.findall(r"[\w-]+", phrase)[1:14]:
        word = raw.removesuffix("ies") + "y" if raw.endswith("ies") else raw
        kind = _HEADS.get(word) or _HEADS.get(word.removesuffix("s")) or Expect.OTHER
        skipped = word in _SKIPPED
        closes = (skipped or word in _CLOSERS) if begun else (word in _CLOSERS and not skipped)
        if kind is Expect.OTHER and (closes or found is not Expect.OTHER):
            return found
        found, begun = kind, begun or not skipped
    return found
