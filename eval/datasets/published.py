"""What every reader gives: cases, and the articles of the archive to ask."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

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
)
from ingest.article import Draft, article_id
from ingest.document import Document, Media
from ingest.errors import RejectedDocument
from ingest.extract.draft import Fields, to_draft
from ingest.text.clean import normalise_text

_TITLE_WORDS = 12


class Measure(StrEnum):
    """What a set can measure."""

    RETRIEVAL = "retrieval"  # its cases have evidence spans
    ANSWERS = "answers"  # its gold facts are short enough to be looked for in statements
    CHOICES = "choices"
    CITATIONS = "citations"
    REFUSALS = "refusals"  # it has questions that its articles do not answer, and says why they do not
    CONFLICTS = "conflicts"  # it has wrong answers, too
    SUMMARIES = "summaries"
    FAITHFULNESS = "faithfulness"  # it has claims that hold or not
    CARRYING = "carrying"  # it has follow-ups of dialogues
    SPEAKERS = "speakers"  # it has quotations with who said them
    DISAGREEMENTS = "disagreements"  # it has sources that disagree or do not
    NOTICES = "notices"  # it has articles that are corrected, withdrawn, or neither
    TIMEXES = "timexes"  # it has sentences with all the times that they name


@dataclass(frozen=True, slots=True)
class EvalSet:
    """A published set. `rejected` are articles of it that no archive takes, for want of text."""

    name: str
    measures: tuple[Measure, ...]
    cases: tuple[Case, ...] = ()
    summaries: tuple[SummaryCase, ...] = ()
    claims: tuple[Claim, ...] = ()
    follow_ups: tuple[FollowUp, ...] = ()
    attributions: tuple[Attribution, ...] = ()
    comparisons: tuple[SourceComparison, ...] = ()
    notices: tuple[NoticeCase, ...] = ()
    timexes: tuple[TimexCase, ...] = ()
    drafts: tuple[Draft, ...] = ()
    rejected: tuple[RejectedDocument, ...] = ()

    @property
    def all(self) -> tuple[AnyCase, ...]:
        """All cases, of whatever kind."""
        return (
            *self.cases,
            *self.summaries,
            *self.claims,
            *self.follow_ups,
            *self.attributions,
            *self.comparisons,
            *self.notices,
            *self.timexes,
        )

    def documents(self) -> Iterator[Document]:
        """Yield the articles as documents for ingest, which makes the same drafts of them."""
        return map(document_of, self.drafts)


class Drafts:
    """Collects the articles of a set, each once."""

    def __init__(self) -> None:
        self._drafts: dict[str, Draft] = {}

    def add(self, fields: Fields) -> Draft:
        """Return the article that ingest makes of the fields; a missing title is made of its first words."""
        title = fields.title or headline(fields.text)
        draft = to_draft(
            Fields(
                title=title,
                text=fields.text,
                url=fields.url,
                guid=fields.guid,
                publisher=fields.publisher,
                byline=fields.byline,
                section=fields.section,
                published_at=fields.published_at,
            )
        )
        return self._drafts.setdefault(article_id(draft), draft)

    def all(self) -> tuple[Draft, ...]:
        return tuple(self._drafts.values())


def headline(text: str) -> str:
    """Return the first words of a text."""
    return " ".join(text.split()[:_TITLE_WORDS])


def whole_text(draft: Draft) -> GoldSpan:
    """Return the place that is the whole text of an article."""
    return GoldSpan(article_id(draft), 1, 0, len(draft.text))


def find_nearest(draft: Draft, quote: str, near: int = 0) -> GoldSpan | None:
    """Return where the text has the words of a quote, the place nearest to the offset `near`, if any.

    White space may differ: ingest cleans it.
    """
    return min(find_all(draft, quote), key=lambda span: abs(span.start - near), default=None)


def find_all(draft: Draft, quote: str) -> Sequence[GoldSpan]:
    """Return all places where the text has the words of a quote, in whatever case, but not inside a word."""
    parts = normalise_text(quote).split()
    if not parts:
        return ()
    pattern = r"\s+".join(map(re.escape, parts))
    if parts[0][0].isalnum():
        pattern = rf"(?<!\w){pattern}"
    if parts[-1][-1].isalnum():
        pattern = rf"{pattern}(?!\w)"
    id_ = article_id(draft)
    return tuple(GoldSpan(id_, 1, *match.span()) for match in re.finditer(pattern, draft.text, re.I))


def spans_of(drafts: Iterable[Draft], wording: str) -> tuple[GoldSpan, ...]:
    """Return all places where one of the articles has the words."""
    return tuple(span for draft in drafts for span in find_all(draft, wording))


def document_of(draft: Draft) -> Document:
    """Return an article as a document for ingest, which makes the same draft of it."""
    fields = ("title", "text", "url", "guid", "publisher", "byline", "section", "language", "agency")
    record = {name: getattr(draft, name) for name in fields} | {"kind": str(draft.kind)}
    if draft.published_at:
        record["published_at"] = draft.published_at.isoformat()
    if draft.modified_at:
        record["modified_at"] = draft.modified_at.isoformat()
    return Document(draft.guid or draft.url or draft.title, Media.RECORD, json.dumps(record).encode())
