"""Where sources differ: other figures or days for one matter."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

import numpy as np

from ingest.text.letters import CAPITALS
from service.answer import Statement
from service.evidence.agreement.disagree import SAME_MATTER, SAME_TIME, of_two_sources
from service.evidence.cite import Place, place, public_since
from service.summaries.choose import Length, count_words
from service.summaries.figures import Contrast, contrast
from service.summaries.pool import Candidate, stacked
from service.summaries.summary import Dispute, Side

# Pairs that are read, the most alike first: of 400 sentences there are 80,000.
_MOST_READ = 2_000
_NAME = rf"(?:[{CAPITALS}][\w'’.-]+(?:\s+(?:of\s+(?:the\s+)?)?[{CAPITALS}][\w'’.-]+){{0,4}})"
_LINKS = r"(?:that|who|which|by|of|in|on|at|for|and|to|has|had)"
_PERSON = rf"(?:the|a|an|its|his|her|their)\s+[a-z]+(?:\s(?!{_LINKS}\b)[a-z]+)?"
_SAYS = r"(?:said|says|told|denied|denies|announced|reported|estimated|claimed|put|insisted)"
_SPEAKER = re.compile(
    rf"(?i:according to)\s+(?:an?\s+\w+\s+(?:by|of|from)\s+)?(?P<after>(?:the\s+)?{_NAME}|{_PERSON})"
    rf"|(?P<before>{_NAME}|\b(?i:{_PERSON})|\b(?i:police|organisers|organizers|doctors|officials))\s+{_SAYS}\b"
    rf"|,\s+(?P<end>{_PERSON}|police|organisers|organizers|doctors|officials)\s+{_SAYS}\b"
)


@dataclass(frozen=True, slots=True)
class Pair:
    """Two sentences that differ and the words in which they do."""

    one: Candidate
    other: Candidate
    contrast: Contrast

    @property
    def sides(self) -> list[Candidate]:
        """Both, the one that was said first in front."""
        return sorted((self.one, self.other), key=lambda candidate: candidate.since)


def opposed(candidates: Sequence[Candidate], among: Collection[Candidate] | None = None) -> list[Pair]:
    """Return pairs of sentences that differ, the most alike first; each sentence is in one pair at most.

    `among`: pairs of which at least one is one of these.
    """
    pairs: list[Pair] = []
    taken: set[Candidate] = set()
    for one, other in _nearest(candidates, candidates if among is None else among):
        if one in taken or other in taken:
            continue
        if pair := _pair(one, other):
            pairs.append(pair)
            taken |= {one, other}
    return pairs


def with_other_sides(
    chosen: Sequence[Candidate], candidates: Sequence[Candidate], length: Length
) -> list[Candidate]:
    """Return the chosen with what contradicts them; it takes the place of the last if there is no room."""
    kept, sides = list(chosen), set[Candidate]()
    for pair in opposed(candidates, among=kept):
        if pair.one not in kept and pair.other not in kept:
            continue  # it has made room for another side
        wanted = sides | {pair.one, pair.other}
        longer = [*kept, *(each for each in (pair.one, pair.other) if each not in kept)]
        if fitting := _made_to_fit(longer, wanted, length):
            kept, sides = fitting, wanted
    return kept


def _made_to_fit(longer: list[Candidate], wanted: set[Candidate], length: Length) -> list[Candidate] | None:
    """Return the sentences without the last that are not wanted; None if the wanted alone are too long."""
    while not length.allows(sum(map(count_words, longer)), len(longer)):
        last = next((each for each in reversed(longer) if each not in wanted), None)
        if last is None:
            return None
        longer = [each for each in longer if each is not last]
    return longer


def choose_disputes(candidates: Sequence[Candidate], length: Length) -> list[Pair]:
    """Return the pairs that fit in, those that weigh most first."""
    kept: list[Pair] = []
    words = 0
    for pair in sorted(opposed(candidates), key=lambda pair: -(pair.one.weight + pair.other.weight)):
        more = count_words(pair.one) + count_words(pair.other)
        if not kept or length.allows(words + more, 2 * len(kept) + 2):
            kept.append(pair)
            words += more
    return kept


def disputes_of(
    pairs: Sequence[Pair], statements: Sequence[Statement], since: Callable[[Candidate], datetime]
) -> tuple[Dispute, ...]:
    """Return the pairs of which both sentences are cited, each side with the markers of its citations."""
    markers: dict[Place, int] = {}
    for statement in statements:
        for citation in statement.citations:
            markers[citation.article_id, citation.version, citation.start] = citation.marker
    return tuple(
        Dispute(tuple(_side(pair, each, markers[place(each.item)], since(each)) for each in pair.sides))
        for pair in pairs
        if all(place(each.item) in markers for each in pair.sides)
    )


def _nearest(
    candidates: Sequence[Candidate], among: Collection[Candidate]
) -> Iterator[tuple[Candidate, Candidate]]:
    if not candidates:
        return
    vectors = stacked(candidates)
    cosines = np.triu(vectors @ vectors.T, k=1)
    wanted = np.array([each in among for each in candidates])
    rows, columns = np.nonzero((cosines >= SAME_MATTER) & (wanted[:, None] | wanted[None, :]))
    for rank in np.argsort(-cosines[rows, columns], kind="stable")[:_MOST_READ]:
        yield candidates[int(rows[rank])], candidates[int(columns[rank])]


def _pair(one: Candidate, other: Candidate) -> Pair | None:
    a, b = one.item, other.item
    if (
        not of_two_sources(a.stored.article, b.stored.article)
        or abs(public_since(a) - public_since(b)) > SAME_TIME
    ):
        return None
    values = contrast(a, b)
    return Pair(one, other, values) if values else None


def _side(pair: Pair, candidate: Candidate, marker: int, since: datetime) -> Side:
    value = pair.contrast.one if candidate is pair.one else pair.contrast.other
    publisher = candidate.item.stored.article.publisher
    return Side(value, speaker(candidate.item.text), publisher, since, (marker,))


def speaker(text: str) -> str | None:
    """Return who a sentence says says so, where it is simple."""
    match = _SPEAKER.search(text)
    return next(filter(None, match.groups()), None) if match else None
