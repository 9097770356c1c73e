"""The service's bearer keys."""

from __future__ import annotations

import secrets

from fastapi import HTTPException, Request
from fastapi.security import HTTPBearer
from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from ingest.settings import Settings
from service.api.problems import problem_response
from service.api.record import current

# Declares the scheme in the OpenAPI document, which gives /docs its "Authorize"; KeyGate does the checking.
bearer = HTTPBearer(auto_error=False, description="A key of the service, when it has one (DATELINE_API_KEY).")


class KeyGate:
    """Refuses requests under /v1 without a key; before their body is read, which a dependency cannot.

    Notes the name of the key in the request's record. /metrics needs a key as well.
    """

    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        self._app = app
        self._keys = [(name, key.get_secret_value().encode()) for name, key in settings.keys.items()]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or not self._keys or not is_guarded(scope["path"]):
            await self._app(scope, receive, send)
        elif name := self._key_of(Headers(scope=scope).get("authorization", "")):
            if record := current.get():
                record.key = name
            await self._app(scope, receive, send)
        else:
            detail = "send the service's key as `Authorization: Bearer KEY`"
            headers = {"WWW-Authenticate": "Bearer"}
            await problem_response(401, detail, scope["path"], headers=headers)(scope, receive, send)

    def _key_of(self, authorization: str) -> str | None:
        """Return the name of the key that was given; it takes as long for each of them, and for none."""
        scheme, _, given = authorization.partition(" ")
        # Headers arrive as latin-1; a key may be any text.
        sent = given.strip().encode("latin-1")
        found = [name for name, key in self._keys if secrets.compare_digest(sent, key)]
        return found[0] if found and scheme.lower() == "bearer" else None


async def changes_allowed(request: Request) -> None:
    """Refuse changes over HTTP while the service has no key: then anyone who reaches it could make them."""
    settings: Settings = request.app.state.settings
    if not settings.keys:
        raise HTTPException(
            403, "changes over HTTP need a key: set DATELINE_API_KEY and send it as a bearer token"
        )


def is_api(path: str) -> bool:
    """Return whether a path is one that does work, and not health, metrics or documentation."""
    return path == "/v1" or path.startswith("/v1/")


def is_guarded(path: str) -> bool:
    """Return whether a path needs a key where the service has one."""
    return is_api(path) or path == "/metrics"
