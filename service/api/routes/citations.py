"""Citations, checked again later."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Body

from service.answer import Answer
from service.api import examples
from service.api.desk import OpenLibrary
from service.api.problems import documented
from service.api.schemas import CheckRequest
from service.check import CheckResult, check_answer, check_citations, check_statements
from service.summaries.summary import Summary

router = APIRouter(tags=["citations"])


@router.post("/v1/citations/check", responses=documented(400, 413, 422, 503))
def check(
    request: Annotated[CheckRequest, Body(openapi_examples=examples.CHECK_REQUESTS)], library: OpenLibrary
) -> CheckResult:
    """Compare citations with the archive, character by character: of an answer, of a summary, or alone.

    A statement that is a quotation is compared with it, and a model's wording is checked against its quotes
    again; each has a result of its own.

    `altered` is a quotation that the archive's text does not have there, `missing` one of a version that
    the archive does not hold; `stale` is right, but a later version of the article exists.
    """
    if isinstance(request, Answer | Summary):
        citations = check_answer(library.archive, request)
        return CheckResult.of(citations, check_statements(library.archive, request))
    return CheckResult.of(check_citations(library.archive, request.citations))
