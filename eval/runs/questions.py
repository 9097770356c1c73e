"""One question is asked and measured."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from eval.cases import Case, TextFact
from eval.datasets.published import Measure
from eval.metrics.answers import depth_of_all, token_f1
from eval.metrics.choices import choose, with_none_of_the_above
from eval.metrics.citations import citation_score, supported_share, verbatim_rate
from eval.metrics.facts import DatedStatement, dated, fact_ranks, says, wordings
from eval.metrics.retrieval import ndcg_at, recall_at, reciprocal_rank, span_ranks
from eval.runs.lost import Lost, Way, lost_at, place_of, words_lost_at
from eval.runs.results import RIGHT, Figures, QuestionResult, quoted_evidence
from service.answer import Answer, Statement
from service.ask import AskRequest, Done, Found, Ranked, answer_events, search
from service.check import check_answer
from service.evidence.library import AskableLibrary
from service.evidence.scoring import Evidence
from service.writers.writer import Writer

PASSAGE_DEPTHS = (1, 5, 10, 24, 60, 200)
STATEMENT_DEPTHS = (1, 2)
_GAIN_DEPTH = 10
_YES_NO = ("yes", "no")


@dataclass(frozen=True, slots=True)
class Questioner:
    """Asks questions of one archive; `measures` are what their set can measure."""

    library: AskableLibrary
    writer: Writer
    measures: tuple[Measure, ...]
    seed: int

    def result(self, case: Case) -> QuestionResult:
        """Ask the question of a case and measure what comes."""
        filters = case.filters
        request = AskRequest(
            case.question, case.as_of, filters.after, filters.before, tuple(filters.publishers)
        )
        way = self._way(case, request)
        answer = way.answer
        figures: dict[str, float | None] = {
            **self._retrieval(case, way),
            **self._statements(case, answer),
            **self._disagreements(case, answer),
            **self._choices(case, answer),
            **self._citations(case, answer),
        }
        evidence = quoted_evidence(self.library.archive, case)
        figures |= self._verdict(case, answer, figures)
        lost = self._lost(case, request, way) if figures[RIGHT] == 0 else None
        return QuestionResult(case, figures, answer, evidence, lost)

    def _lost(self, case: Case, request: AskRequest, way: Way) -> Lost | None:
        """Return the stage that lost the evidence, or, where none is named, what says the gold."""
        if case.evidence or not self._can_tell(case):
            return lost_at(self.library, case.evidence, way)
        candidates = search(self.library, request, max(PASSAGE_DEPTHS))
        return words_lost_at(case.gold, replace(way, candidates=candidates))

    def _way(self, case: Case, request: AskRequest) -> Way:
        """Ask, and search where passages are measured: a search orders what an answer is written from."""
        filters, answer = None, None
        sentences: Sequence[Evidence] = ()
        for event in answer_events(self.library, request, self.writer):
            match event:
                case Found():
                    filters = event.filters
                case Ranked():
                    sentences = event.evidence
                case Done():
                    answer = event.answer
        assert filters, "an answer begins with Found"
        assert answer, "an answer ends with Done"
        wanted = case.evidence and Measure.RETRIEVAL in self.measures
        candidates = search(self.library, request, max(PASSAGE_DEPTHS)) if wanted else []
        return Way(filters, candidates, sentences, answer)

    def _retrieval(self, case: Case, way: Way) -> Figures:
        if not case.evidence or Measure.RETRIEVAL not in self.measures:
            return {}
        passages, answer = way.candidates, way.answer
        ranks = span_ranks(case.evidence, [place_of(ranked) for ranked in passages])
        figures: dict[str, float | None] = {
            "reciprocal_rank": reciprocal_rank(ranks),
            f"ndcg_{_GAIN_DEPTH}": ndcg_at(ranks, _GAIN_DEPTH),
            **{f"evidence_in_{depth}_passages": recall_at(ranks, depth) for depth in PASSAGE_DEPTHS},
        }
        if self._can_tell(case):
            texts = [DatedStatement(r.stored.text, r.stored.published_at or answer.as_of) for r in passages]
            depth_of_gold = depth_of_all(fact_ranks(case.gold, texts, answer.as_of))
            figures |= {f"gold_in_{d}_passages": _within(depth_of_gold, d) for d in PASSAGE_DEPTHS}
        return figures

    def _statements(self, case: Case, answer: Answer) -> Figures:
        if not self._can_tell(case):
            return {}
        said = [dated(statement, answer.as_of) for statement in answer.statements]
        depth_of_gold = depth_of_all(fact_ranks(case.gold, said, answer.as_of))
        figures: dict[str, float | None] = {
            "answer_right": _within(depth_of_gold, len(said)),
            "token_f1": _token_f1(case, answer.statements),
            **{f"gold_in_{depth}_statements": _within(depth_of_gold, depth) for depth in STATEMENT_DEPTHS},
        }
        if case.wrong:
            wrong = any(says(each, fact, answer.as_of) for each in said for fact in case.wrong)
            figures["nothing_wrong"] = float(not wrong)
            figures["right_and_nothing_wrong"] = float(not wrong and depth_of_gold is not None)
        return figures

    def _disagreements(self, case: Case, answer: Answer) -> Figures:
        """Return whether a disagreement that is shown sets what is right against what is wrong."""
        if Measure.CONFLICTS not in self.measures or not answer.disagreements:
            return {}
        values = [
            DatedStatement(value, answer.as_of) for each in answer.disagreements for value in each.values
        ]
        right, wrong = (
            any(says(value, fact, answer.as_of) for value in values for fact in facts)
            for facts in (case.gold, case.wrong)
        )
        return {"disagreement_right": float(right and wrong)}

    def _choices(self, case: Case, answer: Answer) -> Figures:
        """A quiz has no refusals: of a refused question the nearest passages are what it cites."""
        if not case.choices:
            return {}
        cited = [DatedStatement(each.quote, each.said_at or answer.as_of) for each in answer.citations]
        open_ended = with_none_of_the_above(case, self.seed)
        return {
            "choice": float(choose(case, cited, answer.as_of) == case.gold_index),
            "choice_or_none": float(choose(open_ended, cited, answer.as_of) == case.gold_index),
        }

    def _citations(self, case: Case, answer: Answer) -> Figures:
        cited = [citation for statement in answer.statements for citation in statement.citations]
        score = citation_score(cited, case.evidence)
        return {
            "verbatim": verbatim_rate(check_answer(self.library.archive, answer)),
            "cited_precision": score.precision,
            "cited_recall": score.recall,
            "supported": supported_share(answer.statements, answer.as_of),
        }

    def _verdict(self, case: Case, answer: Answer, figures: Figures) -> Figures:
        """Return whether the answer as a whole is right.

        Where the gold is whole sentences, which statements need not repeat, citing the evidence is right.
        """
        refused = float(answer.refusal is not None)
        if case.unanswerable:
            return {"refused": refused, RIGHT: refused, "reason_right": self._reason(case, answer)}
        if Measure.ANSWERS in self.measures:
            return {"refused": refused, RIGHT: figures.get("answer_right")}
        recall = figures.get("cited_recall")
        return {"refused": refused, RIGHT: None if recall is None else float(recall > 0)}

    def _reason(self, case: Case, answer: Answer) -> float | None:
        if answer.refusal is None or Measure.REFUSALS not in self.measures:
            return None
        return float(answer.refusal.reason is case.unanswerable)

    def _can_tell(self, case: Case) -> bool:
        """Return whether statements can be held against the gold.

        A quiz question without evidence may have its answer in no article; no statement quotes a "yes".
        """
        if not case.gold or Measure.ANSWERS not in self.measures:
            return False
        yes_no = any(
            isinstance(fact, TextFact) and all(text.lower() in _YES_NO for text in fact.any)
            for fact in case.gold
        )
        return not yes_no and bool(case.evidence or not case.choices)


def _within(depth: int | None, limit: int) -> float:
    return float(depth is not None and depth <= limit)


def _token_f1(case: Case, statements: Sequence[Statement]) -> float | None:
    """Return the mean over the facts of the best F1 of a statement; 0 for a refusal."""
    best = [
        max((token_f1(each.text, wordings(fact)) or 0.0 for each in statements), default=0.0)
        for fact in case.gold
    ]
    return sum(best) / len(best) if best else None
