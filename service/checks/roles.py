"""Who did what to whom: words that a statement shares with a cited sentence keep their order and their ties.

Four things may change the order: the passive ("was bought by"); a date or a place that moves; the naming of
who said it; and two neighbours that are tied otherwise ("Ferris, the mayor", "mayor Ferris"). What stands in
any other order may say something else.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from service.checks.blocks import SAME_TIES, Block, Tie, runs, said_by, tie
from service.checks.passive import active_order, passives
from service.checks.terms import Term, TermSequence
from service.english.values import ValueKind
from service.english.words import word_set

# Prepositions that may not stand for one another.
_CONTRARY = frozenset(
    frozenset(pair.split("/"))
    for pair in word_set(
        "from/to from/until by/to from/by for/against before/after with/without since/until over/under"
        " above/below near/in near/at near/on near/inside outside/in outside/at outside/inside in/without"
        " except/in unlike/with since/before until/after"
    )
)
# Who is told, asked or quoted need not have done what follows.
_REPORT = re.compile(
    r"\b(?:said|says?|told|tells?|asked|asks|urged|urges|warn(?:s|ed)|accuse[sd]|claim(?:s|ed)|called|calls"
    r"|demand(?:s|ed)|order(?:s|ed)|believe[sd]?|thinks?|thought|denie[sd]|announced|want(?:s|ed)|forced)\b",
    re.I,
)
_SIDE = re.compile(r"[,;:()—–]")

# What stands after one of these may stand elsewhere.
_MOVING = frozenset(
    {*word_set("in on at near during after before since until over without despite"), "because of", "due to"}
)
# A name after one of these has something that belongs to it.
_OWNING = ("for", "of", "with", "against")

Places = Sequence[int]


def role_failures(claim: TermSequence, source: TermSequence) -> Iterator[str]:
    """Yield what a statement does with the words of one cited sentence that changes who did what."""
    matched = _Matched(claim, source)
    if len(matched.places) < 2:
        return
    if not matched.ordered():
        yield (
            f"{matched.first_turned()} in another order than in the cited sentence;"
            " keep who did what to whom, when and how many as it stands there"
        )
        return
    yield from _ties(matched)


class _Matched:
    """A statement laid over a sentence: for each of its terms the places where the sentence has it."""

    def __init__(self, claim: TermSequence, source: TermSequence) -> None:
        self.claim, self.source = claim, source
        found = {
            index: [n for n, other in enumerate(source.terms) if term.meant_by(other)]
            for index, term in enumerate(claim.terms)
        }
        self.places: dict[int, Places] = {index: places for index, places in found.items() if places}

    def ordered(self) -> bool:
        """Return whether the order of the sentence is kept, as it is or with a passive undone."""
        mine, theirs = passives(self.claim), passives(self.source)
        suffered = {clause.verb for clause in theirs}
        # A passive on both sides stays as it is.
        known = [clause for clause in mine if suffered & set(self.places.get(clause.verb, ()))]
        met = {n for clause in known for n in self.places[clause.verb]}
        own = [clause for clause in mine if clause not in known]
        their_own = [clause for clause in theirs if clause.agent and clause.verb not in met]
        if any(clause.verb not in self.places for clause in own) and their_own:
            own, their_own = [], []  # "was acquired by", "was bought by"
        plain = list(self.places), list(range(len(self.source.terms)))
        must_turn = any(clause.agent for clause in own)
        if not must_turn and self._keeps(*plain):
            return True
        far = [replace(clause, agent=clause.whole_agent) for clause in own]
        if any(self._keeps(active_order(self.claim, turned), plain[1]) for turned in (own, far) if own):
            return True
        far = [replace(clause, agent=clause.whole_agent) for clause in their_own]
        turns = [active_order(self.source, turned) for turned in (their_own, far) if their_own]
        return any(self._keeps(plain[0], order) for order in turns)

    def first_turned(self) -> str:
        """Return the first two words that the sentence has the other way round."""
        for (one, here), (two, there) in pairwise(self.places.items()):
            if min(there) < min(here):
                terms = self.claim.terms[one], self.claim.terms[two]
                return " … ".join(f'"{self.claim.text[term.start : term.end]}"' for term in terms) + " stand"
        return "the words stand"

    def _keeps(self, mine: Sequence[int], theirs: Sequence[int]) -> bool:
        """Return whether the terms rise in the sentence once what may move is set aside."""
        rank = {index: place for place, index in enumerate(theirs)}
        claimed = [index for index in mine if index in self.places]
        places = _laid([[rank[n] for n in self.places[index]] for index in claimed])
        blocks = runs(
            [Block(place, (index,), (theirs[place],)) for index, place in zip(claimed, places, strict=True)]
        )
        while len(blocks) > 1:
            fewer = self._fewer(blocks)
            if fewer is None:
                return False
            blocks = runs(fewer)
        return True

    def _fewer(self, blocks: Sequence[Block]) -> list[Block] | None:
        """Return the blocks without one that may move, or with two neighbours as one; None if none may."""
        ranks = sorted(block.place for block in blocks)
        for n, block in enumerate(blocks):
            if self._may_move(block):
                return [*blocks[:n], *blocks[n + 1 :]]
        for n, (one, two) in enumerate(pairwise(blocks)):
            if ranks.index(one.place) == ranks.index(two.place) + 1 and self._tied(one, two):
                return [*blocks[:n], two.before(one), *blocks[n + 2 :]]
        return None

    def _may_move(self, block: Block) -> bool:
        """Return whether a block says when, where or who said it, wherever it stands."""
        terms = [self.claim.terms[n] for n in block.mine]
        origin = [self.source.terms[n] for n in block.theirs]
        if all(term.kind is ValueKind.DATE for term in terms):
            return sum(term.kind is ValueKind.DATE for term in self.source.terms) == 1
        if self._rivalled(block):
            return False
        if said_by(self.claim, terms) and said_by(self.source, origin):
            return True
        before = self.claim.preposition(terms[0])
        if before not in _MOVING or before != self.source.preposition(origin[0]):
            return False
        rivals = (other for other in self.source.terms if other not in origin and (other.name or other.kind))
        return not any(self.source.preposition(other) == before for other in rivals)

    def _tied(self, one: Block, two: Block) -> bool:
        """Return whether neighbours say the same the other way round: "Ferris, the mayor", "mayor Ferris"."""
        if one.turned or two.turned:
            return False
        mine = tie(self.claim, one.mine, two.mine)
        theirs = tie(self.source, two.theirs, one.theirs)
        if self._rivalled(one) or self._rivalled(two):
            return mine is theirs is Tie.AND
        return frozenset((mine, theirs)) in SAME_TIES

    def _rivalled(self, block: Block) -> bool:
        """Return whether the sentence has another figure or date that a block's could stand for."""
        inside = [self.source.terms[n] for n in block.theirs]
        kinds = {term.kind for term in inside if term.kind}
        return any(other.kind in kinds for other in self.source.terms if other not in inside)


