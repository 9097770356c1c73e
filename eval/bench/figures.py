"""What a bench found: figures with their goals, and the readings they were computed from."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Goal:
    """A bound that a figure should keep to."""

    bound: float
    at_least: bool

    def met_by(self, value: float) -> bool:
        return value >= self.bound if self.at_least else value <= self.bound


@dataclass(frozen=True, slots=True)
class Reading:
    """A raw measurement; one in seconds says something about this machine only."""

    name: str
    value: float
    unit: str


@dataclass(frozen=True, slots=True)
class Figure:
    """One thing measured. `unit` is "times" for a ratio of two readings of the same run.

    `met` says whether the goal is met; None without a goal.
    """

    name: str
    value: float
    unit: str
    goal: Goal | None = None
    readings: tuple[Reading, ...] = ()
    met: bool | None = field(init=False)  # a field, so that it is in the JSON too

    def __post_init__(self) -> None:
        object.__setattr__(self, "met", self.goal.met_by(self.value) if self.goal else None)


@dataclass(frozen=True, slots=True)
class BenchReport:
    """The figures of one run. `passages` are those of the archive that was asked."""

    corpus: str
    passages: int
    figures: tuple[Figure, ...]
