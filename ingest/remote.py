"""A running service as its clients see it: requests over HTTP, and what it finds wrong as our errors."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any, TypeVar

import httpx
from pydantic import SecretStr, TypeAdapter, ValidationError

from ingest.errors import BackendError, DatelineError, InputError, NotFoundError, SettingsError

# Longer than the service's own limit, so that its explanation arrives before we stop listening.
TIMEOUT = 130.0
CHANGE_TIMEOUT = 630.0
_PROBLEM = "application/problem+json"
_ERRORS: dict[int, type[DatelineError]] = {
    HTTPStatus.BAD_REQUEST: InputError,
    HTTPStatus.UNPROCESSABLE_ENTITY: InputError,
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: InputError,
    HTTPStatus.UNAUTHORIZED: SettingsError,
    HTTPStatus.FORBIDDEN: SettingsError,
}

Query = Mapping[str, str | int | Sequence[str]]
# The name of each file, its content, its media type and further headers, under the name of a form's field.
Files = Sequence[tuple[str, tuple[str, bytes, str, Mapping[str, str]]]]
T = TypeVar("T")


class RunningService:
    """Sends requests to the service at a base URL, with its key if it has one.

    Raises InputError, NotFoundError or SettingsError for what the service says is wrong with a request or its
    key, and BackendError when it is not there, fails, or is no Dateline service.
    """

    def __init__(self, url: str, api_key: SecretStr | None = None) -> None:
        self.url = url
        self._base = _checked(url)
        self._has_key = api_key is not None
        # Bytes: a key may have any characters, and httpx takes a str for ASCII.
        self._headers = {b"Authorization": f"Bearer {api_key.get_secret_value()}".encode()} if api_key else {}

    def get(self, path: str, query: Query | None = None) -> httpx.Response:
        return self._sent("GET", path, params=query)

    def post(self, path: str, body: object, query: Query | None = None) -> httpx.Response:
        """Send a body that can be JSON."""
        return self._sent("POST", path, json=body, params=query)

    def post_json(self, path: str, body: bytes) -> httpx.Response:
        """Send a body that is JSON already."""
        return self._sent("POST", path, content=body, headers={b"Content-Type": b"application/json"})

    def delete(self, path: str) -> httpx.Response:
        return self._sent("DELETE", path, timeout=CHANGE_TIMEOUT)

    def upload(self, path: str, files: Files, query: Query | None = None) -> httpx.Response:
        """Send files as a form; what is answered with an error is returned as well."""
        return self._answer("POST", path, files=files, params=query, timeout=CHANGE_TIMEOUT)

    def read(self, response: httpx.Response, record: TypeAdapter[T]) -> T:
        """Return the record that a response holds. Raises BackendError."""
        try:
            return record.validate_json(response.content)
        except ValidationError as exc:
            raise self.no_answer() from exc

    def no_answer(self) -> BackendError:
        return BackendError(f"{self.url} did not send an answer; is it a Dateline service?")

    def error(self, response: httpx.Response) -> DatelineError:
        """Return what a response that is no success says."""
        status, detail = response.status_code, _detail(response)
        kind = _ERRORS.get(status, BackendError)
        if kind is SettingsError and self._has_key:
            return SettingsError(
                f"{self.url} refused the key ({detail}); set DATELINE_API_KEY to the service's key"
            )
        if kind is SettingsError:
            return SettingsError(
                f"{self.url} needs a key ({detail}); set DATELINE_API_KEY to the service's key"
            )
        if status == HTTPStatus.NOT_FOUND:
            known = response.headers.get("content-type", "").startswith(_PROBLEM) and detail != "Not Found"
            hint = "" if known else "; is it the address of a Dateline service?"
            return NotFoundError(f"{self.url}: {detail}{hint}")
        return kind(f"{self.url}: {detail}")

    def _sent(self, method: str, path: str, **options: Any) -> httpx.Response:
        response = self._answer(method, path, **options)
        if response.status_code not in (HTTPStatus.OK, HTTPStatus.NO_CONTENT):
            raise self.error(response)
        return response

    def _answer(
        self,
        method: str,
        path: str,
        *,
        timeout: float = TIMEOUT,
        headers: Mapping[bytes, bytes] | None = None,
        **options: Any,
    ) -> httpx.Response:
        all_headers = {**self._headers, **(headers or {})}
        try:
            return httpx.request(method, self._base + path, headers=all_headers, timeout=timeout, **options)
        except httpx.ConnectError as exc:
            raise BackendError(
                f"no service answers at {self.url} ({exc}); start one with `dateline serve`, or leave "
                "--server out to use the archive itself"
            ) from exc
        except httpx.TimeoutException as exc:
            raise BackendError(f"{self.url} did not answer within {timeout:.0f} s; try again later") from exc
        except httpx.HTTPError as exc:
            raise BackendError(f"{self.url}: {exc or type(exc).__name__}") from exc


def _checked(server: str) -> str:
    try:
        url = httpx.URL(server)
    except httpx.InvalidURL as exc:
        raise InputError(f"--server {server!r} is not a URL ({exc})") from exc
    if url.scheme not in ("http", "https") or not url.host:
        raise InputError(f"--server {server!r} must look like http://127.0.0.1:8484")
    return server.rstrip("/")


def _detail(response: httpx.Response) -> str:
    """Return what a problem document (RFC 9457) says, or the status."""
    status = f"{response.status_code} {response.reason_phrase}"
    try:
        problem = response.json()
    except ValueError:
        return status
    detail = problem.get("detail") if isinstance(problem, dict) else None
    return detail if isinstance(detail, str) and detail else status
