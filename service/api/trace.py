"""Every request gets an id, a line in the log, and an answer even when something unexpected happens."""

from __future__ import annotations

import logging
import re
from time import perf_counter
from uuid import uuid4

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from service.api.problems import problem_response

HEADER = "X-Request-ID"
# A caller's own id is kept when it cannot break a log line.
_USABLE = re.compile(r"[A-Za-z0-9._-]{1,64}")

log = logging.getLogger(__name__)


class Trace:
    """The outermost middleware. It logs paths only: a query string can hold a question."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        given = Headers(scope=scope).get(HEADER, "")
        request_id = given if _USABLE.fullmatch(given) else uuid4().hex
        status, start = 0, perf_counter()

        async def send_with_id(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                MutableHeaders(scope=message)[HEADER] = request_id
            await send(message)

        try:
            await self._app(scope, receive, send_with_id)
        except Exception:
            log.exception("request %s failed", request_id)
            if status:
                raise  # too late for another answer: the server closes the connection
            detail = f"unexpected error; the service's log says more under request {request_id}"
            await problem_response(500, detail, scope["path"])(scope, receive, send_with_id)
        finally:
            seconds = perf_counter() - start
            log.info("%s %r %d %.3f s %s", scope["method"], scope["path"], status, seconds, request_id)
