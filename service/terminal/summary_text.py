"""Summaries and their cost as plain text for people; `width` is in columns, None leaves lines whole."""

from __future__ import annotations

from itertools import islice

from ingest.terminal.output import day, wrap
from ingest.text.clean import one_line
from service.answer import EXTRACTIVE, Refusal, fallback_note
from service.summaries.styles import Style
from service.summaries.summary import CostEstimate, Dispute, EventDate, Side, Summary, Told
from service.terminal.answer_text import citation_text, marked, source_text, told_once

_SIDE = "  - "


def summary_text(summary: Summary, width: int | None = None) -> str:
    """Return the summary in its style, with markers, and under it every citation.

    The words of what only says the same as a quotation are in the JSON.
    """
    blocks = _refusal(summary.refusal, width) if summary.refusal else _statements(summary, width)
    blocks += _citations(summary, width)
    blocks.append(wrap(_read(summary), width))
    if summary.told and summary.told.left_out:
        blocks.append(_left_out(summary.told, width))
    if summary.id:
        blocks.append(f"Kept as {summary.id}.")
    return "\n\n".join(blocks)


def _citations(summary: Summary, width: int | None) -> list[str]:
    """Return every citation; those that only say the same as a quotation without their words."""
    told = told_once(summary.citations)
    if summary.refusal or summary.writer != EXTRACTIVE:
        return [citation_text(citation, width) for citation in told]
    blocks, left = [], iter(told)
    for statement in summary.statements:
        first, *others = islice(left, len(statement.citations))
        lines = [citation_text(first, width), *(source_text(each, width) for each in others)]
        blocks.append("\n".join(lines))
    return blocks


def estimate_text(estimate: CostEstimate) -> str:
    """Return in one line what a summary will cost."""
    parts = [
        f"{_count(estimate.articles, 'article')}",
        f"{_count(estimate.passages, 'passage')} to read",
        f"about {_count(round(max(estimate.seconds, 1)), 'second')}",
    ]
    if estimate.prompt_tokens:
        parts.append(f"a prompt of about {estimate.prompt_tokens:,} tokens")
    return ", ".join(parts)


def _statements(summary: Summary, width: int | None) -> list[str]:
    texts = [marked(statement) for statement in summary.statements]
    if summary.style is Style.BRIEF:
        blocks = [wrap(" ".join(texts), width)]
    elif summary.style is Style.TIMELINE:
        dated = zip(summary.events, texts, strict=True)
        blocks = ["\n".join(_hanging(f"{_days(event)}  ", text, width) for event, text in dated)]
    else:
        blocks = ["\n".join(_hanging("- ", text, width) for text in texts)]
    if reason := fallback_note(summary.writer, summary.writing):
        blocks.append(wrap(reason, width))
    blocks += [wrap(one_line(warning), width) for warning in summary.warnings]
    return blocks + [_dispute(dispute, width) for dispute in summary.disputes]


def _dispute(dispute: Dispute, width: int | None) -> str:
    return "\n".join(["Sources differ:", *(_hanging(_SIDE, _side(side), width) for side in dispute.sides)])


def _side(side: Side) -> str:
    who = [one_line(name) for name in (side.speaker, side.publisher) if name]
    said_by = " in ".join(who) or "unknown publisher"
    markers = " ".join(f"[{marker}]" for marker in side.markers)
    return f"{one_line(side.value)} ({said_by}, since {day(side.since)}) {markers}"


def _days(event: EventDate) -> str:
    days = f"{event.start}" if event.start == event.end else f"{event.start} to {event.end}"
    return days if event.words else f"{days} (published)"


def _refusal(refusal: Refusal, width: int | None) -> list[str]:
    text = wrap(f"No summary ({refusal.reason}): {one_line(refusal.message)}", width)
    return [text, "Nearest passages:"] if refusal.nearest else [text]


def _hanging(head: str, text: str, width: int | None) -> str:
    """Return the text wrapped, its further lines under its first word."""
    return head + wrap(text, width, " " * len(head)).removeprefix(" " * len(head))


def _read(summary: Summary) -> str:
    read = f"{_count(summary.passages, 'passage')} of {_count(summary.articles, 'article')} read"
    parts = [f"As of {day(summary.as_of)}: {read}."]
    if summary.statements:
        sources = _count(summary.independent_sources, "independent source")
        parts.append(f"{_count(summary.words, 'word')}, {sources}.")
    return " ".join(parts)


def _left_out(told: Told, width: int | None) -> str:
    """Return how much of a period is told, and the titles of what is not."""
    lines = [_hanging("- ", one_line(title), width) for title in told.left_out]
    if more := told.stories - told.told - len(told.left_out):
        lines.append(f"- and {more:,} more")
    head = wrap(f"Told: {told.told:,} of {_count(told.stories, 'story', 'stories')}. Left out:", width)
    return "\n".join([head, *lines])


def _count(number: int, noun: str, plural: str | None = None) -> str:
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {plural or noun + 's'}"
