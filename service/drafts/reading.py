"""What a model says of the sentences of a draft, each read with the quotes of the archive nearest to it.

It is asked as it is about its own statements (service/writers/second_reading.py).
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from datetime import datetime
from time import monotonic
from types import TracebackType
from typing import Self

from ingest.settings import Settings
from service.answer import ReadVerdict
from service.evidence.scoring import Evidence
from service.llm.budget import current_budget
from service.llm.model import LanguageModel
from service.writers.brief import speaks_to_a_model
from service.writers.second_reading import SecondReader, SecondReading, awaited

# Of what a request has left when all else is done: the rest is for the reply.
_SHARE = 0.5


class DraftReader:
    """Asks a model about sentences of one draft, several at once; leaving the context ends what runs."""

    def __init__(self, model: LanguageModel, settings: Settings) -> None:
        self._model = model.name
        self._second = SecondReader(model, settings)
        self._asked: dict[int, Future[SecondReading]] = {}
        self._verdicts: dict[int, ReadVerdict] = {}
        self._late = False

    def __enter__(self) -> Self:
        self._second.__enter__()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._second.__exit__(kind, error, trace)

    @property
    def asked(self) -> int:
        """How many sentences it was asked about."""
        return len(self._asked)

    def ask(self, number: int, said: str, nearest: Sequence[Evidence], as_of: datetime) -> None:
        """Start to ask whether what is nearest states a sentence; text that gives orders is left out."""
        shown = [item for item in nearest if not speaks_to_a_model(item.text)]
        if shown and not speaks_to_a_model(said):
            self._asked[number] = self._second.read(said, shown, as_of)

    def verdicts(self, on_read: Callable[[int], None]) -> dict[int, ReadVerdict]:
        """Wait for what was asked, and return the verdicts that were given by the number of the sentence."""
        request = current_budget.get()
        until = monotonic() + (request.left * _SHARE if request else math.inf)
        for done, (number, future) in enumerate(self._asked.items(), start=1):
            if verdict := awaited(future, until).verdict:
                self._verdicts[number] = verdict
            self._late |= not future.done()
            on_read(done)
        return self._verdicts

    def warnings(self) -> tuple[str, ...]:
        """Return a sentence that says how many have no verdict, and why, if any."""
        missing = self.asked - len(self._verdicts)
        if not missing:
            return ()
        reason = self._second.failure or (
            "there was no more time for it"
            if self._late
            else "its replies were none of the three verdicts, or a prompt exceeds DATELINE_LLM_PROMPT_TOKENS"
        )
        of = f"{missing} of {self.asked} {'sentence' if self.asked == 1 else 'sentences'}"
        return (f"The model {self._model} gave no verdict on {of} put to it: {reason}.",)
