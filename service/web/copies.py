"""An answer taken along: as plain text, and as an evidence pack that stands alone."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from pydantic_core import to_json

from ingest.errors import NotFoundError
from ingest.library import Library
from ingest.moments import long_day
from ingest.store.allowance import WHOLE
from ingest.text.clean import one_line, unaccented
from service.answer import Answer, Citation, Statement, Support, carried_by, fallback_note, remarks
from service.summaries.summary import Summary
from service.web.layout import laid_out, span_name, web_address

# Characters of an article before and after a quotation in a pack.
_AROUND = 600


# What is to be known of the version that a citation is of.
Mark = Callable[[Citation], str | None]


class CopyForm(StrEnum):
    """As what an answer is taken along."""

    TEXT = "text"
    MARKDOWN = "markdown"
    JSON = "json"
    PACK = "pack"

    @property
    def media_type(self) -> str:
        return {
            CopyForm.TEXT: "text/plain",
            CopyForm.MARKDOWN: "text/markdown",
            CopyForm.JSON: "application/json",
            CopyForm.PACK: "text/html",
        }[self]

    @property
    def is_file(self) -> bool:
        return self in (CopyForm.JSON, CopyForm.PACK)


def heading(title: str, cited: Answer | Summary) -> str:
    """Return in a line what was asked, and as of when."""
    return f"{one_line(title)} (as of {long_day(cited.as_of)})"


def file_name(title: str, cited: Answer | Summary, form: CopyForm) -> str:
    """Return a name for a file: some words of the title, the day, and its ending."""
    words = "-".join(re.findall(r"[a-z0-9]+", unaccented(title))[:8]) or "answer"
    return f"{words[:60]}-{cited.as_of:%Y-%m-%d}.{'html' if form is CopyForm.PACK else 'json'}"


def plain_copy(title: str, cited: Answer | Summary, mark: Mark) -> str:
    """Return the question, statements with their markers and notes, where sources differ, and the sources."""
    lines = [heading(title, cited), ""]
    if cited.refusal:
        lines += [f"No answer: {one_line(cited.refusal.message)}"]
    lines += [f"{_day_of(cited, index)}{_stated(each)}" for index, each in enumerate(cited.statements)]
    lines += remarks_on(cited)
    lines += [one_line(warning) for warning in cited.warnings]
    if note := fallback_note(cited.writer, cited.writing):
        lines.append(note)
    named = "Nearest passages:" if cited.refusal else "Sources:"
    return "\n".join([*lines, "", named, *(_source(each, mark(each)) for each in cited.citations), ""])


def _day_of(cited: Answer | Summary, index: int) -> str:
    """Return the day of a timeline's statement, before it; "" for any other."""
    if not isinstance(cited, Summary) or not cited.events:
        return ""
    event = cited.events[index]
    return f"{span_name(event.start, event.end)}{'' if event.words else ' (published)'}: "


def _stated(statement: Statement) -> str:
    notes = [f"said by {one_line(statement.said_by)}"] if statement.said_by else []
    notes += ["worded by a model, checked"] if statement.support is Support.CHECKED else []
    notes += statement.notes
    note = f" ({'; '.join(notes)})" if notes else ""
    return f"{statement.told} {_markers(statement.citations)}{note}"


def remarks_on(cited: Answer | Summary) -> Iterator[str]:
    """Yield on what sources differ, what later ones changed, and how old an answer's are, a line each."""
    if isinstance(cited, Summary):
        for dispute in cited.disputes:
            sides = (f"{one_line(side.value)} {_numbers(side.markers)}" for side in dispute.sides)
            yield f"Sources differ: {'; '.join(sides)}"
        return
    yield from remarks(cited)


def _numbers(markers: Iterable[int]) -> str:
    return "".join(f"[{marker}]" for marker in markers)


def _markers(citations: tuple[Citation, ...]) -> str:
    return _numbers(citation.marker for citation in citations)


def _source(citation: Citation, note: str | None) -> str:
    publisher = one_line(citation.publisher or "unknown publisher")
    head = f"[{citation.marker}] {publisher}, {citation.said_on}: {one_line(citation.title)}"
    known = "; ".join(each for each in (note, carried_by(citation)) if each)
    head += f" ({known})" if known else ""
    address = web_address(citation.url)
    return f"{head}. {one_line(address)}" if address else head


@dataclass(frozen=True, slots=True)
class Exhibit:
    """A citation with the text around its quote; None where the archive no longer has the version.

    Of an article that its publisher reserved there is none. `note` is what is to be known of the version, as
    that it was withdrawn.
    """

    citation: Citation
    note: str | None
    before: str | None
    after: str | None


def evidence_pack(library: Library, title: str, cited: Answer | Summary, at: datetime, mark: Mark) -> str:
    """Return an HTML file that needs nothing else: the answer, its quotes in context, versions and hashes.

    It holds the answer as JSON too, which `dateline check` compares with the archive.
    """
    return laid_out(
        "pack.html.j2",
        title=heading(title, cited),
        cited=cited,
        remarks=list(remarks_on(cited)),
        note=fallback_note(cited.writer, cited.writing),
        exhibits=list(_exhibits(library, cited, mark)),
        days=[_day_of(cited, index) for index in range(len(cited.statements))],
        at=at,
        # Nothing in it can end the element that it stands in.
        record=to_json(cited).decode().replace("<", "\\u003c"),
    )


def _exhibits(library: Library, cited: Answer | Summary, mark: Mark) -> Iterator[Exhibit]:
    for citation in cited.citations:
        try:
            text = library.archive.version(citation.article_id, citation.version).text
        except NotFoundError:
            yield Exhibit(citation, mark(citation), None, None)
            continue
        if library.passages.allowance(citation.article_id) != WHOLE:
            yield Exhibit(citation, mark(citation), "", "")
            continue
        yield Exhibit(citation, mark(citation), _before(text, citation.start), _after(text, citation.end))


def _before(text: str, start: int) -> str:
    if start <= _AROUND:
        return text[:start]
    return "… " + text[start - _AROUND : start].partition(" ")[2]


def _after(text: str, end: int) -> str:
    if len(text) - end <= _AROUND:
        return text[end:]
    return text[end : end + _AROUND].rpartition(" ")[0] + " …"