def _laid(rows: Sequence[Places]) -> list[int]:
    """Return one place of each row, so that as many as can be follow the one before."""
    best: list[tuple[int, list[int]]] = [(0, [])]
    for row in rows:
        best = [min((_step(cost, way, place), [*way, place]) for cost, way in best) for place in row]
    return min(best)[1]


def _step(cost: int, way: Sequence[int], place: int) -> int:
    if not way or place == way[-1] + 1:
        return cost
    return cost + (1 if place > way[-1] else 3) + (9 if place in way else 0)


def _contrary(one: str, other: str) -> bool:
    return frozenset((one, other)) in _CONTRARY


def _ties(matched: _Matched) -> Iterator[str]:
    claim, source = matched.claim, matched.source
    for index, places in matched.places.items():
        term = claim.terms[index]
        word, before = claim.text[term.start : term.end], claim.preposition(term)
        theirs = [source.preposition(source.terms[n]) for n in places]
        if before and all(_contrary(before, other) for other in theirs):
            yield f'"{before} {word}": the cited sentence says "{theirs[0]} {word}"'
        if term.kind is ValueKind.DATE and before and before not in theirs:
            others = [
                other for other in source.terms if other.kind is ValueKind.DATE and not term.meant_by(other)
            ]
            if any(source.preposition(other) == before for other in others):
                yield f'the cited sentence has another date with "{before}"'
    yield from _owners(matched)
    for (_, before_places), (index, places) in pairwise(matched.places.items()):
        gaps = [(n - m, m, n) for m in before_places for n in places if m < n]
        if gaps:
            _, left, right = min(gaps)
            yield from _gap(matched, claim.terms[index], left, right)


def _gap(matched: _Matched, term: Term, left: int, right: int) -> Iterator[str]:
    """Yield what is wrong with leaving out what stands between two terms of the sentence."""
    source, claim = matched.source, matched.claim
    word = claim.text[term.start : term.end]
    text = source.text[source.terms[left].end : source.terms[right].start]
    aside = len(_SIDE.findall(text)) > 1
    kept = {n for places in matched.places.values() for n in places}
    between = [n for n in range(left + 1, right) if n not in kept]
    if term.kind and not aside and any(source.terms[n].kind is term.kind for n in between):
        yield f'"{word}" belongs to something else in the cited sentence'
    said = _REPORT.search(text)
    if said and not _SIDE.search(text) and not _REPORT.search(claim.text):
        yield f'the cited sentence has "{said[0]}" before "{word}": keep who said or asked it'


def _owners(matched: _Matched) -> Iterator[str]:
    """Yield a name that begins the statement, though the sentence only has what belongs to it."""
    claim, source = matched.claim, matched.source
    first = next((n for n in matched.places if claim.terms[n].name), None)
    if first is None or claim.preposition(claim.terms[first]):
        return
    last = first
    while last + 1 in matched.places and _one_name(claim, last):
        last += 1
    if claim.possessive(claim.terms[last]):
        return
    following = next((places for n, places in matched.places.items() if n > last), ())
    begins = [n for n in matched.places[first]]
    ends = [n for n in matched.places[last]]
    owned = all(source.possessive(source.terms[n]) and n + 1 not in following for n in ends)
    belongs = all(source.preposition(source.terms[n]) in _OWNING and n - 1 not in following for n in begins)
    if owned or belongs:
        name = claim.text[claim.terms[first].start : claim.terms[last].end]
        yield f'the cited sentence does not say this of "{name}", only of what belongs to "{name}"'


def _one_name(sequence: TermSequence, index: int) -> bool:
    """Return whether a term and the next are parts of one name."""
    one, two = sequence.terms[index : index + 2]
    return two.name and not sequence.text[one.end : two.start].strip()
