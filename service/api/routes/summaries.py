"""Summaries, and what they will cost."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Body, Query

from service.api.desk import DeskHeld
from service.api.problems import documented
from service.api.record import record_summary
from service.api.summary_schemas import EXAMPLES, SummaryBody
from service.llm.budget import stop_if_left
from service.summaries.summary import CostEstimate, Summary
from service.summarize import estimate_cost, summarize

router = APIRouter(tags=["summaries"])


@router.post(
    "/v1/summaries", response_model=Summary | CostEstimate, responses=documented(400, 404, 413, 422, 502, 503)
)
def create_summary(
    body: Annotated[SummaryBody, Body(openapi_examples=EXAMPLES)],
    desk: DeskHeld,
    estimate: Annotated[bool, Query(description="Only say what it will cost: nothing is read.")] = False,
) -> Summary | CostEstimate:
    """Summarise an article, a story, a topic or a publisher's days; every statement is cited.

    A refusal is a result too: its status is 200, `statements` is empty and `refusal` says why.
    """
    writer = desk.writers.named(body.writer)
    if estimate:
        return estimate_cost(desk.library, body.to_request(), writer)
    made = summarize(desk.library, body.to_request(), writer, lambda done, total: stop_if_left())
    summary = desk.keeper.keep(made)
    record_summary(summary)
    return summary
