"""What both writers have in common: they turn scored evidence into statements."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from dataclasses import dataclass
from typing import Protocol

from service.answer import Statement, Writing
from service.evidence.scoring import Evidence
from service.questions.question import Question


@dataclass(frozen=True, slots=True)
class Task:
    """A question with its evidence, sorted, best first, and never empty.

    `confidence` is the probability (0 to 1) that the evidence holds an answer; `limit` is how many statements
    are wanted at most. `asked` is what a model is told to do, if that is not to answer the question.
    """

    question: Question
    evidence: Sequence[Evidence]
    confidence: float
    limit: int
    asked: str | None = None


@dataclass(frozen=True, slots=True)
class Written:
    """What a writer made of a task; `cited[i]` is the sentence with marker i + 1.

    No statements: the writer found no answer in the evidence. `writer` is whose statements these are.
    """

    statements: tuple[Statement, ...]
    cited: tuple[Evidence, ...]
    writer: str
    writing: Writing | None = None


class Writer(Protocol):
    """Yields each statement as soon as it stands; a generator that is closed stops the work."""

    @property
    def name(self) -> str: ...
    def write(self, task: Task) -> Generator[Statement, None, Written]: ...
