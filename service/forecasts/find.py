"""Which sentences of an article say what will be, and by when.

A sentence is a forecast when its verb says that something will be ("will", "is due to", "plans to", and
"would" after "said"), and a time that lies ahead of the article's day belongs to that verb. Left out are:

- what only may be ("could", "may", "might") and what hangs on a condition ("if", "unless");
- what will not be, and questions;
- past futures: "was to open", "had been expected to";
- fixtures and programmes: who plays, meets or airs when;
- a time that names a thing ("the 2028 Olympics"), that only says how long since, or that another clause has.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from ingest.text.calendar import MONTHS
from ingest.text.sentences import split_sentences
from ingest.text.speech.clauses import Clauses, Word
from ingest.text.speech.cues import cues_in
from ingest.text.speech.english import RELATIVES
from ingest.text.speech.subjects import Phrase, PhraseKind, opening_subject, subject_from
from service.english.clauses import Border, borders
from service.english.dates.find import FoundSpan, Relation, find_spans
from service.english.dates.spans import moved
from service.english.words import quoted_ranges
from service.evidence.speakers import speaker_in
from service.forecasts import patterns

Span = tuple[int, int]

_AFTERWARDS = frozenset([Relation.SINCE, Relation.AFTER])
_LEAST_WORDS = 6
# Words between a verb and its time, and before a time that leads.
_NEAR, _LEADING = 14, 4
_BEHIND = 8  # words behind who says so: ", the mayor told reporters on Monday"
_LABEL = 4  # words within which a line is headed: "Burns Harbor: The Navy plans …"
_BESIDE = 12  # code points: "to", "also", "has"
_AROUND = ' ,.!”“"’'
_DAY = timedelta(days=1)
_LONG = timedelta(days=28)
# "On 8 August" in September is rather the last one, in a text that is older than its date.
_DOUBTFUL = timedelta(days=240)
_YEAR = re.compile(r"\d{4}|next|year")
_FARTHEST = timedelta(days=365 * 100)


@dataclass(frozen=True, slots=True)
class FoundForecast:
    """A forecast by its spans in the text, the deadline's as words and as the time that it stands for."""

    start: int
    end: int
    event: Span
    deadline: Span
    due_from: datetime
    due_until: datetime
    speaker: Span | None


def find_forecasts(text: str, published: datetime) -> Iterator[FoundForecast]:
    """Yield the forecasts of an article's text in order; relative times are read from its publication."""
    start = 0
    for line in text.split("\n"):
        if _may_be(line):
            for sentence in split_sentences(line):
                words = line[sentence.start : sentence.end]
                if _may_be(words) and (found := _forecast(text, words, start + sentence.start, published)):
                    yield found
        start += len(line) + 1


def _may_be(words: str) -> bool:
    return bool(patterns.MAY_BE.search(words) and patterns.MAY_BE_DATED.search(words))


def _forecast(text: str, sentence: str, start: int, published: datetime) -> FoundForecast | None:
    """Return the forecast that a sentence is, None if it is none."""
    if "?" in sentence or len(sentence.split()) < _LEAST_WORDS or _is_no_claim(sentence):
        return None
    verbs = [each for each in patterns.FUTURE.finditer(sentence) if not _is_asked(sentence, each)]
    if not verbs:
        return None
    walls = _walls(sentence)
    today = _day(published)
    for found in find_spans(_with_will(sentence, verbs), published):
        due = _due(sentence, found, today) if _is_when(sentence, found) else None
        if due and _is_doubtful(sentence[found.start : found.end], due[0], today):
            continue
        verb = next((each for each in verbs if _belongs(sentence, each, found, walls)), None)
        if due is None or verb is None:
            continue
        if patterns.NOT.search(sentence, *_clause(sentence, verb, found, walls)):
            continue
        begins = verb.end() - len("would") if verb.lastgroup == "said" else verb.start()
        event = _event(text, sentence, start, (min(begins, found.start), max(verb.end(), found.end)))
        return FoundForecast(
            start,
            start + len(sentence),
            event,
            (start + found.start, start + _end_of(sentence, found)),
            *due,
            _speaker(text, sentence, start, verb),
        )
    return None


