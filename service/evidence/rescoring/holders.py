"""Who held an office at the time that is asked for, by what the sentences read tell of it and when.

Who took an office over holds it until somebody else does, and who gave it up held it until then: the mayor
sworn in in 2019 and in no report since is the mayor of 2020, and who is sworn in in 2021 is not.
"""

from __future__ import annotations

import math
import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from ingest.store.passages import StoredPassage
from ingest.text.wordlists import word_set
from service.english.dates.find import FoundSpan, Relation, Span, find_spans
from service.english.offices import (
    Belongs,
    Holding,
    Office,
    Tenure,
    asked_office,
    belongs_elsewhere,
    holding,
    holdings,
    is_acting,
    is_of_one_land,
)
from service.english.words import WORD, folded
from service.evidence.scoring import FEATURES, Evidence, set_last
from service.questions.question import Question, Recency

_TIMED = FEATURES.index("timed")
_SUFFIXES = word_set("jr sr ii iii iv")
_BORN = re.compile(r"\bborn\W+(?:\w+\W+){0,3}\Z", re.I)
_YEAR = re.compile(r"\d{4}")
# Who has an office or gives it up held it so long before, and who has it for the time being so long after, if
# nothing else is told.
_LONGEST_BACK, _LONGEST_ACTING = timedelta(days=366), timedelta(days=183)
_OTHERS = (Belongs.OTHER, Belongs.ELSEWHERE)
_OURS = (Belongs.SAME, Belongs.UNSAID)
# The least log-odds of who is named with the office and with whose it is, whatever the reader makes of it.
_SURE = 2.0
_OVER = (Tenure.ENDS, Tenure.ENDED)
# A report of the day before may still name who goes.
_TAKING_OVER = timedelta(days=31)
# Of the windows that are read, so many may be of whoever is named as the holder.
_NAMED_FIRST = 2


@dataclass(frozen=True, slots=True)
class _Told:
    """What a sentence tells of an office: who has it, takes it or gives it up, and the moment of that.

    `person` is the last of the names, in lower case. `since`: when who gives it up began, where it says so.
    """

    person: str
    tenure: Tenure
    at: datetime
    answer: tuple[int, int]
    belongs: Belongs
    since: datetime | None = None
    acting: bool = False


def with_holders(question: Question, found: Sequence[Evidence]) -> list[Evidence]:
    """Return evidence that was read, best first; of a question for the holder of an office those first who
    hold it at the time that is asked for, and last who do not.
    """
    office = asked_office(question.text)
    if office is None:
        return list(found)
    now = not question.mentioned
    told = _certain([_told(office, item, now=now) for item in found])
    if office.successor and not question.mentioned:  # else "before June 2019"
        answers = [_precedes(office, item, each) for item, each in zip(found, told, strict=True)]
    elif asked := _asked_time(question):
        answers = _hold(told, asked, named=bool(question.mentioned))
    else:
        return list(found)
    sure = any(each and each.belongs is Belongs.SAME for each in told)
    best = max(
        (item.score for item, each in zip(found, told, strict=True) if each or office.successor or sure),
        default=0.0,
    )
    judged = [
        _judged(item, each, answer, best) for item, each, answer in zip(found, told, answers, strict=True)
    ]
    order = sorted(range(len(judged)), key=lambda at: (-judged[at].score, answers[at] is not True))
    return [judged[at] for at in order]


def _asked_time(question: Question) -> Span | None:
    """Return the time of which a question asks, None for one that leaves it open."""
    if question.mentioned:
        starts, ends = zip(*((span.start, span.end) for span in question.mentioned), strict=True)
        return Span(min(starts), max(ends)) if min(starts) <= question.as_of else None
    if question.recency is not Recency.PRESENT:
        return None
    return Span(question.as_of, question.as_of)


def holders_first(question: Question, found: Sequence[Evidence]) -> list[Evidence]:
    """Return what was found, to be read, with the newest first that name a holder of the office asked for."""
    office = office_asked_now(question)
    if office is None:
        return list(found)
    held = [_held(office, item.text) for item in found]
    newest = sorted(range(len(found)), key=lambda at: found[at].stored.public_since, reverse=True)
    named = [at for at in newest if Belongs.SAME in held[at]] or [
        at
        for at in newest
        if Belongs.UNSAID in held[at] and is_of_one_land(office, _around(found[at].stored))
    ]
    named = named[:_NAMED_FIRST]
    return [found[at] for at in [*named, *(at for at in range(len(found)) if at not in named)]]


