"""The page: the use cases as HTML. What it shows stands in its address; nothing is kept about a reader."""

from __future__ import annotations

from collections.abc import Generator, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import partial
from http import HTTPStatus
from secrets import compare_digest
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Form, HTTPException, Query, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse
from pydantic_core import to_json

from ingest.errors import InputError, NotFoundError
from ingest.settings import Settings
from ingest.store.publishers import known_publishers
from ingest.store.rejects import read_rejects
from service.answer import Answer, Citation, CitedText, fallback_note
from service.api.chat_text import Composer
from service.api.desk import Desk, DeskHeld
from service.api.guards.hosts import own_url
from service.api.guards.paths import SIGN_IN, SIGN_OUT
from service.api.guards.sessions import (
    begin,
    end,
    form_token,
    is_own_form,
    name_of_session,
    sent_session,
)
from service.api.plain_text import plain
from service.api.problems import PAGE_HEADERS, Problem
from service.api.record import record_answer, record_summary
from service.api.reply import reply_events
from service.api.routes.articles import ArticleId, ArticleReference, VersionNumber
from service.api.sse import EventStream
from service.ask import Done
from service.chat import ChatEvent, ChatRequest, Summarised
from service.drafts.check import check_draft
from service.drafts.draft import MAX_DRAFT, DraftRequest
from service.llm.budget import stop_if_left
from service.summaries.styles import Style
from service.summaries.summary import Summary, SummaryRequest
from service.summarize import summarize
from service.web.copies import CopyForm, Mark, evidence_pack, file_name, heading, plain_copy
from service.web.days import timeline
from service.web.difference import difference
from service.web.draft import shown_sentences
from service.web.finding import find_articles
from service.web.kept import Kept
from service.web.layout import laid_out, laid_out_in_parts
from service.web.reading import ReadArticle, reading, standing, story
from service.web.turns import Ask, Conversations
from service.web.view import View

router = APIRouter(include_in_schema=False)

_NEWEST = 6
_LISTED = 50
_STYLES = tuple(each.value for each in Style)
_ELSEWHERE = ("cross-site", "same-site")
_ABOUT = ("article", "story")  # what a summary can be of besides a topic


def _view(request: Request) -> View:
    return View.of(request.query_params.multi_items())


@dataclass(frozen=True, slots=True)
class MarkedPlace:
    """A place in a text, and the marker that leads there."""

    start: Annotated[int | None, Query(ge=0, le=2**31 - 1)] = None
    end: Annotated[int | None, Query(ge=0, le=2**31 - 1)] = None
    marker: Annotated[int | None, Query(ge=1, le=2**31 - 1)] = None


def _named(request: Request) -> tuple[str, str] | None:
    """Return what a summary is of that has an id: its kind and the id."""
    given = request.query_params
    return next(((name, given[name]) for name in _ABOUT if given.get(name)), None)


Viewed = Annotated[View, Depends(_view)]
Named = Annotated[tuple[str, str] | None, Depends(_named)]
Marked = Annotated[MarkedPlace, Depends()]
_Number = Annotated[int, Query(ge=1, le=2**31 - 1)]
_Marker = Annotated[int, Query(ge=1, le=2**31 - 1)]
_Offset = Annotated[int, Query(ge=0, le=2**31 - 1)]


class _Page(HTMLResponse):
    """A page, or a part of one."""

    def __init__(self, template: str, **values: Any) -> None:
        super().__init__(laid_out(template, **values), headers=PAGE_HEADERS)


# Questions


@router.get("/")
def ask_page(view: Viewed, desk: DeskHeld, request: Request, source: _Marker = 1) -> Response:
    """The question box and, of a conversation in the address, each question with its answer, streamed.

    `source` is the marker whose article stands beside the last answer.
    """
    shown = _frame(request, desk) | {"view": view, "here": "/"}
    if not view.questions:
        newest = find_articles(desk.library, "", View(), _NEWEST).articles
        return _Page("ask.html.j2", **shown, newest=newest, counts=desk.library.archive.counts())
    # What is wrong with them comes out here, while there can be another status.
    known_publishers(view.publishers, desk.library.archive.publishers())
    turns = _conversations(request).turns(view, _asker(desk), _state(desk))
    shown["beside"] = lambda turn: _opened(desk, turn.cited, source) if turn else None
    shown["timeline"] = lambda turn: timeline(desk.library, turn.told, view)
    return EventStream(
        _sent(laid_out_in_parts("ask.html.j2", **shown, turns=turns), turns),
        stall=desk.library.settings.request_seconds,
        error_event=_broken_off,
        media_type="text/html; charset=utf-8",
        comment=b"<!-- -->",
        headers=PAGE_HEADERS,
    )


