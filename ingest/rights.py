"""What publishers reserve: statements of a page, of its server and of a wire, read as what they amount to."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Self

# Names of statements, in small letters as HTTP headers have them.
ROBOTS, ROBOTS_HEADER = "robots", "x-robots-tag"
RESERVATION, POLICY, TERMS = "tdm-reservation", "tdm-policy", "usage terms"
# Headers of a server's answer that say something of its page's use.
HEADERS = (ROBOTS_HEADER, RESERVATION, POLICY)
_ROBOT = "dateline"
# A header may name a robot before its directives, which looks like a directive with a value.
_WITH_VALUE = ("max-snippet", "max-image-preview", "max-video-preview", "unavailable_after")
_RESERVED = frozenset(("noai", "noindex", "none"))
# Kept, since they say something of the use; what they forbid (images, copies of the whole) is not done.
_NOTED = frozenset(("noimageai", "noarchive", "nocache"))
_LONGEST = 1_000  # characters of a statement that are kept
_MOST_LIMIT = 2**31 - 1  # which databases compare


@dataclass(frozen=True, slots=True)
class Rights:
    """What a publisher has said of the use of an article; with nothing in it, that nothing is reserved.

    `said` are the statements as they stand, each behind its name, the nearest to the text first. `reserved`:
    no machine may use it. `most_characters` may be shown of it; None: any number. It is not public before
    `embargoed_until`.
    """

    said: tuple[str, ...] = ()
    reserved: bool = False
    most_characters: int | None = None
    embargoed_until: datetime | None = None

    @classmethod
    def of(cls, said: Iterable[str], embargoed_until: datetime | None = None) -> Self:
        """Return what statements amount to; those that say nothing of the use are left out."""
        kept = tuple(dict.fromkeys(each[:_LONGEST] for each in said if _tells(each)))
        directives = [directive for each in kept for directive in _directives(each)]
        limits = [limit for each in directives if (limit := _limit(each)) is not None]
        mined = next((value for name, value in map(_named, kept) if name == RESERVATION), "0")
        return cls(
            said=kept,
            reserved=mined == "1" or not _RESERVED.isdisjoint(directives),
            most_characters=min(limits, default=None),
            embargoed_until=embargoed_until,
        )

    @property
    def line(self) -> str:
        """What is reserved, in one line, with the statements that say so."""
        parts = ["reserved from machines"] if self.reserved else []
        if self.most_characters is not None:
            parts.append(f"at most {self.most_characters} characters shown")
        if self.embargoed_until:
            parts.append(f"embargoed until {self.embargoed_until:%Y-%m-%d %H:%M} UTC")
        said = f" ({'; '.join(self.said)})" if self.said else ""
        return f"{', '.join(parts) or 'nothing reserved'}{said}"


def statement(name: str, value: str) -> str:
    """Return a statement as it is kept."""
    return f"{name}: {' '.join(''.join(map(_printable, value)).split())}"


def _printable(char: str) -> str:
    return char if char.isprintable() else " "


def said_in_headers(headers: Iterable[tuple[str, str]]) -> tuple[str, ...]:
    """Return what the headers of a server's answer say of its use."""
    return tuple(statement(name.lower(), value) for name, value in headers if name.lower() in HEADERS)


def as_headers(said: Iterable[str]) -> dict[str, str]:
    """Return what a server said as headers, one of each name, from which it is read again."""
    headers: dict[str, str] = {}
    # What is said to one robot goes up to what is said to the next.
    for name, value in sorted(map(_named, said), key=lambda each: _robot_of(each[1]) is not None):
        if name == ROBOTS_HEADER and name in headers:
            headers[name] += f", {value}"
        headers.setdefault(name, value)
    return {name: value.encode("ascii", "ignore").decode() for name, value in headers.items()}


def _named(said: str) -> tuple[str, str]:
    name, _, value = said.partition(":")
    return name.strip().lower(), value.strip()


def _tells(said: str) -> bool:
    name, value = _named(said)
    if name == RESERVATION:
        return value in ("0", "1")
    if name in (POLICY, TERMS):
        return bool(value)
    known = _RESERVED | _NOTED
    return any(each in known or _limit(each) is not None for each in _directives(said))


def _directives(said: str) -> Iterator[str]:
    """Yield the directives for all robots, and for this one, in small letters."""
    name, value = _named(said)
    if name not in (ROBOTS, ROBOTS_HEADER):
        return
    meant = True
    for part in value.lower().split(","):
        robot = _robot_of(part)
        if robot is not None:
            meant = robot in ("*", _ROBOT)
            part = part.partition(":")[2]
        if meant:
            yield "".join(part.split())


def _robot_of(part: str) -> str | None:
    """Return which robot a part of a header names before its directive, if any."""
    first, colon, _ = part.partition(",")[0].lower().partition(":")
    name = first.strip()
    # A date behind unavailable_after may have a comma, and so leaves "06-nov-44 08" before a colon.
    return name if colon and name not in _WITH_VALUE and len(name.split()) == 1 else None


def _limit(directive: str) -> int | None:
    """Return how many characters a directive lets be shown; None: it does not limit them."""
    if directive == "nosnippet":
        return 0
    name, _, value = directive.partition(":")
    stated = name == "max-snippet" and value.isascii() and value.isdigit()
    return min(int(value), _MOST_LIMIT) if stated else None
