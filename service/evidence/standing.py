"""What has become of the versions that are cited: corrected, replaced, withdrawn."""

from __future__ import annotations

from dataclasses import replace

from ingest.article import Kind
from ingest.errors import NotFoundError
from ingest.store.archive import Archive
from service.answer import Citation, Statement


def with_standing(archive: Archive, statement: Statement) -> Statement:
    """Return the statement, its citations with what is to be known of their versions today."""
    citations = tuple(replace(each, standing=standing(archive, each)) for each in statement.citations)
    return replace(statement, citations=citations)


def standing(archive: Archive, citation: Citation) -> str | None:
    """Return what is to be known of the version that a citation is of, None for a first and only one."""
    try:
        versions = archive.versions(citation.article_id)
    except NotFoundError:
        return "no longer in the archive"
    cited = next((each for each in versions if each.number == citation.version), None)
    if cited is None:
        return "no longer in the archive"
    if versions[-1].kind is Kind.RETRACTION:
        return "withdrawn by its publisher"
    if cited.number < versions[-1].number:
        return f"version {cited.number}, since replaced"
    if cited.kind is Kind.CORRECTION:
        return "corrected"
    return f"version {cited.number}" if cited.number > 1 else None
