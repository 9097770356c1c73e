"""Chat completions as OpenAI's clients send and read them. What Dateline adds is under `dateline`.

Field names are OpenAI's. `index` in the annotations of a stream is what its clients put lists together by.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Literal, TypedDict

from pydantic import BaseModel, ConfigDict, Field, field_validator

from ingest.errors import InputError, NotFoundError
from ingest.tokens import count_tokens
from service.answer import Answer
from service.api.chat_text import Annotation, Piece
from service.api.schemas import AnswerOptions
from service.chat import ChatRequest, Turn
from service.dialogue.followup import MAX_TURNS
from service.dialogue.turns import MAX_ANSWER
from service.llm.budget import TokenUsage

MODEL = "dateline"
_PREFIX = f"{MODEL}-"
MAX_MESSAGES = 5_000


class _Lenient(BaseModel):
    """Clients send much that makes no difference here; it is left unread."""

    model_config = ConfigDict(extra="ignore", frozen=True)


class ContentPart(_Lenient):
    """A part of a message; Dateline reads parts of the type `text`."""

    type: str
    text: str | None = None


class ChatMessage(_Lenient):
    """A message of the conversation."""

    role: Literal["system", "developer", "user", "assistant", "tool", "function"]
    content: str | list[ContentPart] | None = None

    @property
    def text(self) -> str:
        if isinstance(self.content, list):
            return "\n".join(part.text for part in self.content if part.type == "text" and part.text)
        return self.content or ""

    @property
    def foreign(self) -> str | None:
        """The type of a part that is no text."""
        parts = self.content if isinstance(self.content, list) else []
        return next((part.type for part in parts if part.type != "text"), None)


class StreamOptions(_Lenient):
    include_usage: bool | None = None


class ResponseFormat(_Lenient):
    type: str


class ChatCompletionRequest(_Lenient):
    """A conversation. Its last user message is the question, the messages before are what it follows on.

    System and developer messages are no instructions to Dateline. Parameters that steer a model
    (temperature, top_p, max_tokens, seed, stop, tools …) are accepted and make no difference.
    """

    model: str = Field(max_length=100, examples=[MODEL])
    messages: list[ChatMessage] = Field(min_length=1, max_length=MAX_MESSAGES)
    stream: bool | None = None
    stream_options: StreamOptions | None = None
    n: int | None = Field(None, description="Only 1: there is one answer.")
    response_format: ResponseFormat | None = Field(None, description='Only {"type": "text"}.')
    tool_choice: Any = Field(None, description='Not "required" and no named tool: Dateline calls none.')
    logprobs: bool | None = Field(None, description="Not true: nothing is sampled.")
    dateline: AnswerOptions | None = Field(None, description="Filters, as in POST /v1/answers.")

    @field_validator("n")
    @classmethod
    def _one(cls, n: int | None) -> int | None:
        if n not in (None, 1):
            raise ValueError("there is one answer to a question; leave n out")
        return n

    @field_validator("response_format")
    @classmethod
    def _text(cls, form: ResponseFormat | None) -> ResponseFormat | None:
        if form and form.type != "text":
            raise ValueError("answers are text; the record of an answer is under `dateline` of the message")
        return form

    @field_validator("tool_choice")
    @classmethod
    def _no_tool(cls, choice: object) -> object:
        if choice not in (None, "none", "auto"):
            raise ValueError("Dateline calls no tools; leave tool_choice out")
        return choice

    @field_validator("logprobs")
    @classmethod
    def _no_logprobs(cls, wanted: bool | None) -> bool | None:
        if wanted:
            raise ValueError("there are no log probabilities; leave logprobs out")
        return wanted

    @property
    def with_usage(self) -> bool:
        return bool(self.stream_options and self.stream_options.include_usage)

    def to_chat(self) -> ChatRequest:
        """Raises InputError when no question is asked in text."""
        last = max((i for i, each in enumerate(self.messages) if each.role == "user"), default=None)
        if last is None:
            raise InputError("messages: none has the role user; the last of these is the question")
        asked = self.messages[last]
        if asked.foreign:
            raise InputError(f"messages.{last}: a part of type {asked.foreign!r} cannot be read; ask in text")
        if not asked.text.strip():
            raise InputError(f"messages.{last}: the question is empty; ask in words")
        options = self.dateline or AnswerOptions()
        return ChatRequest(
            question=asked.text,
            history=turns(self.messages[:last]),
            as_of=options.as_of,
            after=options.after,
            before=options.before,
            publishers=options.publishers,
            max_statements=options.max_statements,
        )


def turns(messages: Sequence[ChatMessage]) -> tuple[Turn, ...]:
    """Return the last MAX_TURNS questions with what was answered; what came before the first is left out."""
    asked = [index for index, message in enumerate(messages) if message.role == "user"][-MAX_TURNS:]
    ends = [*asked[1:], len(messages)]
    return tuple(_turn(messages[start:end]) for start, end in zip(asked, ends, strict=False))


def _turn(messages: Sequence[ChatMessage]) -> Turn:
    """Return a question with as much of its answer as is looked at."""
    said = (each.text[:MAX_ANSWER] for each in messages[1:] if each.role == "assistant")
    return Turn(messages[0].text, "\n".join(said).strip()[:MAX_ANSWER])


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
class Checkable:
    """What an answer can be checked by: the question as it was understood, and the whole answer."""

    question: str
    answer: Answer


@dataclass(frozen=True, slots=True)
class ReplyMessage:
    """The message: statements with markers, then the list of sources, as Markdown."""

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
    def of(cls, request: ChatCompletionRequest, content: str, spent: TokenUsage) -> Usage:
        read, written = spent.prompt_tokens, spent.completion_tokens
        if not read + written:
            read = sum(count_tokens(message.text) for message in request.messages)
            written = count_tokens(content)
        return cls(read, written, read + written)


@dataclass(frozen=True, slots=True)
class Choice:
    message: ReplyMessage
    index: int = 0
    finish_reason: Literal["stop"] = "stop"
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
    finish_reason: Literal["stop"] | None = None
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
