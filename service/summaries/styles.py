"""The styles of a summary and the bounds of its length; imports nothing, so that a command can name them."""

from __future__ import annotations

from enum import StrEnum

DEFAULT_WORDS = 120
# A timeline has a line for each day.
TIMELINE_WORDS = 300
LEAST_WORDS = 10
MOST_WORDS = 2_000
MOST_SENTENCES = 50


class Style(StrEnum):
    """How a summary is laid out, and what it looks for."""

    BRIEF = "brief"  # one paragraph
    BULLETS = "bullets"  # one sentence a line
    TIMELINE = "timeline"  # what happened, by the day it happened on
    DISPUTES = "disputes"  # where sources differ: who says what, since when


def default_words(style: Style) -> int:
    """Return how long a summary of a style may be if nobody says."""
    return TIMELINE_WORDS if style is Style.TIMELINE else DEFAULT_WORDS
