"""Which requests do work, need a key or change the archive."""

from __future__ import annotations

from starlette.types import Scope


def is_api(path: str) -> bool:
    """Return whether a path is one that does work, and not health, metrics or documentation."""
    return path == "/v1" or path.startswith("/v1/")


def is_docs(path: str) -> bool:
    """Return whether a path is one of the documentation, which a person opens in a browser."""
    return path in ("/openapi.json", "/docs") or path.startswith("/docs/")


def is_guarded(path: str) -> bool:
    """Return whether a path needs a key where the service has one."""
    return is_api(path) or is_docs(path) or path == "/metrics"


def is_change(scope: Scope) -> bool:
    """Return whether a request changes the archive, which can take minutes."""
    return scope["path"].startswith("/v1/articles") and scope["method"] in ("POST", "DELETE")
