"""Times found in a sentence, held against those that it names; those of all sentences are counted together.

Dates and times of day that name a known time are to be found. What is found in a duration, a set or a word
such as "recently" is neither right nor wrong. What covers several expressions is right if it reaches from the
first to the last ("from May to July") or is what they have in common ("October of next year"). Values do not
tell the parts of a year: of "early 2008" any is right.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from eval.cases import Timex, TimexKind
from service.english.dates.find import FoundSpan
from service.english.dates.forms import PART
from service.english.dates.spans import Span

WANTED = (TimexKind.DATE, TimexKind.TIME)


@dataclass(frozen=True, slots=True)
class TimexMatch:
    """An expression held against what is found, or the reverse: `met` at its place, `exact` in extent,
    `right` in value. `kind` is that of the expression, None for what is found.
    """

    kind: TimexKind | None
    met: bool
    exact: bool
    right: bool


@dataclass(frozen=True, slots=True)
class TimexMatches:
    """`wanted` are the expressions to be found, `found` is what can be judged of what is found."""

    wanted: tuple[TimexMatch, ...]
    found: tuple[TimexMatch, ...]
    others: tuple[TimexMatch, ...]

    @property
    def all_right(self) -> bool:
        """Whether all that is to be found is found and right, and nothing else is found."""
        return all(each.right for each in (*self.wanted, *self.found))


def matches(text: str, timexes: Sequence[Timex], found: Sequence[FoundSpan]) -> TimexMatches:
    """Return how the times found in a text and its expressions meet."""
    wanted = [each for each in timexes if each.kind in WANTED and each.span]
    others = [each for each in timexes if each not in wanted]
    right = {one: _right(text, one, [each for each in wanted if _meet(each, one)]) for one in found}
    open_ = [one for one in found if any(_meet(each, one) for each in others)]

    def of(each: Timex) -> TimexMatch:
        over = [one for one in found if _meet(each, one)]
        exact = any((one.start, one.end) == (each.start, each.end) for one in over)
        return TimexMatch(each.kind, bool(over), exact, any(right[one] for one in over))

    def of_found(one: FoundSpan) -> TimexMatch:
        over = [each for each in wanted if _meet(each, one)]
        exact = any((one.start, one.end) == (each.start, each.end) for each in over)
        return TimexMatch(None, bool(over), exact, right[one])

    judged = [one for one in found if one not in open_ or any(_meet(each, one) for each in wanted)]
    return TimexMatches(tuple(map(of, wanted)), tuple(map(of_found, judged)), tuple(map(of, others)))


def share(found: Sequence[TimexMatch], which: Callable[[TimexMatch], bool]) -> float | None:
    """Return the share of the matches for which `which` holds; None of none."""
    return sum(map(which, found)) / len(found) if found else None


def f1(some: Sequence[TimexMatches], which: Callable[[TimexMatch], bool]) -> float | None:
    """Return the F1 of what holds of the wanted and of what holds of the found; None if nothing is wanted."""
    wanted = [match for each in some for match in each.wanted]
    found = [match for each in some for match in each.found]
    recall, precision = share(wanted, which), share(found, which) or 0.0
    if recall is None:
        return None
    return 2 * recall * precision / (recall + precision) if recall and precision else 0.0


def _meet(timex: Timex, found: FoundSpan) -> bool:
    return timex.start < found.end and found.start < timex.end


def _right(text: str, found: FoundSpan, covered: Sequence[Timex]) -> bool:
    spans = [each.span for each in covered if each.span]
    if not spans:
        return False
    whole = Span(spans[0].start, spans[-1].end)
    common = Span(max(span.start for span in spans), min(span.end for span in spans))
    inside = whole.start <= found.span.start and found.span.end <= whole.end
    return found.span in (whole, common) or (inside and _is_part(text[found.start : found.end]))


def _is_part(words: str) -> bool:
    """Whether words begin with "early", "mid-" or the like."""
    return any(PART.match(words[: place + 1]) for place, letter in enumerate(words) if letter in " -")