def names_holder(office: Office, stored: StoredPassage) -> bool:
    """Return whether a sentence of a passage says of whom it names that they hold the office asked for."""
    return any(Belongs.SAME in _held(office, text) for text in _sentences(stored))


def may_name_holder(office: Office, stored: StoredPassage) -> bool:
    """Return whether a passage names a holder, and the country asked for alone."""
    named = any(Belongs.UNSAID in _held(office, text) for text in _sentences(stored))
    return named and is_of_one_land(office, _around(stored))


def _sentences(stored: StoredPassage) -> Iterator[str]:
    return (stored.sentence(at) for at in range(len(stored.passage.sentences)))


def _held(office: Office, text: str) -> set[Belongs]:
    """Return whose offices those have whom a sentence names."""
    return {each.belongs for each in holdings(office, text) if each.tenure in (Tenure.HOLDS, Tenure.BEGINS)}


def office_asked_now(question: Question) -> Office | None:
    """Return the office whose holder now, and of whom, a question asks for; None if it asks for none."""
    office = asked_office(question.text)
    if office is None or not office.whose or office.successor or question.mentioned:
        return None
    return office if question.recency is Recency.PRESENT else None


def _told(office: Office, item: Evidence, *, now: bool) -> _Told | None:
    if item.answer is None:
        return None
    said = holding(office, item.text, *item.answer)
    beside = holdings(office, item.text) if office.whose else []
    found = [_placed(office, item, each) for each in (said, *beside) if each]
    held = min(found, key=_rank, default=None)
    if held is None:
        return None
    if held.belongs is Belongs.UNSAID and held.tenure not in _OVER and not _is_near(office, item, now=now):
        return None
    start, end, how = held.start, held.end, held.tenure
    names = [word for word in item.text[start:end].split() if word[:1].isupper()]
    if not names:
        return None
    person, published = _surname(names), item.stored.public_since
    acting = is_acting(item.text, start, end)
    if how in (Tenure.HOLDS, Tenure.ENDED):
        return _Told(person, how, published, (start, end), held.belongs, acting=acting)
    dates = find_spans(item.text, published)
    if how is Tenure.BEGINS:
        years = (
            each.span.start
            for each in dates
            if _YEAR.search(item.text, each.start, each.end) and not _BORN.search(item.text, 0, each.start)
        )
        return _Told(person, how, min(years, default=published), (start, end), held.belongs, acting=acting)
    bounds = [each for each in dates if _is_bound(item.text, each)] or dates
    at = max((each.span.end for each in bounds), default=published)
    first = min((each.span.start for each in dates), default=at)
    ranged = len(dates) > 1 or at - first > _LONGEST_BACK
    since = first if ranged and first < at else None
    return _Told(person, how, at, (start, end), held.belongs, since, acting)


def _rank(held: Holding) -> tuple[bool, bool, bool]:
    """Return what of several that a sentence tells counts first: that of the office asked for, and of now."""
    return held.belongs is not Belongs.SAME, held.belongs in _OTHERS, held.tenure in _OVER


def _certain(told: Sequence[_Told | None]) -> list[_Told | None]:
    """Return what is told, of whom is named as the holder somewhere never as of another's office."""
    sure = {each.person for each in told if each and each.belongs is Belongs.SAME}
    return [
        replace(each, belongs=Belongs.UNSAID)
        if each and each.belongs is Belongs.ELSEWHERE and each.person in sure
        else each
        for each in told
    ]


def _is_near(office: Office, item: Evidence, *, now: bool) -> bool:
    """Return whether what a sentence tells of an office may be of the one asked for, and of its own day."""
    if now and office.whose and _is_of_old(item):
        return False
    return item.feature("names") == 1 or is_of_one_land(office, _around(item.stored))


def _is_of_old(item: Evidence) -> bool:
    """Return whether a sentence names a year long before it was written: "in 1984 President Reagan"."""
    published = item.stored.public_since
    return any(
        published - each.span.end > _LONGEST_BACK and _YEAR.search(item.text, each.start, each.end)
        for each in find_spans(item.text, published)
    )


def _around(stored: StoredPassage) -> str:
    return f"{stored.title}. {stored.text}"


def _placed(office: Office, item: Evidence, held: Holding) -> Holding:
    """Return what a sentence tells with whose office it means, by its passage where it does not say that."""
    if held.belongs is not Belongs.UNSAID or not office.whose:
        return held
    person = _surname(item.text[held.start : held.end].split())
    around = [item.stored.title, *_sentences(item.stored)]
    elsewhere = belongs_elsewhere(office, around, person)
    return replace(held, belongs=Belongs.ELSEWHERE) if elsewhere else held


