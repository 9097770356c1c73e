"""Notices: what a publisher says in an article of an error in it, or that the article is withdrawn.

A notice is recognised by its parts: a label at the start of a paragraph or in the title, a reference to the
publisher's own piece or an earlier version of it, and words of error, amendment or withdrawal. No part is
enough alone, but for a label that means nothing else: news is about corrections and withdrawals, too. What
stands in quotation marks counts for nothing, since somebody else says it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum, auto
from itertools import pairwise
from textwrap import shorten

from ingest.article import Kind
from ingest.text import notice_patterns as patterns
from ingest.text.clean import one_line
from ingest.text.described import begins_described
from ingest.text.sentences import split_sentences

_LONGEST = 900  # characters of a paragraph that is read as one; of a longer one the sentences are read
_WHOLE = 1_500  # characters of a text that is nothing but the notice that its title announces
_BRIEF = 400  # characters of a notice beside a citation; the article has all of it
_EDGE = 3  # paragraphs at the head and at the foot, where notices of few words stand


@dataclass(frozen=True, slots=True)
class PublisherNotice:
    """The exact words of a notice: `text[start : start + len(words)]`; `start` None: they are the title."""

    kind: Kind
    words: str
    start: int | None


class _Label(Enum):
    NONE = auto()
    NOTE = auto()  # "Editor's note:"
    CORRECTS = auto()  # "Correction, 3 June:"
    WITHDRAWS = auto()  # "Withdrawn:", which products are as well
    SURELY_WITHDRAWS = auto()  # "MANDATORY KILL:", "Retraction:"


def notices_in(title: str, text: str) -> tuple[PublisherNotice, ...]:
    """Return the notices of an article in the order of its text."""
    headed = _kind_of_title(title[:_LONGEST])
    found = tuple(_notes(text, announced=headed is not None, column=_is_column(title)))
    told = {each.kind for each in found}
    if headed is None or headed in told or (found and headed is Kind.CORRECTION):
        return found
    short = len(text) <= _WHOLE
    return (PublisherNotice(headed, text if short else title, 0 if short else None), *found)


def brief(words: str) -> str:
    """Return the words of a notice in quotation marks, in one line; of many the first ones."""
    return f"“{shorten(one_line(words), _BRIEF, placeholder=' …')}”"


def announced(title: str) -> bool:
    """Return whether a title says that what follows is a notice."""
    return _kind_of_title(title[:_LONGEST]) is not None


def behind_label(title: str) -> str | None:
    """Return the headline that stands behind a label: "UPDATE 2-CORRECTED-Ferry sinks"."""
    label, end = _label(title)
    return None if label is _Label.NONE else title[end:].strip(" -–—:|") or None


# A paragraph without any of these is read no further: to look for words takes a hundredth of the time.
_ERR_STEMS = (
    *("correct", "clarif", "rectif", "amend", "error", "mis", "wrong", "inaccura", "errone", "refil"),
    *("original", "initial", "previous", "false", "inadvert", "remov", "delet", "apolog", "regret", "sorry"),
    *("should ", "in fact", "put right", "clear", "slip", "oversight", "fixe", "as we", "altered", "chang"),
    *("updated", "revised", "edited", "replaced", "conflated", "transposed", "errat", "not the case"),
    *("not true", "instead of", "accept", "called", "acknowledge", "drops", "edition", "as this", "as the"),
    "contrary to",
)
_TAKE_STEMS = (
    *("retract", "withdr", "unpublish", "remov", "taken", "took", "taking", "pulled", "delet", "disregard"),
    *("kill", "ignore", "discard", "rescind", "spiked", "withheld", "not use", "not publish", "stand by"),
    *("stand behind", "stands by", "in error", "by mistake", "erroneously", "prematurely"),
)
_VERSIONS = ("version", "edition", "draft", "iteration", "posting")
_THIS = ("this ", "these ", "corrected ")
# In the middle of an article only what names a version or itself is read.
_MIDDLE = (*_VERSIONS, *_THIS)
_OPENS = (
    *("(", "[", "amended", "corrected", "updated", "revised", "changed", "edited", "story", "article"),
    "post",
)
_OPENING = 16
_LABEL_STEMS = (
    *("correct", "clarif", "amplif", "corrig", "errat", "refil", "retract", "withdr", "kill", "note"),
    *("statement", "nb", "update", "apolog", "record", "advisory", "attention", "important", "notice"),
    *("amend", "revised", "eds", "got it wrong", "mistake"),
)
_LABEL_LENGTH = 120
# The first three letters of the words of labels; what begins with a figure has none.
_FIRST_WORD = re.compile(r"[\W_]{0,6}([^\W\d_]{0,3})")
_OPENINGS = (
    "cor cla amp err ref ret wit kil edi pub rea omb not a nb upd apo for adv att imp ame rev eds ed foo"
    " set we"
    " our rpt bc jan feb mar apr may jun jul aug sep oct nov dec mon tue wed thu fri sat sun man urg off"
    " ple med"
    " onl pri rep wra sto art con ite cop an the afp ap pa dpa reu upi ani pti"
)
_LABEL_OPENINGS = frozenset(["", *_OPENINGS.split()])
_PARAGRAPH = re.compile(r"^[^\S\n]*\S[^\n]*", re.M)


def _kind_of_title(title: str) -> Kind | None:
    label, _ = _label(title)
    if label is _Label.SURELY_WITHDRAWS:
        return Kind.RETRACTION
    if label is _Label.CORRECTS:
        return Kind.CORRECTION
    if found := patterns.TRAILING.search(title):
        withdraws = patterns.WITHDRAWS_WORD.fullmatch(found["bracketed"] or found["dashed"])
        return Kind.RETRACTION if withdraws else Kind.CORRECTION
    if label is _Label.NOTE and patterns.ENDS_WITHDRAWN.search(title):
        return Kind.RETRACTION
    if found := patterns.TITLE.match(title):
        return Kind.CORRECTION if found["corrects"] else Kind.RETRACTION
    return _kind_of(title, edge=True, first=True)


def _is_column(title: str) -> bool:
    """Return whether a title says no more than that corrections follow."""
    found = patterns.TITLE.match(title[:_LONGEST])
    return found is not None and bool(found["corrects"]) and found.end() >= len(title.rstrip())


def _notes(text: str, *, announced: bool, column: bool) -> Iterator[PublisherNotice]:
    paragraphs = [found.span() for found in _PARAGRAPH.finditer(text)]
    last = len(paragraphs) - _EDGE
    number = 0
    while number < len(paragraphs):
        start, end = paragraphs[number]
        edge = announced or number < _EDGE or number >= last
        first = number == 0
        number += 1
        words = text[start:end]
        if _stands_alone(words) and number < len(paragraphs):
            following, end = paragraphs[number]
            words = f"{words}\n{text[following:end]}"
        if end - start > _LONGEST:
            yield from _in_sentences(text, start, end, edge=edge)
        elif kind := _kind_of(words, edge=edge, first=first) or (_in_column(words) if column else None):
            yield from _notices_of(kind, text, start, end)
            number += end > paragraphs[number - 1][1]


def _stands_alone(paragraph: str) -> bool:
    """Return whether a paragraph is nothing but a label, above its note."""
    label, end = _label(paragraph)
    return label is not _Label.NONE and end >= len(paragraph.rstrip())


def _in_sentences(text: str, start: int, end: int, *, edge: bool) -> Iterator[PublisherNotice]:
    """Yield the notice in a paragraph that has the story in it, too: from its sentence to the end."""
    if not _may_be(text[start:end].lower(), edge=edge):
        return
    sentences = split_sentences(text[start:end])
    for number, each in enumerate(sentences):
        at, until = start + each.start, start + each.end
        outer = edge and (number < _EDGE or number >= len(sentences) - _EDGE)
        if kind := _kind_of(text[at:until], edge=outer, first=number == 0):
            yield _notice(kind, text, at, end if end - at <= _LONGEST else until)
            return


def _notices_of(kind: Kind, text: str, start: int, end: int) -> Iterator[PublisherNotice]:
    """Yield the notices of a paragraph: one, or one for each article that its sentences describe in turn."""
    begins = [
        start + each.start
        for each in split_sentences(text[start:end])
        if begins_described(text[start + each.start : start + each.end])
    ]
    for at, until in pairwise([start, *begins[1:], end]):
        yield _notice(kind, text, at, until)


def _notice(kind: Kind, text: str, start: int, end: int) -> PublisherNotice:
    words = text[start:end]
    return PublisherNotice(kind, words.strip(), start + len(words) - len(words.lstrip()))


def _may_be(lowered: str, *, edge: bool) -> bool:
    """Return whether a paragraph has words of which notices are made."""
    opens = lowered[:_OPENING].lstrip("*_ •").startswith(_OPENS)
    named = edge or opens or _has(lowered, _MIDDLE)
    return named and (_has(lowered, _VERSIONS) or _has(lowered, _ERR_STEMS) or _has(lowered, _TAKE_STEMS))


def _has(lowered: str, words: tuple[str, ...]) -> bool:
    return any(map(lowered.__contains__, words))


def _label(paragraph: str) -> tuple[_Label, int]:
    """Return what label a paragraph begins with, and where that ends."""
    opening = paragraph[:_LABEL_LENGTH]
    first = _FIRST_WORD.match(opening)
    may_be = first and first[1].lower() in _LABEL_OPENINGS and _has(opening.lower(), _LABEL_STEMS)
    found = patterns.LABEL.match(paragraph) if may_be else None
    if found is None:
        return _Label.NONE, 0
    words = found["words"]
    if withdraws := patterns.WITHDRAWS_WORD.search(words):
        sure = withdraws[0].isupper() or withdraws[0].lower().startswith("retract")
        return (_Label.SURELY_WITHDRAWS if sure else _Label.WITHDRAWS), found.end()
    if patterns.CORRECTS_WORD.search(words):
        # "Corrections: …" may be a topic: it is what prisons are called.
        is_topic = words.lower() == "corrections"
        return (_Label.NOTE if is_topic else _Label.CORRECTS), found.end()
    return (_Label.NOTE if patterns.NOTE_WORD.search(words) else _Label.NONE), found.end()


def _in_column(paragraph: str) -> Kind | None:
    """Return whether a paragraph of a column of corrections is one, read as if it had a note's label."""
    plain = patterns.QUOTED.sub(lambda quoted: "_" * len(quoted[0]), paragraph)
    return Kind.CORRECTION if _corrects(plain, paragraph.lower(), _Label.NOTE, 0, edge=True) else None


