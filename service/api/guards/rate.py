"""How many requests a caller may send in a while."""

from __future__ import annotations

import math
from dataclasses import dataclass
from time import time

from limits import RateLimitItem, parse
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter
from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from service.api.guards.paths import does_work
from service.api.problems import problem_response
from service.api.record import current

# A person who mistypes does not come near it.
_GUESSES = parse("30/minute")


def caller_of(scope: Scope) -> str:
    """Return who sends a request: the name of the key, or the client's address where there are no keys."""
    record = current.get()
    if record and record.key:
        return f"key {record.key}"
    client = scope.get("client")
    return f"address {client[0]}" if client else "unknown"


@dataclass(frozen=True, slots=True)
class _Standing:
    """What is left to a caller, and in how many seconds more will be."""

    allowed: bool
    remaining: int
    seconds: int


class Guesses:
    """Counts the wrong keys that each address sent within the last minute."""

    def __init__(self) -> None:
        self._limiter = MovingWindowRateLimiter(MemoryStorage())

    def wrong(self, scope: Scope) -> int | None:
        """Count a wrong key; return after how many seconds its address may send the next if it sent many."""
        client = scope.get("client")
        address = client[0] if client else "unknown"
        if self._limiter.hit(_GUESSES, address):
            return None
        _note_rejection("wrong_keys")
        return _seconds_until(self._limiter.get_window_stats(_GUESSES, address).reset_time)


class RateLimit:
    """Answers 429 to a caller's requests above a rate such as "120/minute", before their body is read.

    The window moves with the time: in no minute are there more than 120. None is no limit.
    """

    def __init__(self, app: ASGIApp, rate: str | None) -> None:
        self._app = app
        self._rate: RateLimitItem | None = parse(rate) if rate else None
        self._limiter = MovingWindowRateLimiter(MemoryStorage()) if rate else None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        standing = (
            self._hit(caller_of(scope)) if scope["type"] == "http" and does_work(scope["path"]) else None
        )
        if standing is None:
            await self._app(scope, receive, send)
            return

        async def send_with_standing(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).update(self._headers(standing))
            await send(message)

        if standing.allowed:
            await self._app(scope, receive, send_with_standing)
        else:
            await self._refuse(standing, scope, receive, send_with_standing)

    def _hit(self, caller: str) -> _Standing | None:
        if self._limiter is None or self._rate is None:
            return None
        allowed = self._limiter.hit(self._rate, caller)
        window = self._limiter.get_window_stats(self._rate, caller)
        return _Standing(allowed, window.remaining, _seconds_until(window.reset_time))

    def _headers(self, standing: _Standing) -> dict[str, str]:
        assert self._rate
        return {
            "RateLimit-Limit": str(self._rate.amount),
            "RateLimit-Remaining": str(standing.remaining),
            "RateLimit-Reset": str(standing.seconds),
        }

    async def _refuse(self, standing: _Standing, scope: Scope, receive: Receive, send: Send) -> None:
        _note_rejection("rate")
        detail = f"more than {self._rate} (DATELINE_RATE_LIMIT); try again in {standing.seconds} seconds"
        headers = {"Retry-After": str(standing.seconds)}
        await problem_response(429, detail, scope["path"], headers=headers)(scope, receive, send)


def _seconds_until(moment: float) -> int:
    return max(1, math.ceil(moment - time()))


def _note_rejection(limit: str) -> None:
    if record := current.get():
        record.rejected_by = limit
