"""A person's sign-in to the page: a cookie that says a key of the service was shown, and opens nothing else.

The cookie is not the key but made from it and a time, so that neither can be had from the other's place; a
key that is taken out of the settings ends its sessions. No other site's page can make a browser send it
(SameSite=Strict), so who follows a link from there is led to the sign-in, which sends the cookie once more.
"""

from __future__ import annotations

import hmac
from collections.abc import Iterable
from time import time

from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Scope

from ingest.settings import Settings

COOKIE = "dateline_session"
_MONTH = 30 * 24 * 3600


def session_of(key: bytes, until: int) -> str:
    """Return what the cookie of a key holds that opens the page until a time, in epoch seconds."""
    return f"{until}.{hmac.digest(key, f'dateline session {until}'.encode(), 'sha256').hex()}"


def sent_session(scope: Scope) -> str | None:
    """Return what the request's cookie holds."""
    return Request(scope).cookies.get(COOKIE)


def name_of_session(keys: Iterable[tuple[str, bytes]], sent: str | None) -> str | None:
    """Return the name of the key that a cookie was made from; it takes as long for each of them."""
    until = (sent or "").partition(".")[0]
    if sent is None or not (until.isascii() and until.isdecimal() and time() < int(until[:20])):
        return None
    given = sent.encode()
    found = [
        name for name, key in keys if hmac.compare_digest(given, session_of(key, int(until[:20])).encode())
    ]
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
        COOKIE,
        session_of(key.encode(), int(time()) + _MONTH),
        max_age=_MONTH,
        secure=secure,
        httponly=True,
        samesite="strict",
    )


def end(response: Response) -> None:
    """Take the cookie back."""
    response.delete_cookie(COOKIE, httponly=True, samesite="strict")


def _token(session: str) -> str:
    return hmac.digest(session.encode(), b"dateline form", "sha256").hex()
