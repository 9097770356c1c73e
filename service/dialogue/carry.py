"""What a follow-up carries of its dialogue: names, things and dates, never a sentence of our own.

A small network, in carry.json (`dateline eval fit-carry` fits it), tells for each term of the dialogue
whether the question needs it, from what is known of the term and of how the question leans on the dialogue.
Few terms are carried: a wrong one costs more than a missing one.
"""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from pathlib import Path

import numpy as np
import numpy.typing as npt

from service.dialogue.joined import ASKING
from service.dialogue.leaning import QUESTION_FEATURES, leans, question_features
from service.dialogue.smalltalk import is_small_talk
from service.dialogue.terms import TERM_FEATURES, Term, terms_of
from service.dialogue.turns import Turn, answer_text, first_sentence, mentions_in
from service.english.words import WORD, find_quoted, folded

Floats = npt.NDArray[np.float64]

CARRY_FILE = Path(__file__).with_name("carry.json")
MAX_TURNS = 8  # of a dialogue, the last ones
# A longer question needs no dialogue.
LONGEST = 300  # characters
MOST, LONGEST_TERM = 3, 80  # terms, and characters of one
_MOST_OF_PART = 5  # for "and in Britain?", which lacks what is asked
_ANSWERED = 1.0  # log-odds that a term which only answers have must have more than the others
_FURTHER = 0.4  # log-odds that a second term must have more than the first
_FREE = 1.0  # log-odds that the first term must have more for a question that leans on nothing
_LEAST_BARE = -1.0  # log-odds of a term for a question that says nothing itself
# What stands in one phrase with a carried name is carried with it, likely or not: characters between, terms.
_PHRASE_GAP, _COMPANIONS = 9, 2
# "Who said that?" asks about the words of the answer, not about what the dialogue is about.
_TELLER = re.compile(
    r"^\W*(?:(?:and|but|so)\W+)?(?:who|which \w+)\s+(?:said|says|told (?:them|us|him|her|reporters)"
    r"|claimed|claims|wrote|reported|announced)\s+(?:that|this|it|so)\W*$",
    re.I,
)
# "What does the latter plan?" means one of those that the answer named, by its place.
_ONE_OF_THEM = re.compile(
    r"\bthe\s+(?:(?P<former>former|first one)|(?P<latter>latter|last one)|(?P<second>second one))\b", re.I
)
_MARKS = re.compile(r"[“”\"]")
_SPEAKER = re.compile(r" \(said by [^()]*\)$")  # as answers in the terminal and the chat show it


@dataclass(frozen=True, slots=True)
class CarryModel:
    """A network with one hidden layer of shape (features, units), beside which the features count directly.

    Its features are those of a term, then those of the question, brought to one scale.
    A term whose log-odds reach `least` may be carried.
    """

    middle: Floats
    scale: Floats
    hidden: Floats
    hidden_bias: Floats
    units: Floats
    direct: Floats
    bias: float
    least: float

    def scores(self, terms: Floats, question: Floats) -> Floats:
        """Return the log-odds of terms to be needed, shape (n,); `terms` has shape (n, term features)."""
        rows = np.hstack([terms, np.repeat(question[None], len(terms), axis=0)])
        rows = (rows - self.middle) / self.scale
        units = np.maximum(rows @ self.hidden + self.hidden_bias, 0)
        return np.asarray(units @ self.units + rows @ self.direct + self.bias)


def carried(question: str, history: Sequence[Turn], as_of: datetime) -> tuple[str, ...]:
    """Return the words of the dialogue that the question needs, as the dialogue has them; () for none."""
    history = [turn for turn in history[-MAX_TURNS:] if _counts(turn.question)]
    if not history or len(question) > LONGEST or not WORD.search(question) or is_small_talk(question):
        return ()
    if _TELLER.match(question) and (told := _told(history[-1].answer)):
        return (told,)
    if one := _one_of_them(question, history[-1].answer, as_of):
        return (one,)
    history = _of_one_topic(history, as_of)
    terms = [term for term in terms_of(history, question, as_of) if len(term.text) <= LONGEST_TERM]
    if not terms:
        return ()
    asked = np.array(question_features(question, history, as_of))
    scores = carry_model().scores(np.array([term.features for term in terms]), asked)
    scores -= _ANSWERED * np.array([not term.has("last question", "earlier question") for term in terms])
    order = np.argsort(-scores, kind="stable")
    chosen = _chosen([terms[at] for at in order], scores[order], asked)
    again = _is_part(asked) and (_asks(asked, "name") or _asks(asked, "date"))
    return (*_asking(history[-1].question), *_shown(chosen)) if chosen and again else _shown(chosen)


def _of_one_topic(history: Sequence[Turn], as_of: datetime) -> Sequence[Turn]:
    """Return the turns from the last question on that named its matter, in words that were all new."""
    for at in range(len(history) - 1, 0, -1):
        asked = np.array(question_features(history[at].question, history[:at], as_of))
        if _asks(asked, "name") and not _asks(asked, "known"):
            return history[at:]
    return history


def _asks(asked: Floats, feature: str) -> bool:
    return bool(asked[QUESTION_FEATURES.index(feature)])


