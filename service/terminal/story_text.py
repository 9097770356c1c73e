"""Stories as plain text for people. `width` as in answer_text.py."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import time

from ingest.store.reading.story_list import ListedStory, StoryList
from ingest.terminal.output import day, minute, table, wrap
from ingest.text.clean import one_line
from service.answer import Citation
from service.stories.story import Story, StoryArticle, StoryDifference, StoryStep
from service.terminal.answer_text import source_text

_INDENT = "    "
_KINDS = {"article": "", "new_version": "new version", "correction": "correction", "retraction": "withdrawn"}


def stories_text(found: StoryList, width: int | None = None) -> str:
    """Return a line for each story of a day."""
    rows = [_row(each) for each in found.stories]
    head = f"{found.day}: {found.total:,} {'story' if found.total == 1 else 'stories'}"
    return f"{head}\n{table([('id', 'publishers', 'first in', 'agency', 'title'), *rows], width)}"


def _row(story: ListedStory) -> tuple[str, ...]:
    return (
        story.id,
        str(len(story.publishers)),
        story.publisher or "unknown publisher",
        story.agency or "",
        story.title,
    )


def story_text(story: Story, width: int | None = None) -> str:
    """Return what is known of a story, every citation where its sentence stands."""
    first = story.articles[0]
    told = [f"{_who(first.article.publisher)}, {day(first.latest.published_at)}"]
    if story.agency:
        told.append(f"from {one_line(story.agency)}")
    printed = ", ".join(map(one_line, story.publishers))
    blocks = [
        f"{wrap(one_line(story.title), width)}\nstory      {story.id}",
        wrap(f"First report: {'; '.join(told)}", width),
        *(
            [wrap(f"Printed by {printed}: to an answer one source.", width)]
            if len(story.publishers) > 1
            else []
        ),
        "\n".join(["Articles:", *(wrap(_article(each), width, _INDENT) for each in story.articles)]),
    ]
    blocks += [_step(step, width) for step in story.course]
    blocks += [_difference(each, width) for each in story.differing]
    if story.related:
        many = "source" if story.independent_sources == 1 else "sources"
        sources = f"{story.independent_sources:,} independent {many}"
        lines = [wrap(_related(each), width, _INDENT) for each in story.related]
        blocks.append("\n".join([f"On the same event, with this {sources}:", *lines]))
    blocks += [wrap(one_line(warning), width) for warning in story.warnings]
    return "\n\n".join(blocks)


def _article(each: StoryArticle) -> str:
    text = f"{each.article.id}  {_who(each.article.publisher)}, {day(each.latest.published_at)}"
    if each.copy_of is None or each.in_common is None:
        return text
    return f"{text}; {each.in_common:.0%} as in {each.copy_of}"


def _related(each: ListedStory) -> str:
    return f"{each.id}  {_who(each.publisher)}, {day(each.published_at)}: {one_line(each.title)}"


def _step(step: StoryStep, width: int | None) -> str:
    kind = f", {_KINDS[step.kind]}" if _KINDS[step.kind] else ""
    at = minute(step.at) if step.at.time() != time() else day(step.at)
    where = f"article {step.article_id}, version {step.version}"
    lines = [wrap(f"{at}  {_who(step.publisher)}{kind} ({where})", width)]
    if not step.added and not step.dropped:
        lines.append(wrap("adds nothing", width, _INDENT))
    for sign, citations, more in (
        ("+", step.added, step.more_added),
        ("-", step.dropped, step.more_dropped),
    ):
        lines += [line for each in citations for line in _quoted(sign, each, width)]
        if more:
            lines.append(
                wrap(f"{sign} and {more:,} more {'sentence' if more == 1 else 'sentences'}", width, _INDENT)
            )
    return "\n".join(lines)


def _quoted(sign: str, citation: Citation, width: int | None) -> Iterator[str]:
    yield wrap(f"{sign} {one_line(citation.quote)} [{citation.marker}]", width, _INDENT)


def _difference(found: StoryDifference, width: int | None) -> str:
    lines = ["Changed:" if found.replaced else "Articles differ:"]
    for each in found.values:
        lines.append(
            wrap(f"{one_line(each.value)} (since {day(each.since)}) [{each.citation.marker}]", width, _INDENT)
        )
        lines.append(wrap(source_text(each.citation), width, _INDENT))
    return "\n".join(lines)


def _who(publisher: str | None) -> str:
    return one_line(publisher or "unknown publisher")
