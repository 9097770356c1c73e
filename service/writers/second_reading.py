"""A sentence read by the model as a checker: do these sentences of the archive state it?

Statements that the model wrote are read once more, and so are the sentences of a draft. Whoever wrote a
sentence tends to defend it: so the model sees one with what it is compared with, in a request of its own, and
only says one of three words. A reading that fails or makes no sense decides nothing.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from concurrent.futures import wait as wait_for
from contextvars import copy_context
from dataclasses import dataclass
from datetime import datetime
from threading import Event
from time import monotonic
from types import TracebackType
from typing import Self

from ingest.errors import ModelError
from ingest.settings import Settings
from ingest.text.tokens import count_tokens
from service.answer import ReadVerdict
from service.evidence.scoring import Evidence
from service.llm.budget import current_budget, stop_if_left
from service.llm.model import JsonSchema, LanguageModel, Message, TokenUsage
from service.llm.prompts import CHECKER, CHECKER_TASK, as_data
from service.writers.brief import show
from service.writers.reply import parsed_reply

# Requests at once: one for each statement of an answer of usual length.
_AT_ONCE = 4
# Seconds for a reading, and of what a request has left: the rest is for the answer.
_MOST_SECONDS, _SHARE = 30.0, 0.5
_POLL = 0.1  # seconds between two looks whether the client is still there

FORM = JsonSchema(
    "reading",
    {
        "type": "object",
        "properties": {"verdict": {"type": "string", "enum": [str(each) for each in ReadVerdict]}},
        "required": ["verdict"],
        "additionalProperties": False,
    },
)


@dataclass(frozen=True, slots=True)
class SecondReading:
    """What the model says, None if it gave no verdict, and what that cost."""

    verdict: ReadVerdict | None
    usage: TokenUsage


_NOTHING = SecondReading(None, TokenUsage())


class SecondReader:
    """Asks about the statements of one answer or draft, several at once; leaving the context ends what runs.

    After one request that failed it asks no more, and `failure` says why: a silent endpoint is waited for
    once.
    """

    def __init__(self, model: LanguageModel, settings: Settings) -> None:
        self._model = model
        self._settings = settings
        self._left = Event()
        self.failure: str | None = None
        self._pool = ThreadPoolExecutor(_AT_ONCE, "second reading")

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._left.set()
        self._pool.shutdown(wait=False, cancel_futures=True)

    def read(self, text: str, cited: Sequence[Evidence], as_of: datetime) -> Future[SecondReading]:
        """Start to ask whether `cited` state `text`."""
        day = f"{as_of.day} {as_of:%B %Y}"
        asked = CHECKER_TASK.format(sentences=show(cited), day=day, statement=as_data(text))
        messages = [Message("system", CHECKER), Message("user", asked)]
        # In the caller's context, whose budget counts the tokens and says how long to wait.
        return self._pool.submit(copy_context().run, self._ask, messages)

    def _ask(self, messages: Sequence[Message]) -> SecondReading:
        size = sum(count_tokens(message.content) for message in messages)
        off = self.failure or not self._settings.llm_check
        if off or size > self._settings.llm_prompt_tokens:
            return _NOTHING
        request = current_budget.get()
        seconds = min(_MOST_SECONDS, self._settings.llm_timeout)
        if request:
            seconds = min(seconds, request.left * _SHARE)
        try:
            done = self._model.complete(messages, FORM, seconds=seconds, left=self._left)
        except ModelError as exc:
            self.failure = str(exc)
            return _NOTHING
        verdict = parsed_reply(done.text).get("verdict")
        return SecondReading(next((each for each in ReadVerdict if each == verdict), None), done.usage)


def awaited(future: Future[SecondReading], until: float = math.inf) -> SecondReading:
    """Return what a reading gave, nothing at `until`, a moment of time.monotonic().

    It is not waited for once the client has left.
    """
    while not future.done():
        stop_if_left()
        left = until - monotonic()
        if left <= 0:
            return _NOTHING
        wait_for([future], min(_POLL, left))
    return future.result()
