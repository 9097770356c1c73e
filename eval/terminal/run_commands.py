"""The commands that run a set, compare two runs and report one."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ingest.errors import InputError
from ingest.terminal.options import Json, settings_of
from ingest.terminal.output import note, say, say_json, table, terminal_width, wrap
from ingest.terminal.progress import shown_progress

if TYPE_CHECKING:
    from eval.compare import Comparison, Difference
    from eval.runs.run import RunOptions
    from eval.runs.sets import RunnableSet
    from eval.runs.summary import RunSummary

app = typer.Typer()

WORSE = 1

RunPath = Annotated[Path, typer.Argument(metavar="RUN", help="Folder of a run.", show_default=False)]


@app.command("run")
def run_command(
    ctx: typer.Context,
    set_: Annotated[
        str | None,
        typer.Argument(
            metavar="[SET]",
            help="sample, a public set, own, pairs, followups, quotes, disagreements, notices, timexes;"
            " default: own with --path, or sample.",
        ),
    ] = None,
    path: Annotated[Path | None, typer.Option(help="Where a public set is, or a file of your own.")] = None,
    writer: Annotated[str | None, typer.Option(help="Who writes: extractive or model.")] = None,
    limit: Annotated[int | None, typer.Option(min=1, help="Ask so many cases of each kind.")] = None,
    out: Annotated[
        Path | None,
        typer.Option(
            metavar="DIR", help="Folder of the run; one that was stopped goes on.", show_default=False
        ),
    ] = None,
    seed: Annotated[
        int | None, typer.Option(help="What draws cases and samples.", show_default=False)
    ] = None,
    judge: Annotated[bool, typer.Option("--judge", help="Let the language model judge as well.")] = False,
    check: Annotated[bool, typer.Option("--check", help="Exit with 1 below the set's thresholds.")] = False,
    cache: Annotated[Path | None, typer.Option(help="Folder that keeps built archives.")] = None,
    among_home: Annotated[
        Path | None,
        typer.Option(
            "--among",
            metavar="HOME",
            help="Ask in a copy of an archive, with the set's articles added.",
        ),
    ] = None,
    json: Json = False,
) -> None:
    """Run a set: ask every case, measure the answers, keep them in a folder.

    Questions of your own are asked of your archive: one JSON object a line, with question and answer. "pairs"
    are statements with their sources, "followups" questions of a dialogue, "quotes" quotations with who said
    them, "disagreements" questions to sources that differ or do not, "notices" articles that are corrected,
    withdrawn or neither, "timexes" sentences with the times that they name; these need no archive.
    """
    from eval.datasets.own import OWN
    from eval.homes import default_cache
    from eval.metrics.intervals import SEED
    from eval.page.report import write_report
    from eval.runs.run import RunOptions, new_folder
    from eval.runs.sets import among
    from eval.runs.thresholds import read_thresholds, shortfalls

    runnable = _opened(ctx, set_, path)
    if among_home:
        if check:
            raise InputError("--check takes the set's own articles alone; leave --among or --check out")
        runnable = among(runnable, among_home)
    thresholds = read_thresholds(runnable.name) if check else {}
    folder = out or new_folder(runnable.name)
    seed = SEED if seed is None else seed
    summary = _run(runnable, RunOptions(folder, cache or default_cache(), writer, limit, seed, judge))
    if runnable.name == OWN:
        # Where the page of a service over this archive shows it.
        write_report(folder, settings_of(ctx).evaluation_file)
    if json:
        say_json(summary)
    else:
        say(_summary(summary))
        say(f"\nThe run is in {folder}; to read its cases: dateline eval report {folder}")
    missed = shortfalls(thresholds, summary)
    for each in missed:
        note(f"{each.measure}: {_share(each.found)}, below the threshold {each.wanted:g}")
    if missed:
        raise typer.Exit(WORSE)


PairsPath = Annotated[
    Path, typer.Argument(metavar="PAIRS", help="File or folder of pairs.", show_default=False)
]


@app.command("ablate")
def ablate_command(
    path: PairsPath,
    limit: Annotated[int | None, typer.Option(min=1, help="Check so many pairs, drawn.")] = None,
    json: Json = False,
) -> None:
    """Tell what each check of a statement gives: pairs are checked without each one in turn."""
    from random import Random

    from eval.datasets.pairs import read_pairs
    from eval.metrics.intervals import SEED
    from eval.runs.ablation import ablate

    claims = read_pairs(path).claims
    if limit is not None and limit < len(claims):
        claims = tuple(Random(SEED).sample(claims, limit))
    with shown_progress() as on_progress:
        found = ablate(claims, on_progress)
    if json:
        say_json(found)
        return
    rows = [("without", "true pass", "false pass", "balanced", "false it alone stops", "true it alone stops")]
    rows += [
        (
            str(each.check or "(nothing)"),
            _share(each.true_pass),
            _share(each.false_pass),
            _share(each.balanced_accuracy),
            f"{each.false_stopped:,}",
            f"{each.true_stopped:,}",
        )
        for each in found
    ]
    say(table(rows))
    say(f"\n{len(claims):,} pairs")


@app.command("compare")
def compare_command(
    before: RunPath,
    after: RunPath,
    tolerance: Annotated[float, typer.Option(min=0, help="How far a measure may fall.")] = 0.02,
    json: Json = False,
) -> None:
    """Compare two runs of a set, case by case; exit code 1 if a measure got worse beyond the tolerance."""
    from eval.compare import compare_runs

    comparison = compare_runs(before, after, tolerance)
    if json:
        say_json(comparison)
    else:
        say(_comparison(comparison))
    if comparison.regressions:
        raise typer.Exit(WORSE)


@app.command("report")
def report_command(
    run: RunPath,
    out: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Default: report.html in the run's folder.")
    ] = None,
) -> None:
    """Write the report of a run: one HTML file with its figures and every wrong case."""
    from eval.page.report import write_report

    say(str(write_report(run, out)))


def _opened(ctx: typer.Context, name: str | None, path: Path | None) -> RunnableSet:
    from eval.datasets.own import OWN
    from eval.runs.sets import SAMPLE, open_own, open_set

    if path is not None and name in (None, OWN):
        return open_own(path, settings_of(ctx))
    if name == OWN:
        raise InputError("questions of your own are in a file; say where it is with --path")
    return open_set(name or SAMPLE, path)


def _run(runnable: RunnableSet, options: RunOptions) -> RunSummary:
    from eval.runs.run import run_set

    try:
        with shown_progress() as on_progress:
            return run_set(runnable, options, on_progress)
    except KeyboardInterrupt:
        note(f"stopped; to go on, run the same command with --out {options.folder}")
        raise


def _summary(summary: RunSummary) -> str:
    from eval.runs.measures import BY_NAME

    rows = [("measure", "value", "95 % interval", "cases", "")]
    for name, found in summary.measures.items():
        interval = f"{_share(found.low)}-{_share(found.high)}"
        rows.append((name, _share(found.value), interval, f"{found.count:,}", BY_NAME[name].title))
    times = [("case", "stage", "p50", "p95")]
    times += [(t.kind, t.stage, f"{t.p50 * 1000:.1f} ms", f"{t.p95 * 1000:.1f} ms") for t in summary.times]
    text = f"{table(rows)}\n\n{table(times)}"
    if summary.lost:
        lost = [("wrong, evidence lost", "questions"), *((s, f"{n:,}") for s, n in summary.lost.items())]
        text += f"\n\n{table(lost)}"
    if summary.judge:
        judge = summary.judge
        right = judge.right.value if judge.right else None
        text += (
            f"\n\nThe judge {judge.model} holds {_share(right)} of the answers to be right; "
            f"{judge.without_verdict} without a verdict. It is no part of the figures above."
        )
    return text


def _comparison(comparison: Comparison) -> str:
    alone = f", {comparison.only_in_one:,} in one only" if comparison.only_in_one else ""
    parts = [f"{comparison.set}, {comparison.cases:,} cases in both{alone}"]
    if comparison.archive_changed:
        parts.append("The archive was another one, or had changed, by the second run.")
    rows = [_difference(comparison, each) for each in comparison.differences if not each.unchanged]
    if rows:
        parts.append(table([("measure", "difference", "95 % interval", "cases", ""), *rows]))
    if same := [each.measure for each in comparison.differences if each.unchanged]:
        parts.append(wrap(f"Unchanged: {', '.join(same)}", terminal_width()))
    turned = (("Right before, wrong now", comparison.lost), ("Wrong before, right now", comparison.won))
    parts += [
        f"{title} ({len(cases):,}):\n{table([(case.id, case.asked) for case in cases])}"
        for title, cases in turned
        if cases
    ]
    if comparison.regressions:
        parts.append(f"Worse by more than {comparison.tolerance:g}: {', '.join(comparison.regressions)}")
    return "\n\n".join(parts)


def _difference(comparison: Comparison, each: Difference) -> tuple[str, ...]:
    grown = each.grown
    interval = f"{grown.low:+.3f} to {grown.high:+.3f}"
    worse = "worse" if each.measure in comparison.regressions else ""
    return (each.measure, f"{grown.value:+.3f}", interval, f"{grown.count:,}", worse)


def _share(value: float | None) -> str:
    return "no verdict" if value is None else f"{value:.3f}" if abs(value) <= 1 else f"{value:,.1f}"
