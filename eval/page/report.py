"""The report of a run: one HTML file with its figures, and every wrong case to be read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from eval.metrics.intervals import Estimate
from eval.page.cases import ShownCase, shown_case
from eval.page.filters import CaseFilter
from eval.page.layout import filled_report
from eval.runs.folder import RunFolder
from eval.runs.made_with import MadeWith
from eval.runs.measures import MEASURES, reliability_curve, risk_curve
from eval.runs.results import QuestionResult, Result
from eval.runs.summary import JudgeSummary, RunSummary, summarise_run
from ingest.errors import InputError

REPORT = "report.html"

Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class ReportPage:
    """What a report shows; figures go by the words that stand before them."""

    summary: RunSummary
    made: MadeWith
    stopped: bool
    measures: Mapping[str, Estimate]
    judged: Mapping[str, Estimate]
    risk: Sequence[Point]
    reliability: Sequence[Point]
    tag_measures: Sequence[str]
    filter: CaseFilter
    wrong: Sequence[ShownCase]
    without_verdict: Sequence[ShownCase]
    right: Sequence[ShownCase]
    made_rows: Mapping[str, object]

    @property
    def headings(self) -> dict[str, str]:
        """The parts of the page that have something to show, by their ids."""
        open_ = len(self.without_verdict)
        headings = {
            "measures": "Measures",
            "judge": "Judge" if self.summary.judge else None,
            "risk": "Risk and coverage" if self.risk else None,
            "reliability": "How sure, and how often right" if len(self.reliability) > 1 else None,
            "tags": "By tag" if self.tag_measures else None,
            "lost": "Where evidence was lost" if self.summary.lost else None,
            "times": "Time" if self.summary.times else None,
            "wrong": f"Wrong ({len(self.wrong):,})",
            "without-verdict": f"Without a verdict ({open_:,})" if open_ else None,
            "right": f"Right ({len(self.right):,})",
            "made-with": "Made with",
        }
        return {id_: heading for id_, heading in headings.items() if heading}


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
    chosen = CaseFilter(results)
    cases = [shown_case(result, chosen.classes_of(result)) for result in results]
    page = ReportPage(
        summary=summary,
        made=made,
        stopped=stopped,
        measures={m.title: summary.measures[m.name] for m in MEASURES if m.name in summary.measures},
        judged=_judged(summary.judge),
        risk=_risk(results),
        reliability=[(point.sure, point.right) for point in reliability_curve(results)],
        tag_measures=_tag_measures(summary),
        filter=chosen,
        wrong=[case for case in cases if case.result.right == 0],
        without_verdict=[case for case in cases if case.result.right is None],
        right=[case for case in cases if case.result.right == 1],
        made_rows=_made_rows(made),
    )
    return filled_report(page)


def _judged(judge: JudgeSummary | None) -> dict[str, Estimate]:
    if judge is None:
        return {}
    found = {"answers held to be right": judge.right, 'agrees with "right"': judge.agreement}
    return {title: estimate for title, estimate in found.items() if estimate}


def _risk(results: Sequence[Result]) -> list[Point]:
    """Return the risk-coverage curve over all questions; it ends at the share that was answered."""
    points = risk_curve(results).points
    questions = sum(isinstance(result, QuestionResult) for result in results)
    return [(point.coverage * len(points) / questions, point.risk) for point in points]


def _tag_measures(summary: RunSummary) -> list[str]:
    found = {name for tag in summary.tags.values() for name in tag.measures}
    return [measure.name for measure in MEASURES if measure.name in found]


def _made_rows(made: MadeWith) -> dict[str, object]:
    kept = {
        "seed": made.seed,
        "limit": made.limit,
        "cases sha256": made.cases_sha256,
        "documents sha256": made.documents_sha256,
        "code sha256": made.code_sha256,
        "embedding sha256": made.embedding_sha256,
        **made.versions,
        **made.settings,
    }
    return {name: value for name, value in kept.items() if value is not None}
