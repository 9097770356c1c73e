"""One reply of a chat, piece by piece, in whichever of OpenAI's formats it is sent."""

from __future__ import annotations

from collections.abc import Generator, Iterator
from dataclasses import dataclass, replace

from ingest.text.tokens import count_tokens
from service.answer import MODEL as BY_MODEL
from service.answer import Answer
from service.api.chat_text import Annotation, Composer, Piece
from service.api.desk import Desk
from service.api.record import record_answer, record_summary, tokens_spent
from service.ask import Done, Found, Stated, closing_events
from service.chat import Asked, ChatEvent, ChatRequest, Said, Summarised, chat_events
from service.kept.events import kept_events
from service.llm.budget import TokenUsage
from service.summaries.summary import Summary


@dataclass(frozen=True, slots=True)
class Checkable:
    """What a reply can be checked by: the question as it was asked, and the whole answer or summary.

    `carried` are words of earlier turns that it was searched and read with; `drop_carried` leaves some out.
    `said` is what Dateline says itself: to a greeting, before a summary, or what a program asked for.
    """

    question: str
    carried: tuple[str, ...] = ()
    answer: Answer | None = None
    summary: Summary | None = None
    said: str | None = None


@dataclass(frozen=True, slots=True)
class ChatReply:
    """The whole message. `cut`: it ended at `max_tokens`, before a piece that did not fit."""

    content: str
    annotations: tuple[Annotation, ...]
    checkable: Checkable
    cut: bool
    usage: TokenUsage


def reply_events(
    desk: Desk, request: ChatRequest, writer_name: str | None, *, store: bool | None = None
) -> Iterator[ChatEvent]:
    """Yield the events of a chat with a writer, None is the service's own.

    What is answered is kept, unless `store` is false.
    """
    writer = desk.writers.named(writer_name)
    # Who asks for the local writer gets no word from a model, in the question neither.
    model = desk.writers.model if writer.name == BY_MODEL else None
    events = chat_events(desk.library, request, writer, model)
    return events if store is False else kept_events(events, desk.keeper, request)


def reply_pieces(
    events: Iterator[ChatEvent], request: ChatRequest, composer: Composer, max_tokens: int | None, read: int
) -> Generator[Piece, None, ChatReply]:
    """Yield the pieces of a message, the first one empty: what is wrong with a request comes out before it.

    At most `max_tokens` (of cl100k_base) are sent: a message ends before a piece that would exceed them, so
    never in a quotation, and is empty where the first does not fit. `read` are those of the conversation.
    """
    sent: list[Piece] = []
    left, cut = max_tokens, False
    known = Checkable(request.question)
    with closing_events(_composed(events, composer, known)) as composed:
        for piece, latest in composed:
            known = latest
            tokens = count_tokens(piece.content) if piece.content else 0
            cut = cut or (left is not None and tokens > left)
            if cut:
                continue
            left = None if left is None else left - tokens
            sent.append(piece)
            yield piece
    if known.answer:
        record_answer(known.answer)
    if known.summary:
        record_summary(known.summary)
    content = "".join(piece.content for piece in sent)
    annotations = tuple(each for piece in sent for each in piece.annotations)
    return ChatReply(content, annotations, known, cut, _usage(read, content))


def finished_reply(pieces: Generator[Piece, None, ChatReply]) -> ChatReply:
    """Return the reply that the pieces make up."""
    while True:
        try:
            next(pieces)
        except StopIteration as done:
            reply: ChatReply = done.value
            return reply


def _composed(
    events: Iterator[ChatEvent], composer: Composer, known: Checkable
) -> Generator[tuple[Piece, Checkable], None, None]:
    """Yield each piece with what is known of the reply when it is made."""
    begun = False
    with closing_events(events):
        for event in events:
            if not begun and not isinstance(event, Asked):
                begun = True
                yield Piece(), known
                if known.carried:
                    yield composer.carry(known.carried), known
            match event:
                case Asked():
                    known = replace(known, question=event.question, carried=event.carried)
                case Said():
                    known = replace(known, said=event.text)
                    yield composer.say(event.text), known
                case Stated():
                    yield composer.state(event.statement), known
                case Done():
                    known = replace(known, answer=event.answer)
                    yield from ((piece, known) for piece in composer.close(event.answer))
                case Summarised():
                    known = replace(known, summary=event.summary)
                    yield from ((piece, known) for piece in composer.summary(event.summary))
                case Found():
                    pass


def _usage(read: int, content: str) -> TokenUsage:
    """The tokens of the language model, or without one those of the conversation."""
    spent = tokens_spent()
    return spent if spent.prompt_tokens + spent.completion_tokens else TokenUsage(read, count_tokens(content))
