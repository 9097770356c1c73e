"""The use case of a chat: a follow-up made to stand on its own, then answered like any question."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from ingest.errors import ModelError
from ingest.sentences import typed_sentences
from service.ask import MAX_STATEMENTS, AskRequest, Event, answer_events
from service.dialogue.followup import MAX_TURNS, is_small_talk, stand_alone
from service.dialogue.prompts import DIALOGUE, STAND_ALONE, TURN
from service.dialogue.turns import Turn as Turn
from service.dialogue.turns import first_sentence
from service.english.words import WORD, folded
from service.evidence.library import AskableLibrary
from service.llm.budget import current_budget
from service.llm.model import LanguageModel, Message
from service.questions.question import MAX_QUESTION, Question, parse_question
from service.writers.extractive import ExtractiveWriter
from service.writers.writer import Writer

_REWRITE_TOKENS = 120
# Seconds, and of the request's: the local rewriting is as good as there, and the answer needs the time.
_REWRITE_SECONDS = 15.0
_REWRITE_SHARE = 1 / 3
_LOCAL = ExtractiveWriter()


@dataclass(frozen=True, slots=True)
class ChatRequest:
    """A question with the turns before it, oldest first, and the filters of an AskRequest."""

    question: str
    history: tuple[Turn, ...] = ()
    as_of: datetime | None = None
    after: datetime | None = None
    before: datetime | None = None
    publishers: tuple[str, ...] = ()
    max_statements: int = MAX_STATEMENTS


@dataclass(frozen=True, slots=True)
class Rewritten:
    """The question as it is asked of the archive; the same words if it stood on its own."""

    question: str


def chat_events(
    library: AskableLibrary, request: ChatRequest, writer: Writer = _LOCAL, model: LanguageModel | None = None
) -> Iterator[Rewritten | Event]:
    """Yield Rewritten, then the events of an answer to it; nothing of an earlier answer is cited again.

    Raises InputError at the first step. Without a model, or where it fails, the rewriting is local.
    """
    as_of = request.as_of or library.now()
    publishers = library.archive.publishers()
    parsed = parse_question(request.question, as_of=as_of, publishers=publishers)
    question = stand_alone(request.question, request.history, as_of=as_of, publishers=publishers)
    if model and request.history and not _stands(parsed, question):
        question = _model_rewriting(request, question, model, as_of) or question
    yield Rewritten(question)
    yield from answer_events(
        library,
        AskRequest(
            question=question,
            as_of=as_of,
            after=request.after,
            before=request.before,
            publishers=request.publishers,
            max_statements=request.max_statements,
        ),
        writer,
    )


def _stands(parsed: Question, local: str) -> bool:
    """Whether a question that was left as it is names its matter, so that a model could only spoil it."""
    return parsed.text == local and bool(parsed.names or parsed.quoted or is_small_talk(parsed.text))


def _model_rewriting(request: ChatRequest, local: str, model: LanguageModel, as_of: datetime) -> str | None:
    """Return the model's stand-alone question, None if it fails or says what the dialogue does not."""
    turns = [
        (turn.question[:MAX_QUESTION], first_sentence(turn.answer)) for turn in request.history[-MAX_TURNS:]
    ]
    dialogue = "\n".join(TURN.format(question=asked, sentence=said) for asked, said in turns)
    prompt = DIALOGUE.format(turns=dialogue, question=request.question)
    messages = [Message("system", STAND_ALONE), Message("user", prompt)]
    try:
        reply = model.complete(messages, None, _REWRITE_TOKENS, seconds=_seconds()).text
    except ModelError:
        return None
    known = [*(text for turn in turns for text in turn), request.question, local]
    question = reply.strip().strip('"“”')
    return question if _allowed(question, request.question, known, as_of) else None


def _seconds() -> float:
    """Return how long a rewriting may take."""
    request = current_budget.get()
    return min(_REWRITE_SECONDS, request.left * _REWRITE_SHARE if request else math.inf)


def _allowed(question: str, asked: str, known: Sequence[str], as_of: datetime) -> bool:
    """Whether a reply is one question that keeps what was asked and takes all else from the dialogue."""
    one = len(question) <= MAX_QUESTION and "\n" not in question and question.endswith("?")
    if not one or not WORD.search(question) or len(typed_sentences(question)) > 1:
        return False
    there = {folded(word) for text in known for word in WORD.findall(text)}
    return _marks(question, as_of) <= there and _marks(asked, as_of) <= {
        folded(word) for word in WORD.findall(question)
    }


def _marks(text: str, as_of: datetime) -> set[str]:
    """The words of a text's names, and its numbers."""
    named = parse_question(text, as_of=as_of).names
    numbers = re.findall(r"\b\w*\d[\w.,-]*\b", text)
    return {folded(word) for name in (*named, *numbers) for word in WORD.findall(name)}
