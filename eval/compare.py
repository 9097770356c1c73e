"""Two runs of one set, case by case: what grew, what fell, and which cases turned."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from eval.datasets.own import OWN
from eval.metrics.intervals import SEED, Estimate
from eval.runs.folder import RunFolder, only
from eval.runs.measures import BY_NAME, MEASURES, Better
from eval.runs.results import Result
from ingest.errors import InputError

TOLERANCE = 0.02

_ARCHIVE = "documents_sha256"
_SAME_SET = ("set", "cases_sha256", _ARCHIVE)
_ROUNDING = 1e-9


@dataclass(frozen=True, slots=True)
class Difference:
    """By how much a measure grew from one run to the other, over the cases of both."""

    measure: str
    grown: Estimate

    @property
    def unchanged(self) -> bool:
        """Return whether no case differs, as far as the interval tells."""
        return self.grown.low == self.grown.value == self.grown.high == 0

    def regressed(self, tolerance: float) -> bool:
        """Return whether the measure got worse by more than the tolerance."""
        better = BY_NAME[self.measure].better
        fall = {Better.MORE: -self.grown.value, Better.LESS: self.grown.value, Better.NEITHER: 0.0}[better]
        return fall > tolerance + _ROUNDING


@dataclass(frozen=True, slots=True)
class Turned:
    """A case that is right in one run and wrong in the other."""

    id: str
    asked: str


@dataclass(frozen=True, slots=True)
class Comparison:
    """`cases` are in both runs. `lost` were right before and are wrong now, `won` the other way round.

    `archive_changed`: the archive had other articles, which only runs of one's own questions may have.
    """

    set: str
    cases: int
    only_in_one: int
    archive_changed: bool
    tolerance: float
    differences: tuple[Difference, ...]
    regressions: tuple[str, ...]
    lost: tuple[Turned, ...]
    won: tuple[Turned, ...]


def compare_runs(before: Path, after: Path, tolerance: float = TOLERANCE, seed: int = SEED) -> Comparison:
    """Compare two runs over the cases that both have. Raises InputError for runs of different sets."""
    one, other = RunFolder(before), RunFolder(after)
    made, remade = one.made_with, other.made_with
    same = [name for name in _SAME_SET if not (made.set == OWN and name == _ARCHIVE)]
    differing = [name for name in same if getattr(made, name) != getattr(remade, name)]
    if differing:
        raise InputError(
            f"{before} and {after} are runs of different sets ({', '.join(differing)}); "
            "only runs of the same cases and articles can be compared"
        )
    found_before, found_after = one.results(), other.results()
    old, new = _paired(found_before, found_after)
    if not old:
        raise InputError(f"{before} and {after} have no case in common")
    found = ((measure.name, measure.difference(old, new, seed)) for measure in MEASURES)
    differences = tuple(Difference(name, grown) for name, grown in found if grown)
    return Comparison(
        set=made.set,
        cases=len(old),
        archive_changed=made.documents_sha256 != remade.documents_sha256,
        only_in_one=len(found_before) + len(found_after) - 2 * len(old),
        tolerance=tolerance,
        differences=differences,
        regressions=tuple(each.measure for each in differences if each.regressed(tolerance)),
        lost=_turned(old, new),
        won=_turned(new, old),
    )


def _paired(before: list[Result], after: list[Result]) -> tuple[list[Result], list[Result]]:
    there = {result.case.id for result in after}
    ids = [result.case.id for result in before if result.case.id in there]
    return only(before, ids), only(after, ids)


def _turned(old: list[Result], new: list[Result]) -> tuple[Turned, ...]:
    """Return the cases that are right in the first and wrong in the second."""
    pairs = zip(old, new, strict=True)
    return tuple(
        Turned(one.case.id, one.asked) for one, other in pairs if one.right == 1 and other.right == 0
    )
