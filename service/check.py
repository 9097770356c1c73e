"""Whether an answer still holds: citations character by character, and what stands on them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Self

from ingest.article import Article, Version, text_sha256
from ingest.errors import InputError, NotFoundError
from ingest.store.archive import Archive
from service.answer import EXTRACTIVE, Answer, Citation, Statement, Support
from service.checks.claims import SourceSentence
from service.summaries.summary import Summary
from service.writers.form import flaw_of_form
from service.writers.proof import flaw_of_content
from service.writers.reply import ProposedStatement


class Verdict(StrEnum):
    """What comparing a citation with the archive gave."""

    VALID = "valid"
    ALTERED = "altered"  # the quote, its offsets or the hash are not those of the stored text
    MISSING = "missing"  # the archive does not hold that version


@dataclass(frozen=True, slots=True)
class CheckedCitation:
    """`stale` means that a later version of the article exists: the quotation is right, if not current."""

    marker: int
    article_id: str
    version: int
    verdict: Verdict
    stale: bool
    message: str


@dataclass(frozen=True, slots=True)
class CheckedStatement:
    """Whether a statement is borne out by what it cites; `markers` are those of its citations."""

    text: str
    support: Support
    markers: tuple[int, ...]
    holds: bool
    message: str


@dataclass(frozen=True, slots=True)
class CheckResult:
    """The result of each citation and statement; `all_valid` is false when there is no citation."""

    all_valid: bool
    citations: list[CheckedCitation]
    statements: list[CheckedStatement]

    @classmethod
    def of(cls, citations: list[CheckedCitation], statements: Sequence[CheckedStatement] = ()) -> Self:
        valid = bool(citations) and all(each.verdict is Verdict.VALID for each in citations)
        return cls(valid and all(each.holds for each in statements), citations, list(statements))


def check_citations(archive: Archive, citations: Iterable[Citation]) -> list[CheckedCitation]:
    """Compare citations with the archive, in their order."""
    return [_check(archive, citation) for citation in citations]


def check_answer(archive: Archive, answer: Answer | Summary) -> list[CheckedCitation]:
    """Compare citations with the archive, and each statement that is a quotation with its own.

    Raises InputError for what cannot be an answer of ours: with nothing to check, it would have no fault.
    """
    if bool(answer.statements) == bool(answer.refusal):
        raise InputError("an answer has either statements or a refusal")
    if not all(statement.citations for statement in answer.statements):
        raise InputError("a statement of the answer has no citation")
    if answer.writer == EXTRACTIVE and any(s.support is not Support.QUOTED for s in answer.statements):
        raise InputError(f"an answer of the {EXTRACTIVE} writer has quotations only")
    if answer.refusal:
        return check_citations(archive, answer.citations)
    return [each for statement in answer.statements for each in _check_statement(archive, statement)]


def check_statements(archive: Archive, answer: Answer | Summary) -> list[CheckedStatement]:
    """Say of each statement whether it stands on its citations, which are compared as well.

    A quotation must be what it cites, character by character. A model's wording must pass the checks that it
    passed when it was written, read from the quotes alone.
    """
    return [_said(statement, _flaw(archive, statement, answer.as_of)) for statement in answer.statements]


def _flaw(archive: Archive, statement: Statement, as_of: datetime) -> str | None:
    """Return why a statement does not hold, or None."""
    wrong = [
        each for each in check_citations(archive, statement.citations) if each.verdict is not Verdict.VALID
    ]
    if wrong:
        return f"its citation [{wrong[0].marker}] is {wrong[0].verdict}"
    if statement.text in {citation.quote for citation in statement.citations}:
        return None
    if statement.support is Support.QUOTED:
        return "it is not what its citation quotes"
    proposed = ProposedStatement(statement.text, tuple(range(1, len(statement.citations) + 1)))
    if flaw := flaw_of_form(statement.text, proposed, len(statement.citations)):
        return flaw
    sources = [_source(archive, citation) for citation in statement.citations]
    return flaw_of_content(statement.text, sources, as_of)


def _source(archive: Archive, citation: Citation) -> SourceSentence:
    """Return a citation's quote as a sentence that a statement is read against."""
    version = archive.version(citation.article_id, citation.version)
    said_at = version.public_since(max(citation.start, 0))
    return SourceSentence(citation.quote, said_at, citation.publisher)


