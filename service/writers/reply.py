"""A model's reply, read while it arrives: each statement as soon as its object is complete."""

from __future__ import annotations

import re
from dataclasses import dataclass

import jiter

from service.llm.model import JsonSchema

FORM = JsonSchema(
    "answer",
    {
        "type": "object",
        "properties": {
            "answerable": {"type": "boolean"},
            "statements": {
                "type": "array",
                "items": {
                    "type": "object",
                    "properties": {
                        "text": {"type": "string"},
                        "sources": {"type": "array", "items": {"type": "integer"}},
                    },
                    "required": ["text", "sources"],
                    "additionalProperties": False,
                },
            },
        },
        "required": ["answerable", "statements"],
        "additionalProperties": False,
    },
)
# What a reasoning model says to itself before; models without a schema also announce their JSON.
_THOUGHT = re.compile(r"^\s*<think>.*?(?:</think>|\Z)", re.S)
# Ends of a whole statement within the reply: the parser then says whether it really is one.
_CLOSING = b"]}"


@dataclass(frozen=True, slots=True)
class ProposedStatement:
    """A statement as the model gave it, with the numbers of the sentences that it points at."""

    text: str
    sources: tuple[int, ...]


class Reply:
    """The JSON of a reply that grows piece by piece."""

    def __init__(self) -> None:
        self.text = ""
        self._read = 0

    def feed(self, piece: str) -> list[ProposedStatement]:
        """Take the next piece in and return the statements that are complete with it."""
        known = len(self.text)
        self.text += piece
        found: list[ProposedStatement] = []
        for at in range(known, len(self.text)):
            if self.text[at] == "}":
                found += self._complete(self.text[: at + 1])
        return found

    @property
    def answerable(self) -> bool | None:
        """Whether the model says that there is an answer; None if it has not said so, or not as JSON."""
        answerable = _parsed(_body(self.text), partial=True).get("answerable")
        return answerable if isinstance(answerable, bool) else None

    def _complete(self, text: str) -> list[ProposedStatement]:
        statements = _parsed(_body(text) + _CLOSING).get("statements")
        if not isinstance(statements, list):
            return []
        new, self._read = statements[self._read :], max(self._read, len(statements))
        return [_proposed(item) for item in new]


def parsed_reply(text: str) -> dict[str, object]:
    """Return the JSON object that a whole reply holds, whatever is said around it; an empty one for none."""
    body = _body(text)
    return _parsed(body[: body.rfind(b"}") + 1])


def _body(text: str) -> bytes:
    body = _THOUGHT.sub("", text)
    return body[body.find("{") :].encode(errors="replace") if "{" in body else b""


def _parsed(body: bytes, *, partial: bool = False) -> dict[str, object]:
    """Return the object that JSON holds; an empty one for what is none."""
    try:
        found = jiter.from_json(body, partial_mode=partial)
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def _proposed(item: object) -> ProposedStatement:
    """Return a statement of the right form; whatever is wrong in it becomes an empty part, which fails."""
    fields = item if isinstance(item, dict) else {}
    text, sources = fields.get("text"), fields.get("sources")
    numbers = sources if isinstance(sources, list) else []
    whole = all(isinstance(number, int) and not isinstance(number, bool) for number in numbers)
    return ProposedStatement(
        text if isinstance(text, str) else "", tuple(dict.fromkeys(numbers)) if whole else ()
    )
