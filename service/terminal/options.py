"""What the commands share: options, exit codes, and the open archive that they ask."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import TYPE_CHECKING, Annotated

import typer

from ingest.errors import InputError
from ingest.terminal.commands import ready_library

if TYPE_CHECKING:
    from ingest.settings import Settings
    from service.evidence.library import AskableLibrary

REFUSED = 3

QuestionArgument = Annotated[str, typer.Argument(metavar="QUESTION")]
AsOf = Annotated[str | None, typer.Option(metavar="DATE", help="See only what was published by then.")]
After = Annotated[str | None, typer.Option(metavar="DATE", help="Only articles published then or later.")]
Before = Annotated[str | None, typer.Option(metavar="DATE", help="Only articles published before that.")]
Publishers = Annotated[
    list[str] | None, typer.Option("--publisher", metavar="NAME", help="Only this publisher's; repeatable.")
]

WriterName = Annotated[
    str | None, typer.Option("--writer", metavar="NAME", help="extractive or model; default: as set.")
]
Server = Annotated[
    str | None,
    typer.Option("--server", metavar="URL", help="Ask a running service; its key is DATELINE_API_KEY."),
]


@contextmanager
def ready_askable(settings: Settings) -> Iterator[AskableLibrary]:
    """Yield the library of the settings with nothing pending and with the models that read for a question."""
    from service.evidence.library import AskableLibrary
    from service.evidence.retrieve import FEW_PASSAGES

    with ready_library(settings, without_chroma=FEW_PASSAGES) as library:
        yield AskableLibrary.of(library)


def moment_of(option: str, text: str | None, *, end_of_day: bool = False) -> datetime | None:
    """Return the moment that an option gives. Raises InputError that names the option."""
    from service.questions.moments import parse_moment

    if text is None:
        return None
    try:
        return parse_moment(text, end_of_day=end_of_day)
    except InputError as exc:
        raise InputError(f"{option}: {exc}") from exc
