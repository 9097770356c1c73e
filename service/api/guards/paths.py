"""Which requests do work, need a key or change the archive."""

from __future__ import annotations

from starlette.types import Scope

# Where a person signs in and out; they need no key.
SIGN_IN, SIGN_OUT = "/sign-in", "/sign-out"
_PAGES = frozenset(
    {
        *("take", "summary", "draft", "archive", "articles", "stories"),
        *("arrivals", "kept", "follows", "forecasts"),
    }
)
_PARTS = frozenset({"source", "list"})


def is_api(path: str) -> bool:
    """Return whether a path is one that does work, and not health, metrics or documentation."""
    return path == "/v1" or path.startswith("/v1/")


def is_docs(path: str) -> bool:
    """Return whether a path is one of the documentation, which a person opens in a browser."""
    return path in ("/openapi.json", "/docs") or path.startswith("/docs/")


def is_page(path: str) -> bool:
    """Return whether a path is one of the page, which a person reads; its files and sign-in are not."""
    return path == "/" or path.partition("/")[2].partition("/")[0] in _PAGES


def is_part(path: str) -> bool:
    """Return whether a path gives a part of a page, which a script puts into it."""
    return is_page(path) and path.rpartition("/")[2] in _PARTS


def is_whole_page(path: str) -> bool:
    """Return whether a path is one that a browser shows, and neither a part nor something to take along."""
    return is_page(path) and not is_part(path) and path.rpartition("/")[2] != "take"


def does_work(path: str) -> bool:
    """Return whether what a path gives takes a place while it is made."""
    return is_api(path) or is_page(path)


def is_guarded(path: str) -> bool:
    """Return whether a path needs a key where the service has one."""
    return does_work(path) or is_docs(path) or path == "/metrics"


def is_change(scope: Scope) -> bool:
    """Return whether a request changes the archive, which can take minutes."""
    return scope["path"].startswith(("/v1/articles", "/v1/jobs")) and scope["method"] in ("POST", "DELETE")
