"""The least that a set must give, kept in eval/sets/thresholds.toml; below it the build fails."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from eval.runs.measures import BY_NAME, Better
from eval.runs.summary import RunSummary
from ingest.errors import InputError

THRESHOLDS = Path(__file__).parents[1] / "sets" / "thresholds.toml"


@dataclass(frozen=True, slots=True)
class Shortfall:
    """A measure that misses its threshold; `found` None: the run has no such measure."""

    measure: str
    wanted: float
    found: float | None


def read_thresholds(set_: str, path: Path = THRESHOLDS) -> dict[str, float]:
    """Return the thresholds of a set by measure. Raises InputError if there are none or one is unknown."""
    try:
        tables = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as exc:
        raise InputError(f"{path}: cannot be read ({exc})") from exc
    found = tables.get(set_)
    if not isinstance(found, dict):
        raise InputError(
            f"{path} has no thresholds for the set {set_!r}; it has {', '.join(tables) or 'none'}"
        )
    for name, wanted in found.items():
        if name not in BY_NAME or not isinstance(wanted, int | float):
            raise InputError(f"{path}: {set_}.{name} = {wanted!r} is no measure with a number")
    return found


def shortfalls(thresholds: Mapping[str, float], summary: RunSummary) -> list[Shortfall]:
    """Return the measures that miss their thresholds; one that the run does not have misses its own."""
    found = ((name, wanted, summary.measures.get(name)) for name, wanted in thresholds.items())
    return [
        Shortfall(name, wanted, estimate.value if estimate else None)
        for name, wanted, estimate in found
        if estimate is None or _misses(name, estimate.value, wanted)
    ]


def _misses(name: str, value: float, wanted: float) -> bool:
    return value > wanted if BY_NAME[name].better is Better.LESS else value < wanted
