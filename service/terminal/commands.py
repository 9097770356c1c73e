"""The commands that ask, search and serve."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ingest.terminal.options import (
    INTERRUPTED,
    After,
    Before,
    Json,
    Publishers,
    Server,
    moment_of,
    service_at,
    settings_of,
)
from ingest.terminal.output import say, say_json, terminal_width
from service.terminal.options import REFUSED, AsOf, QuestionArgument, WriterName, ready_askable

if TYPE_CHECKING:
    from service.answer import Answer
    from service.ask import AskRequest
    from service.evidence.found import FoundPassage
    from service.terminal.conversation import Asking

app = typer.Typer()


@app.command("ask")
def ask_command(
    ctx: typer.Context,
    question: QuestionArgument,
    as_of: AsOf = None,
    after: After = None,
    before: Before = None,
    publisher: Publishers = None,
    max_statements: Annotated[int, typer.Option(min=1, max=10, help="At most this many sentences.")] = 4,
    writer: WriterName = None,
    json: Json = False,
    server: Server = None,
) -> None:
    """Answer a question with sentences quoted from the archive. Exit code 3 when the archive does not say.

    Dates are 2025-09-30 or 2025-09-30T14:00:00Z; --as-of with a date alone means the end of that day.
    """

    def request() -> AskRequest:
        return _request(question, as_of, after, before, publisher, max_statements)

    answer = _answer(ctx, request, server, writer)
    if json:
        say_json(answer)
    else:
        from service.terminal.answer_text import answer_text

        say(answer_text(answer, terminal_width()))
    if answer.refusal:
        raise typer.Exit(REFUSED)


def _answer(
    ctx: typer.Context, request: Callable[[], AskRequest], server: str | None, writer: str | None
) -> Answer:
    settings = settings_of(ctx)
    if server is not None:
        from service.remote import ask_service

        return ask_service(server, request(), settings.api_key, writer)
    with ready_askable(settings) as library:
        library.load_models()
        # Imported while the models load: most of what is left to be imported takes its time in here.
        from service.ask import ask
        from service.kept.keeper import keeping
        from service.writers.choose import Writers

        asked = request()
        answer = ask(library, asked, Writers.open(settings).named(writer))
        with keeping(library) as keeper:
            return keeper.keep(answer, asked)


@app.command("chat")
def chat_command(
    ctx: typer.Context,
    as_of: AsOf = None,
    publisher: Publishers = None,
    writer: WriterName = None,
    server: Server = None,
) -> None:
    """Ask in a conversation: questions may lean on those before. /help lists its commands.

    Lines from a pipe are taken as if typed, without a prompt.
    """
    from service.chat import ChatRequest
    from service.terminal.conversation import Conversation, converse

    until = moment_of("--as-of", as_of, end_of_day=True)
    scope = ChatRequest("", as_of=until, publishers=tuple(publisher or ()))
    try:
        with _asking(ctx, server, writer) as asking:
            converse(Conversation(asking, scope))
    except KeyboardInterrupt as exc:
        raise typer.Exit(INTERRUPTED) from exc


@contextmanager
def _asking(ctx: typer.Context, server: str | None, writer: str | None) -> Iterator[Asking]:
    settings = settings_of(ctx)
    if server is not None:
        from service.remote import chat_with_service

        yield lambda request: chat_with_service(server, request, settings.api_key, writer)
        return
    from service.answer import MODEL
    from service.chat import chat_events
    from service.kept.events import kept_events
    from service.kept.keeper import keeping
    from service.writers.choose import Writers

    with ready_askable(settings) as library, keeping(library) as keeper:
        library.load_models()
        writers = Writers.open(settings)
        chosen = writers.named(writer)
        model = writers.model if chosen.name == MODEL else None
        yield lambda request: kept_events(chat_events(library, request, chosen, model), keeper, request)


def _request(
    question: str,
    as_of: str | None,
    after: str | None,
    before: str | None,
    publishers: list[str] | None,
    max_statements: int = 4,
) -> AskRequest:
    from service.ask import AskRequest

    return AskRequest(
        question=question,
        as_of=moment_of("--as-of", as_of, end_of_day=True),
        after=moment_of("--after", after),
        before=moment_of("--before", before),
        publishers=tuple(publishers or ()),
        max_statements=max_statements,
    )


@app.command("search")
def search_command(
    ctx: typer.Context,
    question: QuestionArgument,
    as_of: AsOf = None,
    after: After = None,
    before: Before = None,
    publisher: Publishers = None,
    limit: Annotated[int, typer.Option(min=1, max=100, help="At most this many passages.")] = 10,
    json: Json = False,
    server: Server = None,
) -> None:
    """Print the passages that fit a question best, without answering it."""
    from service.evidence.found import SearchResult
    from service.terminal.answer_text import passages_text

    request = _request(question, as_of, after, before, publisher)
    found = _found(ctx, server, request, limit)
    if json:
        say_json(SearchResult(found))
    else:
        say(passages_text(found, terminal_width()) or "No passage was found.")


def _found(ctx: typer.Context, server: str | None, request: AskRequest, limit: int) -> list[FoundPassage]:
    if server is not None:
        from service.remote import search_service

        return search_service(service_at(ctx, server), request, limit)
    from service.ask import search
    from service.evidence.found import found_passages

    with ready_askable(settings_of(ctx)) as library:
        return found_passages(search(library, request, limit))


@app.command("serve")
def serve_command(
    ctx: typer.Context,
    host: Annotated[str | None, typer.Option(help="Address; default: DATELINE_HOST or 127.0.0.1.")] = None,
    port: Annotated[int | None, typer.Option(help="Port; default: DATELINE_PORT or 8484; 0: any.")] = None,
    watch: Annotated[
        Path | None, typer.Option(metavar="SOURCES", help="Watch the sources of this file as well.")
    ] = None,
) -> None:
    """Serve the archive over HTTP until interrupted."""
    from service.api.server import serve

    serve(settings_of(ctx, host=host, port=port, watch=watch))
