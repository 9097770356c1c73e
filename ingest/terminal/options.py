"""Options that commands share, and what they mean."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

import typer

from ingest.errors import InputError

After = Annotated[str | None, typer.Option(metavar="DATE", help="Only articles published then or later.")]
Before = Annotated[str | None, typer.Option(metavar="DATE", help="Only articles published before that.")]
Publishers = Annotated[
    list[str] | None, typer.Option("--publisher", metavar="NAME", help="Only this publisher's; repeatable.")
]
Server = Annotated[
    str | None,
    typer.Option("--server", metavar="URL", help="Ask a running service; its key is DATELINE_API_KEY."),
]


def moment_of(option: str, text: str | None, *, end_of_day: bool = False) -> datetime | None:
    """Return the moment that an option gives. Raises InputError that names the option."""
    from ingest.moments import parse_moment

    if text is None:
        return None
    try:
        return parse_moment(text, end_of_day=end_of_day)
    except InputError as exc:
        raise InputError(f"{option}: {exc}") from exc
