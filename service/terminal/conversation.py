"""A conversation in the terminal, or by lines from a pipe: `dateline chat`."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import replace

from ingest.errors import DatelineError, InputError
from ingest.moments import parse_moment
from ingest.terminal.output import day, note, say, terminal_width, wrap
from ingest.text.clean import one_line
from service.answer import Answer, Citation, CitedText, fallback_note, remarks
from service.ask import Done, Stated
from service.chat import Asked, ChatEvent, ChatRequest, Said, Summarised, Turn
from service.dialogue.carry import MAX_TURNS, without
from service.summaries.summary import Summary
from service.terminal.answer_text import carried_text, citation_text, marked, publisher_and_time
from service.terminal.summary_text import summary_text

PROMPT = "? "
_GREETING = "Ask the archive. /help lists the commands, /quit leaves."
_HELP = """Ask in words; a further question may lean on those before ("and in Britain?").
/as-of DATE  see only what was published by then; "/as-of now" sees everything
/drop WORDS  ask the last question again without these carried words
/sources     the sources of the last answer with their words
/new         forget the conversation
/help        this
/quit        leave"""

Asking = Callable[[ChatRequest], Iterator[ChatEvent]]


class Conversation:
    """The questions and answers so far. `scope` holds the filters that every question gets.

    `_asked` is the last question as it was put, with the turns before it, and `_carried` what it carried.
    """

    def __init__(self, asking: Asking, scope: ChatRequest) -> None:
        self._asking = asking
        self._scope = scope
        self._last: CitedText | None = None
        self._asked: ChatRequest | None = None
        self._carried: tuple[str, ...] = ()

    def take(self, line: str) -> bool:
        """Do what a line says; return False when it says to leave. Raises DatelineError."""
        command, _, rest = line.strip().partition(" ")
        if command == "/quit":
            return False
        if command.startswith("/"):
            self._command(command, rest.strip())
        elif command:
            self._ask(replace(self._scope, question=line.strip()))
        return True

    def _command(self, command: str, rest: str) -> None:
        match command:
            case "/as-of":
                self._see_until(rest)
            case "/drop":
                self._ask(self._without(rest))
            case "/sources":
                say(_sources(self._last))
            case "/new":
                self._scope, self._last = replace(self._scope, history=()), None
                self._asked, self._carried = None, ()
                say("A new conversation.")
            case "/help":
                say(_HELP)
            case _:
                raise InputError(f"there is no command {command[:40]}; /help lists them")

    def _see_until(self, text: str) -> None:
        if text:
            as_of = None if text == "now" else parse_moment(text, end_of_day=True)
            self._scope = replace(self._scope, as_of=as_of)
        say(f"As of {day(self._scope.as_of) if self._scope.as_of else 'now'}.")

    def _without(self, words: str) -> ChatRequest:
        """Return the last question without words that it carried. Raises InputError if it did not."""
        if self._asked is None or not self._carried:
            raise InputError("nothing was carried into the last question; there is nothing to drop")
        if without(self._carried, [words]) == self._carried:
            listed = ", ".join(map(one_line, self._carried))
            raise InputError(f"/drop takes one of what was carried into the last question: {listed}")
        asked, dropped = self._asked, (*self._asked.dropped, words)
        return replace(self._scope, question=asked.question, history=asked.history, dropped=dropped)

    def _ask(self, request: ChatRequest) -> None:
        question = request.question
        for event in self._asking(request):
            match event:
                case Asked():
                    self._asked, self._carried = request, event.carried
                    if event.question != question:
                        question = event.question
                        _say(f"({question})")
                    if event.carried:
                        _say(carried_text(event.carried))
                case Stated():
                    _say(marked(event.statement))
                case Said():
                    _say(one_line(event.text))
                case Done():
                    say("\n".join(wrap(line, terminal_width()) for line in _below(event.answer)))
                    self._remember(request, question, event.answer)
                case Summarised():
                    say(summary_text(event.summary, terminal_width()))
                    self._remember(request, question, event.summary)

    def _remember(self, request: ChatRequest, question: str, told: Answer | Summary) -> None:
        self._last = told
        history = (*request.history, Turn(question, _told(told)))
        self._scope = replace(self._scope, history=history[-MAX_TURNS:])


def converse(conversation: Conversation) -> None:
    """Take lines until one says to leave, they end, or Ctrl-C is pressed at the prompt.

    Only a terminal gets a prompt and goes on after an error or Ctrl-C; from a pipe these are raised.
    """
    talking = sys.stdin.isatty()
    if talking:
        _edit_lines()
        say(_GREETING)
    while line := _typed() if talking else sys.stdin.readline():
        try:
            if not conversation.take(line):
                return
        except DatelineError as exc:
            if not talking:
                raise
            note(f"dateline: {exc}")
        except KeyboardInterrupt:
            if not talking:
                raise
            note("Stopped.")


def _edit_lines() -> None:
    """Give the prompt editing and a history, where Python has them."""
    with suppress(ImportError):
        import readline  # noqa: F401


def _typed() -> str:
    """Return a line with its end; nothing when there is no further one."""
    try:
        return input(PROMPT) + "\n"
    except (EOFError, KeyboardInterrupt):
        say("")
        return ""


def _say(text: str) -> None:
    say(wrap(text, terminal_width()))


def _below(answer: Answer) -> Iterator[str]:
    """Yield what stands under the statements, or the refusal: a line each, and an empty one at the end."""
    yield from remarks(answer)
    if reason := fallback_note(answer.writer, answer.writing):
        yield reason
    if answer.refusal:
        yield f"No answer ({answer.refusal.reason}): {one_line(answer.refusal.message)}"
    else:
        yield from map(one_line, answer.warnings)
    if answer.citations:
        yield "\nNearest passages:" if answer.refusal else ""
    yield from _heads(answer.citations)
    yield ""


def _heads(citations: Iterable[Citation]) -> Iterator[str]:
    for each in {each.marker: each for each in citations}.values():
        yield f"[{each.marker}] {publisher_and_time(each)}: {one_line(each.title)}"


def _sources(answer: CitedText | None) -> str:
    if answer is None or not answer.citations:
        return "There are no sources yet."
    listed = {each.marker: each for each in answer.citations}
    return "\n\n".join(citation_text(each, terminal_width()) for each in listed.values())


def _told(answer: CitedText) -> str:
    if answer.refusal:
        return answer.refusal.message
    return "\n".join(marked(statement) for statement in answer.statements)
