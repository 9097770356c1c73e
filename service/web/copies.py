"""An answer taken along: as plain text, and as an evidence pack that stands alone."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from pydantic_core import to_json

from ingest.errors import NotFoundError
from ingest.store.archive import Archive
from ingest.text.clean import one_line
from service.answer import Answer, Citation
from service.summaries.summary import Summary
from service.web.layout import laid_out, long_day, web_address

# Characters of an article before and after a quotation in a pack.
_AROUND = 600


def plain_copy(cited: Answer | Summary) -> str:
    """Return statements with their markers and the list of sources, as plain text."""
    if cited.refusal:
        lines = [one_line(cited.refusal.message)]
    else:
        lines = [f"{one_line(each.text)} {_markers(each.citations)}" for each in cited.statements]
    return "\n".join([*lines, "", *(_source(each) for each in cited.citations), ""])


def _markers(citations: tuple[Citation, ...]) -> str:
    return "".join(f"[{citation.marker}]" for citation in citations)


def _source(citation: Citation) -> str:
    publisher = one_line(citation.publisher or "unknown publisher")
    head = f"[{citation.marker}] {publisher}, {long_day(citation.published_at)}: {one_line(citation.title)}"
    address = web_address(citation.url)
    return f"{head}. {one_line(address)}" if address else head


@dataclass(frozen=True, slots=True)
class Exhibit:
    """A citation with the text around its quote; None where the archive no longer has the version."""

    citation: Citation
    before: str | None
    after: str | None


def evidence_pack(archive: Archive, title: str, cited: Answer | Summary, at: datetime) -> str:
    """Return an HTML file that needs nothing else: the answer, its quotes in context, versions and hashes.

    It holds the answer as JSON too, which `dateline check` compares with the archive.
    """
    return laid_out(
        "pack.html.j2",
        title=title,
        cited=cited,
        exhibits=list(_exhibits(archive, cited)),
        at=at,
        # Nothing in it can end the element that it stands in.
        record=to_json(cited).decode().replace("<", "\\u003c"),
    )


def _exhibits(archive: Archive, cited: Answer | Summary) -> Iterator[Exhibit]:
    for citation in cited.citations:
        try:
            text = archive.version(citation.article_id, citation.version).text
        except NotFoundError:
            yield Exhibit(citation, None, None)
            continue
        before = text[max(citation.start - _AROUND, 0) : citation.start]
        yield Exhibit(citation, before, text[citation.end : citation.end + _AROUND])
