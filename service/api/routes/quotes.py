"""Words looked up, and drafts checked."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Body, Query

from service.api import examples
from service.api.desk import DeskHeld, OpenLibrary
from service.api.problems import documented
from service.api.schemas import DraftBody, QuoteQuery
from service.drafts.check import check_draft
from service.drafts.draft import CheckedDraft
from service.llm.budget import stop_if_left
from service.quotes.lookup import QuoteResult, find_quote

router = APIRouter(tags=["quotes"])


@router.get("/v1/quotes", responses=documented(422, 503))
def look_up_quote(query: Annotated[QuoteQuery, Query()], library: OpenLibrary) -> QuoteResult:
    """Find where words, or nearly these, stand in the archive: exact places, then near ones.

    Of each kind the first published comes first. Versions that were replaced are searched as well. Where no
    article has the words, the status is 200 and `found` is empty. Each `citation` can be checked later.
    """
    return find_quote(library, query.to_quote())


@router.post("/v1/check", responses=documented(400, 413, 422, 502, 503))
def check_text(
    body: Annotated[DraftBody, Body(openapi_examples=examples.DRAFT_REQUESTS)], desk: DeskHeld
) -> CheckedDraft:
    """Compare a draft with the archive: its quotations, and the figures, dates and names of its sentences.

    The words say what stands where, not what is true: a quotation is `exact`, `altered` or `not_found`; a
    detail `agrees` with the nearest quotes of the archive, `differs` from them, or stands `nowhere` in them.
    With a model, `model_verdict` is what it says of a sentence and the nearest quotes.
    """
    checker = desk.writers.checker
    return check_draft(desk.library, body.to_draft(), lambda done, total: stop_if_left(), checker)
