"""Who says what a cited sentence has in quotation marks, found in the text of its version."""

from __future__ import annotations

from dataclasses import replace

from ingest.errors import NotFoundError
from ingest.store.archive import Archive
from ingest.text.speakers import speaker_of
from service.answer import Citation, Speaker, Statement


def with_speakers(archive: Archive, statement: Statement) -> Statement:
    """Return the statement, its citations with the speakers of what they quote, where those are clear."""
    citations = tuple(
        replace(each, speaker=speaker) if (speaker := _speaker(archive, each)) else each
        for each in statement.citations
    )
    return replace(statement, citations=citations)


def speaker_in(text: str, start: int, end: int) -> Speaker | None:
    """Return who says what stands in quotation marks within `text[start:end]`, where that is clear."""
    span = speaker_of(text, start, end)
    return Speaker(text[slice(*span)], *span) if span else None


def _speaker(archive: Archive, citation: Citation) -> Speaker | None:
    """Return the speaker. It is not stored: to find it takes half a millisecond for 1,000 characters."""
    try:
        version = archive.version(citation.article_id, citation.version)
    except NotFoundError:  # removed since the sentence was found
        return None
    if version.sha256 != citation.sha256:
        return None
    return speaker_in(version.text_around(citation.start), citation.start, citation.end)
