"""The address of a follow's feed opens it without a key, which programs that read feeds cannot send.

Its token is made from the key of whoever was given the address, and the whole id of the follow: it opens
nothing else, and a key that is taken out of the settings ends its feeds.
"""

from __future__ import annotations

import hmac
import re
from collections.abc import Iterable
from urllib.parse import parse_qs

from fastapi import Request
from starlette.types import Scope

from service.api.guards.hosts import own_url
from service.api.record import current

_FEED = re.compile(r"/v1/follows/([0-9a-f]{1,64})\.atom")
_LENGTH = 40  # of 64 hexadecimal digits


def feed_path(request: Request, id_: str) -> str:
    """Return where the feed of a follow is fetched, for who sends the request."""
    record = current.get()
    keys = request.app.state.settings.keys
    key = keys.get(record.key) if record and record.key else None
    token = f"?token={_token(key.get_secret_value().encode(), id_)}" if key else ""
    return f"/v1/follows/{id_}.atom{token}"


def feed_url(request: Request, id_: str) -> str:
    """Return the same with the service before it."""
    return own_url(request.app.state.settings, request.scope) + feed_path(request, id_).lstrip("/")


def sent_token(scope: Scope) -> str | None:
    """Return the token that a request for a feed has in its address."""
    if scope["method"] != "GET" or not _FEED.fullmatch(scope["path"]):
        return None
    given = parse_qs(scope["query_string"].decode("latin-1")).get("token")
    return given[0] if given else None


def name_of_token(keys: Iterable[tuple[str, bytes]], scope: Scope) -> str | None:
    """Return the name of the key that a feed's token was made from; it takes as long for each of them."""
    found, sent = _FEED.fullmatch(scope["path"]), sent_token(scope)
    if found is None or sent is None:
        return None
    given = sent.encode()
    names = [name for name, key in keys if hmac.compare_digest(given, _token(key, found[1]).encode())]
    return names[0] if names else None


def _token(key: bytes, id_: str) -> str:
    return hmac.digest(key, f"dateline feed {id_}".encode(), "sha256").hex()[:_LENGTH]
