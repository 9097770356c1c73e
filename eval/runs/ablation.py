"""What each check of a statement gives: the pairs that it alone stops, the false ones and the true ones."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from eval.cases import Claim
from eval.progress import Progress, silent
from eval.runs.claims import failures_of_claim
from ingest.errors import InputError
from service.checks.verify import Flaw


@dataclass(frozen=True, slots=True)
class Ablation:
    """What passes without one check: `true_pass` and `false_pass` are shares of the pairs with that label.

    `false_stopped` and `true_stopped` count those that this check alone stops. `check` is None where all
    checks are made.
    """

    check: Flaw | None
    true_pass: float
    false_pass: float
    balanced_accuracy: float
    false_stopped: int
    true_stopped: int


def ablate(claims: Sequence[Claim], on_progress: Progress = silent) -> list[Ablation]:
    """Check all claims with every check, and then without each one in turn.

    Raises InputError without both true and false claims.
    """
    if len({claim.true for claim in claims}) < 2:
        raise InputError("an ablation needs true and false pairs")
    passes: dict[Flaw | None, list[bool]] = {}
    checks = (None, *Flaw)
    for number, check in enumerate(checks):
        without = () if check is None else (check,)
        passes[check] = [not failures_of_claim(claim, without) for claim in claims]
        on_progress("check the pairs", (number + 1) / len(checks))
    return [_ablation(check, claims, passed, passes[None]) for check, passed in passes.items()]


def _ablation(
    check: Flaw | None, claims: Sequence[Claim], passed: Sequence[bool], usual: Sequence[bool]
) -> Ablation:
    def share(label: bool) -> float:
        found = [each for claim, each in zip(claims, passed, strict=True) if claim.true is label]
        return sum(found) / len(found)

    def stopped(label: bool) -> int:
        rows = zip(claims, passed, usual, strict=True)
        return sum(claim.true is label and now and not before for claim, now, before in rows)

    true, false = share(True), share(False)
    return Ablation(check, true, false, (true + 1 - false) / 2, stopped(False), stopped(True))
