"""The service's bearer key."""

from __future__ import annotations

import secrets

from fastapi import HTTPException, Request
from fastapi.security import HTTPBearer
from pydantic import SecretStr
from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from ingest.settings import Settings
from service.api.problems import problem_response

# Declares the scheme in the OpenAPI document, which gives /docs its "Authorize"; KeyGate does the checking.
bearer = HTTPBearer(auto_error=False, description="The key set as DATELINE_API_KEY, when one is set.")


class KeyGate:
    """Refuses requests under /v1 without the key; before their body is read, which a dependency cannot."""

    def __init__(self, app: ASGIApp, key: SecretStr | None) -> None:
        self._app = app
        self._key = key.get_secret_value().encode() if key else None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or self._may_pass(scope):
            await self._app(scope, receive, send)
        else:
            detail = "send the service's key as `Authorization: Bearer KEY`"
            headers = {"WWW-Authenticate": "Bearer"}
            await problem_response(401, detail, scope["path"], headers=headers)(scope, receive, send)

    def _may_pass(self, scope: Scope) -> bool:
        if self._key is None or not _is_guarded(scope["path"]):
            return True
        return _has_key(Headers(scope=scope).get("authorization", ""), self._key)


async def changes_allowed(request: Request) -> None:
    """Refuse changes over HTTP while the service has no key: then anyone who reaches it could make them."""
    settings: Settings = request.app.state.settings
    if settings.api_key is None:
        raise HTTPException(
            403, "changes over HTTP need a key: set DATELINE_API_KEY and send it as a bearer token"
        )


def _is_guarded(path: str) -> bool:
    return path == "/v1" or path.startswith("/v1/")


def _has_key(authorization: str, key: bytes) -> bool:
    scheme, _, given = authorization.partition(" ")
    # Headers arrive as latin-1; the key may be any text.
    return scheme.lower() == "bearer" and secrets.compare_digest(given.strip().encode("latin-1"), key)