@router.get("/take")
def take_answer(view: Viewed, desk: DeskHeld, request: Request, form: CopyForm = CopyForm.JSON) -> Response:
    """The last answer of a view to take along."""
    turn = _conversations(request).last(view, _asker(desk), _state(desk))
    if turn.cited is None:
        raise InputError("there is nothing cited to take along")
    return _taken(desk, request, turn.told, turn.cited, form)


def _opened(desk: Desk, cited: CitedText | None, marker: int = 1) -> ReadArticle | None:
    """Return the article of a citation of an answer; beside a refusal stands none."""
    if cited is None or not cited.statements:
        return None
    found = next((each for each in cited.citations if each.marker == marker), cited.citations[0])
    place = (found.version, found.start, found.end, found.marker)
    return reading(desk.library.archive, found.article_id, *place)


def _asker(desk: Desk) -> Ask:
    def ask(request: ChatRequest) -> Iterator[ChatEvent]:
        for event in reply_events(desk, request, None):
            match event:
                case Done():
                    record_answer(event.answer)
                case Summarised():
                    record_summary(event.summary)
            yield event

    return ask


def _state(desk: Desk) -> object:
    """What an answer depends on besides what was asked: the archive, and which day it is."""
    return desk.library.archive.last_change(), desk.library.now().date()


def _conversations(request: Request) -> Conversations:
    conversations: Conversations = request.app.state.conversations
    return conversations


def _sent(parts: Iterator[str], turns: Generator[object, None, None]) -> Generator[bytes]:
    """Yield a page; when a reader leaves, the work on its turns ends."""
    try:
        yield from (part.encode() for part in parts)
    finally:
        turns.close()


def _broken_off(problem: Problem) -> bytes:
    return laid_out("broken_off.html.j2", detail=problem.detail).encode()


# Summaries


@router.get("/summary")
def summary_page(
    view: Viewed,
    named: Named,
    desk: DeskHeld,
    request: Request,
    style: Style = Style.BRIEF,
    source: _Marker = 1,
) -> Response:
    """A summary of a topic, an article, a story, or what publishers wrote within dates."""
    wanted = _wanted(view, style, named, desk)
    summary = _summarised(request, desk, wanted) if wanted else None
    return _Page(
        "summary.html.j2",
        **_frame(request, desk),
        view=view,
        here="/summary",
        named=named,
        style=style.value,
        styles=_STYLES,
        summary=summary,
        heading=_heading(desk, wanted) if wanted else None,
        read=_opened(desk, summary, source),
        more={"style": style.value, **(dict([named]) if named else {})},
    )


@router.get("/summary/take")
def take_summary(
    view: Viewed,
    named: Named,
    desk: DeskHeld,
    request: Request,
    style: Style = Style.BRIEF,
    form: CopyForm = CopyForm.JSON,
) -> Response:
    """A summary to take along."""
    wanted = _wanted(view, style, named, desk)
    if wanted is None:
        raise InputError("nothing says what to summarise")
    return _taken(desk, request, _heading(desk, wanted), _summarised(request, desk, wanted), form)


def _wanted(view: View, style: Style, named: tuple[str, str] | None, desk: Desk) -> SummaryRequest | None:
    """Return what is to be summarised, None as long as nothing is named."""
    about: dict[str, Any] = {f"{named[0]}_id": named[1]} if named else {}
    if not named and view.questions:
        about["question"] = view.question
    filters = view.filters
    dated = bool(view.since or view.until)
    if not about and dated and not view.publishers:
        filters["publishers"] = tuple(desk.library.archive.publishers())
    if not about and not (dated and filters["publishers"]):
        return None
    return SummaryRequest(**about, **filters, style=style)


def _summarised(request: Request, desk: Desk, wanted: SummaryRequest) -> Summary:
    """Return a summary; the one that was shown is the one that is taken along."""
    summaries: Kept[Summary] = request.app.state.summaries
    key = (wanted, _state(desk))
    summary = summaries.get(key)
    if summary is None:
        made = summarize(desk.library, wanted, desk.writers.named(None), lambda done, total: stop_if_left())
        summary = desk.keeper.keep(made)
        record_summary(summary)
        if not (summary.writing and summary.writing.fallback):
            summaries.keep(key, summary)
    return summary


