"""The writer that a language model writes for: it words, and every statement is checked before it stands."""

from __future__ import annotations

import json
from collections import deque
from collections.abc import Generator, Sequence
from concurrent.futures import Future
from contextlib import closing
from dataclasses import replace

from ingest.errors import ModelError, PromptTooLong
from ingest.settings import Settings
from ingest.text.tokens import count_tokens
from service.answer import MODEL, ReadVerdict, Statement, Writing
from service.llm.model import LanguageModel, Message, TokenUsage, counted
from service.llm.prompts import WRITER, WRITER_RETRY, WRITER_TASK, as_data
from service.writers.brief import BEST, Brief, cut_to, make_brief
from service.writers.extractive import ExtractiveWriter
from service.writers.proof import Failed, Passed, Proof
from service.writers.reply import FORM, ProposedStatement, Reply
from service.writers.second_reading import SecondReader, SecondReading, awaited
from service.writers.writer import Task, Written

# Shares of the prompt that the question and what a retry adds may take.
_QUESTION_SHARE = 0.2
_RETRY_SHARE = 0.2
# What the model is told of a statement that it did not let stand when it read it again.
_REFUSED = {
    ReadVerdict.CONTRADICTED: "the sentences it lists say otherwise",
    ReadVerdict.NOT_STATED: "the sentences it lists do not state all of it",
}
# Tokens that a chat template puts around the messages.
_TEMPLATE_TOKENS = 20


class ModelWriter:
    """Writes with a language model; its statements cite sentences of the archive and passed every check.

    A model that fails gives the local writer's answer, or a ModelError if DATELINE_LLM_FAILURE is "error".
    What was stated before it failed stands in either case, and `Writing.fallback` says what happened.
    """

    name = MODEL

    def __init__(self, model: LanguageModel, settings: Settings) -> None:
        self._model = model
        self._settings = settings

    def write(self, task: Task) -> Generator[Statement, None, Written]:
        failure: ModelError | None = None
        try:
            with SecondReader(self._model, self._settings) as second:
                job = _Job(task, self._model, self._settings, Proof(task), second)
                yield from job.run()
        except ModelError as exc:
            if self._settings.llm_failure == "error" and not job.proof.statements:
                raise
            failure = exc
        if job.proof.statements:
            stood = len(job.proof.statements)
            yield from job.proof.both_sides()
            broken = f"{failure} (after statements that stand: {stood})" if failure else None
            return Written(tuple(job.proof.statements), tuple(job.proof.cited), MODEL, job.writing(broken))
        if failure is None and job.says_no:
            return Written((), (), MODEL, job.writing())
        quoted = yield from ExtractiveWriter().write(task)
        return replace(quoted, writing=job.writing(str(failure or job.why_nothing())))


