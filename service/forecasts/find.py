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
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from ingest.text.sentences import split_sentences
from ingest.text.speech.clauses import Clauses, Word
from ingest.text.speech.cues import cues_in
from ingest.text.speech.subjects import Phrase, PhraseKind, opening_subject
from service.english.clauses import Border, borders
from service.english.dates import FoundSpan, Relation, find_spans
from service.evidence.speakers import speaker_in

Span = tuple[int, int]

# What says that something will be. Of "hopes to" and the like the subject is who says so.
_FUTURE = re.compile(
    r"(?P<will>\b(?:will|shall)\b|\b(?:I|we|you|he|she|it|they)['’]ll\b)"
    r"|(?P<set>\b(?:is|are|['’]s|['’]re|remains?)\s+(?:now\s+|still\s+|also\s+|currently\s+)?(?:going|scheduled|slated|set"
    r"|due|expected|planned|projected|forecast(?:ed)?|predicted|poised|on\s+(?:track|course)|billed)\s+(?:to|for)\b)"
    r"|(?P<own>\b(?:expects?|plans?|aims?|hopes?|intends?|forecasts?|predicts?|pledged|promised|vowed|pledges"
    r"|promises|vows|is\s+aiming|are\s+aiming|is\s+planning|are\s+planning|is\s+hoping|are\s+hoping)\s+to\b)"
    r"|(?P<said>\b(?:said|announced|predicted|forecast|estimated|confirmed|added|pledged|promised|vowed)\b"
    r"[^.;:“”\"]{0,80}?\bwould\b)",
    re.I,
)
_PREFILTER = re.compile(
    r"\b(?:will|shall|going to|scheduled|slated|set|due|expect|plan|project|forecast|predict|poised|on track"
    r"|on course|billed|aim|hop(?:e|ing)|intend|pledg|promis|vow|would)|['’]ll\b",
    re.I,
)
_UNSURE = re.compile(
    r"\b(?:if|unless|whether|could|may|might|perhaps|possibly|potentially|maybe|should|provided|assuming"
    r"|in\s+case|otherwise|depending)\b"
)
_NOT = re.compile(r"\b(?:not|never|no\s+longer|won['’]t|hardly|unlikely|no|nor|neither|without)\b", re.I)
# Who plays, meets or airs when is a timetable.
_TIMETABLE = re.compile(
    r"\b(?:play(?:s|ing)?|faces?|facing|hosts?|hosting|visits?|travel(?:s|ling)? to|takes? on|meets?|kicks?[\s-]off|tips?[\s-]off|airs?|aired"
    r"|premieres?|premiering|broadcast|televised|stream(?:s|ed|ing)?|screen(?:s|ed)|debuts?|season|episodes?"
    r"|semi-?finals?|quarter-?finals?|final|finals|fixture|match(?:es)?|playoffs?|round|cup|league|tournament|championships?|game|games|bout|race"
    r"|grand prix|kickoff|halftime|concert|tour|album|perform(?:s|ed|ing)?|headlin(?:e|es|ing)|channel|BST|GMT|ET|p\.?m\.?|a\.?m\.?)\b",
    re.I,
)
# What stands before a time that says when: nothing else than a preposition, or the time itself does.
_WHEN = re.compile(
    r"\b(?:by|in|on|until|till|before|within|during|at|for|from|of|as\s+(?:early|soon|late)\s+as|around|about"
    r"|late|later|early|earlier|mid|through|the|as of|come|some\s?time|next|over)[\s-]+(?:the\s+)?(?:end\s+of\s+)?$",
    re.I,
)
_SELF = re.compile(
    r"(?:next|this|later|early|late|tomorrow|tonight|(?:mon|tues|wednes|thurs|fri|satur|sun)day|end|the end)",
    re.I,
)
# What may follow such a time.
_AFTER = re.compile(
    r"\s*(?:$|[.,;:!?)\]”\"’'—–-]|(?:and|or|but|as|at|in|on|to|with|when|while|after|before|because|for|from"
    r"|where|which|that|under|by|through|during|despite|of|amid|so|than|if|over|into|until|following|once|said|says|according)\b)",
    re.I,
)
_AFTERWARDS = frozenset([Relation.SINCE, Relation.AFTER])
_LEAST_WORDS = 6
_DAY = timedelta(days=1)
_FARTHEST = timedelta(days=365 * 100)


@dataclass(frozen=True, slots=True)
class Found:
    """A forecast by its spans in the text, the deadline's as words and as the time that it stands for."""

    start: int
    end: int
    event: Span
    deadline: Span
    due_from: datetime
    due_until: datetime
    speaker: Span | None


def find_forecasts(text: str, published: datetime) -> Iterator[Found]:
    """Yield the forecasts of an article's text in order; relative times are read from its publication."""
    if not _PREFILTER.search(text):
        return
    for sentence in split_sentences(text):
        words = text[sentence.start : sentence.end]
        if _PREFILTER.search(words) and (found := _forecast(text, words, sentence.start, published)):
            yield found


