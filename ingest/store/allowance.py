"""How much of an article may be used, by what its publisher reserved and by the settings."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Self

from sqlalchemy import or_, select, true

from ingest.settings import Settings
from ingest.store.publishers import family_of
from ingest.store.schema import articles, rights

# Of Chinese and Japanese each character is a word.
_WORD = re.compile(r"[\u3040-\u30ff\u3400-\u9fff][^\w\s]*|[^\s\u3040-\u30ff\u3400-\u9fff]+")
# A sentence is cut at one of these where that leaves half of what may be quoted, and ends with none.
_JOINT = re.compile(r"[,;:—–](?=\s)")
_LOOSE = " \t\n,;:—–"


@dataclass(frozen=True, slots=True)
class Allowance:
    """How much of an article one answer may quote: so many words and characters; None: any number."""

    words: int | None = None
    characters: int | None = None

    @property
    def whole(self) -> bool:
        return self.words is None and self.characters is None

    def allows(self, text: str) -> bool:
        """Return whether all of a text may be quoted."""
        return self.less(text) is not None

    def less(self, text: str) -> Allowance | None:
        """Return what is left when a text has been quoted; None where it is more than may be."""
        words = None if self.words is None else self.words - len(_WORD.findall(text))
        characters = None if self.characters is None else self.characters - len(text)
        return None if (words or 0) < 0 or (characters or 0) < 0 else Allowance(words, characters)

    def pieces(self, text: str) -> Iterator[tuple[int, int]]:
        """Yield the parts of a text, as (start, end), of which each may be quoted, cut between its words."""
        start = 0
        while start < len(text) and (end := self._end(text[start:])):
            yield start, start + end
            rest = text[start + end :]
            start += end + len(rest) - len(rest.lstrip(_LOOSE))

    def _end(self, text: str) -> int:
        """Return where the beginning of a text ends that may be quoted: with a clause, else with a word."""
        if self.allows(text):
            return len(text)
        words = list(_WORD.finditer(text))[: self.words]
        ends = [word.end() for word in words if self.characters is None or word.end() <= self.characters]
        most = ends[-1] if ends else 0
        joints = [joint.start() for joint in _JOINT.finditer(text, most // 2, most)]
        return len(text[: joints[-1] if joints else most].rstrip(_LOOSE))


WHOLE = Allowance()


@dataclass(frozen=True, slots=True)
class RightsPolicy:
    """What articles may be used for that their publishers reserved.

    `words` of one may be quoted; None: any number, and no reservation counts. `found`: a search may show that
    it is there. `licensed`: families of publishers whose reservations do not count.
    """

    words: int | None = 0
    found: bool = True
    licensed: frozenset[str] = frozenset()

    @classmethod
    def of(cls, settings: Settings) -> Self:
        use, _, words = settings.reserved.partition(":")
        licensed = frozenset(map(family_of, settings.licensed_publishers))
        if use == "quote":
            return cls(int(words) if words else None, licensed=licensed)
        return cls(0, use == "search", licensed)

    def allowance(
        self, publisher: str | None, *, reserved: bool | None, characters: int | None
    ) -> Allowance | None:
        """Return how much may be quoted of an article with these rights; None: it may not even be found."""
        if self.words is None or self._licenses(publisher):
            return WHOLE
        if reserved and not self.found:
            return None
        return Allowance(self.words if reserved else None, characters)

    def _licenses(self, publisher: str | None) -> bool:
        # Looked up last: what a publisher's name belongs to takes a list of all suffixes.
        return bool(self.licensed) and publisher is not None and family_of(publisher) in self.licensed

    def leaves_whole(self, publishers: Sequence[str]) -> Any:
        """Return the condition that all of an article of the table may be quoted, of these publishers."""
        if self.words is None:
            return true()
        limited = select(rights.c.article_id).where(
            rights.c.article_id == articles.c.id,
            or_(rights.c.reserved, rights.c.most_characters.is_not(None)),
        )
        licensed = [each for each in publishers if family_of(each) in self.licensed] if self.licensed else []
        return or_(~limited.exists(), articles.c.publisher.in_(licensed))

    def of_row(self, row: Any) -> Allowance | None:
        """Return the same of a row with the columns of RIGHTS and the article's publisher."""
        return self.allowance(row["publisher"], reserved=row["reserved"], characters=row["most_characters"])


# Of the rights that a query joins; null where nothing is reserved.
RIGHTS = (rights.c.reserved, rights.c.most_characters)