class _Job:
    """The requests to the model for one answer: one, one more with less evidence, and one retry at most.

    Each statement that passes the checks is read a second time while the reply goes on.
    """

    def __init__(
        self, task: Task, model: LanguageModel, settings: Settings, proof: Proof, second: SecondReader
    ) -> None:
        self.proof = proof
        self._second = second
        self._waiting: deque[tuple[Passed, Future[SecondReading] | None]] = deque()
        self._task = task
        self._model = model
        self._settings = settings
        self._brief = Brief((), "")
        self._first = Reply()
        self._cut = False
        self._usage = TokenUsage()
        self._rejected = 0  # statements that failed at first
        self._mended = 0  # statements that passed in the retry
        self._retried = False

    @property
    def says_no(self) -> bool:
        """Whether the model said that the sentences do not hold the answer, and nothing else, to the end."""
        return self._first.answerable is False and not self._rejected and not self._cut

    def run(self) -> Generator[Statement, None, None]:
        """Yield the statements that stand: those that pass, then those that pass after one retry."""
        messages = self._prompt(BEST)
        if not self._brief.sentences:
            return
        try:
            yield from self._read(messages, self._first)
        except PromptTooLong:
            messages = self._prompt(max(len(self._brief.sentences) // 2, 1))
            yield from self._read(messages, self._first)
        finally:
            failed, stated = self.proof.failed, len(self.proof.statements)
            self._rejected = len(failed)
        if failed and self.proof.room():
            yield from self._read([*messages, *self._retry(failed)], Reply())
            self._mended = len(self.proof.statements) - stated

    def why_nothing(self) -> str:
        """Return why no statement of the model stands, though its endpoint answered."""
        if not self._brief.sentences:
            return "the sentences found give orders to a language model, so it was not asked"
        if self._rejected:
            return f"none of the model's statements passed the checks ({self._rejected} failed)"
        if self._cut:
            most = self._settings.llm_answer_tokens
            return f"the model's answer was cut at {most} tokens; raise DATELINE_LLM_ANSWER_TOKENS"
        if self._first.answerable is None:
            return "the model's answer was not the JSON asked for"
        return "the model gave no statement"

    def writing(self, fallback: str | None = None) -> Writing:
        return Writing(
            model=self._model.name,
            retried=self._rejected if self._retried else 0,
            dropped=max(self._rejected - self._mended, 0),
            fallback=fallback,
            prompt_tokens=self._usage.prompt_tokens,
            completion_tokens=self._usage.completion_tokens,
        )

    def _read(self, messages: Sequence[Message], reply: Reply) -> Generator[Statement, None, None]:
        """Yield each statement of a reply that stands, in order; stop where no more fit."""
        try:
            yield from self._stream(messages, reply)
        except ModelError:
            yield from self._stood(wait=True)
            raise
        yield from self._stood(wait=True)

    def _stream(self, messages: Sequence[Message], reply: Reply) -> Generator[Statement, None, None]:
        usage = None
        try:
            with closing(self._model.stream(messages, FORM)) as stream:
                while self.proof.room():
                    try:
                        piece = next(stream)
                    except StopIteration as done:
                        usage, self._cut = done.value.usage, done.value.finish == "length"
                        return
                    for proposed in reply.feed(piece):
                        self._take(proposed)
                        # Those that wait may all stand; then the model need not go on.
                        yield from self._stood(wait=not self.proof.room(len(self._waiting)))
                    yield from self._stood(wait=False)
        finally:
            self._usage += usage or (counted(messages, reply.text) if reply.text else TokenUsage())

    def _take(self, proposed: ProposedStatement) -> None:
        passed = self.proof.check(proposed, self._brief.sentences)
        if passed:
            as_of = self._task.question.as_of
            read = None if passed.quoted else self._second.read(passed.text, passed.cited, as_of)
            self._waiting.append((passed, read))

    def _stood(self, *, wait: bool) -> Generator[Statement, None, None]:
        """Yield the statements that their second reading lets stand, as far as it is known."""
        while self._waiting and (wait or self._waiting[0][1] is None or self._waiting[0][1].done()):
            passed, future = self._waiting.popleft()
            read = awaited(future) if future else None
            self._usage += read.usage if read else TokenUsage()
            if read and read.verdict in _REFUSED:
                self.proof.reject(passed, _REFUSED[read.verdict])
            elif statement := self.proof.state(passed):
                yield statement

    def _prompt(self, best: int) -> list[Message]:
        """Return the messages with at most `best` sentences, within the budget less the retry's share."""
        question, budget = self._task.question, self._settings.llm_prompt_tokens
        rules = WRITER.replace("LIMIT", str(self._task.limit))
        words = cut_to(as_data(self._task.asked or question.text), int(budget * _QUESTION_SHARE))
        day = f"{question.as_of.day} {question.as_of:%B %Y}"
        around = count_tokens(rules + WRITER_TASK + words + day) + _TEMPLATE_TOKENS
        left = int(budget * (1 - _RETRY_SHARE)) - around
        self._brief = make_brief(self._task, tokens=max(left, 1), best=best)
        asked = WRITER_TASK.format(sentences=self._brief.text, day=day, question=words)
        return [Message("system", rules), Message("user", asked)]

    def _retry(self, failed: Sequence[Failed]) -> list[Message]:
        """Return the turns that send statements back, all together, each with the reason."""
        self._retried = True
        proposed_again = [
            {"text": as_data(each.proposed.text), "sources": each.proposed.sources} for each in failed
        ]
        given = json.dumps({"answerable": True, "statements": proposed_again}, ensure_ascii=False)
        reasons = "\n".join(f"- {as_data(each.proposed.text)}: {as_data(each.reason)}" for each in failed)
        share = int(self._settings.llm_prompt_tokens * _RETRY_SHARE) - count_tokens(WRITER_RETRY)
        return [
            Message("assistant", cut_to(given, share // 2)),
            Message("user", WRITER_RETRY.format(failures=cut_to(reasons, share // 2))),
        ]
