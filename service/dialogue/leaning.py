"""How a question leans on the dialogue before it, by its wording: its pronouns, its length, what it names."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Sequence
from datetime import datetime

from service.dialogue.terms import content_of
from service.dialogue.turns import AUXILIARIES, VERBS, Turn, answer_text, is_person, mentions_in
from service.english.dates import find_spans
from service.english.lemmas import content_words, is_common, tokens
from service.questions.expect import Expect, expected

_CUES = {
    "he": r"\b(?:he|him|his|himself|guy)\b",
    "she": r"\b(?:she|hers?|herself|woman)\b",
    "they": r"\b(?:they|their|theirs|them)\b",
    # Not the "it" of "is it true" and "how long does it take".
    "it": r"\b(?:its|it(?!\s+(?:true|possible|likely|legal|safe|raining|known|necessary|take|takes)\b))\b",
    "that": r"\b(?:this|that|these|those)\b"
    r"(?=\W*$|\s+(?:is|was|are|were|did|does|do|has|have|had|will|would|happen|mean|go|for|in|to|of|on|at"
    r"|by)\b)",
    "that thing": r"\b(?:this|that|these|those)\s+(?!(?:is|was|are|were|did|does|do)\b)(?-i:[a-z]+)",
    "there": r"\bthere\b(?!\s+(?:is|are|was|were|been|any|a|other)\b)",
    "then": r"\b(?:then|that (?:time|year|day)|at the time|meantime)\b",
    "the thing": r"\bthe\s+[a-z]+",
    "goes on": r"^\W*(?:and|but|so|or|then|also|ok|okay|oh|well)\b",
    "what about": r"^\W*(?:and\s+)?(?:what|how) (?:about|of|if)\b",
    "other": r"\b(?:else|other|others|another|besides|more|also|too|rest|any)\b",
    "one": r"\b(?:ones?|same|former|latter|both|first|second|last)\b",
    "open end": r"\b(?:of|for|about|with|in|to|from|on|at)\W*$",
}
_PATTERNS = {name: re.compile(cue, re.I) for name, cue in _CUES.items()}
# Unlike "him" and "them", these may mean a word before them: "which airline lost its licence".
_BINDABLE = re.compile(r"\b(?:he|she|it|they|(?P<owner>his|her(?=\s+\w)|its|their))\b", re.I)
_DEGREE = re.compile(r"\bhow \w+", re.I)
_ASKS = re.compile(r"\b(who|whom|whose|what|which|when|where|why|how)\b", re.I)
_SAME = {"whom": "who", "whose": "who", "which": "what"}
_KINDS = {
    Expect.PERSON: "person",
    Expect.QUOTE: "quote",
    Expect.NUMBER: "amount",
    Expect.MONEY: "amount",
    Expect.PERCENT: "amount",
    Expect.DURATION: "amount",
}

_VERBAL = VERBS | AUXILIARIES

QUESTION_FEATURES = (
    "any",  # 1
    *_CUES,
    "no word",  # that says what it is about
    "one word",
    "two words",
    "three words",
    "words",  # log
    "name",
    "person named",
    "fragment",  # without a verb and a question word: "and in Britain?"
    "uncommon",  # a word that is mostly a name: lower case hides it
    "date",
    "new",  # share of its words that the dialogue does not have
    "known",  # how many of its words the dialogue has, log
    "who",
    "what",
    "when",
    "where",
    "why",
    "how",
    "yes or no",
    "person",  # is asked for
    "quote",
    "amount",
    "turns",  # log
    "no answer",  # to the last question
)


def leans(features: Iterable[float]) -> bool:
    """Return whether a question with these features has few words, or one that may point to the dialogue."""
    given = dict(zip(QUESTION_FEATURES, features, strict=True))
    return any(given[name] for name in (*_CUES, "fragment", "no word", "one word"))


def question_features(question: str, history: Sequence[Turn], as_of: datetime) -> list[float]:
    """Return the features of a question after a dialogue, in the order of QUESTION_FEATURES."""
    words_of = [token.word for token in tokens(question)]
    words, named = content_of(question), mentions_in(question, as_of)
    said = frozenset[str]().union(*(_said(turn) for turn in history))
    asks = _ASKS.search(question)
    asked = asks[1].lower() if asks else "yes or no"
    free = _without_bound(question, as_of)
    found = {name: float(bool(pattern.search(free))) for name, pattern in _PATTERNS.items()}
    found |= {
        "any": 1.0,
        "words": math.log1p(len(words)),
        "name": float(bool(named)),
        "person named": float(any(is_person(name, question) for name in named)),
        "fragment": float(not asks and not any(word in _VERBAL for word in words_of)),
        "uncommon": float(any(not is_common(word) for word in content_words(question))),
        "date": float(bool(find_spans(question, as_of))),
        "new": len(words - said) / max(1, len(words)),
        "known": math.log1p(len(words & said)),
        "turns": math.log1p(len(history)),
        "no answer": float(not answer_text(history[-1].answer)),
        _SAME.get(asked, asked): 1.0,
    }
    for count, name in enumerate(("no word", "one word", "two words", "three words")):
        found[name] = float(len(words) == count)
    if kind := _KINDS.get(expected(question)):
        found[kind] = 1.0
    return [found.get(name, 0.0) for name in QUESTION_FEATURES]


def _without_bound(question: str, as_of: datetime) -> str:
    """Return the question without the pronouns whose meaning it says itself."""
    named = min((name.end for name in mentions_in(question, as_of)), default=len(question))

    def kept(match: re.Match[str]) -> str:
        before = _DEGREE.sub("", question[: match.start()])
        bound = match.start() >= named or (match["owner"] and content_of(before))
        return "" if bound else match[0]

    return _BINDABLE.sub(kept, question)


def _said(turn: Turn) -> frozenset[str]:
    return content_of(turn.question) | content_of(answer_text(turn.answer))
