"""Whether two sentences speak of the same thing: the same names, the same time, the same thing counted."""

from __future__ import annotations

import re
from datetime import timedelta
from difflib import SequenceMatcher
from itertools import takewhile

from ingest.text.speech.english import SAY
from service.english.dates.find import FoundSpan, find_spans
from service.english.dates.spans import Span
from service.english.figures.amounts import Amount
from service.english.figures.values import ValueKind
from service.english.lemmas import is_common, stem_of, tokens, word_stems
from service.english.names import Known, Name, claimed_names
from service.english.words import STOP_WORDS
from service.evidence.agreement.counts import matter, says_all
from service.evidence.agreement.given import Given
from service.evidence.cite import public_since

# A report of something past names its day, or is of about that day.
_DAYS_APART = timedelta(days=2)
# Of two times of one thing one is at most so many times as long as the other.
_SCALE = 3
# Who says so: "…, the mayor told Radio Kess on Friday", "Organisers said on Sunday that …", "according to …"
_VERBS = "|".join(sorted(SAY, key=len, reverse=True))
_REPORTED = re.compile(
    rf",\s*[^,;]{{1,80}}?\b(?:{_VERBS})\b[^,;]{{0,40}}(?=[,;.]|$)"
    rf"|^[^,;]{{1,80}}?\b(?:{_VERBS})\b[^,;]{{0,40}}?(?:\bthat\b|:)"
    r"|,?\s*\b(?:according to|citing)\b[^,;.]*"
    r"|^(?-i:[A-Z][A-Z'’. ]+)(?:,[^–—-]{0,40})?(?:\([^)]*\)\s*)?[–—-]\s",  # "ORLE, Norland, May 4 - "
    re.I,
)
_WORD = re.compile(r"\w+(?:[-'’]\w+)*|[,.;:()]")
# What a figure counts ends at a mark or one of these; "people were killed in" counts the people killed.
_PREPOSITION = re.compile(
    r"(?:in|on|at|of|from|by|to|for|after|before|since|with|during|against|as|than|into|across|over|under|near|"
    r"due|and|or|but|who|which|that|when|while)\Z",
    re.I,
)
_MOST_COUNTED = 4
# Stands for the value among the words around it.
_VALUE = "="
_PART = re.compile(
    r"\b(?:\d*(?:1st|2nd|3rd|\dth)|first|second|third|fourth|fifth|sixth|last|next|previous|final|initial"
    r"|week|month|quarter|half|season|year|decade)\b(?!\s+of\s+(?:those|them|these)\b)",
    re.I,
)
_NO_FACT = re.compile(
    r"\b(?:may|might|could|would|(?:expect|forecast|project|predict|propos|plann?|seek|sought|ask|target|aim|hop)"
    r"(?:e?[sd]|ing)?)\b",
    re.I,
)


def one_thing(asked: str, one: Given, other: Given, *, named: bool = False) -> bool:
    """Return whether two values of one kind are of one thing, as far as the words around them tell.

    In doubt they are not. `asked` is the question that they answer, "" without one; `named`: both surely
    answer it, and it names the thing, so that what else each names is no reason for doubt.
    """
    return (
        (named or _same_names(asked, one, other))
        and _same_subject(asked, one, other)
        and not _contrasted(one, other)
        and _same_event(asked, one, other)
        and _same_part(one, other)
        and _same_certainty(one, other)
        and _same_count(asked, one, other)
    )


def _same_names(asked: str, one: Given, other: Given) -> bool:
    """Return whether neither sentence names somebody or some place that the other's article does not.

    Nor may each name what the other sentence does not: of two cities in one article, each has its figure.
    """
    near, far = list(_unknown(asked, one, other)), list(_unknown(asked, other, one))
    return not (near and far) and not any(
        _unknown(asked, mine, theirs, whole=True) for mine, theirs in ((one, other), (other, one))
    )


def _same_subject(asked: str, one: Given, other: Given) -> bool:
    """Return whether the headlines may be of one subject where the sentences leave it to them.

    "The population was 205" in articles on two townships of one name, of which each names its county.
    """
    if all(_says_names(asked, each) for each in (one, other)):
        return True
    return not (_own_subject(one, other) and _own_subject(other, one))


def _says_names(asked: str, one: Given) -> bool:
    known = Known.of([(one.item.text, [])], [])
    return all(known.has(name) for name in claimed_names(asked, []))


def _own_subject(one: Given, other: Given) -> list[str]:
    """Return the words of names in a headline that the other's headline and passage do not have."""
    stored = other.item.stored
    known = {word.casefold() for word in _WORD.findall(f"{stored.title} {stored.text}")}
    names = claimed_names(one.item.stored.title, [])
    return [
        word
        for name in names
        for word in name.text.split()
        if not is_common(word) and word.casefold() not in known
    ]


def _unknown(asked: str, one: Given, other: Given, *, whole: bool = False) -> list[str]:
    """Return the names that stand around a value and are not known to the other's sentence, or passage."""
    stored = other.item.stored
    texts = [asked, stored.title, stored.text if whole else other.item.text]
    known = Known.of([(text, find_spans(text, public_since(other.item))) for text in texts], [])
    text = _around(one)
    dates = find_spans(text, public_since(one.item))
    return [name.text for name in claimed_names(text, dates) if not known.has(name)]


def _around(one: Given, *, times: bool = True) -> str:
    """Return the sentence with blanks in place of the value and of who says so; also of times if asked."""
    text = _blank(one.item.text, one.start, one.end)
    text = _REPORTED.sub(lambda match: " " * len(match[0]), text)
    for date in () if times else find_spans(text, public_since(one.item)):
        text = _blank(text, date.start, date.end)
    return text


