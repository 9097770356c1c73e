"""What requests and responses look like; what is not here is a record of the rooms themselves."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Self

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, WithJsonSchema

from ingest.errors import InputError
from ingest.moments import parse_moment
from ingest.pipeline import Accepted, IngestReport
from ingest.store.archive import Acceptance, Counts
from ingest.store.reading.listing import ListFilters
from ingest.store.reading.shown import VersionSummary
from service.answer import EXTRACTIVE, Answer, Citation
from service.api import examples
from service.ask import MAX_STATEMENTS, SEARCH_LIMIT, AskRequest
from service.drafts.draft import MAX_DRAFT, DraftRequest
from service.questions.question import MAX_QUESTION
from service.quotes.lookup import MAX_QUOTE, MOST_SHOWN, SHOWN, QuoteRequest
from service.summaries.summary import Summary

_MAX_PUBLISHERS = 100
_MAX_DROPPED = 20


def _start_of_day(text: object) -> object:
    return _moment(text, end_of_day=False)


def _end_of_day(text: object) -> object:
    return _moment(text, end_of_day=True)


def _moment(text: object, *, end_of_day: bool) -> object:
    if not isinstance(text, str):
        raise ValueError("must be an ISO date or time, as text")
    try:
        return parse_moment(text, end_of_day=end_of_day)
    except InputError as exc:
        raise ValueError(str(exc)) from exc


_DATE_OR_TIME = WithJsonSchema({"type": "string", "anyOf": [{"format": "date"}, {"format": "date-time"}]})
FromMoment = Annotated[datetime, BeforeValidator(_start_of_day), _DATE_OR_TIME]
ByMoment = Annotated[datetime, BeforeValidator(_end_of_day), _DATE_OR_TIME]


def _has_word(text: str) -> str:
    if not any(character.isalnum() for character in text):
        raise ValueError("has no word in it")
    return text


Words = Annotated[str, Field(min_length=1, max_length=MAX_QUESTION), AfterValidator(_has_word)]


class _Request(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class _Window(_Request):
    after: FromMoment | None = Field(
        None, description="Published then or later; a date is its start.", examples=["2025-05-01"]
    )
    before: FromMoment | None = Field(
        None, description="Published before this; a date is its start.", examples=["2025-11-01"]
    )


class Filtered(_Window):
    as_of: ByMoment | None = Field(
        None,
        description="See only what had been published by then; a date alone is its end. Default: now.",
        examples=["2025-10-31"],
    )


class AnswerOptions(Filtered):
    """What may be seen, and how much is wanted."""

    publishers: tuple[str, ...] = Field(
        (), max_length=_MAX_PUBLISHERS, description="Only these publishers; none means all."
    )
    max_statements: int = Field(MAX_STATEMENTS, ge=1, le=10, description="At most this many statements.")


class ChatOptions(AnswerOptions):
    """What may be seen of the archive and carried from earlier messages."""

    drop_carried: tuple[Annotated[str, Field(min_length=1, max_length=MAX_QUESTION)], ...] = Field(
        (), max_length=_MAX_DROPPED, description="Of what a reply listed as `carried`, what not to carry."
    )


class AnswerRequest(AnswerOptions):
    """A question with its filters."""

    question: Words
    writer: str | None = Field(
        None,
        max_length=50,
        description="Who writes: `extractive` or `model`. Default: as set.",
        examples=[EXTRACTIVE],
    )

    def to_ask(self) -> AskRequest:
        return AskRequest(
            self.question, self.as_of, self.after, self.before, self.publishers, self.max_statements
        )


class SearchQuery(Filtered):
    """The query string of a search."""

    q: Words = Field(examples=[examples.QUESTION])
    limit: int = Field(SEARCH_LIMIT, ge=1, le=100)
    publisher: list[str] = Field(
        [],
        max_length=_MAX_PUBLISHERS,
        description="May be given several times.",
        examples=[[examples.PUBLISHER]],
    )

    def to_ask(self) -> AskRequest:
        return AskRequest(self.q, self.as_of, self.after, self.before, tuple(self.publisher))


class QuoteQuery(Filtered):
    """The query string of a look-up of words."""

    q: Annotated[str, Field(min_length=1, max_length=MAX_QUOTE), AfterValidator(_has_word)] = Field(
        description="The words to look for, with or without quotation marks; … stands for words left out.",
        examples=[examples.QUOTE],
    )
    limit: int = Field(SHOWN, ge=1, le=MOST_SHOWN, description="At most this many places.")
    publisher: list[str] = Field(
        [],
        max_length=_MAX_PUBLISHERS,
        description="May be given several times.",
        examples=[[examples.PUBLISHER]],
    )

    def to_quote(self) -> QuoteRequest:
        return QuoteRequest(self.q, self.as_of, self.after, self.before, tuple(self.publisher), self.limit)


class DraftBody(Filtered):
    """A draft, with filters of what it is compared with. Relative dates in it are read from `as_of`."""

    text: Annotated[str, Field(min_length=1, max_length=MAX_DRAFT), AfterValidator(_has_word)]
    publishers: tuple[str, ...] = Field(
        (), max_length=_MAX_PUBLISHERS, description="Only these publishers; none means all."
    )

    def to_draft(self) -> DraftRequest:
        return DraftRequest(self.text, self.as_of, self.after, self.before, self.publishers)


class ListQuery(_Window):
    """The query string of a list of articles."""

    limit: int = Field(20, ge=1, le=100)
    offset: int = Field(0, ge=0, le=2**31 - 1)
    publisher: list[str] = Field(
        [],
        max_length=_MAX_PUBLISHERS,
        description="Only these publishers, in any case; may be given several times.",
        examples=[[examples.PUBLISHER]],
    )
    title: str | None = Field(
        None,
        max_length=MAX_QUESTION,
        description="Words of the title, or how they begin, whatever their case and accents.",
    )
    url: str | None = Field(None, max_length=2_000, description="The article's address, in any form.")

    def to_filters(self) -> ListFilters:
        return ListFilters(self.after, self.before, tuple(self.publisher), self.title, self.url)


class CitationList(_Request):
    """Citations on their own, without the answer they stood in."""

    citations: tuple[Citation, ...]


@dataclass(frozen=True, slots=True)
class VersionList:
    """All versions of an article in the order they became visible."""

    versions: list[VersionSummary]


@dataclass(frozen=True, slots=True)
class Rejection:
    """A document that could not become an article, and why."""

    origin: str
    reason: str


@dataclass(frozen=True, slots=True)
class AcceptedArticle:
    """An article of the document `origin`, what became of it, and which version the archive has now.

    With the outcome `removed` the archive has none: it was removed once, and stays so.
    """

    origin: str
    outcome: Acceptance
    article_id: str
    version: int

    @classmethod
    def of(cls, accepted: Accepted) -> Self:
        return cls(accepted.origin, accepted.outcome, accepted.article.id, accepted.version)


@dataclass(frozen=True, slots=True)
class IngestResult:
    """What became of the documents sent: each is among `rejected`, or its articles among `articles`.

    `origin` says which document: `[3]` of a list, `articles[3]`, `body:4` for the fourth line, or a file's
    name. A document can hold several articles. `seconds` are by stage.
    """

    documents: int
    new: int
    updated: int
    unchanged: int
    rejected: list[Rejection]
    articles: list[AcceptedArticle]
    passages: int
    removed_before: int
    seconds: dict[str, float]

    @classmethod
    def of(cls, report: IngestReport, accepted: Iterable[Accepted]) -> Self:
        return cls(
            documents=report.documents,
            new=report.new,
            updated=report.updated,
            unchanged=report.unchanged,
            rejected=[Rejection(document.origin, document.reason) for document in report.rejected],
            articles=[AcceptedArticle.of(each) for each in accepted],
            passages=report.passages,
            removed_before=report.removed_before,
            seconds={stage: round(seconds, 3) for stage, seconds in report.seconds.items()},
        )


@dataclass(frozen=True, slots=True)
class Alive:
    """The process answers."""

    status: str = "alive"


@dataclass(frozen=True, slots=True)
class Ready:
    """The archive and both indexes answer."""

    status: str = "ready"


@dataclass(frozen=True, slots=True)
class ReadyCounts:
    """The archive and both indexes answer; `pending` changes are not in the indexes yet."""

    articles: int
    passages: int
    pending: int
    status: str = "ready"

    @classmethod
    def of(cls, counts: Counts) -> Self:
        return cls(counts.articles, counts.passages, counts.pending)


CheckRequest = Answer | Summary | CitationList
