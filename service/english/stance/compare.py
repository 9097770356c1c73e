"""Whether a statement affirms, denies, expects or alleges what the sentences it cites do.

A cue ("did not", "plans to") governs the word that follows it, its head. Statement and cited
sentence must agree on the cues of each head that both have. Opposites ("rose", "fell") are looked for in
the clause of the cited sentence that is about the same things.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from service.english.clauses import Border, borders
from service.english.lemmas import Token, tokens
from service.english.stance.cues import DENYING, MODAL, PATTERNS, Cue
from service.english.stance.opposites import OPPOSITES, prefixed_opposites

_REACH = 12  # words that a cue reaches, within its clause
# Of several cited sentences, one that shares fewer content words with the statement says nothing about it.
_SHARED = 2


@dataclass(frozen=True, slots=True)
class Mark:
    """A cue with its words, its head and the stems that it may reach."""

    cue: Cue
    text: str
    head: Token
    reach: frozenset[str]


@dataclass(frozen=True, slots=True)
class Stance:
    """A sentence with its cues."""

    text: str
    tokens: tuple[Token, ...]
    marks: tuple[Mark, ...]

    @classmethod
    def of(cls, text: str) -> Stance:
        found = tuple(tokens(text))
        return cls(text, found, tuple(_marks(text, found)))

    @property
    def stems(self) -> frozenset[str]:
        return frozenset(token.stem for token in self.tokens if token.content)

    def cues_of(self, stem: str) -> frozenset[Cue]:
        """Return the cues that reach a word with this stem."""
        return frozenset(mark.cue for mark in self.marks if stem in mark.reach)

    def bare(self, stem: str, cues: frozenset[Cue]) -> bool:
        """Return whether a word with this stem stands where none of `cues` governs it directly."""
        governed = {mark.head.start for mark in self.marks if mark.cue in cues}
        return any(token.stem == stem and token.start not in governed for token in self.tokens)

    def softened(self, stem: str, cues: frozenset[Cue]) -> bool:
        """Return whether the word is no assertion: "to deploy", or, of a denial, "found no proof"."""
        if Cue.NEGATED not in cues:
            return re.search(rf"\bto\s+(?:{self._forms(stem)})\b", self.text, re.I) is not None
        return re.search(rf"\b(?:{self._forms(stem)})\s+(?:no|nothing|none)\b", self.text, re.I) is not None

    def _forms(self, stem: str) -> str:
        return "|".join(re.escape(token.word) for token in self.tokens if token.stem == stem)

    def is_name(self, token: Token) -> bool:
        """Return whether a word has a capital that does not only begin the sentence, or begins a name."""
        following = next((other for other in self.tokens if other.start > token.start), None)
        first = token.start == self.tokens[0].start
        named = following is not None and self.text[following.start].isupper()
        return self.text[token.start].isupper() and (not first or named)

    def has(self, cues: frozenset[Cue]) -> bool:
        return any(mark.cue in cues for mark in self.marks)


@dataclass(frozen=True, slots=True)
class Contrary:
    """Words that one side denies, or that have their opposite on the other; "" where there are none.

    `stem`: that of the word denied, or of the statement's side of the two.
    """

    claimed: str
    cited: str
    stem: str
    message: str


def polarity_failures(claim: Stance, cited: Sequence[Stance]) -> Iterator[str]:
    """Yield a message for each word that is denied on one side only, or has its opposite on the other."""
    yield from (each.message for each in contraries(claim, cited))


def contraries(claim: Stance, cited: Sequence[Stance]) -> Iterator[Contrary]:
    """Yield each word that is denied on one side only, or has its opposite on the other."""
    negated = frozenset({Cue.NEGATED})
    for mark in _of(claim, negated):
        if not _denied(mark, cited):
            words = f"{mark.text} … {mark.head.word}"
            yield Contrary(words, "", mark.head.stem, f'"{words}": the cited sentences do not deny this')
    for mark in _dropped(claim, cited, negated):
        words = f"{mark.text} … {mark.head.word}"
        yield Contrary(
            "", words, mark.head.stem, f'the cited sentences say "{words}", the statement does not'
        )
    yield from _opposites(claim, cited)


def modality_failures(claim: Stance, cited: Sequence[Stance]) -> Iterator[str]:
    """Yield a message for each act whose certainty is not that of the cited sentences."""
    for mark in _of(claim, MODAL):
        if not _modal_agrees(mark, claim, cited):
            yield f'the cited sentences do not say "{mark.text} … {mark.head.word}" with this certainty'
    for mark in _dropped(claim, cited, MODAL):
        yield f'the cited sentences say "{mark.text} … {mark.head.word}", the statement makes it more certain'


def _marks(text: str, found: Sequence[Token]) -> Iterator[Mark]:
    places = [start for start, _ in borders(text, Border.SUBJECT)]
    joints = [start for start, _ in borders(text, Border.JOINT)]
    for cue, pattern in PATTERNS.items():
        for match in pattern.finditer(text):
            # "There were no arrests, and two people were treated": "no" denies what it stands before.
            ends = joints if match[0].lower() == "no" else places
            stop = next((place for place in ends if place >= match.end()), len(text))
            after = [token for token in found if match.end() <= token.start < stop][:_REACH]
            heads = [token for token in after if token.content]
            head = next((token for token in heads if not token.word.endswith("ly")), None)
            if head and "," in text[match.end() + 1 : head.start]:
                continue  # "Without them, rivers dry up" does not negate the rivers
            if head:
                yield Mark(cue, match[0], head, frozenset(token.stem for token in heads))


def _of(stance: Stance, cues: frozenset[Cue]) -> list[Mark]:
    return [mark for mark in stance.marks if mark.cue in cues]


def _denied(mark: Mark, cited: Sequence[Stance]) -> bool:
    """Return whether the cited sentences deny the head of a negation, in these words or in others."""
    stem = mark.head.stem
    if any(other.reach & mark.reach for each in cited for other in _of(each, frozenset({Cue.NEGATED}))):
        return True
    if any(stem in each.stems for each in cited):
        return False
    if any(OPPOSITES.get(stem, frozenset()) & each.stems for each in cited):
        return True
    return any(DENYING.search(each.text) or each.has(frozenset({Cue.NEGATED})) for each in cited)


def _dropped(claim: Stance, cited: Sequence[Stance], cues: frozenset[Cue]) -> Iterator[Mark]:
    """Yield the cited cues whose head stands in the statement without any, though nowhere so in the cited."""
    for each in cited:
        for mark in _of(each, cues):
            stem = mark.head.stem
            if len(claim.stems & each.stems) < _SHARED and len(cited) > 1:
                continue
            if stem not in claim.stems or claim.cues_of(stem) & cues or claim.softened(stem, cues):
                continue
            if mark.text.lower() in ("if", "whether", "can") or any(o.bare(stem, cues) for o in cited):
                continue
            yield mark


def _modal_agrees(mark: Mark, claim: Stance, cited: Sequence[Stance]) -> bool:
    stem = mark.head.stem
    mine = claim.cues_of(stem) & MODAL
    theirs = [other for each in cited for other in _of(each, MODAL)]
    same = {other.cue for other in theirs if stem in other.reach}
    if same:
        return bool(mine & same)
    if any(other.cue in mine and other.reach & mark.reach for other in theirs):
        return True
    holding = [token for each in cited for token in each.tokens if token.stem == stem]
    if not holding:
        return _modal_elsewhere(mine, cited)
    if mark.text.lower() in ("if", "whether", "can", "would"):
        return True
    return Cue.COMING in mine and not all(token.past for token in holding)


def _modal_elsewhere(mine: frozenset[Cue], cited: Sequence[Stance]) -> bool:
    """Return whether another word of the cited sentences is as uncertain as one they do not have."""
    if any(each.has(mine) for each in cited):
        return True
    uncertain = any(each.has(MODAL) for each in cited)
    return not uncertain if Cue.COMING in mine else uncertain


def _opposites(claim: Stance, cited: Sequence[Stance]) -> Iterator[Contrary]:
    theirs = [clause for each in cited for clause in _clauses(each)]
    everything = frozenset(stem for each in cited for stem in each.stems)
    for clause in _clauses(claim):
        for token in clause:
            against = OPPOSITES.get(token.stem, frozenset()) & everything
            if token.stem not in everything:
                against |= prefixed_opposites(token.stem, everything)
            against -= {other.stem for other in clause}
            found = against and not claim.is_name(token) and _opposed(token, against, clause, theirs)
            if found and (Cue.NEGATED in claim.cues_of(token.stem)) == _negated(found, cited):
                message = f'"{token.word}": the cited sentences say "{found.word}"'
                yield Contrary(token.word, found.word, token.stem, message)


def _opposed(
    token: Token, against: frozenset[str], clause: Sequence[Token], theirs: Sequence[Sequence[Token]]
) -> Token | None:
    """Return the opposite word in the cited clause that is most about the same, None if one has the word."""
    about = {other.stem for other in clause if other.content} - {token.stem} - against
    best: tuple[int, Token] | None = None
    same = -1
    for each in theirs:
        overlap = len(about & {other.stem for other in each})
        if any(other.stem == token.stem for other in each):
            same = max(same, overlap)
        opposite = next((other for other in each if other.stem in against), None)
        if opposite and (best is None or overlap > best[0]):
            best = overlap, opposite
    # A word that is there and has something of its clause with it is the one that is meant.
    least = 0 if len(theirs) == 1 else 1
    return best[1] if best and same <= 0 and best[0] >= max(least, same + 1) else None


def _negated(token: Token, cited: Sequence[Stance]) -> bool:
    return any(Cue.NEGATED in each.cues_of(token.stem) for each in cited if token in each.tokens)


def _clauses(stance: Stance) -> list[list[Token]]:
    places = [start for start, _ in borders(stance.text)]
    clauses: dict[int, list[Token]] = {}
    for token in stance.tokens:
        if token.content:
            clauses.setdefault(sum(place <= token.start for place in places), []).append(token)
    return list(clauses.values())
