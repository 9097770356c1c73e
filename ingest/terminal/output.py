"""What commands print: text laid out in the width of a terminal, JSON as UTF-8."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Sequence
from datetime import UTC, datetime

import typer

from ingest.text.clean import clean, one_line

_LEAST_WIDTH = 20


def terminal_width() -> int | None:
    """Return the columns of standard output, None when it is no terminal: then lines stay whole."""
    return shutil.get_terminal_size().columns if sys.stdout.isatty() else None


def wrap(text: str, width: int | None, indent: str = "") -> str:
    """Return the text in lines of at most `width` columns, each after `indent`; no character is lost.

    Columns are counted as a terminal does: a CJK character takes two.
    """
    lines = clean(text).split("\n")
    if width is not None:
        lines = _fold(lines, max(width - len(indent), _LEAST_WIDTH))
    return "\n".join(f"{indent}{line}".rstrip() for line in lines)


def _fold(lines: Sequence[str], width: int) -> list[str]:
    from rich.console import Console
    from rich.text import Text

    console = Console(width=width)
    return [row.plain for line in lines for row in Text(line).wrap(console, width, overflow="fold")]


def table(rows: Sequence[Sequence[str]], width: int | None = None) -> str:
    """Return rows as columns two blanks apart; on a terminal a row that is too long ends in "…"."""
    from rich.cells import cell_len
    from rich.text import Text

    texts = [[one_line(cell) for cell in row] for row in rows]
    widths = [max(cell_len(cell) for cell in column) for column in zip(*texts, strict=True)]
    lines: list[str] = []
    for row in texts:
        padded = [cell + " " * (size - cell_len(cell)) for cell, size in zip(row, widths, strict=True)]
        line = Text("  ".join(padded).rstrip())
        if width is not None:
            line.truncate(width, overflow="ellipsis")
        lines.append(line.plain)
    return "\n".join(lines)


def day(moment: datetime | None) -> str:
    """Return the date on the moment's own clock, or "undated"."""
    return moment.date().isoformat() if moment else "undated"


def minute(moment: datetime) -> str:
    """Return the time on the moment's own clock, and in UTC where that is another."""
    utc = moment.astimezone(UTC).strftime("%Y-%m-%d %H:%M UTC")
    return f"{moment.isoformat(' ', 'minutes')} ({utc})" if moment.utcoffset() else utc


def say(text: str) -> None:
    """Print to standard output; what its encoding lacks is printed as an escape."""
    typer.echo(_encodable(text, sys.stdout.encoding))


def note(text: str) -> None:
    """Print one line to standard error."""
    typer.echo(_encodable(one_line(text), sys.stderr.encoding), err=True)


def _encodable(text: str, encoding: str | None) -> str:
    name = encoding or "utf-8"
    return text.encode(name, errors="backslashreplace").decode(name)


def say_json(value: object) -> None:
    """Print a record or a list of records as JSON in UTF-8, whatever the terminal's encoding."""
    from pydantic_core import to_json

    typer.echo(to_json(value, indent=2))


def json_line(value: object) -> bytes:
    """Return a record as JSON in UTF-8, in one line without its end."""
    from pydantic_core import to_json

    return to_json(value)


def say_json_line(value: object) -> None:
    """Print a record as JSON in one line."""
    typer.echo(json_line(value))
