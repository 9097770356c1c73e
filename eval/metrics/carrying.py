"""What a question that was made to stand alone has taken from the dialogue before it, by the stems of words.

Held against a rewriting by people: what of the dialogue it needs, and what it does not have.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from eval.cases import FollowUp
from service.english.lemmas import content_stems
from service.english.words import find_names


@dataclass(frozen=True, slots=True)
class Carrying:
    """Stems of content words, in the order of the alphabet: those needed, of them those carried; those that
    were carried and are in no right wording of the question.
    """

    needed: tuple[str, ...]
    carried: tuple[str, ...]
    false: tuple[str, ...]

    @property
    def all_carried(self) -> bool | None:
        """Whether nothing needed is missing; None where nothing is needed."""
        return len(self.carried) == len(self.needed) if self.needed else None


def carrying(case: FollowUp, query: str) -> Carrying:
    """Return what `query`, made of the follow-up, carries of its dialogue.

    The other words of a name are not false where people wrote one of them: "Liz Truss" for "Truss".
    """
    asked, said = content_stems(case.question), _stems(_texts(case))
    right = content_stems(case.rewrite)
    needed = right & said if case.needed is None else _stems(case.needed)
    needed -= asked
    found = content_stems(query) - asked
    false = (found & said) - right - needed
    for name in _names(case) if needed else ():
        if name & (asked | right | needed):
            false -= name
    return Carrying(*map(_sorted, (needed, needed & found, false)))


def share_carried(found: Sequence[Carrying]) -> float | None:
    """Return the share of all needed words that are carried; None if none is needed."""
    needed = sum(len(each.needed) for each in found)
    return sum(len(each.carried) for each in found) / needed if needed else None


def _texts(case: FollowUp) -> list[str]:
    return [text for turn in case.history for text in (turn.question, turn.answer)]


def _names(case: FollowUp) -> Iterator[frozenset[str]]:
    """Yield the stems of each name in the dialogue."""
    for text in _texts(case):
        yield from map(content_stems, find_names(text, []))


def _stems(texts: Iterable[str]) -> frozenset[str]:
    return frozenset(stem for text in texts for stem in content_stems(text))


def _sorted(stems: frozenset[str]) -> tuple[str, ...]:
    return tuple(sorted(stems))
