"""Follow-up questions made to stand on their own, from the wording of the dialogue alone, without a model.

What a question leaves out is taken from the question before ("and in Britain?", "why?"), what its pronouns
mean from the names of the last turns ("when did he say so?", "is it still closed?"). A question that says
itself what it is about is not touched: a new topic must not bring the old one along.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from datetime import datetime

from ingest.text.clean import normalise_text
from service.dialogue.ellipsis import ask_about, ask_for, ask_part, is_role, with_topic
from service.dialogue.pronouns import DEFINITE, TAILS, meant, reported, resolve
from service.dialogue.smalltalk import is_small_talk
from service.dialogue.turns import (
    AUXILIARIES,
    Memory,
    Turn,
    first_sentence,
    heavy_terms,
    mentions_in,
    person,
    phrases,
    topic_of,
)
from service.english.dates import find_spans
from service.english.words import WORD, find_quoted, word_set
from service.questions.question import MAX_QUESTION

MAX_TURNS = 8  # of a dialogue, the last ones; what is further back is not what "it" means

_LEAD = re.compile(
    r"^(?:(?:and|but|so|ok|okay|then|also|well|now|hm+|no|nope|sorry|actually|oh|right|thanks|thank you)\b"
    r"[\s,.!–—-]*"
    r"|(?:(?:what|how) about|what of|(?:i (?:meant?|was asking about|am asking about)|same (?:question )?for"
    r"|the same (?:question )?for|rather|i['’]m asking about))\b\s+(?!(?:it|that)\b))+",
    re.I,
)
_WH = r"(?:who(?:m|se)?|what|which|when|where|why|how)"
_HAS_VERB = re.compile(rf"\b(?:{'|'.join(AUXILIARIES)}|isn|aren|wasn|didn|doesn|{_WH})\b", re.I)
_BARE = re.compile(
    r"^(?P<wh>(?:(?:by|for|in|at|of|to|since|until|from|with|on)\s+)?(?:whom?|when|where|why|whose"
    r"|how(?:\s+(?:long|often|far|soon|fast))?|(?:by|for)\s+how\s+much)"
    r"|(?:in|at|on|by|for|to|from)?\s*(?:which|what|whose)\s+(?!ones?\b)\w+)"
    r"(?:\s+(?:not|exactly|precisely|though|then|so|come|is (?:that|this|it)|was (?:that|this|it)))?\W*$",
    re.I,
)
# "how long is it?": the thing's own length, not how long something takes
_MEASURED = re.compile(r"^how\s+(?:long|far|fast|soon)\s+(?:is|was)\s", re.I)
_TELLER = re.compile(
    r"^who\s+(?:said|says|told (?:them|us|him|her|reporters)|claimed|claims|wrote|reported|announced)\s+"
    r"(?:that|this|it|so)\W*$",
    re.I,
)
_OWNER = re.compile(r"(?P<whose>his|her|its|their)\s+(?=\w)", re.I)
_ONES = re.compile(r"\b(?:the|that|which|this|another|any)\s+(?:\w+\s+)?ones?\b", re.I)
# Things that belong to what a dialogue is about; "the marathon" is something new.
_PARTS = word_set(
    "report cause reason decision result verdict vote victim victims toll price cost bill owner plan plans"
    " damage death deaths crew passengers police judge court trial date name number size age details"
    " opposition union company other others rest second first last"
)
# "who was to blame?"
_BLAMED = re.compile(
    r"who\s+(?:is|was|were|are)\s+(?:to blame|responsible|behind|involved|affected|\w+ed|hurt|hit)\b", re.I
)
# "the boiling point of tungsten"
_SPELT_OUT = re.compile(rf"\b(?:the|a|an)\s+(?:[\w-]+\s+){{1,3}}(?:{'|'.join(TAILS)})\b", re.I)
_ALSO = re.compile(
    r"^(?:is|are|was|were|do|does|did|has|have|had|will|can)\s+(?P<part>(?:the\s+)?\S+(?:\s+\S+){0,3})$"
)
_CORRECTION = re.compile(r"\b(?:meant?|rather)\b", re.I)
# A longer question needs no dialogue; and the rules look at every word beside every other.
LONGEST = 300  # characters
_MORE = re.compile(
    r"^(?:tell me more|more(?: details)?|what else|anything else|go on|and|(?:and |what )?then"
    r"|(?:and )?what happened next)\W*$",
    re.I,
)


def stand_alone(
    question: str, history: Sequence[Turn], *, as_of: datetime, publishers: Collection[str] = ()
) -> str:
    """Return the question as it reads without the dialogue; one that needs nothing comes back unchanged.

    Each earlier question is made to stand alone in turn, so the third builds on what the second meant.
    """
    memories: list[Memory] = []
    for turn in history[-MAX_TURNS:]:
        asked = turn.question[:LONGEST]
        if WORD.search(asked) and not is_small_talk(asked):
            # "Who said that?" asks about the answer; what the dialogue is about stays.
            aside = memories and _TELLER.match(asked.strip(" ?"))
            earlier = (
                memories[-1].question if aside else _completed(asked, memories, as_of, publishers)[:LONGEST]
            )
            memories.append(Memory(earlier, first_sentence(turn.answer)))
    if is_small_talk(question):
        return question
    return _completed(question, memories, as_of, publishers)


def _completed(
    question: str, memories: Sequence[Memory], as_of: datetime, publishers: Collection[str]
) -> str:
    if not memories or len(question) > LONGEST or not WORD.search(question):
        return question
    text = " ".join(normalise_text(question).split())
    rewritten = _rewritten(text, memories, as_of, publishers)
    if rewritten == text or len(rewritten) > MAX_QUESTION:
        return question
    return rewritten[:1].upper() + rewritten[1:]


def _rewritten(text: str, memories: Sequence[Memory], as_of: datetime, publishers: Collection[str]) -> str:
    last = memories[-1]
    topic = topic_of(last.question, as_of)
    lead = _LEAD.match(text)
    part = (text[lead.end() :] if lead else text).strip(" ?.!,")
    bare = None if _MEASURED.match(part) else _BARE.match(part)
    if bare and not mentions_in(part, as_of):
        return _asked_again(bare, last, topic)
    if _MORE.match(text.strip(" ?")):
        return f"What else is known about {topic}?" if topic else last.question
    if _TELLER.match(part) and last.sentence:
        return f"{part.rsplit(' ', 1)[0]} that {reported(last.sentence)}?"
    also = _ALSO.match(part)
    if also and any(name.end >= len(part) - 1 for name in mentions_in(part, as_of)):
        return ask_part(also["part"], last.question, as_of, publishers)
    if part and not _HAS_VERB.search(part) and (lead or _is_part(part, as_of)):
        if lead and _CORRECTION.search(lead[0]):
            part = meant(part.split()[-1], memories, as_of) or part
        owned = _owned(part, memories, as_of)
        return owned or ask_part(part, last.question, as_of, publishers)
    resolved = resolve(part if lead else text, memories, as_of)
    if resolved != (part if lead else text):
        resolved = f"{resolved.rstrip(' ?.!')}?"
        return resolved if mentions_in(resolved, as_of) else with_topic(resolved, topic)
    leans = _ONES.search(part) or _leans(part, memories, as_of)
    return with_topic(part, topic) if leans else text


def _asked_again(bare: re.Match[str], last: Memory, topic: str) -> str:
    wh = re.sub(r"^how come$", "why", bare["wh"].strip(), flags=re.I)
    if bare["wh"].lower() == "how" and re.search(r"\bcome\b", bare.string, re.I):
        wh = "why"
    return ask_about(wh.lower(), last.question, topic)


def _is_part(part: str, as_of: datetime) -> bool:
    """Whether words without a verb are a name, a date, or a phrase with "the" or a preposition."""
    words = part.split()
    if len(words) > 5:
        return False
    names = mentions_in(part, as_of)
    whole = any(name.end - name.start >= len(part) - 4 for name in names)
    dated = any(date.end - date.start >= len(part) - 9 for date in find_spans(f"in {part}", as_of))
    return whole or dated or bool(re.match(r"(?:the|in|on|at|for|by|since|until|from|with)\s", part, re.I))


def _owned(part: str, memories: Sequence[Memory], as_of: datetime) -> str | None:
    """The question that "her salary" or "its price" asks: "What is the salary of Ingrid Solheim?"."""
    owner = _OWNER.match(part)
    if owner is None:
        return None
    personal = owner["whose"].lower() in ("his", "her")
    topic = person(memories, as_of) if personal else next(iter(phrases(memories[-1].question, as_of)), None)
    return ask_for(part[owner.end() :], topic, as_of) if topic else None


def _leans(part: str, memories: Sequence[Memory], as_of: datetime) -> bool:
    """Whether a question without names says too little about its matter to stand alone."""
    if mentions_in(part, as_of) or find_quoted(part) or not WORD.search(part):
        return False
    heavy = list(heavy_terms(part))
    known = {
        term
        for memory in memories[-2:]
        for text in (memory.question, memory.sentence)
        for term in heavy_terms(text)
    }
    if not heavy or set(heavy) <= known:
        return True
    definite = not _SPELT_OUT.search(part) and any(
        is_role(match["noun"]) or match["noun"] in _PARTS for match in DEFINITE.finditer(part)
    )
    counts = re.match(r"how (?:many|much)\b|(?:is|are|was|were) there\b", part, re.I) is not None
    return len(heavy) == 1 and (definite or counts or _BLAMED.match(part) is not None)
