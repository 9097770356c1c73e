"""Which article a notice describes without its headline: by the day it appeared, and what it is about."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Self

from ingest.text import notice_patterns as patterns
from ingest.text.calendar import MONTHS, WEEKDAYS
from ingest.text.sentences import split_sentences
from ingest.text.wordlists import word_set

_WEEK = 7
_LEAST = 2  # stems that tell of a matter
_ISO_DAY = 10  # characters
# Words of every text, in any of which an article may tell of the same.
_EVERYWHERE = word_set(
    "a an the of at in on to and or for from by with as into over after before its his her their this that is"
    " are was were has had be been who whose which how why what when where"
)
_EDGES = "\"'“”‘’()[],.:;-–—"


@dataclass(frozen=True, slots=True)
class DescribedArticle:
    """An article that appeared on a day and tells of a matter, by the stems of its words."""

    day: date
    matter: frozenset[str]

    @property
    def name(self) -> str:
        """The description in one line, the same for the same one."""
        return f"{self.day} {' '.join(sorted(self.matter))}"

    @classmethod
    def named(cls, name: str) -> Self:
        """Return the description of a name, which begins with the day."""
        return cls(date.fromisoformat(name[:_ISO_DAY]), frozenset(name[_ISO_DAY:].split()))

    def is_told_in(self, text: str) -> bool:
        return self.matter <= _stems(text)


def described_article(notice: str, told: date) -> DescribedArticle | None:
    """Return the article that a notice of a day describes: "An article on Monday about the dam at Orle …"."""
    sentence = next((notice[each.start : each.end] for each in split_sentences(notice)), "")
    found = patterns.DESCRIBES.search(sentence)
    if found is None:
        return None
    named = (found[group] for group in ("before", "behind", "issue", "ahead", "section"))
    day = _day(next(filter(None, named), "").lower(), told)
    matter = _stems(" ".join(_telling(found["topic"])))
    return DescribedArticle(day, matter) if day and len(matter) >= _LEAST else None


def begins_described(sentence: str) -> bool:
    """Return whether a sentence begins with an article that it describes."""
    return patterns.DESCRIBES.match(sentence) is not None


def _telling(topic: str) -> Iterator[str]:
    for word in (each.strip(_EDGES) for each in topic.split()):
        if word.casefold() not in _EVERYWHERE:
            yield word


def _day(words: str, told: date) -> date | None:
    """Return the last day of that name before the one on which it was told."""
    if words.startswith("yesterday"):
        return told - timedelta(days=1)
    if (weekday := words[:3]) in WEEKDAYS:
        back = (told.weekday() - WEEKDAYS.index(weekday)) % _WEEK
        return told - timedelta(days=back or _WEEK)
    month = next((n for n, each in enumerate(MONTHS, 1) if re.search(rf"\b{each}", words)), None)
    number = re.search(r"\b(\d{1,2})(?:st|nd|rd|th)?\b", words)
    if month is None or number is None:
        return None
    for year in (told.year, told.year - 1):
        try:
            day = date(year, month, int(number[1]))
        except ValueError:
            continue
        if day <= told:
            return day
    return None


def _stems(text: str) -> frozenset[str]:
    from ingest.text.stems import stems  # imports tantivy, which commands that read do without

    return frozenset(stems(text))
