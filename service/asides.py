"""The use cases beside questions: a reply to small talk, and what a chat program asks for itself."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import datetime

from ingest.moments import long_day
from ingest.store.filters import Filters
from service.ask import AskRequest, ask
from service.dialogue.carry import carried
from service.dialogue.chore_form import filled
from service.dialogue.chores import Chore, ChoreKind, kind_of_key
from service.dialogue.headline import tags_of, title_of
from service.dialogue.joined import with_carried
from service.dialogue.smalltalk import SmallTalk, is_small_talk, without_greeting
from service.dialogue.turns import Turn, first_sentence, topic_of
from service.evidence.library import AskableLibrary
from service.questions.question import MAX_QUESTION
from service.summaries.summary import SummaryRequest
from service.summarize import summarize

_HOW = (
    "Dateline answers questions from a news archive in the words of its articles and names the source "
    "of each "
    "sentence. Ask in a full sentence who, what, when or why, or for a summary or a timeline."
)
_SAYS = {
    SmallTalk.GREETING: f"Hello. {_HOW}",
    SmallTalk.ABOUT: _HOW,
    SmallTalk.THANKS: "You are welcome. Further questions are best asked in full sentences.",
    SmallTalk.DOUBT: (
        "Each sentence of an answer stands in the article that its marker names; check it there."
    ),
    SmallTalk.REMARK: "Ask a question in a full sentence, or for a summary or a timeline.",
}
_GOODBYE = "Goodbye."
_NO_TOOLS = '{"tool_calls": []}'
_NEWS = "📰"
_LATEST = "What is the latest on {topic}?"
_LONGEST_TOPIC = 100  # characters
_LISTS = (ChoreKind.TAGS, ChoreKind.PARTS, ChoreKind.FOLLOW_UPS, ChoreKind.QUERIES, ChoreKind.DIGEST)
# A reply in plain text is not empty, where nothing is found; of what is typed there is no rest.
_INSTEAD = {ChoreKind.FOLLOW_UPS: "What can I ask here?"}
# Where a question that asks several things goes on with the next.
_NEXT_PART = re.compile(r"(?<=\?)\s+(?=\S)|,?\s+and\s+(?=(?:who|what|when|where|why|how|which)\b)", re.I)


def small_talk_reply(library: AskableLibrary, said: SmallTalk, as_of: datetime) -> str:
    """Return what Dateline says to small talk: what it does, how to ask, which dates the archive covers."""
    if said is SmallTalk.FAREWELL:
        return _GOODBYE
    covered = library.coverage.count(Filters(as_of))
    if not covered.articles:
        return f"{_SAYS[said]} The archive is empty."
    holds = f"The archive holds {covered.articles:,} article{'s' if covered.articles > 1 else ''}"
    if covered.earliest and covered.latest:
        holds += f", published from {long_day(covered.earliest)} to {long_day(covered.latest)}"
    return f"{_SAYS[said]} {holds}."


def chore_reply(library: AskableLibrary, chore: Chore, as_of: datetime, filters: AskRequest) -> str:
    """Return what a chat program asks for, in its form, without a model; `filters` are those of the chat."""
    if chore.kind is ChoreKind.TOOLS:
        return _NO_TOOLS
    maker = _Maker(library, chore, as_of, filters)
    kinds = {key.name: kind_of_key(key.name) for key in chore.form.keys}
    if kinds and (len(kinds) == 1 or not any(kinds.values())):
        # Before a result stand reasons: {"Your Reasoning": "", "Your Output": ""}
        kinds[chore.form.keys[-1].name] = chore.kind
    values = {key: maker.items(kind) for key, kind in kinds.items()}
    items = [] if values else maker.items(chore.kind)
    reply = filled(chore.form, values, items, chore.kind in _LISTS)
    return reply or _INSTEAD.get(chore.kind, "")


def _asking(text: str) -> str:
    return f"{text.rstrip(' ,.!?')}?"


class _Maker:
    """Makes the things that can be asked for of one conversation."""

    def __init__(
        self,
        library: AskableLibrary,
        chore: Chore,
        as_of: datetime,
        filters: AskRequest,
    ) -> None:
        self._library, self._chore, self._as_of = library, chore, as_of
        self._filters = filters

    def items(self, kind: ChoreKind | None) -> list[str]:
        form, turns = self._chore.form, self._chore.turns
        match kind:
            case ChoreKind.TITLE | ChoreKind.IMAGE:
                return [self._title()]
            case ChoreKind.TAGS:
                tags = tags_of(turns, self._as_of, form.most_items)
                return [tag.lower() for tag in tags] if form.lower else tags
            case ChoreKind.FOLLOW_UPS:
                return list(self._follow_ups())[: form.most_items]
            case ChoreKind.QUERIES:
                return self._queries()[: form.most_items]
            case ChoreKind.PARTS:
                return self._parts()
            case ChoreKind.STAND_ALONE:
                return [self._question()]
            case ChoreKind.STEP_BACK:
                return [self._step_back()]
            case ChoreKind.DIGEST:
                asked = [turn.question for turn in turns]
                return [each for each in asked if not is_small_talk(each)] or asked[-1:]
            case ChoreKind.EMOJI:
                return [_NEWS]
        return []

    def _title(self) -> str:
        form = self._chore.form
        title = title_of(
            self._chore.turns,
            self._as_of,
            least=form.least_words,
            most=form.most_words,
            characters=form.most_characters,
        )
        title = title.lower() if form.lower else title
        return f"{_NEWS} {title}" if form.emoji else title

    def _question(self) -> str:
        """The last question with what it carries of the conversation."""
        *earlier, last = self._chore.turns
        question = without_greeting(last.question)[:MAX_QUESTION]
        return self._with_carried(question, earlier)

    def _with_carried(self, question: str, earlier: Sequence[Turn]) -> str:
        return with_carried(question, carried(question, earlier, self._as_of))

    def _parts(self) -> list[str]:
        """What the last question asks, each by itself; the later ones carry what they need of the first."""
        first, *more = filter(None, _NEXT_PART.split(self._question()))
        return [_asking(first), *(_asking(self._with_carried(each, [Turn(first, "")])) for each in more)]

    def _step_back(self) -> str:
        question = self._question()
        topic = topic_of(question, self._as_of)
        return _LATEST.format(topic=topic) if topic and len(topic) <= _LONGEST_TOPIC else question

    def _queries(self) -> list[str]:
        question = self._question()
        form = self._chore.form
        if is_small_talk(question):
            return [] if form.is_json else [question]
        words = title_of([Turn(question, "")], self._as_of, most=form.most_words)
        whole = _asking(question) if form.questions else question.rstrip(" ?.!")
        found = list(dict.fromkeys((whole, words)))
        if form.limited:
            found = [each for each in found if len(each.split()) <= form.most_words]
        return found[:1] if form.one and not form.is_json else found

    def _follow_ups(self) -> Iterator[str]:
        """Questions on the matter of the last one, if the archive answers that one, that it answers, too."""
        question = self._last_answered()
        topic = topic_of(question, self._as_of)
        if not topic or len(topic) > _LONGEST_TOPIC or not self._answers(question):
            return
        asked = {turn.question.casefold().strip() for turn in self._chore.turns}
        latest = _LATEST.format(topic=topic)
        if latest.casefold() not in asked and self._answers(latest):
            yield latest
        scope = self._filters
        about = SummaryRequest(
            question=topic,
            as_of=scope.as_of,
            after=scope.after,
            before=scope.before,
            publishers=scope.publishers,
            max_sentences=1,
        )
        if summarize(self._library, about).refusal:
            return
        for wish in (
            f"Can you summarise the news on {topic}?",
            f"Can you give me a timeline of {topic}?",
        ):
            if wish.casefold() not in asked:
                yield wish

    def _answers(self, question: str) -> bool:
        """Whether the archive answers a question."""
        scope = self._filters
        request = AskRequest(question, scope.as_of, scope.after, scope.before, scope.publishers)
        return ask(self._library, request).refusal is None

    def _last_answered(self) -> str:
        """The last question that got an answer, with what it carries; the last one where none is given."""
        turns = self._chore.turns
        given = any(turn.answer for turn in turns)
        for at in reversed(range(len(turns))):
            question = without_greeting(turns[at].question)[:MAX_QUESTION]
            if (first_sentence(turns[at].answer) or not given) and not is_small_talk(question):
                return self._with_carried(question, turns[:at])
        return ""
