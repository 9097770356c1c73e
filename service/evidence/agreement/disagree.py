"""Sources that differ on a value: found among the evidence, so that both sides stand in the answer."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import timedelta
from enum import StrEnum

from ingest.article import Article
from service.answer import Disagreement, Update
from service.english.dates.find import FoundSpan
from service.english.figures.amounts import Amount
from service.english.figures.values import ValueKind
from service.english.names import Name
from service.english.offices import Belongs, Office, Tenure, asked_office, holding
from service.evidence.agreement.counts import is_changed
from service.evidence.agreement.given import Given, Value, also_says, differ, given
from service.evidence.agreement.scope import one_thing, same_time, times
from service.evidence.agreement.voices import is_one_publisher
from service.evidence.cite import public_since
from service.evidence.scoring import Evidence
from service.questions.expect import Expect
from service.questions.question import Question, Recency

# Sentences alike enough to be about one matter.
SAME_MATTER = 0.6
# Other figures after longer than this are news.
SAME_TIME = timedelta(days=14)
# Articles this far apart are not of one day.
NEXT_DAY = timedelta(hours=12)
_DAY = timedelta(days=1)
_GOES_ON = re.compile(r"\b(?:has|have)\b", re.I)
_NO_VALUE = (Expect.REASON, Expect.QUOTE, Expect.YES_NO, Expect.DEFINITION)
# "Who is the …", "who won the …": one holds it. Of those who attended or won a medal there are several.
_ONE_HOLDER = re.compile(
    r"\b(?:is|was|will be|as|becomes?|became)\s+(?:the|its|their|\w+['’]s)\b(?!\s+\w+(?<!s)s\b)"
    r"|\b(?:won|founded|found|discovered|wrote|direct(?:ed|s)?|designed|built|invented|created|painted|composed|leads?|led"
    r"|heads?|chair(?:ed|s)?|conduct(?:ed|s)?|coach(?:ed|es)?|command(?:ed|s)?|owns?|scored|bought|stole"
    r"|succeed(?:ed|s)?|replaced?)\s+(?:the|[A-Z])",
)


class ValueRelation(StrEnum):
    """How two values that differ stand to each other."""

    OPPOSED = "opposed"
    LATER = "later"  # the first replaces the second


def find_opposed(question: Question, evidence: Sequence[Evidence]) -> Evidence | None:
    """Return the best sentence of another story that gives another value than the best sentence."""
    first = given(evidence[0], question.text) if evidence else None
    if first is None:
        return None
    return next(
        (
            item
            for item in evidence[1:]
            if (other := given(item, question.text))
            and relation(question, first, other) is ValueRelation.OPPOSED
        ),
        None,
    )


def disagreements(question: Question, chosen: Sequence[Evidence]) -> tuple[Disagreement, ...]:
    """Return where the chosen sentences give different values; markers count from 1 in their order.

    Every side is of a story of its own: one article does not disagree with itself.
    """
    sides: list[tuple[int, Given]] = []
    for marker, item in enumerate(chosen, start=1):
        value = given(item, question.text)
        if value and all(relation(question, side, value) is ValueRelation.OPPOSED for _, side in sides):
            sides.append((marker, value))
    if len(sides) < 2 or sides[0][0] != 1:
        return ()
    return (Disagreement(tuple(side.words for _, side in sides), tuple(marker for marker, _ in sides)),)


def updates(question: Question, chosen: Sequence[Evidence]) -> tuple[Update, ...]:
    """Return the latest value that replaces others of the chosen, with these, newest first."""
    values = [
        (marker, value)
        for marker, item in enumerate(chosen, start=1)
        if (value := given(item, question.text))
    ]
    values.sort(key=lambda pair: public_since(pair[1].item), reverse=True)
    for newest in values:
        earlier = [pair for pair in values if relation(question, newest[1], pair[1]) is ValueRelation.LATER]
        if earlier:
            found = [newest, *earlier]
            return (Update(tuple(value.words for _, value in found), tuple(marker for marker, _ in found)),)
    return ()


def relation(question: Question, one: Given, other: Given, *, named: bool = False) -> ValueRelation | None:
    """Return how the values of two sentences stand to each other; None: they agree, or are of two things.

    `named` is as for `one_thing`.
    """
    if question.expects in _NO_VALUE or not differ(one, other, exact=True):
        return None
    if not one_thing(question.text, one, other, named=named):
        return None
    if isinstance(one.value, Name) and not _may_be_held(question, one, other):
        return None
    later = public_since(one.item) - public_since(other.item)
    if abs(later) >= NEXT_DAY:
        if _may_change(question, one, other, later):
            return ValueRelation.LATER if later > timedelta(0) else None
        if isinstance(one.value, FoundSpan) and question.recency is Recency.PRESENT:
            return None  # a plan and the next one, or a day that is read as past
    if (
        not differ(one, other)
        or not _of_two(one.item, other.item)
        or also_says(one.item, other)
        or also_says(other.item, one)
    ):
        return None
    if isinstance(one.value, FoundSpan):
        return ValueRelation.OPPOSED
    return ValueRelation.OPPOSED if abs(later) <= SAME_TIME and same_time(one, other) else None


def _may_be_held(question: Question, one: Given, other: Given) -> bool:
    """Return whether a question asks who is the one to be or do something, and both sentences say who.

    Who is named beside an office that is not asked for ("fire chief Anselm Roke") does not hold it.
    """
    if not _ONE_HOLDER.search(question.text):
        return False
    office = asked_office(question.text)
    return office is None or all(_may_hold(question, office, each) for each in (one, other))


def _may_hold(question: Question, office: Office, given: Given) -> bool:
    """Return whether a sentence tells of an office of whom it names: of that asked for, held now if asked."""
    held = holding(office, given.item.text, given.start, given.end)
    if held is None or held.belongs is Belongs.OTHER:
        return False
    return question.recency is not Recency.PRESENT or held.tenure in (Tenure.HOLDS, Tenure.BEGINS)


def _may_change(question: Question, one: Given, other: Given, later: timedelta) -> bool:
    """Return whether the later of two values may replace the earlier: it is of a state, a plan or a count."""
    a, b = one.value, other.value
    if isinstance(a, FoundSpan) and isinstance(b, FoundSpan):
        # Once the day of a plan is past, another is that of the next event.
        return min(a.span.start, b.span.start) > max(public_since(one.item), public_since(other.item)) - _DAY
    if _GOES_ON.search(question.text) or (question.recency is Recency.PRESENT and not is_measure(a)):
        return True
    return has_changed(one, other, later)


def has_changed(one: Given, other: Given, later: timedelta) -> bool:
    """Return whether the later of two articles gives a figure that was another before.

    It says so, or a count has grown: the greater is the later, of no named day, and goes on ("has killed") or
    the other is of no named day either.
    """
    a, b = one.value, other.value
    if not (isinstance(a, Amount) and isinstance(b, Amount)):
        return False
    newer = one if later > timedelta(0) else other
    if is_changed(newer.item.text, newer.start, newer.end):
        return True
    if a.kind is not ValueKind.NUMBER or is_measure(a) or (a.number > b.number) != (newer is one):
        return False
    older = other if newer is one else one
    return not times(newer) and (bool(_GOES_ON.search(newer.item.text)) or not times(older))


def is_measure(value: Value) -> bool:
    """Return whether a value is a length, a weight or the like, which does not grow by itself."""
    return isinstance(value, Amount) and value.qualifiers.unit is not None


def _of_two(one: Evidence, other: Evidence) -> bool:
    """Return whether two sources stand behind the sentences.

    Copies of one text with another value in each do, unless one is the later: that is a new wording of it.
    """
    a, b = one.stored.article, other.stored.article
    if a.story_id != b.story_id:
        return of_two_sources(a, b)
    return (
        None not in (a.publisher, b.publisher)
        and not is_one_publisher(a, b)
        and public_since(one) == public_since(other)
    )


def of_two_sources(one: Article, other: Article) -> bool:
    """Return whether articles tell different stories and are not of one publisher."""
    return one.story_id != other.story_id and not is_one_publisher(one, other)
