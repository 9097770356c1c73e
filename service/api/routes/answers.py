"""Questions and their answers."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Body

from service.answer import Answer
from service.api import examples
from service.api.problems import documented
from service.api.schemas import AnswerRequest
from service.api.state import OpenLibrary
from service.ask import ask

router = APIRouter(tags=["answers"])


@router.post("/v1/answers", response_model=Answer, responses=documented(400, 413, 422, 502, 503))
def create_answer(
    request: Annotated[AnswerRequest, Body(openapi_examples=examples.ANSWER_REQUESTS)], library: OpenLibrary
) -> Answer:
    """Answer a question with quotations, or refuse and say why.

    A refusal is a result too: its status is 200, `statements` is empty and `refusal` says why.
    """
    return ask(library, request.to_ask())
