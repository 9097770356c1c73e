"""Drafts on the page."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request, Response

from service.api.desk import Desk, DeskHeld
from service.api.routes.page.frame import Page, frame
from service.drafts.check import check_draft
from service.drafts.draft import MAX_DRAFT, DraftRequest
from service.llm.budget import stop_if_left
from service.web.draft import shown_sentences
from service.web.view import View

router = APIRouter()


@router.get("/draft")
def draft_page(desk: DeskHeld, request: Request) -> Response:
    """Where a draft is pasted."""
    return _draft(request, desk, View())


async def _draft_form(request: Request) -> dict[str, str]:
    # A character of another script has nine bytes in a form.
    form = await request.form(max_fields=10, max_part_size=10 * MAX_DRAFT)
    return {name: value for name, value in form.items() if isinstance(value, str)}


@router.post("/draft")
def checked_page(
    desk: DeskHeld, request: Request, form: Annotated[dict[str, str], Depends(_draft_form)]
) -> Response:
    """A draft compared with the archive, sentence by sentence."""
    view = View.of([("as_of", form.get("as_of", ""))])
    text = form.get("text", "").replace("\r\n", "\n")
    draft = DraftRequest(text, view.moment)
    checked = check_draft(desk.library, draft, lambda done, total: stop_if_left(), desk.writers.checker)
    return _draft(request, desk, view, text=text, checked=checked, sentences=shown_sentences(text, checked))


def _draft(request: Request, desk: Desk, view: View, **result: Any) -> Response:
    shown = {"text": "", "checked": None, "sentences": (), **result}
    shown |= {"view": view, "here": "/draft", "most": MAX_DRAFT}
    return Page("draft.html.j2", **frame(request, desk), **shown)
