"""What one request may cost, in bytes and in seconds."""

from __future__ import annotations

import logging
from time import monotonic

import anyio
from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from ingest.settings import Settings
from service.api.guards.paths import is_change
from service.api.problems import problem_response
from service.api.record import CLIENT_LEFT, record_failure
from service.llm.budget import current_budget

log = logging.getLogger(__name__)

# A stream says itself that it has stalled; this is for one that cannot.
_GRACE = 5.0
# Of a request's time: what is left is for the answer in place of a model's that did not come.
_MODEL_SHARE = 0.75


class SizeLimit:
    """Answers 413 to a body that is larger than allowed, whether or not it says its length."""

    def __init__(self, app: ASGIApp, max_bytes: int) -> None:
        self._app = app
        self._max_bytes = max_bytes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        stated = Headers(scope=scope).get("content-length", "")
        if stated.isdecimal() and int(stated) > self._max_bytes:
            await self._refuse(scope, receive, send)
            return
        read = 0

        async def counted() -> Message:
            nonlocal read
            message = await receive()
            read += len(message.get("body", b""))
            if read > self._max_bytes:
                raise HTTPException(413, self._detail())  # of an endpoint that reads, it becomes the answer
            return message

        try:
            await self._app(scope, counted, send)
        except HTTPException:  # the queue reads as well
            await self._refuse(scope, receive, send)

    async def _refuse(self, scope: Scope, receive: Receive, send: Send) -> None:
        await problem_response(413, self._detail(), scope["path"])(scope, receive, send)

    def _detail(self) -> str:
        return (
            f"the body has more than {self._max_bytes:,} bytes; send less at once, or set "
            "DATELINE_MAX_REQUEST_MB"
        )


class TimeLimit:
    """Answers 504 when a request takes too long; a response that has begun has this time for each part of it.

    A handler runs in a thread. It is told to stop then, and when the client leaves, but it does so only where
    it looks (`stop_if_left`): waiting for a model, reading for a summary. The request counts as running until
    then, so that the library is not closed under it. A change of the archive goes on in any case.
    """

    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        self._app = app
        self._settings = settings

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        seconds, setting = self._limit(scope)
        request = _TimedRequest(self._app, scope, receive, send, seconds)
        if models := current_budget.get():
            models.until = monotonic() + seconds * _MODEL_SHARE
        async with anyio.create_task_group() as group:
            group.start_soon(request.run)
            group.start_soon(request.watch, group.cancel_scope)
            await request.wait()
            if not request.ended.is_set():
                await request.give_up(f"no answer within {seconds:g} seconds ({setting})")
            group.cancel_scope.cancel()
        if request.failure and not request.given_up:
            raise request.failure
        if request.failure:
            log.error("a request failed after its time was over", exc_info=request.failure)

    def _limit(self, scope: Scope) -> tuple[float, str]:
        if is_change(scope):
            return self._settings.ingest_timeout, "DATELINE_INGEST_TIMEOUT; the change goes on"
        return self._settings.request_seconds, "DATELINE_REQUEST_TIMEOUT"


class _TimedRequest:
    """A request whose response can be replaced by a 504 as long as it has not begun."""

    def __init__(self, app: ASGIApp, scope: Scope, receive: Receive, send: Send, seconds: float) -> None:
        self._app, self._scope, self._receive, self._send = app, scope, receive, send
        self._seconds = seconds
        self._time = anyio.CancelScope()
        self._started = self._complete = False
        self._watched = not is_change(scope)
        self._read, self._gone = anyio.Event(), anyio.Event()
        self.given_up = False
        self.ended = anyio.Event()
        self.failure: Exception | None = None

    async def run(self) -> None:
        try:
            await self._app(self._scope, self._receive_body, self._send_in_time)
        except Exception as exc:  # raised again outside of the task group, which would wrap it
            self.failure = exc
        finally:
            self.ended.set()

    async def wait(self) -> None:
        """Return when the request has ended or its time is over."""
        self._time.deadline = anyio.current_time() + self._seconds
        with self._time:
            await self.ended.wait()

    async def watch(self, work: anyio.CancelScope) -> None:
        """Cancel the work when the client leaves before the response is complete."""
        if not self._watched:
            return
        await self._read.wait()
        while not self._gone.is_set():
            if (await self._receive())["type"] == "http.disconnect":
                self._gone.set()
        if not self._complete and not self.given_up:
            record_failure(CLIENT_LEFT)
            work.cancel()

    async def _receive_body(self) -> Message:
        """Receive for the application; what comes after the body, only the watch reads."""
        if self._watched and self._read.is_set():
            await self._gone.wait()
            return {"type": "http.disconnect"}
        message = await self._receive()
        if message["type"] == "http.disconnect":
            self._gone.set()
        if not message.get("more_body"):
            self._read.set()
        return message

    async def _send_in_time(self, message: Message) -> None:
        if not self.given_up:
            self._started = True
            # Before it is sent: to the server, a client with the whole response has left.
            self._complete = message["type"] == "http.response.body" and not message.get("more_body")
            self._time.deadline = anyio.current_time() + self._seconds + _GRACE
            await self._send(message)

    async def give_up(self, detail: str) -> None:
        self.given_up = True
        if self._started:
            record_failure(504, detail)
        else:
            answer = problem_response(504, detail, self._scope["path"])
            await answer(self._scope, self._receive, self._send)
