"""The use case of a chat: what is said is a question, a wish for a summary, small talk or a chore.

A follow-up is searched and read with the words of the dialogue that it needs.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from ingest.errors import ModelError
from ingest.text.sentences import typed_sentences
from ingest.text.wordlists import word_set
from service.asides import chore_reply, small_talk_reply
from service.ask import MAX_STATEMENTS, AskRequest, Event, answer_events
from service.dialogue.carry import MAX_TURNS, carried, without
from service.dialogue.chores import find_chore
from service.dialogue.joined import with_carried
from service.dialogue.prompts import DIALOGUE, STAND_ALONE, TURN
from service.dialogue.smalltalk import is_small_talk, small_talk, without_greeting
from service.dialogue.templates import question_in
from service.dialogue.turns import Turn as Turn
from service.dialogue.turns import first_sentence, topic_of
from service.english.words import WORD, folded
from service.evidence.library import AskableLibrary
from service.evidence.search import read_question
from service.llm.budget import current_budget, stop_if_left
from service.llm.model import LanguageModel, Message
from service.questions.question import MAX_QUESTION, Question, parse_question
from service.summaries.summary import Summary, SummaryRequest
from service.summaries.wishes import SummaryWish, wanted_summary
from service.summarize import summarize
from service.writers.extractive import ExtractiveWriter
from service.writers.writer import Writer

_REWRITE_TOKENS = 120
# Seconds, and of the request's: the carried words do without it, and the answer needs the time.
_REWRITE_SECONDS = 15.0
_REWRITE_SHARE = 1 / 3
_LOCAL = ExtractiveWriter()


_NO_TOPIC = "Name what to summarise, for example: “Summarise what happened at the port in July.”"

_NEWS_ALONE = word_set(
    "the all news events stories articles reports headlines developments happened of from in s"
)
_ELSEWHEN = "Nothing on this was published at the time you name. This is what the archive has on it:"


@dataclass(frozen=True, slots=True)
class ChatRequest:
    """What is said with the turns before it, oldest first, and the filters of an AskRequest.

    `dropped` are words that are not to be carried from the dialogue, as an answer listed them. `system` is
    what a chat program tells a model to be. It is no instruction to Dateline, but may say that the program
    asks for something of its own, such as a title.
    """

    question: str
    history: tuple[Turn, ...] = ()
    as_of: datetime | None = None
    after: datetime | None = None
    before: datetime | None = None
    publishers: tuple[str, ...] = ()
    max_statements: int = MAX_STATEMENTS
    dropped: tuple[str, ...] = ()
    system: str = ""


@dataclass(frozen=True, slots=True)
class Asked:
    """The question as it is asked of the archive, and what it carries of the dialogue.

    It is the same as was typed, unless a model put it in other words or a summary is wished for.
    """

    question: str
    carried: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Said:
    """What Dateline says itself: to small talk, before a summary, or what a chat program asked for."""

    text: str


@dataclass(frozen=True, slots=True)
class Summarised:
    """The whole summary that was wished for."""

    summary: Summary


ChatEvent = Asked | Event | Said | Summarised


def chat_events(
    library: AskableLibrary, request: ChatRequest, writer: Writer = _LOCAL, model: LanguageModel | None = None
) -> Iterator[ChatEvent]:
    """Yield Asked, then the events of an answer to it, or Summarised; or nothing but Said.

    Nothing of an earlier answer is cited again. Raises InputError before the second event. A model may put a
    question that leans on the dialogue in its own words; where it fails, the carried words do.
    """
    as_of = request.as_of or library.now()
    publishers = library.archive.publishers()
    scope = _scope(request)
    if chore := find_chore(request.question, request.history, request.system):
        yield Said(chore_reply(library, chore, as_of, scope))
        return
    request = _without_templates(request)
    if kind := small_talk(request.question):
        yield Said(small_talk_reply(library, kind, as_of))
        return
    if wish := wanted_summary(request.question):
        yield from _summary_events(library, request, wish, writer)
        return
    parsed = parse_question(request.question, as_of=as_of, publishers=publishers)
    asked = Asked(
        request.question, without(carried(request.question, request.history, as_of), request.dropped)
    )
    if model and request.history and not request.dropped and not _stands(parsed, asked.carried):
        asked = _model_rewriting(request, asked, model, as_of) or asked
    yield asked
    yield from answer_events(library, replace(scope, question=asked.question, carried=asked.carried), writer)


def _scope(request: ChatRequest) -> AskRequest:
    """The request without what is said before; who names no moment asks it as of now."""
    return AskRequest(
        question=request.question,
        as_of=request.as_of,
        after=request.after,
        before=request.before,
        publishers=request.publishers,
        max_statements=request.max_statements,
    )


def _without_templates(request: ChatRequest) -> ChatRequest:
    """The request with the questions that programs' templates hold, without greetings before them.

    Of an earlier wish for a summary its topic is left, which is what "it" then means.
    """
    history = tuple(replace(turn, question=_topic_of_wish(_asked(turn.question))) for turn in request.history)
    return replace(request, question=without_greeting(_asked(request.question)), history=history)


def _asked(text: str) -> str:
    return question_in(text) or text


def _topic_of_wish(question: str) -> str:
    wish = wanted_summary(question)
    return wish.topic if wish and wish.topic else question


def _summary_events(
    library: AskableLibrary, request: ChatRequest, wish: SummaryWish, writer: Writer
) -> Iterator[ChatEvent]:
    """Yield Asked with what is summarised, then the summary."""
    topic = wish.topic or _topic_before(library, request)
    if not topic:
        yield Said(_NO_TOPIC)
        return
    yield Asked(topic)
    asked = _summary_request(library, request, replace(wish, topic=topic))
    summary = _summarised(library, asked, writer)
    if summary.refusal and (asked.after, asked.before) != (request.after, request.before):
        # What happened in a month may have been reported in the next; and a reader of a refusal would ask so.
        wider = _summarised(library, replace(asked, after=request.after, before=request.before), writer)
        if wider.statements:
            yield Said(_ELSEWHEN)
            summary = wider
    yield Summarised(summary)


def _summarised(library: AskableLibrary, asked: SummaryRequest, writer: Writer) -> Summary:
    return summarize(library, asked, writer, lambda done, total: stop_if_left())


def _topic_before(library: AskableLibrary, request: ChatRequest) -> str:
    """What the conversation was about, for a summary of "it"."""
    as_of = request.as_of or library.now()
    for at in reversed(range(len(request.history))):
        question = request.history[at].question
        if not is_small_talk(question) and not wanted_summary(question):
            words = carried(question, request.history[:at], as_of)
            return topic_of(with_carried(question, words)[:MAX_QUESTION], as_of)
    return ""


def _summary_request(library: AskableLibrary, request: ChatRequest, wish: SummaryWish) -> SummaryRequest:
    """The summary of a topic within the times that it names; the caller's filters count first."""
    topic = read_question(library, wish.topic, request.as_of)
    after, before = request.after, request.before
    if not after and not before:
        after = min((span.start for span in topic.mentioned), default=topic.after)
        before = max((span.end for span in topic.mentioned), default=topic.before)
    publishers = request.publishers or topic.publishers
    # "Today's news" is of everything that was published then.
    only_time = bool(topic.mentioned) and topic.timeless == topic.text
    period = bool(after or before) and (
        only_time or _NEWS_ALONE.issuperset(map(folded, WORD.findall(topic.timeless)))
    )
    return SummaryRequest(
        question=None if period else topic.timeless,
        as_of=request.as_of,
        after=after,
        before=before,
        publishers=publishers or (tuple(library.archive.publishers()) if period else ()),
        style=wish.style,
        max_words=wish.words,
        max_sentences=wish.sentences,
    )


def _stands(parsed: Question, words: Sequence[str]) -> bool:
    """Whether a question that carries nothing names its matter, so that a model could only spoil it."""
    return not words and bool(parsed.names or parsed.quoted)


def _model_rewriting(
    request: ChatRequest, asked: Asked, model: LanguageModel, as_of: datetime
) -> Asked | None:
    """Return the model's stand-alone question, None if it fails or says what the dialogue does not."""
    turns = [
        (turn.question[:MAX_QUESTION], first_sentence(turn.answer)) for turn in request.history[-MAX_TURNS:]
    ]
    dialogue = "\n".join(TURN.format(question=earlier, sentence=said) for earlier, said in turns)
    prompt = DIALOGUE.format(turns=dialogue, question=request.question)
    messages = [Message("system", STAND_ALONE), Message("user", prompt)]
    try:
        reply = model.complete(messages, None, _REWRITE_TOKENS, seconds=_seconds()).text
    except ModelError:
        return None
    known = [*(text for turn in turns for text in turn), request.question, *asked.carried]
    question = reply.strip().strip('"“”')
    return Asked(question) if _allowed(question, request.question, known, as_of) else None


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
