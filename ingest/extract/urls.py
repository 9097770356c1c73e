"""Canonical URLs, hosts, and the dates that URL paths carry."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from urllib.parse import urlsplit, urlunsplit

from courlan.clean import normalize_url, scrub_url

_MONTHS = {
    "jan": 1, "feb": 2, "mar": 3, "apr": 4, "may": 5, "jun": 6,
    "jul": 7, "aug": 8, "sep": 9, "oct": 10, "nov": 11, "dec": 12,
}  # fmt: skip
_MAX_LENGTH = 2000
_PATH_DATE = re.compile(r"/((?:18|19|20)\d\d)[/-](\d{1,2}|[a-z]{3})[/-](\d{1,2})(?=[/_-]|$)", re.I)


def canonical_url(url: str | None) -> str | None:
    """Return `url` without trackers, fragment and trailing slash; None if it is not an http(s) URL."""
    if not url or len(url) > _MAX_LENGTH:
        return None
    try:
        cleaned = urlsplit(scrub_url(url))
        if cleaned.scheme.lower() not in {"http", "https"} or not cleaned.hostname:
            return None
        # Old sites name the story by a bare query ("view.asp?1234"), which cleaning would drop.
        bare = any("=" not in part for part in cleaned.query.split("&"))
        kept = cleaned.query if cleaned.query and bare else ""
        normal = urlsplit(normalize_url(cleaned._replace(fragment=""), trailing_slash=False))
        normal = normal._replace(query=kept or normal.query, path=normal.path.rstrip("/"))
        return urlunsplit(normal)
    except ValueError:
        return None


def host_of(url: str | None) -> str | None:
    """Return the host of `url` without "www.", or None."""
    try:
        host = urlsplit(url or "").hostname
    except ValueError:
        return None
    return host.removeprefix("www.") if host else None


def date_in_url(url: str | None) -> datetime | None:
    """Return the day in a path such as /2022/09/02/, at midnight UTC."""
    try:
        match = _PATH_DATE.search(urlsplit(url or "").path)
    except ValueError:
        return None
    if not match:
        return None
    month = _MONTHS.get(match[2].lower()) or (int(match[2]) if match[2].isdigit() else 0)
    try:
        return datetime(int(match[1]), month, int(match[3]), tzinfo=UTC)
    except ValueError:
        return None
