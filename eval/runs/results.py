"""What came of each case: the whole answer with its figures, as a line of a run's cases.jsonl.

A figure that is None, or missing, is no verdict: the case cannot tell. It is not zero.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Annotated, ClassVar, Literal

from pydantic import Field, TypeAdapter, ValidationError

from eval.cases import (
    AnyCase,
    Attribution,
    Case,
    Claim,
    FollowUp,
    GoldSpan,
    NoticeCase,
    SourceComparison,
    SummaryCase,
    TimexCase,
    wrong_field,
)
from eval.metrics.carrying import Carrying
from eval.runs.lost import Lost
from ingest.article import Kind
from ingest.store.archive import Archive
from service.answer import Answer
from service.english.dates.find import FoundSpan
from service.summaries.summary import Summary

Figures = Mapping[str, float | None]

# Evidence is kept for reading: some sets count whole articles, and dozens of them, as the places of a fact.
_MOST_CHARACTERS = 600
_MOST_PLACES = 4

# The figure of each kind of case that says whether what came of it is right as a whole.
RIGHT, COMPLETE, CLAIM_RIGHT, FOLLOWED, ATTRIBUTED, COMPARED, RECOGNISED, RESOLVED = (
    "right",
    "complete",
    "claim_right",
    "followed",
    "attributed",
    "compared",
    "recognised",
    "resolved",
)

# How long it took to read a sentence for its times.
MICROSECONDS = "timex_microseconds"


class CheckKind(StrEnum):
    """What the check of a claim compares: a kind of values, or what is left where those are right."""

    FIGURES = "figures"
    DATES = "dates"
    NAMES = "names"
    QUOTED = "quoted words"
    MEANING = "meaning"


# The figure of a true claim that says whether a check failed it.
FAILED_BY: Mapping[CheckKind, str] = {kind: f"true_failed_{kind.replace(' ', '_')}" for kind in CheckKind}


@dataclass(frozen=True, slots=True)
class Quoted:
    """The words of a place that says a fact, so that a reader needs no archive to judge a case."""

    text: str
    title: str
    publisher: str | None
    published_at: datetime | None


# For each fact that is needed, the places that say it, or the first of them.
QuotedEvidence = tuple[tuple[Quoted, ...], ...]


class _OfCase:
    """What every result has: its case, and the figure that says whether it is right."""

    __slots__ = ()

    case: AnyCase
    figures: Figures
    judged_by: ClassVar[str]

    @property
    def tags(self) -> Sequence[str]:
        return self.case.tags

    @property
    def right(self) -> float | None:
        return self.figures.get(self.judged_by)


@dataclass(frozen=True, slots=True)
class QuestionResult(_OfCase):
    """A question with its answer. `lost`: where a wrong one lost its evidence, if it has any."""

    judged_by = RIGHT

    case: Case
    figures: Figures
    answer: Answer
    evidence: QuotedEvidence = ()
    lost: Lost | None = None
    kind: Literal["question"] = "question"

    @property
    def timings(self) -> Mapping[str, float]:
        return self.answer.timings

    @property
    def asked(self) -> str:
        return self.case.question


@dataclass(frozen=True, slots=True)
class SummaryResult(_OfCase):
    """A summary that was asked for, and the one that came."""

    judged_by = COMPLETE

    case: SummaryCase
    figures: Figures
    summary: Summary
    evidence: QuotedEvidence = ()
    kind: Literal["summary"] = "summary"

    @property
    def timings(self) -> Mapping[str, float]:
        return self.summary.timings

    @property
    def asked(self) -> str:
        scope = self.case.summary
        subject = scope.question or scope.article_id or scope.story_id or ", ".join(scope.publishers)
        return f"{scope.style or 'summary'}: {subject}"


@dataclass(frozen=True, slots=True)
class ClaimResult(_OfCase):
    """A claim, and why the checker holds it to be unsupported; without a flaw it holds it to be true."""

    judged_by = CLAIM_RIGHT

    case: Claim
    figures: Figures
    flaws: tuple[str, ...]
    timings: Mapping[str, float] = field(default_factory=dict)
    kind: Literal["claim"] = "claim"

    @property
    def asked(self) -> str:
        return self.case.text


@dataclass(frozen=True, slots=True)
class FollowUpResult(_OfCase):
    """A follow-up, and what is searched for in its place; "": nothing."""

    judged_by = FOLLOWED

    case: FollowUp
    figures: Figures
    query: str
    carrying: Carrying
    timings: Mapping[str, float] = field(default_factory=dict)
    kind: Literal["follow-up"] = "follow-up"

    @property
    def asked(self) -> str:
        return self.case.question


@dataclass(frozen=True, slots=True)
class AttributionResult(_OfCase):
    """A quotation, and the words that name who is held to have said it; None: undecided."""

    judged_by = ATTRIBUTED

    case: Attribution
    figures: Figures
    speaker: str | None
    timings: Mapping[str, float] = field(default_factory=dict)
    kind: Literal["quotation"] = "quotation"

    @property
    def asked(self) -> str:
        return self.case.text[self.case.start : self.case.end]


@dataclass(frozen=True, slots=True)
class ComparisonResult(_OfCase):
    """Sources, and what the answer made of them shows as in dispute and as updated, newest first."""

    judged_by = COMPARED

    case: SourceComparison
    figures: Figures
    disputed: tuple[str, ...]
    updated: tuple[str, ...]
    timings: Mapping[str, float] = field(default_factory=dict)
    kind: Literal["comparison"] = "comparison"

    @property
    def asked(self) -> str:
        return self.case.question


@dataclass(frozen=True, slots=True)
class NoticeResult(_OfCase):
    """An article, what it is held to be, and the words of the notices that were found in it."""

    judged_by = RECOGNISED

    case: NoticeCase
    figures: Figures
    found: Kind
    words: tuple[str, ...]
    timings: Mapping[str, float] = field(default_factory=dict)
    kind: Literal["notice"] = "notice"

    @property
    def asked(self) -> str:
        return self.case.title


@dataclass(frozen=True, slots=True)
class TimexResult(_OfCase):
    """A sentence, and the times that are found in it."""

    judged_by = RESOLVED

    case: TimexCase
    figures: Figures
    found: tuple[FoundSpan, ...]
    timings: Mapping[str, float] = field(default_factory=dict)
    kind: Literal["sentence"] = "sentence"

    @property
    def asked(self) -> str:
        return self.case.text


Result = (
    QuestionResult
    | SummaryResult
    | ClaimResult
    | FollowUpResult
    | AttributionResult
    | ComparisonResult
    | NoticeResult
    | TimexResult
)
_RESULT: TypeAdapter[Result] = TypeAdapter(Annotated[Result, Field(discriminator="kind")])


def result_to_line(result: Result) -> bytes:
    """Return the result as one line of JSON; `result_from_line` reads it back."""
    return _RESULT.dump_json(result) + b"\n"


def result_from_line(where: str, line: bytes) -> Result:
    """Return the result that a line holds. Raises InputError naming `where` and the field."""
    try:
        return _RESULT.validate_json(line)
    except ValidationError as exc:
        raise wrong_field(where, exc) from exc


def quoted_evidence(archive: Archive, case: Case | SummaryCase) -> QuotedEvidence:
    """Return the words of a case's evidence. Raises NotFoundError if the archive is not that of the set."""
    return tuple(tuple(_quoted(archive, span) for span in spans[:_MOST_PLACES]) for spans in case.evidence)


def _quoted(archive: Archive, span: GoldSpan) -> Quoted:
    version = archive.version(span.article, span.version)
    article = archive.article(span.article)
    text = version.text[span.start : span.end]
    shown = text if len(text) <= _MOST_CHARACTERS else f"{text[:_MOST_CHARACTERS]}…"
    return Quoted(shown, version.title, article.publisher, version.published_at)
