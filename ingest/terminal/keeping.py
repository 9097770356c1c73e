"""The commands that keep an archive whole."""

from __future__ import annotations

import gzip
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import IO, TYPE_CHECKING, Annotated, cast

import typer

from ingest.errors import InputError
from ingest.terminal.options import After, Before, Json, Publishers, moment_of, settings_of
from ingest.terminal.output import json_line, note, say, say_json, say_json_line, terminal_width, wrap
from ingest.terminal.progress import shown_progress

if TYPE_CHECKING:
    from ingest.keeping.verify import Progress, Verification

FAULTS = 1

app = typer.Typer()


@app.command("verify")
def verify_command(ctx: typer.Context, json: Json = False) -> None:
    """Check the database, the hash of every version, and both indexes. Exit code 1 when something is wrong.

    Nothing is changed. Beside a running service the archive is checked and the indexes are not.
    """
    from ingest.keeping.verify import verify

    with _bar() as on_progress:
        found = verify(settings_of(ctx), on_progress)
    if json:
        say_json(_fields(found))
    else:
        say(verification_text(found, terminal_width()))
    if not found.sound:
        raise typer.Exit(FAULTS)


@app.command("backup")
def backup_command(
    ctx: typer.Context,
    target: Annotated[Path, typer.Argument(metavar="DEST", help="A new file, or a folder for one.")],
    json: Json = False,
) -> None:
    """Copy the archive, as it is at one moment, to one file. A running service is not disturbed.

    The indexes are not in it: `dateline restore` builds them anew.
    """
    from ingest.keeping.backup import back_up

    with _bar() as on_progress:
        written = back_up(settings_of(ctx), target, partial(on_progress, "pages"))
    if json:
        say_json(written)
    else:
        size = f"{written.bytes / 1_000_000:,.1f} MB"
        say(f"{written.file}: {written.articles:,} articles, {written.versions:,} versions, {size}, verified")


@app.command("restore")
def restore_command(
    ctx: typer.Context,
    source: Annotated[Path, typer.Argument(metavar="SRC", help="What `dateline backup` wrote, or a home.")],
    force: Annotated[bool, typer.Option("--force", help="Set aside what the home holds.")] = False,
    json: Json = False,
) -> None:
    """Make a backup the archive of an empty home and build its indexes. It is verified before and after."""
    from ingest.keeping.backup import put_back
    from ingest.keeping.verify import verify
    from ingest.library import open_library
    from ingest.pipeline import reindex

    settings = settings_of(ctx)
    with _bar() as on_progress:
        aside = put_back(settings, source, force=force, on_pages=partial(on_progress, "pages"))
        with open_library(settings, check=False) as library:
            total = library.archive.counts().passages or None
            reindex(library, lambda report: on_progress("passages", report.passages, total))
        found = verify(settings, on_progress)
    if json:
        say_json({"set_aside": str(aside) if aside else None, **_fields(found)})
    else:
        if aside:
            say(f"set aside what was there: {aside}")
        say(verification_text(found, terminal_width()))
    if not found.sound:
        raise typer.Exit(FAULTS)


@app.command("export")
def export_command(
    ctx: typer.Context,
    ids: Annotated[list[str] | None, typer.Argument(metavar="[ID…]", help="Articles; default: all.")] = None,
    publisher: Publishers = None,
    story: Annotated[str | None, typer.Option(metavar="ID", help="Only articles of this story.")] = None,
    after: After = None,
    before: Before = None,
    output: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Default: standard output; .gz is packed.")
    ] = None,
) -> None:
    """Write articles with all their versions as JSON lines, which `dateline ingest` takes back as they were.

    Exit code 1 when a version was left out because its text does not have its hash.
    """
    from ingest.keeping.export import ExportSelection, count, export
    from ingest.library import open_archive

    window = moment_of("--after", after), moment_of("--before", before)
    chosen = ExportSelection(tuple(ids or ()), tuple(publisher or ()), story, *window)
    altered = 0
    with open_archive(settings_of(ctx)) as archive, _lines(output) as write, _bar() as on_progress:
        total = count(archive, chosen)
        for done, each in enumerate(export(archive, chosen), start=1):
            if each.record is None:
                altered += 1
                note(f"dateline: article {each.article_id}, version {each.version}, was altered: left out")
            else:
                write(each.record)
            on_progress("versions", done, total)
    written = total - altered
    note(f"{written:,} {'version' if written == 1 else 'versions'} exported")
    if altered:
        raise typer.Exit(FAULTS)


@contextmanager
def _lines(output: Path | None) -> Iterator[Callable[[dict[str, object]], None]]:
    """Yield what writes a record as a line; the file is there at the end, whole, or not at all."""
    if output is None:
        yield say_json_line
        return
    draft = output.with_name(f"{output.name}.part")
    try:
        with _opened(draft, packed=output.suffix == ".gz") as file:
            yield lambda record: _write(file, record)
        os.replace(draft, output)
    except OSError as exc:
        raise InputError(f"{output} cannot be written ({exc.strerror})") from exc
    finally:
        draft.unlink(missing_ok=True)


def _opened(path: Path, *, packed: bool) -> IO[bytes]:
    return cast("IO[bytes]", gzip.open(path, "wb")) if packed else path.open("wb")


def _write(file: IO[bytes], record: dict[str, object]) -> None:
    file.write(json_line(record) + b"\n")


def _fields(found: Verification) -> dict[str, object]:
    return {
        "sound": found.sound,
        "versions": found.versions,
        "passages": found.passages,
        "pending": found.pending,
        "archive": found.archive,
        "indexes": found.indexes,
        "unchecked": found.unchecked,
        "advice": found.advice,
    }


def verification_text(found: Verification, width: int | None) -> str:
    """Return what was checked, each fault in a line, and what to do."""
    lines = [f"checked {found.versions:,} versions and {found.passages:,} passages"]
    for name, faults in (("archive", found.archive), ("indexes", found.indexes)):
        if faults:
            lines.append(f"{name}: {len(faults):,} fault{'s' if len(faults) > 1 else ''}")
            lines += [wrap(str(fault), width, "    ") for fault in faults]
    lines += [wrap(f"not checked: {each}", width) for each in found.unchecked]
    lines += [wrap(f"what to do: {each}", width) for each in found.advice]
    if found.sound:
        lines.append("everything that was checked is whole")
    return "\n".join(lines)


@contextmanager
def _bar() -> Iterator[Progress]:
    """Yield what shows how far a stage is."""
    with shown_progress() as show:
        yield lambda what, done, total: show(what, done / total if total else None, _of(done, total))


def _of(done: int, total: int | None) -> str:
    return f"{done:,} of {total:,}" if total else f"{done:,}"