def _said(statement: Statement, flaw: str | None) -> CheckedStatement:
    markers = tuple(citation.marker for citation in statement.citations)
    quoted = statement.support is Support.QUOTED
    fine = "it is what its citation quotes" if quoted else "its quotes bear it out"
    return CheckedStatement(statement.text, statement.support, markers, flaw is None, flaw or fine)


def _check_statement(archive: Archive, statement: Statement) -> list[CheckedCitation]:
    checked = check_citations(archive, statement.citations)
    quotes = {citation.quote for citation in statement.citations}
    if statement.support is not Support.QUOTED or statement.text in quotes:
        return checked
    problem = f"the statement {_short(statement.text)} is not what its citation quotes"
    return [
        replace(each, verdict=Verdict.ALTERED, message=problem) if each.verdict is Verdict.VALID else each
        for each in checked
    ]


def _check(archive: Archive, citation: Citation) -> CheckedCitation:
    try:
        version = archive.version(citation.article_id, citation.version)
        article = archive.article(citation.article_id)
    except NotFoundError as exc:
        return _checked(citation, Verdict.MISSING, str(exc))
    if problem := _difference(citation, article, version):
        return _checked(citation, Verdict.ALTERED, problem)
    if version.visible_until is None:
        return _checked(citation, Verdict.VALID, "the stored text has exactly these words")
    later = archive.version(citation.article_id)
    message = f"the stored text has exactly these words; version {later.number} has replaced it since"
    return _checked(citation, Verdict.VALID, message, stale=True)


def _difference(citation: Citation, article: Article, version: Version) -> str | None:
    """Return the first way in which the citation is not what the archive says."""
    if version.sha256 != text_sha256(version.text):
        return (
            "the stored text does not have the hash that it was stored with: the archive was changed; "
            "run `dateline verify`"
        )
    if citation.sha256 != version.sha256:
        return f"the citation's hash is {citation.sha256[:12]}…, the stored text's {version.sha256[:12]}…"
    stored = version.text[max(citation.start, 0) : max(citation.end, 0)]
    # Python's slices forgive a start before the text and an end after it; a citation must not.
    exact = citation.start >= 0 and citation.end - citation.start == len(citation.quote)
    if stored != citation.quote or not exact:
        return f"the stored text has {_short(stored)} at {citation.start}-{citation.end}"
    who, meant = citation.speaker, citation.referent
    people = [(who.name, who.start, who.end)] if who else []
    people += [(meant.text, meant.start, meant.end)] if meant else []
    for name, start, end in people:
        named = version.text[max(start, 0) : max(end, 0)]
        if start < 0 or named != name:
            return f"the stored text has {_short(named)} at {start}-{end}, the citation {_short(name)}"
    article_fields = (
        ("title", citation.title, version.title),
        ("publisher", citation.publisher, article.publisher),
        ("URL", citation.url, article.url),
        ("publication time", citation.published_at, version.published_at),
        ("time of the post", citation.posted_at, version.posted_at(max(citation.start, 0))),
    )
    for name, cited, kept in article_fields:
        if cited != kept:
            return f"the {name} is {kept!s}, the citation says {cited!s}"
    return None


def _short(text: str, limit: int = 80) -> str:
    return repr(text if len(text) <= limit else f"{text[:limit]}…")


def _checked(citation: Citation, verdict: Verdict, message: str, *, stale: bool = False) -> CheckedCitation:
    return CheckedCitation(citation.marker, citation.article_id, citation.version, verdict, stale, message)
