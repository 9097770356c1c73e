"""By which names the service may be addressed.

A page of somebody else can make a browser send requests to this machine under a name of that page's own,
whose address it changes (DNS rebinding); then the answers are the page's to read. Such a request names a host
that is not ours.
"""

from __future__ import annotations

from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from ingest.settings import Settings
from service.api.problems import problem_response

_LOCAL = frozenset({"localhost", "127.0.0.1", "::1"})
_SHOWN = 100  # characters of a name


class HostGate:
    """Refuses requests that name a host which is not the service's.

    Its own are those of this machine, the address that the connection came to, and those of the settings.
    """

    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        self._app = app
        self._names = _LOCAL | settings.hosts

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or self._is_own(scope):
            await self._app(scope, receive, send)
            return
        named = Headers(scope=scope).get("host", "")[:_SHOWN]
        detail = f"this service is not {named!r}; add its name to DATELINE_ALLOWED_HOSTS"
        await problem_response(421, detail, scope["path"])(scope, receive, send)

    def _is_own(self, scope: Scope) -> bool:
        named = Headers(scope=scope).get("host")
        if named is None:  # HTTP/1.0, which no browser speaks
            return True
        name = host_name(named)
        return name in self._names or (name is not None and name == _listening(scope))


def host_name(host: str) -> str | None:
    """Return the host of a Host header without its port, in lower case; None for what is none."""
    if any(sign in host for sign in "/@?#\\"):
        return None
    try:
        parts = urlsplit(f"//{host.strip()}")
        _ = parts.port  # a port that is no number fails here
    except ValueError:
        return None
    return parts.hostname.rstrip(".") if parts.hostname else None


def own_url(settings: Settings, scope: Scope) -> str:
    """Return the URL of the service with a slash at its end; never what a client says it is."""
    if settings.public_url:
        return settings.public_url.rstrip("/") + "/"
    host, port = scope.get("server") or (settings.host, settings.port)
    return f"http://[{host}]:{port}/" if ":" in host else f"http://{host}:{port}/"


def _listening(scope: Scope) -> str | None:
    server = scope.get("server")
    return str(server[0]).lower() if server else None
