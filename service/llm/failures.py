"""What a model's endpoint fails with, as ModelErrors: in full for the command line, in short for callers."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from ingest.errors import ModelError, PromptTooLong
from ingest.replies import EndlessReply
from ingest.settings import Settings
from service.llm.budget import current_budget
from service.llm.client import CONNECT, Endpoint, Late

if TYPE_CHECKING:
    import openai

_TOO_LONG = (
    "context length",
    "context_length",
    "context size",
    "context window",
    "exceed_context",
    "too long",
)
# Of what a server says; it may hold a page of HTML, or the prompt.
_MESSAGE = 200
_REMEDIES = {
    401: "check DATELINE_LLM_API_KEY",
    403: "check DATELINE_LLM_API_KEY",
    404: "check DATELINE_LLM_BASE_URL and DATELINE_LLM_MODEL",
    429: "it is overloaded: try again later",
}


class Failures:
    """Makes the errors of one model.

    Within a request to the service only its log gets the whole message: it names the endpoint and says what
    its server says, which is nobody's business who may only ask.
    """

    def __init__(self, settings: Settings, endpoint: Endpoint) -> None:
        self._settings = settings
        self._endpoint = endpoint
        self._model = f"the model {settings.llm_model}"

    @contextmanager
    def mapped(self) -> Iterator[None]:
        """Map what the client raises; it checks little, so another format fails when it is read."""
        import openai

        try:
            yield
        except Late as exc:
            raise self._error(exc.what, f"; {exc.remedy}") from exc
        except EndlessReply as exc:
            raise self._error(str(exc)) from exc
        except openai.APITimeoutError as exc:
            remedy = f" within {CONNECT:g} s; check DATELINE_LLM_BASE_URL={self._endpoint.address}"
            raise self._error("could not be reached", remedy) from exc
        except openai.APIStatusError as exc:
            raise self._status(exc) from exc
        except openai.APIConnectionError as exc:
            if isinstance(exc.__cause__, EndlessReply):
                raise self._error(str(exc.__cause__)) from exc
            remedy = f"({exc.__cause__ or exc}); check DATELINE_LLM_BASE_URL={self._endpoint.address}"
            full = f"the connection to {self._model} failed {remedy}"
            raise self._error("could not be reached", full=full) from exc
        except (openai.OpenAIError, AttributeError, TypeError, ValueError) as exc:
            raise self._error("failed", full=f"{self._model} failed: {self._shown(str(exc))}") from exc

    def endless(self, tokens: int) -> ModelError:
        return self._error(f"did not stop after {tokens} tokens")

    def silent(self) -> ModelError:
        remedy = (
            f"; check that DATELINE_LLM_BASE_URL={self._endpoint.address} is an OpenAI-compatible endpoint"
        )
        return self._error("gave no text", remedy)

    def broken_off(self) -> ModelError:
        return self._error("broke off", full=f"the answer of {self._model} broke off; try again")

    def _status(self, exc: openai.APIStatusError) -> ModelError:
        answered = f"{exc.status_code} {self._shown(said(exc))}"
        if is_too_long(exc):
            full = f"the prompt is too long for {self._model} ({answered}); lower DATELINE_LLM_PROMPT_TOKENS"
            return self._error("was given too long a prompt", full=full, kind=PromptTooLong)
        remedy = _REMEDIES.get(exc.status_code, "see the log of its server")
        if location := exc.response.headers.get("location"):
            # Not followed: prompts, and on the same host the key, would go where an answer points.
            remedy = f"it points to {self._shown(location)}; if that is it, set DATELINE_LLM_BASE_URL to it"
        full = f"{self._model} answered {answered}; {remedy}"
        return self._error(f"answered with an error ({exc.status_code})", full=full)

    def _error(
        self, what: str, more: str = "", *, full: str | None = None, kind: type[ModelError] = ModelError
    ) -> ModelError:
        full = full or f"{self._model} {what}{more}"
        request = current_budget.get()
        if request is None:
            return kind(full)
        request.failures.append(full)
        return kind(f"{self._model} {what}")

    def _shown(self, text: str) -> str:
        key = self._settings.llm_api_key
        if key and key.get_secret_value():
            text = text.replace(key.get_secret_value(), "…")
        line = " ".join("".join(char if char.isprintable() else " " for char in text).split())
        return line if len(line) <= _MESSAGE else line[:_MESSAGE] + "…"


def said(exc: openai.APIStatusError) -> str:
    """Return what a server says about an error: OpenAI's fields, FastAPI's, or a body that is plain text.

    Nothing else of a body: servers also repeat what they were sent, and a prompt belongs in no message.
    """
    body = exc.body
    if not isinstance(body, dict):
        return body if isinstance(body, str) and body else "without a reason"
    parts = [body.get(name) for name in ("message", "code", "type", "param")]
    detail = body.get("detail")
    for item in detail if isinstance(detail, list) else [detail]:
        parts += [item.get("msg"), item.get("loc")] if isinstance(item, dict) else [item]
    return " ".join(str(part) for part in parts if part) or "without a reason"


def is_too_long(exc: openai.APIStatusError) -> bool:
    """Return whether a server says that the prompt does not fit."""
    words = said(exc).lower()
    return exc.status_code in (400, 413, 422) and any(part in words for part in _TOO_LONG)
