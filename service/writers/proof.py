"""Statements of a model on their way into an answer: what each must pass, and how it is cited."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from service.answer import Statement, Support
from service.checks.verify import SourceSentence, verify_statement
from service.english.stance.telling import foretells
from service.evidence.agreement.disagree import find_opposed
from service.evidence.agreement.repeats import repeats
from service.evidence.cite import cite, place, public_since
from service.evidence.scoring import Evidence
from service.llm.prompts import as_data
from service.writers.form import flaw_of_form, flaw_of_wording, unmarked
from service.writers.reply import ProposedStatement
from service.writers.writer import Task

_SIGNS = re.compile(r"\W+")


@dataclass(frozen=True, slots=True)
class Passed:
    """A statement that passed the checks of its form and content; `quoted`: it is what it cites."""

    proposed: ProposedStatement
    text: str
    cited: tuple[Evidence, ...]
    quoted: bool


@dataclass(frozen=True, slots=True)
class Failed:
    """A statement that may not stand, with the reason in words for the model."""

    proposed: ProposedStatement
    reason: str


class Proof:
    """The statements of one answer that stand, at most the task's limit, and those that failed."""

    def __init__(self, task: Task) -> None:
        self.statements: list[Statement] = []
        self.cited: list[Evidence] = []
        self.failed: list[Failed] = []
        self._task = task
        self._said: set[str] = set()
        opposed = find_opposed(task.question, task.evidence)
        self._sides = (task.evidence[0], opposed) if opposed else ()

    def room(self, waiting: int = 0) -> bool:
        """Return whether another statement fits beside `waiting` ones and both sides of a disagreement."""
        stated = len(self.statements) + waiting
        return not stated or stated + len(self._missing()) < self._task.limit

    def check(self, proposed: ProposedStatement, sentences: Sequence[Evidence]) -> Passed | None:
        """Return the statement if it passes; `sentences` are those that its numbers point at, from 1.

        What fails is kept in `failed`; what was said already is left out.
        """
        text = unmarked(proposed)
        if _key(text) in self._said:
            return None
        cited = [sentences[number - 1] for number in proposed.sources if 1 <= number <= len(sentences)]
        quoted = [item for item in cited if _key(as_data(item.text)) == _key(text)][:1]
        reason = flaw_of_form(text, proposed, len(sentences))
        if not reason and not quoted:
            reason = flaw_of_content(text, _cited(cited), self._task.question.as_of)
        if reason:
            self.failed.append(Failed(proposed, reason))
            return None
        self._said.add(_key(text))
        return Passed(proposed, quoted[0].text if quoted else text, tuple(quoted or cited), bool(quoted))

    def state(self, passed: Passed) -> Statement | None:
        """Return what passed as a statement of the answer, None if it does not fit any more."""
        if self.statements and len(self.statements) + len(self._missing(passed.cited)) >= self._task.limit:
            return None
        return self._state(passed.text, passed.cited, passed.quoted)

    def reject(self, passed: Passed, reason: str) -> None:
        """Keep as failed what passed here and did not stand elsewhere."""
        self._said.discard(_key(passed.text))
        self.failed.append(Failed(passed.proposed, reason))

    def both_sides(self) -> Iterator[Statement]:
        """Yield, as quotations, the sides of a disagreement that no statement cites, as far as they fit."""
        for item in self._missing():
            if len(self.statements) < self._task.limit:
                yield self._state(item.text, [item], True)

    def _missing(self, more: Sequence[Evidence] = ()) -> list[Evidence]:
        cited = [*self.cited, *more]
        return [side for side in self._sides if not any(repeats(side, item) for item in cited)]

    def _state(self, text: str, cited: Sequence[Evidence], quoted: bool) -> Statement:
        citations = tuple(cite(item, self._marker(item)) for item in cited)
        score = max(item.score for item in cited) / (self._task.evidence[0].score or 1.0)
        support = Support.QUOTED if quoted else Support.CHECKED
        foretold = all(item.foretold for item in cited) and (quoted or foretells(text))
        score = round(self._task.confidence * min(score, 1.0), 4)
        statement = Statement(text, citations, support, score, foretold=foretold)
        self.statements.append(statement)
        return statement

    def _marker(self, item: Evidence) -> int:
        """Return the marker of a sentence, a new one if it is cited for the first time."""
        places = [place(other) for other in self.cited]
        if place(item) in places:
            return places.index(place(item)) + 1
        self.cited.append(item)
        return len(self.cited)


def flaw_of_content(text: str, cited: Sequence[SourceSentence], as_of: datetime) -> str | None:
    """Return why what a statement says may not stand on the cited sentences, or None."""
    if flaw := flaw_of_wording(text, [each.text for each in cited]):
        return flaw
    return "; ".join(failure.message for failure in verify_statement(text, cited, as_of)) or None


def _cited(items: Sequence[Evidence]) -> list[SourceSentence]:
    return [
        SourceSentence(
            text=item.text,
            said_at=public_since(item),
            publisher=item.stored.article.publisher,
        )
        for item in items
    ]


def _key(text: str) -> str:
    """Return what makes two texts the same statement: their words, whatever the signs and letter case."""
    return _SIGNS.sub(" ", text).strip().casefold()
