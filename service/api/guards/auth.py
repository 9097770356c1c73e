"""The service's bearer keys."""

from __future__ import annotations

import binascii
import secrets
from base64 import b64decode
from http import HTTPStatus
from urllib.parse import urlencode

from fastapi import HTTPException, Request
from fastapi.security import HTTPBearer
from starlette.datastructures import Headers
from starlette.responses import RedirectResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from ingest.settings import Settings
from service.api.guards.feeds import name_of_token, sent_token
from service.api.guards.paths import SIGN_IN, is_docs, is_guarded, is_page, is_whole_page
from service.api.guards.rate import Guesses
from service.api.guards.sessions import name_of_session, sent_session
from service.api.problems import problem_response
from service.api.record import current

# Declares the scheme in the OpenAPI document, which gives /docs its "Authorize"; KeyGate does the checking.
bearer = HTTPBearer(auto_error=False, description="A key of the service, when it has one (DATELINE_API_KEY).")


class KeyGate:
    """Refuses requests that need a key and have none; before their body is read, which a dependency cannot.

    Notes the name of the key in the request's record. Who sends many wrong keys gets a 429 in place of a 401,
    but a right one always opens: otherwise somebody at the same address could lock others out.
    """

    def __init__(self, app: ASGIApp, settings: Settings, guesses: Guesses) -> None:
        self._app = app
        self._keys = [(name, key.get_secret_value().encode()) for name, key in settings.keys.items()]
        self._guesses = guesses

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or not self._keys:
            await self._app(scope, receive, send)
            return
        authorization = Headers(scope=scope).get("authorization", "")
        name = self._name_of(_sent_key(authorization, scope["path"]))
        if name is None and is_page(scope["path"]):
            # Not under /v1: a browser sends a cookie by itself.
            name = name_of_session(self._keys, sent_session(scope))
        if name is None:
            name = name_of_token(self._keys, scope)
        if record := current.get():
            record.key = name
        if name or not is_guarded(scope["path"]):
            await self._app(scope, receive, send)
        else:
            guessed = bool(authorization or sent_token(scope))
            guessed = guessed or (is_page(scope["path"]) and sent_session(scope) is not None)
            await self._refuse(guessed, scope, receive, send)

    def _name_of(self, sent: bytes) -> str | None:
        """Return the name of the key that was given; it takes as long for each of them, and for none."""
        found = [name for name, key in self._keys if secrets.compare_digest(sent, key)]
        return found[0] if found else None

    async def _refuse(self, guessed: bool, scope: Scope, receive: Receive, send: Send) -> None:
        seconds = self._guesses.wrong(scope) if guessed else None
        if is_whole_page(scope["path"]) and scope["method"] == "GET" and not seconds:
            await RedirectResponse(_sign_in(scope), HTTPStatus.SEE_OTHER)(scope, receive, send)
            return
        if seconds:
            status, headers = 429, {"Retry-After": str(seconds)}
            detail = f"many wrong keys came from this address; wait {seconds} seconds, or send the right one"
        else:
            scheme = 'Basic realm="Dateline", charset="UTF-8"' if is_docs(scope["path"]) else "Bearer"
            status, headers = 401, {"WWW-Authenticate": scheme}
            detail = "send the service's key as `Authorization: Bearer KEY`"
            if is_page(scope["path"]):
                detail = "You are not signed in, or no longer. Sign in on another tab, and try again here."
        await problem_response(status, detail, scope["path"], headers=headers)(scope, receive, send)


def _sign_in(scope: Scope) -> str:
    """Return where a person signs in who then goes on to what was asked for."""
    query = scope["query_string"].decode("latin-1")
    return f"{SIGN_IN}?{urlencode({'to': scope['path'] + (f'?{query}' if query else '')})}"


def _sent_key(authorization: str, path: str) -> bytes:
    """Return the key in a header; b"" for none.

    A browser that opens /docs asks for a name and a password; the key is the password. Not under /v1: a
    browser sends them by itself, also for a page of somebody else.
    """
    scheme, _, given = authorization.partition(" ")
    if scheme.lower() == "bearer":
        return given.strip().encode("latin-1")  # headers arrive as latin-1; a key may be any text
    if scheme.lower() == "basic" and is_docs(path):
        try:
            return b64decode(given.strip(), validate=True).partition(b":")[2]
        except (binascii.Error, ValueError):
            return b""
    return b""


async def changes_allowed(request: Request) -> None:
    """Refuse changes over HTTP while the service has no key: then anyone who reaches it could make them."""
    settings: Settings = request.app.state.settings
    if not settings.keys:
        raise HTTPException(
            403, "changes over HTTP need a key: set DATELINE_API_KEY and send it as a bearer token"
        )


def may_know(settings: Settings) -> bool:
    """Return whether who sends the current request may be told what is in the archive."""
    record = current.get()
    return not settings.keys or bool(record and record.key)
