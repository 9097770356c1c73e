"""Blocks of words that a statement and a sentence have in different orders, and which may be turned."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from service.checks.terms import Term, TermSequence
from service.english.clauses import Border, borders
from service.english.lemmas import tokens
from service.english.values import ValueKind

_SAID = re.compile(
    r"\b(?:said|says?|announce[sd]|report(?:s|ed)|wrote|writes|added|adds|estimate[sd]|show(?:s|ed)|found|finds)\b",
    re.I,
)
_ACCORDING = re.compile(r"\baccording to\b[^,;:]*", re.I)
_DETERMINERS = r"(?:(?:one of|the|an?|its|his|her|their|all|both|now|then)\s+)*"
_COMMA = re.compile(rf"\s*[,(—–]\s*{_DETERMINERS}", re.I)
_AND = re.compile(rf"\s*,?\s+(?:and|or)\s+{_DETERMINERS}", re.I)
_OF = re.compile(rf"\s+(?:of|in|from|at)\s+{_DETERMINERS}", re.I)
_WHEN = re.compile(r"\s+(?:on\s+|in\s+|late\s+)?")
_CLOSED = re.compile(r"\W*?(?:[,;:.)—–!?]|$)")


class Tie(StrEnum):
    """How two neighbours hang together."""

    COMMA = "comma"  # "Ferris, the mayor"
    AND = "and"
    OF = "of"  # "mayor of Velmar"
    NEXT = "next"  # "Velmar mayor", "Velmar's mayor"


# "mayor of Velmar" is the "Velmar mayor"; but "aide of the mayor" is no "mayor of the aide".
SAME_TIES = frozenset(
    map(
        frozenset,
        (
            (Tie.COMMA,),
            (Tie.AND,),
            (Tie.COMMA, Tie.AND),
            (Tie.COMMA, Tie.OF),
            (Tie.COMMA, Tie.NEXT),
            (Tie.OF, Tie.NEXT),
        ),
    )
)


@dataclass(frozen=True, slots=True)
class Block:
    """Terms that follow each other in the statement (`mine`) and in the sentence (`theirs`), as indices.

    `place` orders blocks as the sentence has them. `turned`: it was made of two in the other order.
    """

    place: int
    mine: tuple[int, ...]
    theirs: tuple[int, ...]
    turned: bool = False

    def before(self, other: Block, *, turned: bool = True) -> Block:
        """Return both as one block, of which the sentence has this first."""
        mine, theirs = (*self.mine, *other.mine), (*self.theirs, *other.theirs)
        return Block(self.place, mine, theirs, turned or self.turned or other.turned)


def runs(blocks: Sequence[Block]) -> list[Block]:
    """Return the blocks with those joined that follow each other on both sides."""
    order = {block.place: n for n, block in enumerate(sorted(blocks, key=lambda block: block.place))}
    found: list[Block] = []
    last = -2
    for block in blocks:
        here = order[block.place]
        if found and here == last + 1:
            found[-1] = found[-1].before(block, turned=False)
        else:
            found.append(block)
        last = here
    return found


def tie(sequence: TermSequence, one: Sequence[int], two: Sequence[int]) -> Tie | None:
    """Return how a block and the one after it hang together in a text, None if in no known way."""
    start, end = sequence.terms[max(one)].end, sequence.terms[min(two)].start
    between = sequence.text[start:end]
    if start > end:
        return None
    if _AND.fullmatch(between):
        return Tie.AND
    if _COMMA.fullmatch(between):
        # "Opened in 1887, the bridge": what begins a sentence needs no second comma.
        closed = min(one) == 0 or _CLOSED.match(sequence.text, sequence.terms[max(two)].end)
        return Tie.COMMA if closed else None
    if _OF.fullmatch(between):
        return Tie.OF
    plain = all(token.content and not token.past for token in tokens(between.removeprefix("'s")))
    return Tie.NEXT if plain and not re.search(r"[^\w\s'’-]", between) else None


def said_by(sequence: TermSequence, terms: Sequence[Term]) -> bool:
    """Return whether terms name who says what the text reports, if it names one only."""
    dates = [term for term in sequence.terms if term.kind is ValueKind.DATE]
    spans = list(_speakers(sequence.text, dates))
    return len(spans) == 1 and all(spans[0][0] <= term.start and term.end <= spans[0][1] for term in terms)


def _speakers(text: str, dates: Sequence[Term]) -> Iterator[tuple[int, int]]:
    """Yield where a text names who says something, with the day on which it was said."""
    yield from (match.span() for match in _ACCORDING.finditer(text))
    ends = [end for _, end in borders(text, Border.JOINT)]
    for match in _SAID.finditer(text):
        start = max((end for end in ends if end <= match.start()), default=0)
        after = re.compile(r"[^,;:.\"”]*").match(text, match.end())
        named = text[start : match.start()].strip(' "“”,')
        when = next((date for date in dates if _WHEN.fullmatch(text, match.end(), date.start)), None)
        stop = when.end if when else match.end()
        yield (start, stop) if named or not after else (match.start(), after.end())
