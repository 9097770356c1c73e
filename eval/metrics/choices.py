"""Multiple choice: the choice that an answer's own citations support best.

RealTimeQA's official measure is the share of questions whose choice is the right one; no choice is wrong.
"""

from __future__ import annotations

import random
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from math import log

from eval.cases import Case, TextFact
from eval.metrics.facts import DatedStatement, fact_stems, fact_tokens, same_measure, says
from service.english.figures.values import Value

NONE_OF_THE_ABOVE = "None of the above"

# A sentence counts this share of the one before it.
_NEXT = 0.9
# What the words of a choice count that are in the question, too: nearly every citation has them.
_ASKED = 0.1
# Less than this supports no choice; with "none of the above" among them, that one is right then.
_LEAST = 0.3
# A number near a choice supports it, too ("approximately how much": $310,605 is about $300,000), the less the
# farther, and from this relative difference on not at all.
_FAR = 0.1
_ABOUT = 0.9
# "Which of these was not invited?", "She appeared in all these films except:"
_ODD_ONE_OUT = re.compile(r"(?:^|[.!?] )Which\b[^?]*\bnot\b|\bexcept[:?.]?$")


@dataclass(frozen=True, slots=True, order=True)
class ChoiceSupport:
    """How well cited sentences support a choice: the one that does best (0 to 1), then all of them."""

    strongest: float
    total: float


def choose(case: Case, cited: Sequence[DatedStatement], as_of: datetime) -> int | None:
    """Return the index of the choice that the cited sentences, best first, support best; None if none is.

    Of a question for the odd one out it is the choice that they support least.
    """
    scores = support(case.question, case.choices, cited, as_of)
    none = next((i for i, choice in enumerate(case.choices) if choice == NONE_OF_THE_ABOVE), None)
    others = [i for i in range(len(scores)) if i != none]
    best = max(others, key=lambda i: scores[i], default=None)
    if best is None or scores[best].strongest < (_LEAST if none is not None else 1e-9):
        return none
    return min(others, key=lambda i: scores[i]) if _ODD_ONE_OUT.search(case.question) else best


def support(
    question: str, choices: Sequence[str], cited: Sequence[DatedStatement], as_of: datetime
) -> list[ChoiceSupport]:
    """Return how well the cited sentences, best first, support each choice.

    A sentence supports a choice fully that it says, else by the share of the choice's words that it has, or a
    number by how near its own numbers are; the more choices have a word, the less it counts.
    """
    asked = fact_stems(question)
    found = []
    for choice, weights in zip(choices, _weights(choices), strict=True):
        fact, number = TextFact((choice,)), _number(choice, as_of)
        by_sentence = []
        for rank, said in enumerate(cited):
            if says(said, fact, as_of):
                share = 1.0
            else:
                share = _nearness(number, said) if number else _share(weights, asked, said.text)
            by_sentence.append(_NEXT**rank * share)
        found.append(ChoiceSupport(max(by_sentence, default=0.0), sum(by_sentence)))
    return found


def with_none_of_the_above(case: Case, seed: int) -> Case:
    """Return the case with one of its choices, drawn by seed and id, replaced by "none of the above".

    If it was the right one, "none of the above" is right.
    """
    if not case.choices:
        return case
    drawn = random.Random(f"{seed} {case.id}").randrange(len(case.choices))
    choices = tuple(NONE_OF_THE_ABOVE if i == drawn else choice for i, choice in enumerate(case.choices))
    return replace(case, choices=choices)


def _number(choice: str, as_of: datetime) -> Value | None:
    """Return the value of a choice that has one, and no other."""
    values = [token for token in fact_tokens(DatedStatement(choice, as_of)) if isinstance(token, Value)]
    return values[0] if len(values) == 1 and values[0].number else None


def _nearness(number: Value, said: DatedStatement) -> float:
    wanted = number.number or 0.0
    apart = (
        abs(token.number - wanted) / max(abs(token.number), abs(wanted))
        for token in fact_tokens(said)
        if isinstance(token, Value) and token.number and same_measure(token, number)
    )
    return _ABOUT * max(0.0, 1.0 - min(apart, default=1.0) / _FAR)


def _weights(choices: Sequence[str]) -> list[dict[str, float]]:
    """Return for each choice its stems, weighted by how few choices have them."""
    contents = [fact_stems(choice) for choice in choices]
    counts = Counter(stem for content in contents for stem in content)
    return [{stem: log((len(choices) + 1) / counts[stem]) for stem in content} for content in contents]


def _share(weights: dict[str, float], asked: frozenset[str], text: str) -> float:
    total = sum(weights.values())
    has = fact_stems(text)
    shared = sum(
        weight * (_ASKED if stem in asked else 1.0) for stem, weight in weights.items() if stem in has
    )
    return shared / total if total else 0.0
