"""What a follow-up carries of its dialogue: names, things and dates, never a sentence of our own.

The dialogue reader (reading.py) tells of each word of the dialogue how likely the question needs it. What is
carried are terms: names and dates as wholes, phrases, verbs. Few are: a wrong one costs the search more than
a missing one.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

import numpy as np
import numpy.typing as npt

from service.dialogue.joined import ASKING
from service.dialogue.leaning import Leaning, leaning_of
from service.dialogue.reading import DialogueReader, dialogue_reader
from service.dialogue.smalltalk import is_small_talk
from service.dialogue.terms import Term, terms_of
from service.dialogue.turns import Turn, first_sentence, mentions_in, stated_text
from service.english.lemmas import content_stems
from service.english.words import WORD, find_quoted, folded

Floats = npt.NDArray[np.float64]

MAX_TURNS = 8  # of a dialogue, the last ones
# A longer question needs no dialogue.
LONGEST = 300  # characters
MOST, LONGEST_TERM = 5, 80  # terms, and characters of one
_MOST_OF_PART = 7  # for "and in Britain?", which lacks what is asked
_LEAST = -0.25  # log-odds of a term to be carried, chosen on dialogues for measuring
_ANSWERED = 0.5  # that a term which only answers have must have more than the others
_UNREAD = -4.0  # of a word that the reader did not come to
# "Who said that?" asks about the words of the answer, not about what the dialogue is about.
_TELLER = re.compile(
    r"^\W*(?:(?:and|but|so)\W+)?(?:who|which \w+)\s+(?:said|says|told (?:them|us|him|her|reporters)"
    r"|claimed|claims|wrote|reported|announced)\s+(?:that|this|it|so)\W*$",
    re.I,
)
# "What does the latter plan?" means one of the two that the answer named.
_ONE_OF_TWO = re.compile(r"\bthe\s+(?:(?P<former>former|first one)|latter|last one|second one)\b", re.I)
_MARKS = re.compile(r"[“”\"]")
_SPEAKER = re.compile(r" \(said by [^()]*\)$")  # as answers in the terminal and the chat show it


def carried(
    question: str, history: Sequence[Turn], as_of: datetime, reader: DialogueReader | None = None
) -> tuple[str, ...]:
    """Return the words of the dialogue that the question needs, as the dialogue has them; () for none.

    `reader` None: the one in use. Raises BackendError if it cannot be loaded.
    """
    history = [turn for turn in history[-MAX_TURNS:] if _counts(turn.question)]
    if not history or len(question) > LONGEST or not WORD.search(question) or is_small_talk(question):
        return ()
    if _TELLER.match(question) and (told := _told(history[-1].answer)):
        return (told,)
    if one := _one_of_two(question, history[-1].answer, as_of):
        return (one,)
    read = (reader or dialogue_reader()).needed(question, history)
    terms = [term for term in terms_of(history, question, as_of) if len(term.text) <= LONGEST_TERM]
    if not terms:
        return ()
    odds = odds_of(terms, read, content_stems(question))
    order = np.argsort(-odds, kind="stable")
    leaning = leaning_of(question, as_of)
    chosen = _chosen([terms[at] for at in order], odds[order], leaning)
    again = leaning.part and leaning.given
    return (*_asking(history[-1].question), *_shown(chosen)) if chosen and again else _shown(chosen)


def odds_of(terms: Sequence[Term], read: Mapping[str, float], asked: Collection[str]) -> Floats:
    """Return the log-odds of terms to be needed: the mean of those of the words that the question lacks."""
    lacking = ([stem for stem in term.stems if stem not in asked] for term in terms)
    odds = np.array([np.mean([read.get(stem, _UNREAD) for stem in stems or ("",)]) for stems in lacking])
    return odds - _ANSWERED * np.array([not term.has("last question", "earlier question") for term in terms])


def _told(answer: str) -> str:
    """Return what an answer quotes first, or its first sentence, in quotation marks.

    In marks, because a time in these words is none that is asked for.
    """
    sentence = _SPEAKER.sub("", first_sentence(answer))
    words = next(iter(find_quoted(sentence)), sentence)
    return f"“{_MARKS.sub('’', words)}”" if words else ""


def _one_of_two(question: str, answer: str, as_of: datetime) -> str:
    """Return which of the two names in an answer "the former" and the like is; "" for none.

    Of more names than two it is not known which are counted.
    """
    asked = _ONE_OF_TWO.search(question)
    names = [name.text for name in mentions_in(stated_text(answer), as_of)] if asked else []
    if asked is None or len(names) != 2:
        return ""
    return names[0] if asked["former"] else names[1]


def _chosen(ranked: Sequence[Term], odds: Floats, leaning: Leaning) -> list[Term]:
    """Return the likely terms of `ranked`, whose log-odds are `odds`."""
    # "Why?" says nothing itself: without a term it could not be searched for.
    likely = max(int((odds >= _LEAST).sum()), int(leaning.bare))
    # "And in Britain?" has a place itself, and lacks all else.
    free = [term for term in ranked[:likely] if not (leaning.part and term.has("kind brought"))]
    chosen = free[: _MOST_OF_PART if leaning.part else MOST]
    for meant, other in ((leaning.he, "woman"), (leaning.she, "man")):
        if meant:
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
    """Return the terms in the order of the dialogue, words that stand beside each other as one phrase.

    A phrase that stands within what is shown is not shown again.
    """
    shown: list[str] = []
    names: set[str] = set()
    before: Term | None = None
    for term in sorted(terms, key=lambda each: each.place):
        beside = before and before.place[:2] == term.place[:2] and 0 <= term.place[2] - before.place[3] <= 1
        plain = not term.has("name") and not (before and before.has("name"))
        if beside and plain:
            shown[-1] = f"{shown[-1]} {term.text}"
        else:
            shown.append(term.text)
        if term.has("name"):
            names.add(term.text)
        before = term
    whole = [folded(each) for each in shown]
    return tuple(
        each
        for each in shown
        if each in names or not any(folded(each) in other for other in whole if other != folded(each))
    )
