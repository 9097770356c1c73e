"""What the words around a date without a year say of it: it is over, to come, or the nearest is meant."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

from ingest.text.calendar import MONTHS, WEEKDAYS
from ingest.text.sentences import split_sentences

_NEAR, _BRIEF = 200, 60  # characters before a date that are looked at


class Tense(StrEnum):
    """Which of the days of a name is meant."""

    PAST = "past"  # the last that has begun
    FUTURE = "future"  # the next that is not over
    NEAREST = "nearest"  # of weekdays the last
    SOON = "soon"  # the nearest, of weekdays the next
    CLOSE = "close"  # the last, unless the next is by far nearer


# What follows "due to" where it tells of the future, and not of a cause.
DUE_TO = (
    r"(?:be|open|close|meet|start|begin|launch|vote|arrive|appear|return|take|leave|play|end|expire|speak"
    r"|visit)"
)
# "The court will rule on Friday": the rest of the sentence speaks of the future. What "was due" does not: it
# may have come and gone. "is on Friday" and "opens on Friday" are said of what is arranged.
_NAMES = "|".join((*MONTHS, *WEEKDAYS))
_WAS = r"(?<!\bwas )(?<!\bwere )(?<!\bbeen )"
_COMING = re.compile(
    rf"\b(?:will|won['’]t|shall|going to|{_WAS}(?:scheduled|slated)"
    r"|(?:is|are|was|were|be|been) set (?:to|for)"
    r"|(?:is|are|['’]s|['’]re)\s+(?:\w+\s+)?(?:planned|expected|billed|due|meant|likely)"
    rf"|{_WAS}(?:planned|expected|due)\s+(?:in|on|at|by|for|before|next|later|early|mid|late|towards?|around)"
    r"|(?:is|are)\s+to\s+(?:be\s+)?[a-z]+"
    rf"|(?:is|are)\s+(?=(?:(?:on|in|next|this)\s+)?(?:early\s+|late\s+|mid-)?(?:\d\d?\s+)?(?:{_NAMES}))"
    r"|(?:opens|begins|starts|ends|closes|resumes?|expires|concludes|meets|faces|takes?\s+(?:place|effect)"
    r"|goes?\s+(?:on|to|before|into)|comes?\s+into|kicks?\s+off)"
    rf"(?=(?:\s+\w+){{0,3}}?(?:\s+(?:on|in|this|next|early|late))?\s+(?:\d\d?\s+)?(?:{_NAMES}))"
    rf"|upcoming|{_WAS}due\s+(?:on|by|back)|{_WAS}due\s+to\s+{DUE_TO}"
    r"|(?-i:may|might)\s+(?!have\b)(?-i:[a-z]+))\b|['’]ll\b",
    re.I,
)
# What may lie ahead: "he could leave in May", "the plan to leave in May was dropped".
_PERHAPS = re.compile(
    r"\b(?:(?:should|could|would)\s+(?!have\b)|ahead\s+of\b"
    r"|(?:plan|hope|aim|intend|expect|want|seek|vow|pledge|promise|propose|prepare)s?\s+to\s+"
    r"|(?:hoping|planning|aiming|preparing|agreed|vowed|pledged|promised)\s+to\s+)",
    re.I,
)
# In an article it may lie ahead; who asks "what was scheduled for June?" means the last.
_ARRANGED = re.compile(
    r"\b(?:was|were|been)\s+(?:scheduled|slated|due\s+(?:on|by|back|to\s+[a-z]+))\b|" + _PERHAPS.pattern,
    re.I,
)
# "a June 1 deadline", "the November election": in an article it may lie ahead; a question means the last.
_BEFORE_NOUN = re.compile(r"\b(?:the|an?|its|his|her|their|this)\s+$", re.I)
_NOUN = re.compile(
    r"\s+(?!(?:and|or|but|to|in|on|at|of|for|with|when|where|while|as|by|from|until|after|before|is|was|were|are"
    r"|has|had|will|that|which|who|than|because|if)\b)[a-z]"
)
# Between it and a date what has happened may be told, or another clause begin: "the plan to leave was dropped
# on Friday".
_ANOTHER = re.compile(
    r"[,;:]\s|\b(?<!be )(?!need|feed|speed|indeed)\w{2,}ed\b|\b(?:said|told|had|was|were|not|never|have)\b",
    re.I,
)
# "put back by twelve weeks to 6 December": this date lies ahead, whatever the rest of the sentence says.
_MOVED = re.compile(
    r"\b(?:(?:put|pushed|set)\s+back|postponed|delayed|deferred|brought\s+forward|moved|adjourned|extended)\b"
    r"[^.;]{0,60}\b(?:to|until|till)\s+(?:the\s+)?$",
    re.I,
)
# … but in "will resign, her office said on Friday" the Friday is past.
_SAYING = r"said|told|reported|added|confirmed|warned|wrote"
_WHERE = (
    r"\s+(?:(?:reporters|journalists|lawmakers|(?:in|at)\s+an?(?:\s+\w+){1,2})\s+)?"
    r"(?:late\s+|early\s+)?(?:on\s+)?"
)
_SAID = re.compile(rf"\b(?:{_SAYING}|announced){_WHERE}$", re.I)
_OF_SAYING = re.compile(rf"\b(?:{_SAYING}){_WHERE}$", re.I)
# … and so it is in "will look into the fire that killed nine on Friday".
_IRREGULAR = "began|came|took|fell|rose|left|won|lost|met|broke|held|made"
_OVER = re.compile(
    r"\b(?:which|who|that|after|since|when|because)\s[^.;]*?"
    r"\b(?:was|were|had|did|(?<!be )(?!need|feed|speed|indeed)\w{2,}ed"
    rf"|{_IRREGULAR})\b[^,.;]*$",
    re.I,
)
# "On Tuesday, the state will call a witness": what stands before a date that opens a sentence, and between
# it and what is to come no verb and no other clause.
_OPENS = re.compile(
    r"\W*(?:(?:on|by|in|at|from|until|before|after|late|early|later|next|this|come|then|and|but|so)\s+){0,3}",
    re.I,
)
_SUBJECT = range(6)  # words
# "Why was the vote planned for March put off?" is asked of one that is past.
_PLANNED = re.compile(
    r"\b(?:was|were|did|had|happened)\b[^.?!]*\b(?:planned|expected|due|scheduled|slated)(?:\s+\w+)?\Z",
    re.I,
)
_NO_SUBJECT = re.compile(rf"\b(?:and|but|as|who|that|which|when|while|if|{_IRREGULAR})\b", re.I)


def is_of_saying(text: str, start: int) -> bool:
    """Return whether the date at `start` is that on which somebody said what the text tells."""
    return bool(_OF_SAYING.search(text, max(0, start - _BRIEF), start))


@dataclass(frozen=True, slots=True)
class _Cue:
    """Words that put what follows them, up to `reach`, the end of the sentence, in the future."""

    start: int
    end: int
    reach: int


def _start(cue: _Cue) -> int:
    return cue.start


class Tenses:
    """The tenses of a text, found when they are asked for: few texts name a date without a year.

    A text that is `asked` is a question: of what is neither past nor future by its words it means the last.
    """

    def __init__(self, text: str, *, asked: bool) -> None:
        self._text, self._asked = text, asked

    def of(self, start: int, end: int) -> Tense:
        """Return which date the name at `text[start:end]` means."""
        if _MOVED.search(self._text, max(0, start - 100), start):
            return Tense.FUTURE
        if self._opens_coming(start, end):
            return Tense.FUTURE
        if coming := self._before(start, self._coming):
            if self._over(coming, start):
                return Tense.PAST
            asked = self._asked and _PLANNED.search(self._text, 0, coming.end)
            return Tense.CLOSE if asked else Tense.FUTURE
        if self._before_noun(start, end):
            return Tense.PAST if self._asked else Tense.CLOSE
        perhaps = self._before(start, self._perhaps)
        if not perhaps or self._over(perhaps, start):
            return Tense.PAST
        far = start - perhaps.end > _NEAR or _ANOTHER.search(self._text, perhaps.end, start)
        return Tense.NEAREST if far else Tense.SOON

    def _opens_coming(self, start: int, end: int) -> bool:
        """Whether the date opens a sentence whose subject and verb, next to it, speak of the future."""
        sentence, behind = bisect_right(self._ends, start), bisect_left(self._coming, end, key=_start)
        opened = self._ends[sentence - 1] if sentence else 0
        if behind == len(self._coming) or not _OPENS.fullmatch(self._text, opened, start):
            return False
        cue = self._coming[behind]
        if cue.end > self._end_at(end):
            return False
        subject, verb = self._text[end : cue.start].removeprefix(","), self._text[cue.start :]
        if verb[0].isupper():  # "On Friday, Will Harmon spoke"
            return False
        other = _ANOTHER.search(subject) or _NO_SUBJECT.search(subject)
        return len(subject.split()) in _SUBJECT and not other

    def goes_on(self, one: int, two: int) -> bool:
        """Return whether `two` is of the same sentence as `one`, and no words between speak of the future."""
        return not any(one < end <= two for end in self._ends) and not any(
            one <= cue.start and cue.end <= two for cue in self._coming
        )

    def _before_noun(self, start: int, end: int) -> bool:
        led = _BEFORE_NOUN.search(self._text, max(0, start - 8), start)
        return bool(led and _NOUN.match(self._text, end))

    @staticmethod
    def _before(start: int, cues: list[_Cue]) -> _Cue | None:
        """The last cue before `start` in its sentence."""
        return next((cue for cue in reversed(cues) if cue.end <= start < cue.reach), None)

    def _over(self, cue: _Cue, start: int) -> bool:
        """Whether the words between a cue and a date tell of what has happened."""
        said = _SAID.search(self._text, max(0, start - _BRIEF), start)
        return bool(said or _OVER.search(self._text, max(cue.start, start - _NEAR), start))

    @cached_property
    def _coming(self) -> list[_Cue]:
        return self._cues(_COMING)

    @cached_property
    def _perhaps(self) -> list[_Cue]:
        return self._cues(_PERHAPS if self._asked else _ARRANGED)

    def _cues(self, pattern: re.Pattern[str]) -> list[_Cue]:
        found = pattern.finditer(self._text)
        return [_Cue(match.start(), match.end(), self._end_at(match.end())) for match in found]

    def _end_at(self, place: int) -> int:
        """The end of the sentence that has what ends at a place."""
        return self._ends[bisect_left(self._ends, place)]

    @cached_property
    def _ends(self) -> list[int]:
        ends = [sentence.end for sentence in split_sentences(self._text)]
        return [*ends, len(self._text)]  # blanks may follow the last
