"""What a kept answer is, and what is shown of several."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import TypeVar

from service.answer import Answer, LaterChange
from service.ask import AskRequest
from service.summaries.summary import Summary

Result = TypeVar("Result", Answer, Summary)


@dataclass(frozen=True, slots=True)
class KeptAnswer:
    """An answer or a summary as it was given, with its `stale`: what changed since. One of both is given."""

    id: str
    question: str
    kept_at: datetime
    stale_at: datetime | None
    answer: Answer | None = None
    summary: Summary | None = None

    @property
    def result(self) -> Answer | Summary:
        given = self.answer or self.summary
        assert given is not None
        return given

    def with_changes(self, changes: tuple[LaterChange, ...]) -> KeptAnswer:
        answer = replace(self.answer, stale=changes) if self.answer else None
        summary = replace(self.summary, stale=changes) if self.summary else None
        return replace(self, answer=answer, summary=summary)


@dataclass(frozen=True, slots=True)
class KeptRow:
    """A kept answer in a list. `kind` is "answer" or "summary"; `changes` are those found since."""

    id: str
    kind: str
    question: str
    kept_at: datetime
    stale_at: datetime | None
    changes: tuple[LaterChange, ...]


@dataclass(frozen=True, slots=True)
class KeptList:
    """Kept answers, the latest first; `next_offset` if there are more."""

    answers: list[KeptRow]
    next_offset: int | None


def request_of(answer: Answer, asked: AskRequest) -> AskRequest:
    """Return what asks an answer's question again: its filters, and what it carried."""
    return replace(asked, question=answer.question, carried=answer.carried)


def summary_title(summary: Summary) -> str:
    """Return in a few words what a summary is of."""
    of = summary.of
    named = of.question or (of.article_id and f"article {of.article_id}")
    named = named or (of.story_id and f"story {of.story_id}")
    days = " to ".join(bound.date().isoformat() for bound in (of.after, of.before) if bound)
    return named or f"{', '.join(of.publishers)} {days}".strip()
