"""The commands that look words up and check: `quote`, and `check` for an answer or a draft."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ingest.errors import InputError, validator_message
from ingest.terminal.options import (
    After,
    Before,
    Json,
    Publishers,
    Server,
    moment_of,
    ready_library,
    service_at,
    settings_of,
)
from ingest.terminal.output import say, say_json, terminal_width
from ingest.terminal.progress import shown_progress
from service.terminal.options import REFUSED, AsOf, ready_askable

if TYPE_CHECKING:
    from service.answer import Answer
    from service.check import CheckResult
    from service.drafts.check import OnProgress
    from service.drafts.draft import CheckedDraft, DraftRequest
    from service.quotes.lookup import QuoteRequest, QuoteResult
    from service.summaries.summary import Summary

NOT_VALID = 1

app = typer.Typer()


@app.command("quote")
def quote_command(
    ctx: typer.Context,
    quote: Annotated[str, typer.Argument(metavar="WORDS", help="The words to look for.")],
    as_of: AsOf = None,
    after: After = None,
    before: Before = None,
    publisher: Publishers = None,
    limit: Annotated[int, typer.Option(min=1, max=100, help="Show at most this many places.")] = 20,
    json: Json = False,
    server: Server = None,
) -> None:
    """Say where these words, or nearly these, stand in the archive, the first published first.

    Exit code 3 when no article has them, 1 when none has them any more: each was retracted, or its newest
    version lacks them. Versions that were replaced are searched as well.
    """
    from service.quotes.lookup import QuoteRequest
    from service.terminal.quote_text import quote_text

    request = QuoteRequest(
        quote,
        moment_of("--as-of", as_of, end_of_day=True),
        moment_of("--after", after),
        moment_of("--before", before),
        tuple(publisher or ()),
        limit,
    )
    result = _quoted(ctx, server, request)
    if json:
        say_json(result)
    else:
        say(quote_text(result, terminal_width()))
    if not result.stands:
        raise typer.Exit(NOT_VALID if result.found else REFUSED)


def _quoted(ctx: typer.Context, server: str | None, request: QuoteRequest) -> QuoteResult:
    if server is not None:
        from service.remote import quote_service

        return quote_service(service_at(ctx, server), request)
    from service.quotes.lookup import find_quote

    # Words need no vectors, however many there are.
    with ready_library(settings_of(ctx), reading=True, without_chroma=sys.maxsize) as library:
        return find_quote(library, request)


@app.command("check")
def check_command(
    ctx: typer.Context,
    file: Annotated[
        str | None, typer.Argument(metavar="[FILE]", help="What --json printed; default: standard input.")
    ] = None,
    text: Annotated[
        str | None,
        typer.Option("--text", metavar="FILE", help="A draft to check instead; -: standard input."),
    ] = None,
    as_of: AsOf = None,
    after: After = None,
    before: Before = None,
    publisher: Publishers = None,
    json: Json = False,
    server: Server = None,
) -> None:
    """Compare each citation and statement of an answer or a summary with the archive.

    With --text, a draft: each of its quotations, and the figures, dates and names of each of its sentences,
    with the quotes of the archive that are nearest, and with a model whether these state it. Dates and
    publishers narrow what it is compared with.

    Exit code 1 when a citation or statement is wrong, a quotation is not exact, or a figure, date or name
    differs.
    """
    if text is None:
        if as_of or after or before or publisher:
            raise InputError(
                "--as-of, --after, --before and --publisher are for a draft; give it with --text"
            )
        good = _say_checked(_checked(ctx, server, _read_answer(file or "-")), json=json)
    else:
        if file is not None:
            raise InputError(f"{file} is given beside --text; check an answer or a draft, one at a time")
        from service.drafts.draft import DraftRequest

        request = DraftRequest(
            _read_draft(text),
            moment_of("--as-of", as_of, end_of_day=True),
            moment_of("--after", after),
            moment_of("--before", before),
            tuple(publisher or ()),
        )
        good = _say_draft(_checked_draft(ctx, server, request), json=json)
    if not good:
        raise typer.Exit(NOT_VALID)


def _say_checked(checked: CheckResult, *, json: bool) -> bool:
    """Print what was checked; return whether all of it holds."""
    from service.check import Verdict
    from service.terminal.answer_text import checked_text

    if json:
        say_json(checked)
    else:
        say(checked_text(checked.citations, checked.statements, terminal_width()))
    valid = all(each.verdict is Verdict.VALID for each in checked.citations)
    return valid and all(each.holds for each in checked.statements)


def _say_draft(checked: CheckedDraft, *, json: bool) -> bool:
    from service.terminal.draft_text import draft_text

    if json:
        say_json(checked)
    else:
        say(draft_text(checked, terminal_width()))
    return checked.clear


def _checked_draft(ctx: typer.Context, server: str | None, request: DraftRequest) -> CheckedDraft:
    if server is not None:
        from service.remote import check_draft_service

        return check_draft_service(service_at(ctx, server), request)
    from service.drafts.check import check_draft
    from service.writers.choose import Writers

    settings = settings_of(ctx)
    model = Writers.open(settings).checker
    with ready_askable(settings) as library, _progress() as on_progress:
        return check_draft(library, request, on_progress, model)


@contextmanager
def _progress() -> Iterator[OnProgress]:
    with shown_progress() as show:

        def on_progress(done: int, total: int) -> None:
            show("check", done / total, f"{done:,} of {total:,} quotations and sentences")

        yield on_progress


def _read_draft(file: str) -> str:
    name = "standard input" if file == "-" else file
    try:
        return _read(file).decode("utf-8-sig")
    except UnicodeDecodeError as exc:
        raise InputError(f"{name} is not text in UTF-8 (byte {exc.start}); save the draft as UTF-8") from exc


def _read(file: str) -> bytes:
    try:
        return sys.stdin.buffer.read() if file == "-" else Path(file).read_bytes()
    except OSError as exc:
        raise InputError(f"{file} cannot be read ({exc.strerror})") from exc


def _checked(ctx: typer.Context, server: str | None, answer: Answer | Summary) -> CheckResult:
    if server is not None:
        from pydantic_core import to_json

        from service.remote import check_service

        return check_service(service_at(ctx, server), to_json(answer))
    from ingest.library import open_archive
    from service.check import CheckResult, check_answer, check_statements

    settings = settings_of(ctx)
    with open_archive(settings) as archive:
        statements = check_statements(archive, answer)
        return CheckResult.of(check_answer(archive, answer), statements)


def _read_answer(file: str) -> Answer | Summary:
    from pydantic import ValidationError

    from service.answer import answer_from_json
    from service.summaries.summary import is_summary, summary_from_json

    try:
        body = _read(file).removeprefix(b"\xef\xbb\xbf")
        answer = summary_from_json(body) if is_summary(body) else answer_from_json(body)
    except ValidationError as exc:
        first = exc.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        message = validator_message(first["msg"])
        raise _no_answer(file, f"{where}: {message}" if where else message) from exc
    return answer


def _no_answer(file: str, problem: str) -> InputError:
    name = "standard input" if file == "-" else file
    return InputError(f"{name} is not an answer as `dateline ask --json` prints it ({problem})")
