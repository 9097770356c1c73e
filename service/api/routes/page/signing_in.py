"""Signing in to the page."""

from __future__ import annotations

from http import HTTPStatus
from secrets import compare_digest
from typing import Annotated

from fastapi import APIRouter, Form, HTTPException, Request, Response
from fastapi.responses import RedirectResponse

from ingest.settings import Settings
from service.api.guards.paths import SIGN_IN, SIGN_OUT
from service.api.guards.sessions import begin, end, is_own_form, name_of_session, sent_session
from service.api.routes.page.frame import Page

router = APIRouter()

_ELSEWHERE = ("cross-site", "same-site")


@router.get(SIGN_IN)
def sign_in_page(request: Request, to: str = "/") -> Response:
    """Where a person gives the key of the service."""
    if name_of_session(_keys(request), sent_session(request.scope)):
        return RedirectResponse(_own(to), HTTPStatus.SEE_OTHER)
    # A browser that came by a link on another site's page has not sent the cookie; coming from here, it does.
    if request.headers.get("sec-fetch-site") in _ELSEWHERE:
        return Page("come_again.html.j2", to=_own(to))
    return Page("sign_in.html.j2", to=_own(to), wrong=None, here=None, form_token=None)


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
        page = Page("sign_in.html.j2", to=_own(to), wrong=wrong, here=None, form_token=None)
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
