"""What publishers reserved: how much of an article is quoted at once, and which articles were left out."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Self

from ingest.store.allowance import Allowance
from ingest.store.passages import StoredPassage
from ingest.store.reading.wordings import Wording
from ingest.text.clean import one_line
from service.evidence.scoring import Evidence

# Articles that are named.
_MOST_NAMED = 3


@dataclass(frozen=True, slots=True)
class ReservedArticle:
    """An article that was found and may not be quoted."""

    id: str
    title: str
    url: str | None

    @classmethod
    def of(cls, found: StoredPassage | Wording) -> Self:
        return cls(found.article.id, found.title, found.article.url)


@dataclass(slots=True)
class Quota:
    """What may still be quoted of each article in one answer."""

    _left: dict[str, Allowance] = field(default_factory=dict)

    def take(self, items: Iterable[Evidence]) -> list[Evidence]:
        """Return those of the sentences, the first ones first, that may be quoted beside what was taken."""
        return [item for item in items if self._takes(item)]

    def _takes(self, item: Evidence) -> bool:
        stored = item.stored
        if stored.allowance.whole:
            return True
        rest = self._left.get(stored.article.id, stored.allowance).less(item.text)
        if rest is not None:
            self._left[stored.article.id] = rest
        return rest is not None


def reserved_warnings(which: str, left_out: Iterable[ReservedArticle]) -> tuple[str, ...]:
    """Return a sentence that names the articles `which` ("that may answer") were left out, if any."""
    found = list({each.id: each for each in left_out}.values())
    if not found:
        return ()
    named = "; ".join(map(_named, found[:_MOST_NAMED]))
    more = f"; and {len(found) - _MOST_NAMED:,} more" if len(found) > _MOST_NAMED else ""
    are = "is reserved by its publisher" if len(found) == 1 else "are reserved by their publishers"
    articles = "1 article" if len(found) == 1 else f"{len(found):,} articles"
    return (f"{articles} {which} {are} and not quoted: {named}{more}.",)


def _named(article: ReservedArticle) -> str:
    return f"“{one_line(article.title)}” ({one_line(article.url) if article.url else article.id})"
