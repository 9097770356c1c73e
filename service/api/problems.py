"""Errors as RFC 9457 problem documents: one mapping for everything that Dateline raises."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import HTMLResponse, JSONResponse, Response
from starlette.exceptions import HTTPException

from ingest.errors import (
    ArchiveError,
    BackendError,
    DatelineError,
    HomeInUseError,
    InputError,
    NotFoundError,
    QueueFullError,
    SettingsError,
    validator_message,
)
from service.api.guards.paths import SIGN_IN, SIGN_OUT, is_page, is_part
from service.web.layout import laid_out

MEDIA_TYPE = "application/problem+json"
# Of the page and its parts. It may load and run its own files only: text of an article that were a script
# would not run. What is in the archive is nothing for a cache that others share.
PAGE_HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; img-src 'self'; "
        "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "Cache-Control": "private, no-cache",
}
# What a person reads in place of a status's name.
_FOR_PEOPLE = {
    401: "Sign in first",
    404: "Not found",
    413: "Too much at once",
    422: "That cannot be used",
    429: "Too many requests",
    500: "Something failed here",
    502: "A part that this needs does not answer",
    503: "Not available now",
    504: "That took too long",
}
_OPENAI_PATH = re.compile(r"/v1/chat/completions|/v1/(?:models|responses)(?:/.*)?", re.S)
_OPENAI_CODES = {401: "invalid_api_key", 429: "rate_limit_exceeded"}

_STATUS: tuple[tuple[type[DatelineError], HTTPStatus], ...] = (
    (InputError, HTTPStatus.UNPROCESSABLE_ENTITY),
    (NotFoundError, HTTPStatus.NOT_FOUND),
    (QueueFullError, HTTPStatus.TOO_MANY_REQUESTS),
    (HomeInUseError, HTTPStatus.SERVICE_UNAVAILABLE),
    (ArchiveError, HTTPStatus.SERVICE_UNAVAILABLE),
    (BackendError, HTTPStatus.BAD_GATEWAY),
    (SettingsError, HTTPStatus.INTERNAL_SERVER_ERROR),
)


@dataclass(frozen=True, slots=True)
class FieldError:
    """What is wrong with one part of a request; `field` is its path, such as `body.max_statements`."""

    field: str
    message: str


@dataclass(frozen=True, slots=True)
class Problem:
    """A problem document (RFC 9457). `errors` names the fields of a request that cannot be used."""

    type: str
    title: str
    status: int
    detail: str
    instance: str
    errors: tuple[FieldError, ...] = ()


def problem(status: int, detail: str, instance: str, errors: Iterable[FieldError] = ()) -> Problem:
    """Return a problem document; `instance` is the path of the request."""
    if status == HTTPStatus.UNPROCESSABLE_ENTITY and is_openai(instance):
        status = HTTPStatus.BAD_REQUEST  # as OpenAI does, whose clients tell errors by it
    # "about:blank": the status says what kind of problem it is (RFC 9457, 4.2.1).
    return Problem("about:blank", HTTPStatus(status).phrase, status, detail, instance, tuple(errors))


def is_openai(path: str) -> bool:
    """Return whether a path is one of OpenAI's."""
    return _OPENAI_PATH.fullmatch(path) is not None


def openai_error(found: Problem) -> dict[str, str | None]:
    """Return a problem as the `error` that OpenAI clients read."""
    field = found.errors[0].field.removeprefix("body.") if found.errors else None
    model = found.status == HTTPStatus.NOT_FOUND and not found.instance.startswith("/v1/responses/")
    return {
        "message": found.detail,
        "type": "invalid_request_error" if found.status < 500 else "server_error",
        "param": "model" if model else field,
        "code": "model_not_found" if model else _OPENAI_CODES.get(found.status),
    }


def problem_response(
    status: int,
    detail: str,
    instance: str,
    *,
    errors: Iterable[FieldError] = (),
    headers: Mapping[str, str] | None = None,
) -> Response:
    """Return a problem document as a response; on the OpenAI paths it also has their `error`.

    A person who reads the page gets a page.
    """
    found = problem(status, detail, instance, errors)
    if is_page(instance) or instance in (SIGN_IN, SIGN_OUT):
        part = "error_part.html.j2" if is_part(instance) else "error.html.j2"
        page = laid_out(
            part,
            heading=_FOR_PEOPLE.get(status, found.title),
            detail=found.detail,
            here=None,
            form_token=None,
        )
        return HTMLResponse(page, found.status, {**(headers or {}), **PAGE_HEADERS})
    content: dict[str, object] = asdict(found)
    if is_openai(instance):
        content["error"] = openai_error(found)
    return JSONResponse(content, found.status, headers, media_type=MEDIA_TYPE)


def documented(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """Return the OpenAPI `responses` of an endpoint that can answer with these problems."""
    content = {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}
    return {status: {"description": HTTPStatus(status).phrase, "content": content} for status in statuses}


def without_unused(paths: Mapping[str, Any]) -> None:
    """Take the 422 that FastAPI adds to each endpoint out of the documentation of OpenAI's."""
    for path in filter(is_openai, paths):
        for operation in paths[path].values():
            operation["responses"].pop("422", None)


def status_of(error: DatelineError) -> HTTPStatus:
    """Return the status that tells a client what kind of error this is."""
    for kind, status in _STATUS:
        if isinstance(error, kind):
            return status
    return HTTPStatus.INTERNAL_SERVER_ERROR


def install(app: FastAPI) -> None:
    """Let every error of the app's endpoints become a problem document."""

    @app.exception_handler(DatelineError)
    async def dateline_error(request: Request, exc: DatelineError) -> Response:
        headers = {"Retry-After": str(exc.retry_after)} if isinstance(exc, QueueFullError) else None
        return problem_response(status_of(exc), str(exc), request.url.path, headers=headers)

    @app.exception_handler(RequestValidationError)
    async def unusable_request(request: Request, exc: RequestValidationError) -> Response:
        # What was sent is not repeated: it can be large, and it is a question.
        errors = [FieldError(_path(error["loc"]), validator_message(error["msg"])) for error in exc.errors()]
        detail = "; ".join(f"{error.field}: {error.message}" for error in errors[:5])
        return problem_response(422, detail, request.url.path, errors=errors)

    @app.exception_handler(HTTPException)
    async def http_error(request: Request, exc: HTTPException) -> Response:
        return problem_response(exc.status_code, str(exc.detail), request.url.path, headers=exc.headers)


def _path(location: Iterable[str | int]) -> str:
    return ".".join(str(part) for part in location)
