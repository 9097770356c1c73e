"""Moments as people and programs write them: ISO dates and times, in the command line and over HTTP."""

from __future__ import annotations

from datetime import UTC, date, datetime, time

from ingest.errors import InputError

# News has no dates outside of these years, and arithmetic on them cannot overflow.
_FIRST_YEAR, _LAST_YEAR = 1800, 2200


def parse_moment(text: str, *, end_of_day: bool) -> datetime:
    """Return an ISO date or datetime as aware UTC; without an offset it is UTC.

    A date alone is its first second, or with `end_of_day` its last. Raises InputError.
    """
    text = text.strip()
    try:
        moment = _of_day(date.fromisoformat(text), end_of_day)
    except ValueError:
        moment = _of_time(text)
    if not _FIRST_YEAR <= moment.year <= _LAST_YEAR:
        raise InputError(f"{_short(text)} is not between the years {_FIRST_YEAR} and {_LAST_YEAR}")
    return moment


def check_order(after: datetime | None, before: datetime | None) -> None:
    """Raise InputError where nothing can be published in [after, before)."""
    if after and before and after >= before:
        raise InputError(f"after ({after.isoformat()}) must be earlier than before ({before.isoformat()})")


def _of_day(day: date, end_of_day: bool) -> datetime:
    # Whole seconds: the archive keeps no finer ones.
    return datetime.combine(day, time(23, 59, 59) if end_of_day else time(), UTC)


def _of_time(text: str) -> datetime:
    try:
        moment = datetime.fromisoformat(text)
        return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    except (ValueError, OverflowError) as exc:
        raise InputError(
            f"{_short(text)} is not a date such as 2025-09-30 or a time such as 2025-09-30T14:00:00Z"
        ) from exc


def _short(text: str) -> str:
    return repr(text if len(text) <= 40 else f"{text[:40]}…")


def long_day(moment: date | None) -> str:
    """Return the day on the moment's own clock, as a reader says it, or "undated"."""
    return f"{moment.day} {moment:%B %Y}" if moment else "undated"


def clock(moment: datetime) -> str:
    """Return day and time on the moment's own clock, with its offset."""
    offset = moment.strftime("%z")
    zone = "UTC" if moment.utcoffset() == UTC.utcoffset(None) else f"UTC{offset[:3]}:{offset[3:5]}"
    return f"{long_day(moment)}, {moment:%H:%M} {zone}"