def _is_part(asked: Floats) -> bool:
    """Whether a question is a part that takes the place of another: "and in Britain?"."""
    return _asks(asked, "fragment") or _asks(asked, "what about")


def _told(answer: str) -> str:
    """Return what an answer quotes first, or its first sentence, in quotation marks.

    In marks, because a time in these words is none that is asked for.
    """
    sentence = _SPEAKER.sub("", first_sentence(answer))
    words = next(iter(find_quoted(sentence)), sentence)
    return f"“{_MARKS.sub('’', words)}”" if words else ""


def _one_of_them(question: str, answer: str, as_of: datetime) -> str:
    """Return the name that the former, the latter and the like is of several in an answer; "" for none."""
    asked = _ONE_OF_THEM.search(question)
    names = [name.text for name in mentions_in(answer_text(answer), as_of)] if asked else []
    if asked is None or len(names) < 2 or (len(names) > 2 and asked["latter"]):
        return ""
    return names[0] if asked["former"] else names[1]


def _chosen(ranked: Sequence[Term], scores: Floats, asked: Floats) -> list[Term]:
    """Return the likely terms of `ranked`, whose log-odds are `scores`."""
    part, bare = _is_part(asked), _asks(asked, "no word")
    least = min(carry_model().least, _LEAST_BARE) if bare else carry_model().least
    if scores[0] < least + _FREE and not leans(asked):
        return []
    further = least if part or bare else least + _FURTHER
    likely = max(int((scores >= further).sum()), int(scores[0] >= least), int(bare))
    # "And in Britain?" has a place itself, and lacks all else.
    free = [term for term in ranked[:likely] if not (part and term.has("kind brought"))]
    chosen = free[: _MOST_OF_PART if part else MOST]
    chosen += _companions(chosen, ranked[likely:])
    for pronoun, other in (("he", "woman"), ("she", "man")):
        if _asks(asked, pronoun):
            persons = [term for term in ranked if term.has("person") and not term.has(other)]
            chosen = _with_person(chosen, persons)
    return chosen


def _with_person(chosen: Sequence[Term], persons: Sequence[Term]) -> list[Term]:
    """Return the chosen terms for "she": one of the persons, and of all else only what has a name."""
    if not persons:
        return list(chosen)
    known = {id(term) for term in persons}
    meant = [] if any(id(term) in known for term in chosen) else [persons[0]]
    return [*(term for term in chosen if not term.has("phrase", "verb")), *meant]


def _companions(chosen: Sequence[Term], others: Sequence[Term]) -> list[Term]:
    """Return what stands in one phrase with a chosen name: "earthquake" with "the Orsu valley"."""
    names = [term for term in chosen if term.has("name") and term.has("last question")]
    return [
        term
        for term in others
        if term.has("phrase")
        and term.has("heads name", "beside name")
        and any(term.place[:2] == name.place[:2] and _gap(term, name) <= _PHRASE_GAP for name in names)
    ][:_COMPANIONS]


def _gap(one: Term, other: Term) -> int:
    return max(one.place[2], other.place[2]) - min(one.place[3], other.place[3])


def _asking(question: str) -> tuple[str, ...]:
    """Return what a question asks with, which "and in September?" asks again: "How much"."""
    found = ASKING.search(question)
    return (found[0],) if found else ()


def without(words: Sequence[str], dropped: Collection[str]) -> tuple[str, ...]:
    """Return the carried words but for those that the person drops, whatever their case."""
    unwanted = {folded(each.strip()) for each in dropped}
    return tuple(each for each in words if folded(each) not in unwanted)


def _counts(question: str) -> bool:
    return WORD.search(question) is not None and not is_small_talk(question)


def _shown(terms: Sequence[Term]) -> tuple[str, ...]:
    """Return the terms in the order of the dialogue, words that stand beside each other as one phrase."""
    shown: list[str] = []
    before: Term | None = None
    for term in sorted(terms, key=lambda each: each.place):
        beside = before and before.place[:2] == term.place[:2] and 0 <= term.place[2] - before.place[3] <= 1
        plain = not term.has("name") and not (before and before.has("name"))
        if beside and plain:
            shown[-1] = f"{shown[-1]} {term.text}"
        else:
            shown.append(term.text)
        before = term
    return tuple(shown)


@lru_cache(maxsize=1)
def carry_model() -> CarryModel:
    """Return the model of carry.json."""
    return read_carry_model(CARRY_FILE)


def read_carry_model(path: Path) -> CarryModel:
    """Return the model of a file as carry.json is one. Raises ValueError if its features are others."""
    kept = json.loads(path.read_text(encoding="utf-8"))
    if kept["features"] != [*TERM_FEATURES, *QUESTION_FEATURES]:
        raise ValueError(f"{path}: fitted with other features; run: dateline eval fit-carry")
    weights = {name: np.array(values) for name, values in kept["network"].items()}
    return CarryModel(
        middle=weights["middle"],
        scale=weights["scale"],
        hidden=weights["hidden"],
        hidden_bias=weights["hidden_bias"],
        units=weights["units"],
        direct=weights["direct"],
        bias=float(weights["bias"]),
        least=kept["least"],
    )