def _with_will(sentence: str, verbs: Sequence[re.Match[str]]) -> str:
    """Return a sentence whose verbs all say "will", at the same offsets: times behind it lie ahead."""
    for verb in verbs:
        start = verb.end() - len("would") if verb.lastgroup == "said" else verb.start()
        sentence = sentence[:start] + "will".ljust(verb.end() - start) + sentence[verb.end() :]
    return sentence


def _is_no_claim(sentence: str) -> bool:
    """Return whether a sentence says what may be or was to be, or is a timetable."""
    never = (patterns.UNSURE, patterns.PAST, patterns.TIMETABLE, patterns.SUPPOSED)
    return any(each.search(sentence) for each in never)


def _is_asked(sentence: str, verb: re.Match[str]) -> bool:
    """Return whether a verb stands in a question within the sentence: "how they are going to pay"."""
    return bool(patterns.ASKED.search(sentence, 0, verb.start()))


def _walls(sentence: str) -> list[Span]:
    """Return what stands between clauses, in order."""
    within = [match.span() for match in patterns.WITHIN.finditer(sentence)]
    return sorted({*borders(sentence, Border.SUBJECT), *within})


def _is_when(sentence: str, found: FoundSpan) -> bool:
    """Return whether a time says when something is, and does not name a thing or what is over."""
    if found.relation in _AFTERWARDS or sentence.startswith(("'s", "’s"), found.end):
        return False
    before = sentence[: found.start]
    if sentence[found.start : found.end].lower() == "tomorrow" and _is_quoted(sentence, found.start):
        return False  # of whoever spoke, which may be long ago
    if patterns.VAGUE.match(sentence[found.start : found.end].rstrip(".,")):
        return False
    if patterns.OVER.search(before) or patterns.MOVED_FROM.search(before):
        return False
    led = patterns.WHEN.search(before) or patterns.ITSELF.match(sentence, found.start) or not before.strip()
    return bool(led) and bool(patterns.BEHIND.match(sentence, found.end))


def _end_of(sentence: str, found: FoundSpan) -> int:
    """Return where the words of a time end, without the full stop of the sentence."""
    return found.end - (found.end == len(sentence) and sentence.endswith("."))


def _due(sentence: str, found: FoundSpan, today: datetime) -> tuple[datetime, datetime] | None:
    """Return the time that a deadline stands for, None if it does not lie ahead of the article's day.

    "By 2028" is from today on, "within the next year" to the same day a year later. A month or more that has
    begun, "this year", lies ahead; a week does not.
    """
    counted = patterns.THE_NEXT.search(sentence[: found.end])
    if counted:
        return today, moved(today, counted["unit"].lower(), 1)
    until = found.before or found.span.end
    if until <= today + _DAY or until - today > _FARTHEST:
        return None
    if found.relation is not Relation.IN or patterns.THROUGH.search(sentence, 0, found.start):
        return today, until
    begun = found.span.start <= today
    if begun and found.span.length < _LONG:
        return None
    return max(found.span.start, today), until


def _is_quoted(sentence: str, at: int) -> bool:
    return any(at in quoted for quoted in quoted_ranges(sentence))


def _is_doubtful(words: str, begins: datetime, today: datetime) -> bool:
    """Return whether a time without its year is so far ahead that it may be the last one."""
    named = any(month in words.lower() for month in MONTHS)
    return named and not _YEAR.search(words) and begins - today > _DOUBTFUL


def _day(published: datetime) -> datetime:
    """Return the day of publication as the spans of times have it: the publisher's, taken for UTC."""
    return published.replace(hour=0, minute=0, second=0, microsecond=0, tzinfo=UTC)


def _belongs(sentence: str, verb: re.Match[str], found: FoundSpan, walls: Sequence[Span]) -> bool:
    """Return whether a time belongs to a verb: it follows in its clause, or leads the sentence."""
    if found.end <= verb.start():
        leads = len(sentence[: found.start].split()) <= _LEADING
        leads = leads and not patterns.HAPPENS.search(sentence, found.end, verb.start())
        between = sentence[found.end : verb.start()]
        apart = any(found.end <= start < verb.start() for start, _ in walls)
        return leads and not apart and len(between.split()) <= _NEAR
    if found.start < verb.end() or patterns.RANKED.match(sentence, verb.end()):
        return False
    between = sentence[verb.end() : found.start]
    apart = any(verb.end() <= start and end < found.start for start, end in walls)
    apart = apart or bool(patterns.TOLD.search(between))
    return not apart and len(between.split()) <= _NEAR


