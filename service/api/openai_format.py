"""Chat completions as OpenAI's clients send and read them. What Dateline adds is under `dateline`.

Field names are OpenAI's. `index` in the annotations of a stream is what its clients put lists together by.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from typing import Literal, TypedDict

from pydantic import Field, ValidationInfo, field_validator

from ingest.errors import NotFoundError
from ingest.text.tokens import count_tokens
from service.api.chat_text import Annotation, Piece
from service.api.messages import (
    MAX_MESSAGES,
    ChatMessage,
    Lenient,
    OpenAIRequest,
    ToolChoice,
    chat_request,
    wants_json,
)
from service.api.reply import Checkable
from service.chat import ChatRequest
from service.llm.budget import TokenUsage

MODEL = "dateline"
NO_JSON = "answers are text; the record of an answer is under"
_PREFIX = f"{MODEL}-"


class StreamOptions(Lenient):
    include_usage: bool | None = None


class ResponseFormat(Lenient):
    type: str


class ChatCompletionRequest(OpenAIRequest):
    """A conversation. Its last user message is the question, the messages before are what it follows on.

    System and developer messages are no instructions to Dateline. Parameters that steer a model
    (temperature, top_p, seed, stop, logit_bias, tools …) are accepted and make no difference.
    """

    model: str = Field(max_length=100, examples=[MODEL])
    messages: list[ChatMessage] = Field(min_length=1, max_length=MAX_MESSAGES)
    stream: bool | None = None
    stream_options: StreamOptions | None = None
    max_tokens: int | None = Field(
        None, ge=1, description="The message ends before the statement that would exceed it."
    )
    max_completion_tokens: int | None = Field(None, ge=1, description="The newer name of `max_tokens`.")
    n: int | None = Field(None, description="Only 1: there is one answer.")
    modalities: list[str] | None = Field(None, description='Only ["text"].')
    response_format: ResponseFormat | None = Field(
        None,
        description='{"type": "text"}; "json_object" where the prompt says which JSON.',
    )
    tool_choice: ToolChoice = None
    logprobs: bool | None = Field(None, description="Not true: nothing is sampled.")
    store: bool | None = Field(
        None, description="false: the answer is not kept for `GET /v1/answers` and what changes later."
    )

    @field_validator("n")
    @classmethod
    def _one(cls, n: int | None) -> int | None:
        if n not in (None, 1):
            raise ValueError("there is one answer to a question; leave n out")
        return n

    @field_validator("modalities")
    @classmethod
    def _in_text(cls, modalities: list[str] | None) -> list[str] | None:
        if modalities and "text" not in modalities:
            raise ValueError("answers are text; leave modalities out")
        return modalities

    @field_validator("response_format")
    @classmethod
    def _text(cls, form: ResponseFormat | None, given: ValidationInfo) -> ResponseFormat | None:
        json = form and form.type == "json_object" and wants_json(given.data.get("messages", []))
        if form and form.type != "text" and not json:
            raise ValueError(f"{NO_JSON} `dateline` of the message")
        return form

    @field_validator("logprobs")
    @classmethod
    def _no_logprobs(cls, wanted: bool | None) -> bool | None:
        if wanted:
            raise ValueError("there are no log probabilities; leave logprobs out")
        return wanted

    @property
    def with_usage(self) -> bool:
        return bool(self.stream_options and self.stream_options.include_usage)

    @property
    def limit(self) -> int | None:
        """How many tokens the message may have."""
        return self.max_completion_tokens or self.max_tokens

    @property
    def tokens(self) -> int:
        """The tokens of the conversation."""
        return sum(count_tokens(message.text) for message in self.messages)

    def to_chat(self) -> ChatRequest:
        """Raises InputError when no question is asked in text."""
        return chat_request(self.messages, self.dateline, name="messages")


def writer_of(model: str, names: Sequence[str]) -> str | None:
    """Return the writer that a model name stands for, None for the default. Raises NotFoundError."""
    if model == MODEL:
        return None
    name = model.removeprefix(_PREFIX)
    if model.startswith(_PREFIX) and name in names:
        return name
    raise NotFoundError(f"there is no model {model!r}; there are {', '.join(model_ids(names))}")


def model_ids(names: Iterable[str]) -> list[str]:
    """Return the names of the models, the default first."""
    return [MODEL, *(f"{_PREFIX}{name}" for name in names)]


@dataclass(frozen=True, slots=True)
class ReplyMessage:
    """The message in Markdown: statements with markers and the list of sources, or what Dateline says."""

    content: str
    annotations: list[Annotation]
    dateline: Checkable
    role: Literal["assistant"] = "assistant"
    refusal: None = None


@dataclass(frozen=True, slots=True)
class Usage:
    """Tokens: those of the language model, or without one those of the conversation in cl100k_base."""

    prompt_tokens: int
    completion_tokens: int
    total_tokens: int

    @classmethod
    def of(cls, spent: TokenUsage) -> Usage:
        read, written = spent.prompt_tokens, spent.completion_tokens
        return cls(read, written, read + written)


FinishReason = Literal["stop", "length"]


@dataclass(frozen=True, slots=True)
class Choice:
    """The one answer. Its `finish_reason` is `length` where `max_tokens` ended it."""

    message: ReplyMessage
    index: int = 0
    finish_reason: FinishReason = "stop"
    logprobs: None = None


@dataclass(frozen=True, slots=True)
class ChatCompletion:
    """An answer, or a refusal, as a chat completion."""

    id: str
    created: int
    model: str
    choices: list[Choice]
    usage: Usage
    object: Literal["chat.completion"] = "chat.completion"


class Delta(TypedDict, total=False):
    """What a chunk adds to the message."""

    role: Literal["assistant"]
    content: str
    annotations: list[dict[str, object]]
    dateline: Checkable


@dataclass(frozen=True, slots=True)
class ChunkChoice:
    delta: Delta
    finish_reason: FinishReason | None = None
    index: int = 0
    logprobs: None = None


@dataclass(frozen=True, slots=True)
class Chunk:
    """A part of a streamed completion; the last one has only the usage, if that was asked for."""

    id: str
    created: int
    model: str
    choices: list[ChunkChoice]
    usage: Usage | None = None
    object: Literal["chat.completion.chunk"] = "chat.completion.chunk"


def delta_of(piece: Piece, annotated: int) -> Delta:
    """Return what a piece adds to a message that has `annotated` annotations already."""
    delta = Delta(content=piece.content)
    if piece.annotations:
        numbered = enumerate(piece.annotations, annotated)
        delta["annotations"] = [{"index": index, **asdict(each)} for index, each in numbered]
    return delta


@dataclass(frozen=True, slots=True)
class ModelCard:
    """A name that a chat completion can be asked of. `created` means nothing here."""

    id: str
    created: int = 0
    owned_by: str = MODEL
    object: Literal["model"] = "model"


@dataclass(frozen=True, slots=True)
class ModelList:
    data: list[ModelCard]
    object: Literal["list"] = "list"
