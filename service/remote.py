"""Asking a running service over HTTP instead of an archive in this process."""

from __future__ import annotations

from datetime import datetime
from http import HTTPStatus

import httpx
from pydantic import SecretStr, ValidationError

from ingest.errors import BackendError, DatelineError, InputError, NotFoundError, SettingsError
from service.answer import Answer, answer_from_json
from service.ask import AskRequest

# Longer than the service's own limit, so that its explanation arrives before we stop listening.
_TIMEOUT = 120.0

_ERRORS: dict[int, type[DatelineError]] = {
    HTTPStatus.BAD_REQUEST: InputError,
    HTTPStatus.UNPROCESSABLE_ENTITY: InputError,
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: InputError,
    HTTPStatus.UNAUTHORIZED: SettingsError,
    HTTPStatus.FORBIDDEN: SettingsError,
}


def ask_service(server: str, request: AskRequest, api_key: SecretStr | None = None) -> Answer:
    """Return what the service at `server` answers.

    Raises InputError or SettingsError for what the service says is wrong with the request or its key, and
    BackendError when it is not there, fails, or is no Dateline service.
    """
    url = _endpoint(server)
    # Bytes: a key may have any characters, and httpx takes a str for ASCII.
    headers = {b"Authorization": f"Bearer {api_key.get_secret_value()}".encode()} if api_key else {}
    try:
        response = httpx.post(url, json=_body(request), headers=headers, timeout=_TIMEOUT)
    except httpx.ConnectError as exc:
        raise BackendError(
            f"no service answers at {server} ({exc}); start one with `dateline serve`, or leave --server out "
            "to ask the archive itself"
        ) from exc
    except httpx.TimeoutException as exc:
        raise BackendError(f"{server} did not answer within {_TIMEOUT:.0f} s; try again later") from exc
    except httpx.HTTPError as exc:
        raise BackendError(f"{server}: {exc or type(exc).__name__}") from exc
    if response.status_code != HTTPStatus.OK:
        raise _error(server, response)
    return _answer(server, response)


def _endpoint(server: str) -> httpx.URL:
    try:
        url = httpx.URL(server.rstrip("/") + "/v1/answers")
    except httpx.InvalidURL as exc:
        raise InputError(f"--server {server!r} is not a URL ({exc})") from exc
    if url.scheme not in ("http", "https") or not url.host:
        raise InputError(f"--server {server!r} must look like http://127.0.0.1:8484")
    return url


def _body(request: AskRequest) -> dict[str, object]:
    body: dict[str, object] = {"question": request.question, "max_statements": request.max_statements}
    for name in ("as_of", "after", "before"):
        moment: datetime | None = getattr(request, name)
        if moment is not None:
            body[name] = moment.isoformat()
    if request.publishers:
        body["publishers"] = list(request.publishers)
    return body


def _answer(server: str, response: httpx.Response) -> Answer:
    try:
        return answer_from_json(response.content)
    except ValidationError as exc:
        raise BackendError(f"{server} did not send an answer; is it a Dateline service?") from exc


def _error(server: str, response: httpx.Response) -> DatelineError:
    status = response.status_code
    detail = _detail(response)
    kind = _ERRORS.get(status, BackendError)
    if kind is SettingsError:
        return SettingsError(
            f"{server} refused the key ({detail}); set DATELINE_API_KEY to the service's key"
        )
    if status == HTTPStatus.NOT_FOUND:
        return NotFoundError(f"{server}: {detail}; is it the address of a Dateline service?")
    return kind(f"{server}: {detail}")


def _detail(response: httpx.Response) -> str:
    """Return what a problem document (RFC 9457) says, or the status."""
    status = f"{response.status_code} {response.reason_phrase}"
    try:
        problem = response.json()
    except ValueError:
        return status
    detail = problem.get("detail") if isinstance(problem, dict) else None
    return detail if isinstance(detail, str) and detail else status
