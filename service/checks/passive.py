"""Passive clauses, and the order of their words in the active: "X was bought by Y", "Y bought X"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from service.checks.terms import Term, TermSequence
from service.english.clauses import borders
from service.english.lemmas import tokens

_BEING = re.compile(
    r"\b(?:am|is|are|was|were|be|been|being|gets?|got)\s+(?:(?:not|also|later|\w+ly)\s+)*\Z", re.I
)
# "Officials said the bridge was closed": they are no subject of the closing.
_SAID = re.compile(r"\bsaid\b", re.I)
# What the agent ends at: "by Telmex | for $2 billion"; its own "in Halton" may belong to it or not.
_WHOLE_END = re.compile(r"[,;:()—–]|\b(?:for|on|after|before|during|with|and|but|as|to|who|which)\b", re.I)
_AGENT_END = re.compile(
    r"[,;:()—–]|\b(?:for|in|on|at|after|before|during|with|and|but|as|to|who|which)\b", re.I
)
_OBJECT = re.compile(r"\s+(?:(?:the|an?|his|her|its|their|two|three|some)\b|\d|[A-Z$£€])")


@dataclass(frozen=True, slots=True)
class Passive:
    """A passive clause, as indices of terms. `agent` is empty where nobody is named.

    `whole_agent` has what may belong to the agent or to the verb: "by a court | in Halton".
    """

    verb: int
    subject: range
    agent: range
    whole_agent: range


def passives(sequence: TermSequence) -> list[Passive]:
    """Return the passive clauses of a text."""
    past = {token.start for token in tokens(sequence.text) if token.past}
    return [
        _passive(sequence, index)
        for index, term in enumerate(sequence.terms)
        if term.start in past and _BEING.search(sequence.text, max(0, term.start - 40), term.start)
    ]


def active_order(sequence: TermSequence, clauses: Sequence[Passive]) -> list[int]:
    """Return the indices of the terms in the order in which the active would have them."""
    order = list(range(len(sequence.terms)))
    for clause in clauses:
        around = [n for n in order if n not in clause.agent and n not in clause.subject and n != clause.verb]
        place = sum(n < clause.subject.start for n in around)
        order = [*around[:place], *clause.agent, clause.verb, *clause.subject, *around[place:]]
    return order


def has_object(sequence: TermSequence, term: Term) -> bool:
    """Return whether what directly follows a verb is done to: "killed a man"."""
    return bool(_OBJECT.match(sequence.text, term.end))


def _passive(sequence: TermSequence, index: int) -> Passive:
    verb = sequence.terms[index]
    text = sequence.text[: verb.start]
    start = max(
        (end for _, end in [*borders(text), *(said.span() for said in _SAID.finditer(text))]), default=0
    )
    first = sum(term.start < start for term in sequence.terms)
    by = re.compile(r"[^,;:]*?\bby\s+").match(sequence.text, verb.end)
    if not by:
        return Passive(index, range(first, index), range(0), range(0))
    agent, whole = (_agent(sequence, by.end(), end) for end in (_AGENT_END, _WHOLE_END))
    return Passive(index, range(first, index), agent, whole)


def _agent(sequence: TermSequence, start: int, border: re.Pattern[str]) -> range:
    end = border.search(sequence.text, start)
    stop = end.start() if end else len(sequence.text)
    found = [n for n, term in enumerate(sequence.terms) if start <= term.start < stop]
    named = found and sequence.terms[found[0]].kind is None
    return range(found[0], found[-1] + 1) if named else range(0)
