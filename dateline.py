"""The command line: one Typer app that joins the commands of the rooms."""

from __future__ import annotations

import logging
import sys
from pathlib import Path
from typing import Annotated

import typer
from typer.core import TyperGroup

from eval.terminal.commands import app as eval_app
from ingest.errors import DatelineError, validator_message
from ingest.terminal.filling import app as filling_app
from ingest.terminal.jobs import app as jobs_app
from ingest.terminal.keeping import app as keeping_app
from ingest.terminal.output import note
from ingest.terminal.showing import app as showing_app
from ingest.terminal.watching import app as watching_app
from service.terminal.checking import app as checking_app
from service.terminal.commands import app as service_app
from service.terminal.living import app as living_app
from service.terminal.stories import app as stories_app
from service.terminal.summarize import app as summarize_app

# They log a warning or an error for each page that they cannot read; the ingest report says which those are.
_NOISY = ("trafilatura", "htmldate", "courlan", "dateparser", "charset_normalizer", "chromadb")

_EXIT_CODES = (
    "Exit codes: 0 done; 1 `check` found a citation that does not hold, or what differs in a draft, `verify` "
    "a fault, or `export` an altered version; 2 input or settings that cannot be used; 3 `ask` refused, or "
    "`summarize`, or `quote` found nothing; 4 no such article; 5 the archive is in use; 6 the archive cannot "
    "be read; 7 a service did not answer; 8 `ingest` rejected every document; 130 interrupted."
)


class _Commands(TyperGroup):
    """Commands whose errors of usage say what is wrong, and not by which library it was found."""

    def invoke(self, ctx: typer.Context) -> object:  # type: ignore[override]
        try:
            return super().invoke(ctx)
        except typer.BadParameter as exc:
            exc.message = validator_message(exc.message)
            raise


app = typer.Typer(
    cls=_Commands,
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
app.add_typer(filling_app)
app.add_typer(showing_app)
app.add_typer(jobs_app)
app.add_typer(keeping_app)
app.add_typer(watching_app)
app.add_typer(service_app)
app.add_typer(checking_app)
app.add_typer(summarize_app)
app.add_typer(stories_app)
app.add_typer(living_app)
app.add_typer(eval_app, name="eval")


def _print_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"dateline {_installed_version()}")
        raise typer.Exit


def _installed_version() -> str:
    from importlib.metadata import PackageNotFoundError, version

    try:
        return version("dateline-news")
    except PackageNotFoundError:  # run from its folder, without an installation
        return "(not installed)"


@app.callback(epilog=_EXIT_CODES)
def root(
    ctx: typer.Context,
    home: Annotated[
        Path | None,
        typer.Option(metavar="PATH", help="Folder of the archive; else DATELINE_HOME, ./dateline-data."),
    ] = None,
    version: Annotated[
        bool, typer.Option("--version", callback=_print_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    """Ask a news archive; every sentence of the answer is a quotation that can be checked."""
    ctx.obj = home


def main() -> None:
    """Run the command line: an error on purpose is one line on standard error and its exit code."""
    for name in _NOISY:
        logging.getLogger(name).setLevel(logging.CRITICAL)
    try:
        app(prog_name="dateline")
    except DatelineError as exc:
        note(f"dateline: {exc}")
        sys.exit(exc.exit_code)


if __name__ == "__main__":
    main()
