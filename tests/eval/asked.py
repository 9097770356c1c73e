"""Results of questions and follow-ups, made by hand."""

from __future__ import annotations

from dataclasses import replace

from eval.cases import Case, Fact, FollowUp, TextFact
from eval.metrics.carrying import Carrying
from eval.runs.made_with import MadeWith
from eval.runs.results import FollowUpResult, QuestionResult
from ingest.store.reading.coverage import Coverage
from service.answer import Answer, Reason, Refusal
from service.dialogue.turns import Turn
from tests.cited import AS_OF, citation, statement

MADE = MadeWith(
    set="written",
    cases_sha256="c" * 64,
    documents_sha256="d" * 64,
    writer="extractive",
    seed=1,
    settings={"passage_tokens": 160},
    embedding="all-MiniLM-L6-v2-int8",
    embedding_sha256=None,
    code_sha256="e" * 64,
    versions={"python": "3.11.7"},
    git_commit=None,
    limit=None,
    started_at=AS_OF,
)


def asked(
    id_: str,
    *,
    right: bool | None,
    sure: float = 0.9,
    refused: bool = False,
    answerable: bool = True,
    says: str = "It struck a wreck.",
    question: str = "What did it strike?",
    gold: tuple[Fact, ...] = (TextFact(("a wreck",)),),
    **figures: float,
) -> QuestionResult:
    """Return a question that was answered as surely as `sure`, or refused."""
    case = Case(
        id_,
        question,
        gold=gold if answerable else (),
        unanswerable=None if answerable else Reason.NOT_STATED,
        tags=("what",),
    )
    stated = replace(statement(says, citation(says)), score=sure)
    answer = Answer(
        question=question,
        as_of=AS_OF,
        statements=() if refused else (stated,),
        refusal=Refusal(Reason.NOT_STATED, "Not said.", ()) if refused else None,
        disagreements=(),
        independent_sources=0 if refused else 1,
        coverage=Coverage(1, AS_OF, AS_OF),
        writer="extractive",
        timings={"embed": 0.01, "write": 0.02},
    )
    return QuestionResult(case, {"right": None if right is None else float(right), **figures}, answer)


def followed(
    id_: str, carrying: Carrying, *, query: str = "Who built it?", tag: str = "who"
) -> FollowUpResult:
    """Return a follow-up that was searched for as `query`."""
    history = (Turn("When does the Kess Bridge open?", "On 29 November."),)
    case = FollowUp(id_, history, "Who built it?", "Who built the Kess Bridge?", tags=(tag,))
    right = not carrying.false and carrying.all_carried is not False
    return FollowUpResult(case, {"followed": float(right)}, query, carrying, {"carry": 0.01})