def _clause(sentence: str, verb: re.Match[str], found: FoundSpan, walls: Sequence[Span]) -> Span:
    """Return the clause that has both the verb and its time."""
    first, last = min(verb.start(), found.start), max(verb.end(), found.end)
    start = max((end for _, end in walls if end <= first), default=0)
    end = min((begin for begin, _ in walls if begin >= last), default=len(sentence))
    words = sentence[start:end]
    return start + len(words) - len(words.lstrip(_AROUND)), start + len(words.rstrip(_AROUND))


def _event(text: str, sentence: str, start: int, core: Span) -> Span:
    """Return what is foretold, in the text: the sentence around its verb and time.

    Who says so is left out where nothing but "that" stands between. A clause within it stays with its head:
    "the route that the crew will take".
    """
    begins = [
        found.end()
        for found in patterns.BESIDE.finditer(sentence, 0, core[0])
        if found.lastgroup == "head" or "," not in sentence[found.end() : core[0]]
    ]
    begin = max(begins, default=0)
    beside = patterns.OUTSIDE.search(sentence, core[1])
    end = beside.start() if beside else len(sentence)
    words = Clauses(text, start, start + len(sentence), (), 0).words
    for cue in (each for each in cues_in(words) if each.strong):
        first, last = words[cue.first].start - start, words[cue.last].end - start
        if begin <= first and last <= core[0]:
            said = patterns.THAT.match(sentence, last)
            before = sentence[begin:first].rstrip()
            leads = not before or before.endswith(",") or words[cue.first].lower == "and"
            whose = {word.lower for word in words[cue.first : cue.verb]}
            if said and leads and not whose & RELATIVES:
                begin = said.end()
        elif first >= core[1] and len(sentence[last:end].split()) <= _BEHIND:
            end = min(end, first)
    event = sentence[begin:end]
    return start + begin + len(event) - len(event.lstrip(_AROUND)), start + begin + len(event.rstrip(_AROUND))


def _speaker(text: str, sentence: str, start: int, verb: re.Match[str]) -> Span | None:
    """Return who says so: who is quoted, whose reporting clause stands around it, or who plans it."""
    quoted = speaker_in(text, start, start + len(sentence))
    if quoted:
        return quoted.start, quoted.end
    words = Clauses(text, start, start + len(sentence), (), 0).words
    if verb.lastgroup == "own":
        label = next((at + 1 for at, word in enumerate(words[:_LABEL]) if word.text == ":"), 0)
        subject = opening_subject(words, _index(words, start + verb.start()), label)
        return _before(text, _named(subject), start + verb.start())
    for at, word in enumerate(words[1:], 1):  # "..., said the mayor"
        if word.lower in ("said", "says") and words[at - 1].text == ",":
            found = subject_from(words, at + 1)
            return _named(found[1]) if found else None
    for cue in cues_in(words):
        named = _named(cue.speaker)
        if named and words[cue.verb].lower in patterns.REPORTS and _beside(words[cue.verb], named):
            return named
    return None


def _beside(verb: Word, span: Span) -> bool:
    """Return whether a speaker stands right before or behind a verb: nothing else may be what says so."""
    return 0 <= verb.start - span[1] <= _BESIDE or 0 <= span[0] - verb.end <= _BESIDE


def _before(text: str, span: Span | None, end: int) -> Span | None:
    """Return a span as far as it stands before a verb."""
    if span is None or span[0] >= end:
        return None
    return span[0], span[0] + len(text[span[0] : min(span[1], end)].rstrip())


def _index(words: Sequence[Word], start: int) -> int:
    return next((at for at, word in enumerate(words) if word.start >= start), len(words))


def _named(phrase: Phrase | None) -> Span | None:
    if phrase is None or phrase.kind is PhraseKind.PRONOUN:
        return None
    return phrase.start, phrase.end
