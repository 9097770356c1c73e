"""The page: the use cases as HTML. What it shows stands in its address; nothing is kept about a reader."""

from __future__ import annotations

from fastapi import APIRouter

from service.api.routes.page import archive, drafts, living, questions, signing_in, stories, summaries

router = APIRouter(include_in_schema=False)
for part in (questions, summaries, drafts, archive, stories, living, signing_in):
    router.include_router(part.router)
