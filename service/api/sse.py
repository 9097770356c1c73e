"""Server-sent events from work that runs step by step in the thread pool."""

from __future__ import annotations

from collections.abc import Callable, Generator, Mapping
from types import MappingProxyType
from typing import Any

import anyio
from anyio.streams.memory import MemoryObjectReceiveStream, MemoryObjectSendStream
from pydantic_core import to_json
from starlette.responses import StreamingResponse
from starlette.types import Receive, Scope, Send

from ingest.errors import DatelineError
from service.api.problems import Problem, problem, status_of
from service.api.record import record_failure

MEDIA_TYPE = "text/event-stream"
# Proxies commonly close a connection that is silent for 30 to 60 seconds.
KEEP_ALIVE = 15.0
_COMMENT = b": keep-alive\n\n"


def event_bytes(data: object, name: str | None = None) -> bytes:
    """Return a record as one event; without a name it is a plain `data:` line."""
    head = f"event: {name}\n".encode() if name else b""
    return head + b"data: " + to_json(data) + b"\n\n"


class EventStream(StreamingResponse):
    """Sends the events that a generator yields; each of its steps runs in the thread pool.

    A comment keeps the connection alive while a step takes long. The generator is closed when the client
    leaves, and when nothing came for `stall` seconds: as soon as its present step is over. A step can end
    early where it calls `anyio.from_thread.check_cancelled`. An error becomes the last event, which
    `error_event` makes.
    """

    def __init__(
        self,
        events: Generator[bytes],
        *,
        stall: float,
        error_event: Callable[[Problem], bytes],
        keep_alive: float = KEEP_ALIVE,
        media_type: str = MEDIA_TYPE,
        comment: bytes = _COMMENT,
        headers: Mapping[str, str] = MappingProxyType({}),
    ) -> None:
        # X-Accel-Buffering: nginx would hold the events back.
        headers = {"Cache-Control": "no-cache", "X-Accel-Buffering": "no", **headers}
        super().__init__((), headers=headers, media_type=media_type)
        self._comment = comment
        self._events, self._stall, self._error_event = events, stall, error_event
        self._keep_alive = keep_alive
        self._failure: Exception | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": self.raw_headers})
        outbox, inbox = anyio.create_memory_object_stream[bytes]()
        async with anyio.create_task_group() as group, inbox:
            group.start_soon(_cancel_when_gone, receive, group.cancel_scope)
            group.start_soon(self._work, outbox)
            error = await self._relay(inbox, send)
            if error:
                record_failure(*error)
            last = self._error_event(problem(*error, scope["path"])) if error else b""
            await send({"type": "http.response.body", "body": last, "more_body": False})
            group.cancel_scope.cancel()
        if self._failure and not isinstance(self._failure, DatelineError):
            raise self._failure  # for the log; the response is complete

    async def _work(self, outbox: MemoryObjectSendStream[bytes]) -> None:
        try:
            while (event := await anyio.to_thread.run_sync(next, self._events, None)) is not None:
                await outbox.send(event)
        except Exception as exc:
            self._failure = exc
        finally:
            with anyio.CancelScope(shield=True):
                await anyio.to_thread.run_sync(self._events.close)
            outbox.close()

    async def _relay(self, inbox: MemoryObjectReceiveStream[bytes], send: Send) -> tuple[int, str] | None:
        """Send events as they come; return the status and the text of the error that ended them."""
        deadline = anyio.current_time() + self._stall
        while True:
            with anyio.move_on_after(min(self._keep_alive, deadline - anyio.current_time())) as wait:
                try:
                    body = await inbox.receive()
                except anyio.EndOfStream:
                    return self._error()
            if not wait.cancelled_caught:
                deadline = anyio.current_time() + self._stall
            elif anyio.current_time() < deadline:
                body = self._comment
            else:
                return 504, f"nothing new within {self._stall:g} seconds (DATELINE_REQUEST_TIMEOUT)"
            await send({"type": "http.response.body", "body": body, "more_body": True})

    def _error(self) -> tuple[int, str] | None:
        if self._failure is None:
            return None
        if isinstance(self._failure, DatelineError):
            return status_of(self._failure), str(self._failure)
        return 500, "unexpected error; the service's log says more under the X-Request-ID of this response"


async def _cancel_when_gone(receive: Receive, scope: anyio.CancelScope) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
    scope.cancel()


def documented_events(description: str, *names: str) -> dict[str, Any]:
    """Return what an endpoint's 200 has in the OpenAPI document beside its JSON; `names` are its events."""
    properties: dict[str, Any] = {"data": {"type": "string", "contentMediaType": "application/json"}}
    if names:
        properties["event"] = {"type": "string", "enum": names}
    event = {
        "type": "object",
        "description": description,
        "properties": properties,
        "required": ["data"],
    }
    return {"content": {MEDIA_TYPE: {"schema": event}}}
