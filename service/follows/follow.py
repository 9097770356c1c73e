"""What is followed, and what each look found new."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from service.answer import Citation


@dataclass(frozen=True, slots=True)
class NewSentence:
    """A sentence that says something new. `value` is what it gives for the question, `was` the one of before.

    `replaces`: the value is a later one of the same thing; else another source differs.
    """

    citation: Citation
    value: str | None = None
    was: str | None = None
    replaces: bool = False


@dataclass(frozen=True, slots=True)
class News:
    """What one look found new; `gone` are sentences told before that no article has any more."""

    id: str
    at: datetime
    new: tuple[NewSentence, ...]
    gone: tuple[Citation, ...] = ()


@dataclass(frozen=True, slots=True)
class Follow:
    """A question or a topic that is asked again as articles arrive.

    `says` are the sentences told so far that still stand, the latest told first; `news` what was new, the
    latest first. `webhook` is told of news, too. `feed`: where a running service has them as an Atom feed.
    """

    id: str
    question: str
    publishers: tuple[str, ...]
    webhook: str | None
    made_at: datetime
    asked_at: datetime
    says: tuple[Citation, ...] = ()
    news: tuple[News, ...] = ()
    feed: str | None = None


@dataclass(frozen=True, slots=True)
class FollowRow:
    """A follow in a list, with how many news it had and when the last."""

    id: str
    question: str
    publishers: tuple[str, ...]
    webhook: str | None
    made_at: datetime
    asked_at: datetime
    news: int
    last_news_at: datetime | None


@dataclass(frozen=True, slots=True)
class FollowList:
    """All that is followed, the latest made first."""

    follows: list[FollowRow]
