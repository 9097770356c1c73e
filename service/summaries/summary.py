"""What a summary is: cited statements about an article, a story, a topic or a publisher's days."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from pydantic import TypeAdapter
from pydantic_core import from_json

from ingest.errors import InputError
from ingest.moments import check_order
from service.answer import CitedText, Coverage, LaterChange, Refusal, Statement, Writing
from service.summaries.styles import LEAST_WORDS, MOST_SENTENCES, MOST_WORDS, Style


class Scope(StrEnum):
    """What a summary is of."""

    ARTICLE = "article"
    STORY = "story"  # its copies and rewrites, each in the version of the moment
    QUESTION = "question"  # a question or a topic
    PERIOD = "period"  # what publishers, or all, wrote within dates


@dataclass(frozen=True, slots=True)
class SummaryRequest:
    """What to summarise: an article, a story, a question or topic, or else what was published within dates.

    `as_of` None means now; [after, before) are publication times. `max_words` None means `default_words`, or
    no limit when `max_sentences` is given.
    """

    article_id: str | None = None
    story_id: str | None = None
    question: str | None = None
    as_of: datetime | None = None
    after: datetime | None = None
    before: datetime | None = None
    publishers: tuple[str, ...] = ()
    style: Style = Style.BRIEF
    max_words: int | None = None
    max_sentences: int | None = None

    @property
    def scope(self) -> Scope:
        """What it asks for. Raises InputError unless that is exactly one thing."""
        named = [name for name in ("article_id", "story_id", "question") if getattr(self, name) is not None]
        if len(named) > 1:
            raise InputError(f"{' and '.join(named)} are given; a summary is of one of them")
        if named:
            return Scope(named[0].removesuffix("_id"))
        if self.after or self.before:
            return Scope.PERIOD
        raise InputError(
            "nothing says what to summarise; give article_id, story_id or question, or after or before"
        )

    def check(self) -> None:
        """Raise InputError for what cannot be used."""
        _within("max_words", self.max_words, LEAST_WORDS, MOST_WORDS)
        _within("max_sentences", self.max_sentences, 1, MOST_SENTENCES)
        check_order(self.after, self.before)
        self.scope  # noqa: B018 (raises)


@dataclass(frozen=True, slots=True)
class Subject:
    """What a summary is of, as it was asked for."""

    scope: Scope
    article_id: str | None
    story_id: str | None
    question: str | None
    after: datetime | None
    before: datetime | None
    publishers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class EventDate:
    """The days of what a statement tells, both included.

    `words` are the statement's own, or those of the day that heads it in an article that goes from day to
    day: "on Friday" is read from the publication of the words, or in a model's statement from `as_of`. None:
    it names no day, or one that was still to come, and this is the day of publication.
    """

    start: date
    end: date
    words: str | None


@dataclass(frozen=True, slots=True)
class Side:
    """One side of a dispute. `since` is when the archive's first wording of it became public."""

    value: str
    speaker: str | None
    publisher: str | None
    since: datetime
    markers: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Dispute:
    """Sides that cannot all be right: other figures or days for one matter."""

    sides: tuple[Side, ...]


@dataclass(frozen=True, slots=True)
class Told:
    """How much of a period a summary tells: `told` of `stories`; `left_out` are up to 20 titles of others."""

    told: int
    stories: int
    left_out: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CostEstimate:
    """What a summary will cost; `seconds` is rough, `prompt_tokens` 0 without a model."""

    articles: int
    passages: int
    seconds: float
    prompt_tokens: int


@dataclass(frozen=True, slots=True)
class Summary(CitedText):
    """Exactly one of `statements` and `refusal` is given; markers count from 1 in the order of the text.

    `events` has a date for each statement of a timeline and is empty otherwise. `articles` and `passages`
    were read for it. `told` is given for a period. `timings` are seconds by stage. `warnings` say which
    versions were left out because they are not as they were stored, and which articles because their
    publishers reserved them. `id` is given once it is kept; `stale` is what changed since.
    """

    of: Subject
    as_of: datetime
    style: Style
    statements: tuple[Statement, ...]
    events: tuple[EventDate, ...]
    disputes: tuple[Dispute, ...]
    refusal: Refusal | None
    words: int
    independent_sources: int
    coverage: Coverage
    articles: int
    passages: int
    writer: str
    timings: dict[str, float] = field(default_factory=dict)
    writing: Writing | None = None
    warnings: tuple[str, ...] = ()
    told: Told | None = None
    id: str | None = None
    stale: tuple[LaterChange, ...] = ()


_ADAPTER: TypeAdapter[Summary] = TypeAdapter(Summary)


def summary_from_json(text: str | bytes) -> Summary:
    """Return the summary that JSON holds. Raises pydantic.ValidationError."""
    return _ADAPTER.validate_json(text)


def is_summary(text: str | bytes) -> bool:
    """Return whether JSON looks like a summary's, and not like an answer's."""
    try:
        found = from_json(text)
    except ValueError:
        return False
    return isinstance(found, dict) and "style" in found


def _within(name: str, value: int | None, least: int, most: int) -> None:
    if value is not None and not least <= value <= most:
        raise InputError(f"{name}={value} must be from {least} to {most:,}")
