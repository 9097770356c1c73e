"""What one request turned out to be, noted while it is worked on; log, metrics and traces are made of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Protocol

from service.answer import Answer, Refusal, Writing
from service.llm.budget import Budget, TokenUsage
from service.summaries.summary import Summary

# Nobody is left to get an answer (nginx's code for it, which no client ever sees).
CLIENT_LEFT = 499


class Result(Protocol):
    """What is noted of an Answer or a Summary."""

    @property
    def statements(self) -> Sequence[object]: ...
    @property
    def refusal(self) -> Refusal | None: ...
    @property
    def writer(self) -> str: ...
    @property
    def timings(self) -> Mapping[str, float]: ...
    @property
    def writing(self) -> Writing | None: ...


@dataclass(frozen=True, slots=True)
class Work:
    """An answer or a summary (`kind`) that a request was given, and when it was complete."""

    kind: str
    question: str | None
    result: Result
    ended_at: datetime

    @property
    def outcome(self) -> str:
        """The reason of a refusal, else "answered"."""
        return self.result.refusal.reason.value if self.result.refusal else "answered"


@dataclass(slots=True)
class Record:
    """One request. `key` is the name of the caller's key; `rejected_by` the limit that it ran into.

    `route` is the path's template, None when no endpoint has the path. `failed_with` is the status of the
    error (and `error` its text) that a response ended with which had begun as a success.
    """

    request_id: str
    method: str
    path: str
    traceparent: str | None = None
    trace_id: str | None = None
    started_at: datetime = field(default_factory=lambda: datetime.now(UTC))
    route: str | None = None
    status: int = CLIENT_LEFT
    seconds: float = 0.0
    key: str | None = None
    rejected_by: str | None = None
    failed_with: int | None = None
    error: str | None = None
    budget: Budget = field(default_factory=Budget)
    work: list[Work] = field(default_factory=list)

    @property
    def outcome(self) -> int:
        """The status that tells how the request ended, also when its response had begun with another."""
        return self.failed_with or self.status


# A context variable and not a parameter: what fills the record (routes, limits, streams that fail after their
# handler has returned) has no request at hand, and what reads it is the outermost middleware. Handlers run in
# threads with a copy of the context; the record in it is the same object.
current: ContextVar[Record | None] = ContextVar("record", default=None)


def record_answer(answer: Answer) -> None:
    """Note the answer that the current request gives; outside of a request do nothing."""
    _note("answer", answer.question, answer)


def record_summary(summary: Summary) -> None:
    """Note the summary that the current request gives; outside of a request do nothing."""
    _note("summary", summary.of.question, summary)


def record_failure(status: int, error: str | None = None) -> None:
    """Note how a response ended that had begun as a success; the text of a caller's mistake is not kept."""
    record = current.get()
    if record and record.failed_with is None:
        record.failed_with, record.error = status, error if status >= 500 else None


def tokens_spent() -> TokenUsage:
    """Return what models took for the current request."""
    record = current.get()
    return record.budget.total if record else TokenUsage()


def _note(kind: str, question: str | None, result: Result) -> None:
    record = current.get()
    if record:
        record.work.append(Work(kind, question, result, datetime.now(UTC)))
