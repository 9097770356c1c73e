"""One summary is made and measured."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import fmean

from eval.cases import SummaryCase
from eval.datasets.published import Measure
from eval.metrics.citations import citation_score, supported_share, verbatim_rate
from eval.metrics.facts import dated, fact_ranks
from eval.metrics.retrieval import recall_at
from eval.metrics.summaries import bullets_of, insight_scores, insights_of, word_count
from eval.runs.results import COMPLETE, Figures, SummaryResult, quoted_evidence
from ingest.errors import InputError
from service.check import check_answer
from service.evidence.library import AskableLibrary
from service.summaries.styles import Style
from service.summaries.summary import Summary, SummaryRequest
from service.summarize import summarize
from service.writers.writer import Writer


@dataclass(frozen=True, slots=True)
class Summariser:
    """Makes summaries of one archive; `measures` are what their set can measure."""

    library: AskableLibrary
    writer: Writer
    measures: tuple[Measure, ...]

    def result(self, case: SummaryCase) -> SummaryResult:
        """Make the summary of a case and measure it."""
        summary = summarize(self.library, self._request(case), self.writer)
        gold = self._facts(case, summary) if Measure.ANSWERS in self.measures else _insights(case, summary)
        cited = [citation for statement in summary.statements for citation in statement.citations]
        score = citation_score(cited, case.evidence)
        words = word_count([statement.text for statement in summary.statements])
        most = case.summary.max_words
        figures: Figures = {
            **gold,
            "words": float(words),
            "within_words": float(words <= most) if most else None,
            "verbatim": verbatim_rate(check_answer(self.library.archive, summary)),
            "summary_cited_precision": score.precision,
            "summary_supported": supported_share(summary.statements, summary.as_of),
        }
        return SummaryResult(case, figures, summary, quoted_evidence(self.library.archive, case))

    def _request(self, case: SummaryCase) -> SummaryRequest:
        scope = case.summary
        # SummHay tells the writer how many insights it wants, a bullet for each.
        bullets = None if Measure.ANSWERS in self.measures or scope.max_words else len(case.facts)
        return SummaryRequest(
            article_id=scope.article_id,
            story_id=scope.story_id,
            question=scope.question,
            as_of=case.as_of,
            after=scope.after,
            before=scope.before,
            publishers=tuple(scope.publishers),
            style=_style(case.id, scope.style),
            max_words=scope.max_words,
            max_sentences=bullets,
        )

    def _facts(self, case: SummaryCase, summary: Summary) -> Figures:
        said = [dated(statement, summary.as_of) for statement in summary.statements]
        covered = recall_at(fact_ranks(case.facts, said, summary.as_of), max(len(said), 1))
        return {"facts_covered": covered, COMPLETE: float(covered == 1)}


def _insights(case: SummaryCase, summary: Summary) -> Figures:
    scores = insight_scores(insights_of(case), bullets_of(summary.statements))
    return {
        "insights_covered": _mean([float(score.covered) for score in scores]),
        "insight_citations": _mean([score.citation for score in scores if score.citation is not None]),
        "insights_joint": _mean([score.joint for score in scores]),
    }


def _mean(values: Sequence[float]) -> float | None:
    return fmean(values) if values else None


def _style(id_: str, style: str | None) -> Style:
    try:
        return Style(style) if style else Style.BRIEF
    except ValueError as exc:
        raise InputError(f"{id_}: {style!r} is no style of a summary; use {', '.join(Style)}") from exc
