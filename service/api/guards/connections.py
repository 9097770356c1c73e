"""What a connection may cost before anybody has shown a key: size, number and time of what it sends."""

from __future__ import annotations

import asyncio
from http import HTTPStatus
from typing import Any, cast

import h11
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from uvicorn.config import Config
from uvicorn.protocols.http.h11_impl import H11Protocol
from uvicorn.server import ServerState

from service.api.guards.browsers import SAFE_HEADERS
from service.api.problems import problem_response

# Bytes of a request line with its headers, of a chunk's line and of trailers. A question in the query string
# may have 18,000, and the cookies of other programs on this machine come along.
MOST_HEAD_BYTES = 32 * 1024
_MOST_HEADERS = 100  # nginx and Apache take as many lines
# Seconds for them, from the first byte (of a new connection, from its start).
HEAD_SECONDS = 10.0
# Each chunk takes the parser 20 microseconds, whatever its size: with one byte in each, 256 KB would take a
# second in which nobody else is served. Clients that stream send kilobytes.
_SMALL_CHUNK, _MOST_SMALL_CHUNKS = 64, 4_000
_TOO_LARGE = f"the head of the request has more than {MOST_HEAD_BYTES:,} bytes"
# After a response to a body that is not read any more: seconds in which the client may notice.
_LINGER = 2.0


class UnreadBody:
    """Closes the connection after a response to a request whose body was not read to its end."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        unread = "transfer-encoding" in headers or headers.get("content-length", "0") != "0"

        async def receive_all() -> Message:
            nonlocal unread
            message = await receive()
            unread = unread and message.get("more_body", False)
            return message

        async def send_and_close(message: Message) -> None:
            if message["type"] == "http.response.start" and unread:
                MutableHeaders(scope=message)["Connection"] = "close"
            await send(message)

        await self._app(scope, receive_all, send_and_close)


class _Parser(h11.Connection):
    """h11, which counts headers and small chunks, and keeps what was wrong with a request."""

    def __init__(self) -> None:
        super().__init__(h11.SERVER, MOST_HEAD_BYTES)
        self.fault: h11.RemoteProtocolError | None = None
        self._small_chunks = 0

    def next_event(self) -> h11.Event | type[h11.NEED_DATA] | type[h11.PAUSED]:
        try:
            event = super().next_event()
            if isinstance(event, h11.Request):
                self._small_chunks = 0
                _check_head(event)
            elif isinstance(event, h11.Data) and event.chunk_start and len(event.data) < _SMALL_CHUNK:
                self._small_chunks += 1
                if self._small_chunks > _MOST_SMALL_CHUNKS:
                    problem = f"the body has more than {_MOST_SMALL_CHUNKS:,} chunks of a few bytes"
                    raise h11.RemoteProtocolError(f"{problem}; send larger ones", error_status_hint=413)
        except h11.RemoteProtocolError as exc:
            self.fault = exc
            raise
        return event


def _check_head(request: h11.Request) -> None:
    """Raise RemoteProtocolError for a head beyond the limits; h11 looks at what is incomplete only."""
    fields = request.headers.raw_items()
    if len(fields) > _MOST_HEADERS:
        raise h11.RemoteProtocolError(
            f"the request has {len(fields):,} headers; send at most {_MOST_HEADERS}", error_status_hint=431
        )
    if len(request.target) + sum(len(name) + len(value) for name, value in fields) > MOST_HEAD_BYTES:
        raise h11.RemoteProtocolError(_TOO_LARGE, error_status_hint=431)


class LimitedConnection(H11Protocol):
    """uvicorn's connection, with limits.

    On h11 and not on httptools, which takes a header of any size and copies it for each part that arrives.
    """

    def __init__(
        self,
        config: Config,
        server_state: ServerState,
        app_state: dict[str, Any],
        _loop: asyncio.AbstractEventLoop | None = None,
    ) -> None:
        super().__init__(config, server_state, app_state, _loop)
        self.conn = self._parser = _Parser()
        self._clock: asyncio.TimerHandle | None = None
        self._deaf = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        super().connection_made(cast(asyncio.Transport, _SoftTransport(transport, self._close)))
        self._time_head()

    def data_received(self, data: bytes) -> None:
        # In parts: of what has come complete, the parser reads any number of headers.
        for start in range(0, len(data), MOST_HEAD_BYTES):
            if not self._deaf:
                super().data_received(data[start : start + MOST_HEAD_BYTES])
        self._time_head()

    def on_response_complete(self) -> None:
        super().on_response_complete()
        self._time_head()

    def connection_lost(self, exc: Exception | None) -> None:
        self._stop_clock()
        super().connection_lost(exc)

    def send_400_response(self, msg: str) -> None:
        """Refuse what is not HTTP, or more than is taken; uvicorn calls this."""
        fault = self._parser.fault
        if fault is None:
            self._refuse(400, msg)
        else:
            unfinished = str(fault) == "Receive buffer too long"
            self._refuse(fault.error_status_hint, _TOO_LARGE if unfinished else str(fault))

    def _time_head(self) -> None:
        """Let the clock run as long as the head of a request is awaited."""
        if self._deaf:  # another clock runs
            return
        if self.conn.their_state is not h11.IDLE:
            self._stop_clock()
        elif self._clock is None:
            self._clock = self.loop.call_later(HEAD_SECONDS, self._too_slow)

    def _stop_clock(self) -> None:
        if self._clock:
            self._clock.cancel()
            self._clock = None

    def _too_slow(self) -> None:
        self._clock = None
        if self.conn.trailing_data[0]:
            self._refuse(408, f"the head of the request did not come within {HEAD_SECONDS:g} seconds")
        else:
            self.transport.close()

    def _refuse(self, status: int, detail: str) -> None:
        """Answer without the application, if no answer has begun, and close."""
        if self.cycle is not None and not self.cycle.response_complete:
            self.cycle.disconnected = True
            self.cycle.message_event.set()
        if self.conn.our_state not in (h11.IDLE, h11.SEND_RESPONSE):
            self.transport.abort()
            return
        response = problem_response(status, detail, "", headers={**SAFE_HEADERS, "Connection": "close"})
        reason = HTTPStatus(status).phrase.encode()
        start = h11.Response(status_code=status, headers=response.raw_headers, reason=reason)
        for event in (start, h11.Data(data=bytes(response.body)), h11.EndOfMessage()):
            self.transport.write(self.conn.send(event) or b"")
        self.transport.close()

    def _close(self, transport: asyncio.Transport) -> None:
        """Close the transport; while the client still sends, not at once: it would lose the response."""
        sending = self.conn.their_state in (h11.SEND_BODY, h11.ERROR) or self.conn.trailing_data[0]
        if not sending or not transport.can_write_eof():
            transport.close()
            return
        self._deaf = True
        self.flow.resume_reading()
        transport.write_eof()
        self._stop_clock()
        self._clock = self.loop.call_later(_LINGER, transport.abort)


class _SoftTransport:
    """A transport whose `close` is the protocol's; everything else is as it was."""

    def __init__(self, transport: Any, close: Any) -> None:
        self._transport, self._close = transport, close
        self._closed = False

    def __getattr__(self, name: str) -> Any:
        return getattr(self._transport, name)

    def close(self) -> None:
        if not self.is_closing():
            self._closed = True
            self._close(self._transport)

    def is_closing(self) -> bool:
        return self._closed or bool(self._transport.is_closing())
