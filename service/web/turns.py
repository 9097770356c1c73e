"""The turns of a conversation, which stands in the address: earlier ones are kept, or answered again."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator
from dataclasses import dataclass, replace
from functools import partial

from ingest.errors import InputError
from service.answer import Answer, Statement
from service.ask import Done, Stated, closing_events
from service.chat import Asked, ChatEvent, ChatRequest, Said, Summarised
from service.dialogue.turns import Turn
from service.summaries.summary import Summary
from service.web.kept import Kept
from service.web.view import View

# Turns that are kept; one takes some 20 kB.
_KEPT = 300

Ask = Callable[[ChatRequest], Iterator[ChatEvent]]


@dataclass(frozen=True, slots=True)
class FinishedTurn:
    """A question and what came of it: an answer, a summary, or what Dateline says itself.

    `asked_as` is the question as it was asked of the archive, where that is not as it was typed; `carried`
    are the words of earlier turns that it was searched and read with.
    """

    question: str
    asked_as: str | None = None
    carried: tuple[str, ...] = ()
    said: str | None = None
    answer: Answer | None = None
    summary: Summary | None = None

    @property
    def outcome(self) -> FinishedTurn:
        return self

    @property
    def cited(self) -> Answer | Summary | None:
        return self.answer or self.summary

    @property
    def told(self) -> str:
        """The question in full: as it was asked, with what it carries."""
        return " ".join([self.asked_as or self.question, *(f"[{words}]" for words in self.carried)])

    @property
    def statements(self) -> tuple[Statement, ...]:
        return self.cited.statements if self.cited else ()

    def as_turn(self) -> Turn:
        """Return the turn as the dialogue reads it."""
        refusal = self.cited.refusal if self.cited else None
        told = " ".join(statement.told for statement in self.statements)
        return Turn(self.question, told or self.said or (refusal.message if refusal else ""))


class TurnUnderWay:
    """A turn while it is worked on: a template reads it from the top, which does the work.

    `asked_as` first, then the `statements`, which come one by one, then the `outcome`.
    """

    def __init__(
        self, question: str, events: Iterator[ChatEvent], finish: Callable[[FinishedTurn], None]
    ) -> None:
        self.question = question
        self._events, self._finish = events, finish
        self._turn = FinishedTurn(question)
        self._first: ChatEvent | None = None

    @property
    def carried(self) -> tuple[str, ...]:
        """What the question carries of earlier turns."""
        _ = self.asked_as
        return self._turn.carried

    @property
    def asked_as(self) -> str | None:
        """Do the first step, and return the question as it is asked of the archive if that is another."""
        if self._first is None:
            self._first = next(self._events, None)
            self._take(self._first)
        return self._turn.asked_as

    @property
    def statements(self) -> Iterator[Statement]:
        _ = self.asked_as
        for event in self._events:
            self._take(event)
            if isinstance(event, Stated):
                yield event.statement
        if self._turn.summary:
            yield from self._turn.summary.statements
        self._finish(self._turn)

    @property
    def outcome(self) -> FinishedTurn:
        """The whole turn, once its statements have been read."""
        return self._turn

    def _take(self, event: ChatEvent | None) -> None:
        match event:
            case Asked():
                other = event.question if event.question != self.question else None
                self._turn = replace(self._turn, asked_as=other, carried=event.carried)
            case Said():
                self._turn = replace(self._turn, said=event.text)
            case Done():
                self._turn = replace(self._turn, answer=event.answer)
            case Summarised():
                self._turn = replace(self._turn, summary=event.summary)


class Conversations:
    """The turns that were shown lately, by what they were asked and the state of the archive."""

    def __init__(self) -> None:
        self._kept = Kept[FinishedTurn](_KEPT)

    def turns(
        self, view: View, ask: Ask, state: object
    ) -> Generator[FinishedTurn | TurnUnderWay, None, None]:
        """Yield the turns of a view in their order; `state` differs after each change of the archive.

        The last one is under way unless it is kept. Each must be read before the next is asked for.
        """
        history: list[Turn] = []
        for index, question in enumerate(view.questions):
            last = index + 1 == len(view.questions)
            dropped = view.dropped if last else ()
            filters = (view.as_of, view.since, view.until, view.publishers)
            key = (view.questions[: index + 1], dropped, filters, state)
            kept = self._kept.get(key)
            if kept is None:
                request = ChatRequest(question, tuple(history), dropped=dropped, **view.filters)
                with closing_events(ask(request)) as events:
                    turn = TurnUnderWay(question, events, partial(self._keep, key))
                    if last:
                        yield turn
                        return
                    kept = finished(turn)
            history.append(kept.as_turn())
            yield kept

    def last(self, view: View, ask: Ask, state: object) -> FinishedTurn:
        """Return the last turn of a view. Raises InputError for a view without a question."""
        turns = [finished(turn) for turn in self.turns(view, ask, state)]
        if not turns:
            raise InputError("there is no question; give one as q")
        return turns[-1]

    def _keep(self, key: object, turn: FinishedTurn) -> None:
        # What stands in for a model that failed is no answer to keep.
        if not (turn.cited and turn.cited.writing and turn.cited.writing.fallback):
            self._kept.keep(key, turn)


def finished(turn: FinishedTurn | TurnUnderWay) -> FinishedTurn:
    """Return a turn when it has been worked on to its end."""
    for _ in turn.statements:
        pass
    return turn.outcome
