"""The dates that paths of addresses carry."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from urllib.parse import urlsplit

_MONTHS = {
    "jan": 1, "feb": 2, "mar": 3, "apr": 4, "may": 5, "jun": 6,
    "jul": 7, "aug": 8, "sep": 9, "oct": 10, "nov": 11, "dec": 12,
}  # fmt: skip
_PATH_DATE = re.compile(r"/((?:18|19|20)\d\d)[/-](\d{1,2}|[a-z]{3})[/-](\d{1,2})(?=[/_-]|$)", re.I)


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