def _heading(desk: Desk, wanted: SummaryRequest) -> str:
    if wanted.question:
        return wanted.question
    if wanted.article_id:
        article = desk.library.archive.find(wanted.article_id)
        return desk.library.archive.version(article.id).title
    if wanted.story_id:
        listed = story(desk.library.archive, wanted.story_id)
        return listed[0].latest.title if listed else wanted.story_id
    return "What was published"


def _taken(desk: Desk, request: Request, title: str, cited: Answer | Summary, form: CopyForm) -> Response:
    mark = partial(standing, desk.library.archive)
    match form:
        case CopyForm.TEXT:
            content = plain_copy(title, cited, mark)
        case CopyForm.MARKDOWN:
            content = _markdown(own_url(request.app.state.settings, request.scope), title, cited, mark)
        case CopyForm.PACK:
            content = evidence_pack(desk.library.archive, title, cited, datetime.now(UTC), mark)
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


# Drafts


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
    checked = check_draft(desk.library, DraftRequest(text, view.moment), lambda done, total: stop_if_left())
    return _draft(request, desk, view, text=text, checked=checked, sentences=shown_sentences(text, checked))


def _draft(request: Request, desk: Desk, view: View, **result: Any) -> Response:
    shown = {"text": "", "checked": None, "sentences": (), **result}
    shown |= {"view": view, "here": "/draft", "most": MAX_DRAFT}
    return _Page("draft.html.j2", **_frame(request, desk), **shown)


# The archive


@router.get("/archive")
def archive_page(
    view: Viewed, desk: DeskHeld, request: Request, words: str = "", offset: _Offset = 0
) -> Response:
    """The newest articles, or those with some words."""
    shown = _frame(request, desk) | _found(view, desk, words, offset)
    settings = desk.library.settings
    return _Page(
        "archive.html.j2",
        **shown,
        here="/archive",
        counts=desk.library.archive.counts(),
        rejects=len(read_rejects(settings.home)),
        evaluated=settings.evaluation_file.is_file(),
    )


@router.get("/archive/list")
def archive_list(view: Viewed, desk: DeskHeld, words: str = "", offset: _Offset = 0) -> Response:
    """The same list alone, for a search as it is typed."""
    return _Page("list.html.j2", **_found(view, desk, words, offset), here="/archive")


def _found(view: View, desk: Desk, words: str, offset: int) -> dict[str, Any]:
    view = replace(view, as_of="")  # the list is of the newest versions
    listing = find_articles(desk.library, words, view, _LISTED, offset)
    return {"view": view, "words": words, "listed": listing.articles, "next_offset": listing.next_offset}


@router.get("/archive/rejected")
def rejected_page(desk: DeskHeld, request: Request) -> Response:
    """What could not become an article, with the reasons."""
    rejects = read_rejects(desk.library.settings.home)
    return _Page("rejected.html.j2", **_frame(request, desk), here="/archive", rejects=rejects)


@router.get("/archive/evaluation")
def evaluation_page(desk: DeskHeld) -> Response:
    """The report of the last evaluation run over this archive, as `dateline eval` wrote it."""
    file = desk.library.settings.evaluation_file
    if not file.is_file():
        raise NotFoundError("no evaluation was run over this archive; see `dateline eval run --path FILE`")
    # The report is one file with its style in it.
    policy = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'"
    return HTMLResponse(file.read_bytes(), headers={**PAGE_HEADERS, "Content-Security-Policy": policy})


@router.get("/articles/{id}")
def article_page(id: ArticleReference, desk: DeskHeld, request: Request) -> Response:
    """An article in its newest version."""
    return _article("article.html.j2", request, desk, reading(desk.library.archive, id))


@router.get("/articles/{id}/versions/{number}")
def version_page(
    id: ArticleReference, number: VersionNumber, place: Marked, desk: DeskHeld, request: Request
) -> Response:
    """One version of an article, with a place in it marked."""
    read = reading(desk.library.archive, id, number, place.start, place.end)
    return _article("article.html.j2", request, desk, read)


