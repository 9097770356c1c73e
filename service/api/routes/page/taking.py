"""An answer or a summary to take along, as a file or a copy."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import partial

from fastapi import Request, Response
from pydantic_core import to_json

from service.answer import Answer
from service.api.chat_text import Composer
from service.api.desk import Desk
from service.api.guards.hosts import own_url
from service.api.plain_text import plain
from service.api.problems import PAGE_HEADERS
from service.evidence.standing import standing
from service.summaries.summary import Summary
from service.web.copies import CopyForm, Mark, evidence_pack, file_name, heading, plain_copy


def taken(desk: Desk, request: Request, title: str, cited: Answer | Summary, form: CopyForm) -> Response:
    mark = partial(standing, desk.library.archive, desk.library.passages)
    match form:
        case CopyForm.TEXT:
            content = plain_copy(title, cited, mark)
        case CopyForm.MARKDOWN:
            content = _markdown(own_url(request.app.state.settings, request.scope), title, cited, mark)
        case CopyForm.PACK:
            content = evidence_pack(desk.library, title, cited, datetime.now(UTC), mark)
        case CopyForm.JSON:
            content = to_json(cited, indent=2).decode()
    headers = dict(PAGE_HEADERS)
    if form.is_file:
        headers["Content-Disposition"] = f'attachment; filename="{file_name(title, cited, form)}"'
    return Response(content, headers=headers, media_type=form.media_type)


def _markdown(base_url: str, title: str, cited: Answer | Summary, mark: Mark) -> str:
    composer = Composer(base_url)
    pieces = [composer.say(f"**{plain(heading(title, cited))}**")]
    if isinstance(cited, Summary):
        pieces += composer.summary(cited)
    else:
        pieces += [composer.state(statement) for statement in cited.statements]
        pieces += composer.close(cited)
    notes = [f"[{each.marker}] {note}" for each in cited.citations if (note := mark(each))]
    if notes:
        pieces.append(composer.say("; ".join(notes)))
    return "".join(piece.content for piece in pieces)