def _kind_of(paragraph: str, *, edge: bool, first: bool) -> Kind | None:
    """Return what kind of notice a paragraph is, None for none. `edge`: it stands at the head or the foot."""
    label, end = _label(paragraph)
    lowered = paragraph.lower()
    if label is _Label.NONE and not _may_be(lowered, edge=edge):
        return None
    plain = patterns.QUOTED.sub(lambda quoted: "_" * len(quoted[0]), paragraph)
    taken = edge and (label is not _Label.NONE or _has(lowered, _TAKE_STEMS))
    if taken and _withdraws(plain, label, first=first):
        return Kind.RETRACTION
    return Kind.CORRECTION if _corrects(plain, lowered, label, end, edge=edge) else None


def _withdraws(plain: str, label: _Label, *, first: bool) -> bool:
    plain = patterns.PART_OF.sub("_", plain)
    noted = label is not _Label.NONE or bool(patterns.SPEAKS.search(plain))
    return (
        label is _Label.SURELY_WITHDRAWS
        or bool(patterns.KILL.match(plain))
        or (label is _Label.WITHDRAWS and bool(patterns.OWN_PIECE.search(plain)))
        or bool(patterns.WITHDRAWN.search(plain))
        or (noted and bool(patterns.NOTED_WITHDRAWN.search(plain) or patterns.TAKES_BACK.search(plain)))
        or (_is_addressed(plain) and bool(patterns.ORDER.search(plain)))
        or (first and bool(patterns.OPENS_WITHDRAWN.match(plain)))
    )


