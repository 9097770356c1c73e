"""The commands that measure speed, memory and what a service loses."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ingest.terminal.options import Json
from ingest.terminal.output import say, say_json, table
from ingest.terminal.progress import shown_progress

if TYPE_CHECKING:
    from eval.bench.figures import BenchReport, Figure

app = typer.Typer()

MISSED = 1

CorpusPath = Annotated[
    Path | None,
    typer.Argument(metavar="[PATH]", help="Folder of a RealTimeQA set; default: the sample, repeated."),
]
Passages = Annotated[int, typer.Option(min=20, help="Size of the archive that is asked.")]
CachePath = Annotated[
    Path | None,
    typer.Option(metavar="DIR", help="Where the archive is kept; default: in the temporary folder."),
]


@app.command("bench")
def bench_command(
    path: CorpusPath = None,
    passages: Passages = 10_000,
    questions: Annotated[int, typer.Option(min=1, help="How many questions are asked.")] = 100,
    cache: CachePath = None,
    json: Json = False,
) -> None:
    """Measure the speed of ingest and of answers, and their memory. The first run builds the archive."""
    from eval.bench.run import run_bench
    from eval.homes import default_cache

    with shown_progress() as on_progress:
        report = run_bench(
            path,
            passages=passages,
            questions=questions,
            cache=cache or default_cache(),
            on_progress=on_progress,
        )
    _say_bench(report, json=json)


@app.command("bench-ingest")
def bench_ingest_command(
    path: CorpusPath = None,
    passages: Passages = 10_000,
    questions: Annotated[int, typer.Option(min=2, help="How many questions are asked.")] = 100,
    cache: CachePath = None,
    json: Json = False,
) -> None:
    """Measure the answers of a service while it takes documents in, beside those when it is idle."""
    from eval.bench.beside import measure_beside
    from eval.homes import default_cache

    with shown_progress() as on_progress:
        report = measure_beside(
            path,
            passages=passages,
            questions=questions,
            cache=cache or default_cache(),
            on_progress=on_progress,
        )
    _say_bench(report, json=json)


@app.command("bench-warc")
def bench_warc_command(
    path: Annotated[
        Path | None,
        typer.Argument(metavar="[PATH]", help="Folder of saved pages; default: pages made of the sample."),
    ] = None,
    pages: Annotated[int, typer.Option(min=50, help="How many pages the web archives hold.")] = 500,
    json: Json = False,
) -> None:
    """Measure how fast web archives are taken in, beside trafilatura alone on the same ones."""
    from eval.bench.warc import measure_warc

    with shown_progress() as on_progress:
        report = measure_warc(path, pages, on_progress)
    _say_bench(report, json=json)


@app.command("kills")
def kills_command(
    kills: Annotated[int, typer.Option(min=1, max=300, help="How often the service is killed.")] = 50,
    seed: Annotated[int, typer.Option(help="Of the moments at which it is killed.")] = 1,
    json: Json = False,
) -> None:
    """Kill a service often while it takes documents in; exit code 1 if one is lost or there twice."""
    from eval.bench.kills import measure_kills

    with shown_progress() as on_progress:
        report = measure_kills(kills, seed, on_progress)
    if json:
        say_json(report)
    else:
        say(
            f"{report.kills:,} kills, {report.documents:,} documents: {report.lost:,} lost, {report.twice:,} "
            f"twice, {report.wrong_jobs:,} jobs with a wrong report, {report.faults:,} faults found by verify"
        )
    if not report.met:
        raise typer.Exit(MISSED)


@app.command("soak")
def soak_command(
    arrivals: Annotated[int, typer.Option(min=20, help="How many articles are published.")] = 20_000,
    minutes: Annotated[float, typer.Option(min=0.1, help="Within which time.")] = 60.0,
    json: Json = False,
) -> None:
    """Let a service watch a site that publishes all the time: delay, memory, losses.

    Exit code 1 if one is lost or there twice, or memory grows beyond its goal.
    """
    from eval.bench.soak import measure_soak

    with shown_progress() as on_progress:
        report = measure_soak(arrivals, minutes, on_progress)
    if json:
        say_json(report)
    else:
        say(f"{report.arrivals:,} arrivals: {report.lost:,} lost, {report.twice:,} twice\n")
        say(_figures(report.figures))
    if not report.met:
        raise typer.Exit(MISSED)


@app.command("bench-scale")
def bench_scale_command(
    passages: Annotated[
        list[int] | None,
        typer.Option(
            metavar="N",
            min=100,
            help="Size of an archive; may be given several times.",
            show_default="10000 and 100000",
        ),
    ] = None,
    cache: Annotated[
        Path | None,
        typer.Option(metavar="DIR", help="Where the archives are kept; default: in the temporary folder."),
    ] = None,
    json: Json = False,
) -> None:
    """Measure how an answer's stages grow with the archive, on made-up articles; a million takes hours."""
    from eval.bench.scale import GROWTH, measure_scale
    from eval.homes import default_cache

    with shown_progress() as on_progress:
        report = measure_scale(passages or [10_000, 100_000], cache or default_cache(), on_progress)
    if json:
        say_json(report)
        return
    for archive in report.archives:
        say(
            f"{archive.passages:,} passages of {archive.articles:,} articles: {archive.disk:,.0f} MB on disk,"
            f" {archive.memory:,.0f} MB of memory, first answer after {archive.start:.1f} s"
        )
        rows = [(each.filters, each.stage, _number(each.p50), _number(each.p95)) for each in archive.stages]
        say(table([("filters", "stage", "p50 ms", "p95 ms"), *rows]) + "\n")
    met = "met" if report.met else "not met"
    say(
        f"without reading, an answer of the largest takes {report.growth:.2f} times that of the smallest "
        f"(goal: at most {GROWTH.bound:g}, {met})"
    )


def _say_bench(report: BenchReport, *, json: bool) -> None:
    if json:
        say_json(report)
    else:
        say(f"{report.corpus}, {report.passages:,} passages\n\n{_figures(report.figures)}")


def _figures(figures: Sequence[Figure]) -> str:
    rows = [("measured", "goal", "found", "met", "readings")]
    for figure in figures:
        goal = figure.goal
        bound = f"{'>=' if goal.at_least else '<='} {goal.bound:g}" if goal else "-"
        met = "-" if figure.met is None else "yes" if figure.met else "no"
        readings = ", ".join(
            f"{reading.name} {_number(reading.value)} {reading.unit}" for reading in figure.readings
        )
        rows.append((figure.name, bound, f"{_number(figure.value)} {figure.unit}", met, readings))
    return table(rows)


def _number(value: float) -> str:
    return f"{value:,.0f}" if value >= 100 else f"{value:.1f}" if value >= 10 else f"{value:.2f}"
