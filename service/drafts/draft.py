"""The records of a checked draft. Their words say what stands where, not what is true."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from service.answer import Citation, ReadVerdict
from service.quotes.lookup import Occurrence
from service.quotes.pieces import QuotePiece

MAX_DRAFT = 200_000  # characters
MAX_SENTENCES = 500
MAX_QUOTATIONS = 500


class QuotationVerdict(StrEnum):
    """Whether the archive has the words of a quotation."""

    EXACT = "exact"  # word for word; case, punctuation, marks and white space apart
    ALTERED = "altered"  # nearly: see the changes of its places
    REPLACED = "replaced"  # word for word, but in no newest version: since changed or left out
    PIECED_TOGETHER = "pieced_together"  # its parts stand in several places: see its pieces
    RETRACTED = "retracted"  # only in articles that were withdrawn
    NOT_FOUND = "not_found"


class DetailKind(StrEnum):
    """What a detail of a sentence is."""

    FIGURE = "figure"
    DATE = "date"
    NAME = "name"
    WORDS = "words"  # that deny, or have an opposite: only where a nearest quote says the contrary


class Standing(StrEnum):
    """How a detail stands to the nearest quotes of the archive."""

    AGREES = "agrees"
    DIFFERS = "differs"  # a nearest quote has another in its place
    NOWHERE = "nowhere"  # no nearest quote has it, or another in its place


class Together(StrEnum):
    """Where those details of a sentence that agree stand together, if they are two or more."""

    QUOTE = "quote"  # one quote has all, with its headline and the sentence before it
    ARTICLE = "article"  # one article has all, in several of the nearest quotes
    APART = "apart"  # each has some: none says what the sentence says of them together


@dataclass(frozen=True, slots=True)
class DraftRequest:
    """A draft with filters of what it is compared with. `as_of` None means now, and is the draft's day."""

    text: str
    as_of: datetime | None = None
    after: datetime | None = None
    before: datetime | None = None
    publishers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class CheckedQuotation:
    """A quotation, `text[start:end]` of the draft, without its marks. `total` places have it, or nearly.

    `places` are the most similar ones, `pieces` what one is pieced together from. `speaker` is who says it in
    the draft, `attribution` how that stands to who says it in these places: `differs` if it is nobody there,
    or not who says any piece; None where it is not clear.
    """

    text: str
    start: int
    end: int
    verdict: QuotationVerdict
    places: tuple[Occurrence, ...]
    total: int
    speaker: str | None = None
    attribution: Standing | None = None
    pieces: tuple[QuotePiece, ...] = ()


@dataclass(frozen=True, slots=True)
class Instead:
    """What a nearest quote has in place of a detail, by the quote's marker."""

    marker: int
    text: str


@dataclass(frozen=True, slots=True)
class Detail:
    """A figure, date or name of a sentence. `markers` are those of the nearest quotes that have it.

    `instead` is what they have in its place; empty where one agrees. `text` is "" where only they deny
    something.
    """

    kind: DetailKind
    text: str
    standing: Standing
    markers: tuple[int, ...] = ()
    instead: tuple[Instead, ...] = ()


@dataclass(frozen=True, slots=True)
class CheckedSentence:
    """A sentence, `text[start:end]` of the draft, and those of the archive that are nearest, best first.

    `retracted` are the markers of those that are of a retraction; they bear out no detail. `together` says
    where those details that agree stand together; None where fewer than two agree. `model_verdict` is what a
    model says of the sentence and those nearest that are not of a retraction; None where it was not asked, or
    gave no verdict.
    """

    text: str
    start: int
    end: int
    details: tuple[Detail, ...]
    nearest: tuple[Citation, ...]
    retracted: tuple[int, ...] = ()
    together: Together | None = None
    model_verdict: ReadVerdict | None = None


@dataclass(frozen=True, slots=True)
class CheckedDraft:
    """What the archive has of a draft as of a moment.

    `clear`: every quotation is exact, no detail and no speaker differs, and the quotes near to a sentence are
    not only of retractions; what a model says does not count. `warnings` say which versions were left out
    because they are not as they were stored, which articles because their publishers reserved them, and where
    the model gave no verdict. `model` is its name; None where none was asked.
    """

    as_of: datetime
    clear: bool
    quotations: tuple[CheckedQuotation, ...]
    sentences: tuple[CheckedSentence, ...]
    warnings: tuple[str, ...] = ()
    model: str | None = None

    def details(self) -> Iterator[Detail]:
        """Yield the details of all sentences."""
        for sentence in self.sentences:
            yield from sentence.details
