"""OpenAI's responses, the newer format of a chat, as its clients send and read them.

Field names are OpenAI's. What Dateline adds is under `dateline`. Nothing of a conversation is kept, so there
is no response to go on from: the client sends the conversation.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal, Self

from pydantic import Field, ValidationInfo, field_validator

from ingest.text.tokens import count_tokens
from service.api.chat_text import Annotation
from service.api.messages import (
    MAX_MESSAGES,
    ChatMessage,
    ContentPart,
    Lenient,
    OpenAIRequest,
    ToolChoice,
    chat_request,
    wants_json,
)
from service.api.openai_format import MODEL, NO_JSON
from service.api.reply import ChatReply, Checkable
from service.chat import ChatRequest

_KEPT = {
    "previous_response_id": "no responses are kept; send the conversation as `input`",
    "conversation": "no conversations are kept; send the conversation as `input`",
    "prompt": "no prompts are kept; send the question as `input`",
}


class InputItem(Lenient):
    """A message of the input; items of other types (calls of tools, reasoning) are passed over."""

    type: str = "message"
    role: Literal["system", "developer", "user", "assistant"] | None = None
    content: str | list[ContentPart] | None = None


class TextFormat(Lenient):
    type: str


class TextOptions(Lenient):
    format: TextFormat | None = None


def _messages(given: str | list[InputItem]) -> list[ChatMessage]:
    if isinstance(given, str):
        return [ChatMessage(role="user", content=given)]
    return [ChatMessage(role=item.role, content=item.content) for item in given if item.role]


class ResponseRequest(OpenAIRequest):
    """A question, or a conversation whose last user message is the question.

    Instructions and system messages are no instructions to Dateline. Parameters that steer a model
    (temperature, top_p, reasoning, tools, truncation …) are accepted and make no difference.
    """

    model: str = Field(max_length=100, examples=[MODEL])
    input: str | list[InputItem]
    instructions: str | None = None
    stream: bool | None = None
    max_output_tokens: int | None = Field(
        None, ge=1, description="The message ends before the statement that would exceed it."
    )
    metadata: dict[str, str] | None = Field(None, description="Returned as it is.")
    text: TextOptions | None = Field(
        None,
        description='The format {"type": "text"}; "json_object" where the prompt says which JSON.',
    )
    tool_choice: ToolChoice = None
    background: bool | None = Field(None, description="Not true: the answer comes at once.")
    previous_response_id: str | None = Field(None, description="Not given: no responses are kept.")
    conversation: Any = Field(None, description="Not given: no conversations are kept.")
    prompt: Any = Field(None, description="Not given: no prompts are kept.")
    store: bool | None = Field(
        None, description="false: the answer is not kept for `GET /v1/answers` and what changes later."
    )

    @field_validator("input")
    @classmethod
    def _not_too_many(cls, given: str | list[InputItem]) -> str | list[InputItem]:
        if isinstance(given, list) and len(given) > MAX_MESSAGES:
            raise ValueError(f"has {len(given):,} items; the limit is {MAX_MESSAGES:,}")
        if isinstance(given, list) and any(item.type == "item_reference" for item in given):
            raise ValueError("no items are kept, so none can be referred to; send the messages themselves")
        return given

    @field_validator("text")
    @classmethod
    def _as_text(cls, text: TextOptions | None, given: ValidationInfo) -> TextOptions | None:
        form = text.format if text else None
        messages = _messages(given.data.get("input", []))
        told = given.data.get("instructions") or ""
        json = form and form.type == "json_object" and wants_json(messages, told)
        if form and form.type != "text" and not json:
            raise ValueError(f"{NO_JSON} `dateline` of the response")
        return text

    @field_validator("background")
    @classmethod
    def _at_once(cls, background: bool | None) -> bool | None:
        if background:
            raise ValueError("the answer comes at once; leave background out")
        return background

    @field_validator(*_KEPT)
    @classmethod
    def _nothing_kept(cls, value: object, field: ValidationInfo) -> object:
        if value is not None:
            raise ValueError(_KEPT[str(field.field_name)])
        return value

    @property
    def messages(self) -> list[ChatMessage]:
        return _messages(self.input)

    @property
    def tokens(self) -> int:
        """The tokens of the conversation."""
        return sum(count_tokens(message.text) for message in self.messages)

    def to_chat(self) -> ChatRequest:
        """Raises InputError when no question is asked in text."""
        return chat_request(self.messages, self.dateline, name="input", instructions=self.instructions or "")


@dataclass(frozen=True, slots=True)
class UrlCitationAnnotation:
    """A marker, `text[start_index:end_index]`, and what it points to; in Unicode code points."""

    start_index: int
    end_index: int
    url: str
    title: str
    type: Literal["url_citation"] = "url_citation"

    @classmethod
    def of(cls, annotation: Annotation) -> Self:
        place = annotation.url_citation
        return cls(place.start_index, place.end_index, place.url, place.title)


@dataclass(frozen=True, slots=True)
class OutputText:
    """The text in Markdown: statements with markers, then the list of sources."""

    text: str
    annotations: tuple[UrlCitationAnnotation, ...] = ()
    logprobs: tuple[()] = ()
    type: Literal["output_text"] = "output_text"


Status = Literal["in_progress", "completed", "incomplete"]


@dataclass(frozen=True, slots=True)
class OutputMessage:
    """The one message of a response."""

    id: str
    status: Status
    content: tuple[OutputText, ...]
    role: Literal["assistant"] = "assistant"
    type: Literal["message"] = "message"


@dataclass(frozen=True, slots=True)
class InputTokens:
    cached_tokens: int = 0
    cache_write_tokens: int = 0


@dataclass(frozen=True, slots=True)
class OutputTokens:
    reasoning_tokens: int = 0


@dataclass(frozen=True, slots=True)
class ResponseUsage:
    """Tokens: those of the language model, or without one those of the conversation in cl100k_base."""

    input_tokens: int
    output_tokens: int
    total_tokens: int
    input_tokens_details: InputTokens = InputTokens()
    output_tokens_details: OutputTokens = OutputTokens()


@dataclass(frozen=True, slots=True)
class IncompleteDetails:
    reason: Literal["max_output_tokens"] = "max_output_tokens"


@dataclass(frozen=True, slots=True)
class PlainFormat:
    type: Literal["text"] = "text"


@dataclass(frozen=True, slots=True)
class TextConfig:
    format: PlainFormat = PlainFormat()


@dataclass(frozen=True, slots=True)
class Response:
    """An answer, or a refusal, as a response. `incomplete` is one that `max_output_tokens` ended."""

    id: str
    created_at: int
    model: str
    status: Status
    output: tuple[OutputMessage, ...] = ()
    usage: ResponseUsage | None = None
    incomplete_details: IncompleteDetails | None = None
    dateline: Checkable | None = None
    instructions: str | None = None
    max_output_tokens: int | None = None
    metadata: dict[str, str] | None = None
    error: None = None
    previous_response_id: None = None
    parallel_tool_calls: bool = False
    store: bool = False
    temperature: None = None
    top_p: None = None
    text: TextConfig = TextConfig()
    tool_choice: Literal["none"] = "none"
    tools: tuple[()] = ()
    truncation: Literal["disabled"] = "disabled"
    object: Literal["response"] = "response"


def output_text(reply: ChatReply) -> OutputText:
    """Return the content of a message that holds a whole reply."""
    return OutputText(reply.content, tuple(map(UrlCitationAnnotation.of, reply.annotations)))


def usage_of(reply: ChatReply) -> ResponseUsage:
    """Return the tokens of a reply."""
    read, written = reply.usage.prompt_tokens, reply.usage.completion_tokens
    return ResponseUsage(read, written, read + written)
