"""The commands that measure what is read and stored; each calls one function and prints its report."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from eval.terminal import bench_commands, run_commands, training_commands
from ingest.terminal.options import Json
from ingest.terminal.output import note, say, say_json, table
from ingest.terminal.progress import shown_progress

if TYPE_CHECKING:
    from eval.documents.extraction import TextScore

app = typer.Typer(help="Measure answers, summaries, extraction, offsets and speed.")
app.add_typer(run_commands.app)
app.add_typer(bench_commands.app)
app.add_typer(training_commands.app)

_WORST = 5
BROKEN = 1

SetPath = Annotated[Path, typer.Argument(metavar="PATH", help="Folder of the set.", show_default=False)]


@app.command("extraction")
def extraction_command(path: SetPath, json: Json = False) -> None:
    """Compare the text found on pages with the true text: Dateline's beside trafilatura's."""
    from eval.documents.extraction import measure_extraction

    with shown_progress() as on_progress:
        report = measure_extraction(path, on_progress)
    if json:
        say_json(report)
        return
    say(
        table(
            [
                ("", "F1", "precision", "recall"),
                _score_row("Dateline", report.ours),
                _score_row("trafilatura", report.trafilatura),
            ]
        )
    )
    worst = [(f"{page.ours.right:.3f}", page.page, page.url) for page in report.worst[:_WORST]]
    say(f"\n{len(report.pages)} pages; the worst, by the share of shingles that are right:\n{table(worst)}")


@app.command("metadata")
def metadata_command(path: SetPath, json: Json = False) -> None:
    """Compare publication dates and titles found on pages with the publishers' own."""
    from eval.documents.extraction import measure_metadata

    with shown_progress() as on_progress:
        report = measure_metadata(path, on_progress)
    if json:
        say_json({**asdict(report), "date_share": report.date_share, "title_share": report.title_share})
        return
    say(
        table(
            [
                ("field", "right", "pages", "share"),
                ("date", str(report.dates_right), str(report.dated), f"{report.date_share:.3f}"),
                ("title", str(report.titles_right), str(report.titled), f"{report.title_share:.3f}"),
            ]
        )
    )
    if report.wrong:
        wrong = [(case.field, case.page, case.wanted, case.found or "nothing") for case in report.wrong]
        say(f"\nWrong:\n{table([('field', 'page', 'wanted', 'found'), *wrong])}")


@app.command("dates")
def dates_command(path: SetPath, json: Json = False) -> None:
    """Compare the days of publication found on pages with the true ones: Dateline's beside htmldate's."""
    from eval.documents.dates import measure_dates

    with shown_progress() as on_progress:
        report = measure_dates(path, on_progress)
    if json:
        say_json({**asdict(report), "ours": report.ours, "htmldate": report.htmldate})
        return
    say(
        table(
            [
                ("", "right", "pages"),
                ("Dateline", f"{report.ours:.3f}", str(len(report.pages))),
                ("htmldate", f"{report.htmldate:.3f}", str(len(report.pages))),
            ]
        )
    )
    wrong = [page for page in report.pages if page.ours != page.wanted]
    if wrong:
        days = [
            tuple(str(day or "none") for day in (page.wanted, page.ours, page.htmldate)) for page in wrong
        ]
        rows = [(page.page, *each) for page, each in zip(wrong, days, strict=True)]
        say(f"\nWrong:\n{table([('page', 'wanted', 'Dateline', 'htmldate'), *rows])}")


@app.command("offsets")
def offsets_command(path: SetPath, json: Json = False) -> None:
    """Check that passages and the gaps between them give every text back; exit code 1 if not."""
    from eval.documents.offsets import measure_offsets

    with shown_progress() as on_progress:
        report = measure_offsets(path, on_progress)
    if json:
        say_json(report)
    else:
        say(
            f"{report.articles:,} articles, {report.passages:,} passages, {report.sentences:,} sentences; "
            f"{len(report.broken):,} texts do not come back"
        )
    for id_ in report.broken:
        note(id_)
    if report.broken:
        raise typer.Exit(BROKEN)


@app.command("stories")
def story_groups_command(
    path: Annotated[Path, typer.Argument(metavar="PATH", help="Articles, as `dateline ingest` reads them.")],
    among: Annotated[
        int, typer.Option(min=0, help="How many other articles the archive holds.", show_default="100000")
    ] = 100_000,
    json: Json = False,
) -> None:
    """Measure which copies the store puts into one story, beside an exact rule, and how fast it does."""
    from eval.bench.stories import measure_stories

    with shown_progress() as on_progress:
        report = measure_stories(path, among, on_progress)
    if json:
        say_json(report)
        return
    estimates = [("precision", report.precision), ("recall", report.recall)]
    estimates += [(f"copies: {each.how}", each.found) for each in report.made]
    rows = [
        (name, f"{each.value:.3f}", f"{each.low:.3f}-{each.high:.3f}", f"{each.count:,}")
        for name, each in estimates
        if each is not None
    ]
    say(f"{report.articles:,} articles, {report.pairs:,} pairs of one week that share four words in a row")
    say(table([("", "value", "95 % interval", "cases"), *rows]))
    say(
        f"\nplaced among {report.archive:,}: p50 {report.p50:.1f} ms, p95 {report.p95:.1f} ms, "
        f"of these on the processor {report.busy_p50:.1f} and {report.busy_p95:.1f}; the goals are "
        f"{'met' if report.met else 'not met'}"
    )
    if report.wrong:
        wrong = [
            ("put together" if each.together else "kept apart", each.one, each.other) for each in report.wrong
        ]
        say(f"\nWrong by the rule:\n{table(wrong)}")


def _score_row(name: str, score: TextScore) -> tuple[str, ...]:
    return (name, f"{score.f1:.3f}", f"{score.precision:.3f}", f"{score.recall:.3f}")
