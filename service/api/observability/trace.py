"""Every request gets an id, a record, and an answer even when something unexpected happens."""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Sequence
from time import perf_counter
from uuid import uuid4

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from service.api.observability.logs import request_log
from service.api.problems import problem_response
from service.api.record import Record, current
from service.llm.budget import current_budget

HEADER = "X-Request-ID"
# A caller's own id is kept when it cannot break a log line.
_USABLE = re.compile(r"[A-Za-z0-9._-]{1,64}")

log = logging.getLogger(__name__)

Observer = Callable[[Record], None]


class Trace:
    """The middleware around all that can fail. When a request has ended, each observer gets its record.

    A record has the path only: a query string can hold a question.
    """

    def __init__(self, app: ASGIApp, observers: Sequence[Observer] = (request_log(questions=False),)) -> None:
        self._app = app
        self._observers = observers

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        record = _record_of(scope)
        tokens = current.set(record), current_budget.set(record.budget)
        start = perf_counter()
        try:
            await self._respond(record, scope, receive, send)
        finally:
            current.reset(tokens[0])
            current_budget.reset(tokens[1])
            record.seconds = perf_counter() - start
            record.route = getattr(scope.get("route"), "path", None)
            for observe in self._observers:
                observe(record)

    async def _respond(self, record: Record, scope: Scope, receive: Receive, send: Send) -> None:
        began = False

        async def send_with_id(message: Message) -> None:
            nonlocal began
            if message["type"] == "http.response.start":
                began, record.status = True, message["status"]
                MutableHeaders(scope=message)[HEADER] = record.request_id
            await send(message)

        try:
            await self._app(scope, receive, send_with_id)
        except Exception:
            log.exception("request %s failed", record.request_id)
            if began:
                raise  # too late for another answer: the server closes the connection
            detail = f"unexpected error; the service's log says more under request {record.request_id}"
            await problem_response(500, detail, scope["path"])(scope, receive, send_with_id)


def _record_of(scope: Scope) -> Record:
    headers = Headers(scope=scope)
    given = headers.get(HEADER, "")
    request_id = given if _USABLE.fullmatch(given) else uuid4().hex
    return Record(request_id, scope["method"], scope["path"], headers.get("traceparent"))