def _is_addressed(plain: str) -> bool:
    """Return whether a paragraph speaks to the editors who take an agency's stories."""
    return bool(patterns.ADDRESSED.search(plain)) and not patterns.ATTRIBUTED.search(plain)


def _corrects(plain: str, lowered: str, label: _Label, end: int, *, edge: bool) -> bool:
    if (
        label is _Label.CORRECTS
        or (_has(lowered, _VERSIONS) and patterns.EARLIER_ERRED.search(plain))
        or patterns.THIS_CHANGED.search(plain)
    ):
        return True
    if patterns.RUN_ON.match(plain) and _owned(plain, end):
        return True
    noted = label is _Label.NOTE or (edge and _is_addressed(plain))
    if noted and patterns.ERRS.search(plain, end):
        return bool(_owned(plain, end) or patterns.ANY_PIECE.search(plain, end))
    if noted or not edge or not _has(lowered, _ERR_STEMS) or patterns.ATTRIBUTED.search(plain):
        return bool(edge and label is _Label.NOTE and patterns.AMENDED.search(plain, end))
    errs = patterns.ERRS_SURELY.search(plain) and not patterns.INVITES.search(plain) and _owned(plain, end)
    return bool(errs or patterns.AMENDED.search(plain))


def _owned(plain: str, start: int) -> bool:
    """Return whether a paragraph speaks of the publisher's own piece, or of what it said."""
    return bool(patterns.OWN_PIECE.search(plain, start) or patterns.WE_SAID.search(plain, start))