def is_of_report(one: Given) -> bool:
    """Return whether a value stands in the words that tell who says so: "…, police said on Friday"."""
    return any(match.start() <= one.start < match.end() for match in _REPORTED.finditer(one.item.text))


def _blank(text: str, start: int, end: int) -> str:
    return text[:start] + " " * (end - start) + text[end:]


def times(one: Given) -> list[FoundSpan]:
    """Return the times that stand around a value, without that of who says so."""
    return find_spans(_around(one), public_since(one.item))


def same_time(one: Given, other: Given) -> bool:
    """Return whether two values are of one time; where a sentence names none, its publication is it.

    Times of different length are none: what was sold in a quarter is not what was sold in a year.
    """
    ours, theirs = _named_times(one), _named_times(other)
    if ours and theirs:
        return any(_same_span(a, b) for a in ours.items() for b in theirs.items())
    if isinstance(one.value, Name) or not (ours or theirs):
        return True
    day = public_since(other.item if ours else one.item)
    return any(span.start - _DAYS_APART < day < span.end + _DAYS_APART for span in (ours or theirs).values())


def _named_times(one: Given) -> dict[str, Span]:
    text = _around(one)
    return {text[date.start : date.end].casefold(): date.span for date in times(one)}


def _same_span(one: tuple[str, Span], other: tuple[str, Span]) -> bool:
    """Return whether two spans meet and are of one length, or are one word: both say "Monday"."""
    (word, a), (also, b) = one, other
    least, most = sorted((a.length, b.length))
    return word == also or (a.meets(b) and most <= _SCALE * least)


def _same_count(asked: str, one: Given, other: Given) -> bool:
    """Return whether what each figure counts is named by the other's sentence or by the question.

    What is no whole number and counts nothing, a magnitude or a score, is no count of anything.
    """
    a, b = _count_of(one), _count_of(other)
    if a is None or b is None:
        return True
    measured = any(
        not mine.number.is_integer() and not counts and others
        for mine, counts, others in ((a[0], a[1], b[1]), (b[0], b[1], a[1]))
    )
    return not measured and _named(asked, a[1], other) and _named(asked, b[1], one)


def _count_of(one: Given) -> tuple[Amount, set[str]] | None:
    """Return a figure with what it counts; None if it has a unit, or is none."""
    value = one.value
    if not isinstance(value, Amount) or value.kind is not ValueKind.NUMBER or value.qualifiers.unit:
        return None
    return value, _counted(one.item.text[value.end :])


def _named(asked: str, stems: set[str], other: Given) -> bool:
    return says_all((stem_of(word) for word in _WORD.findall(f"{asked} {other.item.text}")), stems)


def _counted(after: str) -> set[str]:
    """Return the stems of what a figure counts and of what became of it, by the words right behind it."""
    words = takewhile(lambda word: word[0].isalnum() and not _PREPOSITION.match(word), _WORD.findall(after))
    content = [word for word in words if word.lower() not in STOP_WORDS]
    return {stem_of(word) for word in content[:_MOST_COUNTED]}


def _contrasted(one: Given, other: Given) -> bool:
    """Return whether one word stands in another's place around the values: "killed 8", "injured 40"."""
    ours, theirs = _outline(one), _outline(other)
    changes = SequenceMatcher(None, ours, theirs, autojunk=False).get_opcodes()
    return any(
        kind == "replace" and a_end - a == b_end - b == 1 and ours[a] not in theirs and theirs[b] not in ours
        for kind, a, a_end, b, b_end in changes
    )


def _same_event(asked: str, one: Given, other: Given) -> bool:
    """Return whether neither sentence has another word where the other has one of the question's.

    It is told of days: the recall was announced on Monday, and begins on Thursday.
    """
    if not isinstance(one.value, FoundSpan):
        return True
    return not (_replaces(asked, one, other) or _replaces(asked, other, one))


def _replaces(asked: str, one: Given, other: Given) -> bool:
    ours, theirs = set(_outline(one)), set(_outline(other))
    stored = other.item.stored
    beside = stored.text.replace(other.item.text, _around(other))
    missing = ours & word_stems(asked) - theirs - word_stems(f"{stored.title} {beside}")
    return bool(missing) and bool(theirs - ours - word_stems(asked))


def _same_part(one: Given, other: Given) -> bool:
    """Return whether both figures are of the first of several, of a quarter or the like, or neither is."""
    if not isinstance(one.value, Amount):
        return True
    ours, theirs = (set(map(str.lower, _PART.findall(_around(each, times=False)))) for each in (one, other))
    return ours == theirs


def _same_certainty(one: Given, other: Given) -> bool:
    """Return whether both values are what is the case, or both are what was expected or asked for.

    It is told of figures only: what "will open" on a day is "planned" for it.
    """
    if not isinstance(one.value, Amount):
        return True
    ours, theirs = (_NO_FACT.search(_around(each)) for each in (one, other))
    return bool(ours) == bool(theirs)


def shared_words(one: Given, other: Given) -> tuple[float, float]:
    """Return what part of the longer and of the shorter of two sentences, around their values, is common."""
    ours, theirs = set(_outline(one)) - {_VALUE}, set(_outline(other)) - {_VALUE}
    common = len(ours & theirs)
    least, most = sorted((max(1, len(ours)), max(1, len(theirs))))
    return common / most, common / least


def _outline(one: Given) -> list[str]:
    """Return the stems of the content words around a value, in order, with a sign in its place.

    Words that only tell of counting are left out, and words for death are one.
    """
    words = tokens(_around(one, times=False))
    found = [(each.start, told) for each in words if each.content and (told := matter(each.stem))]
    return [stem for _, stem in sorted([*found, (one.start, _VALUE)])]
