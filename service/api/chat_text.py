"""The content of a chat message: an answer in Markdown, piece by piece, with the place of every marker.

Titles, quotations and addresses are other people's text: they cannot become links, images, HTML or markers.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from urllib.parse import quote

from ingest.text import one_line
from service.answer import Answer, Citation, Disagreement, Refusal, Statement, fallback_note

_SPECIAL = re.compile(r"[\\`*_\[\]<>~$]|&(?=#?\w+;)")
# What begins a heading, a list, a quotation or a table when it stands at the start of a line.
_LINE_START = re.compile(r"^(\d*)([#+=.)|:-])")
# Where chat programs see an address in plain text, a bare host among them; a zero-width space keeps it text.
_ADDRESS = re.compile(r"(?<=:/)(?=/)|(?<=\bwww)(?=\.)|(?=@)|(?<=\w\.)(?=[^\W\d_]{2})", re.I)
_WEB = re.compile(r"https?://[^/?#\s@]+(?:[/?#].*)?", re.I | re.S)
# Not (, ), [, ], < and *, which Markdown reads, nor $, which begins a formula.
_SAFE_IN_URL = "/:?#@!&+,;=%-.'"


@dataclass(frozen=True, slots=True)
class UrlCitation:
    """Where a marker stands in the content, `content[start_index:end_index]`, and what it points to.

    Indexes are Unicode code points, end exclusive.
    """

    start_index: int
    end_index: int
    url: str
    title: str


@dataclass(frozen=True, slots=True)
class Annotation:
    """A citation in the OpenAI format."""

    url_citation: UrlCitation
    type: Literal["url_citation"] = "url_citation"


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of the content with the annotations of its markers."""

    content: str = ""
    annotations: tuple[Annotation, ...] = ()


class Composer:
    """Makes the pieces of one message. `base_url`, with a slash at its end, is this service's own."""

    def __init__(self, base_url: str) -> None:
        self._base_url = base_url
        self._length = 0

    def state(self, statement: Statement) -> Piece:
        """Return a statement with its markers."""
        gap = ["\n\n"] if self._length else []
        note = [f" ({plain(statement.note)})"] if statement.note else []
        return self._piece([*gap, plain(statement.text), *_marked(statement.citations), *note])

    def close(self, answer: Answer) -> Piece:
        """Return what follows the statements: where sources differ, and the list of sources."""
        listed = {citation.marker: citation for citation in answer.citations}
        if answer.refusal:
            return self._piece(self._refused(answer.refusal, listed.values()))
        parts: list[str | Citation] = []
        for found in answer.disagreements:
            parts += ["\n\n", *_differing(found, listed)]
        if reason := fallback_note(answer.writer, answer.writing):
            parts.append(f"\n\n{plain(reason)}")
        return self._piece([*parts, "\n\nSources:\n", *self._sources(listed.values())])

    def _refused(self, refusal: Refusal, nearest: Iterable[Citation]) -> Iterator[str | Citation]:
        yield f"No answer ({refusal.reason}): {plain(refusal.message)}"
        if refusal.nearest:
            yield "\n\nNearest passages:\n"
        yield from self._sources(nearest)

    def _sources(self, cited: Iterable[Citation]) -> Iterator[str | Citation]:
        for each in cited:
            yield from ("\n- ", each, f" {self._source(each)}")

    def _source(self, citation: Citation) -> str:
        publisher = plain(citation.publisher or "unknown publisher")
        title = plain(citation.title)
        return f"{publisher}, {_day(citation.published_at)}: {title} — {self._address(citation)}"

    def _piece(self, parts: Iterable[str | Citation]) -> Piece:
        content, annotations = "", []
        for part in parts:
            if isinstance(part, str):
                content += part
                continue
            start = self._length + len(content)
            content += f"[{part.marker}]"
            place = UrlCitation(start, self._length + len(content), self._address(part), one_line(part.title))
            annotations.append(Annotation(place))
        self._length += len(content)
        return Piece(content, tuple(annotations))

    def _address(self, citation: Citation) -> str:
        """Return the article's address, or this service's own of the version."""
        if citation.url and _WEB.fullmatch(citation.url):
            return _tame(citation.url)
        return _tame(f"{self._base_url}v1/articles/{citation.article_id}/versions/{citation.version}")


def plain(text: str) -> str:
    """Return one line of Markdown that shows the text and nothing else."""
    escaped = _SPECIAL.sub(lambda found: f"\\{found[0]}", one_line(text))
    return _ADDRESS.sub("\u200b", _LINE_START.sub(r"\1\\\2", escaped))


def _tame(url: str) -> str:
    """Return the address with what Markdown or HTML would read in percent-encoding."""
    return quote(url, safe=_SAFE_IN_URL)


def _marked(citations: Iterable[Citation]) -> Iterator[str | Citation]:
    for citation in citations:
        yield " "
        yield citation


def _differing(found: Disagreement, listed: dict[int, Citation]) -> Iterator[str | Citation]:
    cited = [listed[marker] for marker in found.markers if marker in listed]
    yield "Sources differ: "
    if len(found.values) != len(cited):
        yield "; ".join(map(plain, found.values))
        yield from _marked(cited)
        return
    for index, (value, citation) in enumerate(zip(found.values, cited, strict=True)):
        yield f"{'; ' if index else ''}{plain(value)} "
        yield citation


def _day(moment: datetime | None) -> str:
    return f"{moment.day} {moment:%B %Y}" if moment else "undated"
