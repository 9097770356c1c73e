"""What the commands that ask share: options, exit codes, and the open archive."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated

import typer

from ingest.terminal.options import ready_library

if TYPE_CHECKING:
    from ingest.settings import Settings
    from service.evidence.library import AskableLibrary

REFUSED = 3

QuestionArgument = Annotated[str, typer.Argument(metavar="QUESTION")]
AsOf = Annotated[str | None, typer.Option(metavar="DATE", help="See only what was published by then.")]

WriterName = Annotated[
    str | None, typer.Option("--writer", metavar="NAME", help="extractive or model; default: as set.")
]


@contextmanager
def ready_askable(settings: Settings) -> Iterator[AskableLibrary]:
    """Yield the library of the settings with nothing pending and with the models that read for a question."""
    from service.evidence.library import AskableLibrary
    from service.evidence.retrieve import FEW_PASSAGES

    with ready_library(settings, reading=True, without_chroma=FEW_PASSAGES) as library:
        yield AskableLibrary.of(library)
