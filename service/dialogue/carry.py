"""What a follow-up carries of its dialogue: names, things and dates, never a sentence of our own.

Two small logistic models choose, both in carry.json (`dateline eval fit-carry` fits them): does the question
need the dialogue, and which of the dialogue's terms does it need? A weight belongs to a pair of features, one
of the term and one of the question: a person weighs more where the question says "she".
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

from service.dialogue.leaning import QUESTION_FEATURES, question_features
from service.dialogue.smalltalk import is_small_talk
from service.dialogue.terms import TERM_FEATURES, Term, terms_of
from service.dialogue.turns import Turn, first_sentence
from service.english.words import WORD, folded

Floats = npt.NDArray[np.float64]

CARRY_FILE = Path(__file__).with_name("carry.json")
MAX_TURNS = 8  # of a dialogue, the last ones
# A longer question needs no dialogue.
LONGEST = 300  # characters
MOST, LONGEST_TERM = 8, 80  # terms, and characters of one
# "Who said that?" asks about the words of the answer, not about what the dialogue is about.
_TELLER = re.compile(
    r"^\W*(?:(?:and|but|so)\W+)?(?:who|which \w+)\s+(?:said|says|told (?:them|us|him|her|reporters)"
    r"|claimed|claims|wrote|reported|announced)\s+(?:that|this|it|so)\W*$",
    re.I,
)


@dataclass(frozen=True, slots=True)
class CarryModel:
    """`terms`: weights of shape (term features, question features). `needs`: of need_features.

    A question whose need is below `least_need` carries nothing, else the terms from `least_term` on; both are
    log-odds.
    """

    terms: Floats
    needs: Floats
    least_need: float
    least_term: float

    def scores(self, rows: Floats, asked: Floats) -> Floats:
        """Return the log-odds of terms, shape (n,), for their features of shape (n, term features)."""
        return np.asarray(rows @ self.terms @ asked)

    def need(self, scores: Floats, asked: Floats) -> float:
        return float(need_features(scores, asked) @ self.needs)


def need_features(scores: Floats, asked: Floats) -> Floats:
    """Return what tells whether a question needs its dialogue; "any" of the question takes the bias."""
    named = asked[QUESTION_FEATURES.index("name")]
    return np.concatenate([asked, asked * named, [scores.max()]])


def carried(question: str, history: Sequence[Turn], as_of: datetime) -> tuple[str, ...]:
    """Return the words of the dialogue that the question needs, as the dialogue has them; () for none."""
    history = [turn for turn in history[-MAX_TURNS:] if _counts(turn.question)]
    if not history or len(question) > LONGEST or not WORD.search(question) or is_small_talk(question):
        return ()
    if _TELLER.match(question) and (told := first_sentence(history[-1].answer)):
        return (told,)
    terms = [term for term in terms_of(history, question, as_of) if len(term.text) <= LONGEST_TERM]
    if not terms:
        return ()
    model = carry_model()
    asked = np.array(question_features(question, history, as_of))
    scores = model.scores(np.array([term.features for term in terms]), asked)
    # "Why?" says nothing of what it is about.
    says_nothing = asked[QUESTION_FEATURES.index("no word")]
    if not says_nothing and model.need(scores, asked) < model.least_need:
        return ()
    ranked = [terms[at] for at in np.argsort(-scores, kind="stable")]
    return _shown(_chosen(ranked, int((scores >= model.least_term).sum()), asked))


def _chosen(ranked: Sequence[Term], likely: int, asked: Floats) -> list[Term]:
    """Return the likely terms, the best at least; and for "she" the best person if none of them is one."""
    chosen = list(ranked[: min(max(likely, 1), MOST)])
    if asked[QUESTION_FEATURES.index("he")] and not any(term.has("person") for term in chosen):
        chosen += [term for term in ranked if term.has("person")][:1]
    return chosen


def with_carried(question: str, words: Sequence[str]) -> str:
    """Return what is searched for and read: the carried words before the question, as its heading."""
    return f"{', '.join(words)}: {question}" if words else question


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
    """Return the model of a file in the layout of carry.json: weights by the names of their features."""
    kept = json.loads(path.read_text(encoding="utf-8"))
    terms, needs = kept["terms"], kept["needs"]
    asked = [needs[group][name] for group in ("question", "named question") for name in QUESTION_FEATURES]
    return CarryModel(
        terms=np.array([[terms[term][name] for name in QUESTION_FEATURES] for term in TERM_FEATURES]),
        needs=np.array([*asked, needs["best term"]]),
        least_need=kept["least_need"],
        least_term=kept["least_term"],
    )
