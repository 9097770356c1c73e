"""A person's sign-in to the page: a cookie that says a key of the service was shown, and opens nothing else.

The cookie is not the key but made from it, so that neither can be had from the other's place; a key that is
taken out of the settings ends its sessions.
"""

from __future__ import annotations

import hmac
from collections.abc import Iterable
from http.cookies import CookieError, SimpleCookie

from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Scope

from ingest.settings import Settings

COOKIE = "dateline_session"
# Where a person signs in; it needs no key.
SIGN_IN = "/sign-in"
_MONTH = 30 * 24 * 3600


def session_of(key: bytes) -> str:
    """Return what the cookie of a key holds."""
    return hmac.digest(key, b"dateline session", "sha256").hex()


def sent_session(scope: Scope) -> str | None:
    """Return what the request's cookie holds."""
    for header in Headers(scope=scope).getlist("cookie"):
        try:
            cookies = SimpleCookie(header)
        except CookieError:
            continue
        if COOKIE in cookies:
            return cookies[COOKIE].value
    return None


def name_of_session(keys: Iterable[tuple[str, bytes]], sent: str | None) -> str | None:
    """Return the name of the key that a cookie was made from; it takes as long for each of them."""
    given = (sent or "").encode()
    found = [name for name, key in keys if hmac.compare_digest(given, session_of(key).encode())]
    return found[0] if found else None


def form_token(request: Request) -> str | None:
    """Return what a form that changes something sends along, and no other site can know; None signed out."""
    session = sent_session(request.scope)
    return _token(session) if session else None


def is_own_form(request: Request, token: str) -> bool:
    """Return whether a form was made for the session that sends it."""
    expected = form_token(request)
    return expected is not None and hmac.compare_digest(expected.encode(), token.encode())


def begin(response: Response, key: str, *, settings: Settings, scope: Scope) -> None:
    """Give a browser the cookie of a key; scripts cannot read it, and no other site's page can send it."""
    secure = scope["scheme"] == "https" or (settings.public_url or "").startswith("https:")
    response.set_cookie(
        COOKIE, session_of(key.encode()), max_age=_MONTH, secure=secure, httponly=True, samesite="strict"
    )


def end(response: Response) -> None:
    """Take the cookie back."""
    response.delete_cookie(COOKIE, httponly=True, samesite="strict")


def _token(session: str) -> str:
    return hmac.digest(session.encode(), b"dateline form", "sha256").hex()
