"""Whether a sentence tells something as what was or is, as what is to come, or as a condition.

It is told of the words of an answer, by the verb that they belong to: the last one before them in their
clause, else the first one behind them. In doubt a sentence tells a fact.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from ingest.text.speech.english import SAY
from ingest.text.wordlists import word_set
from service.english.dates.tense import DUE_TO
from service.english.lemmas import Token, stem_of, tokens
from service.english.places import search_before


class Telling(StrEnum):
    """How a sentence tells what it says."""

    FACT = "fact"
    FORETOLD = "foretold"  # "will open", "expects to open", "could cost", "is set to open"
    CONDITION = "condition"  # "if it opens", "if confirmed"


_OWN = "expect|plan|aim|hope|intend|vow|pledge|promise|predict|forecast"
_OWN_PAST = "expected|planned|aimed|hoped|intended|vowed|pledged|promised"
_OTHERS = "expected|scheduled|slated|set|planned|projected|forecast(?:ed)?|predicted|poised|billed|tipped"
_FORETELLS = re.compile(
    # "his will", "at will" and "free will" are nouns
    r"(?<!\b(?i:his|her|its|the) )(?<!\b(?i:my|at|of) )(?<!\ba )(?<!\b(?i:free) )(?<!['’]s )"
    r"\b(?:will|shall|won['’]t)\b|['’]ll\b"
    rf"|\b(?:{_OTHERS})\s+to(?=\s+[a-z])"
    rf"|\b(?:is|are|['’]s|['’]re)\s+(?:expected|planned|due)\s+(?:at|on|in|by|around|later|next)\b|\b(?:scheduled|slated|planned|set)\s+for\b"
    rf"|\b(?:(?:{_OWN})s?|{_OWN_PAST}|hoping|planning|aiming|preparing|intending|expecting)\s+to\b"
    # "men are more likely to die" only makes a figure
    r"|(?<!\bmore )(?<!\bless )(?<!\bmost )(?<!\bleast )(?<!\btimes )\blikely\s+to\b"
    r"|\b(?:is|are|was|were|['’]s|['’]re|['’]m)\s+(?:not\s+)?(?:going|about)\s+to(?=\s+(?!the\b|an?\b)[a-z])"
    # not "due to rain"
    rf"|\bdue\s+(?:in|on|by|to(?=\s+{DUE_TO}\b))\b"
    # "the aim is to win"
    r"|\b(?:is|are)\s+to(?=\s+be\s)|\bare\s+to(?=\s+[a-z])"
    # "could not see", "could only watch" and "could have" tell of what was, "may be" of what is
    r"|\b(?:could|may|might)\b(?!\s+(?:have|not|only|barely|hardly|never|no|well|be|see|hear|find|feel|afford|say)\b"
    r"|n['’]t)"
    r"|\b(?:could|may|might)\s+(?=be\s+(?:\w+ed|held|built|paid|sold|made|given|taken|as)\b)"
)
# It foretells where somebody says so or on a condition: "he would die in 1997" is told afterwards.
_WOULD = re.compile(r"\bwould\b(?!\s+(?:have|later|eventually|often|always|sometimes|go\s+on|soon|then)\b)")
# Between such a sign and the verb that it foretells, which follows.
_GROUP = re.compile(
    r"(?:\s+(?:not|also|then|now|still|be|been|get|have|again|only|never|first|soon|all|both|\w+ly)(?=\s))*"
    r"\s+(?P<head>[\w-]+)"
)
_IF = re.compile(r"(?<!\bas )(?<!\beven )\b[Ii]f\b(?!\s+(?:not|only|any|ever|so|you)\b)")
_CONDITION_ENDS = re.compile(r"[,;:.]|\bthen\b")
# "Reporters asked if she won"
_ASKS = re.compile(r"\b(?:ask|wonder|know|see|sure|decide|determine|tell|say|check|clear)\w*\s+(?:\w+\s+)?\Z")
_PRESENT = word_set("is are does do isn't aren't don't doesn't")
_AUXILIARY = _PRESENT | word_set("was were has have had did wasn't weren't hasn't haven't hadn't didn't")
_WALL = re.compile(
    r"[;:()—–]|,\s+as\b|\b(?:but|while|although|though|whereas|because|which|who|whom|whose|where|that|according)\b"
)
# "… said (that) the new JUDGE will", but not "… said on FRIDAY that she will"
_OF_SPEECH = re.compile(r"\s*(?:that\s+)?(?:(?!(?:on|in|at|to|of|by|for)\b)[\w’'.-]+\s+){0,3}\Z")
_RELATIVE = re.compile(r",?\s+(?:who|which|that)\b")
# "will align Webb's 18 mirrors": how many there are is no part of what is foretold.
_GIVEN = re.compile(r"(?:['’]s|\b(?:the|its|his|her|their|our|my))\s+(?=[\d$£€])")
# A question with one of these asks for a plan, not for what became of it.
_ASKS_PLANS = re.compile(
    r"\b(?:going|plan(?:s|ned|ning)?|expect(?:ed)?|scheduled|due|supposed|set to|meant|predict(?:ed)?"
    r"|forecast|could|would|may|might)\b"
)


@dataclass(frozen=True, slots=True)
class _Verb:
    """A verb that tells what was or is, or one that is `coming` with its signs; `head` is the verb's stem."""

    start: int
    end: int
    coming: bool
    head: str
    says: bool