@router.get("/articles/{id}/versions/{number}/source")
def source_part(id: ArticleReference, number: VersionNumber, place: Marked, desk: DeskHeld) -> Response:
    """The same without a page around it, to stand beside an answer."""
    read = reading(desk.library.archive, id, number, place.start, place.end, place.marker)
    return _Page("source.html.j2", read=read)


@router.get("/articles/{id}/difference")
def difference_page(
    id: ArticleReference,
    desk: DeskHeld,
    request: Request,
    old: _Number | None = None,
    new: _Number | None = None,
) -> Response:
    """What changed between two versions; by default between the last two."""
    archive = desk.library.archive
    article = archive.find(id)
    after = archive.version(article.id, new)
    before = archive.version(article.id, old or max(after.number - 1, 1))
    shown = _frame(request, desk) | {"old": before, "new": after, "here": "/archive"}
    return _Page("difference.html.j2", **shown, paragraphs=difference(before.text, after.text))


@router.get("/stories/{id}")
def story_page(id: ArticleId, desk: DeskHeld, request: Request) -> Response:
    """The articles that print one story."""
    listed = story(desk.library.archive, id)
    if not listed:
        raise NotFoundError(f"the archive has no story {id}")
    return _Page("story.html.j2", **_frame(request, desk), here="/archive", listed=listed, story_id=id)


def _article(template: str, request: Request, desk: Desk, read: ReadArticle) -> Response:
    return _Page(template, **_frame(request, desk), here="/archive", read=read)


# Signing in


@router.get(SIGN_IN)
def sign_in_page(request: Request, to: str = "/") -> Response:
    """Where a person gives the key of the service."""
    if name_of_session(_keys(request), sent_session(request.scope)):
        return RedirectResponse(_own(to), HTTPStatus.SEE_OTHER)
    # A browser that came by a link on another site's page has not sent the cookie; coming from here, it does.
    if request.headers.get("sec-fetch-site") in _ELSEWHERE:
        return _Page("come_again.html.j2", to=_own(to))
    return _Page("sign_in.html.j2", to=_own(to), wrong=None, here=None, form_token=None)


@router.post(SIGN_IN)
def sign_in(request: Request, key: Annotated[str, Form()] = "", to: Annotated[str, Form()] = "/") -> Response:
    """Begin a session with a key, and go on to what was asked for."""
    keys = _keys(request)
    given = key.strip()
    if keys and not [name for name, each in keys if compare_digest(each, given.encode())]:
        seconds = request.app.state.guesses.wrong(request.scope)
        wrong = "This is no key of the service."
        if seconds:
            wrong = f"Many wrong keys came from this address; wait {seconds} seconds."
        page = _Page("sign_in.html.j2", to=_own(to), wrong=wrong, here=None, form_token=None)
        page.status_code = HTTPStatus.TOO_MANY_REQUESTS if seconds else HTTPStatus.FORBIDDEN
        if seconds:
            page.headers["Retry-After"] = str(seconds)
        return page
    response = RedirectResponse(_own(to), HTTPStatus.SEE_OTHER)
    if keys:
        begin(response, given, settings=request.app.state.settings, scope=request.scope)
    return response


@router.post(SIGN_OUT)
def sign_out(request: Request, token: Annotated[str, Form()] = "") -> Response:
    """End a session in this browser."""
    if not is_own_form(request, token):
        raise HTTPException(403, "the form is not of this session; open the page again")
    response = RedirectResponse(SIGN_IN, HTTPStatus.SEE_OTHER)
    end(response)
    return response


def _keys(request: Request) -> list[tuple[str, bytes]]:
    settings: Settings = request.app.state.settings
    return [(name, key.get_secret_value().encode()) for name, key in settings.keys.items()]


def _own(address: str) -> str:
    """Return an address of this service, "/" for any other."""
    plain = address.startswith("/") and address[1:2] not in ("/", "\\") and address.isprintable()
    return address if plain else "/"


# Every page


def _frame(request: Request, desk: Desk) -> dict[str, Any]:
    """Return what every page needs."""
    return {
        "form_token": form_token(request) if request.app.state.settings.keys else None,
        "publishers": desk.library.archive.publishers(),
        "fallback": lambda cited: fallback_note(cited.writer, cited.writing),
        "citation_of": _citation_of,
        "standing": partial(standing, desk.library.archive),
    }


def _citation_of(cited: CitedText, marker: int) -> Citation:
    return next(each for each in cited.citations if each.marker == marker)
