"""What a statement claims outright: numbers, dates, names and quoted words, looked for in what it cites."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from service.english.clauses import PRONOUN
from service.english.dates.find import FoundSpan, Relation, Span, find_spans
from service.english.figures.amounts import Amount, loose_figures, said_amounts, vague_amounts
from service.english.figures.values import ValueKind
from service.english.names import Known, Name, claimed_names
from service.english.words import find_quoted


@dataclass(frozen=True, slots=True)
class SourceSentence:
    """A cited sentence; its relative dates are read from `said_at`."""

    text: str
    said_at: datetime
    publisher: str | None


class Flaw(StrEnum):
    """What can be wrong with a statement."""

    NUMBER = "number"
    DATE = "date"
    NAME = "name"
    QUOTED = "quoted"
    POLARITY = "polarity"
    MODALITY = "modality"
    MEANING = "meaning"
    SHORTENING = "shortening"  # it leaves out, or turns round, what the rest leans on


@dataclass(frozen=True, slots=True)
class Failure:
    """One reason why a statement does not stand. `message` is told to the model that wrote it."""

    flaw: Flaw
    message: str


_YEAR = re.compile(r"[12]\d{3}")
# Words that say two or first without the number.
_MEANT = {
    (ValueKind.NUMBER, 2.0): re.compile(r"\b(?:both|pair|couple|twice|twins|double|duo)\b", re.I),
    (ValueKind.ORDINAL, 1.0): re.compile(r"\b(?:original|initial|debut|eldest|opening|premi[eè]r)", re.I),
}
_ATTRIBUTED = re.compile(r"\b(?:according to|report(?:s|ed)|sa(?:ys|id)|told|wrote|writes)\b", re.I)
_FOREIGN_QUOTES = re.compile("[«»„‹›]")
_ALIKE = str.maketrans("“”„«»‘’‚", '"""""\'\'\'')
# "before 2027" and "until 2027" are told apart elsewhere.
_RELATION = {
    Relation.IN: Relation.IN,
    Relation.SINCE: Relation.SINCE,
    Relation.AFTER: Relation.SINCE,
    Relation.BEFORE: Relation.UNTIL,
    Relation.UNTIL: Relation.UNTIL,
}
_AHEAD = "Will: "  # makes dates without a year read as coming ones


def claim_failures(
    text: str, cited: Sequence[SourceSentence], as_of: datetime, others: Sequence[SourceSentence] = ()
) -> Iterator[Failure]:
    """Yield each number, date, name and quoted word of `text` that no cited sentence holds.

    `others` may name whom a pronoun of a cited sentence means.
    """
    yield from _numbers(text, cited)
    yield from _dates(text, cited, as_of)
    yield from _names(text, cited, as_of, others)
    yield from _quoted(text, cited)


def _numbers(text: str, cited: Sequence[SourceSentence]) -> Iterator[Failure]:
    known = [amount for each in cited for amount in said_amounts(each.text)]
    for amount in said_amounts(text):
        if not any(amount.matches(other) for other in known) and not _in_words(amount, cited):
            yield _absent(Flaw.NUMBER, "number", amount.text)
    for word, least, most in vague_amounts(text):
        named = any(re.search(rf"\b{word}\b", each.text, re.I) for each in cited)
        if not named and not any(least <= other.number <= most for other in known):
            yield _absent(Flaw.NUMBER, "number", word)
    words = {figure for each in cited for figure in loose_figures(each.text)}
    for figure in loose_figures(text):
        if figure not in words:
            yield _absent(Flaw.NUMBER, "figure", figure)


def _in_words(amount: Amount, cited: Sequence[SourceSentence]) -> bool:
    """Return whether a word like "both" or "debut" stands for it."""
    words = _MEANT.get((amount.kind, amount.number))
    return bool(words and any(words.search(each.text) for each in cited))


def _holds_year(digits: str, cited: Sequence[SourceSentence]) -> bool:
    """Return whether the digits stand in a sentence and count nothing there."""
    return any(re.search(rf"(?<![\d.,$£€]){digits}(?!\d|[.,]\d|\s+[a-z]+s\b)", each.text) for each in cited)


def _dates(text: str, cited: Sequence[SourceSentence], as_of: datetime) -> Iterator[Failure]:
    said = [(each.text, find_spans(each.text, each.said_at)) for each in cited]
    spans = frozenset(found.span for _, dates in said for found in dates)
    known = [found for _, dates in said for found in dates]
    # Those without a year also as coming ones.
    known += [found for each in cited for found in _ahead(each.text, each.said_at)]
    ahead = {date.end: date for date in _ahead(text, as_of)}
    for date in find_spans(text, as_of):
        words = text[date.start : date.end].rstrip(".,")
        readings = [date, ahead.get(date.end, date)]
        if any(_within(other, reading) for other in known for reading in readings):
            continue
        if any(_bounded(date, source, dates) for source, dates in said):
            continue
        read = any(other.span == date.span for other in known)
        if not read and _YEAR.fullmatch(words) and _holds_year(words, cited):
            continue
        yield Failure(Flaw.DATE, _date_message(words, date, spans))