def _forecast(text: str, sentence: str, start: int, published: datetime) -> Found | None:
    """Return the forecast that a sentence is, None if it is none."""
    if "?" in sentence or "\n" in sentence.strip() or len(sentence.split()) < _LEAST_WORDS:
        return None
    verbs = list(_FUTURE.finditer(sentence))
    if not verbs:
        return None
    walls = borders(sentence, Border.SUBJECT)
    today = published.replace(hour=0, minute=0, second=0, microsecond=0, tzinfo=None)
    for found in find_spans(sentence, published):
        if not _is_when(sentence, found):
            continue
        due = _due(found, today)
        if due is None:
            continue
        verb = next((each for each in verbs if _belongs(sentence, each, found, walls)), None)
        if verb is None:
            continue
        clause = _clause(sentence, verb, found, walls)
        if _is_no_claim(sentence, clause, verb):
            continue
        return Found(
            start,
            start + len(sentence),
            (start + clause[0], start + clause[1]),
            (start + found.start, start + found.end),
            due[0].replace(tzinfo=found.span.start.tzinfo),
            due[1].replace(tzinfo=found.span.start.tzinfo),
            _speaker(text, sentence, start, verb),
        )
    return None


def _is_when(sentence: str, found: FoundSpan) -> bool:
    """Return whether a time says when something is, and does not name a thing."""
    if found.relation in _AFTERWARDS or sentence.startswith(("'s", "’s"), found.end):
        return False
    before = sentence[: found.start]
    led = _WHEN.search(before) or _SELF.match(sentence, found.start) or not before.strip()
    return bool(led) and bool(_AFTER.match(sentence, found.end))


def _due(found: FoundSpan, today: datetime) -> tuple[datetime, datetime] | None:
    """Return the time that a deadline stands for, None if it does not lie ahead of the article's day."""
    until = (found.before or found.span.end).replace(tzinfo=None)
    begins = (found.after or found.span.start).replace(tzinfo=None)
    begins = max(begins, today) if found.after else today
    ahead = until > today + _DAY and until - today < _FARTHEST
    whole = until - found.span.start.replace(tzinfo=None) >= timedelta(days=28)  # "this year" goes on
    if not ahead or (found.span.start.replace(tzinfo=None) <= today and not whole and found.after):
        return None
    return begins, until


def _belongs(sentence: str, verb: re.Match[str], found: FoundSpan, walls: list[Span]) -> bool:
    """Return whether a time belongs to a verb: they stand in one clause, or it leads the sentence."""
    if found.end <= verb.start():
        between = sentence[found.end : verb.start()]
        leads = not sentence[: found.start].strip() or len(sentence[: found.start].split()) <= 4
        return (
            leads and not any(found.end <= start < verb.start() for start, _ in walls) and len(between) < 160
        )
    if found.start < verb.end():
        return False
    return not any(verb.end() <= start < found.start for start, _ in walls)


def _clause(sentence: str, verb: re.Match[str], found: FoundSpan, walls: list[Span]) -> Span:
    """Return the clause that has both the verb and its time."""
    first, last = min(verb.start(), found.start), max(verb.end(), found.end)
    start = max((end for _, end in walls if end <= first), default=0)
    end = min((begin for begin, _ in walls if begin >= last), default=len(sentence))
    words = sentence[start:end]
    return start + len(words) - len(words.lstrip(" ,")), start + len(words.rstrip(' ,.!”"'))


def _is_no_claim(sentence: str, clause: Span, verb: re.Match[str]) -> bool:
    """Return whether a clause says what may be, what will not be, or a timetable."""
    words = sentence[slice(*clause)]
    return bool(_UNSURE.search(sentence) or _NOT.search(words) or _TIMETABLE.search(sentence))


def _speaker(text: str, sentence: str, start: int, verb: re.Match[str]) -> Span | None:
    """Return who says so: who is quoted, whose reporting clause stands around it, or who plans it."""
    quoted = speaker_in(text, start, start + len(sentence))
    if quoted:
        return quoted.start, quoted.end
    words = Clauses(text, start, start + len(sentence), (), 0).words
    if verb.lastgroup == "own":
        subject = opening_subject(words, _index(words, start + verb.start()))
        return _named(subject)
    for cue in cues_in(words):
        if cue.strong and (named := _named(cue.speaker)):
            return named
    return None


def _index(words: tuple[Word, ...], start: int) -> int:
    return next((at for at, word in enumerate(words) if word.start >= start), len(words))


def _named(phrase: Phrase | None) -> Span | None:
    if phrase is None or phrase.kind is PhraseKind.PRONOUN:
        return None
    return phrase.start, phrase.end
