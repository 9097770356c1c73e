"""The language model behind any OpenAI-compatible endpoint: text in pieces, every failure a ModelError."""

from __future__ import annotations

import math
from collections.abc import Generator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from threading import Event
from typing import TYPE_CHECKING, Any, Literal

from ingest.errors import SettingsError
from ingest.settings import Settings
from ingest.text.tokens import count_tokens
from service.llm.budget import TokenUsage as TokenUsage
from service.llm.budget import current_budget
from service.llm.client import NOT_UNDERSTOOD, Endpoint, Patience
from service.llm.failures import Failures, is_too_long, said

if TYPE_CHECKING:
    import openai

# How servers name a part of the request that not every one has.
_OPTIONS = {
    "response_format": ("response_format", "json_schema", "schema", "structured", "grammar"),
    "stream_options": ("stream_options", "include_usage"),
    "max_tokens": ("max_completion_tokens",),
    "temperature": ("temperature",),
    "seed": ("seed",),
}
# No token is longer on average; an endpoint that goes on for ever is stopped there.
_TOKEN_CHARACTERS = 40
# Nor does it come in more events, or with more of them around.
_TOKEN_CHUNKS, _EXTRA_CHUNKS = 4, 100


@dataclass(frozen=True, slots=True)
class Message:
    """One turn of the conversation that a model continues."""

    role: Literal["system", "user", "assistant"]
    content: str


@dataclass(frozen=True, slots=True)
class JsonSchema:
    """The form of a reply. The messages must describe it too: not every endpoint takes a schema."""

    name: str
    schema: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Completion:
    """A whole reply; `finish` is the endpoint's reason to stop: "stop", "length" or another."""

    text: str
    finish: str
    usage: TokenUsage


def counted(messages: Sequence[Message], text: str) -> TokenUsage:
    """Return the usage of a request and a reply, or the part of one, by counting."""
    return TokenUsage(sum(count_tokens(message.content) for message in messages), count_tokens(text))


def open_model(settings: Settings) -> LanguageModel:
    """Return the model that the settings name; nothing is sent yet. Raises SettingsError if none is named."""
    if not settings.llm_model:
        raise SettingsError("no language model is set; set DATELINE_LLM_MODEL (and DATELINE_LLM_BASE_URL)")
    return LanguageModel(settings)


class LanguageModel:
    """A model at an endpoint. `name` is the one that the endpoint knows it by."""

    def __init__(self, settings: Settings) -> None:
        self.name = settings.llm_model or ""
        self._settings = settings
        self._endpoint = Endpoint(settings)
        self._failures = Failures(settings, self._endpoint)
        # What this endpoint turned out not to take, so that it is refused once and not in each request.
        self._without = frozenset({"response_format"} if settings.llm_structured == "text" else ())

    def complete(
        self,
        messages: Sequence[Message],
        schema: JsonSchema | None = None,
        max_tokens: int | None = None,
        *,
        seconds: float | None = None,
        left: Event | None = None,
    ) -> Completion:
        """Return the whole reply. Raises ModelError."""
        stream = self.stream(messages, schema, max_tokens, seconds=seconds, left=left)
        while True:
            try:
                next(stream)
            except StopIteration as done:
                completion: Completion = done.value
                return completion

    def stream(
        self,
        messages: Sequence[Message],
        schema: JsonSchema | None = None,
        max_tokens: int | None = None,
        *,
        seconds: float | None = None,
        left: Event | None = None,
    ) -> Generator[str, None, Completion]:
        """Yield the reply in pieces as they come and return it whole; closing it ends the request.

        `max_tokens` None means DATELINE_LLM_ANSWER_TOKENS. With `seconds` the whole reply must come within
        them, and the request is sent once; when `left` is set nobody waits any more. Raises ModelError, also
        when the reply breaks off.
        """
        most = max_tokens or self._settings.llm_answer_tokens
        patience = Patience(self._settings.llm_timeout, math.inf if seconds is None else seconds, left)
        retries = self._settings.llm_retries if seconds is None else 0
        text, finish, usage = "", "", None
        try:
            with self._failures.mapped():
                stream = self._opened(messages, schema, most, patience, retries)
                with closing(self._endpoint.chunks(stream, patience)) as chunks:
                    for number, chunk in enumerate(chunks):
                        usage = _usage(chunk) or usage
                        piece, finish = _piece(chunk, finish)
                        text += piece
                        if (
                            len(text) > most * _TOKEN_CHARACTERS
                            or number > most * _TOKEN_CHUNKS + _EXTRA_CHUNKS
                        ):
                            raise self._failures.endless(most)
                        if piece:
                            yield piece
            if not text:
                raise self._failures.silent()
            if not finish:
                raise self._failures.broken_off()
            usage = usage or counted(messages, text)
            return Completion(text, finish, usage)
        finally:
            if request := current_budget.get():
                request.spend(self.name, usage or (counted(messages, text) if text else TokenUsage()))

    def _opened(
        self,
        messages: Sequence[Message],
        schema: JsonSchema | None,
        max_tokens: int,
        patience: Patience,
        retries: int,
    ) -> openai.AsyncStream[Any]:
        """Send the request, and again without what the endpoint says it does not take."""
        import openai

        without = self._without
        while True:
            request = self._request(messages, schema, max_tokens, without)
            try:
                stream = self._endpoint.open(request, patience, retries)
            except openai.APIStatusError as exc:
                refused = self._refused(exc, request)
                if refused is None:
                    raise
                without |= {refused}
            else:
                self._without = without
                return stream

    def _request(
        self,
        messages: Sequence[Message],
        schema: JsonSchema | None,
        max_tokens: int,
        without: frozenset[str],
    ) -> dict[str, Any]:
        limit = "max_completion_tokens" if "max_tokens" in without else "max_tokens"
        request: dict[str, Any] = {
            "model": self.name,
            "messages": [{"role": message.role, "content": message.content} for message in messages],
            "temperature": 0,
            "seed": self._settings.llm_seed,
            "stream": True,
            "stream_options": {"include_usage": True},
            limit: max_tokens,
        }
        if schema:
            form = {"name": schema.name, "strict": True, "schema": dict(schema.schema)}
            request["response_format"] = {"type": "json_schema", "json_schema": form}
        return {key: value for key, value in request.items() if key not in without}

    def _refused(self, exc: openai.APIStatusError, request: Mapping[str, Any]) -> str | None:
        """Return the part of the request that the endpoint refused, if the request can do without it."""
        words_said = said(exc).lower()
        if exc.status_code not in NOT_UNDERSTOOD or is_too_long(exc):
            return None
        forced = {"response_format"} if self._settings.llm_structured == "schema" else set()
        known = {option: words for option, words in _OPTIONS.items() if option in request.keys() - forced}
        for option, words in known.items():
            if any(word in words_said for word in words):
                return option
        # A refusal that names nothing is most often about the schema.
        return "response_format" if "response_format" in known else None


def _usage(chunk: Any) -> TokenUsage | None:
    usage = getattr(chunk, "usage", None)
    return TokenUsage(usage.prompt_tokens or 0, usage.completion_tokens or 0) if usage else None


def _piece(chunk: Any, finish: str) -> tuple[str, str]:
    """Return the text of a chunk and why the reply ended, as far as it is known."""
    choices = getattr(chunk, "choices", None)
    if not choices:
        return "", finish
    choice = choices[0]
    content = choice.delta.content if choice.delta else None
    return (content if isinstance(content, str) else ""), choice.finish_reason or finish