def _bounded(claimed: FoundSpan, cited: str, dates: Sequence[FoundSpan]) -> bool:
    """Return whether "since 2001" is said as "since its beginning in 2001"."""
    return any(
        other.span == claimed.span
        and other.relation is Relation.IN
        and claimed.relation is not Relation.IN
        and re.search(
            rf"\b{claimed.relation}\s+(?:[\w'’-]+\s+){{1,4}}\Z",
            cited[max(0, other.start - 200) : other.start],
            re.I,
        )
        for other in dates
    )


def _date_message(words: str, date: FoundSpan, known: AbstractSet[Span]) -> str:
    message = f'the date "{words}" ({_days(date.span)}) is not in the cited sentences'
    if not known:
        return message
    meant = "; ".join(map(_days, sorted(known, key=lambda span: (span.start, span.end))))
    return f"{message}, whose dates are {meant}"


def _days(span: Span) -> str:
    """Return a span in words: of a week, the first day alone would be taken for the date."""
    first, last = span.start.date(), (span.end - timedelta(days=1)).date()
    return f"{first:%d %B %Y}" if first >= last else f"{first:%d %B %Y} to {last:%d %B %Y}"


def _ahead(text: str, anchor: datetime) -> Iterator[FoundSpan]:
    shift = len(_AHEAD)
    for found in find_spans(_AHEAD + text, anchor):
        yield FoundSpan(found.start - shift, found.end - shift, found.span, found.relation)


def _within(exact: FoundSpan, claimed: FoundSpan) -> bool:
    """Return whether a date of a cited sentence bears out one of a statement, with the same "until"."""
    within = claimed.span.start <= exact.span.start and exact.span.end <= claimed.span.end
    return within and _RELATION[claimed.relation] is _RELATION[exact.relation]


def _names(
    text: str, cited: Sequence[SourceSentence], as_of: datetime, others: Sequence[SourceSentence]
) -> Iterator[Failure]:
    """Yield the names that are not cited; each pronoun that is may stand for one that `others` name."""
    absent = _unnamed(text, claimed_names(text, find_spans(text, as_of)), cited)
    pronouns = sum(len(PRONOUN.findall(each.text)) for each in cited)
    if absent and len(absent) <= pronouns:
        absent = _unnamed(text, absent, others)
    for name in absent:
        yield _absent(Flaw.NAME, "name", name.text)


def _unnamed(text: str, names: Iterable[Name], sources: Sequence[SourceSentence]) -> list[Name]:
    known = Known.of(
        [(each.text, find_spans(each.text, each.said_at)) for each in sources],
        [each.publisher for each in sources if each.publisher and _ATTRIBUTED.search(text)],
    )
    return [name for name in names if not known.has(name)]


def _quoted(text: str, cited: Sequence[SourceSentence]) -> Iterator[Failure]:
    if any(_plain(text) in _plain(each.text) for each in cited):
        return
    if _FOREIGN_QUOTES.search(text) or text.count('"') % 2 or text.count("“") != text.count("”"):
        yield Failure(Flaw.QUOTED, "quotation marks do not close or are not English; write without them")
    sources = [words for each in cited for words in _said_words(each.text)]
    for quoted in find_quoted(text):
        words = _bare(quoted)
        if not any(re.search(rf"(?<!\w){re.escape(words)}(?!\w)", source) for source in sources):
            yield Failure(
                Flaw.QUOTED,
                f'the words "{quoted}" are not in quotation marks in the cited sentences; leave them out',
            )


def _said_words(text: str) -> Iterator[str]:
    """Yield what stands in quotation marks, to the border of the sentence where they do not open or close."""
    yield from map(_bare, find_quoted(text))
    marks = [match.start() for match in re.finditer('["“”]', text)]
    if len(marks) % 2:
        yield _bare(text[: marks[0]])
        yield _bare(text[marks[-1] + 1 :])


def _bare(text: str) -> str:
    return _plain(text).strip(" .,;:!?\"'")


def _plain(text: str) -> str:
    return " ".join(text.translate(_ALIKE).casefold().split())


def _absent(flaw: Flaw, what: str, words: str) -> Failure:
    return Failure(flaw, f'the {what} "{words}" is not in the cited sentences')
