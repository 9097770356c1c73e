"""Whether citations are verbatim and point at the evidence; whether statements say only what they cite."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from eval.cases import GoldEvidence, GoldSpan
from eval.metrics.retrieval import overlap
from service.answer import Citation, Statement
from service.check import CheckedCitation, Verdict
from service.checks.claims import Failure, SourceSentence, claim_failures


@dataclass(frozen=True, slots=True)
class CitationScore:
    """Shares that are right; None where there is nothing to count."""

    precision: float | None
    recall: float | None


def verbatim_rate(checked: Sequence[CheckedCitation]) -> float | None:
    """Return the share of citations that the archive holds character by character; None without any."""
    return sum(each.verdict is Verdict.VALID for each in checked) / len(checked) if checked else None


def cited_span(citation: Citation) -> GoldSpan:
    """Return where a citation points."""
    return GoldSpan(citation.article_id, citation.version, citation.start, citation.end)


def citation_score(citations: Sequence[Citation], evidence: GoldEvidence) -> CitationScore:
    """Return the share of citations that overlap evidence, and of the needed facts that one overlaps.

    Without evidence there is no verdict.
    """
    if not evidence:
        return CitationScore(None, None)
    places = [cited_span(citation) for citation in citations]
    right = [any(overlap(each, span) for spans in evidence for span in spans) for each in places]
    cited = [any(overlap(each, span) for span in spans for each in places) for spans in evidence]
    return CitationScore(sum(right) / len(right) if right else None, sum(cited) / len(cited))


def unsupported(statement: Statement, as_of: datetime) -> tuple[Failure, ...]:
    """Return which numbers, dates, names and quoted words of a statement the quotations it cites do not have.

    Words are compared as the check on a model's statements does; meaning is not. A statement that is its
    quotation is borne out by it: "on Saturday" is then the article's Saturday, and the citation is dated.
    """
    if any(statement.text == citation.quote for citation in statement.citations):
        return ()
    cited = [
        SourceSentence(citation.quote, citation.said_at or as_of, citation.publisher)
        for citation in statement.citations
    ]
    return tuple(claim_failures(statement.text, cited, as_of))


def supported_share(statements: Sequence[Statement], as_of: datetime) -> float | None:
    """Return the share of statements with nothing unsupported; None without any."""
    right = [not unsupported(statement, as_of) for statement in statements]
    return sum(right) / len(right) if right else None
