"""An article as a source lists it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Entry:
    """An article as it is listed. `key` tells it from others of its source; `content` is HTML.

    `title`, `published` and the rest are the list's word, not the article's own.
    """

    key: str
    url: str | None
    title: str | None = None
    published: datetime | None = None
    updated: datetime | None = None
    author: str | None = None
    content: str | None = None
    summary: str | None = None

    @property
    def moment(self) -> datetime | None:
        return self.updated or self.published
