"""What responses tell a browser: how it may treat them, and whose pages may read them."""

from __future__ import annotations

from typing import Any

from starlette.datastructures import MutableHeaders
from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from ingest.settings import Settings

# Text of others is in many responses: no browser shall guess that it is a page, frame it, or tell a source's
# site which article of which archive somebody came from.
SAFE_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "X-Frame-Options": "DENY",
}
# What a page may read besides the body.
_READABLE = ("X-Request-ID", "Retry-After", "RateLimit-Limit", "RateLimit-Remaining", "RateLimit-Reset")


class SafeHeaders:
    """Adds the headers to every response, also to errors and streams."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).update(SAFE_HEADERS)
            await send(message)

        await self._app(scope, receive, send_with_headers if scope["type"] == "http" else send)


def cross_origin(settings: Settings) -> list[Middleware]:
    """Return what lets pages of other origins use the service; nothing where none is named.

    It stands before the keys: a browser's question whether it may send a request has no key.
    """
    if not settings.origins:
        return []
    allowed: dict[str, Any] = {"allow_origins": settings.origins, "allow_methods": ("GET", "POST", "DELETE")}
    return [
        Middleware(
            CORSMiddleware,
            **allowed,
            allow_headers=("*",),
            allow_private_network=True,
            expose_headers=_READABLE,
        )
    ]
