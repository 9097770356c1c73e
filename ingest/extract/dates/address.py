"""The dates that paths of addresses carry."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from urllib.parse import urlsplit

_MONTHS = (
    "january", "february", "march", "april", "may", "june", "july", "august", "september", "october",
    "november", "december",
)  # fmt: skip
_END = r"(?=[/_.-]|$)"
_PATH_DATE = re.compile(rf"/((?:18|19|20)\d\d)[/_-](\d{{1,2}}|[a-z]{{3,9}})[/_-](\d{{1,2}}){_END}", re.I)
_DIGITS = re.compile(rf"[/_-]((?:19|20)\d\d)([01]\d)([0-3]\d){_END}")


def date_in_url(url: str | None) -> datetime | None:
    """Return the day in a path such as /2022/09/02/ or /story-20220902, at midnight UTC."""
    try:
        path = urlsplit(url or "").path
    except ValueError:
        return None
    match = _PATH_DATE.search(path) or _DIGITS.search(path)
    if not match:
        return None
    try:
        return datetime(int(match[1]), _month(match[2].lower()), int(match[3]), tzinfo=UTC)
    except ValueError:
        return None


def _month(text: str) -> int:
    if text.isdigit():
        return int(text)
    return next((number for number, name in enumerate(_MONTHS, 1) if name.startswith(text)), 0)
