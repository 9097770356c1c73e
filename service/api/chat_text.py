"""The content of a chat message: an answer or a summary in Markdown, piece by piece.

Titles, quotations and addresses are other people's text: they cannot become links, images, HTML or markers.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal
from urllib.parse import quote

from ingest.moments import long_day
from ingest.text.clean import one_line
from service.answer import (
    Answer,
    Citation,
    CitedText,
    Refusal,
    Statement,
    age_line,
    fallback_note,
)
from service.api.plain_text import guarded, plain
from service.summaries.styles import Style
from service.summaries.summary import EventDate, Side, Summary

_WEB = re.compile(r"https?://[^/?#\s@]+(?:[/?#].*)?", re.I | re.S)
# Not (, ), [, ], <, * and ;, which Markdown reads, nor $, which begins a formula.
_SAFE_IN_URL = "/:?#@!&+,=%-.'"
_BULLET = "- "


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
    """A part of the content with the annotations of its markers. A message is never cut within one."""

    content: str = ""
    annotations: tuple[Annotation, ...] = ()


class Composer:
    """Makes the pieces of one message. `base_url`, with a slash at its end, is this service's own."""

    def __init__(self, base_url: str) -> None:
        self._base_url = base_url
        self._length = 0

    def say(self, text: str) -> Piece:
        """Return what Dateline says itself, as it is."""
        return self._piece([*self._gap(), text])

    def carry(self, words: Sequence[str]) -> Piece:
        """Return what was carried from earlier turns, above the statements."""
        return self._piece([*self._gap(), plain(f"Carried: {', '.join(words)}")])

    def state(self, statement: Statement) -> Piece:
        """Return a statement with its markers."""
        return self._piece([*self._gap(), *_stated(statement)])

    def close(self, answer: Answer) -> Iterator[Piece]:
        """Yield what follows the statements: where sources differ, changed or are old, and their list."""
        if answer.refusal:
            yield from self._refused("No answer", answer.refusal, answer.citations)
            return
        listed = _listed(answer)
        for found in answer.disagreements:
            yield self._piece(["\n\nSources differ: ", *_valued(found.values, found.markers, listed)])
        for update in answer.updates:
            yield self._piece(["\n\nUpdated: ", *_valued(update.said, update.markers, listed)])
        if age := age_line(answer):
            yield self._piece([f"\n\n{age}"])
        yield from self._end(answer, listed.values())

    def summary(self, summary: Summary) -> Iterator[Piece]:
        """Yield a summary in its style, then where sources differ, and the list of sources."""
        if summary.refusal:
            yield from self._refused("No summary", summary.refusal, summary.citations)
            return
        listed = _listed(summary)
        for index, statement in enumerate(summary.statements):
            event = summary.events[index] if summary.events else None
            yield self._piece([*self._gap(summary.style, index), *_stated(statement, event, summary.style)])
        for dispute in summary.disputes:
            yield self._piece(["\n\nSources differ: ", *_sides(dispute.sides, listed)])
        yield from self._end(summary, listed.values())

    def _gap(self, style: Style = Style.BRIEF, index: int = 0) -> list[str]:
        if not self._length:
            return []
        return ["\n"] if index and style is not Style.BRIEF else ["\n\n"]

    def _end(self, text: Answer | Summary, cited: Iterable[Citation]) -> Iterator[Piece]:
        if reason := fallback_note(text.writer, text.writing):
            yield self._piece([f"\n\n{plain(reason)}"])
        for warning in text.warnings:
            yield self._piece([f"\n\n{plain(warning)}"])
        yield from self._sources("Sources", cited)

    def _refused(self, what: str, refusal: Refusal, nearest: Iterable[Citation]) -> Iterator[Piece]:
        yield self._piece([*self._gap(), f"{what} ({refusal.reason}): {plain(refusal.message)}"])
        yield from self._sources("Nearest passages", nearest)

    def _sources(self, heading: str, cited: Iterable[Citation]) -> Iterator[Piece]:
        """Yield the list of sources line by line, its heading with the first."""
        for index, each in enumerate(cited):
            yield self._piece(["" if index else f"\n\n{heading}:\n", "\n- ", each, f" {self._source(each)}"])

    def _source(self, citation: Citation) -> str:
        publisher = citation.publisher or "unknown publisher"
        named = f"{publisher}, {citation.said_on}: {citation.title}"
        address = f" — {self._address(citation)}"
        return f"{plain(named, f'[{citation.marker}] ', address)}{address}"

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


def _tame(url: str) -> str:
    """Return the address with what Markdown or HTML would read in percent-encoding."""
    quoted = quote(url, safe=_SAFE_IN_URL)
    return quoted if plain(quoted) == quoted else quoted.replace("_", "%5F").replace("~", "%7E")


def _stated(
    statement: Statement, event: EventDate | None = None, style: Style = Style.BRIEF
) -> Iterator[str | Citation]:
    """Yield a statement with its markers and who is meant: a paragraph, or an item of a list with its day."""
    head = f"{_days(event)}: " if event else ""
    if style is not Style.BRIEF:
        yield _BULLET
    yield f"{head}{plain(statement.told, head)}"
    yield from _marked(statement.citations)
    if statement.said_by:
        yield f" (said by {plain(one_line(statement.said_by))})"
    for note in statement.notes:
        yield f" ({plain(note)})"


def _marked(citations: Iterable[Citation]) -> Iterator[str | Citation]:
    for citation in citations:
        yield " "
        yield citation


def _listed(text: CitedText) -> dict[int, Citation]:
    return {citation.marker: citation for citation in text.citations}


def _valued(
    values: Sequence[str], markers: Sequence[int], listed: dict[int, Citation]
) -> Iterator[str | Citation]:
    cited = [listed[marker] for marker in markers if marker in listed]
    if len(values) != len(cited):
        yield "; ".join(map(guarded, values))
        yield from _marked(cited)
        return
    for index, (value, citation) in enumerate(zip(values, cited, strict=True)):
        yield f"{'; ' if index else ''}{guarded(value)} "
        yield citation


def _sides(sides: Sequence[Side], listed: dict[int, Citation]) -> Iterator[str | Citation]:
    """Yield who gives which value since when."""
    for index, side in enumerate(sides):
        who = " in ".join(name for name in (side.speaker, side.publisher) if name) or "unknown publisher"
        said = guarded(f"{side.value} ({who}, since {long_day(side.since)})")
        yield f"{'; ' if index else ''}{said}"
        yield from _marked(listed[marker] for marker in side.markers if marker in listed)


def _days(event: EventDate) -> str:
    days = f"{event.start}" if event.start == event.end else f"{event.start} to {event.end}"
    return days if event.words else f"{days} (published)"
