"""What a page shows, as its address says it: an address that is shared shows the same."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, Self
from urllib.parse import urlencode

from ingest.errors import InputError
from ingest.moments import parse_moment
from service.questions.question import MAX_QUESTION

# Questions of one conversation: as many as are read for a follow-up, so that none changes an answer unseen.
MOST_QUESTIONS = 12
# A request's head may have 32 KB, and on the way to the sign-in the address is encoded twice.
_MOST_CHARACTERS = 12_000
_MOST_PUBLISHERS = 100


@dataclass(frozen=True, slots=True)
class View:
    """The questions of a conversation, oldest first, and filters as they were typed: ISO dates, or "".

    `until` is the last day of publication, included. `dropped` are words of earlier turns that the last
    question is not to carry.
    """

    questions: tuple[str, ...] = ()
    as_of: str = ""
    since: str = ""
    until: str = ""
    publishers: tuple[str, ...] = ()
    dropped: tuple[str, ...] = ()

    @classmethod
    def of(cls, query: Sequence[tuple[str, str]]) -> Self:
        """Return what the parameters of an address say. Raises InputError."""
        given: dict[str, list[str]] = {}
        for name, value in query:
            if value.strip():
                given.setdefault(name, []).append(value.strip())
        publishers = tuple(dict.fromkeys(given.get("publisher", ())))
        if len(publishers) > _MOST_PUBLISHERS:
            raise InputError(f"{len(publishers)} publishers are chosen; choose at most {_MOST_PUBLISHERS}")
        as_of, since, until = (given.get(name, [""])[-1] for name in ("as_of", "since", "until"))
        dropped = tuple(dict.fromkeys(given.get("drop", ())))
        view = cls(tuple(given.get("q", ())), as_of, since, until, publishers, dropped)
        view.check()
        return view

    def check(self) -> None:
        """Raise InputError for a question that is too long, and for dates that cannot be used."""
        longest = max(map(len, self.questions), default=0)
        if longest > MAX_QUESTION:
            raise InputError(
                f"the question has {longest:,} characters; the limit is {MAX_QUESTION:,}: shorten it"
            )
        if len(self.questions) > MOST_QUESTIONS or len(self.address()) > _MOST_CHARACTERS:
            raise InputError("the conversation is too long for a page; begin a new one with what you ask now")
        after, before = self.after, self.before
        _ = self.moment
        if after and before and after >= before:
            raise InputError(f"“from” ({self.since}) is later than “to” ({self.until})")

    @property
    def moment(self) -> datetime | None:
        """As of when: the end of a day."""
        return parse_moment(self.as_of, end_of_day=True) if self.as_of else None

    @property
    def after(self) -> datetime | None:
        return parse_moment(self.since, end_of_day=False) if self.since else None

    @property
    def before(self) -> datetime | None:
        """The first moment after `until`."""
        if not self.until:
            return None
        try:
            last = date.fromisoformat(self.until)
        except ValueError:
            return parse_moment(self.until, end_of_day=True)
        parse_moment(self.until, end_of_day=True)  # its bounds of years
        return datetime.combine(last + timedelta(days=1), time(), UTC)

    @property
    def question(self) -> str:
        """The last question, "" where there is none."""
        return self.questions[-1] if self.questions else ""

    @property
    def filtered(self) -> bool:
        return bool(self.as_of or self.since or self.until or self.publishers)

    @property
    def filters(self) -> dict[str, Any]:
        """The filters by their names in requests."""
        return {
            "as_of": self.moment,
            "after": self.after,
            "before": self.before,
            "publishers": self.publishers,
        }

    def address(self, path: str = "/", **more: str | int) -> str:
        """Return the address that shows this; `more` are further parameters."""
        pairs = [("q", question) for question in self.questions]
        pairs += [(name, getattr(self, name)) for name in ("as_of", "since", "until") if getattr(self, name)]
        pairs += [("publisher", publisher) for publisher in self.publishers]
        pairs += [("drop", words) for words in self.dropped]
        pairs += [(name, str(value)) for name, value in more.items()]
        return f"{path}?{urlencode(pairs)}" if pairs else path

    def within(self, first: date, last: date) -> View:
        """Return the same for what was published on these days, both included."""
        return replace(self, since=first.isoformat(), until=last.isoformat())

    def always(self) -> View:
        """Return the same for all days of publication."""
        return replace(self, since="", until="")

    def asking(self, *questions: str) -> View:
        """Return the same for other questions, the last of which carries what it needs."""
        return replace(self, questions=questions, dropped=self.dropped if questions == self.questions else ())

    def without(self, words: str) -> View:
        """Return the same with a last question that does not carry these words."""
        return replace(self, dropped=(*self.dropped, words))

    def unfiltered(self) -> View:
        return View(self.questions)
