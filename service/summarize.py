"""The use case: what is to be summarised in, a Summary of cited statements out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from service.answer import (
    EXTRACTIVE,
    Coverage,
    Reason,
    Refusal,
    Statement,
    Support,
    Writing,
    warned,
    warnings_of,
)
from service.ask import stage
from service.evidence.agreement.voices import Voices, independent_sources
from service.evidence.cite import cite
from service.evidence.library import AskableLibrary
from service.evidence.reserved import reserved_warnings
from service.evidence.scoring import Evidence
from service.evidence.speakers import with_speakers
from service.evidence.standing import with_standing
from service.summaries.choose import Length
from service.summaries.disputes import disputes_of
from service.summaries.echoes import say_the_same
from service.summaries.gather import Gathered, OnProgress, Plan, gather, plan
from service.summaries.order import DatedText, event_of, written_date
from service.summaries.pool import Candidate
from service.summaries.selection import Selection, length_of, select
from service.summaries.styles import Style, default_words
from service.summaries.summary import (
    CostEstimate,
    Dispute,
    EventDate,
    Scope,
    Subject,
    Summary,
    SummaryRequest,
    Told,
)
from service.summaries.wording_history import WordingHistory
from service.summaries.write import WordedSummary, quoted, renumbered, with_echoes, worded
from service.writers.extractive import ExtractiveWriter
from service.writers.writer import Writer

_NEAREST = 3
# Titles of what a period's summary leaves out.
_LEFT_OUT = 20
# A model condenses this many times the words that are wanted.
_CONDENSED = 2
# Seconds for each passage that is read and for the rest: 10,000 passages took 8 to 16 on two busy cores.
_PER_PASSAGE = 0.001
_ALWAYS = 0.15
# Tokens of the rules that a model is given, and of a word with its share of the headings.
_RULE_TOKENS = 250
_WORD_TOKENS = 2
_LOCAL = ExtractiveWriter()


def estimate_cost(library: AskableLibrary, request: SummaryRequest, writer: Writer = _LOCAL) -> CostEstimate:
    """Return what a summary will cost. Raises InputError and NotFoundError."""
    planned = plan(library, request)
    articles = library.coverage.count(planned.filters).articles
    if planned.ids is not None and request.scope is not Scope.PERIOD:
        articles = len({id_.rsplit("-", 2)[0] for id_ in planned.ids})
    seconds = round(_ALWAYS + _PER_PASSAGE * planned.passages, 1)
    tokens = 0
    if writer.name != EXTRACTIVE:
        wanted = _RULE_TOKENS + _CONDENSED * _WORD_TOKENS * (
            request.max_words or default_words(request.style)
        )
        tokens = min(wanted, library.settings.llm_prompt_tokens)
    return CostEstimate(articles, planned.passages, seconds, tokens)


def summarize(
    library: AskableLibrary,
    request: SummaryRequest,
    writer: Writer = _LOCAL,
    on_progress: OnProgress = lambda done, total: None,
) -> Summary:
    """Summarise, or refuse with the reason.

    Raises InputError and NotFoundError, and ModelError as the writer does.
    """
    timings: dict[str, float] = {}
    with stage(timings, "plan"):
        planned = plan(library, request)
        coverage = library.coverage.count(planned.filters)
    with stage(timings, "gather"):
        gathered = gather(library, planned, on_progress)
    job = _Job(request, planned, gathered, WordingHistory(library.archive), library)
    with stage(timings, "choose"):
        selection = job.selection()
    with stage(timings, "write"):
        text = job.write(selection, writer)
        archive = library.archive
        statements = tuple(
            with_standing(archive, library.passages, with_speakers(archive, each))
            for each in text.written.statements
        )
    warnings = (*warnings_of(gathered.altered), *reserved_warnings("on this", gathered.reserved))
    refusal = None if statements else _refuse(planned, gathered, coverage)
    return Summary(
        of=_subject(planned),
        as_of=planned.filters.as_of,
        style=request.style,
        statements=statements,
        events=text.events,
        disputes=text.disputes,
        refusal=warned(refusal, warnings),
        words=sum(len(statement.text.split()) for statement in statements),
        independent_sources=text.independent_sources,
        coverage=coverage,
        articles=gathered.articles,
        passages=gathered.passages,
        writer=text.written.writer,
        timings=timings,
        writing=text.written.writing,
        warnings=warnings,
        told=_told(statements, gathered) if request.scope is Scope.PERIOD and statements else None,
    )


@dataclass(frozen=True, slots=True)
class _WrittenSummary:
    """The wording of a summary with what its style adds."""

    written: WordedSummary
    events: tuple[EventDate, ...]
    disputes: tuple[Dispute, ...]
    independent_sources: int


@dataclass(frozen=True, slots=True)
class _Job:
    """The steps from gathered sentences to text."""

    request: SummaryRequest
    planned: Plan
    gathered: Gathered
    history: WordingHistory
    library: AskableLibrary

    @property
    def length(self) -> Length:
        return length_of(self.request, self.gathered)

    def selection(self, times: int = 1) -> Selection:
        """Return the sentences of a summary that is `times` as long as wanted."""
        length = self.length
        longer = Length(length.words and times * length.words, length.sentences and times * length.sentences)
        return select(self.request, self.planned.question, self.gathered, longer, self.history)

    def write(self, selection: Selection, writer: Writer) -> _WrittenSummary:
        """Return the text; where a model leaves out a dispute that was asked for, it is quotations."""
        if writer.name == EXTRACTIVE or not selection.chosen:
            return self._text(self._quoted(selection), selection)
        condensed = self.request.style in (Style.BRIEF, Style.BULLETS)
        sources = self.selection(_CONDENSED) if condensed else selection
        question, filters = self.planned.question, self.planned.filters
        written = worded(writer, selection, sources, question, filters, self.length)
        text = self._text(written, selection if written.writer == EXTRACTIVE else sources)
        if self.request.style is Style.DISPUTES and len(text.disputes) < len(selection.pairs):
            reason = "the model left out a dispute"
            writing = written.writing and replace(written.writing, fallback=reason)
            return self._text(self._quoted(selection, writing), selection)
        return text

    def _quoted(self, selection: Selection, writing: Writing | None = None) -> WordedSummary:
        """Return the quotations, each cited with what other stories say, unless one alone is asked for."""
        written = quoted(selection, writing)
        if self.request.scope in (Scope.ARTICLE, Scope.STORY):
            return written
        stated = [each.item for each in selection.chosen]
        return with_echoes(written, say_the_same(self.library, self.planned.filters, stated))

    def _text(self, written: WordedSummary, sources: Selection) -> _WrittenSummary:
        events: tuple[EventDate, ...] = ()
        if self.request.style is Style.TIMELINE:
            written, events = self._in_order_of_events(written)
        disputes = disputes_of(sources.pairs, written.statements, self.history.since)
        return _WrittenSummary(written, events, disputes, _sources(written, sources.chosen))

    def _in_order_of_events(self, written: WordedSummary) -> tuple[WordedSummary, tuple[EventDate, ...]]:
        dated = [
            (self._event(statement, cited), statement, cited)
            for statement, cited in zip(written.statements, written.cited, strict=True)
        ]
        dated.sort(key=lambda each: (each[0].start, each[0].end))
        statements = tuple(renumbered([statement for _, statement, _ in dated]))
        ordered = replace(written, statements=statements, cited=tuple(cited for _, _, cited in dated))
        return ordered, tuple(event for event, _, _ in dated)

    def _event(self, statement: Statement, cited: Sequence[Evidence]) -> EventDate:
        if statement.support is Support.QUOTED:
            return event_of(cited[0], self.history.said_at(cited[0]))
        said = [DatedText(item.text, self.history.said_at(item)) for item in cited]
        return written_date(statement.text, said, self.planned.filters.as_of)


def _sources(written: WordedSummary, chosen: Sequence[Candidate]) -> int:
    """Return how many independent sources say what is stated."""
    voices: Voices = {}
    for statement in written.statements:
        for citation in statement.citations:
            voices[citation.story_id] = citation.publisher or citation.story_id
    cited = {item.text for items in written.cited for item in items}
    for candidate in chosen:
        if candidate.item.text in cited:
            voices |= candidate.voices
    return independent_sources(voices)


def _told(statements: Sequence[Statement], gathered: Gathered) -> Told:
    cited = {citation.story_id for statement in statements for citation in statement.citations}
    left_out = [title for story, title in gathered.titles.items() if story not in cited]
    told = len(gathered.titles) - len(left_out)
    return Told(told, len(gathered.titles), tuple(left_out[:_LEFT_OUT]))


def _subject(planned: Plan) -> Subject:
    request, filters = planned.request, planned.filters
    return Subject(
        scope=request.scope,
        article_id=request.article_id,
        story_id=request.story_id,
        question=planned.question.text if planned.question else None,
        after=filters.after,
        before=filters.before,
        publishers=filters.publishers,
    )


def _refuse(planned: Plan, gathered: Gathered, coverage: Coverage) -> Refusal:
    nearest = tuple(cite(item, marker) for marker, item in enumerate(gathered.nearest, start=1))
    if gathered.reserved and not gathered.candidates:
        return Refusal(Reason.NOTHING_FOUND, "What the archive has on this may not be quoted.", nearest)
    if not coverage.articles or (planned.ids is not None and not gathered.articles):
        message = "The archive has no such article within these dates and publishers, as of that moment."
        return Refusal(Reason.OUTSIDE_DATES, message, nearest)
    if gathered.candidates and planned.request.style is Style.DISPUTES:
        best = [candidate.item for candidate in gathered.candidates[:_NEAREST]]
        message = "No two sources were found that give other figures or days, or deny what another says."
        examples = tuple(cite(item, marker) for marker, item in enumerate(best, start=1))
        return Refusal(Reason.NOT_STATED, message, examples)
    return Refusal(Reason.NOTHING_FOUND, _nothing(gathered.missing), nearest)


def _nothing(missing: Sequence[str]) -> str:
    if not missing:
        return "The archive has nothing on this."
    words = ", ".join(f"“{word}”" for word in missing)
    return f"The archive has nothing on this: what is nearest does not mention {words}."
