"""Asking a running service over HTTP instead of an archive in this process."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from http import HTTPStatus

import httpx
from pydantic import SecretStr, TypeAdapter, ValidationError

from ingest.errors import BackendError, DatelineError, InputError, NotFoundError, SettingsError
from service.answer import Answer, answer_from_json
from service.ask import AskRequest, Done, Stated
from service.chat import ChatEvent, ChatRequest, Rewritten, Said, Summarised, Turn
from service.summaries.summary import Summary

# Longer than the service's own limit, so that its explanation arrives before we stop listening.
_TIMEOUT = 120.0


@dataclass(frozen=True, slots=True)
class _Checkable:
    question: str
    answer: Answer | None = None
    summary: Summary | None = None
    said: str | None = None


_CHECKABLE = TypeAdapter(_Checkable)
_ERRORS: dict[int, type[DatelineError]] = {
    HTTPStatus.BAD_REQUEST: InputError,
    HTTPStatus.UNPROCESSABLE_ENTITY: InputError,
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: InputError,
    HTTPStatus.UNAUTHORIZED: SettingsError,
    HTTPStatus.FORBIDDEN: SettingsError,
}


def ask_service(
    server: str, request: AskRequest, api_key: SecretStr | None = None, writer: str | None = None
) -> Answer:
    """Return what the service at `server` answers; `writer` None is the service's default.

    Raises InputError or SettingsError for what the service says is wrong with the request or its key, and
    BackendError when it is not there, fails, or is no Dateline service.
    """
    body = _scope(request) | {"question": request.question}
    if writer:
        body["writer"] = writer
    response = _post(server, "/v1/answers", body, api_key)
    try:
        return answer_from_json(response.content)
    except ValidationError as exc:
        raise _no_answer(server) from exc


def chat_with_service(
    server: str, request: ChatRequest, api_key: SecretStr | None = None, writer: str | None = None
) -> Iterator[ChatEvent]:
    """Yield what the service at `server` answers in a conversation, all at once. Raises as `ask_service`."""
    body = {
        "model": f"dateline-{writer}" if writer else "dateline",
        "messages": [*_messages(request.history), {"role": "user", "content": request.question}],
        "dateline": _scope(request),
    }
    response = _post(server, "/v1/chat/completions", body, api_key)
    try:
        found = _CHECKABLE.validate_python(response.json()["choices"][0]["message"]["dateline"])
    except (ValueError, LookupError, TypeError) as exc:
        raise _no_answer(server) from exc
    yield Rewritten(found.question)
    if found.said:
        yield Said(found.said)
    if found.answer:
        yield from map(Stated, found.answer.statements)
        yield Done(found.answer)
    if found.summary:
        yield Summarised(found.summary)


def _messages(history: Iterable[Turn]) -> Iterator[dict[str, str]]:
    for turn in history:
        yield {"role": "user", "content": turn.question}
        yield {"role": "assistant", "content": turn.answer}


def _post(server: str, path: str, body: Mapping[str, object], api_key: SecretStr | None) -> httpx.Response:
    url = _endpoint(server, path)
    # Bytes: a key may have any characters, and httpx takes a str for ASCII.
    headers = {b"Authorization": f"Bearer {api_key.get_secret_value()}".encode()} if api_key else {}
    try:
        response = httpx.post(url, json=body, headers=headers, timeout=_TIMEOUT)
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
    return response


def _endpoint(server: str, path: str) -> httpx.URL:
    try:
        url = httpx.URL(server.rstrip("/") + path)
    except httpx.InvalidURL as exc:
        raise InputError(f"--server {server!r} is not a URL ({exc})") from exc
    if url.scheme not in ("http", "https") or not url.host:
        raise InputError(f"--server {server!r} must look like http://127.0.0.1:8484")
    return url


def _scope(request: AskRequest | ChatRequest) -> dict[str, object]:
    body: dict[str, object] = {"max_statements": request.max_statements}
    for name in ("as_of", "after", "before"):
        moment: datetime | None = getattr(request, name)
        if moment is not None:
            body[name] = moment.isoformat()
    if request.publishers:
        body["publishers"] = list(request.publishers)
    return body


def _no_answer(server: str) -> BackendError:
    return BackendError(f"{server} did not send an answer; is it a Dateline service?")


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
