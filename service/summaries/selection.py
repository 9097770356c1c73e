"""What a summary says before anybody words it: sentences within its length, in its order."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from service.evidence.cite import public_since
from service.questions.question import Question, Recency
from service.summaries.choose import LEAST, Length, choose_candidates, current
from service.summaries.disputes import Pair, choose_disputes, opposed, with_other_sides
from service.summaries.gather import Gathered
from service.summaries.order import by_importance, event_of, latest_first, names_day, opening_first
from service.summaries.pool import Candidate
from service.summaries.prevalence import weighed_by_stories
from service.summaries.previews import without_previews
from service.summaries.styles import Style, default_words
from service.summaries.summary import EventDate, Scope, SummaryRequest
from service.summaries.wording_history import WordingHistory

# A summary of one article is at most this share of it, unless that is less than a few sentences.
_SHARE = 0.5
_LEAST_OF_ARTICLE = 40
# What a sentence that names no day is worth to a timeline.
_UNDATED = 0.5
# What one of years long before is worth to it, unless at least this share of what is dated is of such years.
_BACKGROUND, _OWN_YEARS = 0.1, 0.25
_YEAR = timedelta(days=365)
# What the oldest of the sentences on a topic is worth, the latest being worth 1.
_OLDEST = 0.75
_DAY = timedelta(days=1)
# As LEAST, for a topic: what one story tells of a topic, many tell of its core.
_LEAST_OF_TOPIC = 0.05


@dataclass(frozen=True, slots=True)
class Selection:
    """The chosen sentences in the order of the summary, and those of them that contradict each other."""

    chosen: tuple[Candidate, ...]
    pairs: tuple[Pair, ...] = ()


def select(
    request: SummaryRequest,
    question: Question | None,
    gathered: Gathered,
    length: Length,
    history: WordingHistory,
) -> Selection:
    """Return what the local writer quotes and what a model writes from."""
    if request.style is Style.DISPUTES:
        pairs = choose_disputes(gathered.candidates, length)
        return Selection(tuple(each for pair in pairs for each in pair.sides), tuple(pairs))
    if request.style is Style.TIMELINE:
        dated = _timeline(gathered.candidates, length, history)
        return Selection(tuple(dated), tuple(opposed(dated)))
    known = [_scored(each, share) for each, share in without_previews(current(gathered.candidates))]
    if question is not None:
        known = weighed_by_stories(known, gathered.read)
    topical = question is not None and question.recency is not Recency.PAST
    if topical:
        known = _latest_preferred(known)
    stories = [each.item.stored.article.story_id for each in known] if request.scope is Scope.PERIOD else []
    picked = choose_candidates(known, length, stories, least=LEAST if question is None else _LEAST_OF_TOPIC)
    chosen = with_other_sides(picked, known, length)
    ordered = latest_first(chosen) if topical else by_importance(chosen)
    if question is not None:
        ordered = opening_first(ordered, question.names or question.terms)
    return Selection(tuple(ordered), tuple(opposed(ordered)))


def length_of(request: SummaryRequest, gathered: Gathered) -> Length:
    """Return how long the summary may be."""
    words = request.max_words
    if words is None and request.max_sentences is None:
        words = default_words(request.style)
    if words and request.scope is Scope.ARTICLE:
        words = min(words, max(_LEAST_OF_ARTICLE, int(_SHARE * gathered.words)))
    return Length(words, request.max_sentences)


def _timeline(candidates: Sequence[Candidate], length: Length, history: WordingHistory) -> list[Candidate]:
    """Return sentences by the day of what they tell, those that name one of the topic's time preferred."""
    known = without_previews(current(candidates))
    events = {each: event_of(each.item, history.said_at(each.item)) for each, _ in known}
    background = _background(events)
    weighed: dict[Candidate, EventDate] = {}
    for each, left in known:
        event = events[each]
        dated = event.words or names_day(each.item.text, history.said_at(each.item))
        share = _BACKGROUND if each in background else 1.0 if dated else _UNDATED
        weighed[_scored(each, left * share)] = event
    days = [event.start for event in weighed.values()]
    chosen = with_other_sides(
        choose_candidates(list(weighed), length, days, apart=True), list(weighed), length
    )
    return sorted(chosen, key=lambda each: (weighed[each].start, weighed[each].end, public_since(each.item)))


def _background(events: Mapping[Candidate, EventDate]) -> set[Candidate]:
    """Return what tells of years before the articles, unless much of what is dated does."""
    dated = {each: event for each, event in events.items() if event.words}
    if not dated:
        return set()
    begins = min(public_since(each.item).date() for each in events) - _YEAR
    before = {each for each, event in dated.items() if event.end < begins}
    share = sum(each.weight for each in before) / sum(each.weight for each in dated)
    return before if share < _OWN_YEARS else set()


def _latest_preferred(candidates: Sequence[Candidate]) -> list[Candidate]:
    if not candidates:
        return []
    times = [public_since(each.item).timestamp() for each in candidates]
    first, span = min(times), max(max(times) - min(times), _DAY.total_seconds())
    return [
        _scored(each, _OLDEST + (1 - _OLDEST) * (time - first) / span)
        for each, time in zip(candidates, times, strict=True)
    ]


def _scored(candidate: Candidate, share: float) -> Candidate:
    return replace(candidate, item=replace(candidate.item, score=candidate.item.score * share))
