"""The command that summarises."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING, Annotated

import typer

from ingest.errors import InputError
from ingest.terminal.options import (
    After,
    Before,
    Json,
    Publishers,
    Server,
    moment_of,
    service_at,
    settings_of,
)
from ingest.terminal.output import note, say, say_json, terminal_width
from ingest.terminal.progress import shown_progress
from service.summaries.styles import LEAST_WORDS, MOST_SENTENCES, MOST_WORDS, Style
from service.terminal.options import REFUSED, AsOf, WriterName, ready_askable

if TYPE_CHECKING:
    from service.summaries.gather import OnProgress
    from service.summaries.summary import CostEstimate, Summary, SummaryRequest

# A cost below this goes without saying, unless a model is asked.
_SECONDS = 2.0

app = typer.Typer()


TopicOption = Annotated[str | None, typer.Argument(metavar="QUESTION", help="A question or a topic.")]
ArticleOption = Annotated[str | None, typer.Option(metavar="ID", help="Summarise one article.")]
StoryOption = Annotated[str | None, typer.Option(metavar="ID", help="Summarise a story: all its articles.")]
DayOption = Annotated[
    str | None, typer.Option(metavar="DATE", help="Only that day; without a topic, what was published.")
]
MaxWords = Annotated[
    int | None,
    typer.Option(min=LEAST_WORDS, max=MOST_WORDS, help="At most this many; default: 120, a timeline 300."),
]
MaxSentences = Annotated[
    int | None, typer.Option(min=1, max=MOST_SENTENCES, help="At most this many sentences.")
]
CostOnly = Annotated[
    bool, typer.Option("--estimate", help="Only say what it would cost; nothing is read or sent.")
]


@app.command("summarize")
def summarize_command(
    ctx: typer.Context,
    question: TopicOption = None,
    article: ArticleOption = None,
    story: StoryOption = None,
    publisher: Publishers = None,
    day: DayOption = None,
    as_of: AsOf = None,
    after: After = None,
    before: Before = None,
    style: Annotated[Style, typer.Option(help="What the summary looks like.")] = Style.BRIEF,
    max_words: MaxWords = None,
    max_sentences: MaxSentences = None,
    writer: WriterName = None,
    cost: CostOnly = False,
    json: Json = False,
    server: Server = None,
) -> None:
    """Summarise an article, a story, a topic or what was published within dates; every sentence is cited.

    Exit code 3 when there is nothing to summarise. `dateline check` takes what --json prints.
    """
    from service.summaries.summary import SummaryRequest
    from service.terminal.summary_text import estimate_text, summary_text

    request = SummaryRequest(
        article_id=article,
        story_id=story,
        question=question,
        as_of=moment_of("--as-of", as_of, end_of_day=True),
        after=moment_of("--after", after),
        before=moment_of("--before", before),
        publishers=tuple(publisher or ()),
        style=style,
        max_words=max_words,
        max_sentences=max_sentences,
    )
    request = _on_day(request, day)
    _require_subject(request)
    request.check()
    with _summariser(ctx, server, writer) as summariser:
        expected = summariser.estimate(request)
        if cost:
            _say_estimate(expected, json=json)
            return
        if expected.seconds >= _SECONDS or expected.prompt_tokens:
            note(f"dateline: {estimate_text(expected)}")
        with _progress() as on_progress:
            summary = summariser.summarize(request, on_progress)
    if json:
        say_json(summary)
    else:
        say(summary_text(summary, terminal_width()))
    if summary.refusal:
        raise typer.Exit(REFUSED)


@dataclass(frozen=True, slots=True)
class _Summariser:
    """Makes summaries, here or at a service."""

    estimate: Callable[[SummaryRequest], CostEstimate]
    summarize: Callable[[SummaryRequest, OnProgress], Summary]


@contextmanager
def _summariser(ctx: typer.Context, server: str | None, writer: str | None) -> Iterator[_Summariser]:
    if server is not None:
        from service.remote import estimate_service, summarize_service

        service = service_at(ctx, server)
        yield _Summariser(
            lambda request: estimate_service(service, request, writer),
            lambda request, on_progress: summarize_service(service, request, writer),
        )
        return
    from service.kept.keeper import keeping
    from service.summarize import estimate_cost, summarize
    from service.writers.choose import Writers

    settings = settings_of(ctx)
    with ready_askable(settings) as library, keeping(library) as keeper:
        chosen = Writers.open(settings).named(writer)
        yield _Summariser(
            lambda request: estimate_cost(library, request, chosen),
            lambda request, on_progress: keeper.keep(summarize(library, request, chosen, on_progress)),
        )


def _say_estimate(expected: CostEstimate, *, json: bool) -> None:
    from service.terminal.summary_text import estimate_text

    if json:
        say_json(expected)
    else:
        say(estimate_text(expected))


def _require_subject(request: SummaryRequest) -> None:
    """Raise InputError when nothing says what to summarise."""
    period = request.after or request.before
    if not (request.article_id or request.story_id or request.question or period):
        raise InputError(
            "nothing says what to summarise; give a topic, --article ID, --story ID, or --day, --after or "
            "--before (`dateline list` has the ids, `dateline show ID` the story's)"
        )


def _on_day(request: SummaryRequest, text: str | None) -> SummaryRequest:
    """Return the request with the dates of a day. Raises InputError for dates beside it."""
    day = moment_of("--day", text)
    if day is None:
        return request
    if request.after or request.before:
        raise InputError("--day is given with --after or --before; give one or the other")
    return replace(request, after=day, before=day + timedelta(days=1))


@contextmanager
def _progress() -> Iterator[OnProgress]:
    """Yield what the reading calls."""
    with shown_progress() as show:

        def on_progress(done: int, total: int) -> None:
            show("read", done / total if total else None, f"{done:,} of {total:,} passages")

        yield on_progress