def telling(text: str, start: int, end: int, asked: frozenset[str], *, circumstance: bool) -> Telling:
    """Return how `text` tells what stands at [start, end), the answer to a question with the stems `asked`.

    What is foretold has to be what is asked, or the answer is a `circumstance` of it, a time, a place or a
    figure: "President Macron will visit Kyiv" tells as a fact who is president.
    """
    verbs = _verbs(text)
    if _in_condition(text, start, verbs):
        return Telling.CONDITION
    verb = _governing(text, start, end, verbs)
    if verb is None or not verb.coming or verb.says:
        return Telling.FACT
    if verb.head in asked:
        return Telling.FORETOLD
    given = any(each.end() == start for each in _GIVEN.finditer(text))
    aside = given or verb.start > start or _tells_of_itself(text, end, verbs)
    return Telling.FORETOLD if circumstance and not aside else Telling.FACT


def foretells(text: str, asked: frozenset[str] | None = None) -> bool:
    """Return whether a verb of the text foretells; one with a stem of `asked` that none tells as a fact."""
    verbs = _verbs(text)
    if asked is None:
        return any(verb.coming for verb in verbs)
    return {verb.coming for verb in verbs if verb.head in asked} == {True}


def only_foretells(text: str) -> bool:
    """Return whether a text tells of what is to come and of nothing that was or is."""
    verbs = _verbs(text)
    coming = [verb.start for verb in verbs if verb.coming]
    # "is expected to": the auxiliary is the first word of the sign.
    own = {verb.end for verb in verbs if any(text[verb.end : start].isspace() for start in coming)}
    return bool(coming) and all(verb.coming or verb.end in own for verb in verbs)


def asks_what_happened(question: str) -> bool:
    """Return whether a question asks for what has happened, by the tense of its first verb."""
    question = question[:1].lower() + question[1:]  # "Will it …"
    verbs = _verbs(question)
    if not verbs or any(verb.coming for verb in verbs) or _ASKS_PLANS.search(question):
        return False
    return question[verbs[0].start : verbs[0].end].lower().replace("’", "'") not in _PRESENT


def _governing(text: str, start: int, end: int, verbs: Sequence[_Verb]) -> _Verb | None:
    """Return the verb that the words at [start, end) belong to."""
    left = next((each for each in reversed(verbs) if each.end <= start), None)
    if left and _WALL.search(text, left.end, start):
        left = None
    relative = _RELATIVE.match(text, end)
    closes = text.find(",", relative.end()) if relative else end
    right = next((each for each in verbs if each.start >= closes >= end), None)
    if right and _WALL.search(text, closes, right.start):
        right = None
    if left is None or right is None:
        return left or right
    between = text[left.end : start]
    apart = "," in between and "," not in text[end : right.start]
    return right if apart or (left.says and _OF_SPEECH.match(between)) else left


def _tells_of_itself(text: str, end: int, verbs: Sequence[_Verb]) -> bool:
    """Return whether a clause of its own tells a fact of what ends at `end`: "the 12 who were hurt"."""
    behind = next((each for each in verbs if each.start >= end), None)
    return behind is not None and not behind.coming and _RELATIVE.match(text, end) is not None


def _in_condition(text: str, start: int, verbs: Sequence[_Verb]) -> bool:
    """Return whether what begins at `start` stands in "if X wins"; "if X won" only supposes it."""
    for found in _IF.finditer(text, 0, start):
        ends = _CONDITION_ENDS.search(text, found.end())
        stop = ends.start() if ends else len(text)
        inside = [each for each in verbs if found.end() + 1 < each.start < stop]
        asks = search_before(_ASKS, text, found.start())
        if (
            start < stop
            and not asks
            and all(each.coming or text[each.start : each.end] in _PRESENT for each in inside)
        ):
            return True
    return False


def _verbs(text: str) -> list[_Verb]:
    """Return the verbs that show whether they tell what was, is or is to come, in order."""
    words = tokens(text)
    coming = [_coming(text, match) for match in _FORETELLS.finditer(text)]
    if _IF.search(text) or any(word.word in SAY for word in words):
        coming += [_coming(text, match) for match in _WOULD.finditer(text)]
    told = [word for word in words if not any(each.start <= word.start < each.end for each in coming)]
    return sorted(
        [*coming, *(_telling(word) for word in told if _is_told(word))], key=lambda each: each.start
    )


def _is_told(word: Token) -> bool:
    return word.past or word.word in _AUXILIARY


def _telling(word: Token) -> _Verb:
    return _Verb(word.start, word.end, False, word.stem, word.word in SAY)


def _coming(text: str, sign: re.Match[str]) -> _Verb:
    group = None if sign[0].endswith((" for", " in", " on", " by")) else _GROUP.match(text, sign.end())
    head = group["head"] if group else ""
    return _Verb(sign.start(), group.end() if group else sign.end(), True, stem_of(head), head in SAY)
