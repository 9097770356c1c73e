"""What a question gets: an answer of cited statements, or a refusal with its reason."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from enum import StrEnum

from pydantic import TypeAdapter

from ingest.moments import clock, long_day
from ingest.store.passages import AlteredVersion
from ingest.store.publishers import families
from ingest.store.reading.coverage import Coverage as Coverage
from ingest.text.clean import one_line
from ingest.watching.report import Currency as Currency

EXTRACTIVE = "extractive"  # the name of the local writer, which only quotes
MODEL = "model"  # the name of the writer that a language model writes for


# The note of a quotation that orders a machine about; only a question about such orders gets one.
TO_MACHINES = "speaks to machines that read the article: no report of what is the case"
# How a reader is told of a statement that is `foretold`.
FORETOLD = "plan or forecast"


class Support(StrEnum):
    """How a statement stands to what it cites."""

    QUOTED = "quoted"  # the statement is the quotation
    CHECKED = "checked"  # a model's wording that passed every check against the quotation


class ReadVerdict(StrEnum):
    """What a language model says of a sentence and those of the archive that it is read with."""

    SUPPORTED = "supported"
    CONTRADICTED = "contradicted"
    NOT_STATED = "not_stated"


class Reason(StrEnum):
    """Why there is no answer."""

    NOTHING_FOUND = "nothing_found"  # the archive has nothing on this
    NOT_STATED = "not_stated"  # it writes about this, but does not say what was asked
    OUTSIDE_DATES = "outside_dates"  # it may say so, but not within the dates or publishers asked for
    LANGUAGE = "language"  # the question is in a language that the models do not know


@dataclass(frozen=True, slots=True)
class Speaker:
    """Who says what a citation has in quotation marks: `version.text[start:end] == name`."""

    name: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Referent:
    """Whom a citation means by the pronoun it opens with: `version.text[start:end] == text`, before it."""

    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class OtherArticle:
    """An article that prints the same story, and in it the same words."""

    article_id: str
    title: str
    publisher: str | None
    published_at: datetime | None
    url: str | None


@dataclass(frozen=True, slots=True)
class Citation:
    """The exact words of one version: `version.text[start:end] == quote`, in Unicode code points.

    `sha256` is that of the version's whole text, so that anyone can check the quotation again later.
    `speaker` is None where nothing is in quotation marks, or it is not clear who says it; `referent` where
    the words do not open with "he", "she", "his" or "her", or it is not clear who that is. `standing`: what
    has become of the version by the time of the answer ("version 1, since replaced", "withdrawn by its
    publisher", "corrected: “…”" in the publisher's own words, "page changed 24 April 2026"); None for a first
    and only one that stands as it was published. `posted_at`: when the post of a live blog was posted that
    has the words; its page was `published_at` before. `others` are the other articles of the story that have
    these words as of the answer, the first published first, and `more_others` counts those beyond 20; all are
    one source. Only those of an answer's statements have them.
    """

    marker: int
    article_id: str
    version: int
    sha256: str
    start: int
    end: int
    quote: str
    title: str
    publisher: str | None
    published_at: datetime | None
    url: str | None
    story_id: str
    speaker: Speaker | None = None
    referent: Referent | None = None
    standing: str | None = None
    posted_at: datetime | None = None
    others: tuple[OtherArticle, ...] = ()
    more_others: int = 0

    @property
    def said_at(self) -> datetime | None:
        """When the words were published: with their post, else with their article."""
        return self.posted_at or self.published_at

    @property
    def said_on(self) -> str:
        """The day of the article, or day and time of the post, as a reader says it."""
        return clock(self.posted_at) if self.posted_at else long_day(self.published_at)


@dataclass(frozen=True, slots=True)
class Statement:
    """One sentence of an answer. `score` (0 to 1) is how surely it answers the question.

    It supposes that as many questions have no answer in the archive as have one. `note` is what a reader has
    to know of it beside its words. `foretold`: it gives the answer as what is planned, expected or possible,
    or on a condition, and not as a fact.
    """

    text: str
    citations: tuple[Citation, ...]
    support: Support
    score: float
    note: str | None = None
    foretold: bool = False

    @property
    def notes(self) -> tuple[str, ...]:
        """What a reader has to know of it beside its words and who says them."""
        return (*([FORETOLD] if self.foretold else []), *([self.note] if self.note else []))

    @property
    def said_by(self) -> str | None:
        """Who says what a quotation has in quotation marks, where its own words do not name them."""
        speaker = self.citations[0].speaker if self.citations else None
        if self.support is not Support.QUOTED or speaker is None or speaker.name in self.text:
            return None
        return speaker.name

    @property
    def referent(self) -> str | None:
        """Whom a quotation means by the pronoun it opens with, where its own words do not name them."""
        referent = self.citations[0].referent if self.citations else None
        if self.support is not Support.QUOTED or referent is None or referent.text in self.text:
            return None
        return referent.text

    @property
    def told(self) -> str:
        """Its words in one line, behind whom they mean by the pronoun they open with: "[Ann Lee] She won"."""
        referent = f"[{one_line(self.referent)}] " if self.referent else ""
        return f"{referent}{one_line(self.text)}"


@dataclass(frozen=True, slots=True)
class Disagreement:
    """Sources that give different values for the same thing, by the markers of their citations."""

    values: tuple[str, ...]
    markers: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Update:
    """A value that a later source gives in place of earlier ones, newest first, by markers of citations."""

    values: tuple[str, ...]
    markers: tuple[int, ...]

    @property
    def said(self) -> tuple[str, ...]:
        """The values as a reader is told of them: "1,000", "earlier 920"."""
        return (*self.values[:1], *(f"earlier {value}" for value in self.values[1:]))


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why there is no answer; `nearest` are the closest passages, for a reader to judge."""

    reason: Reason
    message: str
    nearest: tuple[Citation, ...]


@dataclass(frozen=True, slots=True)
class Writing:
    """What a language model had to do with an answer.

    `dropped` of its statements failed a check, `retried` were sent back once with the reason. `fallback` says
    why the local writer's quotations stand in its place, or why only some of the model's statements do.
    """

    model: str
    retried: int = 0
    dropped: int = 0
    fallback: str | None = None
    prompt_tokens: int = 0
    completion_tokens: int = 0


def fallback_note(writer: str, writing: Writing | None) -> str | None:
    """Return in one line why a model did not write, or not all of it; None if it did or none was asked."""
    if writing is None or writing.fallback is None:
        return None
    what = "Quoted, not written" if writer == EXTRACTIVE else "Written only in part"
    return f"{what}: {one_line(writing.fallback).rstrip('.')}."


def warnings_of(altered: Iterable[AlteredVersion]) -> tuple[str, ...]:
    """Return a sentence for each version that could not be evidence because it was altered."""
    return tuple(f"{str(version)[0].upper()}{str(version)[1:]}." for version in sorted(altered))


def warned(refusal: Refusal | None, warnings: Iterable[str]) -> Refusal | None:
    """Return the refusal with the warnings in its message: what was altered may have held the answer."""
    if refusal is None:
        return None
    return replace(refusal, message=" ".join([refusal.message, *warnings]))


class ChangeKind(StrEnum):
    """What became of something that a kept answer rests on."""

    ALTERED = "altered"  # a new version has the sentence in other words
    DROPPED = "dropped"  # a new version does not have the sentence
    RETRACTED = "retracted"  # the publisher has withdrawn the article
    CORRECTED = "corrected"  # the publisher corrects the article in another one
    REMOVED = "removed"  # the article was removed from the archive
    OVERTAKEN = "overtaken"  # a later article gives another value, or an answer where there was none
    DISPUTED = "disputed"  # another source that arrived since gives another value


@dataclass(frozen=True, slots=True)
class LaterChange:
    """What changed since an answer was kept.

    `marker` is that of the answer's citation and `quote` its words; both are None where there was no answer.
    `citation` has what stands instead, None where nothing does. `values`: the one of before and the new one,
    where they are compared. `at` is when it became public; of a removal, when it was found.
    """

    kind: ChangeKind
    marker: int | None
    quote: str | None
    citation: Citation | None
    publisher: str | None
    at: datetime
    message: str
    values: tuple[str, ...] = ()


class CitedText:
    """What has cited statements, or a refusal with its nearest passages."""

    __slots__ = ()

    statements: tuple[Statement, ...]
    refusal: Refusal | None

    @property
    def citations(self) -> list[Citation]:
        """All citations of the statements, or of a refusal's nearest passages, in order."""
        if self.refusal:
            return list(self.refusal.nearest)
        return [citation for statement in self.statements for citation in statement.citations]


@dataclass(frozen=True, slots=True)
class Answer(CitedText):
    """The answer to a question as of a moment. Exactly one of `statements` and `refusal` is given.

    `carried`: words of earlier turns of a conversation that were searched for and read with the question.
    `independent_sources` counts publishers with a story of their own behind the statements that answer, which
    are those at least two fifths as sure as the best: one wire story at three publishers is one, and so are
    three stories of one publisher.
    `timings` are seconds by stage. `writing` is None when no language model was asked. `warnings` say which
    versions were no evidence because they are not as they were stored, and which articles because their
    publishers reserved them. `currency`: how current the watched sources were; None as of another moment than
    now, and where nothing is watched. `newest_cited`: when the newest of what is cited was published, where
    that was more than a year before `as_of` and the question is not about such times; else None. `id` is
    given once it is kept; `stale` is what changed since.
    """

    question: str
    as_of: datetime
    statements: tuple[Statement, ...]
    refusal: Refusal | None
    disagreements: tuple[Disagreement, ...]
    independent_sources: int
    coverage: Coverage
    writer: str
    timings: dict[str, float] = field(default_factory=dict)
    writing: Writing | None = None
    warnings: tuple[str, ...] = ()
    carried: tuple[str, ...] = ()
    updates: tuple[Update, ...] = ()
    currency: Currency | None = None
    newest_cited: datetime | None = None
    id: str | None = None
    stale: tuple[LaterChange, ...] = ()


def carried_by(citation: Citation) -> str | None:
    """Return which publishers else print the words of a citation: "also carried by Harbour Post"; or None."""
    names = families([citation.publisher, *(each.publisher for each in citation.others)])
    named = [one_line(name) for name in names if name != citation.publisher]
    more = [f"{citation.more_others:,} more"] if citation.more_others else []
    return f"also carried by {', '.join([*named, *more])}" if named or more else None


def remarks(answer: Answer) -> Iterator[str]:
    """Yield what sources differ on, what later ones changed, and how old all are, a line each."""
    for found in answer.disagreements:
        yield f"Sources differ: {_valued(found.values, found.markers)}"
    for update in answer.updates:
        yield f"Updated: {_valued(update.said, update.markers)}"
    if age := age_line(answer):
        yield age


def age_line(answer: Answer) -> str | None:
    """Return how old the newest of what is cited is, where that is to be told: "…, 12 years before …"."""
    newest, as_of = answer.newest_cited, answer.as_of
    if newest is None:
        return None
    months = 12 * (as_of.year - newest.year) + as_of.month - newest.month - (as_of.day < newest.day)
    age = f"{months // 12} years" if months >= 24 else f"{months} months"
    return f"The newest article cited is of {long_day(newest)}, {age} before {long_day(as_of)}."


def currency_line(currency: Currency) -> str:
    """Return how current the archive is: "Current to 3 May, 14:05 UTC; silent: Harbour Post since 1 May"."""
    to = currency.to.astimezone(UTC)
    silent = ", ".join(f"{one_line(each.name)} since {each.since:%-d %B}" for each in currency.silent)
    line = f"Current to {to:%-d %B %Y, %H:%M} UTC"
    return f"{line}; silent: {silent}." if silent else f"{line}."


def _valued(values: Sequence[str], markers: Sequence[int]) -> str:
    if len(values) == len(markers):
        pairs = zip(values, markers, strict=True)
        return "; ".join(f"{one_line(value)} [{marker}]" for value, marker in pairs)
    return f"{'; '.join(map(one_line, values))} {' '.join(f'[{marker}]' for marker in markers)}"


_ADAPTER: TypeAdapter[Answer] = TypeAdapter(Answer)


def answer_from_json(text: str | bytes) -> Answer:
    """Return the answer that JSON holds. Raises pydantic.ValidationError."""
    return _ADAPTER.validate_json(text)
