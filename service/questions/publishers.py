"""Publishers and times that a question names as where and when something was reported."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from functools import lru_cache

from service.english.dates.find import FoundSpan
from service.english.words import WORD, folded


@dataclass(frozen=True, slots=True)
class NamedPublisher:
    """`text[start:end]` names the publisher `name` as the one that reported."""

    start: int
    end: int
    name: str


_SAID = (
    r"(?:report|say|said|wr[io]te|written|publish|cover|describe|claim|reveal|quote|print|ran|run"
    r"|carr[yi]|call)\w*"
)
_STORY = (
    r"(?:stor(?:y|ies)|articles?|coverage|reporting|interviews?|headlines?|editorials?|columns?"
    r"|report|news)"
)
_PREPOSITIONS = r"(?:\s+(?:from|in|on|since|before|after|until|by|between|during|over|the|prior\s+to))*\s*"
_OWNER = r"(?:the\s+|[\w .]{0,20}['’]s\s+)?"  # "the " or "London's "
# Before a source: "according to the ", "as per ", "was written about bees in ", "stories from ", "In the "
_SOURCE_BEFORE = re.compile(
    rf"(?:\b(?:according\s+to|as?\s+per|per)"
    rf"|\b(?:{_SAID}|read|appear\w*|{_STORY})(?:\s+[^\s?.!,;]+){{0,8}}\s+in"
    rf"|\b(?:report(?:ed|s)?|published|written|said|printed|quoted|covered|{_STORY})\s+(?:by|from|with)"
    rf"|^(?:in|from))\s+{_OWNER}$",
    re.I,
)
# "In time, who won?" has nothing to do with Time.
_OPENS_WITH = re.compile(r"\s*(?:in|from)\s+", re.I)
# "did the … report": both sides of the name must fit.
_ASKED_OF = re.compile(r"\b(?:did|does|do|has|have|had)\s+(?:the\s+|[\w ]{0,20}['’]s\s+)?$", re.I)
_SPEAKS = re.compile(rf"\s+(?:\w+ly\s+|also\s+|first\s+)?{_SAID}", re.I)
# "…, says the Harbour Post."
_SAYS_THE = re.compile(r"\b(?:says|said|reports|writes)\s+(?:the\s+)?$", re.I)
_CLAUSE_END = re.compile(r"\s*(?:[?,.;:!]|$)")
# "Harbour Post's coverage", "the Guardian recently wrote"
_ITS_STORY = re.compile(
    rf"(?:['’]s)?\s+(?:\w+ly\s+)?(?:reports|reported|says|said|wr[io]tes?|published|{_STORY})\b", re.I
)

# "about the flood published in " or "about the flood from " after "articles".
_TOPIC_THEN_DATE = (
    r"(?:about|on|of|regarding|concerning|covering|mentioning)\s+"
    r"(?:(?!\b(?:who|which|that|when|where)\b)[^?.!,;:]){1,80}?\s+"
    r"(?:(?:published|written|reported|printed|dated)(?:\s+(?:in|on))?"
    r"|from|since|before|after|until|between)(?:\s+the)?\s*$"
)
# "that were published in "
_PUBLISHED_THEN_DATE = (
    r"(?:(?:that\s+)?(?:was|were|has\s+been|have\s+been)\s+)?"
    r"(?:published|written|reported|printed|posted|released|dated|appeared)"
    rf"{_PREPOSITIONS}$"
)
# Before a date of publication: "news since ", "articles about the flood from ", "what was reported ",
# "in the headlines ". The "news" of a "News Corp" does not count.
_NEWS = re.compile(
    r"(?:\b(?:articles?|stories|story|coverage|reporting|headlines|editorials)|(?:^|\s)(?-i:news)|^news"
    r"|\b(?:the|any|all|news|press|media|recent|latest|newest|new|to|which|what)\s+reports)"
    rf"(?:\s+(?:{_TOPIC_THEN_DATE}|{_PUBLISHED_THEN_DATE})|{_PREPOSITIONS}$)"
    r"|\bwhat\s+(?:was|were|has\s+been|have\s+been|is\s+being)\s+(?:\w+ly\s+)?(?:reported|published|printed)"
    rf"{_PREPOSITIONS}$"
    r"|\bwhat\s+(?:did|do|has|have)\s+(?:the\s+)?(?:\w+\s+)?"
    rf"(?:newspapers|papers|press|media|journalists|reporters)\s+{_SAID}{_PREPOSITIONS}$"
    rf"|\bin\s+the\s+(?:news|papers|press|headlines){_PREPOSITIONS}$",
    re.I,
)
# "coverage of the war from 1811 to 1827", "articles about the strike before 1950": the time of either
_TOPIC = re.compile(rf"\b(?:{_STORY}|reports)\s+{_TOPIC_THEN_DATE}", re.I)
_PUBLISHED_BEFORE = re.compile(
    r"\b(?:published|written|reported|printed|dated)(?:\s+(?:in|on))?(?:\s+the)?\s*$", re.I
)
# From the source to the date: "Guardian also report in 2013", and "last week's Guardian" the other way.
_AFTER_SOURCE = re.compile(rf"(?:\s+(?:also\s+|first\s+)?{_SAID})?{_PREPOSITIONS}", re.I)
_POSSESSIVE = re.compile(r"['’]s\s+")


def find_named_publishers(text: str, publishers: Collection[str]) -> list[NamedPublisher]:
    """Return where `text` names one of `publishers` as its source, "the" before the name being optional."""
    found: list[NamedPublisher] = []
    for source in _mentions(text, _by_first_word(tuple(publishers))):
        overlaps = bool(found) and source.start < found[-1].end
        if not overlaps and _is_source(text, source):
            found.append(source)
    return found


def dates_reporting(text: str, date: FoundSpan, sources: list[NamedPublisher]) -> bool:
    """Whether `date` is the time when something was reported, not when it happened."""
    if _NEWS.search(text[max(0, date.start - 140) : date.start]):
        return True
    return any(
        _AFTER_SOURCE.fullmatch(text, source.end, date.start)
        or _POSSESSIVE.fullmatch(text, date.end, source.start)
        for source in sources
    )


def dates_topic(text: str, date: FoundSpan) -> bool:
    """Whether `date` follows what the news is about, so that it may tell when that was and not the news."""
    before = text[max(0, date.start - 140) : date.start]
    return bool(_TOPIC.search(before)) and not _PUBLISHED_BEFORE.search(before)


@dataclass(frozen=True, slots=True)
class _Name:
    words: tuple[str, ...]  # without a leading "the"
    name: str


_Names = dict[str, list[_Name]]  # by first word, the longest name first


@lru_cache(maxsize=16)
def _by_first_word(publishers: tuple[str, ...]) -> _Names:
    index: _Names = {}
    for name in publishers:
        words = tuple(folded(raw) for raw in WORD.findall(name))
        words = words[1:] if len(words) > 1 and words[0] == "the" else words
        if words:
            index.setdefault(words[0], []).append(_Name(words, name))
    for names in index.values():
        names.sort(key=lambda entry: -len(entry.words))
    return index


def _mentions(text: str, index: _Names) -> Iterator[NamedPublisher]:
    """The publishers' names in `text`, in whatever role; at each place the longest."""
    matches = list(WORD.finditer(text)) if index else []
    words = tuple(folded(match[0]) for match in matches)
    for i, word in enumerate(words):
        for entry in index.get(word, ()):
            last = i + len(entry.words)
            if words[i:last] == entry.words:
                end = matches[last - 1]
                possessive = 2 if end[0].endswith(("'s", "’s")) else 0
                yield NamedPublisher(matches[i].start(), end.end() - possessive, entry.name)
                break


def _is_source(text: str, source: NamedPublisher) -> bool:
    before, after = text[max(0, source.start - 80) : source.start], text[source.end : source.end + 40]
    word = text[source.start : source.end]
    if word.islower() and word.isalpha() and _OPENS_WITH.fullmatch(before):
        return False
    return bool(
        _SOURCE_BEFORE.search(before)
        or _ITS_STORY.match(after)
        or (_ASKED_OF.search(before) and _SPEAKS.match(after))
        or (_SAYS_THE.search(before) and _CLAUSE_END.match(after))
    )
