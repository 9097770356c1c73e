"""What a question asks for: when, from whom, and which kind of answer. Cues in the wording only, no model.

A time expression becomes a *publication window* (`after`, `before`) only where the question says when
something was reported: it follows "articles", "news" or the like ("news since Monday", "stories published in
2023"), "what was reported", or a publisher named as the source ("according to the Harbour Post last week").
Any other ("who won in 2013", "who led the team from 1811 to 1827") is the time of an event and goes to
`mentioned`: a preference for ranking, never a filter, as the event may have been reported later. So does
a time that may be that of the topic ("articles about the war from 1811 to 1827") if the archive begins
after it.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from ingest.errors import InputError
from ingest.text.clean import normalise_text
from ingest.text.sentences import typed_sentences
from service.english.dates.find import FoundSpan, Relation, Span, as_utc, find_spans
from service.english.words import WORD, find_names, find_quoted, find_terms, quoted_ranges
from service.questions.expect import Expect, asking_part, asks, expected
from service.questions.publishers import dates_reporting, dates_topic, find_named_publishers

MAX_QUESTION = 2_000  # characters
# An archive whose newest article is no older is kept up: who asks it about Friday means the last one, and of
# what goes on it may know.
KEPT_UP = timedelta(days=7)
# A year and a day: the August of an older article is another one than that of who asks.
OLD = timedelta(days=366)
EARLIEST = datetime.fromisoformat("1000-01-01T00:00:00+00:00")  # where the span of "before 1950" begins


class Recency(StrEnum):
    """Whether the latest state is wanted, that of a past time, or the question leaves it open."""

    PRESENT = "present"
    PAST = "past"
    ANY = "any"


@dataclass(frozen=True, slots=True)
class Question:
    """A question read at `as_of`. `after` and `before` bound publication; `mentioned` are times of events.

    `text` has a capital and a mark, `timeless` is it without the times it names. It is `historic` if it is
    about a time of more than a year ago by its own words: of old reports no reader of the answer has to be
    told. `newest` is the latest publication that is searched, if it is known: what is fresh is judged from
    there.
    """

    text: str
    timeless: str
    as_of: datetime
    after: datetime | None
    before: datetime | None
    mentioned: tuple[Span, ...]
    publishers: tuple[str, ...]
    quoted: tuple[str, ...]
    names: tuple[str, ...]
    terms: tuple[str, ...]
    expects: Expect
    recency: Recency
    historic: bool
    newest: datetime | None = None


# "What is the latest on …", "Will …", "Who's …", "Who leads …": the state at this moment.
_NOW = re.compile(
    r"\b(?:now|currently|current|latest|newest|recent|recently|just|still|so far|at the moment|these days"
    r"|will|won['’]t|upcoming|going to|soon|yet|who['’]?s)\b|['’]ll\b"
    r"|\bwho (?:is|(?!was|has|does)[a-z]{3,}s)\b",
    re.I,
)
# "Has … ever won", "When did … first open"; not "first lady" or "for the first time".
_ONCE = re.compile(
    r"\b(?:ever|originally|(?<!for the )first(?!-| lady| minister| family| aid)|history|historically"
    r"|founded|born|invented|formerly|initially|ago)\b",
    re.I,
)
# "from 1929 to 1964"
_RANGE = re.compile(r"\b(?:to|until|till|through|and)\b", re.I)
# "What position does he hold today?" is of these days; "What happens today?", "Who won today?" are of a day.
_LASTS = re.compile(r"\b(?:is|are|do|does|don['’]t|doesn['’]t|isn['’]t|aren['’]t)\b", re.I)
_GOES_ON = re.compile(r"\b(?:\w+ing|happens?|new|latest|scheduled|due|will|set to)\b", re.I)
# What leads to a time: ", in early" of "Who resigned, in early 2009?"
_LEADING = re.compile(
    r",?\s*\b(?:from|in|on|during|between|since|until|till|before|after|as of|by|of|for)?"
    r"\s*(?:(?:the|early|mid|late)\b\s*)*$",
    re.I,
)
# The first verb that shows a tense: "is", "hasn't", "what's"; else "did", "had"
_TENSED = re.compile(
    r"(?P<present>\b(?:is|are|has|have|does|do|can|isn['’]t|hasn['’]t)\b|(?<=what)['’]s)"
    r"|\b(?:was|were|did|had|would)\b"
)


def parse_question(
    text: str,
    *,
    as_of: datetime,
    publishers: Collection[str] = (),
    begins: datetime | None = None,
    ends: datetime | None = None,
) -> Question:
    """Return what `text` asks for; relative dates are read from `as_of`, which is UTC if it has no zone.

    `publishers` are the names the archive knows. A time that comes again ("in August", "at Christmas", "on
    Friday") and would lie after `ends`, when the archive does, is the last one before: nobody asks about a
    time of which there can be nothing, but of an archive that is kept up. For the same reason, a time before
    `begins` that may be that of the topic is no publication window.
    Raises InputError for a question that is empty, has no word in it, or is longer than MAX_QUESTION
    characters.
    """
    if len(text) > MAX_QUESTION:
        raise InputError(f"The question has {len(text)} characters; the limit is {MAX_QUESTION}. Shorten it.")
    typed, as_of = normalise_text(text), as_utc(as_of)
    text = _as_printed(typed)
    if not WORD.search(text):
        raise InputError(f"The question {text!r} has no word in it. Ask in words.")
    sources = find_named_publishers(text, publishers)
    # The "Today" of "USA Today" is no date, and what is quoted asks for no time.
    ended = as_utc(ends) if ends and as_of - as_utc(ends) > KEPT_UP else None
    found = find_spans(text, as_of, asked=True, ends=ended)
    words = [*(range(source.start, source.end) for source in sources), *quoted_ranges(text)]
    dates = [date for date in found if not any(date.start in each for each in words)]
    reporting = [
        date
        for date in dates
        if dates_reporting(text, date, sources) and not (_over(date, begins) and dates_topic(text, date))
    ]
    if _asks_of_a_state(text):
        dates = [
            date for date in dates if date in reporting or text[date.start : date.end].lower() != "today"
        ]
    events = (_event_span(date, as_of) for date in dates if date not in reporting)
    after, before = _window(reporting)
    expects = expected(text)
    recency = _recency(text, dates, expects, as_of)
    return Question(
        text=text,
        timeless=_without(text, dates),
        as_of=as_of,
        after=after,
        before=before,
        mentioned=tuple(span for span in events if span),
        publishers=tuple(dict.fromkeys(source.name for source in sources)),
        quoted=find_quoted(text),
        names=find_names(typed, dates),
        terms=find_terms(text, dates),
        expects=expects,
        recency=recency,
        historic=_is_historic(dates, recency, as_of),
    )


def _asks_of_a_state(text: str) -> bool:
    return _LASTS.search(asking_part(text)) is not None and not _GOES_ON.search(text)


def _as_printed(text: str) -> str:
    """Return a question with a capital and a mark: to the models one without is another. A topic stays."""
    if not asks(text):
        return text
    if text.partition(" ")[0].islower():
        text = text[0].upper() + text[1:]
    return f"{text}?" if text[-1:].isalnum() else text


def _over(date: FoundSpan, begins: datetime | None) -> bool:
    return begins is not None and date.before is not None and date.before <= as_utc(begins)


def _window(reporting: list[FoundSpan]) -> tuple[datetime | None, datetime | None]:
    """The first moment of reporting that is asked for, and the first that no longer is.

    "In 2013" and "in 2015" reach from the one to the other; "since May" and "before July" bound each other.
    """
    closed = [(date.after, date.before) for date in reporting if date.after and date.before]
    afters = [date.after for date in reporting if date.after and not date.before]
    befores = [date.before for date in reporting if date.before and not date.after]
    if closed:
        afters.append(min(after for after, _ in closed))
        befores.append(max(before for _, before in closed))
    after, before = max(afters, default=None), min(befores, default=None)
    return (after, None) if after and before and before <= after else (after, before)


def _event_span(date: FoundSpan, as_of: datetime) -> Span | None:
    """The time of an event as a closed span: an open end is `as_of`, an open start is EARLIEST."""
    start, end = date.after or EARLIEST, date.before or max(as_of, date.span.end)
    return Span(start, end) if start < end else None


def _without(text: str, dates: Sequence[FoundSpan]) -> str:
    """Return the text without its dates; as it is if no word would be left."""
    rest = text
    for date in reversed(dates):
        rest = _LEADING.sub("", rest[: date.start]) + rest[date.end :]
    rest = rest.strip(" ,")
    return rest if WORD.search(rest) else text


def _recency(text: str, dates: list[FoundSpan], expects: Expect, as_of: datetime) -> Recency:
    past = [date for date in dates if date.before and date.before <= as_of]
    if past == dates and any(_RANGE.search(text, date.start, date.end) for date in dates):
        return Recency.PAST  # "What was the company now known as Amsel called from 1929 to 1964?"
    if _NOW.search(text) or any(date not in past and date.relation is not Relation.AFTER for date in dates):
        return Recency.PRESENT
    asking, last = asking_part(text), typed_sentences(text)[-1].lower()
    verb = _TENSED.search(asking) or _TENSED.search(last)
    present = verb is not None and verb["present"] is not None
    asked_from = text.lower().rfind(asking or last)
    past_asked = any(date.start >= asked_from for date in past)
    if past_asked or (past and not present) or _ONCE.search(last):
        return Recency.PAST
    return Recency.PRESENT if present and expects is not Expect.DEFINITION else Recency.ANY


def _is_historic(dates: Sequence[FoundSpan], recency: Recency, as_of: datetime) -> bool:
    if not dates:
        return recency is Recency.PAST
    # Who asks of an archive that has ended what was in August need not know in which year that is.
    return any(not date.moved and date.before and as_of - date.before > OLD for date in dates)
