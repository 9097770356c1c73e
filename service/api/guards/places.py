"""How many requests are worked on at once, and how many wait for that."""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import anyio
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from ingest.settings import Settings
from service.api.guards.paths import does_work, is_change
from service.api.guards.rate import caller_of
from service.api.problems import problem_response
from service.api.record import current

# An answer takes tens of milliseconds, one that a model writes seconds.
_RETRY_AFTER = 2


@dataclass(frozen=True, slots=True, eq=False)
class _Ticket:
    caller: str
    called: anyio.Event = field(default_factory=anyio.Event)


class Places:
    """Places for requests to be worked on, given in the order of arrival; for one event loop.

    Of both the places and the queue, one caller gets no more than its share: half of them where callers are
    told apart, so that the others go on.
    """

    def __init__(self, settings: Settings) -> None:
        self.total, self.most_waiting = settings.max_concurrent, settings.max_waiting
        parts = 1 if len(settings.keys) == 1 else 2
        self._share = max(1, self.total // parts)
        self._waiting_share = max(1, self.most_waiting // parts)
        self._working: Counter[str] = Counter()
        self._queue: deque[_Ticket] = deque()

    @property
    def in_work(self) -> int:
        return self._working.total()

    @property
    def waiting(self) -> int:
        return len(self._queue)

    def take(self, caller: str) -> bool:
        """Take a place if one is free for this caller."""
        # Who waits while a place is free has had his share, so nobody is overtaken.
        free = self.in_work < self.total and self._working[caller] < self._share
        if free:
            self._working[caller] += 1
        return free

    def may_wait(self, caller: str) -> bool:
        own = sum(ticket.caller == caller for ticket in self._queue)
        return self.waiting < self.most_waiting and own < self._waiting_share

    async def wait(self, caller: str) -> None:
        """Wait for a place. Who is cancelled meanwhile is out of the queue."""
        ticket = _Ticket(caller)
        self._queue.append(ticket)
        try:
            await ticket.called.wait()
        except BaseException:
            if ticket.called.is_set():
                self.leave(caller)
            else:
                self._queue.remove(ticket)
            raise

    def leave(self, caller: str) -> None:
        """Give a place back; the first in the queue that may have it gets it."""
        self._working[caller] -= 1
        self._working += Counter()  # forgets callers with nothing in work
        for ticket in self._queue:
            if self.take(ticket.caller):
                self._queue.remove(ticket)
                ticket.called.set()
                return

    @contextmanager
    def left_at_the_end(self, caller: str) -> Iterator[None]:
        try:
            yield
        finally:
            self.leave(caller)


class Queue:
    """Lets as many requests at once through as there are places; answers 429 when too many wait.

    Only a request whose body has come gets a place. A response that streams keeps its place until its
    end. Changes of the archive have a queue of their own.
    """

    def __init__(self, app: ASGIApp, places: Places) -> None:
        self._app = app
        self._places = places

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or not does_work(scope["path"]) or is_change(scope):
            await self._app(scope, receive, send)
            return
        caller, body = caller_of(scope), _Body(receive)
        if not await body.read():
            return
        if not self._places.take(caller):
            if not self._places.may_wait(caller):
                await self._refuse(scope, receive, send)
                return
            if not await self._wait(caller, body):
                return
        with self._places.left_at_the_end(caller):
            await self._app(scope, body.receive, send)

    async def _wait(self, caller: str, body: _Body) -> bool:
        """Return True with a place, False when the client has left."""
        has_place = False
        try:
            async with anyio.create_task_group() as group:
                group.start_soon(body.watch, group.cancel_scope)
                await self._places.wait(caller)
                has_place = True
                group.cancel_scope.cancel()
        except BaseException:
            if has_place:
                self._places.leave(caller)
            raise
        return has_place

    async def _refuse(self, scope: Scope, receive: Receive, send: Send) -> None:
        if record := current.get():
            record.rejected_by = "concurrent"
        detail = (
            f"{self._places.in_work} requests are worked on and {self._places.waiting} wait "
            f"(DATELINE_MAX_CONCURRENT, DATELINE_MAX_WAITING); try again in {_RETRY_AFTER} seconds"
        )
        headers = {"Retry-After": str(_RETRY_AFTER)}
        await problem_response(429, detail, scope["path"], headers=headers)(scope, receive, send)


class _Body:
    """What a client has sent, read before it gets a place: a slow one takes none from others."""

    def __init__(self, receive: Receive) -> None:
        self._receive = receive
        self._messages: deque[Message] = deque()

    async def read(self) -> bool:
        """Read the whole body; return False when the client leaves meanwhile."""
        more = True
        while more:
            message = await self._receive()
            if message["type"] == "http.disconnect":
                return False
            self._messages.append(message)
            more = message.get("more_body", False)
        return True

    async def watch(self, waiting: anyio.CancelScope) -> None:
        """Cancel `waiting` when the client leaves."""
        while (await self._receive())["type"] != "http.disconnect":
            pass
        waiting.cancel()

    async def receive(self) -> Message:
        return self._messages.popleft() if self._messages else await self._receive()