def _surname(names: Sequence[str]) -> str:
    """Return the last of a person's names, in lower case, that is no "Jr." or "III"."""
    plain = [name.strip('.,;:!?()"“”').removesuffix("'s").removesuffix("’s").lower() for name in names]
    return next((name for name in reversed(plain) if name not in _SUFFIXES), plain[-1])


def _is_bound(text: str, date: FoundSpan) -> bool:
    """Return whether something lasts until a date."""
    return date.relation is Relation.UNTIL or text[: date.start].rstrip().endswith(("until", "till", " to"))


def _hold(told: Sequence[_Told | None], asked: Span, *, named: bool) -> list[bool | None]:
    """Return of each who is told of whether they hold the office at a time; None: it is not known.

    The holder is who is told of nearest to it. `named`: the question names its time.
    """
    sure = {each.person for each in told if each and each.belongs is Belongs.SAME}
    ours = [
        each if each and each.belongs in _OURS and (not sure or each.person in sure) else None
        for each in told
    ]
    gaps = [_gap(each, asked, ours) if each else None for each in ours]
    near = [
        (each.acting and gap > timedelta(), gap, each.person, each.at < asked.start)
        for each, gap in zip(ours, gaps, strict=True)
        if each and gap is not None
    ]
    holders = {min(near)[2]} if near else set[str]()
    # Who takes it over within the time that is asked for takes it from who had it before.
    taken = any(each and each.tenure is Tenure.BEGINS and asked.start < each.at < asked.end for each in ours)
    if taken and (before := [each for each in near if each[3]]):
        holders.add(min(before)[2])
    return [
        _holds(each, gap, holders, named=named) if each else None
        for each, gap in zip(told, gaps, strict=True)
    ]


def _holds(told: _Told, gap: timedelta | None, holders: Collection[str], *, named: bool) -> bool | None:
    if told.belongs not in _OURS:
        return False if told.belongs in _OTHERS else None
    if gap is not None and (told.person in holders or (named and gap <= timedelta())):
        return True
    if told.tenure in _OVER:
        return False
    return False if named and holders else None


def _gap(told: _Told, asked: Span, others: Sequence[_Told | None]) -> timedelta | None:
    """Return how far from the time that is asked for it is told who has the office then; None: it is not."""
    same = [each for each in others if each and each.person == told.person]
    if told.tenure in (Tenure.HOLDS, Tenure.BEGINS) and told.at <= asked.end:
        if any(each.tenure in _OVER and told.at < each.at <= asked.start for each in same):
            return None
        gap = asked.start - told.at
        if told.acting:
            return max(gap, timedelta()) if gap <= _LONGEST_ACTING else None
        return max(gap - _TAKING_OVER * (told.tenure is Tenure.BEGINS), timedelta())
    if told.tenure not in (Tenure.HOLDS, Tenure.ENDS) or told.at <= asked.start:
        return None
    if told.since is not None:
        return timedelta() if told.since <= asked.end else None
    if any(each.tenure is Tenure.BEGINS and asked.end <= each.at <= told.at for each in same):
        return None
    # What is told afterwards is the weaker guide.
    gap = max(told.at - asked.end, timedelta())
    return 2 * gap if gap <= _LONGEST_BACK else None


def _precedes(office: Office, item: Evidence, told: _Told | None) -> bool | None:
    """Return whether somebody held the office before who is named in the question; None: it is not known.

    What tells so names both, or stands under a headline or behind a sentence that does.
    """
    successor = _surname(office.successor.split())
    if told is None or told.tenure is not Tenure.ENDS or told.person == successor:
        return None
    before = item.stored.sentence(item.index - 1) if item.index else ""
    named = WORD.findall(f"{item.stored.title} {before} {item.text}".lower())
    return True if successor in map(folded, named) else None


def _judged(item: Evidence, told: _Told | None, answers: bool | None, best: float) -> Evidence:
    if answers is None or told is None:
        return item
    features = item.features.copy()
    features[_TIMED] = float(answers)
    if answers:
        least = _SURE if told.belongs is Belongs.SAME else -math.inf
        return replace(
            item,
            features=features,
            score=max(item.score, best),
            answer=told.answer,
            log_odds=max(item.log_odds or 0.0, least),
            timeless_log_odds=max(item.timeless_log_odds or 0.0, least),
        )
    return set_last(replace(item, features=features))
