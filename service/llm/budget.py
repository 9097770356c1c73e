"""What models may take of the request that a thread works for, and what they took of it."""

from __future__ import annotations

import math
import threading
from contextlib import suppress
from contextvars import ContextVar
from dataclasses import dataclass, field
from time import monotonic

import anyio.from_thread


@dataclass(frozen=True, slots=True)
class TokenUsage:
    """Tokens read and written, as the endpoint says, or counted in cl100k_base where it does not."""

    prompt_tokens: int = 0
    completion_tokens: int = 0

    def __add__(self, other: TokenUsage) -> TokenUsage:
        return TokenUsage(
            self.prompt_tokens + other.prompt_tokens, self.completion_tokens + other.completion_tokens
        )


@dataclass(slots=True)
class Budget:
    """The models' part of one request to the service. `until` is a moment of time.monotonic().

    `spent` has the tokens by model, also of what was left early; `failures` what endpoints said, which is for
    the log and not for callers.
    """

    until: float = math.inf
    spent: dict[str, TokenUsage] = field(default_factory=dict)
    failures: list[str] = field(default_factory=list)
    _lock: threading.Lock = field(default_factory=threading.Lock)  # several requests to a model at once

    def spend(self, model: str, usage: TokenUsage) -> None:
        with self._lock:
            self.spent[model] = self.spent.get(model, TokenUsage()) + usage

    @property
    def left(self) -> float:
        """The seconds that are left."""
        return max(self.until - monotonic(), 0.0)

    @property
    def total(self) -> TokenUsage:
        return sum(self.spent.values(), TokenUsage())


# A context variable and not a parameter: between the middleware that knows when a request must end and the
# client that waits for a model stand routes, use cases and writers, none of which has to do with time.
# Threads of the pool get a copy of the context; the budget in it is the same object.
# None outside of the service: on the command line a model may take its time, and who asks may read all.
current_budget: ContextVar[Budget | None] = ContextVar("budget", default=None)


def stop_if_left() -> None:
    """Raise the cancellation of the request that this thread works for; without one do nothing."""
    with suppress(RuntimeError):
        anyio.from_thread.check_cancelled()
