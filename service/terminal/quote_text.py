"""Where words stand, as plain text for people. `width` is in columns; None leaves every line whole."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ingest.terminal.output import wrap
from ingest.text.clean import one_line
from service.quotes.align import Change
from service.quotes.lookup import Match, Occurrence, QuoteResult
from service.terminal.answer_text import publisher_and_time, standing_text

_INDENT = "    "
_LONGEST = 80  # characters of a change that are shown


def quote_text(result: QuoteResult, width: int | None = None) -> str:
    """Return where the words stand, a block for each place, and how many places there are."""
    if not result.found:
        blocks = [wrap("No article has these words, exactly or nearly.", width)]
    else:
        blocks = [_tally(result), *(place_text(place, width) for place in result.found)]
        if not result.stands:
            blocks.append(wrap("No article has these words any more: see REPLACED and RETRACTED.", width))
    if not result.complete:
        blocks.append(wrap("More passages have these words than were compared; give more of them.", width))
    return "\n\n".join([*blocks, *(wrap(one_line(warning), width) for warning in result.warnings)])


def _tally(result: QuoteResult) -> str:
    counts = ((result.total, "place"), (result.articles, "article"), (result.publishers, "publisher"))
    found = ", ".join(f"{count:,} {noun if count == 1 else noun + 's'}" for count, noun in counts)
    shown = len(result.found)
    return f"{found}:" if shown == result.total else f"{found}; the first {shown}:"


def place_text(place: Occurrence, width: int | None = None) -> str:
    """Return one place with its source, what stands around it, and what differs."""
    citation = place.citation
    head = f"[{citation.marker}] {publisher_and_time(citation)}: {one_line(citation.title)}"
    lines = [wrap(f"{head}{standing_text(citation)}", width, _INDENT).removeprefix(_INDENT)]
    if citation.url:
        lines.append(f"{_INDENT}{one_line(citation.url)}")  # never folded, so that it can be clicked
    lines += _around(place, width)
    lines += [wrap(warning, width, _INDENT) for warning in _warnings(place)]
    said_by = f"said by {one_line(citation.speaker.name)}; " if citation.speaker else ""
    lines.append(wrap(f"{said_by}{_said(place)} ({where_text(place)})", width, _INDENT))
    return "\n".join(lines)


def _warnings(place: Occurrence) -> Iterator[str]:
    """Yield why the words may not be relied on."""
    if place.retracted:
        yield "RETRACTED: the publisher has withdrawn this article"
    elif place.gone:
        yield "REPLACED: the newest version of this article no longer has these words"


def _around(place: Occurrence, width: int | None) -> Iterator[str]:
    if place.preceding:
        yield wrap(place.preceding, width, f"{_INDENT}  ")
    yield wrap(place.sentence, width, f"{_INDENT}> ")
    if place.following:
        yield wrap(place.following, width, f"{_INDENT}  ")


def _said(place: Occurrence) -> str:
    if place.match is Match.EXACT:
        return "exact"
    if place.same_words:
        return f"the same words; {changes_text(place.changes)}" if place.changes else "the same words"
    near = "near, but one of the two denies it" if place.negates else "near"
    return f"{near}; {changes_text(place.changes)}"


def where_text(place: Occurrence) -> str:
    """Return in short where a place is: article, version and characters."""
    citation = place.citation
    stands = f"version {citation.version}, {citation.start}-{citation.end}"
    return f"article {one_line(citation.article_id)}, {stands}"


def changes_text(changes: Sequence[Change]) -> str:
    """Return what the stored text has in place of what was looked for."""
    return "; ".join(map(_change, changes))


def _change(change: Change) -> str:
    if change.elided:
        return f"left out: {_quoted(change.stored)}"
    if not change.quoted:
        return f"there also: {_quoted(change.stored)}"
    if not change.stored:
        return f"not there: {_quoted(change.quoted)}"
    return f"there {_quoted(change.stored)}, not {_quoted(change.quoted)}"


def _quoted(text: str) -> str:
    text = text if text.isspace() else one_line(text)
    return repr(text if len(text) <= _LONGEST else f"{text[: _LONGEST // 2]} … {text[-_LONGEST // 2 :]}")
