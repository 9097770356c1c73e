"""The messages of a conversation as OpenAI's clients send them, and the chat that they ask for."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

from ingest.errors import InputError
from service.api.schemas import ChatOptions
from service.chat import ChatRequest, Turn
from service.dialogue.carry import MAX_TURNS
from service.dialogue.chores import chore_of_system, find_chore
from service.dialogue.turns import MAX_ANSWER

MAX_MESSAGES = 5_000
_MAX_TOLD = 4_000  # characters of system messages that are looked at
_TEXT = ("text", "input_text", "output_text")
_TOLD = ("system", "developer")


class Lenient(BaseModel):
    """Clients send much that makes no difference here; it is left unread."""

    model_config = ConfigDict(extra="ignore", frozen=True)


class OpenAIRequest(Lenient):
    """A request with Dateline's own options under `dateline`, where they are read."""

    dateline: ChatOptions | None = Field(None, description="Filters, as in POST /v1/answers.")

    @model_validator(mode="before")
    @classmethod
    def _no_filter_unread(cls, given: object) -> object:
        # Left unread like the rest, it would give an answer of another day.
        options = given if isinstance(given, dict) else {}
        beside = sorted(name for name in ChatOptions.model_fields if options.get(name) is not None)
        if beside:
            raise ValueError(
                f'{", ".join(beside)}: belongs under "dateline", as in {{"dateline": {{"{beside[0]}": …}}}}'
            )
        return given


def _no_tool(choice: object) -> object:
    if choice not in (None, "none", "auto"):
        raise ValueError("Dateline calls no tools; leave tool_choice out")
    return choice


ToolChoice = Annotated[
    Any,
    AfterValidator(_no_tool),
    Field(description='Not "required" and no named tool: Dateline calls none.'),
]


class ContentPart(Lenient):
    """A part of a message; Dateline reads text: `text`, `input_text`, `output_text`."""

    type: str
    text: str | None = None


class ChatMessage(Lenient):
    """A message of the conversation."""

    role: Literal["system", "developer", "user", "assistant", "tool", "function"]
    content: str | list[ContentPart] | None = None

    @property
    def text(self) -> str:
        if isinstance(self.content, list):
            return "\n".join(part.text for part in self.content if part.type in _TEXT and part.text)
        return self.content or ""

    @property
    def foreign(self) -> str | None:
        """The type of a part that is no text."""
        parts = self.content if isinstance(self.content, list) else []
        return next((part.type for part in parts if part.type not in _TEXT), None)


def chat_request(
    messages: Sequence[ChatMessage], options: ChatOptions | None, *, name: str, instructions: str = ""
) -> ChatRequest:
    """Return the chat that a conversation asks for: its last user message is the question.

    `name` is the request's own for the messages. Raises InputError when no question is asked in text.
    """
    last = max((i for i, each in enumerate(messages) if each.role == "user"), default=None)
    if last is None:
        raise InputError(f"{name}: none has the role user; the last of these is the question")
    asked = messages[last]
    if asked.foreign:
        raise InputError(f"{name}.{last}: a part of type {asked.foreign!r} cannot be read; ask in text")
    if not asked.text.strip():
        raise InputError(f"{name}.{last}: the question is empty; ask in words")
    options = options or ChatOptions()
    question, history = asked.text, turns(messages[:last])
    system = "\n".join([instructions, *(each.text for each in messages if each.role in _TOLD)])[:_MAX_TOLD]
    end = messages[-1]
    told = end.text[:_MAX_TOLD] if end.role in _TOLD else ""
    if end.role == "assistant" and chore_of_system(system, turns(messages)):
        # Or the system message says what to make of a conversation that ends with an answer.
        question, history = system, turns(messages)
    elif chore_of_system(told, turns(messages)):
        # Some programs ask for a summary of the conversation so far in a system message at its end.
        question, history = told, turns(messages)
    return ChatRequest(
        question=question,
        history=history,
        as_of=options.as_of,
        after=options.after,
        before=options.before,
        publishers=options.publishers,
        max_statements=options.max_statements,
        dropped=options.drop_carried,
        system=system,
    )


def wants_json(messages: Sequence[ChatMessage], instructions: str = "") -> bool:
    """Return whether a conversation asks for something whose reply is JSON."""
    try:
        request = chat_request(messages, None, name="messages", instructions=instructions)
    except InputError:
        return False
    chore = find_chore(request.question, request.history, request.system)
    return chore is not None and chore.form.is_json


def turns(messages: Sequence[ChatMessage]) -> tuple[Turn, ...]:
    """Return the last MAX_TURNS questions with what was answered; what came before the first is left out."""
    asked = [index for index, message in enumerate(messages) if message.role == "user"][-MAX_TURNS:]
    ends = [*asked[1:], len(messages)]
    return tuple(_turn(messages[start:end]) for start, end in zip(asked, ends, strict=False))


def _turn(messages: Sequence[ChatMessage]) -> Turn:
    """Return a question with as much of its answer as is looked at."""
    said = (each.text[:MAX_ANSWER] for each in messages[1:] if each.role == "assistant")
    return Turn(messages[0].text, "\n".join(said).strip()[:MAX_ANSWER])
