"""A statement against the sentences it cites, and nothing else: does every part of it stand there?

Numbers, dates, names and quoted words are compared as values. What is left must be a safe shortening of
one sentence, or each run of its clauses of one (`alignment.py`). Whether freer words mean the same, nothing
here can tell, and then the statement does not stand.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

from service.checks.alignment import added, unsafe
from service.checks.claims import Failure as Failure
from service.checks.claims import Flaw as Flaw
from service.checks.claims import SourceSentence as SourceSentence
from service.checks.claims import claim_failures
from service.checks.terms import Terms
from service.english.clauses import Clause, clauses_of
from service.english.lemmas import tokens
from service.english.names import short_forms
from service.english.stance.compare import Stance, modality_failures, polarity_failures

_SENTENCES = 4  # more are a text
_CLAUSES = 8  # of a statement with more no part is looked for apart


def verify_statement(
    text: str, cited: Sequence[SourceSentence], as_of: datetime, without: Collection[Flaw] = ()
) -> tuple[Failure, ...]:
    """Return why the cited sentences do not support `text`; nothing if they do.

    One sentence must bear out the whole statement, or each of its clauses. More than four are taken for a
    text: then values, denial and certainty are compared with all of it, and no more. Relative dates of `text`
    are read from `as_of`. `without`: flaws that are not looked for, to measure what looking for them gives.
    """
    sources = [each for each in cited if tokens(each.text)]
    if not tokens(text):
        return (Failure(Flaw.MEANING, "the statement has no words"),)
    if not sources:
        return (Failure(Flaw.MEANING, "the statement cites no sentence"),)
    if len(sources) > _SENTENCES:
        return tuple(_text_failures(text, sources, as_of, without))
    comparison = _Comparison(text, sources, as_of, without)
    failures = [comparison.failures(0, len(text), n) for n in range(len(sources))]
    if not all(failures) or comparison.clause_by_clause():
        return ()
    return min(failures, key=len)


class _Comparison:
    """A statement read against each of the sentences it cites."""

    def __init__(
        self, text: str, sources: Sequence[SourceSentence], as_of: datetime, without: Collection[Flaw]
    ) -> None:
        self._text = text
        self._without = without
        self._as_of = as_of
        self._sources = sources
        names = tuple(form for each in sources for form in short_forms(each.text))
        self._claim = Terms.of(text, as_of, names)
        self._theirs = [Terms.of(each.text, each.said_at, names) for each in sources]

    def failures(self, start: int, end: int, n: int) -> tuple[Failure, ...]:
        """Return why one source does not bear out `text[start:end]`; those before it name its pronouns."""
        part, source, before = self._claim.part(start, end), self._theirs[n], self._theirs[:n]
        others = [*self._sources[:n], *self._sources[n + 1 :]]
        claims = claim_failures(self._text[start:end], [self._sources[n]], self._as_of, others)
        if found := [each for each in claims if each.flaw not in self._without]:
            return tuple(dict.fromkeys(found))
        if Flaw.MEANING not in self._without and (new := added(part, source, before)):
            word = self._text[new.start : new.end]
            return (Failure(Flaw.MEANING, f'the cited sentence does not have "{word}"'),)
        why = None if Flaw.SHORTENING in self._without else unsafe(part, source, before)
        return (Failure(Flaw.SHORTENING, why),) if why else ()

    def clause_by_clause(self) -> bool:
        """Return whether the statement falls into runs of clauses each of which one source bears out."""
        clauses = clauses_of(self._text)
        if len(self._sources) < 2 or not 2 <= len(clauses) <= _CLAUSES:
            return False
        holds = [True, *[False] * len(clauses)]  # up to which clause
        for end in range(1, len(clauses) + 1):
            holds[end] = any(
                holds[first] and self._run_holds(clauses[first:end])
                for first in range(end)
                if end - first < len(clauses)
            )
        return holds[-1]

    def _run_holds(self, clauses: Sequence[Clause]) -> bool:
        start, end = clauses[0].start, clauses[-1].end
        return any(not self.failures(start, end, n) for n in range(len(self._sources)))


def _text_failures(
    text: str, sources: Sequence[SourceSentence], as_of: datetime, without: Collection[Flaw]
) -> list[Failure]:
    """Return the values, denials and certainties of a statement that a whole text does not have."""
    claim, theirs = Stance.of(text), [Stance.of(each.text) for each in sources]
    failures = list(claim_failures(text, sources, as_of))
    failures += [Failure(Flaw.POLARITY, message) for message in polarity_failures(claim, theirs)]
    failures += [Failure(Flaw.MODALITY, message) for message in modality_failures(claim, theirs)]
    return [each for each in dict.fromkeys(failures) if each.flaw not in without]
