"""The report of a run: one HTML file with its figures, and every wrong case to be read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from xml.etree.ElementTree import Element

from eval.metrics.intervals import Estimate
from eval.page.cases import case_details, case_line
from eval.page.elements import Child, el, table, to_html
from eval.page.figures import bar, curve
from eval.page.filters import CaseFilter
from eval.page.style import STYLE
from eval.runs.folder import RunFolder
from eval.runs.made_with import MadeWith
from eval.runs.measures import BY_NAME, MEASURES, risk_curve
from eval.runs.results import QuestionResult, Result
from eval.runs.summary import JudgeSummary, RunSummary, StageTime, summarise_run
from ingest.errors import InputError
from ingest.terminal.output import minute

REPORT = "report.html"
_HASH = 12  # characters shown
_STOPPED = "The run was stopped and this is as far as it came: it can go on with the same command and --out."


def write_report(run: Path, out: Path | None = None) -> Path:
    """Write the report of a run, by default into its folder; return where.

    A run that was stopped is reported as far as it came. Raises InputError for a folder without a case.
    """
    folder = RunFolder(run)
    made, results = folder.made_with, folder.results()
    if not results:
        raise InputError(f"{run} has no case yet; go on with the run, giving it --out {run}")
    if folder.is_finished:
        page = report_page(made, folder.summary, results)
    else:
        page = report_page(made, summarise_run(made.set, results, made.seed), results, stopped=True)
    out = out or run / REPORT
    out.write_text(page, encoding="utf-8")
    return out


def report_page(
    made: MadeWith, summary: RunSummary, results: Sequence[Result], *, stopped: bool = False
) -> str:
    """Return the page as text."""
    shown = CaseFilter(results)
    parts = [
        *_measures(summary),
        *_judge(summary.judge),
        *_risk(results),
        *_tags(summary),
        *_times(summary.times),
        *_cases(results, shown),
        *_made(made),
    ]
    main = el(
        "main",
        el("h1", f"{summary.set}: {summary.cases:,} cases"),
        el("p", _made_in_short(made), class_="soft"),
        *([el("p", _STOPPED, class_="notice")] if stopped else []),
        _contents(parts),
        *parts,
    )
    head = el(
        "head",
        el("meta", charset="utf-8"),
        el("meta", name="viewport", content="width=device-width, initial-scale=1"),
        el("title", f"Dateline: {summary.set}"),
        el("style", STYLE + shown.rules),
    )
    return to_html(el("html", head, el("body", main), lang="en"))


def _contents(parts: Sequence[Element]) -> Element:
    """Return links to the headings, each of which gets an id for it."""
    heads = [part for part in parts if part.tag == "h2"]
    for number, head in enumerate(heads):
        head.set("id", f"part-{number}")
    return el("nav", *(el("a", head.text or "", href=f"#{head.get('id')}") for head in heads))


def _made_in_short(made: MadeWith) -> str:
    commit = f", commit {made.git_commit[:_HASH]}" if made.git_commit else ""
    return f"Writer {made.writer}, embedding {made.embedding}, {minute(made.started_at)}{commit}"


def _measures(summary: RunSummary) -> list[Element]:
    rows = [
        (BY_NAME[measure.name].title, *_cells(summary.measures[measure.name]))
        for measure in MEASURES
        if measure.name in summary.measures
    ]
    return [
        el("h2", "Measures"),
        el(
            "p",
            "Lines across the bars are 95 % intervals (bootstrap); the last figure counts the cases.",
            class_="soft",
        ),
        table(("measure", "", "value", "interval", "cases"), rows, "numbers measures"),
    ]


def _cells(estimate: Estimate) -> tuple[Child, ...]:
    drawn = bar(estimate) if estimate.value <= 1 else ""
    interval = f"{_number(estimate.low)} to {_number(estimate.high)}"
    return (drawn, _number(estimate.value), interval, f"{estimate.count:,}")


def _number(value: float) -> str:
    return f"{value:.3f}" if value <= 1 else f"{value:,.1f}"


def _judge(judge: JudgeSummary | None) -> list[Element]:
    if judge is None:
        return []
    found = (("answers held to be right", judge.right), ('agrees with "right"', judge.agreement))
    rows = [(title, *_cells(estimate)) for title, estimate in found if estimate]
    about = (
        f"A language model, {judge.model}, under the prompt {judge.prompt_sha256[:_HASH]}; "
        f"{judge.without_verdict} of its replies were no verdict. No other figure depends on it."
    )
    return [
        el("h2", "Judge"),
        el("p", about, class_="soft"),
        table(("", "", "value", "interval", "cases"), rows, "numbers measures"),
    ]


def _risk(results: Sequence[Result]) -> list[Element]:
    """Return the risk-coverage curve over all questions; it ends at the share that was answered."""
    found = risk_curve(results)
    questions = [result for result in results if isinstance(result, QuestionResult)]
    if not found.points:
        return []
    share = len(found.points) / len(questions)
    points = [(point.coverage * share, point.risk) for point in found.points]
    about = (
        "If only the surest answers were given: the share of them that is wrong, by the share of "
        "questions answered."
    )
    return [
        el("h2", "Risk and coverage"),
        el("p", about, class_="soft"),
        curve(points, "share of questions answered", "share of answers wrong"),
    ]


def _tags(summary: RunSummary) -> list[Element]:
    names = [m.name for m in MEASURES if any(m.name in tag.measures for tag in summary.tags.values())]
    if not names:
        return []
    rows: list[tuple[Child, ...]] = [
        (name, f"{tag.cases:,}", *(_tag_cell(tag.measures, measure) for measure in names))
        for name, tag in summary.tags.items()
    ]
    heads = tuple(name.replace("_", " ") for name in names)
    return [el("h2", "By tag"), table(("tag", "cases", *heads), rows, "numbers tags")]


def _tag_cell(measures: Mapping[str, Estimate], name: str) -> Child:
    estimate = measures.get(name)
    return el("span", _number(estimate.value), bar(estimate)) if estimate else ""


def _times(times: Sequence[StageTime]) -> list[Element]:
    rows: list[tuple[Child, ...]] = [
        (each.kind, each.stage, f"{each.p50 * 1000:,.1f}", f"{each.p95 * 1000:,.1f}") for each in times
    ]
    return [el("h2", "Time"), table(("case", "stage", "p50, ms", "p95, ms"), rows)] if rows else []


def _cases(results: Sequence[Result], shown: CaseFilter) -> list[Element]:
    wrong = [result for result in results if result.right == 0]
    open_ = [result for result in results if result.right is None]
    right = [result for result in results if result.right == 1]
    parts = [*shown.bar, el("h2", f"Wrong ({len(wrong):,})"), *_in_full(wrong, shown)]
    if open_:
        parts += [el("h2", f"Without a verdict ({len(open_):,})"), *_in_full(open_, shown)]
    listed = el("ul", *(case_line(result, shown.class_of(result)) for result in right))
    return [*parts, el("h2", f"Right ({len(right):,})"), *([listed] if right else [])]


def _in_full(results: Sequence[Result], shown: CaseFilter) -> list[Element]:
    return [case_details(result, shown.class_of(result)) for result in results]


def _made(made: MadeWith) -> list[Element]:
    kept: dict[str, object] = {
        "seed": made.seed,
        "limit": made.limit,
        "cases sha256": made.cases_sha256,
        "documents sha256": made.documents_sha256,
        "code sha256": made.code_sha256,
        "embedding sha256": made.embedding_sha256,
        **made.versions,
        **made.settings,
    }
    rows: list[tuple[Child, ...]] = [(name, str(value)) for name, value in kept.items() if value is not None]
    return [el("h2", "Made with"), table(("", ""), rows, "made")]
