"""Cases: questions with what a right answer says, summaries with what they must say, claims that hold or not,
follow-ups of a dialogue with what they need of it, quotations with their speakers, sources that may differ,
articles that their publishers correct, withdraw, or neither, sentences with the times that they name.

Questions and summaries are kept as JSON lines with these field names. Moments are aware UTC; a day stands for
its start, in `as_of` for its end.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

from pydantic import (
    BeforeValidator,
    ConfigDict,
    Discriminator,
    Field,
    StringConstraints,
    Tag,
    TypeAdapter,
    ValidationError,
)

from ingest.article import Kind
from ingest.errors import InputError, validator_message
from ingest.moments import parse_moment
from service.answer import Reason
from service.dialogue.turns import Turn
from service.english.dates.spans import Span, whole_days, whole_months

_STRICT = ConfigDict(extra="forbid")
_Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]


def _moment(value: object, *, end_of_day: bool) -> object:
    try:
        return parse_moment(value, end_of_day=end_of_day) if isinstance(value, str) else value
    except InputError as exc:
        raise ValueError(str(exc)) from exc


_Start = Annotated[datetime, BeforeValidator(lambda value: _moment(value, end_of_day=False))]
_End = Annotated[datetime, BeforeValidator(lambda value: _moment(value, end_of_day=True))]


@dataclass(frozen=True, slots=True)
class TextFact:
    """A fact that one of these wordings says."""

    any: Annotated[tuple[_Text, ...], Field(min_length=1)]

    __pydantic_config__ = _STRICT


@dataclass(frozen=True, slots=True)
class NumberFact:
    """A fact that a number says; `unit` is a currency ("USD"), "%", a unit of time or what is counted."""

    number: float
    unit: _Text | None = None

    __pydantic_config__ = _STRICT


@dataclass(frozen=True, slots=True)
class DateFact:
    """A fact that a date says: "2025-10-03", "2025-10" or "2025"."""

    date: Annotated[str, StringConstraints(pattern=r"^[12]\d{3}(-\d{2}(-\d{2})?)?$")]

    __pydantic_config__ = _STRICT

    def __post_init__(self) -> None:
        try:
            self.span  # noqa: B018 - it raises what is wrong
        except ValueError as exc:
            raise ValueError(f"{self.date!r} is not a date ({exc})") from exc

    @property
    def span(self) -> Span:
        """The time that the date names."""
        length = len(self.date)
        start = datetime.fromisoformat(self.date + "-01-01"[length - 4 :]).replace(tzinfo=UTC)
        if length == len("2025-10-03"):
            return whole_days(start)
        return whole_months(start.year, start.month, 1 if length == len("2025-10") else 12)


def _kind_of_fact(value: object) -> str | None:
    kinds = {"any": "a text", "number": "a number", "date": "a date"}
    has = value.__contains__ if isinstance(value, dict) else lambda name: hasattr(value, name)
    return next((kind for name, kind in kinds.items() if has(name)), None)


Fact = TextFact | NumberFact | DateFact
_Fact = Annotated[
    Annotated[TextFact, Tag("a text")]
    | Annotated[NumberFact, Tag("a number")]
    | Annotated[DateFact, Tag("a date")],
    Discriminator(
        _kind_of_fact, custom_error_type="fact", custom_error_message="a fact has any, number or date"
    ),
]


@dataclass(frozen=True, slots=True)
class GoldSpan:
    """`text[start:end]` of a version of an article."""

    article: _Text
    version: Annotated[int, Field(ge=1)]
    start: Annotated[int, Field(ge=0)]
    end: int

    __pydantic_config__ = _STRICT

    def __post_init__(self) -> None:
        if self.end <= self.start:
            raise ValueError(f"end {self.end} must be greater than start {self.start}")


# For each fact that is needed, the places that say it; one of them is enough.
GoldEvidence = tuple[tuple[GoldSpan, ...], ...]


@dataclass(frozen=True, slots=True)
class CaseFilters:
    """Publication times [after, before) and publishers; none means all."""

    after: _Start | None = None
    before: _Start | None = None
    publishers: tuple[_Text, ...] = ()

    __pydantic_config__ = _STRICT


@dataclass(frozen=True, slots=True)
class Case:
    """A question. Exactly one of `gold`, all of which a right answer says, and `unanswerable` is given.

    `wrong` is what a wrong answer says. Of `choices`, the one at `gold_index` is right.
    """

    id: _Text
    question: _Text
    as_of: _End | None = None
    filters: CaseFilters = CaseFilters()
    gold: tuple[_Fact, ...] = ()
    wrong: tuple[_Fact, ...] = ()
    evidence: GoldEvidence = ()
    unanswerable: Reason | None = None
    tags: tuple[_Text, ...] = ()
    choices: tuple[_Text, ...] = ()
    gold_index: int | None = None

    __pydantic_config__ = _STRICT

    def __post_init__(self) -> None:
        if bool(self.gold) == (self.unanswerable is not None):
            raise ValueError("a question needs exactly one of gold and unanswerable")
        if self.evidence and self.unanswerable:
            raise ValueError("an unanswerable question has no evidence")
        if bool(self.choices) != (self.gold_index is not None):
            raise ValueError("choices and gold_index belong together")
        if self.gold_index is not None and not 0 <= self.gold_index < len(self.choices):
            raise ValueError(f"gold_index {self.gold_index} is not one of {len(self.choices)} choices")


@dataclass(frozen=True, slots=True)
class SummaryScope:
    """What is to be summarised, and how; of article, story, question and publishers at least one."""

    article_id: _Text | None = None
    story_id: _Text | None = None
    question: _Text | None = None
    publishers: tuple[_Text, ...] = ()
    after: _Start | None = None
    before: _Start | None = None
    style: _Text | None = None
    max_words: Annotated[int, Field(ge=1)] | None = None

    __pydantic_config__ = _STRICT

    def __post_init__(self) -> None:
        if not (self.article_id or self.story_id or self.question or self.publishers):
            raise ValueError("a summary needs article_id, story_id, question or publishers")


@dataclass(frozen=True, slots=True)
class SummaryCase:
    """A summary with the facts that it must say; `evidence` has, for each of them, the places that do."""

    id: _Text
    summary: SummaryScope
    facts: Annotated[tuple[_Fact, ...], Field(min_length=1)]
    as_of: _End | None = None
    evidence: GoldEvidence = ()
    tags: tuple[_Text, ...] = ()

    __pydantic_config__ = _STRICT

    def __post_init__(self) -> None:
        if self.evidence and len(self.evidence) != len(self.facts):
            raise ValueError(f"{len(self.facts)} facts need as many lists of evidence or none")


@dataclass(frozen=True, slots=True)
class Claim:
    """A claim about a source, a text or its sentences, and whether that bears it out.

    Relative dates of both are read from `said_at`; None: no day is known.
    """

    id: str
    source: str | tuple[str, ...]
    text: str
    true: bool
    said_at: datetime | None = None
    tags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class FollowUp:
    """A question after the turns of a dialogue, and the same question as it stands alone.

    `needed`, where it is given, has to be carried; else it is what `rewrite` takes from the dialogue.
    """

    id: str
    history: tuple[Turn, ...]
    question: str
    rewrite: str
    needed: tuple[str, ...] | None = None
    tags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Attribution:
    """What was said, `text[start:end]`, and the phrases that name who said it; none: nobody is named.

    `pronoun`: all that is known of the speaker is a pronoun.
    """

    id: str
    text: str
    start: int
    end: int
    speakers: tuple[str, ...]
    pronoun: bool = False
    tags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class DatedSource:
    """A text with where and when it was published; it is an article of its own."""

    text: str
    published_at: datetime
    publisher: str
    title: str = ""


class Agreement(StrEnum):
    """How what sources say stands to each other."""

    DISAGREEMENT = "disagreement"
    UPDATE = "update"  # a later source replaces what an earlier one says
    NONE = "none"


@dataclass(frozen=True, slots=True)
class SourceComparison:
    """A question to sources, and how they stand to each other; None: no disagreement, perhaps an update.

    `values`, where they are given, are those that differ.
    """

    id: str
    question: str
    sources: tuple[DatedSource, ...]
    agreement: Agreement | None
    values: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class NoticeCase:
    """An article, and what it is by its own words: ARTICLE, CORRECTION or RETRACTION."""

    id: str
    title: str
    text: str
    expected: Kind
    tags: tuple[str, ...] = ()


class TimexKind(StrEnum):
    """What a time expression is, as TimeML has it."""

    DATE = "date"
    TIME = "time"  # of day
    DURATION = "duration"
    SET = "set"  # "every Tuesday"


@dataclass(frozen=True, slots=True)
class Timex:
    """A time expression; `span` is the time that it names, None: none that is known, as in "recently"."""

    start: int
    end: int
    kind: TimexKind
    span: Span | None


@dataclass(frozen=True, slots=True)
class TimexCase:
    """A sentence of an article of the day `said_at`, and all its time expressions."""

    id: str
    text: str
    said_at: datetime
    timexes: tuple[Timex, ...]
    tags: tuple[str, ...] = ()


AnyCase = Case | SummaryCase | Claim | FollowUp | Attribution | SourceComparison | NoticeCase | TimexCase

# Errors whose message has the value in it.
_SAYS_ENOUGH = ("missing", "value_error")
_CASE: TypeAdapter[Case] = TypeAdapter(Case)
_SUMMARY: TypeAdapter[SummaryCase] = TypeAdapter(SummaryCase)
_ANY: TypeAdapter[AnyCase] = TypeAdapter(AnyCase)


def read_cases(path: Path) -> list[Case | SummaryCase]:
    """Return the cases of a file of JSON lines. Raises InputError naming file, line and field."""
    try:
        lines = path.read_text(encoding="utf-8").split("\n")
    except (OSError, UnicodeDecodeError) as exc:
        raise InputError(f"{path}: cannot be read ({exc}); give a file of cases as JSON lines") from exc
    cases = list(_cases(path, lines))
    if not cases:
        raise InputError(f"{path}: no case in it; write one JSON object on a line")
    return cases


def to_record(case: AnyCase) -> dict[str, Any]:
    """Return the JSON object of a case, without fields that have their default."""
    record: dict[str, Any] = _ANY.dump_python(case, mode="json", exclude_defaults=True)
    return record


def wrong_field(where: str, exc: ValidationError) -> InputError:
    """Return the error for the first field that is wrong: "cases.jsonl:3: gold[0].number: Field required"."""
    error = exc.errors()[0]
    field = ""
    for part in error["loc"]:
        if isinstance(part, int):
            field += f"[{part}]"
        elif " " not in part:  # with a blank it names a kind of fact
            field += f".{part}" if field else part
    message = validator_message(error["msg"])
    got = "" if error["type"] in _SAYS_ENOUGH else f", got {_short(error['input'])}"
    return InputError(f"{where}: {f'{field}: ' if field else ''}{message}{got}")


def _short(value: object) -> str:
    shown = repr(value)
    return shown if len(shown) <= 80 else f"{shown[:80]}…"


def _cases(path: Path, lines: Iterable[str]) -> Iterator[Case | SummaryCase]:
    first: dict[str, int] = {}
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        case = _case(f"{path}:{number}", line)
        if case.id in first:
            raise InputError(f"{path}:{number}: id: {case.id!r} is that of line {first[case.id]} already")
        first[case.id] = number
        yield case


def _case(where: str, line: str) -> Case | SummaryCase:
    try:
        record = json.loads(line)
        is_summary = isinstance(record, dict) and "summary" in record
        return _SUMMARY.validate_python(record) if is_summary else _CASE.validate_python(record)
    except ValidationError as exc:
        raise wrong_field(where, exc) from exc
    except (ValueError, RecursionError) as exc:
        raise InputError(f"{where}: not valid JSON ({exc})") from exc
