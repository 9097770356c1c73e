"""One follow-up is said to the chat, and what that would search for is held against what is meant."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from time import perf_counter

from eval.cases import FollowUp
from eval.metrics.carrying import carrying, share_carried
from eval.runs.results import FOLLOWED, FollowUpResult
from ingest.library import Library
from service.answer import MODEL
from service.chat import Asked, ChatRequest, chat_events
from service.dialogue.joined import with_carried
from service.evidence.library import AskableLibrary
from service.llm.model import LanguageModel
from service.writers.choose import Writers

# Only to tell dates from names; the same on every day.
_AS_OF = datetime(2025, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class FollowUpReader:
    """Says follow-ups to the chat, over an archive that need not hold anything: none is answered."""

    library: AskableLibrary
    model: LanguageModel | None

    @classmethod
    def open(cls, library: Library, writer: str | None) -> FollowUpReader:
        """Return a conversation in which the model rewrites if it is the writer, as in the chat."""
        writers = Writers.open(library.settings)
        by_model = writers.named(writer).name == MODEL
        return cls(AskableLibrary.of(library), writers.model if by_model else None)

    def result(self, case: FollowUp) -> FollowUpResult:
        """Say the question of a case after its history and measure what is searched for."""
        start = perf_counter()
        query = searched_for(self.library, case, self.model)
        seconds = perf_counter() - start
        found = carrying(case, query)
        false = bool(found.false)
        figures = {
            "words_carried": share_carried([found]),
            "all_carried": None if found.all_carried is None else float(found.all_carried),
            "nothing_false": float(not false),
            FOLLOWED: float(not false and found.all_carried is not False),
        }
        return FollowUpResult(case, figures, query, found, {"carry": seconds})


def searched_for(library: AskableLibrary, case: FollowUp, model: LanguageModel | None) -> str:
    """Return what the chat would search for, "" where it would only say something itself."""
    request = ChatRequest(case.question, case.history, as_of=_AS_OF)
    events = chat_events(library, request, model=model)
    asked = next((event for event in events if isinstance(event, Asked)), None)
    return with_carried(asked.question, asked.carried) if asked else ""
