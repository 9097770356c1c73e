"""Who did what to whom: words that a statement shares with a cited sentence keep their order and their ties.

Two things may change the order: the passive ("was bought by"), and one adverbial, or the naming of who said
it, that moves to another end. What stands in any other order may say something else.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from service.checks.passive import Passive, active_order, has_object, passives
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
_OF = re.compile(r"\s+(?:of|in|to|from|for|at)\s+(?:(?:the|an?)\s+)?", re.I)
_APPOSED = re.compile(r"\s*,\s*(?:(?:the|an?|its|his|her)\s+)?", re.I)

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
        must_turn = any(clause.agent for clause in own) or self._voice_differs(mine, theirs)
        if not must_turn and not self._both_ends(their_own) and self._keeps(*plain):
            return True
        far = [replace(clause, agent=clause.whole_agent) for clause in own]
        if any(self._keeps(active_order(self.claim, turned), plain[1]) for turned in (own, far) if own):
            return True
        far = [replace(clause, agent=clause.whole_agent) for clause in their_own]
        turns = [active_order(self.source, turned) for turned in (their_own, far) if their_own]
        return any(self._keeps(plain[0], order) for order in turns)

    def _both_ends(self, clauses: Sequence[Passive]) -> bool:
        """Return whether the statement has both the agent and the subject of a passive that it lacks."""
        there = {n for places in self.places.values() for n in places}
        return any(there & set(clause.agent) and there & set(clause.subject) for clause in clauses)

    def first_turned(self) -> str:
        """Return the first two words that the sentence has the other way round."""
        for (one, here), (two, there) in pairwise(self.places.items()):
            if min(there) < min(here):
                terms = self.claim.terms[one], self.claim.terms[two]
                return " … ".join(f'"{self.claim.text[term.start : term.end]}"' for term in terms) + " stand"
        return "the words stand"

    def _voice_differs(self, mine: Sequence[Passive], theirs: Sequence[Passive]) -> bool:
        """Return whether one side does what on the other is done to it."""
        suffered = {clause.verb for clause in theirs}
        for clause in mine:
            at = self.places.get(clause.verb, ())
            if at and all(n not in suffered and has_object(self.source, self.source.terms[n]) for n in at):
                return True
        passive = {clause.verb for clause in mine}
        return any(
            index not in passive
            and all(n in suffered for n in places)
            and has_object(self.claim, self.claim.terms[index])
            for index, places in self.places.items()
        )

    def _keeps(self, mine: Sequence[int], theirs: Sequence[int]) -> bool:
        rank = {index: place for place, index in enumerate(theirs)}
        indices = [index for index in mine if index in self.places]
        rows = [sorted(rank[n] for n in self.places[index]) for index in indices]
        if _rising(rows):
            return True
        for start in range(len(rows)):
            for stop in range(start + 1, len(rows) + 1):
                moved, rest = _rising(rows[start:stop]), _rising(rows[:start] + rows[stop:])
                if moved and rest and not any(moved[0] < place < moved[-1] for place in rest):
                    there = [theirs[place] for place in moved]
                    if self._may_move(indices, start, stop, there, [theirs[place] for place in rest]):
                        return True
        return False

    def _may_move(
        self, indices: Sequence[int], start: int, stop: int, there: Sequence[int], rest: Sequence[int]
    ) -> bool:
        """Return whether terms are an adverbial, an apposition or "she said", and moved to or from an end."""
        block = [self.claim.terms[index] for index in indices[start:stop]]
        origin = [self.source.terms[n] for n in there]
        if self._apposed(indices, start, stop, there):
            return True
        if any(self._rivalled(term) for term in block):
            return False
        at_end = start == 0 or stop == len(indices) or there[0] < min(rest, default=0)
        if not at_end:
            return False
        if _REPORT.search(self.claim.text, block[0].end, block[-1].end):
            return bool(_REPORT.search(self.source.text, origin[0].start, origin[-1].end))
        before, there_before = self.claim.preposition(block[0]), self.source.preposition(origin[0])
        dated = block[0].kind is ValueKind.DATE
        return bool(dated or (before and there_before)) and not _contrary(before, there_before)

    def _rivalled(self, term: Term) -> bool:
        """Return whether the statement leaves out another figure or date of the sentence."""
        kept = {n for places in self.places.values() for n in places}
        others = (other for n, other in enumerate(self.source.terms) if n not in kept)
        return term.kind is not None and any(other.kind is term.kind for other in others)

    def _apposed(self, indices: Sequence[int], start: int, stop: int, there: Sequence[int]) -> bool:
        """Return whether terms and their neighbour say the same the other way round: "Ferris, the mayor"."""
        for one, two in ((start - 1, start), (stop - 1, stop)):
            if one >= 0 and two < len(indices):
                neighbour = indices[one if one < start else two]
                mine = _between(self.claim, indices[one], indices[two])
                for place in self.places[neighbour]:
                    left, right = sorted((place, there[0] if place < there[0] else there[-1]))
                    if right - left == 1 and _same_tie(mine, _between(self.source, left, right)):
                        return True
        return False


def _between(sequence: TermSequence, one: int, two: int) -> str:
    return sequence.text[sequence.terms[one].end : sequence.terms[two].start]


def _same_tie(mine: str, theirs: str) -> bool:
    """Return whether both are an apposition, or one is "mayor of Velmar" and the other "Velmar mayor"."""
    if _APPOSED.fullmatch(theirs):
        return True
    return bool(
        (_OF.fullmatch(mine) and not theirs.strip("'’s "))
        or (_OF.fullmatch(theirs) and not mine.strip("'’s "))
    )


def _rising(rows: Sequence[Places]) -> list[int]:
    """Return a place out of each row so that they rise; nothing if there is no such choice."""
    chosen: list[int] = []
    for row in rows:
        place = next((n for n in row if not chosen or n > chosen[-1]), None)
        if place is None:
            return []
        chosen.append(place)
    return chosen


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
