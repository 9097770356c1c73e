"""Lines that say when a page was last changed, or how often it was read and shared.

They change while the story does not. Only lines of nothing else count, and counters only at the head and the
foot: "1,200 views" may be what a story is about.
"""

from __future__ import annotations

import re

_EDGE = 5  # lines at the head and at the foot
_LONGEST = 120  # characters of such a line
_TIME = (
    r"(?:\d{1,4}(?:st|nd|rd|th)?(?:[:.]\d\d){0,2}|\d\dT\d\d:\d\d(?::\d\d)?(?:\.\d{1,9})?(?:Z|[+-]\d\d:?\d\d)?"
    r"|[ap]\.?m\.?|[A-Z]{1,4}T|UTC|(?:mon|tues?|wednes|thurs?|fri|satur|sun)(?:day)?|jan\w{0,6}|feb\w{0,6}"
    r"|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug\w{0,3}|sep\w{0,6}|oct\w{0,4}|nov\w{0,5}|dec\w{0,5}|today"
    r"|yesterday|just now|now|ago|(?:sec(?:ond)?|min(?:ute)?|hour|hr|day|week|month|year)s?|[smhdwy]"
    r"|an?|on|at|of)"
)
_STAMP = (
    r"(?:(?:first |last |originally |article |story |page )?"
    r"(?:updated?|modified|changed|edited|published|posted)"
    rf"(?:[\s,:./()–-]{{1,3}}{_TIME}\b\.?){{1,12}}\)?)"
)
_STAMPS = re.compile(rf"\W{{0,4}}{_STAMP}(?:[\s,;|•·/–—-]{{1,3}}{_STAMP}){{0,2}}\W{{0,4}}", re.I)
_COUNTED = (
    r"(?:comments?|shares?|views?|likes?|reactions?|replies|reposts?|retweets?|claps?|bookmarks?"
    r"|people (?:are )?(?:reading|watching))"
)
_FIGURE = r"\d{1,3}(?:[,. ]?\d{1,3}){0,4}\s?[km]?"
_COUNTER = rf"(?:{_FIGURE}\s{_COUNTED}|{_COUNTED}[\s:(]{{1,3}}{_FIGURE}\)?)"
_COUNTERS = re.compile(rf"\W{{0,4}}{_COUNTER}(?:[\s,;|•·/–—-]{{1,3}}{_COUNTER}){{0,5}}\W{{0,4}}", re.I)


def is_stamp(line: str) -> bool:
    """Return whether a line says when something was published or changed, and nothing else."""
    return len(line) <= _LONGEST and bool(_STAMPS.fullmatch(line))


def without_stamps(text: str) -> str:
    """Return the words of a text without times of change and counters, one space between them."""
    lines = [line for line in map(str.strip, text.split("\n")) if line]
    told = (
        line
        for number, line in enumerate(lines)
        if not is_stamp(line)
        and not (
            min(number, len(lines) - 1 - number) < _EDGE
            and len(line) <= _LONGEST
            and _COUNTERS.fullmatch(line)
        )
    )
    return " ".join(" ".join(told).split())
